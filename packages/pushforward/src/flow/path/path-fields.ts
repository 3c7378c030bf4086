/**
 * The fields of a Gaussian path whose data have a known denoiser. With x̂₀ = D(x/α; σ/α) and n̂ = (x − α x̂₀)/σ:
 *
 *   velocity u = α̇ x̂₀ + σ̇ n̂,   score s = −n̂/σ,   noise n̂
 *
 * The flow of u carries the law of x_t along the path. Divergences and Jacobian products are exact where the denoiser has
 * them: each field is p x̂₀ + q x, so its Jacobian is (p/α) J + q I.
 *
 * At the ends: where α = 0 a point says nothing about the data, and x̂₀ is their mean; where σ = 0, x̂₀ = x/α and n̂ = 0,
 * because noise that is not there is known from its law alone. The score has no such limit without the density, nor has the
 * velocity of a path whose σ̇ is infinite there: those are refused.
 *
 * Sources: Song et al. 2021, equation 13 (probability flow); Lipman et al. 2023, theorem 1.
 * @module
 */
import { InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import type { Points } from '../../measure/points.js'
import type { Denoiser } from '../denoiser/denoiser.js'
import { conversion, type Prediction } from './conversions.js'
import type { GaussianPath } from './gaussian-path.js'

/**
 * Where α is below this share of σ it is taken for it: data are then seen through noise 10¹² times their scale, and x̂₀ is
 * their mean to that precision, with no division by 0.
 */
const LEAST_ALPHA = 1e-12

/**
 * The velocity of the path, whose ordinary equation carries noise to data and data to noise.
 * @example
 * // N(0, 4) along straight lines to noise: the standard deviation goes from 2 to 1
 * const field = velocityField(flowPath(), gaussianDenoiser(gaussian(0, 4)))
 * solveOde(field, points([3]), [0, 1]).points.data[0] // 1.5
 */
export function velocityField(path: GaussianPath, denoiser: Denoiser): Field {
  return pathField('velocity', path, denoiser)
}

/** ∇ log density of x_t. */
export function scoreField(path: GaussianPath, denoiser: Denoiser): Field {
  return pathField('score', path, denoiser)
}

/** n̂ = E[n | x_t = x]. */
export function noiseField(path: GaussianPath, denoiser: Denoiser): Field {
  return pathField('noise', path, denoiser)
}

/** x̂₀ = E[x₀ | x_t = x]. */
export function sampleField(path: GaussianPath, denoiser: Denoiser): Field {
  return pathField('sample', path, denoiser)
}

interface Moment {
  /** What x is multiplied with before the denoiser sees it. */
  readonly scale: number
  /** σ/α, the noise that the denoiser sees. */
  readonly sigma: number
  /** The field is `sample` x̂₀ + `point` x. */
  readonly sample: number
  readonly point: number
}

function momentOf(kind: Prediction, path: GaussianPath, t: number): Moment {
  const sigma = path.sigma(t)
  const alpha = Math.max(path.alpha(t), LEAST_ALPHA * sigma)
  const shared = { scale: 1 / alpha, sigma: sigma / alpha }
  if (sigma > 0) {
    const { prediction, point } = conversion('sample', kind, path, t)
    return { ...shared, sample: prediction, point }
  }
  if (kind === 'sample') return { ...shared, sample: 1, point: 0 }
  if (kind === 'noise') return { ...shared, sample: 0, point: 0 }
  const slope = path.alphaDot(t)
  if (kind === 'velocity' && Number.isFinite(path.sigmaDot(t))) return { ...shared, sample: slope, point: 0 }
  const why = kind === 'velocity' ? 'where its slope is infinite ' : ''
  throw new InputError(
    `t: the noise is 0 at t = ${t}, ${why}and the ${kind} is not known there; stay away from that end`,
  )
}

function pathField(kind: Prediction, path: GaussianPath, denoiser: Denoiser): Field {
  const { d } = denoiser
  const scaled = ({ data, n }: Points, factor: number): Points => {
    const out = new Float64Array(data.length)
    for (let at = 0; at < out.length; at++) out[at] = factor * (data[at] as number)
    return { data: out, n, d }
  }
  /** first · a + second · b */
  const combine = (first: number, a: Points, second: number, b: Points): Points => {
    const out = new Float64Array(a.data.length)
    for (let at = 0; at < out.length; at++) {
      out[at] = first * (a.data[at] as number) + second * (b.data[at] as number)
    }
    return { data: out, n: a.n, d }
  }
  const { divergence, jvp } = denoiser
  const product =
    jvp &&
    ((x: Points, u: Points, t: number): Points => {
      const { scale, sigma, sample, point } = momentOf(kind, path, t)
      return combine(sample * scale, jvp(scaled(x, scale), u, sigma), point, u)
    })
  return {
    d,
    value: (x, t) => {
      const { scale, sigma, sample, point } = momentOf(kind, path, t)
      return combine(sample, denoiser.denoise(scaled(x, scale), sigma), point, x)
    },
    divergence:
      divergence &&
      ((x, t) => {
        const { scale, sigma, sample, point } = momentOf(kind, path, t)
        return divergence(scaled(x, scale), sigma).map((trace) => sample * scale * trace + point * d)
      }),
    jvp: product,
    // The Jacobian of a posterior mean is symmetric, as it is a covariance.
    vjp: product,
  }
}
