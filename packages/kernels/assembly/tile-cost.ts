/**
 * Ground costs from one point to a tile of points, in float64. A tile holds `width` points, coordinate by coordinate:
 * coordinate k of point j at `tile + (k * width + j) * 8`. `width` is a multiple of 8. Codes as in
 * pushforward/transport/cost.ts; `cosine` is not here: callers give unit vectors scaled by 1/√2 and `SQEUCLIDEAN`.
 */
import { expF64x2, logF64x2 } from './exp'

export const SQEUCLIDEAN: i32 = 0
export const EUCLIDEAN: i32 = 1
export const CITYBLOCK: i32 = 2
export const CHEBYSHEV: i32 = 3
export const SPHERE: i32 = 5
export const POWER: i32 = 6

/** out[j] = c(x, y_j) for the tile's points; `exponent` is that of POWER. */
export function tileCosts(code: i32, exponent: f64, x: usize, tile: usize, width: i32, d: i32, out: usize): void {
  const bytes = <usize>width << 3
  if (code == SPHERE) {
    for (let j: usize = 0; j < bytes; j += 8) store<f64>(out + j, squaredArc(x, tile + j, bytes, d))
    return
  }
  if (code == CITYBLOCK) {
    cityblock(x, tile, bytes, d, out)
    return
  }
  if (code == CHEBYSHEV) {
    chebyshev(x, tile, bytes, d, out)
    return
  }
  squares(x, tile, bytes, d, out)
  if (code == EUCLIDEAN) {
    for (let j: usize = 0; j < bytes; j += 16) v128.store(out + j, f64x2.sqrt(v128.load(out + j)))
  } else if (code == POWER) {
    const half = f64x2.splat(0.5 * exponent)
    // 0^p: log gives −Infinity and exp takes it to 0.
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(out + j, expF64x2(f64x2.mul(half, logF64x2(v128.load(out + j)))))
    }
  }
}

/** Eight points at a time, so that four sums hide the latency of an addition. */
// @ts-ignore: decorator
@inline
function squares(x: usize, tile: usize, bytes: usize, d: i32, out: usize): void {
  for (let j: usize = 0; j < bytes; j += 64) {
    let s0 = f64x2.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    for (let k = 0, y = tile + j; k < d; k++, y += bytes) {
      const u = v128.load64_splat(x + (<usize>k << 3))
      const d0 = f64x2.sub(u, v128.load(y))
      const d1 = f64x2.sub(u, v128.load(y, 16))
      const d2 = f64x2.sub(u, v128.load(y, 32))
      const d3 = f64x2.sub(u, v128.load(y, 48))
      s0 = f64x2.add(s0, f64x2.mul(d0, d0))
      s1 = f64x2.add(s1, f64x2.mul(d1, d1))
      s2 = f64x2.add(s2, f64x2.mul(d2, d2))
      s3 = f64x2.add(s3, f64x2.mul(d3, d3))
    }
    v128.store(out + j, s0)
    v128.store(out + j, s1, 16)
    v128.store(out + j, s2, 32)
    v128.store(out + j, s3, 48)
  }
}

// @ts-ignore: decorator
@inline
function cityblock(x: usize, tile: usize, bytes: usize, d: i32, out: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    let sum = f64x2.splat(0)
    for (let k = 0, y = tile + j; k < d; k++, y += bytes) {
      sum = f64x2.add(sum, f64x2.abs(f64x2.sub(v128.load64_splat(x + (<usize>k << 3)), v128.load(y))))
    }
    v128.store(out + j, sum)
  }
}

// @ts-ignore: decorator
@inline
function chebyshev(x: usize, tile: usize, bytes: usize, d: i32, out: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    let most = f64x2.splat(0)
    for (let k = 0, y = tile + j; k < d; k++, y += bytes) {
      most = f64x2.pmax(most, f64x2.abs(f64x2.sub(v128.load64_splat(x + (<usize>k << 3)), v128.load(y))))
    }
    v128.store(out + j, most)
  }
}

/** Squared angle between unit vectors: 2 atan2(|u − v|, |u + v|), accurate near 0 and near π. */
function squaredArc(x: usize, y: usize, bytes: usize, d: i32): f64 {
  let minus: f64 = 0
  let plus: f64 = 0
  for (let k = 0; k < d; k++, x += 8, y += bytes) {
    const u = load<f64>(x)
    const v = load<f64>(y)
    minus += (u - v) * (u - v)
    plus += (u + v) * (u + v)
  }
  const angle = 2 * Math.atan2(sqrt(minus), sqrt(plus))
  return angle * angle
}

/** A lower bound of c(x, y) for all y in a box; `box` holds the least and the largest value of each coordinate. */
export function boxCost(code: i32, exponent: f64, x: usize, box: usize, d: i32): f64 {
  let sum: f64 = 0
  for (let k = 0; k < d; k++, x += 8, box += 16) {
    const u = load<f64>(x)
    const gap = max(max(load<f64>(box) - u, u - load<f64>(box, 8)), 0)
    if (code == CITYBLOCK) sum += gap
    else if (code == CHEBYSHEV) sum = max(sum, gap)
    else sum += gap * gap
  }
  if (code == EUCLIDEAN) return sqrt(sum)
  if (code == POWER) {
    const half = f64x2.splat(0.5 * exponent)
    return f64x2.extract_lane(expF64x2(f64x2.mul(half, logF64x2(f64x2.splat(sum)))), 0)
  }
  // On the sphere the squared chord is below the squared arc.
  return sum
}
