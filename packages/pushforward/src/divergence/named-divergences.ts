/**
 * The named divergences, one definition each, in natural logarithms: between two histograms as sums, between two
 * Gaussians in closed form.
 * @module
 */
import type { Gaussian } from '../measure/gaussian.js'
import type { Histogram } from '../measure/histogram.js'
import { type FDivergenceName, fDivergence } from './f-divergence.js'
import { gaussianHellinger, gaussianJeffreys, gaussianKl } from './gaussian.js'

function isGaussian(input: Histogram | Gaussian): input is Gaussian {
  return 'covariance' in input
}

type GaussianForm = (p: Gaussian, q: Gaussian) => number

function between(name: FDivergenceName, closedForm: GaussianForm, p: Histogram | Gaussian, q: Histogram | Gaussian) {
  if (isGaussian(p) && isGaussian(q)) return closedForm(p, q)
  return fDivergence(name, p as Histogram, q as Histogram)
}

/**
 * Relative entropy KL(p‖q) = Σ p log(p / q), in nats. Infinity where p > 0 = q.
 * @param p two histograms of the same length n, or two Gaussians of the same dimension
 * @throws InputError if p or q is not a histogram, or the sizes differ
 * @example
 * kl([0.5, 0.5], [0.25, 0.75]) // log(2 / √3) ≈ 0.1438
 */
export function kl(p: Histogram, q: Histogram): number
export function kl(p: Gaussian, q: Gaussian): number
export function kl(p: Histogram | Gaussian, q: Histogram | Gaussian): number {
  return between('kl', gaussianKl, p, q)
}

/**
 * Jeffreys divergence KL(p‖q) + KL(q‖p) = Σ (p − q) log(p / q), in nats. On the cells of a table this is the population
 * stability index, and between the classes of a target the information value.
 * @param p two histograms of the same length n, or two Gaussians of the same dimension
 * @throws InputError if p or q is not a histogram, or the sizes differ
 * @example
 * jeffreys([0.5, 0.5], [0.25, 0.75]) // log(3) / 4 ≈ 0.2747
 */
export function jeffreys(p: Histogram, q: Histogram): number
export function jeffreys(p: Gaussian, q: Gaussian): number
export function jeffreys(p: Histogram | Gaussian, q: Histogram | Gaussian): number {
  return between('jeffreys', gaussianJeffreys, p, q)
}

/**
 * Squared Hellinger distance ½ Σ (√p − √q)² = 1 − Σ √(p q), from 0 to 1; its root is a metric.
 * @param p two histograms of the same length n, or two Gaussians of the same dimension
 * @throws InputError if p or q is not a histogram, or the sizes differ
 * @example
 * hellinger([1, 0], [0, 1]) // 1
 */
export function hellinger(p: Histogram, q: Histogram): number
export function hellinger(p: Gaussian, q: Gaussian): number
export function hellinger(p: Histogram | Gaussian, q: Histogram | Gaussian): number {
  return between('hellinger', gaussianHellinger, p, q)
}

/**
 * Jensen-Shannon divergence ½ KL(p‖m) + ½ KL(q‖m), m = (p + q) / 2, from 0 to log 2; its root is a metric.
 * @param p probabilities, length n
 * @param q probabilities, length n
 * @throws InputError if p or q is not a histogram
 * @example
 * js([1, 0], [0, 1]) // log 2 ≈ 0.6931
 */
export function js(p: Histogram, q: Histogram): number {
  return fDivergence('js', p, q)
}

/**
 * Total variation ½ Σ |p − q|, from 0 to 1: the largest difference of the probabilities of any event.
 * @param p probabilities, length n
 * @param q probabilities, length n
 * @throws InputError if p or q is not a histogram
 * @example
 * tv([0.5, 0.5], [0.25, 0.75]) // 0.25
 */
export function tv(p: Histogram, q: Histogram): number {
  return fDivergence('tv', p, q)
}

/**
 * Pearson's χ² divergence Σ (p − q)² / q. Infinity where p > 0 = q.
 * @param p probabilities, length n
 * @param q probabilities, length n
 * @throws InputError if p or q is not a histogram
 * @example
 * chi2([0.5, 0.5], [0.25, 0.75]) // 1/3
 */
export function chi2(p: Histogram, q: Histogram): number {
  return fDivergence('chi2', p, q)
}
