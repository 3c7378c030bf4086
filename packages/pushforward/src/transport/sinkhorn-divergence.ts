/**
 * The Sinkhorn divergence: entropic transport without its bias.
 *
 *   S_ε(μ, ν) = OT_ε(μ, ν) − ½ OT_ε(μ, μ) − ½ OT_ε(ν, ν),      OT_ε by the dual value
 *
 * S ≥ 0, and 0 only for μ = ν (for costs |x − y|^p, 0 < p ≤ 2); OT as ε → 0; half the energy distance for `euclidean` as
 * ε → ∞. The self terms use averaged updates, which need about eight sweeps whatever ε.
 *
 * Source: Feydy et al. 2019, "Interpolating between optimal transport and MMD using Sinkhorn divergences", definition 1
 * and proposition 2 (gradient).
 * @module
 */
import { ConvergenceError, InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points } from '../measure/points.js'
import { assertCost, type Cost } from './cost.js'
import { resolveEpsilon } from './epsilon.js'
import { assertSinkhornOptions, type SinkhornOptions, solveProblem } from './sinkhorn.js'
import type { Penalties } from './sinkhorn-audit.js'
import { softProblem } from './sinkhorn-problem.js'
import { type SinkhornResult, sinkhornResult } from './sinkhorn-result.js'

/** As for `sinkhorn`; a relative ε is that of the cost between x and y, in all three terms. */
export type SinkhornDivergenceOptions = Omit<SinkhornOptions, 'warm'>

export interface SinkhornDivergenceResult {
  /** S_ε, in the unit of the cost. */
  readonly value: number
  /** The three entropic problems; `dual` is what enters `value`. */
  readonly xy: SinkhornResult
  readonly xx: SinkhornResult
  readonly yy: SinkhornResult
  /** ε in the unit of the cost. */
  readonly epsilon: number
  /** Sweeps of the three problems together. */
  readonly iterations: number
  /** Whether all three reached the tolerance. */
  readonly converged: boolean
  /** The largest of the three violations of the marginals. */
  readonly residual: number
  /**
   * Gradient of `value` by the points of a side, `[n, d]` or `[m, d]`:
   * Σ_j P^{xy}_ij ∇c(x_i, y_j) − Σ_k P^{xx}_ik ∇c(x_i, x_k), the ½ gone as x enters its self term twice.
   * @throws InputError if the cost is a function
   */
  gradient(side: 'x' | 'y'): Points
}

/**
 * @param x points `[n, d]`, or a measure on them; points of weight 0 are allowed
 * @param y points `[m, d]`, or a measure on them
 * @throws InputError as `sinkhorn`; a matrix is no cost here, as the self terms need costs within each sample
 * @throws ConvergenceError with `strict`, if a term did not reach the tolerance
 * @example
 * const x = points([[0, 0], [1, 0]])
 * sinkhornDivergence(x, x, { epsilon: 0.1 }).value // 0
 */
export function sinkhornDivergence(
  x: Points | Measure,
  y: Points | Measure,
  options: SinkhornDivergenceOptions,
): SinkhornDivergenceResult {
  const { cost = 'sqeuclidean', strict = false } = options
  const measureX = assertMeasure('x', x)
  const measureY = assertMeasure('y', y, { dimension: measureX.points.d })
  assertCost(cost, measureX.points, measureY.points)
  assertSinkhornOptions(options, measureX.points.n, measureY.points.n)
  assertNoMatrix(cost)

  const { rhoX = Number.POSITIVE_INFINITY, rhoY = Number.POSITIVE_INFINITY } = options
  const between = softProblem(measureX, measureY, cost)
  const epsilon = resolveEpsilon(options.epsilon, cost, between)
  const solve = (from: Measure, to: Measure, penalties: Penalties, problem = softProblem(from, to, cost)) => {
    const samples = { x: from.points, y: to.points, cost }
    return sinkhornResult(samples, problem, epsilon, penalties, solveProblem(problem, epsilon, penalties, options))
  }
  const xy = solve(measureX, measureY, { rhoX, rhoY }, between)
  const xx = solve(measureX, measureX, { rhoX, rhoY: rhoX })
  const yy = solve(measureY, measureY, { rhoX: rhoY, rhoY })

  const terms = [xy, xx, yy]
  const result: SinkhornDivergenceResult = {
    value: xy.dual - 0.5 * xx.dual - 0.5 * yy.dual,
    xy,
    xx,
    yy,
    epsilon,
    iterations: terms.reduce((sum, term) => sum + term.iterations, 0),
    converged: terms.every((term) => term.converged),
    residual: Math.max(...terms.map((term) => term.residual)),
    gradient(side) {
      const gradient = xy.gradient(side)
      const own = (side === 'x' ? xx : yy).gradient('x')
      return { ...gradient, data: gradient.data.map((v, at) => v - (own.data[at] as number)) }
    },
  }
  if (strict && !result.converged) {
    const message = `sinkhornDivergence: a term has a violation of ${result.residual} of its marginals`
    throw new ConvergenceError(message, result, result.residual)
  }
  return result
}

function assertNoMatrix(cost: Cost): void {
  if (typeof cost === 'object' && 'matrix' in cost) {
    throw new InputError(
      'cost: a matrix has no costs within x or within y; a named cost, { p } or a function is needed',
    )
  }
}
