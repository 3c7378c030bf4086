/**
 * The posterior mean of noisy data, the common language of generative models:
 *
 *   D(x; σ) = E[x₀ | x₀ + σ n = x],  n ~ N(0, I)
 *
 * Every Gaussian path x_t = α x₀ + σ n reduces to it: x̂₀ = D(x/α; σ/α), score = (α x̂₀ − x)/σ², velocity = α̇ x̂₀ + σ̇ n̂.
 * @module
 */
import type { Points } from '../measure/points.js'

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
