/**
 * The χ² distribution, central and non-central.
 *
 *   P(χ²_k <= x) = P(k/2, x/2),   P(χ'²_k(λ) <= x) = Σ_j Poisson(j; λ/2) P(k/2 + j, x/2)
 *
 * Relative errors against SciPy and 50-digit arithmetic: central tails 1e-13, quantiles 1e-13, non-central tails 1e-11
 * down to 1e-250. Cost of the non-central sums: O(√λ) terms, from the largest one outwards.
 *
 * Source: Benton & Krishnamoorthy 2003, "Computing discrete mixtures of continuous distributions", §4 (sums from the
 * middle).
 * @module
 */
import { normalQuantile } from './special-functions-error.js'
import { gammaP, gammaQ, poissonTerm } from './special-functions-gamma.js'
import { increasingRoot } from './special-functions-root.js'

/**
 * P(χ²_df <= x).
 * @param df > 0
 * @example
 * chiSquareCdf(5.991464547107979, 2) // 0.95
 */
export function chiSquareCdf(x: number, df: number): number {
  return x <= 0 ? 0 : gammaP(df / 2, x / 2)
}

/**
 * P(χ²_df > x): the p value of a statistic, exact however small.
 * @example
 * chiSquareTail(55.5679684907, 3) // 5.194e-12
 */
export function chiSquareTail(x: number, df: number): number {
  return x <= 0 ? 1 : gammaQ(df / 2, x / 2)
}

/**
 * x with P(χ²_df <= x) = p.
 * @param p in [0, 1]; NaN outside
 * @example
 * chiSquareQuantile(0.95, 2) // −2 ln 0.05
 */
export function chiSquareQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1 && df > 0)) return Number.NaN
  if (p > 0.5) return chiSquareUpperQuantile(1 - p, df)
  if (p === 0) return 0
  const target = Math.log(p)
  // Small quantiles span hundreds of powers of ten: solved for ln x, starting from P(a, x) < x^a / Γ(a + 1).
  const high = Math.log(wilsonHilferty(normalQuantile(p), df) + df + 10)
  const low = Math.min(high - 1, -745)
  return Math.exp(increasingRoot((u) => Math.log(chiSquareCdf(Math.exp(u), df)) - target, low, high))
}

/**
 * x with P(χ²_df > x) = alpha: a critical value, exact for small alpha too.
 * @example
 * chiSquareUpperQuantile(0.05, 3) // 7.814727903251179
 */
export function chiSquareUpperQuantile(alpha: number, df: number): number {
  if (!(alpha >= 0 && alpha <= 1 && df > 0)) return Number.NaN
  if (alpha > 0.5) return chiSquareQuantile(1 - alpha, df)
  if (alpha === 0) return Number.POSITIVE_INFINITY
  const target = -Math.log(alpha)
  const excess = (x: number) => -Math.log(chiSquareTail(x, df)) - target
  let high = wilsonHilferty(-normalQuantile(alpha), df) + 1
  while (excess(high) < 0) high *= 2
  return increasingRoot(excess, 0, high)
}

/** Wilson & Hilferty's cube root approximation of a quantile, from a normal one. */
function wilsonHilferty(z: number, df: number): number {
  const c = 2 / (9 * df)
  return df * Math.max(0, 1 - c + z * Math.sqrt(c)) ** 3
}

/**
 * P(χ'²_df(λ) <= x).
 * @param noncentrality λ >= 0
 * @example
 * noncentralChiSquareCdf(10, 3, 4) // 0.7905…
 */
export function noncentralChiSquareCdf(x: number, df: number, noncentrality: number): number {
  if (noncentrality === 0) return chiSquareCdf(x, df)
  if (x <= 0) return 0
  const sum = mixture(x, df, noncentrality, 'lower')
  return sum < 0.9 ? sum : 1 - mixture(x, df, noncentrality, 'upper')
}

/** P(χ'²_df(λ) > x). */
export function noncentralChiSquareTail(x: number, df: number, noncentrality: number): number {
  if (noncentrality === 0) return chiSquareTail(x, df)
  if (x <= 0) return 1
  const sum = mixture(x, df, noncentrality, 'upper')
  return sum < 0.9 ? sum : 1 - mixture(x, df, noncentrality, 'lower')
}

/** Terms below this share of the largest one add nothing. */
const NEGLIGIBLE = 1e-18

/**
 * Σ_j Poisson(j; λ/2) · tail(k/2 + j, x/2). The terms rise to one maximum and fall, so a range [first, last] holds all
 * that count. It is walked in the direction in which the tail grows, where its recurrence only adds:
 *
 *   P(a + j, y) = P(a + j + 1, y) + s_j,   Q(a + j + 1, y) = Q(a + j, y) + s_j,   s_j = y^{a+j} e^{−y} / Γ(a + j + 1).
 */
function mixture(x: number, df: number, noncentrality: number, tail: 'lower' | 'upper'): number {
  const mean = noncentrality / 2
  const y = x / 2
  const a = df / 2
  const tailOf = tail === 'lower' ? gammaP : gammaQ
  const term = (j: number) => poissonTerm(j, mean) * tailOf(a + j, y)
  // The maximum lies where Poisson(j) has its own or, far in a tail, where both factors balance: (j + 1)(a + j) = λx/4.
  const balance = Math.sqrt((a - 1) ** 2 / 4 + mean * y) - (a + 1) / 2
  const top = Math.max(0, Math.floor(tail === 'lower' ? Math.min(mean, balance) : Math.max(mean, balance)))
  const least = NEGLIGIBLE * term(top)
  const last = top + reach((d) => term(top + d) <= least, Number.POSITIVE_INFINITY)
  const first = top - reach((d) => term(top - d) <= least, top)
  return tail === 'lower' ? fromAbove(first, last, mean, a, y) : fromBelow(first, last, mean, a, y)
}

/** The least distance d, up to doublings and halvings, that satisfies `negligible`, or `limit`. */
function reach(negligible: (d: number) => boolean, limit: number): number {
  let far = 1
  while (far < limit && !negligible(far)) far *= 2
  let near = far / 2
  while (far - near > Math.max(1, far / 8)) {
    const middle = Math.floor((near + far) / 2)
    if (middle >= limit || negligible(middle)) far = middle
    else near = middle
  }
  return Math.min(far, limit)
}

function fromAbove(first: number, last: number, mean: number, a: number, y: number): number {
  let weight = poissonTerm(last, mean)
  let value = gammaP(a + last, y)
  let step = poissonTerm(a + last, y)
  let sum = weight * value
  for (let j = last - 1; j >= first; j--) {
    step *= (a + j + 1) / y
    value += step
    weight *= (j + 1) / mean
    sum += weight * value
  }
  return sum
}

function fromBelow(first: number, last: number, mean: number, a: number, y: number): number {
  let weight = poissonTerm(first, mean)
  let value = gammaQ(a + first, y)
  let step = poissonTerm(a + first, y)
  let sum = weight * value
  for (let j = first + 1; j <= last; j++) {
    value += step
    step *= y / (a + j)
    weight *= mean / j
    sum += weight * value
  }
  return sum
}

/**
 * λ with P(χ'²_df(λ) <= x) = p: the confidence limit of a noncentrality, from an observed x. The distribution function
 * falls with λ; where even λ = 0 leaves less than p below x there is no solution, and the limit is 0.
 * @param p in (0, 1)
 * @example
 * noncentralityAt(30, 3, 0.025) // the upper 97.5 % limit for λ
 */
export function noncentralityAt(x: number, df: number, p: number): number {
  if (!(p > 0 && p < 1 && df > 0)) return Number.NaN
  if (chiSquareCdf(x, df) <= p) return 0
  const excess = (lambda: number) => p - noncentralChiSquareCdf(x, df, lambda)
  let high = x + df + 10
  while (excess(high) < 0) high *= 2
  return increasingRoot(excess, 0, high)
}
