/**
 * Bins of numbers, and counts by bin. The bin of x is the number of edges e with e <= x (bins [a, b)) or e < x (bins
 * (a, b]); NaN has the bin after the last. No branch depends on a value.
 */
import { integer, pointer, real } from './args'

/** Up to this many edges comparing with every one is faster than halving (measured: there they meet). */
const MOST_COMPARED: i32 = 30

// @ts-ignore: decorator
@inline
function above(x: v128, edge: v128, right: bool): v128 {
  return right ? f64x2.gt(x, edge) : f64x2.ge(x, edge)
}

/** Replaces the bins of NaN lanes. */
// @ts-ignore: decorator
@inline
function orMissing(x: v128, bins: v128, missing: v128): v128 {
  return v128.bitselect(missing, bins, f64x2.ne(x, x))
}

/** Compares eight values at a time with every edge; a true mask is −1, so subtracting it counts. */
// @ts-ignore: decorator
@inline
function compareAll(begin: i32, end: i32, x: usize, edges: usize, count: i32, out: usize, right: bool): void {
  const missing = i64x2.splat(count + 1)
  const stop = edges + ((<usize>count) << 3)
  let i = begin
  for (; i + 8 <= end; i += 8) {
    const at = x + ((<usize>i) << 3)
    const x0 = v128.load(at)
    const x1 = v128.load(at, 16)
    const x2 = v128.load(at, 32)
    const x3 = v128.load(at, 48)
    let b0 = i64x2.splat(0)
    let b1 = b0
    let b2 = b0
    let b3 = b0
    for (let e = edges; e < stop; e += 8) {
      const edge = v128.load64_splat(e)
      b0 = i64x2.sub(b0, above(x0, edge, right))
      b1 = i64x2.sub(b1, above(x1, edge, right))
      b2 = i64x2.sub(b2, above(x2, edge, right))
      b3 = i64x2.sub(b3, above(x3, edge, right))
    }
    const to = out + ((<usize>i) << 2)
    v128.store(to, v128.shuffle<i32>(orMissing(x0, b0, missing), orMissing(x1, b1, missing), 0, 2, 4, 6))
    v128.store(to, v128.shuffle<i32>(orMissing(x2, b2, missing), orMissing(x3, b3, missing), 0, 2, 4, 6), 16)
  }
  for (; i < end; i++) {
    const value = load<f64>(x + ((<usize>i) << 3))
    let bin = 0
    for (let e = edges; e < stop; e += 8) {
      const edge = load<f64>(e)
      bin += i32(right ? value > edge : value >= edge)
    }
    store<i32>(out + ((<usize>i) << 2), value == value ? bin : count + 1)
  }
}

// @ts-ignore: decorator
@inline
function step(value: f64, bin: i32, half: i32, edges: usize, right: bool): i32 {
  const edge = load<f64>(edges + ((<usize>(bin + half - 1)) << 3))
  return bin + (-i32(right ? value > edge : value >= edge) & half)
}

/** Halves the edges, four values at a time so that their loads overlap. `padded` = 2^k > count, the rest +∞. */
// @ts-ignore: decorator
@inline
function halve(begin: i32, end: i32, x: usize, edges: usize, count: i32, padded: i32, out: usize, right: bool): void {
  let i = begin
  for (; i + 4 <= end; i += 4) {
    const at = x + ((<usize>i) << 3)
    const x0 = load<f64>(at)
    const x1 = load<f64>(at, 8)
    const x2 = load<f64>(at, 16)
    const x3 = load<f64>(at, 24)
    let b0 = 0
    let b1 = 0
    let b2 = 0
    let b3 = 0
    for (let half = padded >> 1; half > 0; half >>= 1) {
      b0 = step(x0, b0, half, edges, right)
      b1 = step(x1, b1, half, edges, right)
      b2 = step(x2, b2, half, edges, right)
      b3 = step(x3, b3, half, edges, right)
    }
    const to = out + ((<usize>i) << 2)
    store<i32>(to, x0 == x0 ? b0 : count + 1)
    store<i32>(to, x1 == x1 ? b1 : count + 1, 4)
    store<i32>(to, x2 == x2 ? b2 : count + 1, 8)
    store<i32>(to, x3 == x3 ? b3 : count + 1, 12)
  }
  for (; i < end; i++) {
    const value = load<f64>(x + ((<usize>i) << 3))
    let bin = 0
    for (let half = padded >> 1; half > 0; half >>= 1) bin = step(value, bin, half, edges, right)
    store<i32>(out + ((<usize>i) << 2), value == value ? bin : count + 1)
  }
}

/** out[i] = bin of x[i], int32. args: x, edges, count, padded, right, out. */
export function indices(begin: i32, end: i32, args: usize): void {
  const x = pointer(args, 0)
  const edges = pointer(args, 1)
  const count = integer(args, 2)
  const padded = integer(args, 3)
  const out = pointer(args, 5)
  const right = real(args, 4) != 0
  if (count <= MOST_COMPARED) {
    if (right) compareAll(begin, end, x, edges, count, out, true)
    else compareAll(begin, end, x, edges, count, out, false)
  } else {
    if (right) halve(begin, end, x, edges, count, padded, out, true)
    else halve(begin, end, x, edges, count, padded, out, false)
  }
}

/**
 * Adds rows to a block's own counts, float64 at counts + block · classes · size, class by class; the caller has cleared
 * them. args: bins, size, classOf (bytes, or 0), weights (float64, or 0), counts, grain, classes, banks.
 * Four banks of 32-bit counters keep runs of equal bins from waiting on each other's stores.
 */
export function tally(begin: i32, end: i32, args: usize): void {
  const bins = pointer(args, 0)
  const size = integer(args, 1)
  const classOf = pointer(args, 2)
  const weights = pointer(args, 3)
  const block = <usize>(begin / integer(args, 5))
  const cells = size * integer(args, 6)
  const counts = pointer(args, 4) + ((block * <usize>cells) << 3)
  if (weights) {
    for (let i = begin; i < end; i++) {
      const at = counts + ((<usize>cell(i, bins, size, classOf)) << 3)
      store<f64>(at, load<f64>(at) + load<f64>(weights + ((<usize>i) << 3)))
    }
    return
  }
  const stride = (<usize>cells) << 2
  const banks = pointer(args, 7) + block * (stride << 2)
  memory.fill(banks, 0, stride << 2)
  let i = begin
  if (classOf) {
    for (; i + 4 <= end; i += 4) {
      increment(banks, cell(i, bins, size, classOf))
      increment(banks + stride, cell(i + 1, bins, size, classOf))
      increment(banks + 2 * stride, cell(i + 2, bins, size, classOf))
      increment(banks + 3 * stride, cell(i + 3, bins, size, classOf))
    }
  } else {
    for (; i + 4 <= end; i += 4) {
      increment(banks, cell(i, bins, size, 0))
      increment(banks + stride, cell(i + 1, bins, size, 0))
      increment(banks + 2 * stride, cell(i + 2, bins, size, 0))
      increment(banks + 3 * stride, cell(i + 3, bins, size, 0))
    }
  }
  for (; i < end; i++) increment(banks, cell(i, bins, size, classOf))
  for (let k = 0; k < cells; k++) {
    const at = banks + ((<usize>k) << 2)
    const sum = load<u32>(at) + load<u32>(at + stride) + load<u32>(at + 2 * stride) + load<u32>(at + 3 * stride)
    store<f64>(counts + ((<usize>k) << 3), <f64>sum)
  }
}

// @ts-ignore: decorator
@inline
function cell(i: i32, bins: usize, size: i32, classOf: usize): i32 {
  const bin = load<i32>(bins + ((<usize>i) << 2))
  return classOf ? bin + size * <i32>load<u8>(classOf + <usize>i) : bin
}

// @ts-ignore: decorator
@inline
function increment(bank: usize, k: i32): void {
  const at = bank + ((<usize>k) << 2)
  store<u32>(at, load<u32>(at) + 1)
}
