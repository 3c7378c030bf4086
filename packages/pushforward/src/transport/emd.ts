/**
 * Exact optimal transport between two weighted samples, for any cost:
 *
 *   min Σ_ij c(x_i, y_j) P_ij   over P ≥ 0, P 1 = a, Pᵀ 1 = b
 *
 * The result carries its own proof: potentials with f_i + g_j ≤ c_ij for all pairs, whose dual value equals the cost.
 * No n × m memory unless the cost is a matrix or a function. Uniform samples of the square take about 0.15 s at
 * n = 4000 and 6 s at n = 10^5 in one thread.
 *
 * Methods are described in network-simplex.ts, shortlist.ts and emd-line.ts.
 * @module
 */
import { ConvergenceError, InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../measure/points.js'
import { assertCost, type Cost, pairCost } from './cost.js'
import { type Basis, type EmdProgress, type IterationControl, planOfBasis } from './emd-basis.js'
import { feasibleDual } from './emd-dual.js'
import { type Geometry, geometryOf, selectPoints } from './emd-geometry.js'
import { isConvexOnLine, solveLine } from './emd-line.js'
import { type ExactResult, exactResult } from './emd-result.js'
import { wholeSupplies } from './emd-supplies.js'
import { hugeCost, solveDense } from './network-simplex.js'
import type { Plan } from './plan.js'
import { solveShortlist } from './shortlist.js'

export interface EmdOptions {
  /**
   * Ground cost. Default `'sqeuclidean'`, |x − y|², never halved. In a matrix, Infinity forbids a pair; a matrix or a
   * function takes n · m memory.
   */
  readonly cost?: Cost
  /**
   * Default `'auto'`: `'1d'` on the line for convex costs, `'simplex'` over all arcs for small problems (n m ≤ 4096)
   * and matrices with huge entries, `'shortlist'` otherwise. All give the same value.
   */
  readonly method?: 'auto' | 'simplex' | 'shortlist' | '1d'
  /** Pivots before the solver stops with a feasible plan. Default 100 (n + m) + 10 000; some tens a point are usual. */
  readonly maxIterations?: number
  /** Potentials of a similar problem with the same m, as a start for the simplex methods. Only g is read. */
  readonly warm?: { readonly f?: Float64Array; readonly g: Float64Array }
  /** Throw a `ConvergenceError` instead of returning `converged: false`. Default false. */
  readonly strict?: boolean
  /** Stops the solver between portions of pivots; its reason is thrown. */
  readonly signal?: AbortSignal
  /** Called after every portion of pivots. */
  readonly onProgress?: (progress: EmdProgress) => void
}

/** Up to this many arcs reading all of them is as fast as choosing. */
const SMALL = 4_096

/**
 * @param x points `[n, d]`, or a measure on them; points of weight 0 are allowed
 * @param y points `[m, d]`, or a measure on them
 * @throws InputError if an input is not finite, sizes or weights do not fit, the method does not fit the cost, or the
 *   finite entries of a matrix admit no plan
 * @throws ConvergenceError with `strict`, if `maxIterations` was reached
 * @example
 * emd(points([[0, 0], [1, 0]]), points([[0, 1], [3, 0]])).value // (1 + 4) / 2 = 2.5
 */
export function emd(x: Points | Measure, y: Points | Measure, options: EmdOptions = {}): ExactResult {
  const { cost = 'sqeuclidean', method = 'auto', strict = false } = options
  const matrixGiven = typeof cost === 'object' && 'matrix' in cost
  const measureX = assertMeasure('x', x)
  const measureY = assertMeasure('y', y, matrixGiven ? {} : { dimension: measureX.points.d })
  assertCost(cost, measureX.points, measureY.points)
  const control = controlOf(options, measureX.points.n + measureY.points.n)

  const a = weightsOf(measureX)
  const b = weightsOf(measureY)
  const keptX = positivePositions(a)
  const keptY = positivePositions(b)
  const whole = geometryOf(measureX.points, measureY.points, cost)
  const geometry = selectPoints(whole, keptX, keptY)
  const warm = warmStart(options.warm, measureY.points.n, keptY)
  const solved = solve(measureX.points, geometry, cost, method, pick(a, keptX), pick(b, keptY), control, warm)

  const plan = {
    i: solved.plan.i.map((k) => keptX[k] as number),
    j: solved.plan.j.map((k) => keptY[k] as number),
    mass: solved.plan.mass,
  }
  const { iterations, converged } = solved
  const result = exactResult({
    ...feasibleDual(whole, solved.g, keptY),
    x: measureX.points,
    y: measureY.points,
    a,
    b,
    cost,
    plan,
    iterations,
    converged,
    method: solved.method,
  })
  if (strict && !converged) {
    const message = `emd: ${iterations} pivots did not reach the optimum; the gap is ${result.gap}`
    throw new ConvergenceError(message, result, result.gap)
  }
  return result
}

interface Solved {
  readonly plan: Plan
  readonly g: Float64Array
  readonly iterations: number
  readonly converged: boolean
  readonly method: ExactResult['method']
}

function solve(
  x: Points,
  geometry: Geometry,
  cost: Cost,
  asked: NonNullable<EmdOptions['method']>,
  a: Float64Array,
  b: Float64Array,
  control: IterationControl,
  warm: Float64Array | undefined,
): Solved {
  const method = chooseMethod(asked, x, geometry, cost)
  const supplies = wholeSupplies(a, b)
  if (method === '1d') {
    const c = pairCost(cost, { data: geometry.x, n: a.length, d: 1 }, { data: geometry.y, n: b.length, d: 1 })
    return { ...solveLine(geometry.x, geometry.y, a, b, supplies, c), iterations: 0, converged: true, method }
  }
  const problem = { geometry, supplies }
  const basis: Basis =
    method === 'simplex' ? solveDense(problem, control, { guess: warm }) : solveShortlist(problem, control, warm)
  const { g, iterations, status } = basis
  if (status === 'infeasible') {
    throw new InputError(
      'cost: every plan needs an entry that is Infinity; the finite entries must admit a plan between the weights',
    )
  }
  return { plan: planOfBasis(basis, supplies, a, b), g, iterations, converged: status === 'optimal', method }
}

function chooseMethod(
  asked: NonNullable<EmdOptions['method']>,
  x: Points,
  geometry: Geometry,
  cost: Cost,
): ExactResult['method'] {
  if (asked === '1d') {
    if (isConvexOnLine(cost, x)) return '1d'
    throw new InputError(
      `method: "1d" needs points on the line (d = 1, here ${x.d}) and a cost convex in |x − y|; use "auto"`,
    )
  }
  if (asked === 'simplex' || asked === 'shortlist') return asked
  if (asked !== 'auto') {
    throw new InputError(`method: "${String(asked)}" is unknown; accepted are auto, simplex, shortlist, 1d`)
  }
  if (isConvexOnLine(cost, x)) return '1d'
  const small = geometry.n * geometry.m <= SMALL
  return small || hugeCost(geometry) < Number.POSITIVE_INFINITY ? 'simplex' : 'shortlist'
}

function controlOf({ maxIterations, signal, onProgress }: EmdOptions, nodes: number): IterationControl {
  if (maxIterations !== undefined && !(Number.isInteger(maxIterations) && maxIterations >= 0)) {
    throw new InputError(`maxIterations: is ${maxIterations}; an integer >= 0 is needed`)
  }
  return { maxIterations: maxIterations ?? 100 * nodes + 10_000, signal, onProgress }
}

function warmStart(warm: EmdOptions['warm'], m: number, kept: Uint32Array): Float64Array | undefined {
  if (!warm) return undefined
  if (warm.g.length !== m) {
    throw new InputError(`warm: g has ${warm.g.length} numbers; ${m} are needed, one a point of y`)
  }
  const bad = warm.g.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new InputError(`warm: g[${bad}] is ${warm.g[bad]}; finite numbers are needed`)
  return pick(warm.g, kept)
}

function positivePositions(weights: Float64Array): Uint32Array {
  return Uint32Array.from({ length: weights.length }, (_, k) => k).filter((k) => (weights[k] as number) > 0)
}

function pick(values: Float64Array, positions: Uint32Array): Float64Array {
  return Float64Array.from(positions, (k) => values[k] as number)
}
