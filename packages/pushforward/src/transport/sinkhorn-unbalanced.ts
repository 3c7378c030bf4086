/**
 * Entropic transport between samples whose masses need not match:
 *
 *   min_P ⟨P, C⟩ + ε KL(P | a ⊗ b) + ρ_x KL(P 1 | a) + ρ_y KL(Pᵀ 1 | b),    KL(p | q) = Σ p log(p / q) − p + q
 *
 * Mass that would have to travel for more than about ρ is rather left out. `sinkhorn` with `rhoX` and `rhoY` under the
 * name by which it is known.
 *
 * Source: Chizat, Peyré, Schmitzer & Vialard 2018, "Scaling algorithms for unbalanced optimal transport problems", §3.3.
 * @module
 */
import type { Measure, Points } from '../measure/points.js'
import { type SinkhornOptions, sinkhorn } from './sinkhorn.js'
import type { SinkhornResult } from './sinkhorn-result.js'

export interface UnbalancedSinkhornOptions extends Omit<SinkhornOptions, 'rhoX' | 'rhoY'> {
  /** Penalty on both marginals, or on each; in the unit of the cost, > 0. Infinity prescribes a marginal. */
  readonly rho: number | { readonly x: number; readonly y: number }
}

export interface UnbalancedSinkhornResult extends SinkhornResult {
  /** The minimum above, by its dual: exact to the square of `residual`. */
  readonly objective: number
}

/**
 * @param x points `[n, d]`, or a measure on them
 * @param y points `[m, d]`, or a measure on them
 * @throws InputError as `sinkhorn`, or if ρ is not positive
 * @throws ConvergenceError with `strict`, if the tolerance was not reached
 * @example
 * const far = points([[100, 0]])
 * unbalancedSinkhorn(points([[0, 0]]), far, { epsilon: 0.1, rho: 1 }).mass // < 1e-9: leaving it is cheaper
 */
export function unbalancedSinkhorn(
  x: Points | Measure,
  y: Points | Measure,
  { rho, ...options }: UnbalancedSinkhornOptions,
): UnbalancedSinkhornResult {
  const [rhoX, rhoY] = typeof rho === 'object' ? [rho.x, rho.y] : [rho, rho]
  const result = sinkhorn(x, y, { ...options, rhoX: required(rhoX), rhoY: required(rhoY) })
  return { ...result, objective: result.dual }
}

/** `sinkhorn` takes a missing ρ for Infinity; here it is the question. */
const required = (rho: number | undefined): number => rho ?? Number.NaN
