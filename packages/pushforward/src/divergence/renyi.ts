/**
 * Rényi divergence.
 *
 *   R_α(p‖q) = log(Σ p^α q^(1−α)) / (α − 1),   α > 0;   R_1 = KL,   R_0 = −log q(p > 0),   R_∞ = log max p/q
 *
 * Source: van Erven & Harremoës 2014, "Rényi divergence and Kullback-Leibler divergence", definitions 1-3.
 * @module
 */
import { InputError } from '../errors.js'
import type { Gaussian } from '../measure/gaussian.js'
import { assertHistogram, type Histogram } from '../measure/histogram.js'
import { gaussianRenyi } from './gaussian.js'
import { expm1Minus, logRatio } from './log-ratio.js'
import { kl } from './named-divergences.js'

/**
 * @param p two histograms of the same length n, or two Gaussians of the same dimension
 * @param alpha order α, from 0 to Infinity
 * @returns the divergence in nats; Infinity where p and q are singular to each other, or α >= 1 and p > 0 = q
 * @throws InputError if alpha is negative, or p or q is not a histogram
 * @example
 * renyi([0.5, 0.5], [0.25, 0.75], 2) // log(4/3) ≈ 0.2877
 */
export function renyi(p: Histogram, q: Histogram, alpha: number): number
export function renyi(p: Gaussian, q: Gaussian, alpha: number): number
export function renyi(p: Histogram | Gaussian, q: Histogram | Gaussian, alpha: number): number {
  if (!(alpha >= 0)) throw new InputError(`alpha: is ${alpha}; a number >= 0, or Infinity, is needed`)
  if ('covariance' in p && 'covariance' in q) return gaussianRenyi(p, q, alpha)
  const from = assertHistogram('p', p as Histogram)
  const to = assertHistogram('q', q as Histogram, from.length)
  if (alpha === Number.POSITIVE_INFINITY) return largestLogRatio(from, to)
  return Math.max(0, finiteOrder(from, to, alpha - 1))
}

function largestLogRatio(p: Float64Array, q: Float64Array): number {
  let most = 0 // Σ p = Σ q, so some ratio is at least 1
  for (let k = 0; k < p.length; k++) {
    const mass = p[k] as number
    if (mass > 0) most = Math.max(most, logRatioOrLimit(mass, q[k] as number))
  }
  return most
}

/**
 * log(Σ p (p/q)^β) / β for β = α − 1, without loss where p ≈ q or β ≈ 0: with l = log(p/q) and small β l,
 * Σ p e^(β l) − 1 = β KL(p‖q) + Σ p (e^(β l) − 1 − β l). Elsewhere the sum is shifted by its largest exponent.
 */
function finiteOrder(p: Float64Array, q: Float64Array, beta: number): number {
  const logRatios = p.map((mass, k) => (mass > 0 ? logRatioOrLimit(mass, q[k] as number) : 0))
  const widest = logRatios.reduce((most, l) => Math.max(most, Math.abs(l)), 0)
  if (Math.abs(beta) * widest <= 1 || beta === 0) {
    const first = kl(p, q)
    if (beta === 0) return first
    let rest = 0
    for (let k = 0; k < p.length; k++) rest += (p[k] as number) * expm1Minus(beta * (logRatios[k] as number))
    return Math.log1p(beta * first + rest) / beta
  }
  const exponents = p.map((mass, k) => (mass > 0 ? Math.log(mass) + beta * (logRatios[k] as number) : -Infinity))
  const most = exponents.reduce((a, b) => Math.max(a, b))
  if (!Number.isFinite(most)) return most / beta
  const sum = exponents.reduce((total, exponent) => total + Math.exp(exponent - most), 0)
  return (most + Math.log(sum)) / beta
}

function logRatioOrLimit(p: number, q: number): number {
  return q === 0 ? Number.POSITIVE_INFINITY : logRatio(p, q)
}
