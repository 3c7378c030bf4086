/**
 * The streamed soft-min in float32: for each row i
 *
 *   out_i = log2 Σ_j 2^(h_j − c(x_i, y_j)),     h_j = g_j / (ε ln 2) + log2 b_j,   c in units of ε ln 2,
 *
 * for c = |x − y|² and |x − y|, with coordinates scaled so that c comes out in *half* bits (see exp2HalvedSumF32x4).
 *
 * A row first bounds h − c from above on every tile by the tile's box. With a guess of −out_i as shift, tiles below
 * 2^-THRESHOLD are left out, and the sum needs no running maximum; a row whose sum shows that the guess was bad takes
 * the true maximum as shift and starts again. Tiles are added up in float32 and the row in float64.
 */
import { integer, pointer } from './args'
import { exp2HalvedSumF32x4, log2F64 } from './exp'
import { EUCLIDEAN } from './tile-cost'

/**
 * Tiles whose every term, without its weight, is below 2^-27 of the row's sum are left out: the weights sum to 1, so
 * the sum loses at most 2^-27 (2^-22 with the worst guess that is accepted).
 */
const THRESHOLD: f32 = 27
/** A shifted sum below this says that the guess was too low to leave tiles out by it. */
const LEAST_SUM: f64 = 1.0 / 32
/** Terms up to 2^120 add up within float32; a bound above that says that the guess was too high. */
const MOST_BITS: f32 = 120

/*
 * args: x rows, y tiles, heights h (half bits, padded), tops (largest g of each tile in half bits, padded to whole
 * fours with −Infinity), boxes, guesses (float64, bits), out (float64, bits), scratch (12 bytes a tile and block),
 * tiles, width, d, cost code, grain, mass (0, or where to add up the plan by blocks and tiles), weights a.
 */
let heights: usize = 0
let tiles: i32 = 0
let width: usize = 0
let d: i32 = 0
let rooted: bool = false

export function softminF32(begin: i32, end: i32, args: usize): void {
  const x = pointer(args, 0)
  const y = pointer(args, 1)
  heights = pointer(args, 2)
  const tops = pointer(args, 3)
  const boxes = pointer(args, 4)
  const guesses = pointer(args, 5)
  const out = pointer(args, 6)
  tiles = integer(args, 8)
  width = <usize>integer(args, 9) << 2
  d = integer(args, 10)
  rooted = integer(args, 11) == EUCLIDEAN
  const block = begin / integer(args, 12)
  const fours = (tiles + 3) >> 2
  const sums = pointer(args, 7) + <usize>(block * fours) * 48
  const bounds = sums + ((<usize>fours) << 5)
  const mass = pointer(args, 13)
  const massRow = mass + ((<usize>(block * tiles)) << 3)
  const weights = pointer(args, 14)
  if (mass != 0) memory.fill(massRow, 0, (<usize>tiles) << 3)

  for (let i = begin; i < end; i++) {
    const at = x + ((<usize>(i * d)) << 2)
    const most = boundTiles(at, boxes, tops, bounds, fours)
    let shift = <f32>(0.5 * load<f64>(guesses + ((<usize>i) << 3)))
    let sum: f64 = 0
    if (most + shift <= 0.5 * MOST_BITS) sum = addTiles(at, y, bounds, sums, shift)
    if (!(sum >= LEAST_SUM)) {
      shift = -largest(at, y, bounds)
      sum = addTiles(at, y, bounds, sums, shift)
    }
    store<f64>(out + ((<usize>i) << 3), log2F64(sum) - 2 * <f64>shift)
    if (mass != 0) {
      const scale = load<f64>(weights + ((<usize>i) << 3)) / sum
      for (let t: usize = 0, stop = (<usize>tiles) << 3; t < stop; t += 8) {
        store<f64>(massRow + t, load<f64>(massRow + t) + scale * load<f64>(sums + t))
      }
    }
  }
}

/** bounds[t] = tops[t] − c(x, box of tile t), four tiles at a time; returns the largest. */
// @ts-ignore: decorator
@inline
function boundTiles(x: usize, boxes: usize, tops: usize, bounds: usize, fours: i32): f32 {
  const zero = f32x4.splat(0)
  let most = f32x4.splat(-Infinity)
  let box = boxes
  for (let four = 0; four < fours; four++) {
    let gap = zero
    for (let k = 0; k < d; k++, box += 32) {
      const u = v128.load32_splat(x + ((<usize>k) << 2))
      const delta = f32x4.pmax(f32x4.pmax(f32x4.sub(v128.load(box), u), f32x4.sub(u, v128.load(box, 16))), zero)
      gap = f32x4.add(gap, f32x4.mul(delta, delta))
    }
    if (rooted) gap = f32x4.sqrt(gap)
    const at = (<usize>four) << 4
    const bound = f32x4.sub(v128.load(tops + at), gap)
    v128.store(bounds + at, bound)
    most = f32x4.pmax(most, bound)
  }
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  )
}

/** sums[t] = Σ over tile t of 2^(2 (h − c + shift)), 0 where the bound says so; returns their sum. */
function addTiles(x: usize, y: usize, bounds: usize, sums: usize, shift: f32): f64 {
  const least = -0.5 * THRESHOLD - shift
  const shifts = f32x4.splat(shift)
  const bytes = <usize>d * width
  let total: f64 = 0
  for (let t: usize = 0, stop = <usize>tiles, tile = y, h = heights; t < stop; t++, tile += bytes, h += width) {
    let sum: f64 = 0
    if (load<f32>(bounds + (t << 2)) > least) {
      const four = addTile(x, tile, h, shifts)
      const high = i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
      const two = f64x2.add(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(high))
      sum = f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1)
    }
    store<f64>(sums + (t << 3), sum)
    total += sum
  }
  return total
}

/** The largest h − c of a row. */
function largest(x: usize, y: usize, bounds: usize): f32 {
  const bytes = <usize>d * width
  let most = -Infinity as f32
  for (let t: usize = 0, stop = <usize>tiles; t < stop; t++) {
    if (!(load<f32>(bounds + (t << 2)) > most)) continue
    const tile = y + t * bytes
    const h = heights + t * width
    let four = f32x4.splat(-Infinity)
    for (let j: usize = 0; j < width; j += 16) {
      four = f32x4.pmax(four, f32x4.sub(v128.load(h + j), cost(x, tile + j)))
    }
    most = max(
      most,
      max(
        max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
        max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
      ),
    )
  }
  return most
}

/** The costs of four neighbours in a tile, any d. */
// @ts-ignore: decorator
@inline
function cost(x: usize, y: usize): v128 {
  let sum = f32x4.splat(0)
  for (let k = 0; k < d; k++, y += width) {
    const delta = f32x4.sub(v128.load32_splat(x + ((<usize>k) << 2)), v128.load(y))
    sum = f32x4.add(sum, f32x4.mul(delta, delta))
  }
  return rooted ? f32x4.sqrt(sum) : sum
}

/** The costs of four neighbours in a tile in one to three dimensions, unrolled. D and rooted are literals. */
// @ts-ignore: decorator
@inline
function lowCost(D: i32, rooted: bool, x0: v128, x1: v128, x2: v128, y: usize, bytes: usize): v128 {
  const d0 = f32x4.sub(x0, v128.load(y))
  let c = f32x4.mul(d0, d0)
  if (D > 1) {
    const d1 = f32x4.sub(x1, v128.load(y + bytes))
    c = f32x4.add(c, f32x4.mul(d1, d1))
  }
  if (D > 2) {
    const d2 = f32x4.sub(x2, v128.load(y + 2 * bytes))
    c = f32x4.add(c, f32x4.mul(d2, d2))
  }
  return rooted ? f32x4.sqrt(c) : c
}

/** The case that decides the speed of planar clouds. */
// @ts-ignore: decorator
@inline
function addLowTile(D: i32, rooted: bool, x: usize, tile: usize, h: usize, shift: v128): v128 {
  const bytes = width
  const x0 = v128.load32_splat(x)
  const x1 = D > 1 ? v128.load32_splat(x, 4) : x0
  const x2 = D > 2 ? v128.load32_splat(x, 8) : x0
  let sum = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 32) {
    const c = lowCost(D, rooted, x0, x1, x2, tile + j, bytes)
    const e = lowCost(D, rooted, x0, x1, x2, tile + j + 16, bytes)
    const t = f32x4.sub(f32x4.add(v128.load(h + j), shift), c)
    const u = f32x4.sub(f32x4.add(v128.load(h + j, 16), shift), e)
    sum = f32x4.add(sum, exp2HalvedSumF32x4(t, u))
  }
  return sum
}

/** The sum over one tile in four lanes. */
function addTile(x: usize, tile: usize, h: usize, shift: v128): v128 {
  if (rooted) {
    if (d == 1) return addLowTile(1, true, x, tile, h, shift)
    if (d == 2) return addLowTile(2, true, x, tile, h, shift)
    if (d == 3) return addLowTile(3, true, x, tile, h, shift)
  } else {
    if (d == 1) return addLowTile(1, false, x, tile, h, shift)
    if (d == 2) return addLowTile(2, false, x, tile, h, shift)
    if (d == 3) return addLowTile(3, false, x, tile, h, shift)
  }
  return addHighTile(x, tile, h, shift)
}

/** Any d: sixteen points at a time, so that a coordinate of x is spread once for four vectors. */
// @ts-ignore: decorator
@inline
function addHighTile(x: usize, tile: usize, h: usize, shift: v128): v128 {
  const bytes = width
  const dimension = d
  let sum = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 64) {
    let c0 = f32x4.splat(0)
    let c1 = c0
    let c2 = c0
    let c3 = c0
    for (let k = 0, y = tile + j; k < dimension; k++, y += bytes) {
      const u = v128.load32_splat(x + ((<usize>k) << 2))
      const d0 = f32x4.sub(u, v128.load(y))
      const d1 = f32x4.sub(u, v128.load(y, 16))
      const d2 = f32x4.sub(u, v128.load(y, 32))
      const d3 = f32x4.sub(u, v128.load(y, 48))
      c0 = f32x4.add(c0, f32x4.mul(d0, d0))
      c1 = f32x4.add(c1, f32x4.mul(d1, d1))
      c2 = f32x4.add(c2, f32x4.mul(d2, d2))
      c3 = f32x4.add(c3, f32x4.mul(d3, d3))
    }
    if (rooted) {
      c0 = f32x4.sqrt(c0)
      c1 = f32x4.sqrt(c1)
      c2 = f32x4.sqrt(c2)
      c3 = f32x4.sqrt(c3)
    }
    const at = h + j
    const t0 = f32x4.sub(f32x4.add(v128.load(at), shift), c0)
    const t1 = f32x4.sub(f32x4.add(v128.load(at, 16), shift), c1)
    sum = f32x4.add(sum, exp2HalvedSumF32x4(t0, t1))
    const t2 = f32x4.sub(f32x4.add(v128.load(at, 32), shift), c2)
    const t3 = f32x4.sub(f32x4.add(v128.load(at, 48), shift), c3)
    sum = f32x4.add(sum, exp2HalvedSumF32x4(t2, t3))
  }
  return sum
}
