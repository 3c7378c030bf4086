/**
 * The denoiser of a Gaussian mixture, in closed form at any noise:
 *
 *   D(x; σ) = Σ_k r_k (m_k + Σ_k (Σ_k + σ² I)⁻¹ (x − m_k)),   r_k ∝ w_k N(x; m_k, Σ_k + σ² I)
 *   J = Σ_k r_k (Σ_k (Σ_k + σ² I)⁻¹ + (D_k − D)(D_k − D)ᵀ / σ²)
 *
 * Weights are taken in the log domain, so a point far from every component has its right posterior.
 * Cost O(n K d²) after O(K d³) for each new σ. One σ for all points takes the kernel; noise of its own for each point, and
 * Jacobian products, take plain code.
 * @module
 */
import { mixturePosterior, mixtureTrace } from '@pushforward/kernels/mixture'
import { InputError } from '../../errors.js'
import type { Gaussian } from '../../measure/gaussian.js'
import { type Mixture, mixture } from '../../measure/mixture.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import { type Denoiser, sigmaOf } from './denoiser.js'
import { mixtureAtNoise, type NoisyMixture, noisyMixtureLayout } from './mixture-at-noise.js'
import { type Posterior, posteriorOf } from './mixture-posterior.js'

/** A denoiser that is known exactly, with all its derivatives. */
export type ExactDenoiser = Required<Denoiser>

/**
 * @throws InputError, when called, if the dimension of x differs, σ is negative, or σ = 0 where J is asked for
 * @example
 * gaussianDenoiser(gaussian(0, 1)).denoise(points([3]), 1).data[0] // 3 · 1/(1 + 1) = 1.5
 */
export function gaussianDenoiser(law: Gaussian): ExactDenoiser {
  return mixtureDenoiser(mixture([law]))
}

/**
 * @throws InputError, when called, if the dimension of x differs or σ is negative
 * @example
 * const two = mixture([gaussian(-1, 0.01), gaussian(1, 0.01)])
 * mixtureDenoiser(two).denoise(points([0]), 1).data[0] // 0: the middle between both
 */
export function mixtureDenoiser(law: Mixture): ExactDenoiser {
  const { d } = law
  const layout = noisyMixtureLayout(d)
  let last: NoisyMixture | undefined
  const at = (sigma: number): NoisyMixture => {
    if (last?.sigma !== sigma) last = mixtureAtNoise(law, sigma)
    return last
  }
  /** Visits every point with its posterior, and its noise. */
  const each = (x: Points, sigma: number | Float64Array, visit: (i: number, posterior: Posterior) => void) => {
    assertMeasure('x', x, { dimension: d })
    const sigmaAt = sigmaOf(sigma, x.n)
    const posterior = posteriorOf(d, law.components.length)
    for (let i = 0; i < x.n; i++) {
      posterior.read(at(sigmaAt(i)), x.data, i * d)
      visit(i, posterior)
    }
  }
  /** The table for all points, if one σ serves them all. */
  const shared = (x: Points, sigma: number | Float64Array): NoisyMixture | undefined => {
    if (typeof sigma !== 'number') return undefined
    assertMeasure('x', x, { dimension: d })
    sigmaOf(sigma, x.n)
    return at(sigma)
  }
  return {
    d,
    denoise: (x, sigma) => {
      const table = shared(x, sigma)
      if (table?.sigma === 0) return { data: new Float64Array(x.data), n: x.n, d }
      if (table) return { data: mixturePosterior(x.data, table, layout.shift).mean, n: x.n, d }
      const data = new Float64Array(x.n * d)
      each(x, sigma, (i, posterior) => posterior.mean(data, i * d))
      return { data, n: x.n, d }
    },
    logDensity: (x, sigma) => {
      const table = shared(x, sigma)
      if (table) return mixturePosterior(x.data, table, layout.shift).logSum
      const out = new Float64Array(x.n)
      each(x, sigma, (i, posterior) => {
        out[i] = posterior.logDensity()
      })
      return out
    },
    divergence: (x, sigma) => {
      const table = shared(x, sigma)
      if (table) return mixtureTrace(x.data, table, layout.spreadShift)
      const out = new Float64Array(x.n)
      each(x, sigma, (i, posterior) => {
        out[i] = posterior.trace()
      })
      return out
    },
    jvp: (x, u, sigma) => {
      if (u.n !== x.n || u.d !== d) throw new InputError(`u: is ${u.n} × ${u.d}; ${x.n} × ${d} is needed, as x is`)
      const data = new Float64Array(x.n * d)
      each(x, sigma, (i, posterior) => posterior.multiply(u.data, data, i * d))
      return { data, n: x.n, d }
    },
  }
}
