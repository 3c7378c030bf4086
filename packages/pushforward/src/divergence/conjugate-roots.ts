/**
 * The two transcendental equations behind the convex conjugates that have no elementary form.
 * Both are solved by Newton's method from the side where it converges monotonically.
 * @module
 */
import { log1pMinus } from './log-ratio.js'

/** Newton needs at most eight steps from the starts below; the bound only guards against a NaN. */
const STEPS = 60

/**
 * Wright's omega function: the w > 0 with w + log w = s.
 * @example
 * wrightOmega(1) // 1
 */
export function wrightOmega(s: number): number {
  if (s === Number.POSITIVE_INFINITY) return s
  // y = log w solves y + e^y = s, convex and increasing; min(s, log s) lies to the right of the root.
  let y = s > 1 ? Math.log(s) : s
  for (let step = 0; step < STEPS; step++) {
    const w = Math.exp(y)
    const change = (y + w - s) / (1 + w)
    y -= change
    if (!(Math.abs(change) > 2e-16 * Math.max(1, Math.abs(y)))) break
  }
  return Math.exp(y)
}

/**
 * The v >= 1 with v − log v = 1 + u, for u >= 0; that is −W₋₁(−e^(−1−u)) by Lambert's function.
 * Returned as v − 1, which keeps its digits for small u.
 * @example
 * upperLambert(0) // 0
 */
export function upperLambert(u: number): number {
  if (u === Number.POSITIVE_INFINITY) return u
  // w − log(1 + w) = u for w = v − 1. Chatzigeorgiou 2013, theorem 1: w <= √(2u) + u, so the start is to the right.
  let w = Math.sqrt(2 * u) + u
  for (let step = 0; step < STEPS && w > 0; step++) {
    const change = ((-log1pMinus(w) - u) * (1 + w)) / w
    w -= change
    if (!(Math.abs(change) > 4e-16 * w)) break
  }
  return w
}
