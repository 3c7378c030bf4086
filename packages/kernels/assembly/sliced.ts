/**
 * Transport cost of two samples projected on lines: project, sort, match the sorted masses, for one direction after the
 * other. A direction is a block's unit of work, so results do not depend on the number of threads.
 */
import { integer, pointer, real } from './args'
import { power } from './power'
import { projectOnto } from './project'
import { radixScratch, radixSort } from './radix'

/** |t|^p, t >= 0. */
// @ts-ignore: decorator
@inline
function cost(t: f64, p: f64): f64 {
  return p == 2 ? t * t : p == 1 ? t : power(t, p)
}

/** Derivative of |t|^p. At 0 it is 0, the subgradient that symmetry asks for. */
// @ts-ignore: decorator
@inline
function slope(t: f64, p: f64): f64 {
  if (t == 0) return 0
  if (p == 2) return 2 * t
  if (p == 1) return t > 0 ? 1 : -1
  const size = p * power(abs(t), p - 1)
  return t > 0 ? size : -size
}

// @ts-ignore: decorator
@inline
function value(at: usize, k: i32): f64 {
  return load<f64>(at + (<usize>k << 3))
}

// @ts-ignore: decorator
@inline
function position(at: usize, k: i32): i32 {
  return load<u32>(at + (<usize>k << 2))
}

// @ts-ignore: decorator
@inline
function add(at: usize, k: i32, x: f64): void {
  store<f64>(at + (<usize>k << 3), load<f64>(at + (<usize>k << 3)) + x)
}

/**
 * Matches sorted masses from the left. Weights at 0 mean `unit` each. If `slopeX` is not 0, the mass-weighted
 * derivatives by each u are added to slopeX (by original position), and their negatives by each v to slopeY.
 */
function matchSorted(
  u: usize, orderU: usize, weightsU: usize, unitU: f64, n: i32,
  v: usize, orderV: usize, weightsV: usize, unitV: f64, m: i32,
  p: f64, slopeX: usize, slopeY: usize,
): f64 {
  let sum: f64 = 0
  let i = 0
  let j = 0
  let leftU = weightsU ? value(weightsU, position(orderU, 0)) : unitU
  let leftV = weightsV ? value(weightsV, position(orderV, 0)) : unitV
  while (true) {
    const mass = min(leftU, leftV)
    const delta = value(u, i) - value(v, j)
    sum += mass * cost(abs(delta), p)
    if (slopeX) {
      const change = mass * slope(delta, p)
      add(slopeX, position(orderU, i), change)
      add(slopeY, position(orderV, j), -change)
    }
    leftU -= mass
    leftV -= mass
    if (leftU <= 0) {
      if (++i == n) return sum
      leftU = weightsU ? value(weightsU, position(orderU, i)) : unitU
    }
    if (leftV <= 0) {
      if (++j == m) return sum
      leftV = weightsV ? value(weightsV, position(orderV, j)) : unitV
    }
  }
}

/** Projects a sample on a direction and sorts it. */
// @ts-ignore: decorator
@inline
function sorted(columns: usize, stride: i32, n: i32, d: i32, direction: usize, keys: usize, order: usize, scratch: usize): void {
  projectOnto(columns, stride, n, d, direction, keys)
  for (let k = 0; k < n; k++) store<u32>(order + (<usize>k << 2), <u32>k)
  radixSort(keys, order, n, scratch)
}

/** sum_i weights[i] columns[k][i] into out[k], times `factor`, added. */
function gather(columns: usize, stride: i32, n: i32, d: i32, weights: usize, factor: f64, out: usize): void {
  for (let k = 0; k < d; k++) {
    const column = columns + ((<usize>k * <usize>stride) << 3)
    let sum: f64 = 0
    for (let i = 0; i < n; i++) sum += value(weights, i) * value(column, i)
    add(out, k, factor * sum)
  }
}

/** Bytes of scratch that a block needs. */
export function slicedScratch(n: i32, m: i32): usize {
  const padded = <usize>((n + 2) & ~1) + <usize>((m + 2) & ~1)
  return padded * 20 + radixScratch(max(n, m)) + 64
}

/**
 * costs[l] = sum of mass |u - v|^p over the sorted matching along direction l, divided by `total`, for l in [begin, end).
 * args: columnsX, strideX, n, weightsX | 0, unitX, columnsY, strideY, m, weightsY | 0, unitY, total,
 *       d, directions [*, d], p, costs [*], scratch, bytes of scratch a block, grain,
 *       gradient by x | 0 (columns [d, strideX] a block, added to), gradient by direction | 0 ([*, d], cleared).
 */
export function sliced(begin: i32, end: i32, args: usize): void {
  const columnsX = pointer(args, 0)
  const strideX = integer(args, 1)
  const n = integer(args, 2)
  const columnsY = pointer(args, 5)
  const strideY = integer(args, 6)
  const m = integer(args, 7)
  const total = real(args, 10)
  const d = integer(args, 11)
  const p = real(args, 13)
  const block = <usize>(begin / integer(args, 17))
  const byX = pointer(args, 18) ? pointer(args, 18) + block * ((<usize>d * <usize>strideX) << 3) : 0
  const byDirection = pointer(args, 19)
  const slopes = byX != 0 || byDirection != 0

  const paddedX = <usize>((n + 2) & ~1)
  const paddedY = <usize>((m + 2) & ~1)
  const u = pointer(args, 15) + block * pointer(args, 16)
  const v = u + (paddedX << 3)
  const slopeX = v + (paddedY << 3)
  const slopeY = slopeX + (paddedX << 3)
  const orderU = slopeY + (paddedY << 3)
  const orderV = orderU + (paddedX << 2)
  const scratch = orderV + (paddedY << 2)

  for (let l = begin; l < end; l++) {
    const direction = pointer(args, 12) + ((<usize>l * <usize>d) << 3)
    sorted(columnsX, strideX, n, d, direction, u, orderU, scratch)
    sorted(columnsY, strideY, m, d, direction, v, orderV, scratch)
    if (slopes) memory.fill(slopeX, 0, (paddedX + paddedY) << 3)
    const sum = matchSorted(
      u, orderU, pointer(args, 3), real(args, 4), n,
      v, orderV, pointer(args, 8), real(args, 9), m,
      p, slopes ? slopeX : 0, slopeY,
    )
    store<f64>(pointer(args, 14) + (<usize>l << 3), sum / total)
    if (byX) {
      for (let k = 0; k < d; k++) {
        const column = byX + ((<usize>k * <usize>strideX) << 3)
        const theta = value(direction, k) / total
        for (let i = 0; i < n; i++) add(column, i, value(slopeX, i) * theta)
      }
    }
    if (byDirection) {
      const out = byDirection + ((<usize>l * <usize>d) << 3)
      memory.fill(out, 0, <usize>d << 3)
      gather(columnsX, strideX, n, d, slopeX, 1 / total, out)
      gather(columnsY, strideY, m, d, slopeY, 1 / total, out)
    }
  }
}
