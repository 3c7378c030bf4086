/**
 * The separation of data: how much of a normalised law (E x₁ = 0, E|x₁|²/d = 1) can be told from a noisy look at it.
 *
 *   y = s x₁ + n, n ~ N(0, I);   λ(s) = E|E[x₁ | y]|²/d = 1 − E|x₁ − E[x₁ | y]|²/d
 *
 * It is all that the kinetic energy of a Gaussian path knows of the data. With s = tan θ,
 *
 *   γ(θ) = 1 − (1 − λ(s)) (1 + s²) = (1 + s²) E|E[x₁ | y] − s y/(1 + s²)|²/d  ∈ [0, 1]:
 *
 * the mean square, per unit of angle, of the velocity along α = sin θ, σ = cos θ. The second form follows from the first as
 * y ↦ s y/(1 + s²) has the error 1/(1 + s²) on every normalised law; it says that γ ≥ 0, and it loses no digits at small s.
 * γ ≡ 0 only for N(0, I); γ ≡ 1 for data so far apart that any noise tells them.
 *
 * Source: Shaul, Chen, Nickel, Le & Lipman 2023, "On Kinetic Optimal Probability Paths for Generative Models".
 * @module
 */
import { InputError } from '../../errors.js'
import { monotoneCubic } from '../../linalg/monotone-cubic.js'

export interface Separation {
  readonly source: 'analytic' | 'estimated'
  /** 1 − λ(s), for s >= 0: the least mean square error of x₁ a coordinate, from 1 at s = 0 downwards. */
  readonly oneMinusLambda: (s: number) => number
  /** γ(θ) for θ in [0, π/2]. */
  readonly gamma: (theta: number) => number
}

export const QUARTER = Math.PI / 2

/** γ below this is lost in the rounding of 1 − (1 − λ)(1 + s²): at this value seven digits are left. */
const RELIABLE = 1e-8
const FIRST_ANGLE = 1e-3
const LAST_ANGLE = 0.25

/**
 * The separation whose 1 − λ is a given function. Near θ = 0, where γ is the difference of two numbers near 1, it follows a
 * power law through the first angles at which it can be told from rounding.
 * @param oneMinusLambda from 1 at s = 0, accurate to rounding
 * @example
 * separationOf(() => 0).gamma(0.3) // 1: atoms infinitely far apart
 */
export function separationOf(oneMinusLambda: (s: number) => number): Separation {
  const direct = (theta: number) => {
    const s = Math.tan(theta)
    return clamp(1 - oneMinusLambda(s) * (1 + s * s))
  }
  let from = FIRST_ANGLE
  while (from < LAST_ANGLE && direct(from) < RELIABLE) from *= 1.1
  // λ is a function of s², so γ = θ^q (c + e θ²) up to θ^(q + 4), with q even; both constants from two angles.
  const [here, next] = [direct(from), direct(1.5 * from)]
  const power = here > 0 ? 2 * Math.round(Math.log(next / here) / Math.log(1.5) / 2) : 0
  const rise = (next / 1.5 ** power - here) / 1.25
  return {
    source: 'analytic',
    oneMinusLambda,
    gamma: (theta) => {
      if (theta >= from) return direct(theta)
      const share = theta / from
      return clamp(share ** power * (here + rise * (share * share - 1)))
    },
  }
}

/**
 * The normal law with the given variances along its principal axes:
 * 1 − λ(s) = (1/d) Σ v/(1 + s² v), and γ = sin²θ cos²θ (1/d) Σ (v − 1)²/(cos²θ + v sin²θ), which is the same without cancellation.
 * @param variances v >= 0 `[d]`, of mean 1
 * @throws InputError if one is negative or not finite, or their mean is not 1
 * @example
 * gaussianSeparation([2, 0]).gamma(Math.PI / 2) // 1/2: half of the dimensions hold no data
 */
export function gaussianSeparation(variances: ArrayLike<number>): Separation {
  const v = Float64Array.from(variances)
  const bad = v.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY))
  if (bad >= 0) throw new InputError(`variances: [${bad}] is ${v[bad]}; finite numbers >= 0 are needed`)
  const mean = v.reduce((sum, value) => sum + value, 0) / v.length
  if (!(Math.abs(mean - 1) < 1e-9)) {
    throw new InputError(`variances: their mean is ${mean}; 1 is needed (divide by the mean: data are normalised)`)
  }
  return {
    source: 'analytic',
    oneMinusLambda: (s) => v.reduce((sum, value) => sum + value / (1 + s * s * value), 0) / v.length,
    gamma: (theta) => {
      const c = theta >= QUARTER ? 0 : Math.cos(theta) ** 2
      const q = Math.sin(theta) ** 2
      let sum = 0
      // For v = 0 the fraction is q whatever c is, also at π/2, where it would be 0/0.
      for (const value of v) sum += value === 0 ? q : (q * c * (value - 1) ** 2) / (c + value * q)
      return clamp(sum / v.length)
    },
  }
}

/**
 * The corners of a cube, {−1, 1}^d with equal weights, for any d:
 *
 *   1 − λ(s) = e^{−s²/2} ∫ φ(y) sech(s y) dy,
 *
 * which is 1 − E tanh(s² + s Z) without cancellation. The trapezoid rule is exact to rounding, as the integrand is analytic
 * within π/2s of the real line and falls like e^{−s|y|}.
 * @example
 * hypercubeSeparation().oneMinusLambda(1) // 0.4495995…
 */
export function hypercubeSeparation(): Separation {
  return separationOf((s) => {
    if (s === 0) return 1
    const step = Math.min(0.5, 0.25 / s)
    const most = Math.min(9, 40 / s)
    let sum = 0.5
    for (let y = step; y <= most; y += step) sum += Math.exp((-y * y) / 2) / Math.cosh(s * y)
    return (Math.exp((-s * s) / 2) * 2 * step * sum) / Math.sqrt(2 * Math.PI)
  })
}

/** What γ does between the last node of a table and π/2. */
export type SeparationTail = 'atoms' | 'density' | 'hold'

export interface TabulatedOptions {
  /**
   * `atoms`: rises to 1. `density`: falls to 0 like cos θ, as for a bounded density. `hold`: stays, as for data on a surface.
   * Default `hold`: it claims least.
   */
  readonly tail?: SeparationTail
  /** Default `analytic`. */
  readonly source?: Separation['source']
}

/**
 * A separation from values of γ, interpolated in √γ, whose integral is what the optimal path needs.
 * @param theta increasing, within (0, π/2)
 * @param gamma as many, clipped to [0, 1]; γ(0) = 0 is added
 * @throws InputError if there are none, angles do not increase within (0, π/2), or a value is not finite
 */
export function tabulatedSeparation(
  theta: ArrayLike<number>,
  gamma: ArrayLike<number>,
  { tail = 'hold', source = 'analytic' }: TabulatedOptions = {},
): Separation {
  const n = theta.length
  if (n < 1 || gamma.length !== n) {
    throw new InputError(`theta: has ${n} angles and gamma ${gamma.length} values; at least one of each is needed`)
  }
  const last = theta[n - 1] as number
  if (!((theta[0] as number) > 0 && last < QUARTER)) {
    throw new InputError(`theta: goes from ${theta[0]} to ${last}; angles between 0 and π/2 are needed`)
  }
  const roots = Array.from(gamma, (value) => Math.sqrt(clamp(value)))
  const end = roots[n - 1] as number
  const x = [0, ...Array.from(theta)]
  const y = [0, ...roots]
  if (tail === 'atoms') {
    x.push(QUARTER)
    y.push(1)
  }
  const root = monotoneCubic(x, y)
  const at = (angle: number) => {
    if (tail !== 'density' || angle <= last) return root(angle) ** 2
    return end ** 2 * Math.max(0, Math.cos(angle) / Math.cos(last))
  }
  return {
    source,
    gamma: at,
    oneMinusLambda: (s) => (1 - at(Math.atan(s))) / (1 + s * s),
  }
}

/** NaN stays NaN. */
export const clamp = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value)
