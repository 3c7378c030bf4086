/**
 * The sampling error of the Jeffreys divergence J = Σ (p − q) w, w = ln(p/q), of two independent multinomial samples of
 * sizes G and B.
 *
 *   gradient   α = ∂J/∂p = w + 1 − q/p,   β = ∂J/∂q = −w + 1 − p/q
 *   variance   [Σ p α² − (Σ p α)²] / G + [Σ q β² − (Σ q β)²] / B
 *   bias       (1/2G) Σ (1 − p)(1 + q/p) + (1/2B) Σ (1 − q)(1 + p/q)
 *   null       N J → χ²_{m−1} at p = q, with N = G B / (G + B): the gradient vanishes there, so no normal limit exists
 *   near it    N J ~ χ'²_{m−1}(N J), which gives intervals where the delta method has none
 *
 * A sample of size Infinity is a known population: its terms vanish.
 *
 * Source: the delta method; for the null distribution Yurdakul & Naranjo 2020, "Statistical properties of the population
 * stability index".
 * @module
 */
import { logRatio } from '../divergence/log-ratio.js'
import { chiSquareTail, chiSquareUpperQuantile, noncentralityAt } from '../measure/special-functions.js'

/** Shares of both samples, none 0, and their sizes. */
export interface SharePair {
  readonly p: Float64Array
  readonly q: Float64Array
  readonly firstSize: number
  readonly secondSize: number
}

/** The variance of a smooth function of multinomial shares: [Σ p g² − (Σ p g)²] / n for its gradient g. */
export function deltaVariance(gradient: ArrayLike<number>, shares: ArrayLike<number>, n: number): number {
  let mean = 0
  for (let j = 0; j < shares.length; j++) mean += (shares[j] as number) * (gradient[j] as number)
  let variance = 0
  for (let j = 0; j < shares.length; j++) variance += (shares[j] as number) * ((gradient[j] as number) - mean) ** 2
  return variance / n
}

/** ∂J/∂p and ∂J/∂q. */
export function jeffreysGradient(p: Float64Array, q: Float64Array): { first: Float64Array; second: Float64Array } {
  const first = new Float64Array(p.length)
  const second = new Float64Array(p.length)
  for (let j = 0; j < p.length; j++) {
    const pj = p[j] as number
    const qj = q[j] as number
    const evidence = logRatio(pj, qj)
    first[j] = evidence + (pj - qj) / pj
    second[j] = -evidence + (qj - pj) / qj
  }
  return { first, second }
}

export function jeffreysVariance({ p, q, firstSize, secondSize }: SharePair): number {
  const { first, second } = jeffreysGradient(p, q)
  return deltaVariance(first, p, firstSize) + deltaVariance(second, q, secondSize)
}

/** What an estimate exceeds the truth by, to first order; (m − 1) / N at p = q. */
export function jeffreysBias({ p, q, firstSize, secondSize }: SharePair): number {
  let first = 0
  let second = 0
  for (let j = 0; j < p.length; j++) {
    const pj = p[j] as number
    const qj = q[j] as number
    first += (1 - pj) * (1 + qj / pj)
    second += (1 - qj) * (1 + pj / qj)
  }
  return first / (2 * firstSize) + second / (2 * secondSize)
}

/** N = G B / (G + B), the size of one sample that is as informative as both. */
export function harmonicSize({ firstSize, secondSize }: SharePair): number {
  return 1 / (1 / firstSize + 1 / secondSize)
}

export interface NullTest {
  /** `chi-square`: N J against χ²_{m−1}. `bootstrap`: J among tables drawn from the pooled shares. `normal`: J / SE. */
  readonly kind: 'chi-square' | 'bootstrap' | 'normal'
  /** N J for the first two kinds, J / SE for the last. */
  readonly statistic: number
  /** Bins − 1; 0 when there is one bin and so nothing to test. */
  readonly df: number
  readonly pValue: number
  /** The value of J above which the test rejects at level alpha. */
  readonly criticalValue: number
}

/** The test of p = q. */
export function chiSquareTest(value: number, pair: SharePair, alpha: number): NullTest {
  const size = harmonicSize(pair)
  const df = pair.p.length - 1
  return {
    kind: 'chi-square',
    statistic: size * value,
    df,
    pValue: chiSquareTail(size * value, df),
    criticalValue: chiSquareUpperQuantile(alpha, df) / size,
  }
}

/** Equal tails; a limit that no noncentrality reaches is 0. */
export function noncentralInterval(value: number, pair: SharePair, alpha: number): [number, number] {
  const size = harmonicSize(pair)
  const df = pair.p.length - 1
  const limit = (level: number) => noncentralityAt(size * value, df, level) / size
  return [limit(1 - alpha / 2), limit(alpha / 2)]
}

/**
 * Where the delta interval may be trusted: N J >= 4 (m − 1), four times what chance alone gives. Below, the non-central
 * one errs on the safe side: simulated coverage of a nominal 0.95 is 0.97 just below the switch, 0.975 at J = 0.
 */
export function deltaIsValid(value: number, pair: SharePair): boolean {
  return harmonicSize(pair) * value >= 4 * (pair.p.length - 1)
}

/** Whether the limit distributions are too far away: fewer than 50 rows in effect, or fewer than 5 expected in a cell. */
export function isSmall(pair: SharePair): boolean {
  if (harmonicSize(pair) < 50) return true
  const { p, q, firstSize, secondSize } = pair
  // Shares pooled over both samples; a known population is the pool.
  const share = firstSize === Number.POSITIVE_INFINITY ? 1 : firstSize / (firstSize + secondSize)
  const least = Math.min(firstSize, secondSize)
  return p.some((each, j) => (share * each + (1 - share) * (q[j] as number)) * least < 5)
}
