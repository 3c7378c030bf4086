/**
 * Draws from named laws. Every function takes its generator first: the same seed gives the same numbers.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from './points.js'
import type { Rng } from './random.js'

/** A law on R^d that can be drawn from. */
export interface Distribution {
  readonly d: number
  /** n independent draws `[n, d]`, float64. */
  readonly sample: (n: number, random: Rng) => Points
}

/** A law with a density with respect to Lebesgue measure. */
export interface Density extends Distribution {
  /** log density at each point, `[n]`, natural logarithm. */
  readonly logDensity: (x: Points) => Float64Array
}

/** n standard normal points `[n, d]`. */
export function normalPoints(random: Rng, n: number, d = 1): Points {
  return { data: random.fillNormal(new Float64Array(n * d)), n, d }
}

/** n points uniform on [0, 1)^d. */
export function uniformPoints(random: Rng, n: number, d = 1): Points {
  return { data: random.fillUniform(new Float64Array(n * d)), n, d }
}

/** Exponential with mean 1. */
export function exponential(random: Rng): number {
  return -Math.log1p(-random.uniform())
}

/** Standard Gumbel: the maximum of many; mean 0.5772…, variance π²/6. Adding it to logits and taking the argmax draws a class. */
export function gumbel(random: Rng): number {
  return -Math.log(positive(exponential, random))
}

/**
 * Gamma with the given shape and scale 1, by rejection from a transformed normal.
 *
 * Source: Marsaglia & Tsang 2000, "A simple method for generating gamma variables".
 * @throws InputError if the shape is not positive
 */
export function gamma(random: Rng, shape: number): number {
  if (!(shape > 0 && shape < Number.POSITIVE_INFINITY)) {
    throw new InputError(`shape: is ${shape}; a positive number is needed`)
  }
  // For shape < 1: a gamma of shape + 1 times U^(1/shape) (section 6 of the paper).
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log1p(-random.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

/**
 * Student's t: a normal over the root of an independent χ²_ν / ν. Moments of order >= ν do not exist.
 * @param degrees ν, positive
 * @throws InputError if ν is not positive
 */
export function studentT(random: Rng, degrees: number): number {
  return random.normal() / Math.sqrt(positive((source) => gamma(source, degrees / 2), random) / (degrees / 2))
}

/** Zero has probability 2⁻⁵³ or less in the draws above and no finite logarithm or reciprocal: draw again. */
function positive(draw: (random: Rng) => number, random: Rng): number {
  for (;;) {
    const value = draw(random)
    if (value > 0) return value
  }
}

/**
 * A sampler of indices with the given weights: O(n) to make, O(log n) a draw.
 * @param weights non-negative, not all zero; they need not sum to 1
 * @returns a function that draws an index; one of weight 0 is never drawn
 * @throws InputError if a weight is negative or not finite, or all are zero
 */
export function categorical(weights: ArrayLike<number>): (random: Rng) => number {
  const cumulative = new Float64Array(weights.length)
  let total = 0
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new InputError(`weights: [${k}] is ${weight}; finite numbers >= 0 are needed`)
    }
    total += weight
    cumulative[k] = total
  }
  if (!(total > 0)) throw new InputError('weights: sum to 0; at least one positive weight is needed')
  return (random) => {
    const target = random.uniform() * total
    // The first index whose cumulative weight exceeds the target: an index of weight 0 never is.
    let low = 0
    let high = cumulative.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cumulative[middle] as number) > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** A unit vector uniform on the sphere S^(d−1). */
export function direction(random: Rng, d: number): Float64Array {
  const theta = new Float64Array(d)
  for (;;) {
    random.fillNormal(theta)
    let square = 0
    for (const value of theta) square += value * value
    if (square < 1e-200) continue // the direction of an underflowing vector is rounding
    const scale = 1 / Math.sqrt(square)
    return theta.map((value) => value * scale)
  }
}
