/**
 * The result of exact transport: value, certificate, and what is computed from the sparse plan when asked.
 * @module
 */
import type { Points } from '../measure/points.js'
import { type Cost, type PairCost, pairCost } from './cost.js'
import { costGradient } from './cost-gradient.js'
import type { Plan } from './plan.js'

export interface ExactResult {
  /** Σ c_ij P_ij. */
  readonly value: number
  /** ⟨a, f⟩ + ⟨b, g⟩: a lower bound of the optimum, as f and g are feasible for all pairs. */
  readonly dual: number
  /** value − dual: how far the plan can be from optimal; 0 up to rounding when converged. */
  readonly gap: number
  /** The transport distance where the cost is a power of a metric: W_2 for `sqeuclidean`, W_1 for a norm. */
  readonly distance?: number
  /** Pivots of the simplex, those of coarser levels included; 0 on the line. */
  readonly iterations: number
  /** Whether no arc can improve the plan. If false, the plan is feasible and `gap` bounds what is missing. */
  readonly converged: boolean
  /** L1 violation of both marginals. */
  readonly residual: number
  /** f_i + g_j ≤ c_ij for all i `[n]` and j `[m]`, with equality where mass moves; ⟨a, f⟩ = ⟨b, g⟩. */
  readonly potentials: { readonly f: Float64Array; readonly g: Float64Array }
  readonly method: 'simplex' | 'shortlist' | '1d'
  /** The plan, at most n + m − 1 entries. */
  plan(): Plan
  /**
   * P v on the side of x, or Pᵀ v on the side of y.
   * @param v row-major `[m, k]` for 'x', `[n, k]` for 'y'
   * @param k columns of v. Default 1
   */
  apply(side: 'x' | 'y', v: Float64Array, k?: number): Float64Array
  /**
   * The barycentric map of the plan: point i goes to Σ_j P_ij y_j / a_i, `[n, d]`. A point of weight 0 goes where mass
   * put there would go first, to a y_j with f_i + g_j = c_ij.
   */
  barycentric(): Points
  /**
   * Gradient of `value` by the points of a side, `[n, d]` or `[m, d]`: Σ_j P_ij ∇_x c(x_i, y_j) (envelope theorem).
   * @throws InputError if the cost is a matrix or a function
   */
  gradient(side: 'x' | 'y'): Points
}

export interface ExactSolution {
  readonly x: Points
  readonly y: Points
  readonly a: Float64Array
  readonly b: Float64Array
  readonly cost: Cost
  readonly plan: Plan
  readonly f: Float64Array
  readonly g: Float64Array
  readonly nearestTarget: Int32Array
  readonly iterations: number
  readonly converged: boolean
  readonly method: ExactResult['method']
}

export function exactResult(solution: ExactSolution): ExactResult {
  const { x, y, a, b, cost, plan, iterations, converged, method } = solution
  const value = planCost(plan, pairCost(cost, x, y))
  const potentials = balanced(solution)
  const dual = weightedSum(a, potentials.f) + weightedSum(b, potentials.g)
  const apply: ExactResult['apply'] = (side, v, k = 1) =>
    side === 'x' ? applyPlan(plan.i, plan.j, plan.mass, v, x.n, k) : applyPlan(plan.j, plan.i, plan.mass, v, y.n, k)
  return {
    value,
    dual,
    gap: value - dual,
    distance: distanceOf(cost, value),
    iterations,
    converged,
    residual: violation(a, apply('x', new Float64Array(y.n).fill(1))) + violation(b, apply('y', ones(x.n))),
    potentials,
    method,
    plan: () => ({ i: plan.i.slice(), j: plan.j.slice(), mass: plan.mass.slice() }),
    apply,
    barycentric: () => barycentric(solution, apply),
    gradient: (side) => planGradient(solution, side),
  }
}

const ones = (count: number) => new Float64Array(count).fill(1)

function planCost({ i, j, mass }: Plan, c: PairCost): number {
  return sumOf(mass.length, (k) => (mass[k] as number) * c(i[k] as number, j[k] as number))
}

function weightedSum(weights: Float64Array, values: Float64Array): number {
  return sumOf(weights.length, (k) => (weights[k] as number) * (values[k] as number))
}

/** Compensated (Neumaier), so that the gap shows the solution's error and not the summation's. */
function sumOf(count: number, term: (k: number) => number): number {
  let sum = 0
  let lost = 0
  for (let k = 0; k < count; k++) {
    const value = term(k)
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return sum + lost
}

/** Moves a constant from one potential to the other, so that both sides contribute the same to the dual. */
function balanced({ a, b, f, g }: ExactSolution): ExactResult['potentials'] {
  const shift = (weightedSum(b, g) - weightedSum(a, f)) / 2
  return { f: f.map((value) => value + shift), g: g.map((value) => value - shift) }
}

function distanceOf(cost: Cost, value: number): number | undefined {
  if (typeof cost === 'function') return undefined
  if (typeof cost === 'object') {
    if ('matrix' in cost) return undefined
    // |x − y|^p is itself a metric for p ≤ 1.
    return cost.p > 1 ? value ** (1 / cost.p) : value
  }
  if (cost === 'cosine') return undefined
  return cost === 'sqeuclidean' || cost === 'sphere' ? Math.sqrt(value) : value
}

function violation(weights: Float64Array, marginal: Float64Array): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) sum += Math.abs((weights[k] as number) - (marginal[k] as number))
  return sum
}

function applyPlan(
  to: Uint32Array,
  from: Uint32Array,
  mass: Float64Array,
  v: Float64Array,
  rows: number,
  k: number,
): Float64Array {
  const out = new Float64Array(rows * k)
  for (let e = 0; e < mass.length; e++) {
    const target = (to[e] as number) * k
    const source = (from[e] as number) * k
    for (let c = 0; c < k; c++) {
      out[target + c] = (out[target + c] as number) + (mass[e] as number) * (v[source + c] as number)
    }
  }
  return out
}

function barycentric({ x, y, a, nearestTarget }: ExactSolution, apply: ExactResult['apply']): Points {
  const { d } = y
  const data = apply('x', Float64Array.from(y.data), d)
  for (let i = 0; i < x.n; i++) {
    const weight = a[i] as number
    const target = nearestTarget[i] as number
    for (let k = 0; k < d; k++) {
      data[i * d + k] = weight > 0 ? (data[i * d + k] as number) / weight : (y.data[target * d + k] as number)
    }
  }
  return { data, n: x.n, d }
}

function planGradient({ x, y, cost, plan }: ExactSolution, side: 'x' | 'y'): Points {
  const add = costGradient(cost)
  const [own, other, to, from] = side === 'x' ? [x, y, plan.i, plan.j] : [y, x, plan.j, plan.i]
  const { n, d } = own
  const data = new Float64Array(n * d)
  for (let e = 0; e < plan.mass.length; e++) {
    const at = (to[e] as number) * d
    add(own.data, at, other.data, (from[e] as number) * d, d, plan.mass[e] as number, data, at)
  }
  return { data, n, d }
}
