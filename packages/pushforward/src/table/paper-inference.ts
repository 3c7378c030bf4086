/**
 * The inference of the paper, kept beside the corrected one so that both can be compared.
 *
 *   SE(J)² = Σ (q − p)² (1/g + 1/b)        (18), g and b the rows of a bin in either sample
 *   Z = J / SE ~ N(0, 1),  J ± z SE         (21), (22)
 *   P(J <= ε) = Φ((ε − J) / SE)             (26)
 *   R = (J_performance − k SE) / (J_fairness + k SE)   (27)
 *
 * (18) holds the weights ln(p/q) fixed. Their own gradient is as large as the rest near p = q, so the standard error is
 * about half of the right one, and at p = q the statistic is not normal but close to the root of a χ²_{m−1}: intervals of
 * nominal 95 % cover 65 to 74 %, and tests of nominal 5 % reject a true null 61 to 100 % of the time.
 *
 * Source: Sudjianto & Burakov 2025, "An information-theoretic framework for credit risk modeling", equations by number;
 * the second form is that of earlier releases of their software, which adds the variance of the shares without their
 * covariances.
 * @module
 */
import { logRatio } from '../divergence/log-ratio.js'
import { InputError } from '../errors.js'
import { normalCdf } from '../measure/special-functions.js'
import type { SharePair } from './jeffreys-inference.js'

/** Equation (18). */
export function paperVariance({ p, q, firstSize, secondSize }: SharePair): number {
  let variance = 0
  for (let j = 0; j < p.length; j++) {
    const pj = p[j] as number
    const qj = q[j] as number
    variance += (qj - pj) ** 2 * (1 / (pj * firstSize) + 1 / (qj * secondSize))
  }
  return variance
}

/**
 * (18) with Σ w² [p(1 − p)/G + q(1 − q)/B] added. A bin that one sample lacks counts nothing in the value, and its weight
 * has the variance 1 / (π (1 − π) n) with π = 3/n, the rule of three, n its rows in both samples.
 */
export function shareVariance({ p, q, firstSize, secondSize }: SharePair): { value: number; variance: number } {
  let value = 0
  let variance = 0
  for (let j = 0; j < p.length; j++) {
    const pj = p[j] as number
    const qj = q[j] as number
    const rows = pj * firstSize + qj * secondSize
    if (pj === 0 || qj === 0) {
      const rate = 3 / rows
      variance += (qj - pj) ** 2 * (rate < 1 ? 1 / (rate * (1 - rate) * rows) : 1)
      continue
    }
    const evidence = logRatio(pj, qj)
    value += (pj - qj) * evidence
    variance += (qj - pj) ** 2 * (1 / (pj * firstSize) + 1 / (qj * secondSize))
    variance += evidence ** 2 * ((pj * (1 - pj)) / firstSize + (qj * (1 - qj)) / secondSize)
  }
  return { value, variance }
}

/** A value with its standard error, such as a `DivergenceEstimate`. */
export interface ValueWithError {
  readonly value: number
  readonly se: number
}

/**
 * Equation (26): the probability that a divergence is at most `limit`, were its estimate normal.
 * @throws InputError if the standard error is not positive
 * @example
 * probabilityAtMost({ value: 0.066, se: 0.0069 }, 0.05) // 0.0102: the constraint is violated with probability 0.9898
 */
export function probabilityAtMost({ value, se }: ValueWithError, limit: number): number {
  if (!(se > 0)) throw new InputError(`se: is ${se}; a number > 0 is needed`)
  return normalCdf((limit - value) / se)
}

/**
 * Equation (27): performance over unfairness, each at the unfavourable end of k standard errors.
 * @param k standard errors, >= 0; 1.645 for 95 % on one side
 */
export function conservativeRatio(performance: ValueWithError, fairness: ValueWithError, k: number): number {
  if (!(k >= 0)) throw new InputError(`k: is ${k}; a number >= 0 is needed`)
  return (performance.value - k * performance.se) / (fairness.value + k * fairness.se)
}
