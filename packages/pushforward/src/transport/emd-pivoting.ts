/**
 * The outer loop of a network simplex: pivots in portions, fresh potentials, a penalty on artificial arcs that grows
 * until they carry no flow or the problem is known to have no plan.
 * @module
 */
import type { Address, Arena } from '@pushforward/kernels'
import { putColumns } from '@pushforward/kernels/columns'
import { MATRIX_COST } from '@pushforward/kernels/kd-tree'
import { allocateBasis, readBasis, refreshPotentials, type TransportProblem } from '@pushforward/kernels/simplex'
import type { BalancedProblem, Basis, IterationControl } from './emd-basis.js'
import type { Geometry } from './emd-geometry.js'

/** Pivots between two looks at the signal: some tens of milliseconds. */
const PORTION = 20_000

/**
 * Potentials drift by rounding while pivots add to them. They are recomputed from the tree when no arc is violated any
 * more, and pivoting goes on if that uncovers one; after so many times only rounding is left.
 */
const MOST_REFRESHES = 8

/** Growth of the penalty on artificial arcs. */
const PENALTY_GROWTH = 16

/** Copies a geometry in; for a matrix the address of x is the matrix's and that of y is 0, as kernels expect. */
export function placeProblem(arena: Arena, { n, m, d, cost, x, y, matrix }: Geometry): TransportProblem {
  const tree = allocateBasis(arena, n, m)
  if (matrix) {
    const at = arena.putFloat64(matrix)
    arena.allocate(16) // vector loads may run over the last row
    return { tree, x: { at, stride: m, count: n, d: 1 }, y: { at: 0, stride: m, count: m, d: 1 }, cost: MATRIX_COST }
  }
  return { tree, x: putColumns(arena, x, n, d), y: putColumns(arena, y, m, d), cost }
}

/** The supplies of both sides, sources first; `startBasis` overwrites them. */
export function putSupplies(arena: Arena, { supplies }: BalancedProblem): Address {
  const joined = new Float64Array(supplies.x.length + supplies.y.length)
  joined.set(supplies.x)
  joined.set(supplies.y, supplies.x.length)
  return arena.putFloat64(joined)
}

export interface PivotRun {
  /** Pivots until `step` finds no violated arc; `step(limit)` returns how many it made. Whether it got there. */
  settle(step: (limit: number) => number): boolean
  /** Flow left on artificial arcs, in whole units. */
  artificialFlow(): number
  /** Raises the penalty on artificial arcs; false if no penalty could drive their flow out: the problem has no plan. */
  raisePenalty(): boolean
  /** Pivots so far, those of coarser levels included. */
  iterations(): number
  /** The basis as it stands. One that is not optimal keeps the dual guess, whose bound is the better one. */
  basis(status: Basis['status']): Basis
}

/**
 * @param guess dual guess f, then g: what artificial arcs cost
 * @param largest the largest |c|, of arcs that may carry flow
 * @param before pivots made before this run
 */
export function pivotRun(
  arena: Arena,
  problem: TransportProblem,
  guess: Address,
  largest: number,
  before: number,
  { maxIterations, signal, onProgress }: IterationControl,
): PivotRun {
  const n = problem.x.count
  const nodes = n + problem.y.count
  // Above the cost of any cycle of two arcs: enough to drive artificial flow out when all arcs are allowed.
  let penalty = 4 * largest || 1
  const enough = 4 * (nodes + 1) * (largest || 1)
  let iterations = before
  return {
    settle(step) {
      for (let refresh = 0; refresh < MOST_REFRESHES; refresh++) {
        refreshPotentials(problem, guess, penalty)
        const start = iterations
        for (;;) {
          signal?.throwIfAborted()
          const portion = Math.min(PORTION, maxIterations - iterations)
          const pivots = portion > 0 ? step(portion) : 0
          iterations += pivots
          onProgress?.({ iterations, points: nodes })
          if (portion <= 0) return false
          if (pivots < portion) break
        }
        if (iterations === start) return true
      }
      return true
    },
    artificialFlow() {
      const { parents, flows } = readBasis(arena, problem)
      let flow = 0
      for (let u = 0; u < n; u++) if (parents[u] === nodes) flow += flows[u] as number
      return flow
    },
    raisePenalty() {
      if (penalty > enough) return false
      penalty *= PENALTY_GROWTH
      return true
    },
    iterations: () => iterations,
    basis(status) {
      const { parents, flows, potentials } = readBasis(arena, problem)
      const g = status === 'optimal' ? potentials.subarray(n) : arena.float64(guess, nodes).slice(n)
      return { parents, flows, g, iterations, status }
    },
  }
}
