/** Lower bounds of c(x, y_j) - v_j over a node of a kd-tree. */
import { CHEBYSHEV, CITYBLOCK, EUCLIDEAN, POWER, SPHERE, SQEUCLIDEAN, code } from './ground-cost'
import { AXES, AXIS, CURVATURE, HIGH, HIGHEST, OFFSET, SLOPE, d } from './kd-node'
import { power } from './power'

/** First coordinate of the query point, and bytes to its next one. */
export let query: usize = 0
export let queryStep: usize = 0
let exponent: f64 = 0

export function useQueries(step: usize, p: f64): void {
  queryStep = step
  exponent = p
}

export function setQuery(at: usize): void {
  query = at
}

/** A lower bound of c(x, y_j) - v_j over the node. */
// @ts-ignore: decorator
@inline
export function bound(record: usize): f64 {
  return code == SQEUCLIDEAN ? squaredBound(record) : otherBound(record)
}

/** Exact minimum over the box of |x - y|^2 minus the majorant: separable, one clamped parabola an axis. */
// @ts-ignore: decorator
@inline
function squaredBound(record: usize): f64 {
  const curvature = load<f64>(record + CURVATURE)
  const opening = 1 - curvature
  let fitted = -load<f64>(record + OFFSET)
  let flat = -load<f64>(record + HIGHEST)
  for (let k: usize = 0, axis = record + AXES; k < <usize>d; k++, axis += AXIS) {
    const x = load<f64>(query + k * queryStep)
    const low = load<f64>(axis)
    const high = load<f64>(axis + HIGH)
    const slope = load<f64>(axis + SLOPE)
    const y = min(max((x + 0.5 * slope) / opening, low), high)
    fitted += (x - y) * (x - y) - y * (slope + curvature * y)
    const gap = x - min(max(x, low), high)
    flat += gap * gap
  }
  return max(fitted, flat)
}

/** The gap to the box, and for convex costs also the tangent at the box's centre minus the affine majorant. */
function otherBound(record: usize): f64 {
  let near: f64 = 0
  let centred: f64 = 0
  let affine = -load<f64>(record + OFFSET)
  let farAxis: usize = 0
  let farthest: f64 = -1
  for (let k: usize = 0, axis = record + AXES; k < <usize>d; k++, axis += AXIS) {
    const x = load<f64>(query + k * queryStep)
    const low = load<f64>(axis)
    const high = load<f64>(axis + HIGH)
    const gap = abs(x - min(max(x, low), high))
    const middle = abs(0.5 * (low + high) - x)
    if (code == CITYBLOCK) {
      near += gap
      const slope = load<f64>(axis + SLOPE)
      const y = slope > 1 ? high : slope < -1 ? low : min(max(x, low), high)
      affine += abs(x - y) - slope * y
    } else if (code == CHEBYSHEV) {
      near = max(near, gap)
      if (middle > farthest) {
        farthest = middle
        farAxis = k
      }
    } else {
      near += gap * gap
      centred += middle * middle
    }
  }
  const highest = load<f64>(record + HIGHEST)
  if (code == CITYBLOCK) return max(near - highest, affine)
  if (code == SPHERE) {
    // The chord gives the angle; the factor covers the rounding of asin near antipodes.
    const angle = 2 * Math.asin(min(0.5 * sqrt(near), 1)) * (1 - 1e-7)
    return angle * angle - highest
  }
  const radius = code == CHEBYSHEV ? farthest : sqrt(centred)
  let flat: f64
  let steepness: f64 = 1
  if (code == POWER) {
    flat = power(near, 0.5 * exponent) - highest
    if (exponent < 1) return flat
    const height = power(centred, 0.5 * exponent)
    affine += height
    steepness = radius > 0 ? (exponent * height) / radius : 0
  } else {
    flat = (code == EUCLIDEAN ? sqrt(near) : near) - highest
    affine += radius
  }
  const scale = radius > 0 ? steepness / radius : 0
  for (let k: usize = 0, axis = record + AXES; k < <usize>d; k++, axis += AXIS) {
    const x = load<f64>(query + k * queryStep)
    const low = load<f64>(axis)
    const high = load<f64>(axis + HIGH)
    const middle = 0.5 * (low + high)
    const slope = load<f64>(axis + SLOPE)
    const gradient = code == CHEBYSHEV
      ? k == farAxis ? (middle > x ? steepness : -steepness) : 0
      : (middle - x) * scale
    affine -= slope * middle + abs(gradient - slope) * 0.5 * (high - low)
  }
  return max(flat, affine)
}

