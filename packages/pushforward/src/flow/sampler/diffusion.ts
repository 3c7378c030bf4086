/**
 * The diffusions of an interpolant, from its velocity and its score or denoiser:
 *
 *   dX = (b + ε s) dt + √(2ε) dW   forward,   dX = (b − ε s) dt + √(2ε) dW   from t = 1 back to 0
 *
 * The term ε s is formed as −(ε/γ) η_z, which stays bounded where γ → 0 if ε does so as fast: hence the default ε = γ.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, the forward and backward Fokker-Planck equations of an interpolant.
 * @module
 */
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import type { Distribution } from '../../measure/sampling.js'
import type { Interpolant } from '../interpolant/interpolant.js'
import { combination } from '../interpolant/interpolant-conversions.js'

/** Fields to sample from, learnt or in closed form. */
export interface SampledFields {
  readonly d: number
  readonly interpolant: Interpolant
  readonly velocity: Field
  /** One of these two is needed by the diffusion. */
  readonly etaZ?: Field
  readonly score?: Field
  /** b + ε s for ε of either sign, where that is cheaper than both fields. */
  readonly drift?: (epsilon: (t: number) => number) => Field
  /** ρ₀ and ρ₁, to draw `n` starting points from. */
  readonly base?: Distribution
  readonly target?: Distribution
}

/** A constant, a function of t, or a multiple of γ(t). */
export type Diffusion = number | ((t: number) => number) | { readonly relative: 'gamma'; readonly factor: number }

/** A diffusion with the marginals of the flow. */
export interface DiffusionCoefficients {
  /** ε(t), checked. */
  readonly strength: (t: number) => number
  /** b + ε s, or b − ε s. */
  readonly drift: Field
  /** √(2ε(t)) */
  readonly noise: (t: number) => number
}

/**
 * @param epsilon default { relative: 'gamma', factor: 1 }
 * @param sign of ε s: 1 forward in time, −1 backward
 * @param ends the times between which it is used
 * @throws InputError if ε is negative or not finite, if the model has neither score nor denoiser, or ε/γ has no bound
 */
export function diffusion(
  { velocity, etaZ, score, drift, interpolant }: SampledFields,
  epsilon: Diffusion = { relative: 'gamma', factor: 1 },
  sign: 1 | -1,
  ends: readonly [number, number],
): DiffusionCoefficients {
  const { gamma } = interpolant
  const relative = typeof epsilon === 'object'
  const strength =
    typeof epsilon === 'number' ? () => epsilon : relative ? (t: number) => epsilon.factor * gamma(t) : epsilon
  const at = (t: number): number => {
    const value = strength(t)
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`epsilon: is ${value} at t = ${t}; a number >= 0 is needed`)
    }
    return value
  }
  ends.forEach(at)
  const common = { strength: at, noise: (t: number) => Math.sqrt(2 * at(t)) }
  if (drift) return { ...common, drift: drift((t) => sign * at(t)) }
  const own = { field: velocity, scale: () => 1 }
  if (relative && etaZ) {
    return { ...common, drift: combination([own, { field: etaZ, scale: () => -sign * epsilon.factor }]) }
  }
  if (score) return { ...common, drift: combination([own, { field: score, scale: (t) => sign * at(t) }]) }
  if (!etaZ) throw new InputError('model: has neither etaZ nor score; a diffusion needs one of them')
  const singular = ends.find((t) => gamma(t) === 0 && at(t) > 0)
  if (singular !== undefined) {
    throw new InputError(
      `epsilon: ε/γ has no bound at t = ${singular}, where γ is 0; give { relative: 'gamma', factor }, or a span inside (0, 1)`,
    )
  }
  const ratio = (t: number) => (at(t) === 0 ? 0 : at(t) / gamma(t))
  return { ...common, drift: combination([own, { field: etaZ, scale: (t) => -sign * ratio(t) }]) }
}
