/**
 * A balanced kd-tree over targets y_j with values v_j, for queries  argmin_j c(x, y_j) - v_j.
 *
 * Points lie in columns in tree order: node (begin, end) has the children (begin, middle) and (middle, end), middle =
 * (begin + end) / 2, down to a fixed depth, so ranges are implied and the nodes form a heap. A node's record is
 *   highest v | offset | curvature | d times (low, high, slope)
 * and bounds the values in the node: v <= highest, and v(y) <= offset + slope . y + curvature |y|^2.
 * The affine-quadratic majorant, fitted by least squares, is what makes queries prune when v is not flat (potentials of
 * transport between displaced clouds).
 */
import { integer, pointer, real } from './args'
import {
  CHEBYSHEV, CITYBLOCK, EUCLIDEAN, POWER, SPHERE, SQEUCLIDEAN, code, costBetween, costPair, useCost,
} from './ground-cost'
import { power } from './power'

const HEADER: i32 = 3
const HIGHEST: usize = 0
const OFFSET: usize = 8
const CURVATURE: usize = 16
const AXES: usize = 24
const HIGH: usize = 8
const SLOPE: usize = 16
const AXIS: usize = 24

/** Curvature is kept below the cost's own, 1, so that cost minus majorant stays convex on each axis. */
const MOST_CURVATURE: f64 = 0.999

let columns: usize = 0
let stride: usize = 0
let d: i32 = 0
let depth: i32 = 0
let nodes: usize = 0
let values: usize = 0

// @ts-ignore: decorator
@inline
function node(k: i32): usize {
  return nodes + <usize>(k * (HEADER + 3 * d)) * 8
}

// @ts-ignore: decorator
@inline
function coordinate(k: i32, i: i32): f64 {
  return load<f64>(columns + ((<usize>k * stride + <usize>i) << 3))
}

// @ts-ignore: decorator
@inline
function item(index: usize, k: i32): u32 {
  return load<u32>(index + (<usize>k << 2))
}

// ---- order -----------------------------------------------------------------------------------------------------------

/** Permutes `index` so that every node of a tree of this depth is a contiguous range split at the median of its widest axis. */
export function order(atColumns: usize, atStride: i32, count: i32, dimension: i32, treeDepth: i32, index: usize): void {
  columns = atColumns
  stride = atStride
  d = dimension
  splitRange(index, 0, count, treeDepth)
}

function splitRange(index: usize, begin: i32, end: i32, levels: i32): void {
  if (levels == 0 || end - begin < 2) return
  let axis = 0
  let widest: f64 = -1
  for (let k = 0; k < d; k++) {
    let low = f64.POSITIVE_INFINITY
    let high = f64.NEGATIVE_INFINITY
    for (let t = begin; t < end; t++) {
      const x = coordinate(k, item(index, t))
      low = min(low, x)
      high = max(high, x)
    }
    if (high - low > widest) {
      widest = high - low
      axis = k
    }
  }
  const middle = (begin + end) >> 1
  select(index, begin, end - 1, middle, columns + ((<usize>axis * stride) << 3))
  splitRange(index, begin, middle, levels - 1)
  splitRange(index, middle, end, levels - 1)
}

/** Partitions index[low..high] so that position k holds its order statistic (Hoare's selection). */
function select(index: usize, low: i32, high: i32, k: i32, keys: usize): void {
  while (low < high) {
    const pivot = load<f64>(keys + (<usize>item(index, (low + high) >> 1) << 3))
    let i = low
    let j = high
    while (i <= j) {
      while (load<f64>(keys + (<usize>item(index, i) << 3)) < pivot) i++
      while (pivot < load<f64>(keys + (<usize>item(index, j) << 3))) j--
      if (i <= j) {
        const swap = item(index, i)
        store<u32>(index + (<usize>i << 2), item(index, j))
        store<u32>(index + (<usize>j << 2), swap)
        i++
        j--
      }
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else return
  }
}

// ---- nodes -----------------------------------------------------------------------------------------------------------

/** Bytes of a tree's nodes. */
export function treeBytes(dimension: i32, treeDepth: i32): usize {
  return <usize>(((2 << treeDepth) - 1) * (HEADER + 3 * dimension)) * 8
}

/** Bytes of scratch for `setValues`. */
export function fitBytes(dimension: i32): usize {
  return <usize>((dimension + 2) * (dimension + 4)) * 8
}

function useTree(atColumns: usize, atStride: i32, dimension: i32, treeDepth: i32, atNodes: usize): void {
  columns = atColumns
  stride = atStride
  d = dimension
  depth = treeDepth
  nodes = atNodes
}

/** Fills the boxes of points that lie in tree order. */
export function setBoxes(atColumns: usize, atStride: i32, count: i32, dimension: i32, treeDepth: i32, atNodes: usize): void {
  useTree(atColumns, atStride, dimension, treeDepth, atNodes)
  boxOf(0, 0, count, treeDepth)
}

function boxOf(k: i32, begin: i32, end: i32, levels: i32): void {
  const record = node(k)
  if (levels > 0) {
    const middle = (begin + end) >> 1
    boxOf(2 * k + 1, begin, middle, levels - 1)
    boxOf(2 * k + 2, middle, end, levels - 1)
    const left = node(2 * k + 1) + AXES
    const right = node(2 * k + 2) + AXES
    for (let axis: usize = 0, to = record + AXES; axis < <usize>d * AXIS; axis += AXIS) {
      store<f64>(to + axis, min(load<f64>(left + axis), load<f64>(right + axis)))
      store<f64>(to + axis + HIGH, max(load<f64>(left + axis + HIGH), load<f64>(right + axis + HIGH)))
    }
    return
  }
  for (let axis = 0; axis < d; axis++) {
    let low = f64.POSITIVE_INFINITY
    let high = f64.NEGATIVE_INFINITY
    for (let t = begin; t < end; t++) {
      low = min(low, coordinate(axis, t))
      high = max(high, coordinate(axis, t))
    }
    const to = record + AXES + <usize>axis * AXIS
    store<f64>(to, low)
    store<f64>(to + HIGH, high)
  }
}

// ---- majorants -------------------------------------------------------------------------------------------------------

let scratch: usize = 0
/** Regressors of the fit: the coordinates, then |y|^2 for the squared cost; 0 where no majorant helps. */
let regressors: i32 = 0

/** Refits every node to the values v_j (tree order). */
export function setValues(
  atColumns: usize, atStride: i32, count: i32, dimension: i32, treeDepth: i32, atNodes: usize,
  atValues: usize, costCode: i32, p: f64, atScratch: usize,
): void {
  useTree(atColumns, atStride, dimension, treeDepth, atNodes)
  values = atValues
  scratch = atScratch
  regressors = costCode == SQEUCLIDEAN ? d + 1 : costCode == SPHERE || (costCode == POWER && p < 1) ? 0 : d
  if (d > 12) regressors = 0
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

// ---- bounds ----------------------------------------------------------------------------------------------------------

/** First coordinate of the query point, and bytes to its next one. */
let query: usize = 0
let queryStep: usize = 0
let exponent: f64 = 0

/** A lower bound of c(x, y_j) - v_j over the node. */
// @ts-ignore: decorator
@inline
function bound(record: usize): f64 {
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

// ---- queries ---------------------------------------------------------------------------------------------------------

let wanted: i32 = 0
let found: i32 = 0
/** Only values below this enter: the worst of the kept ones, or the caller's threshold while fewer are kept. */
let worst: f64 = 0
let keptIndex: usize = 0
let keptValue: usize = 0

/** Inserts a candidate in the ascending list of at most `wanted`. */
function keep(j: i32, value: f64): void {
  let at = found < wanted ? found++ : wanted - 1
  while (at > 0 && load<f64>(keptValue + (<usize>(at - 1) << 3)) > value) {
    store<f64>(keptValue + (<usize>at << 3), load<f64>(keptValue + (<usize>(at - 1) << 3)))
    store<u32>(keptIndex + (<usize>at << 2), load<u32>(keptIndex + (<usize>(at - 1) << 2)))
    at--
  }
  store<f64>(keptValue + (<usize>at << 3), value)
  store<u32>(keptIndex + (<usize>at << 2), <u32>j)
  if (found == wanted) worst = load<f64>(keptValue + (<usize>(wanted - 1) << 3))
}

// @ts-ignore: decorator
@inline
function keepPair(j: i32, reduced: v128): void {
  const first = f64x2.extract_lane(reduced, 0)
  const second = f64x2.extract_lane(reduced, 1)
  if (first < worst) keep(j, first)
  if (second < worst) keep(j + 1, second)
}

function searchLeaf(begin: i32, end: i32): void {
  let j = code == SQEUCLIDEAN || code == EUCLIDEAN ? searchEights(begin, end) : begin
  for (; j + 1 < end; j += 2) {
    const at = <usize>j << 3
    keepPair(j, f64x2.sub(costPair(query, columns + at), v128.load(values + at)))
  }
  if (j < end) {
    const reduced = costBetween(query, columns + (<usize>j << 3)) - load<f64>(values + (<usize>j << 3))
    if (reduced < worst) keep(j, reduced)
  }
}

/** Eight targets at a time, so that four sums hide the latency of an addition; returns where it stopped. */
function searchEights(begin: i32, end: i32): i32 {
  let j = begin
  for (; j + 7 < end; j += 8) {
    let y = columns + (<usize>j << 3)
    let s0 = f64x2.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    for (let k: usize = 0; k < <usize>d; k++, y += stride << 3) {
      const x = v128.load64_splat(query + k * queryStep)
      const d0 = f64x2.sub(x, v128.load(y))
      const d1 = f64x2.sub(x, v128.load(y, 16))
      const d2 = f64x2.sub(x, v128.load(y, 32))
      const d3 = f64x2.sub(x, v128.load(y, 48))
      s0 = f64x2.add(s0, f64x2.mul(d0, d0))
      s1 = f64x2.add(s1, f64x2.mul(d1, d1))
      s2 = f64x2.add(s2, f64x2.mul(d2, d2))
      s3 = f64x2.add(s3, f64x2.mul(d3, d3))
    }
    if (code == EUCLIDEAN) {
      s0 = f64x2.sqrt(s0)
      s1 = f64x2.sqrt(s1)
      s2 = f64x2.sqrt(s2)
      s3 = f64x2.sqrt(s3)
    }
    const v = values + (<usize>j << 3)
    s0 = f64x2.sub(s0, v128.load(v))
    s1 = f64x2.sub(s1, v128.load(v, 16))
    s2 = f64x2.sub(s2, v128.load(v, 32))
    s3 = f64x2.sub(s3, v128.load(v, 48))
    const limit = f64x2.splat(worst)
    const below = v128.or(
      v128.or(f64x2.lt(s0, limit), f64x2.lt(s1, limit)),
      v128.or(f64x2.lt(s2, limit), f64x2.lt(s3, limit)),
    )
    if (!v128.any_true(below)) continue
    keepPair(j, s0)
    keepPair(j + 2, s1)
    keepPair(j + 4, s2)
    keepPair(j + 6, s3)
  }
  return j
}

function search(k: i32, begin: i32, end: i32, levels: i32): void {
  if (levels == 0) {
    searchLeaf(begin, end)
    return
  }
  const middle = (begin + end) >> 1
  const left = bound(node(2 * k + 1))
  const right = bound(node(2 * k + 2))
  if (left <= right) {
    if (left < worst) search(2 * k + 1, begin, middle, levels - 1)
    if (right < worst) search(2 * k + 2, middle, end, levels - 1)
  } else {
    if (right < worst) search(2 * k + 2, middle, end, levels - 1)
    if (left < worst) search(2 * k + 1, begin, middle, levels - 1)
  }
}

/**
 * For every query point in [begin, end): the (at most) `wanted` targets with smallest c(x, y_j) - v_j, ascending, among
 * those below the query's threshold.
 * args: columns, stride, count, d, depth, nodes, values; cost code, p; query columns, query stride; wanted,
 *       thresholds | 0, found counts (i32), indices (u32) [*, wanted], values [*, wanted], bytes from a query to the
 *       next (a row, for a matrix cost, whose tree is one leaf with columns at 0).
 */
export function nearest(begin: i32, end: i32, args: usize): void {
  useTree(pointer(args, 0), integer(args, 1), integer(args, 3), integer(args, 4), pointer(args, 5))
  values = pointer(args, 6)
  const count = integer(args, 2)
  exponent = real(args, 8)
  useCost(integer(args, 7), exponent, d, integer(args, 10), integer(args, 1))
  queryStep = <usize>integer(args, 10) << 3
  wanted = integer(args, 11)
  const thresholds = pointer(args, 12)
  const counts = pointer(args, 13)
  const step = pointer(args, 16)
  for (let i = <usize>begin; i < <usize>end; i++) {
    query = pointer(args, 9) + i * step
    keptIndex = pointer(args, 14) + ((i * <usize>wanted) << 2)
    keptValue = pointer(args, 15) + ((i * <usize>wanted) << 3)
    found = 0
    worst = thresholds ? load<f64>(thresholds + (i << 3)) : f64.POSITIVE_INFINITY
    search(0, 0, count, depth)
    store<i32>(counts + (i << 2), found)
  }
}
