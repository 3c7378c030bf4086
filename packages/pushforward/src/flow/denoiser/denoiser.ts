/**
 * The posterior mean of noisy data, the common language of generative models:
 *
 *   D(x; σ) = E[x₀ | x₀ + σ n = x],  n ~ N(0, I)
 *
 * Every Gaussian path x_t = α x₀ + σ n reduces to it: x̂₀ = D(x/α; σ/α), score = (α x̂₀ − x)/σ², velocity = α̇ x̂₀ + σ̇ n̂.
 * @module
 */
import { InputError } from '../../errors.js'
import type { Points } from '../../measure/points.js'

export interface Denoiser {
  readonly d: number
  /**
   * D(x_i; σ) `[n, d]`.
   * @param sigma one standard deviation of the noise for all points, or one for each `[n]`; 0 gives x back
   */
  readonly denoise: (x: Points, sigma: number | Float64Array) => Points
  /** J(x_i) u_i `[n, d]`; J is symmetric, as σ⁻² J is a covariance. */
  readonly jvp?: (x: Points, u: Points, sigma: number | Float64Array) => Points
  /** log density of x₀ + σ n, `[n]`. */
  readonly logDensity?: (x: Points, sigma: number | Float64Array) => Float64Array
  /** tr J, `[n]`. */
  readonly divergence?: (x: Points, sigma: number | Float64Array) => Float64Array
}

/**
 * One noise for all points or one for each, read alike.
 * @param n number of points
 * @throws InputError if a noise is negative or not finite, or there are not n of them
 */
export function sigmaOf(sigma: number | Float64Array, n: number): (i: number) => number {
  if (typeof sigma === 'number') {
    assertSigma('sigma', sigma)
    return () => sigma
  }
  if (sigma.length !== n)
    throw new InputError(`sigma: has ${sigma.length} numbers; one, or one a point (${n}), is needed`)
  sigma.forEach((value, i) => {
    assertSigma(`sigma[${i}]`, value)
  })
  return (i) => sigma[i] as number
}

function assertSigma(name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`${name}: is ${value}; a finite number >= 0 is needed`)
  }
}
