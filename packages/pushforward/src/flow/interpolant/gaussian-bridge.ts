/**
 * The Schrödinger bridge between two Gaussians on the line, N(·, σ₀²) and N(·, σ₁²), with diffusion ε (dX = … dt + √(2ε) dW):
 *
 *   Var_t = (1−t)² σ₀² + t² σ₁² + t(1−t) √(4 σ₀² σ₁² + 4 ε²)
 *
 * So the linear interpolant with independent ends and γ = √(a t(1−t)), a = √(4 σ₀² σ₁² + 4 ε²), already has its marginals.
 * ε → 0 is optimal transport, ((1−t) σ₀ + t σ₁)².
 *
 * Source: Albergo, Boffi & Vanden-Eijnden 2023, the bridge as a max-min over interpolants; the Gaussian case worked out.
 * @module
 */
import { InputError } from '../../errors.js'

export interface GaussianBridge {
  /** a: use it as γ of `interpolant('linear', { brownian: a })`. */
  readonly brownian: number
  /** Cov(X₀, X₁) of the bridge. */
  readonly covariance: number
  readonly variance: (t: number) => number
}

/**
 * @param sigma0 standard deviation at t = 0, > 0
 * @param sigma1 standard deviation at t = 1, > 0
 * @param epsilon ε >= 0
 * @throws InputError if a number is out of range
 * @example
 * gaussianBridge(1, 2, 2).variance(0.3) // 2.0379…
 */
export function gaussianBridge(sigma0: number, sigma1: number, epsilon: number): GaussianBridge {
  for (const [name, value] of Object.entries({ sigma0, sigma1 })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: is ${value}; a positive number is needed`)
    }
  }
  if (!(epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon: is ${epsilon}; a number >= 0 is needed`)
  }
  const brownian = 2 * Math.hypot(sigma0 * sigma1, epsilon)
  return {
    brownian,
    // Var_t = (1−t)² σ₀² + t² σ₁² + 2t(1−t) (cov + ε): the two ends' covariance, and the bridge's own noise.
    covariance: brownian / 2 - epsilon,
    variance: (t) => (1 - t) ** 2 * sigma0 ** 2 + t ** 2 * sigma1 ** 2 + t * (1 - t) * brownian,
  }
}
