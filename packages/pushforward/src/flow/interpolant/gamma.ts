/**
 * How much noise an interpolant carries between its ends: γ(t) on [0, 1], zero at both ends and positive between.
 *
 * Each has γ, γ̇ and their product in closed form. Only the product enters the velocity of a flow, b = v − γγ̇ s, and it is
 * finite where γ̇ is not: for the Brownian bridge γ̇ ~ t^{−1/2} and γγ̇ = a (1 − 2t) / 2.
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, "Stochastic interpolants", table of choices of γ.
 * @module
 */
import { InputError } from '../../errors.js'

export interface GammaSchedule {
  readonly name: string
  readonly gamma: (t: number) => number
  /** May be infinite at t = 0 and 1. */
  readonly gammaDot: (t: number) => number
  /** γ γ̇, finite everywhere. */
  readonly gammaGammaDot: (t: number) => number
}

/**
 * - `'brownian'`: √(a t(1−t)), a = 1, or `{ brownian: a }`: as much noise as a Brownian bridge
 * - `'bsquared'`: t(1−t)
 * - `'sinesquared'`: sin²(πt): flat at the ends, so the velocity there has no part of the score
 * - `'sigmoid'`: a plateau between two sigmoids of steepness f = 10, or `{ sigmoid: f }`
 * - `'zero'`: none; two-sided interpolants then have no denoiser of the noise
 */
export type Gamma =
  | 'brownian'
  | 'bsquared'
  | 'sinesquared'
  | 'sigmoid'
  | 'zero'
  | { readonly brownian: number }
  | { readonly sigmoid: number }
  | GammaSchedule

const NAMES = ['brownian', 'bsquared', 'sinesquared', 'sigmoid', 'zero'] as const

/**
 * @throws InputError for an unknown name, or a, f that are not positive
 * @example
 * gammaSchedule({ brownian: 2 }).gammaGammaDot(0.25) // 0.5
 */
export function gammaSchedule(gamma: Gamma): GammaSchedule {
  if (typeof gamma === 'object') {
    if ('gamma' in gamma) return checked(gamma)
    return 'brownian' in gamma ? brownian(gamma.brownian) : sigmoid(gamma.sigmoid)
  }
  switch (gamma) {
    case 'brownian':
      return brownian(1)
    case 'bsquared':
      return polynomial()
    case 'sinesquared':
      return sineSquared()
    case 'sigmoid':
      return sigmoid(10)
    case 'zero':
      return { name: 'zero', gamma: () => 0, gammaDot: () => 0, gammaGammaDot: () => 0 }
    default:
      throw new InputError(
        `gamma: "${String(gamma)}" is unknown; accepted are ${NAMES.join(', ')}, { brownian: a }, { sigmoid: f } and your own functions`,
      )
  }
}

function brownian(a: number): GammaSchedule {
  if (!(a > 0 && a < Number.POSITIVE_INFINITY)) {
    throw new InputError(`gamma.brownian: is ${a}; a positive number is needed`)
  }
  const gamma = (t: number) => Math.sqrt(a * t * (1 - t))
  return {
    name: a === 1 ? 'brownian' : `brownian(${a})`,
    gamma,
    gammaDot: (t) => (a * (1 - 2 * t)) / (2 * gamma(t)),
    gammaGammaDot: (t) => (a * (1 - 2 * t)) / 2,
  }
}

function polynomial(): GammaSchedule {
  const gamma = (t: number) => t * (1 - t)
  const gammaDot = (t: number) => 1 - 2 * t
  return { name: 'bsquared', gamma, gammaDot, gammaGammaDot: (t) => gamma(t) * gammaDot(t) }
}

function sineSquared(): GammaSchedule {
  // Near 1, sin(πt) of the rounded argument is 1e-16, not 0: the nearer end keeps γ(1) = 0 exactly.
  const gamma = (t: number) => Math.sin(Math.PI * Math.min(t, 1 - t)) ** 2
  const gammaDot = (t: number) => Math.PI * Math.sin(2 * Math.PI * t)
  return { name: 'sinesquared', gamma, gammaDot, gammaGammaDot: (t) => gamma(t) * gammaDot(t) }
}

/** σ(f(t−½)+1) − σ(f(t−½)−1), less its value at the ends. */
function sigmoid(f: number): GammaSchedule {
  if (!(f > 0 && f < Number.POSITIVE_INFINITY)) {
    throw new InputError(`gamma.sigmoid: is ${f}; a positive number is needed`)
  }
  const logistic = (u: number) => 1 / (1 + Math.exp(-u))
  const slope = (u: number) => logistic(u) * logistic(-u)
  const bump = (u: number) => logistic(u + 1) - logistic(u - 1)
  const floor = bump(-f / 2)
  // The bump is even: the nearer end keeps γ(1) = 0 exactly.
  const gamma = (t: number) => bump(f * (Math.min(t, 1 - t) - 0.5)) - floor
  const gammaDot = (t: number) => f * (slope(f * (t - 0.5) + 1) - slope(f * (t - 0.5) - 1))
  return {
    name: f === 10 ? 'sigmoid' : `sigmoid(${f})`,
    gamma,
    gammaDot,
    gammaGammaDot: (t) => gamma(t) * gammaDot(t),
  }
}

/** Points at which a schedule of one's own is looked at. */
const LOOKS = 64

function checked(schedule: GammaSchedule): GammaSchedule {
  for (const t of [0, 1]) {
    const value = schedule.gamma(t)
    if (!(Math.abs(value) <= 1e-12)) throw new InputError(`gamma: γ(${t}) is ${value}; 0 is needed at both ends`)
  }
  for (let k = 1; k < LOOKS; k++) {
    const value = schedule.gamma(k / LOOKS)
    if (!(value >= 0)) throw new InputError(`gamma: γ(${k / LOOKS}) is ${value}; numbers >= 0 are needed inside [0, 1]`)
  }
  return schedule
}
