/**
 * Exact transport on the line for costs that are convex in |x − y|: sort and match.
 *
 * The monotone plan is optimal, and the staircase of its entries is a basis of the transport problem, from which dual
 * potentials follow by  f_i + g_j = c_ij  along the steps. Cost O((n + m) log(n + m)).
 * @module
 */
import type { Points } from '../measure/points.js'
import type { Cost, PairCost } from './cost.js'
import type { WholeSupplies } from './emd-supplies.js'
import { matchSorted, sortSample } from './line-matching.js'
import type { Plan } from './plan.js'

export interface LineSolution {
  readonly plan: Plan
  /** Potentials of the targets. */
  readonly g: Float64Array
}

/** Whether sorting solves the problem. */
export function isConvexOnLine(cost: Cost, { d }: Points): boolean {
  if (d !== 1 || typeof cost === 'function') return false
  if (typeof cost === 'object') return 'p' in cost && cost.p >= 1
  return cost !== 'cosine' && cost !== 'sphere'
}

/**
 * @param x values with positive weights
 * @param a their weights; matched as whole supplies where these are exact
 */
export function solveLine(
  x: Float64Array,
  y: Float64Array,
  a: Float64Array,
  b: Float64Array,
  supplies: WholeSupplies,
  c: PairCost,
): LineSolution {
  const unit = supplies.exact ? 1 / supplies.total : 1
  const sortedX = sortSample(x, supplies.exact ? supplies.x : a)
  const sortedY = sortSample(y, supplies.exact ? supplies.y : b)
  const { order: orderX } = sortedX
  const { order: orderY } = sortedY
  const i: number[] = []
  const j: number[] = []
  const mass: number[] = []
  matchSorted(sortedX.masses, sortedY.masses, (k, l, amount) => {
    i.push(k)
    j.push(l)
    mass.push(amount * unit)
  })
  const g = new Float64Array(y.length)
  const between = (k: number, l: number) => c(orderX[k] as number, orderY[l] as number)
  let row = 0
  let column = 0
  let f = 0
  let potential = between(0, 0)
  g[orderY[0] as number] = potential
  const goTo = (k: number, l: number) => {
    while (column < l) {
      column++
      potential = between(row, column) - f
      g[orderY[column] as number] = potential
    }
    while (row < k) {
      row++
      f = between(row, column) - potential
    }
  }
  for (let e = 0; e < mass.length; e++) goTo(i[e] as number, j[e] as number)
  goTo(x.length - 1, y.length - 1)
  return {
    plan: {
      i: Uint32Array.from(i, (k) => orderX[k] as number),
      j: Uint32Array.from(j, (l) => orderY[l] as number),
      mass: Float64Array.from(mass),
    },
    g,
  }
}
