/**
 * An entropic plan given by its potentials,
 *
 *   P_ij = a_i b_j exp((f_i + g_j − c(x_i, y_j)) / ε),
 *
 * and what one streamed float64 pass computes from it. P itself is written out only when asked for.
 * @module
 */
import { scope } from '@pushforward/kernels'
import { openPairs, type Pairs, type RowSide } from '@pushforward/kernels/softmin'
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { type Cost, pairCost } from './cost.js'
import { feasibleDual } from './emd-dual.js'
import { type Geometry, geometryOf } from './emd-geometry.js'
import type { Plan } from './plan.js'
import { dot, gather, type SoftCloud, type SoftProblem, scatter } from './sinkhorn-problem.js'

/** A solved problem: everything that its plan depends on. */
export interface SoftPlan {
  readonly problem: SoftProblem
  readonly x: Points
  readonly y: Points
  readonly cost: Cost
  readonly epsilon: number
  /** Potentials of the points that have mass, in the order of the problem. */
  readonly f: Float64Array
  readonly g: Float64Array
  /** What a soft-min is multiplied by to give the potential: 1, or less with a penalty on the marginal. */
  readonly dampingX: number
  readonly dampingY: number
}

export interface TransportBounds {
  /** Dual value of potentials that are feasible without entropy. */
  readonly lower: number
  /** Cost of a plan with the right marginals. */
  readonly upper: number
}

const withPairs = <T>({ problem }: SoftPlan, body: (pairs: Pairs) => T): T =>
  scope((arena) => body(openPairs(arena, problem.x, problem.y, problem)))

function side({ problem, f, g }: SoftPlan, rows: RowSide) {
  return rows === 'x'
    ? { row: problem.x, column: problem.y, own: f, potential: g }
    : { row: problem.y, column: problem.x, own: g, potential: f }
}

/**
 * P v on the side of x, Pᵀ v on the side of y.
 * @param v row-major, `[m, columns]` for 'x' and `[n, columns]` for 'y'
 */
export function applyPlan(plan: SoftPlan, rows: RowSide, v: ArrayLike<number>, columns: number): Float64Array {
  const { row, column, own, potential } = side(plan, rows)
  if (v.length !== column.size * columns) {
    const needed = `${column.size} · ${columns} = ${column.size * columns}`
    throw new InputError(`v: has ${v.length} numbers; ${needed} are needed`)
  }
  const values = gatherRows(v, column.order, columns)
  const { products } = withPairs(plan, (pairs) =>
    pairs.plan({ rows, epsilon: plan.epsilon, own, potential, values, columns }),
  )
  for (let at = 0; at < products.length; at++) {
    products[at] = (products[at] as number) * (row.weights[Math.floor(at / columns)] as number)
  }
  return scatter(products, row, columns)
}

/** Where x_i goes on average, Σ_j P_ij y_j / Σ_j P_ij, `[n, d]`; for points of weight 0 by their extended potential. */
export function planBarycentres(plan: SoftPlan, rows: RowSide): Points {
  const { row, column, own, potential } = side(plan, rows)
  const target = rows === 'x' ? plan.y : plan.x
  const { d } = target
  const { sums, products } = withPairs(plan, (pairs) => {
    const values = gatherRows(target.data, column.order, d)
    return pairs.plan({ rows, epsilon: plan.epsilon, own, potential, values, columns: d })
  })
  for (let at = 0; at < products.length; at++) {
    products[at] = (products[at] as number) / (sums[Math.floor(at / d)] as number)
  }
  const data = scatter(products, row, d)
  for (const i of dropped(row)) data.set(barycentreOf(plan, rows, i), i * d)
  return { data, n: row.size, d }
}

/**
 * Σ_j P_ij ∂c(x_i, y_j)/∂x_i, which is the gradient of OT_ε by the points (envelope theorem).
 * @throws InputError if the cost is a matrix or a function
 */
export function planGradient(plan: SoftPlan, rows: RowSide): Points {
  const { problem, cost, epsilon } = plan
  if (problem.cost.code === 7) {
    const given = typeof cost === 'function' ? 'a function' : 'a matrix'
    throw new InputError(`gradient: the cost is ${given}; a named cost or { p } is needed, whose gradient is known`)
  }
  const { row, own, potential } = side(plan, rows)
  const points = rows === 'x' ? plan.x : plan.y
  const { d } = points
  const gradient = withPairs(plan, (pairs) => pairs.gradient({ rows, epsilon, own, potential }))
  for (let at = 0; at < gradient.length; at++) {
    gradient[at] = (gradient[at] as number) * (row.weights[Math.floor(at / d)] as number)
  }
  // The solver works on unit vectors u = x / |x| for these costs, scaled by 1/√2 for cosine.
  if (cost === 'cosine') chainThroughDirections(gradient, points, row, Math.SQRT1_2)
  if (cost === 'sphere') chainThroughDirections(gradient, points, row, 1)
  return { data: scatter(gradient, row, d), n: row.size, d }
}

/** Turns gradients by s u into gradients by x: s (I − u uᵀ) / |x|. */
function chainThroughDirections(gradient: Float64Array, { data, d }: Points, row: SoftCloud, scale: number): void {
  row.order.forEach((i, at) => {
    let square = 0
    let along = 0
    for (let k = 0; k < d; k++) {
      const value = data[i * d + k] as number
      square += value * value
      along += value * (gradient[at * d + k] as number)
    }
    for (let k = 0; k < d; k++) {
      const normal = (along / square) * (data[i * d + k] as number)
      gradient[at * d + k] = (scale * ((gradient[at * d + k] as number) - normal)) / Math.sqrt(square)
    }
  })
}

/** Both potentials on all points: those of weight 0 get the soft-min that the others satisfy. */
export function fullPotentials(plan: SoftPlan): { f: Float64Array; g: Float64Array } {
  const { problem, f, g, dampingX, dampingY } = plan
  const all = { f: scatter(f, problem.x), g: scatter(g, problem.y) }
  for (const i of dropped(problem.x)) all.f[i] = dampingX * softminAt(plan, 'x', i)
  for (const j of dropped(problem.y)) all.g[j] = dampingY * softminAt(plan, 'y', j)
  return all
}

/**
 * The entries of the plan from `least` on, `[n, m]` of them at most.
 * @param least in units of mass
 */
export function planEntries(plan: SoftPlan, least: number): Plan {
  const { problem, epsilon, f, g } = plan
  const { x, y } = problem
  const cost = pairCost(plan.cost, plan.x, plan.y)
  const sources: number[] = []
  const targets: number[] = []
  const masses: number[] = []
  x.order.forEach((i, k) => {
    y.order.forEach((j, l) => {
      const exponent = ((f[k] as number) + (g[l] as number) - cost(i, j)) / epsilon
      const mass = (x.weights[k] as number) * (y.weights[l] as number) * Math.exp(exponent)
      if (mass < least) return
      sources.push(i)
      targets.push(j)
      masses.push(mass)
    })
  })
  return { i: Uint32Array.from(sources), j: Uint32Array.from(targets), mass: Float64Array.from(masses) }
}

/**
 * An interval for the cost of transport *without* entropy: below by potentials made feasible, above by a plan rounded
 * to the right marginals.
 *
 * Source: Altschuler, Weed & Rigollet 2017, "Near-linear time approximation algorithms for optimal transport via
 * Sinkhorn iteration", algorithm 2 (rounding).
 */
export function transportBounds(plan: SoftPlan): TransportBounds {
  return { lower: feasibleValue(plan), upper: withPairs(plan, (pairs) => roundedCost(plan, pairs)) }
}

function feasibleValue({ problem, x, y, cost, g }: SoftPlan): number {
  const geometry: Geometry = geometryOf(x, y, cost)
  const ascending = Uint32Array.from(problem.y.order).sort()
  const byIndex = scatter(g, problem.y)
  const dual = feasibleDual(geometry, gather(byIndex, ascending), ascending)
  return dot(problem.x.weights, gather(dual.f, problem.x.order)) + dot(problem.y.weights, g)
}

function roundedCost({ problem, epsilon, f, g }: SoftPlan, pairs: Pairs): number {
  const { x, y } = problem
  const scaledDown = (potential: Float64Array, sums: Float64Array) =>
    potential.map((v, i) => v - epsilon * Math.log(Math.max(1, sums[i] as number)))
  const rows = pairs.plan({ rows: 'x', epsilon, own: f, potential: g })
  const f1 = scaledDown(f, rows.sums)
  const columns = pairs.plan({ rows: 'y', epsilon, own: g, potential: f1 })
  const g1 = scaledDown(g, columns.sums)
  const plan = pairs.plan({ rows: 'x', epsilon, own: f1, potential: g1, columnSums: true })
  const missingX = x.weights.map((a, i) => a * Math.max(0, 1 - (plan.sums[i] as number)))
  const missingY = y.weights.map((b, j) => Math.max(0, b - (plan.columnSums?.[j] ?? b)))
  const kept = dot(x.weights, plan.costs)
  const totalX = missingX.reduce((sum, v) => sum + v, 0)
  const totalY = missingY.reduce((sum, v) => sum + v, 0)
  if (!(totalX > 0 && totalY > 0)) return kept
  // What is missing on both sides is joined by its product.
  return kept + (pairs.costMoments(missingX, missingY).mean * Math.max(totalX, totalY)) / (totalX * totalY)
}

/** Points of the sample without mass. */
function dropped({ order, size }: SoftCloud): number[] {
  if (order.length === size) return []
  const kept = new Uint8Array(size)
  for (const i of order) kept[i] = 1
  return Array.from({ length: size }, (_, i) => i).filter((i) => kept[i] === 0)
}

/** Exponents of one row of the plan, for a point that the solver left out. */
function exponentsAt({ problem, x, y, cost, epsilon, f, g }: SoftPlan, rows: RowSide, i: number): Float64Array {
  const c = pairCost(cost, x, y)
  const [column, potential] = rows === 'x' ? [problem.y, g] : [problem.x, f]
  return Float64Array.from(column.order, (j, l) => {
    const between = rows === 'x' ? c(i, j) : c(j, i)
    return Math.log(column.weights[l] as number) + ((potential[l] as number) - between) / epsilon
  })
}

function softminAt(plan: SoftPlan, rows: RowSide, i: number): number {
  const exponents = exponentsAt(plan, rows, i)
  const most = exponents.reduce((a, b) => Math.max(a, b))
  return -plan.epsilon * (most + Math.log(exponents.reduce((sum, v) => sum + Math.exp(v - most), 0)))
}

function barycentreOf(plan: SoftPlan, rows: RowSide, i: number): Float64Array {
  const exponents = exponentsAt(plan, rows, i)
  const most = exponents.reduce((a, b) => Math.max(a, b))
  const [column, target] = rows === 'x' ? [plan.problem.y, plan.y] : [plan.problem.x, plan.x]
  const out = new Float64Array(target.d)
  let sum = 0
  column.order.forEach((j, l) => {
    const weight = Math.exp((exponents[l] as number) - most)
    sum += weight
    for (let k = 0; k < target.d; k++) {
      out[k] = (out[k] as number) + weight * (target.data[j * target.d + k] as number)
    }
  })
  return out.map((v) => v / sum)
}

function gatherRows(values: ArrayLike<number>, order: Uint32Array, columns: number): Float64Array {
  const out = new Float64Array(order.length * columns)
  order.forEach((from, to) => {
    for (let k = 0; k < columns; k++) out[to * columns + k] = values[from * columns + k] as number
  })
  return out
}
