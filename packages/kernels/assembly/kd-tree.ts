/**
 * Queries  argmin_j c(x, y_j) - v_j  in a kd-tree (layout: kd-node.ts): nearest neighbours when v is 0, c-transforms and
 * violated arcs of a transport problem when v is a potential.
 */
import { integer, pointer, real } from './args'
import { EUCLIDEAN, SQEUCLIDEAN, code, costBetween, costPair, useCost } from './ground-cost'
import { bound, query, queryStep, setQuery, useQueries } from './kd-bound'
import { columns, d, node, stride, useTree } from './kd-node'

export { order, setBoxes } from './kd-build'
export { fitBytes, setValues } from './kd-majorant'
export { treeBytes } from './kd-node'

/** Leaves that a query searches for the sake of ties alone. */
const MOST_TIED: i32 = 256

let values: usize = 0
let wanted: i32 = 0
let found: i32 = 0
/** Only values below the query's threshold enter, and only keys below the worst that is kept. */
let threshold: f64 = 0
let worst: f64 = 0
/** Keys are values plus a random part below this, so that ties are broken differently for every query. */
let jitter: f64 = 0
let queryNumber: u32 = 0
/** Leaves searched for this query. */
let leaves: i32 = 0
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

/** A number in [0, 1) for the query and a target (a multiplicative hash). */
// @ts-ignore: decorator
@inline
function chance(j: i32): f64 {
  let hash = (<u32>j * 0x9e3779b1) ^ (queryNumber * 0x85ebca77)
  hash = (hash ^ (hash >> 15)) * 0x2c1b3c6d
  hash = (hash ^ (hash >> 12)) * 0x297a2d39
  return <f64>(hash ^ (hash >> 15)) * (1.0 / 4294967296.0)
}

// @ts-ignore: decorator
@inline
function consider(j: i32, value: f64): void {
  if (!(value < worst && value < threshold)) return
  const key = value + jitter * chance(j)
  if (key < worst) keep(j, key)
}

// @ts-ignore: decorator
@inline
function considerPair(j: i32, pair: v128): void {
  consider(j, f64x2.extract_lane(pair, 0))
  consider(j + 1, f64x2.extract_lane(pair, 1))
}

function searchLeaf(begin: i32, end: i32): void {
  leaves++
  let j = code == SQEUCLIDEAN || code == EUCLIDEAN ? searchEights(begin, end) : begin
  for (; j + 1 < end; j += 2) {
    const at = <usize>j << 3
    considerPair(j, f64x2.sub(costPair(query, columns + at), v128.load(values + at)))
  }
  if (j < end) {
    consider(j, costBetween(query, columns + (<usize>j << 3)) - load<f64>(values + (<usize>j << 3)))
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
    considerPair(j, s0)
    considerPair(j + 2, s1)
    considerPair(j + 4, s2)
    considerPair(j + 6, s3)
  }
  return j
}

/** Whether a node may hold a better key; after many leaves, one that could only win by its jitter is left out. */
// @ts-ignore: decorator
@inline
function worthwhile(lowest: f64): bool {
  return lowest < worst && (leaves < MOST_TIED || lowest + jitter < worst)
}

function search(k: i32, begin: i32, end: i32, levels: i32): void {
  if (levels == 0) {
    searchLeaf(begin, end)
    return
  }
  const middle = (begin + end) >> 1
  const left = bound(node(2 * k + 1))
  const right = bound(node(2 * k + 2))
  const leftFirst = abs(left - right) < jitter ? chance(~k) < 0.5 : left <= right
  if (leftFirst) {
    if (worthwhile(left)) search(2 * k + 1, begin, middle, levels - 1)
    if (worthwhile(right)) search(2 * k + 2, middle, end, levels - 1)
  } else {
    if (worthwhile(right)) search(2 * k + 2, middle, end, levels - 1)
    if (worthwhile(left)) search(2 * k + 1, begin, middle, levels - 1)
  }
}

/**
 * For every query point in [begin, end): the (at most) `wanted` targets with smallest c(x, y_j) - v_j, ascending, among
 * those below the query's threshold.
 * args: columns, stride, count, d, depth, nodes, values; cost code, p; query columns, query stride; wanted,
 *       thresholds | 0, found counts (i32), indices (u32) [*, wanted], keys [*, wanted], bytes from a query to the
 *       next (a row, for a matrix cost, whose tree is one leaf with columns at 0), jitter (>= 0).
 */
export function nearest(begin: i32, end: i32, args: usize): void {
  useTree(pointer(args, 0), integer(args, 1), integer(args, 3), pointer(args, 5))
  const depth = integer(args, 4)
  values = pointer(args, 6)
  const count = integer(args, 2)
  useCost(integer(args, 7), real(args, 8), d, integer(args, 10), integer(args, 1))
  useQueries(<usize>integer(args, 10) << 3, real(args, 8))
  wanted = integer(args, 11)
  const thresholds = pointer(args, 12)
  const counts = pointer(args, 13)
  const step = pointer(args, 16)
  jitter = real(args, 17)
  for (let i = <usize>begin; i < <usize>end; i++) {
    setQuery(pointer(args, 9) + i * step)
    keptIndex = pointer(args, 14) + ((i * <usize>wanted) << 2)
    keptValue = pointer(args, 15) + ((i * <usize>wanted) << 3)
    found = 0
    leaves = 0
    threshold = thresholds ? load<f64>(thresholds + (i << 3)) : f64.POSITIVE_INFINITY
    worst = threshold + jitter
    queryNumber = <u32>i
    search(0, 0, count, depth)
    store<i32>(counts + (i << 2), found)
  }
}
