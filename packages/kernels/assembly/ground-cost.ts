/**
 * Ground costs in float64, for solvers that compute them on the fly. Points are in columns (coordinate k of point j at
 * `columns[k * stride + j]`), so two neighbouring targets are computed in one vector. Codes as in
 * pushforward/transport/cost.ts; `cosine` is not here: callers give unit vectors scaled by 1/sqrt 2 and `SQEUCLIDEAN`.
 */
import { power } from './power'

export const SQEUCLIDEAN: i32 = 0
export const EUCLIDEAN: i32 = 1
export const CITYBLOCK: i32 = 2
export const CHEBYSHEV: i32 = 3
export const SPHERE: i32 = 5
export const POWER: i32 = 6
export const MATRIX: i32 = 7

/** The cost of a solve, set once a call by `useCost`; globals are private to each thread's instance. */
export let code: i32 = 0
let exponent: f64 = 0
let d: i32 = 0
let matrixColumns: usize = 0

/** Bytes between the coordinates of one point, on either side. */
let stepX: usize = 0
let stepY: usize = 0

export function useCost(costCode: i32, p: f64, dimension: i32, strideX: i32, strideY: i32): void {
  code = costCode
  exponent = p
  d = dimension
  stepX = <usize>strideX << 3
  stepY = <usize>strideY << 3
  matrixColumns = <usize>strideY
}

/** Scalar cost from the sum (or maximum) that `code` accumulates. */
// @ts-ignore: decorator
@inline
function finish(sum: f64): f64 {
  if (code == EUCLIDEAN) return sqrt(sum)
  if (code == POWER) return power(sum, 0.5 * exponent)
  return sum
}

/** Squared angle between unit vectors: 2 atan2(|u - v|, |u + v|), accurate near 0 and near pi. */
function squaredArc(x: usize, y: usize): f64 {
  let minus: f64 = 0
  let plus: f64 = 0
  for (let k = 0; k < d; k++, x += stepX, y += stepY) {
    const u = load<f64>(x)
    const v = load<f64>(y)
    minus += (u - v) * (u - v)
    plus += (u + v) * (u + v)
  }
  const angle = 2 * Math.atan2(sqrt(minus), sqrt(plus))
  return angle * angle
}

/** The cost between the points whose first coordinates are at `x` and `y`; for a matrix, `x` is the entry of row i, column 0 and `y` the column's offset in bytes. */
export function costBetween(x: usize, y: usize): f64 {
  if (code == MATRIX) return load<f64>(x + y)
  if (code == SPHERE) return squaredArc(x, y)
  let sum: f64 = 0
  for (let k = 0; k < d; k++, x += stepX, y += stepY) {
    const delta = abs(load<f64>(x) - load<f64>(y))
    if (code == CITYBLOCK) sum += delta
    else if (code == CHEBYSHEV) sum = max(sum, delta)
    else sum += delta * delta
  }
  return finish(sum)
}

/** The costs from the point at `x` to the targets at `y` and its right neighbour. */
// @ts-ignore: decorator
@inline
export function costPair(x: usize, y: usize): v128 {
  if (code == MATRIX) return v128.load(x + y)
  if (code == SQEUCLIDEAN) return squares(x, y)
  if (code == EUCLIDEAN) return f64x2.sqrt(squares(x, y))
  return otherPair(x, y)
}

// @ts-ignore: decorator
@inline
function squares(x: usize, y: usize): v128 {
  let delta = f64x2.sub(v128.load64_splat(x), v128.load(y))
  let sum = f64x2.mul(delta, delta)
  for (let k = 1; k < d; k++) {
    x += stepX
    y += stepY
    delta = f64x2.sub(v128.load64_splat(x), v128.load(y))
    sum = f64x2.add(sum, f64x2.mul(delta, delta))
  }
  return sum
}

function otherPair(x: usize, y: usize): v128 {
  if (code == POWER) {
    const sum = squares(x, y)
    const first = power(f64x2.extract_lane(sum, 0), 0.5 * exponent)
    return f64x2.replace_lane(f64x2.splat(first), 1, power(f64x2.extract_lane(sum, 1), 0.5 * exponent))
  }
  if (code == SPHERE) return f64x2.replace_lane(f64x2.splat(squaredArc(x, y)), 1, squaredArc(x, y + 8))
  let sum = f64x2.splat(0)
  for (let k = 0; k < d; k++, x += stepX, y += stepY) {
    const delta = f64x2.abs(f64x2.sub(v128.load64_splat(x), v128.load(y)))
    sum = code == CITYBLOCK ? f64x2.add(sum, delta) : f64x2.pmax(delta, sum)
  }
  return sum
}
