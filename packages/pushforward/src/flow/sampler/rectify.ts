/**
 * Pairs that a flow has made: x₀ with where it is carried, X₁(x₀).
 *
 * Both marginals are those of the flow, so an interpolant trained on the pairs makes the same law. Its paths cross less: the
 * cost E c(x₁ − x₀) is no larger than that of the pairs the flow was trained on, for every convex c, and a flow whose paths
 * are straight is its own rectification. On the line the pairs are in order, which is the optimal plan.
 *
 * Train on them without noise, x_t = (1 − t) x₀ + t x₁: `stochasticInterpolant({ path: 'linear', gamma: 'zero' }).fit(pairs)`.
 *
 * Source: Liu, Gong & Liu 2023, "Flow straight and fast", §2, theorem 3.5; Albergo, Boffi & Vanden-Eijnden 2023, rectification.
 * @module
 */
import type { Points } from '../../measure/points.js'
import type { SampledFields } from './diffusion.js'
import { type SampleOptions, sample } from './sample.js'

export interface RectifyOptions extends Pick<SampleOptions, 'start' | 'n' | 'steps' | 'solver' | 'random' | 'signal'> {}

/** The ends of an interpolant, row with row. */
export interface RectifiedPairs {
  /** `[n, d]` at t = 0. */
  readonly x0: Points
  /** `[n, d]` at t = 1. */
  readonly x1: Points
  readonly paired: true
  /** False when an adaptive solver stopped early. */
  readonly converged: boolean
}

/**
 * @param model from training, or exact fields
 * @param options as those of `sample`: points to start from, or how many; 100 steps of Heun by default
 * @throws InputError as `sample`
 * @example
 * const pairs = rectify(model, { n: 10_000, random: rng(1) })
 * const straighter = await stochasticInterpolant({ path: 'linear', gamma: 'zero' }).fit(pairs)
 */
export function rectify(model: SampledFields, options: RectifyOptions): RectifiedPairs {
  const { start, points, converged } = sample(model, { ...options, method: 'ode', direction: 'forward' })
  return { x0: start, x1: points, paired: true, converged }
}
