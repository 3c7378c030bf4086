/**
 * Majorants of the values in the nodes of a kd-tree: an affine function, plus a multiple of |y|^2 for the squared cost,
 * fitted by least squares and raised to lie above all values. They make queries prune where values are not flat, as the
 * potentials of transport between displaced clouds are not.
 */
import { POWER, SPHERE, SQEUCLIDEAN } from './ground-cost'
import { AXES, AXIS, CURVATURE, HIGHEST, OFFSET, SLOPE, coordinate, d, node, useTree } from './kd-node'

/** Curvature is kept below the cost's own, 1, so that cost minus majorant stays convex on each axis. */
const MOST_CURVATURE: f64 = 0.999

/** Beyond this dimension a fit costs more than it saves. */
const MOST_DIMENSIONS: i32 = 12

/** Bytes of scratch for `setValues`. */
export function fitBytes(dimension: i32): usize {
  return <usize>((dimension + 2) * (dimension + 4)) * 8
}

let values: usize = 0
let scratch: usize = 0
/** Regressors of the fit: the coordinates, then |y|^2 for the squared cost; 0 where no majorant helps. */
let regressors: i32 = 0

/** Refits every node to the values v_j (tree order). */
export function setValues(
  atColumns: usize, atStride: i32, count: i32, dimension: i32, treeDepth: i32, atNodes: usize,
  atValues: usize, costCode: i32, p: f64, atScratch: usize,
): void {
  useTree(atColumns, atStride, dimension, atNodes)
  values = atValues
  scratch = atScratch
  regressors = costCode == SQEUCLIDEAN ? d + 1 : costCode == SPHERE || (costCode == POWER && p < 1) ? 0 : d
  if (d > MOST_DIMENSIONS) regressors = 0
  fitNode(0, 0, count, treeDepth)
}

// @ts-ignore: decorator
@inline
function entry(row: i32, column: i32): usize {
  return scratch + (<usize>(row * (regressors + 2) + column) << 3)
}

/** Row `regressors` of the scratch matrix holds the means, column `regressors` the right-hand side, then the solution. */
function fitNode(k: i32, begin: i32, end: i32, levels: i32): void {
  const record = node(k)
  let highest = f64.NEGATIVE_INFINITY
  for (let t = begin; t < end; t++) highest = max(highest, load<f64>(values + (<usize>t << 3)))
  store<f64>(record + HIGHEST, highest)
  const fitted = end - begin > 2 && regressors > 0 && solveFit(begin, end)
  for (let axis = 0; axis < d; axis++) {
    store<f64>(record + AXES + <usize>axis * AXIS + SLOPE, fitted ? load<f64>(entry(axis, regressors)) : 0)
  }
  const curvature = fitted && regressors > d ? min(load<f64>(entry(d, regressors)), MOST_CURVATURE) : 0
  store<f64>(record + CURVATURE, curvature)
  let offset = f64.NEGATIVE_INFINITY
  for (let t = begin; t < end; t++) {
    let rest = load<f64>(values + (<usize>t << 3))
    for (let axis = 0; axis < d; axis++) {
      const y = coordinate(axis, t)
      rest -= y * (load<f64>(record + AXES + <usize>axis * AXIS + SLOPE) + curvature * y)
    }
    offset = max(offset, rest)
  }
  store<f64>(record + OFFSET, offset)
  if (levels == 0) return
  const middle = (begin + end) >> 1
  fitNode(2 * k + 1, begin, middle, levels - 1)
  fitNode(2 * k + 2, middle, end, levels - 1)
}

// @ts-ignore: decorator
@inline
function regressor(r: i32, t: i32): f64 {
  if (r < d) return coordinate(r, t)
  let square: f64 = 0
  for (let axis = 0; axis < d; axis++) square += coordinate(axis, t) * coordinate(axis, t)
  return square
}

/** Least squares of the values on the regressors, with an intercept, by a ridged Cholesky; false if degenerate. */
function solveFit(begin: i32, end: i32): bool {
  const count = <f64>(end - begin)
  let meanValue: f64 = 0
  for (let r = 0; r <= regressors; r++) {
    for (let s = 0; s <= regressors; s++) store<f64>(entry(r, s), 0)
  }
  for (let t = begin; t < end; t++) {
    meanValue += load<f64>(values + (<usize>t << 3)) / count
    for (let r = 0; r < regressors; r++) {
      store<f64>(entry(regressors, r), load<f64>(entry(regressors, r)) + regressor(r, t) / count)
    }
  }
  for (let t = begin; t < end; t++) {
    const value = load<f64>(values + (<usize>t << 3)) - meanValue
    for (let r = 0; r < regressors; r++) {
      const a = regressor(r, t) - load<f64>(entry(regressors, r))
      for (let s = 0; s <= r; s++) {
        const b = regressor(s, t) - load<f64>(entry(regressors, s))
        store<f64>(entry(r, s), load<f64>(entry(r, s)) + a * b)
      }
      store<f64>(entry(r, regressors), load<f64>(entry(r, regressors)) + a * value)
    }
  }
  // Cholesky in the lower triangle; a regressor that the others explain gets slope 0.
  for (let r = 0; r < regressors; r++) {
    const full = load<f64>(entry(r, r))
    for (let s = 0; s <= r; s++) {
      let sum = load<f64>(entry(r, s))
      for (let q = 0; q < s; q++) sum -= load<f64>(entry(r, q)) * load<f64>(entry(s, q))
      if (s < r) {
        const pivot = load<f64>(entry(s, s))
        store<f64>(entry(r, s), pivot == 0 ? 0 : sum / pivot)
      } else store<f64>(entry(r, r), sum > 1e-9 * full ? sqrt(sum) : 0)
    }
  }
  for (let r = 0; r < regressors; r++) {
    let sum = load<f64>(entry(r, regressors))
    for (let s = 0; s < r; s++) sum -= load<f64>(entry(r, s)) * load<f64>(entry(s, regressors))
    const pivot = load<f64>(entry(r, r))
    store<f64>(entry(r, regressors), pivot == 0 ? 0 : sum / pivot)
  }
  for (let r = regressors - 1; r >= 0; r--) {
    let sum = load<f64>(entry(r, regressors))
    for (let s = r + 1; s < regressors; s++) sum -= load<f64>(entry(s, r)) * load<f64>(entry(s, regressors))
    const pivot = load<f64>(entry(r, r))
    store<f64>(entry(r, regressors), pivot == 0 ? 0 : sum / pivot)
  }
  return true
}

