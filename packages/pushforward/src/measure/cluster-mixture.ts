/**
 * A mixture of k Gaussians by maximum likelihood.
 *
 *   maximise over weights, means and covariances   (1/n) Σ_i log Σ_j w_j N(x_i; m_j, Σ_j)
 *
 * by expectation–maximisation: responsibilities r_ij, then w_j = Σ_i r_ij / n and the moments of x under r_·j. Each round
 * costs O(n k d²) and, without regularisation, never lowers the likelihood. The maximum is local. On the line the start is
 * the exact k-means partition; in more dimensions the best of several k-means++ starts is kept.
 *
 * Source: Dempster, Laird & Rubin 1977; Arthur & Vassilvitskii 2007 (k-means++).
 * @module
 */
import { InputError } from '../errors.js'
import { assertClusterCount, kmeans1d } from './cluster-kmeans.js'
import { seedCentres } from './cluster-seeds.js'
import { type Gaussian, gaussian } from './gaussian.js'
import { logJoint, type Mixture, mixture } from './mixture.js'
import { covariance } from './moments.js'
import { assertMeasure, type Points, points } from './points.js'
import { type Rng, rng } from './random.js'

export interface GaussianMixtureOptions {
  /**
   * Added to every variance, >= 0. Default 1e-6 of the mean variance of x: a component may not shrink onto one point,
   * where the likelihood is unbounded.
   */
  readonly regularization?: number
  /** Ends when the mean log likelihood a point changes by no more than this. Default 1e-8. */
  readonly tolerance?: number
  /** Default 1000: EM is slow where components overlap. */
  readonly maxIterations?: number
  /** Where to start. Default as said above. */
  readonly initial?: Mixture
  /** k-means++ starts, for d > 1 only. Default 4. */
  readonly starts?: number
  /** For the k-means++ starts. Default `rng(0)`. */
  readonly random?: Rng
}

export interface GaussianMixtureResult {
  /** Components in ascending order of their (first) mean. */
  readonly mixture: Mixture
  /** For d = 1, `mixtureThresholds(mixture)`; empty for d > 1. */
  readonly thresholds: Float64Array
  /** Mean log density a point. */
  readonly logLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  /** The last change of `logLikelihood`. */
  readonly residual: number
}

/**
 * @param x points `[n, d]`, or values `[n]`
 * @param k number of components
 * @throws InputError if a number is not finite, x has fewer distinct points than k, or a coordinate is constant
 * @example
 * gaussianMixtureEM([-1.1, -0.9, 0.9, 1.1], 2).thresholds // [0] up to rounding
 */
export function gaussianMixtureEM(
  x: Points | ArrayLike<number>,
  k: number,
  options: GaussianMixtureOptions = {},
): GaussianMixtureResult {
  const { starts = 4, random = rng(0), initial } = options
  const sample = 'data' in x ? assertMeasure('x', x).points : points(Float64Array.from(x))
  assertClusterCount(k, sample.n, 'points')
  const settings = readSettings(sample, options)
  if (initial) {
    assertInitial(initial, sample.d, k)
    return climb(sample, { components: initial.components, weights: initial.weights }, settings)
  }
  if (sample.d === 1) {
    const { thresholds } = kmeans1d(sample.data, k)
    const labels = Int32Array.from(sample.data, (value) => thresholds.filter((cut) => cut < value).length)
    return climb(sample, maximisation(sample, hardShares(labels, k), k, settings.regularization), settings)
  }
  if (!Number.isInteger(starts) || starts < 1)
    throw new InputError(`starts: is ${starts}; a positive integer is needed`)
  let best: GaussianMixtureResult | undefined
  for (let start = 0; start < starts; start++) {
    const labels = seedCentres(sample, k, random.split(start))
    const result = climb(sample, maximisation(sample, hardShares(labels, k), k, settings.regularization), settings)
    if (!best || result.logLikelihood > best.logLikelihood) best = result
  }
  return best as GaussianMixtureResult
}

/**
 * Where neighbours have equal responsibility, `[k − 1]`: the point at which, as x rises, the upper one becomes the likelier
 * of the two. It lies between their means unless one is so narrow or so light that the other is the likelier at its mean.
 * NaN where one of the two is the likelier everywhere.
 *
 * With y = x − m_j and Δ = m_{j+1} − m_j the log ratio of their weighted densities is a y² + b y + c, b = Δ/σ²_{j+1} >= 0,
 * and the root at which it rises is −2c / (b + √(b² − 4ac)), without cancellation.
 * @param law a mixture on the line, components in ascending order of their means
 * @throws InputError unless the mixture is on the line and its means ascend
 * @example
 * mixtureThresholds(mixture([gaussian(0, 1), gaussian(4, 1)])) // [2]
 */
export function mixtureThresholds(law: Mixture): Float64Array {
  if (law.d !== 1) throw new InputError(`law: has dimension ${law.d}; thresholds are points on the line, d = 1`)
  const { components, weights } = law
  return Float64Array.from({ length: components.length - 1 }, (_, j) => {
    const low = components[j] as Gaussian
    const high = components[j + 1] as Gaussian
    const from = low.mean[0] as number
    const shift = (high.mean[0] as number) - from
    if (!(shift >= 0)) {
      throw new InputError(`law: mean ${j} is ${from} and mean ${j + 1} is ${high.mean[0]}; ascending ones are needed`)
    }
    const variance = low.covariance.data[0] as number
    const nextVariance = high.covariance.data[0] as number
    const a = (1 / variance - 1 / nextVariance) / 2
    const b = shift / nextVariance
    const share = Math.log(weights[j + 1] as number) - Math.log(weights[j] as number)
    const c = share + Math.log(variance / nextVariance) / 2 - (shift * b) / 2
    // No real root gives NaN, and so do equal components.
    return from - (2 * c) / (b + Math.sqrt(b * b - 4 * a * c))
  })
}

interface Fit {
  readonly components: readonly Gaussian[]
  readonly weights: Float64Array
}

interface Settings {
  readonly regularization: number
  readonly tolerance: number
  readonly maxIterations: number
}

function readSettings(sample: Points, options: GaussianMixtureOptions): Settings {
  const { tolerance = 1e-8, maxIterations = 1000 } = options
  const { d } = sample
  const spread = covariance(sample).data
  let total = 0
  for (let c = 0; c < d; c++) {
    const variance = spread[c * d + c] as number
    if (!(variance > 0)) throw new InputError(`x: coordinate ${c} is constant; it has no density, so leave it out`)
    total += variance
  }
  const { regularization = (1e-6 * total) / d } = options
  if (!(regularization >= 0)) throw new InputError(`regularization: is ${regularization}; a number >= 0 is needed`)
  if (!(tolerance >= 0)) throw new InputError(`tolerance: is ${tolerance}; a number >= 0 is needed`)
  if (!Number.isInteger(maxIterations) || maxIterations < 1) {
    throw new InputError(`maxIterations: is ${maxIterations}; a positive integer is needed`)
  }
  return { regularization, tolerance, maxIterations }
}

function assertInitial(initial: Mixture, d: number, k: number): void {
  if (initial.d !== d) throw new InputError(`initial: has dimension ${initial.d}; ${d} is needed, as x has`)
  if (initial.components.length !== k) {
    throw new InputError(`initial: has ${initial.components.length} components; k = ${k} are needed`)
  }
}

function climb(sample: Points, start: Fit, settings: Settings): GaussianMixtureResult {
  const { tolerance, maxIterations, regularization } = settings
  const k = start.components.length
  let fit = start
  let { shares, logLikelihood } = expectation(sample, fit)
  let iterations = 0
  let residual = Number.POSITIVE_INFINITY
  while (iterations < maxIterations && !(residual <= tolerance)) {
    fit = maximisation(sample, shares, k, regularization)
    const next = expectation(sample, fit)
    residual = Math.abs(next.logLikelihood - logLikelihood)
    shares = next.shares
    logLikelihood = next.logLikelihood
    iterations++
  }
  const order = [...fit.weights.keys()].sort(
    (a, b) => (fit.components[a]?.mean[0] as number) - (fit.components[b]?.mean[0] as number),
  )
  const law = mixture(
    order.map((j) => fit.components[j] as Gaussian),
    order.map((j) => fit.weights[j] as number),
  )
  return {
    mixture: law,
    thresholds: law.d === 1 ? mixtureThresholds(law) : new Float64Array(0),
    logLikelihood,
    iterations,
    converged: residual <= tolerance,
    residual,
  }
}

/** r_ij `[n, k]` and the mean log density. */
function expectation(sample: Points, { components, weights }: Fit): { shares: Float64Array; logLikelihood: number } {
  const k = components.length
  const { joint, total } = logJoint(components, weights, sample)
  let sum = 0
  for (let i = 0; i < sample.n; i++) {
    const log = total[i] as number
    sum += log
    for (let j = 0; j < k; j++) joint[i * k + j] = Math.exp((joint[i * k + j] as number) - log)
  }
  return { shares: joint, logLikelihood: sum / sample.n }
}

function maximisation({ data, n, d }: Points, shares: Float64Array, k: number, regularization: number): Fit {
  const weights = new Float64Array(k)
  const components: Gaussian[] = []
  const row = new Float64Array(d)
  for (let j = 0; j < k; j++) {
    // A component that has lost all its points keeps a trace of weight, so that its moments stay defined.
    let mass = 10 * Number.EPSILON
    const mean = new Float64Array(d)
    for (let i = 0; i < n; i++) {
      const share = shares[i * k + j] as number
      mass += share
      for (let c = 0; c < d; c++) mean[c] = (mean[c] as number) + share * (data[i * d + c] as number)
    }
    for (let c = 0; c < d; c++) mean[c] = (mean[c] as number) / mass
    const sigma = new Float64Array(d * d)
    for (let i = 0; i < n; i++) {
      const share = shares[i * k + j] as number
      for (let c = 0; c < d; c++) row[c] = (data[i * d + c] as number) - (mean[c] as number)
      for (let c = 0; c < d; c++) {
        const scaled = share * (row[c] as number)
        for (let b = 0; b < d; b++) sigma[c * d + b] = (sigma[c * d + b] as number) + scaled * (row[b] as number)
      }
    }
    for (let at = 0; at < d * d; at++) sigma[at] = (sigma[at] as number) / mass
    for (let c = 0; c < d; c++) sigma[c * d + c] = (sigma[c * d + c] as number) + regularization
    weights[j] = mass
    components.push(gaussian(mean, { data: sigma, rows: d, columns: d }))
  }
  const total = weights.reduce((a, b) => a + b)
  return { components, weights: weights.map((weight) => weight / total) }
}

function hardShares(labels: Int32Array, k: number): Float64Array {
  const shares = new Float64Array(labels.length * k)
  labels.forEach((label, i) => {
    shares[i * k + label] = 1
  })
  return shares
}
