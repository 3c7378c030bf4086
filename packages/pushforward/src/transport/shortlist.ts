/**
 * Exact optimal transport by a network simplex on a shortlist of arcs.
 *
 * Of the n m arcs at most n + m − 1 carry mass, so the simplex runs on a few candidates a point and the rest is checked
 * by search (column generation):
 *
 *   1. a coarser problem gives a dual guess g, refined by  f_i = min_j c_ij − g_j,  g_j = min_i c_ij − f_i;
 *   2. candidates are the arcs of smallest reduced cost c_ij − f_i − g_j by source and by target; taking them greedily
 *      in this order gives the first basis;
 *   3. network simplex on the candidates;
 *   4. pricing: every source's most violated arcs among all n m, found in kd-trees whose nodes bound the potentials; they
 *      join the candidates, and 3 goes on from its basis. No violated arc: the optimum of the full problem.
 *
 * The result never depends on the shortlist, only the time does. Memory O(k (n + m)); in one thread and two dimensions
 * about 30 µs to 60 µs a point for n up to 10^5 and the squared cost.
 *
 * Sources: Gottschlich & Schuhmacher 2014, the shortlist method; Merigot 2011, multiscale; the rest is derived here.
 * @module
 */
import { type Address, type Arena, scope } from '@pushforward/kernels'
import { type Candidates, collectArcs, extendRows } from '@pushforward/kernels/arc-rows'
import { allocateNearest, type CostKey, type Nearest, type NearestOptions } from '@pushforward/kernels/kd-tree'
import { type ArcRows, pivotRows, readBasis, startBasis, type TransportProblem } from '@pushforward/kernels/simplex'
import { sortAt } from '@pushforward/kernels/sort'
import { COST_CODE } from './cost.js'
import type { BalancedProblem, Basis, IterationControl } from './emd-basis.js'
import { costScale, selectRows } from './emd-geometry.js'
import { type PivotRun, pivotRun, placeProblem, putSupplies } from './emd-pivoting.js'
import { solveDense } from './network-simplex.js'
import { type Level, ladderOf } from './shortlist-levels.js'
import { type ArcSearch, arcSearch, bestValues, type KnownPotentials, potentialsOfSources } from './shortlist-search.js'

/** Arcs searched for an entering one, in √arcs: measured, the time is flat from 0.5 to 1 and doubles at 8. */
const BLOCK_FACTOR = 0.5

/** Pricing rounds before the solver gives up; 1 to 15 are usual. */
const MOST_ROUNDS = 500

/**
 * An arc is worth adding if its reduced cost is below −PRICING times the largest potential. Twice what the simplex can
 * leave on its own arcs, so that no arc is added twice.
 */
const PRICING = 4e-14

/**
 * Random part in the ranking of arcs, as a share of the largest cost: duplicates and polyhedral norms leave many arcs
 * equal, and sources must not all list the same few of them.
 */
const JITTER = 1e-12

interface ShortlistSize {
  /** Candidates a point. */
  readonly wanted: number
  /** Arcs added a source and round. */
  readonly priced: number
}

/** Measured at n = 4000: fewer candidates take more rounds, more make pivots slower; totals are flat around these. */
function shortlistSize({ code }: CostKey, d: number): ShortlistSize {
  if (code === COST_CODE.sqeuclidean) return { wanted: d <= 2 ? 10 : 16, priced: 3 }
  // Under norms whole rays or cones of arcs are (nearly) tight.
  return code === COST_CODE.cityblock || code === COST_CODE.chebyshev
    ? { wanted: 16, priced: 8 }
    : { wanted: 24, priced: 8 }
}

/**
 * Coarser problems need not be solved, nor have a plan at all: they only lend their potentials.
 * @param warm potentials g of the targets to start from, instead of a coarser problem's
 */
export function solveShortlist(problem: BalancedProblem, control: IterationControl, warm?: Float64Array): Basis {
  const { levels, orderX, orderY } = ladderOf(problem)
  const coarsest = levels[levels.length - 1] as Level
  if (levels.length === 1) return inOriginalOrder(solveDense(coarsest, control, { guess: warm }), orderX, orderY)
  if (warm) {
    const g = selectRows(warm, 1, orderY)
    return inOriginalOrder(solveLevel(levels[0] as Level, { g }, 0, control), orderX, orderY)
  }
  let basis = solveDense(coarsest, control)
  for (let k = levels.length - 2; k >= 0; k--) {
    const { geometry, columns } = levels[k + 1] as Level
    basis = solveLevel(levels[k] as Level, { g: basis.g, rows: geometry.y, columns }, basis.iterations, control)
  }
  return inOriginalOrder(basis, orderX, orderY)
}

/** Solves one level from potentials of its own targets, or of the coarse targets that are given with them. */
function solveLevel(level: Level, known: KnownPotentials, before: number, control: IterationControl): Basis {
  const { geometry } = level
  const size = shortlistSize(geometry.cost, geometry.d)
  return scope((arena) => {
    const transport = placeProblem(arena, geometry)
    const search = arcSearch(arena, transport, geometry.matrix !== undefined)
    const scale = costScale(geometry)
    const options = { wanted: size.wanted, jitter: JITTER * (scale || 1) }
    const { guess, candidates } = makeShortlist(arena, transport, search, known, scale, options)
    const preference = arena.allocateInt32(candidates.count)
    sortAt(arena, candidates.reduced, preference, candidates.count)
    startBasis(transport, putSupplies(arena, level), { ...candidates, preference })
    const run = pivotRun(arena, transport, guess, scale, before, control)
    return solveByPricing(arena, transport, search, run, candidates, { ...options, wanted: size.priced })
  })
}

/** Steps 1 and 2 of the method: refined potentials and the arcs that are best under them. */
function makeShortlist(
  arena: Arena,
  transport: TransportProblem,
  search: ArcSearch,
  known: KnownPotentials,
  scale: number,
  options: NearestOptions,
): { guess: Address; candidates: Candidates } {
  const { x, y, cost } = transport
  const { wanted } = options
  const guess = arena.allocateFloat64(x.count + y.count)
  const byTarget = allocateNearest(arena, y.count, wanted)
  search.byTarget(potentialsOfSources(arena, transport, search, known, scale), options, byTarget)
  const g = bestValues(arena, byTarget, y.count, wanted, 0)
  const bySource = allocateNearest(arena, x.count, wanted)
  search.bySource(g, options, bySource)
  const f = bestValues(arena, bySource, x.count, wanted, scale)
  const both = arena.float64(guess, x.count + y.count)
  both.set(f)
  both.set(g, x.count)
  return { guess, candidates: collectArcs(arena, x, y, cost, wanted, bySource, byTarget, guess) }
}

/** Steps 3 and 4. */
function solveByPricing(
  arena: Arena,
  transport: TransportProblem,
  search: ArcSearch,
  run: PivotRun,
  candidates: Candidates,
  options: NearestOptions,
): Basis {
  const { x, y, cost } = transport
  const cursor = arena.putInt32([0])
  const violated = allocateNearest(arena, x.count, options.wanted)
  const thresholds = arena.allocateFloat64(x.count)
  let rows: ArcRows = candidates
  let count = candidates.count
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const current = rows
    const block = Math.max(10, Math.round(BLOCK_FACTOR * Math.sqrt(count)))
    const settled = run.settle((limit) => pivotRows(transport, current, block, cursor, limit))
    if (!settled) return run.basis('unfinished')
    const found = priceArcs(arena, transport, search, thresholds, options, violated)
    if (found > 0) {
      count += found
      rows = extendRows(arena, x, y, cost, rows, count, options.wanted, violated)
    } else if (run.artificialFlow() === 0) return run.basis('optimal')
    else if (!run.raisePenalty()) return run.basis('infeasible')
  }
  return run.basis('unfinished')
}

/** The most violated arcs of every source under the potentials of the basis; returns how many there are. */
function priceArcs(
  arena: Arena,
  transport: TransportProblem,
  search: ArcSearch,
  thresholds: Address,
  options: NearestOptions,
  out: Nearest,
): number {
  const n = transport.x.count
  const { potentials } = readBasis(arena, transport)
  let largest = 0
  for (const value of potentials) largest = Math.max(largest, Math.abs(value))
  const limits = arena.float64(thresholds, n)
  for (let i = 0; i < n; i++) limits[i] = -(potentials[i] as number) - PRICING * largest
  search.bySource(potentials.subarray(n), { ...options, thresholds }, out)
  let found = 0
  for (const count of arena.int32(out.counts, n)) found += count
  return found
}

/** A basis of reordered points, for the points as they came. */
function inOriginalOrder(basis: Basis, orderX: Uint32Array, orderY: Uint32Array): Basis {
  const n = orderX.length
  const nodes = n + orderY.length
  const original = (u: number) => (u === nodes ? nodes : u < n ? (orderX[u] as number) : n + (orderY[u - n] as number))
  const parents = new Int32Array(nodes)
  const flows = new Float64Array(nodes)
  const g = new Float64Array(orderY.length)
  for (let u = 0; u < nodes; u++) {
    const to = original(u)
    parents[to] = original(basis.parents[u] as number)
    flows[to] = basis.flows[u] as number
    if (u >= n) g[to - n] = basis.g[u - n] as number
  }
  return { ...basis, parents, flows, g }
}
