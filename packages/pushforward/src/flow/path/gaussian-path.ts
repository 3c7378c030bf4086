/**
 * Gaussian probability paths x_t = α(t) x₀ + σ(t) n between data and noise.
 *
 * A path keeps its field's time: `dataTime` 0 for diffusions (t grows towards noise), 1 for flow matching (t grows towards
 * data). λ = log(α/σ) does not depend on that choice, so whatever can be said in λ is said in λ.
 *
 * Every function is in closed form, and accurate where t is near an end: noise near data is computed from t, not from
 * 1 − α². At the ends themselves λ is infinite, and so is the slope of σ where σ grows like a root.
 *
 * Sources: Song et al. 2021, "Score-based generative modeling through stochastic differential equations", appendix B (vp,
 * sub-vp, ve); Nichol & Dhariwal 2021, equation 17 (cosine); Karras et al. 2022, table 1 (edm); Lipman et al. 2023,
 * "Flow matching for generative modeling", equation 20 (condOt).
 * @module
 */
import { InputError } from '../../errors.js'

export interface GaussianPath {
  readonly name: string
  /** The time, 0 or 1, at which x_t is data. */
  readonly dataTime: 0 | 1
  readonly alpha: (t: number) => number
  readonly sigma: (t: number) => number
  readonly alphaDot: (t: number) => number
  readonly sigmaDot: (t: number) => number
  /** log(α/σ), half the logarithm of the signal-to-noise ratio. */
  readonly lambda: (t: number) => number
  /** The time at which λ is the given number. */
  readonly timeOf: (lambda: number) => number
}

/**
 * α = t, σ = 1 − t: straight lines from noise to data, the usual path of flow matching.
 * @example
 * condOtPath().lambda(0.9) // log 9 ≈ 2.1972
 */
export function condOtPath(): GaussianPath {
  return {
    name: 'cond-ot',
    dataTime: 1,
    alpha: (t) => t,
    sigma: (t) => 1 - t,
    alphaDot: () => 1,
    sigmaDot: () => -1,
    lambda: (t) => Math.log(t) - Math.log1p(-t),
    timeOf: (lambda) => 1 / (1 + Math.exp(-lambda)),
  }
}

/** α = 1 − t, σ = t: the same lines in the time of diffusions. */
export function flowPath(): GaussianPath {
  return {
    name: 'flow',
    dataTime: 0,
    alpha: (t) => 1 - t,
    sigma: (t) => t,
    alphaDot: () => -1,
    sigmaDot: () => 1,
    lambda: (t) => Math.log1p(-t) - Math.log(t),
    timeOf: (lambda) => 1 / (1 + Math.exp(lambda)),
  }
}

/** α = cos(π t/2), σ = sin(π t/2): α² + σ² = 1 and constant speed on the circle. */
export function trigPath(): GaussianPath {
  const quarter = Math.PI / 2
  // The sine of the complement, so that α is 0 at t = 1.
  const alpha = (t: number) => Math.sin(quarter * (1 - t))
  const sigma = (t: number) => Math.sin(quarter * t)
  return {
    name: 'trig',
    dataTime: 0,
    alpha,
    sigma,
    alphaDot: (t) => -quarter * sigma(t),
    sigmaDot: (t) => quarter * alpha(t),
    lambda: (t) => Math.log(alpha(t)) - Math.log(sigma(t)),
    timeOf: (lambda) => Math.atan(Math.exp(-lambda)) / quarter,
  }
}

export interface CosinePathOptions {
  /** s > 0. Default 0.008, so that the first of a thousand steps adds noise of about half a pixel's grey level. */
  readonly offset?: number
}

/**
 * α = cos θ(t) / cos θ(0) with θ = (t + s)/(1 + s) · π/2, and α² + σ² = 1: `trigPath` with its start cut off, so that noise
 * sets in like a root and not like t.
 * @throws InputError if the offset is not positive
 */
export function cosinePath({ offset = 0.008 }: CosinePathOptions = {}): GaussianPath {
  assertPositive('offset', offset)
  const rate = Math.PI / 2 / (1 + offset)
  const start = rate * offset
  const scale = 1 / Math.cos(start)
  const alpha = (t: number) => scale * Math.sin(rate * (1 - t))
  // 1 − cos²θ / cos²θ₀ = sin(θ − θ₀) sin(θ + θ₀) / cos²θ₀
  const sigma = (t: number) => scale * Math.sqrt(Math.sin(rate * t) * Math.sin(rate * t + 2 * start))
  const alphaDot = (t: number) => -rate * scale * Math.cos(rate * (1 - t))
  return {
    name: 'cosine',
    dataTime: 0,
    alpha,
    sigma,
    alphaDot,
    sigmaDot: (t) => (-alpha(t) * alphaDot(t)) / sigma(t),
    lambda: (t) => Math.log(alpha(t)) - Math.log(sigma(t)),
    timeOf: (lambda) => {
      const variance = 1 / (1 + Math.exp(2 * lambda))
      const sine = Math.sqrt(Math.sin(start) ** 2 + variance / scale ** 2)
      const cosine = Math.sqrt(1 / (1 + Math.exp(-2 * lambda))) / scale
      return (Math.atan2(sine, cosine) - start) / rate
    },
  }
}

export interface VpPathOptions {
  /** β(0) >= 0. Default 0.1. */
  readonly betaMin?: number
  /** β(1) >= β(0), positive. Default 20; with it α(1) = 0.0066. */
  readonly betaMax?: number
}

/**
 * The variance-preserving diffusion dx = −½β x dt + √β dW with β(t) = β(0) + t (β(1) − β(0)):
 * α = e^{−B}, σ² = 1 − α², B = ½∫β.
 * @throws InputError if β is negative or decreases
 * @example
 * vpPath().alpha(0.5) // 0.28118
 */
export function vpPath(options: VpPathOptions = {}): GaussianPath {
  const { half, halfRate, timeOfTwice } = linearBeta(options)
  const alpha = (t: number) => Math.exp(-half(t))
  const sigma = (t: number) => Math.sqrt(-Math.expm1(-2 * half(t)))
  return {
    name: 'vp',
    dataTime: 0,
    alpha,
    sigma,
    alphaDot: (t) => -halfRate(t) * alpha(t),
    sigmaDot: (t) => (halfRate(t) * alpha(t) ** 2) / sigma(t),
    lambda: (t) => -half(t) - Math.log(sigma(t)),
    // 1/α² = 1 + e^{−2λ}; the softplus that does not overflow.
    timeOf: (lambda) => timeOfTwice(Math.max(0, -2 * lambda) + Math.log1p(Math.exp(-2 * Math.abs(lambda)))),
  }
}

/**
 * The sub-variance-preserving diffusion: α as in `vpPath`, σ = 1 − α².
 * @throws InputError if β is negative or decreases
 */
export function subVpPath(options: VpPathOptions = {}): GaussianPath {
  const { half, halfRate, timeOfTwice } = linearBeta(options)
  const alpha = (t: number) => Math.exp(-half(t))
  const sigma = (t: number) => -Math.expm1(-2 * half(t))
  return {
    name: 'sub-vp',
    dataTime: 0,
    alpha,
    sigma,
    alphaDot: (t) => -halfRate(t) * alpha(t),
    sigmaDot: (t) => 2 * halfRate(t) * alpha(t) ** 2,
    lambda: (t) => -half(t) - Math.log(sigma(t)),
    // σ/α = 2 sinh B
    timeOf: (lambda) => timeOfTwice(2 * Math.asinh(Math.exp(-lambda) / 2)),
  }
}

/** B(t) = ½(β₀ t + ½ Δ t²), its slope, and the t at which 2B is a given number. */
function linearBeta({ betaMin = 0.1, betaMax = 20 }: VpPathOptions) {
  if (!(betaMin >= 0 && betaMin < Number.POSITIVE_INFINITY)) {
    throw new InputError(`betaMin: is ${betaMin}; a finite number >= 0 is needed`)
  }
  if (!(betaMax > 0 && betaMax >= betaMin && betaMax < Number.POSITIVE_INFINITY)) {
    throw new InputError(`betaMax: is ${betaMax}; a positive number >= betaMin = ${betaMin} is needed`)
  }
  const growth = betaMax - betaMin
  return {
    half: (t: number) => (t * (betaMin + (growth * t) / 2)) / 2,
    halfRate: (t: number) => (betaMin + growth * t) / 2,
    // The root of ½Δt² + β₀t = twice, in the form without cancellation.
    timeOfTwice: (twice: number) =>
      twice === 0 ? 0 : (2 * twice) / (betaMin + Math.sqrt(betaMin ** 2 + 2 * growth * twice)),
  }
}

export interface VePathOptions {
  /** σ(0) > 0. Default 0.01. */
  readonly sigmaMin?: number
  /** σ(1) > σ(0). Default 50: it should be several times the spread of the data. */
  readonly sigmaMax?: number
}

/**
 * The variance-exploding diffusion: α = 1, σ = σ(0) (σ(1)/σ(0))^t, so that λ is affine in t.
 * @throws InputError unless 0 < σ(0) < σ(1)
 */
export function vePath({ sigmaMin = 0.01, sigmaMax = 50 }: VePathOptions = {}): GaussianPath {
  assertPositive('sigmaMin', sigmaMin)
  if (!(sigmaMax > sigmaMin && sigmaMax < Number.POSITIVE_INFINITY)) {
    throw new InputError(`sigmaMax: is ${sigmaMax}; a finite number > sigmaMin = ${sigmaMin} is needed`)
  }
  const logMin = Math.log(sigmaMin)
  const rate = Math.log(sigmaMax) - logMin
  const sigma = (t: number) => Math.exp(logMin + rate * t)
  return {
    name: 've',
    dataTime: 0,
    alpha: () => 1,
    sigma,
    alphaDot: () => 0,
    sigmaDot: (t) => rate * sigma(t),
    lambda: (t) => -(logMin + rate * t),
    timeOf: (lambda) => -(lambda + logMin) / rate,
  }
}

/** α = 1, σ = t: the noise itself is the time, which goes on beyond 1. */
export function edmPath(): GaussianPath {
  return {
    name: 'edm',
    dataTime: 0,
    alpha: () => 1,
    sigma: (t) => t,
    alphaDot: () => 0,
    sigmaDot: () => 1,
    lambda: (t) => -Math.log(t),
    timeOf: (lambda) => Math.exp(-lambda),
  }
}

function assertPositive(name: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`${name}: is ${value}; a positive finite number is needed`)
  }
}
