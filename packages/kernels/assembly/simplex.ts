/**
 * The transport problem  min sum c_ij P_ij,  P 1 = a, P' 1 = b, P >= 0  by the network simplex method, over all arcs
 * (`pivotDense`, costs computed on the fly) or over a list of arcs in rows by source (`pivotRows`).
 *
 * Entering arcs are found by block search: arcs are read in blocks, cyclically; the most violated arc of the first block
 * that has one enters. An arc is violated if its reduced cost is below -TOLERANCE times the largest of its cost and its
 * two potentials, because it can't be told from 0 within rounding otherwise.
 */
import { integer, pointer, real } from './args'
import { MATRIX, code, costBetween, costPair, useCost } from './ground-cost'
import {
  flowOf, nextOf, orderTree, parentOf, pivot, potentialOf, potentials, root, setFlow, setParent, setPotential, sources,
  treeStateBytes, useTree,
} from './spanning-tree'

/**
 * Of the largest of cost and potentials. Potentials are sums along paths of the tree, so differences of some tens of
 * rounding errors say nothing: at 2e-15, problems full of ties (polyhedral norms) pivoted on such noise for ever.
 */
const TOLERANCE: f64 = 1e-14

/** First coordinates of source 0 and target 0, and bytes from a source to the next (a row, for a matrix). */
let sourceAt: usize = 0
let sourceStep: usize = 0
let targetAt: usize = 0

// @ts-ignore: decorator
@inline
function arcCost(i: i32, j: i32): f64 {
  return costBetween(sourceAt + <usize>i * sourceStep, targetAt + (<usize>j << 3))
}

/** Reads the problem. args: tree, n, m; cost code, p, d; columns of x | matrix, stride; columns of y, stride. */
function useProblem(args: usize): void {
  const n = integer(args, 1)
  const m = integer(args, 2)
  useTree(pointer(args, 0), n, m)
  useCost(integer(args, 3), real(args, 4), integer(args, 5), integer(args, 7), integer(args, 9))
  sourceAt = pointer(args, 6)
  sourceStep = code == MATRIX ? <usize>m << 3 : 8
  targetAt = code == MATRIX ? 0 : pointer(args, 8)
}

export function treeBytes(n: i32, m: i32): usize {
  return treeStateBytes(n + m + 1)
}

// @ts-ignore: decorator
@inline
function violated(reduced: f64, cost: f64, source: f64, target: f64): bool {
  return reduced < -TOLERANCE * max(abs(cost), max(abs(source), abs(target)))
}

/** Tree arcs have reduced cost 0 up to rounding; they may not enter. */
// @ts-ignore: decorator
@inline
function inTree(source: i32, target: i32): bool {
  return parentOf(source) == target || parentOf(target) == source
}

// ---- dual guess ------------------------------------------------------------------------------------------------------

/**
 * Improves a dual guess to  f_i = min_j (c_ij - g_j),  g_j = min_i (c_ij - f_i)  over costs below a ceiling, with the
 * arcs that attain the minima (-1 where a row or column has no such cost; its potential is 0). Returns the largest |c|.
 * args of the problem, then: 10 f and then g (g is read and overwritten), 11 arc of each row (i32), 12 arc of each
 * column (i32), 13 ceiling, 14 scratch [m].
 */
export function reduce(args: usize): f64 {
  useProblem(args)
  const n = sources
  const m = root - sources
  const f = pointer(args, 10)
  const g = f + (<usize>n << 3)
  const ofRow = pointer(args, 11)
  const ofColumn = pointer(args, 12)
  const ceiling = real(args, 13)
  const least = pointer(args, 14)
  let largest: f64 = 0
  for (let j = 0; j < m; j++) {
    store<f64>(least + (<usize>j << 3), f64.POSITIVE_INFINITY)
    store<i32>(ofColumn + (<usize>j << 2), -1)
  }
  for (let i = 0; i < n; i++) {
    let best = f64.POSITIVE_INFINITY
    let at = -1
    for (let j = 0; j < m; j++) {
      const c = arcCost(i, j)
      if (!(c < ceiling)) continue
      largest = max(largest, abs(c))
      const reduced = c - load<f64>(g + (<usize>j << 3))
      if (reduced < best) {
        best = reduced
        at = j
      }
    }
    store<i32>(ofRow + (<usize>i << 2), at)
    store<f64>(f + (<usize>i << 3), at < 0 ? 0 : best)
    if (at < 0) continue
    for (let j = 0; j < m; j++) {
      const c = arcCost(i, j)
      if (c < ceiling && c - best < load<f64>(least + (<usize>j << 3))) {
        store<f64>(least + (<usize>j << 3), c - best)
        store<i32>(ofColumn + (<usize>j << 2), i)
      }
    }
  }
  for (let j = 0; j < m; j++) {
    store<f64>(g + (<usize>j << 3), load<i32>(ofColumn + (<usize>j << 2)) < 0 ? 0 : load<f64>(least + (<usize>j << 3)))
  }
  return largest
}

// ---- start -----------------------------------------------------------------------------------------------------------

/**
 * A strongly feasible tree from arcs in order of preference: each takes what both ends have left, and the exhausted end
 * becomes a child of the other. What remains hangs on the root by artificial arcs.
 * args of the problem, then: 10 supplies (sources, then targets; overwritten), 11 arc count, 12 arc order (u32) | 0,
 * 13 arc sources (u32), 14 arc targets (u32).
 */
export function start(args: usize): void {
  useProblem(args)
  const rest = pointer(args, 10)
  const count = integer(args, 11)
  const preference = pointer(args, 12)
  for (let u = 0; u <= root; u++) setParent(u, -1)
  for (let k = 0; k < count; k++) {
    const arc = preference ? load<u32>(preference + (<usize>k << 2)) : k
    const i = load<i32>(pointer(args, 13) + (<usize>arc << 2))
    const j = sources + load<i32>(pointer(args, 14) + (<usize>arc << 2))
    if (parentOf(i) >= 0 || parentOf(j) >= 0) continue
    const left = load<f64>(rest + (<usize>i << 3))
    const right = load<f64>(rest + (<usize>j << 3))
    const flow = min(left, right)
    store<f64>(rest + (<usize>i << 3), left - flow)
    store<f64>(rest + (<usize>j << 3), right - flow)
    // On a tie the target becomes the child, so that an arc with zero flow later points up.
    const child = right <= left ? j : i
    setParent(child, child == j ? i : j)
    setFlow(child, flow)
  }
  for (let u = 0; u < root; u++) {
    if (parentOf(u) >= 0) continue
    setParent(u, root)
    setFlow(u, load<f64>(rest + (<usize>u << 3)))
  }
  orderTree()
}

/**
 * Potentials exactly from the tree's costs, without the drift of many updates. The artificial arc of a source costs
 * guess[u], that of a target guess[u] + penalty: potentials start at the dual guess, and once no artificial arc carries
 * flow the penalty has left them. args of the problem, then: 10 guess (f, then g), 11 penalty.
 */
export function refresh(args: usize): void {
  useProblem(args)
  const guess = pointer(args, 10)
  const penalty = real(args, 11)
  setPotential(root, 0)
  for (let u = nextOf(root); u != root; u = nextOf(u)) {
    const parent = parentOf(u)
    const isSource = u < sources
    const cost =
      parent == root
        ? load<f64>(guess + (<usize>u << 3)) + (isSource ? 0 : penalty)
        : isSource ? arcCost(u, parent - sources) : arcCost(parent, u - sources)
    setPotential(u, isSource ? potentialOf(parent) - cost : potentialOf(parent) + cost)
  }
}

// ---- arcs in rows ----------------------------------------------------------------------------------------------------

/**
 * Pivots until no listed arc is violated or `limit` is reached; returns the number of pivots.
 * args of the problem, then: 10 row starts (u32, n + 1), 11 arc targets (u32), 12 arc costs, 13 arcs in a block,
 * 14 cursor (i32, a row; kept), 15 limit.
 */
export function pivotRows(args: usize): i32 {
  useProblem(args)
  const starts = pointer(args, 10)
  const targets = pointer(args, 11)
  const costs = pointer(args, 12)
  const block = integer(args, 13)
  const cursor = pointer(args, 14)
  const limit = integer(args, 15)
  const n = sources
  const targetPotentials = potentials + (<usize>n << 3)
  let row = load<i32>(cursor)
  let pivots = 0
  while (pivots < limit) {
    let best: f64 = 0
    let source = -1
    let target = -1
    let seen = 0
    for (let rows = 0; rows < n; rows++) {
      const begin = load<u32>(starts + (<usize>row << 2))
      const end = load<u32>(starts + (<usize>row << 2) + 4)
      const p = potentialOf(row)
      for (let arc = begin; arc < end; arc++) {
        const j = load<u32>(targets + (<usize>arc << 2))
        const q = load<f64>(targetPotentials + (<usize>j << 3))
        const c = load<f64>(costs + (<usize>arc << 3))
        const reduced = c + p - q
        if (reduced < best && violated(reduced, c, p, q) && !inTree(row, n + j)) {
          best = reduced
          source = row
          target = n + j
        }
      }
      if (++row == n) row = 0
      seen += end - begin
      if (seen >= block) {
        if (source >= 0) break
        seen = 0
      }
    }
    if (source < 0) break
    pivot(source, target, best)
    pivots++
  }
  store<i32>(cursor, row)
  return pivots
}

// ---- all arcs --------------------------------------------------------------------------------------------------------

/** The smallest reduced cost of source i, without its own potential, over the targets [from, to). */
// @ts-ignore: decorator
@inline
function leastOfRow(i: i32, from: i32, to: i32): f64 {
  const x = sourceAt + <usize>i * sourceStep
  const targetPotentials = potentials + (<usize>sources << 3)
  let least = f64x2.splat(f64.POSITIVE_INFINITY)
  let j = from
  for (; j + 1 < to; j += 2) {
    const at = <usize>j << 3
    least = f64x2.pmin(least, f64x2.sub(costPair(x, targetAt + at), v128.load(targetPotentials + at)))
  }
  let scalar = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1))
  if (j < to) scalar = min(scalar, arcCost(i, j) - potentialOf(sources + j))
  return scalar
}

/**
 * Pivots until no arc at all is violated or `limit` is reached; returns the number of pivots.
 * args of the problem, then: 10 arcs in a block, 11 cursor (two i32: source, target; kept), 12 limit, 13 costs of this
 * size or more do not enter.
 */
export function pivotDense(args: usize): i32 {
  useProblem(args)
  const n = sources
  const m = root - sources
  const block = integer(args, 10)
  const cursor = pointer(args, 11)
  const limit = integer(args, 12)
  const ceiling = real(args, 13)
  const arcs = <i64>n * <i64>m
  let i = load<i32>(cursor)
  let j = load<i32>(cursor + 4)
  let pivots = 0
  while (pivots < limit) {
    let best: f64 = 0
    let source = -1
    let target = -1
    let seen = 0
    for (let read: i64 = 0; read < arcs; ) {
      const to = min(m, j + block - seen)
      const p = potentialOf(i)
      if (leastOfRow(i, j, to) + p < best) {
        for (let k = j; k < to; k++) {
          const c = arcCost(i, k)
          const q = potentialOf(n + k)
          const reduced = c + p - q
          if (reduced < best && c < ceiling && violated(reduced, c, p, q) && !inTree(i, n + k)) {
            best = reduced
            source = i
            target = n + k
          }
        }
      }
      seen += to - j
      read += to - j
      j = to
      if (j == m) {
        j = 0
        if (++i == n) i = 0
      }
      if (seen >= block) {
        if (source >= 0) break
        seen = 0
      }
    }
    if (source < 0) break
    pivot(source, target, best)
    pivots++
  }
  store<i32>(cursor, i)
  store<i32>(cursor + 4, j)
  return pivots
}
