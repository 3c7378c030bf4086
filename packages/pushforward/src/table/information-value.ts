/**
 * Information value: how much the bins of a variable say about the target.
 *
 *   IV = Σ (p − q) ln(p/q) = J(p, q),   p and q the shares of good and bad rows
 *
 * It is the Jeffreys divergence between the classes, the same number as the population stability index between two
 * samples. When the bins were chosen with the target on the same rows, value and test are optimistic: take held-out rows.
 * @module
 */
import { type DivergenceEstimate, estimateJeffreys, type InferenceOptions } from './divergence-estimate.js'
import { type ClassCounts, classSamples } from './weight-of-evidence.js'

/**
 * @param counts good and bad rows by bin, `[m]` each; `bin(…).table` serves
 * @throws InputError if a class is empty, a count is negative or not finite, or the lengths differ
 * @example
 * informationValue({ good: [78, 264, 270, 88], bad: [9, 80, 129, 82] }).value // 0.2646
 */
export function informationValue(counts: ClassCounts, options: InferenceOptions = {}): DivergenceEstimate {
  const { good, bad } = classSamples(counts)
  return estimateJeffreys(good, bad, options, ['good', 'bad'], counts.labels)
}

/**
 * The usual words for an information value. They rest on no theory; the test and the interval do.
 * @param source `industry`: 0.02, 0.1, 0.3, 0.5 (Siddiqi 2006). `paper`: 0.02, 0.1, with 0.1 to 0.3 called strong
 */
export function informationValueLabel(value: number, source: 'industry' | 'paper' = 'industry'): string {
  if (source === 'paper') return word(value, ['useless', 'weak', 'strong', 'very strong'], [0.02, 0.1, 0.3])
  return word(value, ['useless', 'weak', 'medium', 'strong', 'suspiciously strong'], [0.02, 0.1, 0.3, 0.5])
}

/** The word of the first limit that the value does not reach. */
export function word(value: number, words: readonly string[], limits: readonly number[]): string {
  const at = limits.findIndex((limit) => value < limit)
  return words[at < 0 ? limits.length : at] as string
}
