/**
 * The strength of the entropy, as users know it: a number in the unit of the cost, a share of the cost's size, or a
 * length.
 * @module
 */
import { scope } from '@pushforward/kernels'
import { openPairs } from '@pushforward/kernels/softmin'
import { InputError } from '../errors.js'
import type { Cost } from './cost.js'
import type { SoftCloud, SoftProblem } from './sinkhorn-problem.js'

export type Epsilon =
  /** ε in the unit of the cost, > 0. */
  | number
  /** ε = factor · statistic of c(x_i, y_j) under a ⊗ b. Where the statistic is 0 any ε gives the same plan: 1 is taken. */
  | { readonly relative: 'mean' | 'std' | 'max'; readonly factor: number }
  /**
   * A length: below it the plan does not resolve. ε = p · blur^p for costs |x − y|^p, that is 2 blur² for `sqeuclidean`
   * and `sphere`, blur for the norms.
   */
  | { readonly blur: number }

/**
 * @throws InputError if ε is not positive and finite, or a blur has no meaning for the cost
 * @returns ε in the unit of the cost
 */
export function resolveEpsilon(epsilon: Epsilon, cost: Cost, problem: SoftProblem): number {
  if (typeof epsilon === 'number') return positive('epsilon', epsilon)
  if (typeof epsilon !== 'object' || epsilon === null) {
    throw new InputError(`epsilon: is ${epsilon}; a positive number, { relative, factor } or { blur } is needed`)
  }
  if ('blur' in epsilon) {
    const blur = positive('epsilon.blur', epsilon.blur)
    const exponent = exponentOf(cost)
    return positive('epsilon', exponent * blur ** exponent)
  }
  const factor = positive('epsilon.factor', epsilon.factor)
  const size = statistic(epsilon.relative, problem)
  if (!(size < Number.POSITIVE_INFINITY)) {
    throw new InputError(
      `epsilon: the ${epsilon.relative} of the cost is ${size}; give a number when costs are infinite`,
    )
  }
  return size > 0 ? factor * size : 1
}

function positive(name: string, value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`${name}: is ${value}; a positive number is needed`)
  }
  return value
}

/** The p of costs that are a distance to the power p. */
function exponentOf(cost: Cost): number {
  if (typeof cost === 'object' && 'p' in cost) return cost.p
  if (cost === 'sqeuclidean' || cost === 'sphere') return 2
  if (cost === 'euclidean' || cost === 'cityblock' || cost === 'chebyshev') return 1
  const given = typeof cost === 'string' ? `"${cost}"` : typeof cost === 'function' ? 'a function' : 'a matrix'
  throw new InputError(
    `epsilon: blur is a length, which the cost (${given}) does not have; give a number or { relative }`,
  )
}

function statistic(relative: 'mean' | 'std' | 'max', problem: SoftProblem): number {
  const { x, y, d, cost } = problem
  if (relative === 'mean' && cost.code === 0) return meanSquare(x, y, d)
  const moments = scope((arena) => openPairs(arena, x, y, problem).costMoments())
  if (relative === 'mean') return moments.mean
  if (relative === 'std') return moments.standardDeviation
  if (relative === 'max') return moments.largest
  throw new InputError(`epsilon: relative is "${String(relative)}"; "mean", "std" or "max" is needed`)
}

/** Σ a_i b_j |x_i − y_j|² = the spreads of both clouds and the squared distance of their means, without the pairs. */
function meanSquare(x: SoftCloud, y: SoftCloud, d: number): number {
  const centreX = centre(x, d)
  const centreY = centre(y, d)
  let sum = spread(x, centreX, d) + spread(y, centreY, d)
  for (let k = 0; k < d; k++) sum += ((centreX[k] as number) - (centreY[k] as number)) ** 2
  return sum
}

function centre({ coordinates, weights }: SoftCloud, d: number): Float64Array {
  const out = new Float64Array(d)
  for (let at = 0; at < coordinates.length; at++) {
    const k = at % d
    out[k] = (out[k] as number) + (weights[(at - k) / d] as number) * (coordinates[at] as number)
  }
  return out
}

function spread({ coordinates, weights }: SoftCloud, centre: Float64Array, d: number): number {
  let sum = 0
  for (let at = 0; at < coordinates.length; at++) {
    const k = at % d
    sum += (weights[(at - k) / d] as number) * ((coordinates[at] as number) - (centre[k] as number)) ** 2
  }
  return sum
}
