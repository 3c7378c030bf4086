/**
 * From a basis of the simplex to a transport plan with the true weights.
 * @module
 */
import type { Geometry } from './emd-geometry.js'
import type { WholeSupplies } from './emd-supplies.js'
import type { Plan } from './plan.js'

/** A balanced problem without zero weights, as the solvers take it. */
export interface BalancedProblem {
  readonly geometry: Geometry
  readonly supplies: WholeSupplies
}

/** What ends an iteration early, and who hears of it. */
export interface IterationControl {
  readonly maxIterations: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: EmdProgress) => void
}

export interface EmdProgress {
  /** Pivots so far. */
  readonly iterations: number
  /** Points of both samples at the level being solved; levels go from coarse to the samples themselves. */
  readonly points: number
}

/** A spanning tree of n sources, m targets and an artificial root, numbered in this order, with dual potentials. */
export interface Basis {
  /** Parent of every node but the root. */
  readonly parents: Int32Array
  /** Flow between each node and its parent, in whole units; arcs go from sources to targets. */
  readonly flows: Float64Array
  /** Potentials g of the targets. */
  readonly g: Float64Array
  readonly iterations: number
  /** `infeasible`: arcs that are not forbidden admit no plan. `unfinished`: the iterations ran out. */
  readonly status: 'optimal' | 'unfinished' | 'infeasible'
}

/**
 * The plan of a basis. Masses are recomputed from the true weights along the tree, so that marginals are exact where
 * supplies were rounded; flow on artificial arcs (an unfinished basis) is paired source with target in order.
 */
export function planOfBasis(
  { parents, flows }: Basis,
  supplies: WholeSupplies,
  a: Float64Array,
  b: Float64Array,
): Plan {
  const n = a.length
  const nodes = parents.length
  const masses = supplies.exact ? flows.map((flow) => flow / supplies.total) : treeFlows(parents, a, b)
  const i: number[] = []
  const j: number[] = []
  const mass: number[] = []
  const put = (source: number, target: number, amount: number) => {
    i.push(source)
    j.push(target)
    mass.push(amount)
  }
  const loose: number[] = []
  for (let u = 0; u < nodes; u++) {
    const amount = masses[u] as number
    if ((flows[u] as number) === 0 || !(amount > 0)) continue
    const parent = parents[u] as number
    if (parent === nodes) loose.push(u)
    else if (u < n) put(u, parent - n, amount)
    else put(parent, u - n, amount)
  }
  pairLoose(loose, masses, n, put)
  return { i: Uint32Array.from(i), j: Uint32Array.from(j), mass: Float64Array.from(mass) }
}

/** Net weight of each node's subtree, as the flow in the direction of its arc. */
function treeFlows(parents: Int32Array, a: Float64Array, b: Float64Array): Float64Array {
  const n = a.length
  const nodes = parents.length
  const net = new Float64Array(nodes)
  const children = new Int32Array(nodes + 1)
  for (let u = 0; u < nodes; u++) {
    net[u] = u < n ? (a[u] as number) : -(b[u - n] as number)
    const parent = parents[u] as number
    children[parent] = (children[parent] as number) + 1
  }
  // Leaves first: a node is done when all its children are.
  for (let start = 0; start < nodes; start++) {
    for (let u = start; u < nodes && children[u] === 0; ) {
      children[u] = -1
      const parent = parents[u] as number
      children[parent] = (children[parent] as number) - 1
      if (parent < nodes) net[parent] = (net[parent] as number) + (net[u] as number)
      if (parent > start) break // met later on
      u = parent
    }
  }
  return net.map((flow, u) => (u < n ? flow : -flow))
}

function pairLoose(
  loose: readonly number[],
  masses: Float64Array,
  n: number,
  put: (source: number, target: number, amount: number) => void,
): void {
  const sources = loose.filter((u) => u < n)
  const targets = loose.filter((u) => u >= n)
  const left = Float64Array.from(masses)
  for (let s = 0, t = 0; s < sources.length && t < targets.length; ) {
    const source = sources[s] as number
    const target = targets[t] as number
    const amount = Math.min(left[source] as number, left[target] as number)
    put(source, target - n, amount)
    left[source] = (left[source] as number) - amount
    left[target] = (left[target] as number) - amount
    if ((left[source] as number) <= 0) s++
    if ((left[target] as number) <= 0) t++
  }
}
