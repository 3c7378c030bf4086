/**
 * Flows and diffusions between any two laws, from one training: the front of everything about interpolants.
 *
 *   x_t = α x₀ + β x₁ + γ z   →   b, η_z learnt or in closed form   →   Ẋ = b   or   dX = (b + ε s) dt + √(2ε) dW
 *
 * All of them have the law of x_t at every t, for every ε >= 0.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, "Stochastic interpolants: a unifying framework for flows and diffusions".
 * @module
 */
import type { Mixture } from '../../measure/mixture.js'
import type { Gamma } from './gamma.js'
import { type Interpolant, type InterpolantPath, interpolant } from './interpolant.js'
import { gaussianMixtureFields, type InterpolantFields } from './interpolant-fields.js'
import {
  fitInterpolant,
  type InterpolantEnds,
  type InterpolantModel,
  type InterpolantState,
  type InterpolantTrainingOptions,
  learnInterpolant,
} from './interpolant-training.js'

export interface StochasticInterpolantOptions {
  /** Default 'linear'. */
  readonly path?: InterpolantPath
  /** Default 'brownian'; one-sided paths take none. */
  readonly gamma?: Gamma
}

export interface StochasticInterpolant {
  readonly interpolant: Interpolant
  /** The exact fields between mixtures of Gaussians; ρ₀ is not read by one-sided and mirror paths. */
  readonly fields: (rho0: Mixture | undefined, rho1: Mixture) => InterpolantFields
  /** Learns b and η_z from samples. */
  readonly fit: (
    ends: InterpolantEnds,
    options?: InterpolantTrainingOptions & { readonly onProgress?: (state: InterpolantState) => void },
  ) => Promise<InterpolantModel>
  /** The same as a generator of states, to draw while it learns. */
  readonly learn: (
    ends: InterpolantEnds,
    options?: InterpolantTrainingOptions,
  ) => AsyncGenerator<InterpolantState, InterpolantModel, void>
}

/**
 * @throws InputError for a path and γ that don't go together
 * @example
 * const model = await stochasticInterpolant({ path: 'oneSidedLinear' }).fit({ x1 })
 * sample(model, { n: 1000, method: 'sde', epsilon: { relative: 'gamma', factor: 2 } }).points
 */
export function stochasticInterpolant({
  path = 'linear',
  gamma,
}: StochasticInterpolantOptions = {}): StochasticInterpolant {
  const schedule = interpolant(path, gamma)
  return {
    interpolant: schedule,
    fields: (rho0, rho1) => gaussianMixtureFields(rho0, rho1, schedule),
    fit: (ends, options) => fitInterpolant(schedule, ends, options),
    learn: (ends, options) => learnInterpolant(schedule, ends, options),
  }
}
