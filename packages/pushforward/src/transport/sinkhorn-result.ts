/**
 * The result of entropic transport: numbers and potentials at once, everything else when asked.
 * @module
 */
import type { Points } from '../measure/points.js'
import type { Cost } from './cost.js'
import type { Plan } from './plan.js'
import type { Penalties } from './sinkhorn-audit.js'
import type { Outcome } from './sinkhorn-iteration.js'
import { dot, type SoftProblem } from './sinkhorn-problem.js'
import {
  applyPlan,
  fullPotentials,
  planBarycentres,
  planEntries,
  planGradient,
  type SoftPlan,
  type TransportBounds,
  transportBounds,
} from './soft-plan.js'

export interface SinkhornResult {
  /** Σ c_ij P_ij. */
  readonly value: number
  /** OT_ε = Σ c_ij P_ij + ε KL(P | a ⊗ b) (+ penalties), by the dual objective: exact to the square of `residual`. */
  readonly dual: number
  /** Σ P_ij: 1, unless marginals are penalised. */
  readonly mass: number
  /** Sweeps over all points. */
  readonly iterations: number
  /** Whether `residual` is within the tolerance. */
  readonly converged: boolean
  /** L1 violation of the marginals by the plan of these potentials, both sides together, summed in float64. */
  readonly residual: number
  /** `[n]` and `[m]`, with ⟨a, f⟩ = ⟨b, g⟩ unless marginals are penalised. */
  readonly potentials: { readonly f: Float64Array; readonly g: Float64Array }
  /** ε in the unit of the cost. */
  readonly epsilon: number
  readonly method: 'sinkhorn'
  /**
   * The plan, entry by entry.
   * @param least entries below this mass are left out. Default 1e-6 / (n m): together they hold less than 1e-6
   */
  plan(least?: number): Plan
  /**
   * P v on the side of x, or Pᵀ v on the side of y, without P.
   * @param v row-major `[m, k]` for 'x', `[n, k]` for 'y'
   * @param k columns of v. Default 1
   * @throws InputError if v has another length
   */
  apply(side: 'x' | 'y', v: Float64Array, k?: number): Float64Array
  /** Where each point goes on average, Σ_j P_ij y_j / Σ_j P_ij, `[n, d]`. */
  barycentric(): Points
  /**
   * Gradient of `dual` by the points of a side, `[n, d]` or `[m, d]` (envelope theorem); its error is of the size of
   * `residual`.
   * @throws InputError if the cost is a matrix or a function
   */
  gradient(side: 'x' | 'y'): Points
  /** An interval that holds the optimal cost without entropy; only for balanced problems tight. */
  bounds(): TransportBounds
}

/** @param samples the points as given, and the cost between them */
export function sinkhornResult(
  samples: { readonly x: Points; readonly y: Points; readonly cost: Cost },
  problem: SoftProblem,
  epsilon: number,
  { rhoX, rhoY }: Penalties,
  outcome: Outcome,
): SinkhornResult {
  const { value, dual, mass, iterations, converged, residual } = outcome
  const damping = (rho: number) => (rho === Number.POSITIVE_INFINITY ? 1 : rho / (rho + epsilon))
  const shift = rhoX === Number.POSITIVE_INFINITY && rhoY === Number.POSITIVE_INFINITY ? balance(problem, outcome) : 0
  const plan: SoftPlan = {
    ...samples,
    problem,
    epsilon,
    f: outcome.f.map((v) => v + shift),
    g: outcome.g.map((v) => v - shift),
    dampingX: damping(rhoX),
    dampingY: damping(rhoY),
  }
  const pairs = samples.x.n * samples.y.n
  return {
    value,
    dual,
    mass,
    iterations,
    converged,
    residual,
    potentials: fullPotentials(plan),
    epsilon,
    method: 'sinkhorn',
    plan: (least = 1e-6 / pairs) => planEntries(plan, least),
    apply: (side, v, k = 1) => applyPlan(plan, side, v, k),
    barycentric: () => planBarycentres(plan, 'x'),
    gradient: (side) => planGradient(plan, side),
    bounds: () => transportBounds(plan),
  }
}

/** Moving a constant from g to f leaves the plan: this one makes both sides contribute the same to the dual. */
function balance({ x, y }: SoftProblem, { f, g }: Outcome): number {
  return 0.5 * (dot(y.weights, g) - dot(x.weights, f))
}
