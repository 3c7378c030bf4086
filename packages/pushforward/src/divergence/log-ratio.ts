/**
 * The two cancelling differences on which divergences of nearly equal distributions rest.
 *
 *   log(1 + x) − x = −x²/2 + …      eˣ − 1 − x = x²/2 + …
 *
 * Evaluated as written both lose every digit for small x; as series they keep full relative accuracy.
 * @module
 */

/** Below this, the series; above, the plain form loses less than three bits. */
const SERIES_BELOW = 0.4

/** log(1 + x) − x for x > −1, to a few units in the last place. */
export function log1pMinus(x: number): number {
  if (Math.abs(x) > SERIES_BELOW) return Math.log1p(x) - x
  // log(1 + x) = 2 artanh(z) with z = x / (2 + x), and 2z − x = −z x.
  const z = x / (2 + x)
  const square = z * z
  let sum = 0
  for (let k = 29; k >= 3; k -= 2) sum = sum * square + 1 / k
  return 2 * z * square * sum - z * x
}

/** eˣ − 1 − x, to a few units in the last place. */
export function expm1Minus(x: number): number {
  if (Math.abs(x) > SERIES_BELOW) return Math.expm1(x) - x
  let sum = 1
  for (let k = 14; k >= 3; k--) sum = 1 + (sum * x) / k
  return (sum * x * x) / 2
}

/** (1 + δ) log(1 + δ) − δ for δ >= −1: the relative entropy term of 1 + δ to 1, never negative. */
export function relativeEntropyAt(delta: number): number {
  if (delta === -1) return 1
  if (Math.abs(delta) <= SERIES_BELOW) return (1 + delta) * log1pMinus(delta) + delta * delta
  return (1 + delta) * Math.log1p(delta) - delta
}

/**
 * p log(p / q) − p + q: the term of a relative entropy, never negative.
 * 0 log 0 is 0, and p > 0 = q gives Infinity.
 */
export function relativeEntropyTerm(p: number, q: number): number {
  if (p === 0) return q
  if (q === 0) return Number.POSITIVE_INFINITY
  const delta = (p - q) / q
  return Math.abs(delta) <= SERIES_BELOW ? q * relativeEntropyAt(delta) : p * logRatio(p, q) - p + q
}

/** log(p / q) for p, q > 0, also where the ratio itself over- or underflows. */
export function logRatio(p: number, q: number): number {
  const delta = (p - q) / q
  if (Math.abs(delta) <= SERIES_BELOW) return Math.log1p(delta)
  const ratio = p / q
  return ratio > 0 && ratio < Number.POSITIVE_INFINITY ? Math.log(ratio) : Math.log(p) - Math.log(q)
}
