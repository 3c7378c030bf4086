/**
 * How well a score ranks, and how evenly it approves.
 * @module
 */
import { InputError } from '../errors.js'
import { quantileOfSorted } from '../measure/quantile.js'
import { assertBinary } from './binary-labels.js'

/**
 * Area under the receiver operating characteristic: the probability that a row with label 1 scores above one with label
 * 0, ties counting half. O(n log n).
 * @param score `[n]`, finite
 * @param label 0 or 1, `[n]`, both present
 * @throws InputError if lengths differ, a score is not finite, or a label is missing
 * @example
 * auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.75
 */
export function auc(score: ArrayLike<number>, label: ArrayLike<number>): number {
  const ones = assertBinary('label', label, score.length)
  const positive = new Float64Array(ones)
  const negative = new Float64Array(score.length - ones)
  let p = 0
  let q = 0
  for (let i = 0; i < score.length; i++) {
    const value = score[i] as number
    if (!Number.isFinite(value)) throw new InputError(`score: row ${i} is ${value}; a finite number is needed`)
    if (label[i] === 1) positive[p++] = value
    else negative[q++] = value
  }
  positive.sort()
  negative.sort()
  let below = 0 // negatives below this positive
  let within = 0 // negatives at or below it
  let wins = 0
  for (const value of positive) {
    while (below < negative.length && (negative[below] as number) < value) below++
    while (within < negative.length && (negative[within] as number) <= value) within++
    wins += (below + within) / 2
  }
  return wins / (positive.length * negative.length)
}

export interface ImpactOptions {
  /**
   * Rows with a score above it are approved. Default: the median of the scores, so that about half are; where half of
   * the rows or more share the best score, the next lower score, so that someone is.
   */
  readonly cut?: number
}

/**
 * Adverse impact ratio: P(score > cut | protected) / P(score > cut | reference). Below 0.8 it is often called adverse.
 * @param score the higher the better, `[n]`
 * @param isProtected 1 for the protected group, 0 for the reference group, `[n]`
 * @returns Infinity when nobody of the reference group is approved but someone of the other is, NaN when nobody is
 * @throws InputError if lengths differ or a group is empty
 * @example
 * adverseImpactRatio([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 0, 0]) // 0.5: one of three against two of three
 */
export function adverseImpactRatio(
  score: ArrayLike<number>,
  isProtected: ArrayLike<number>,
  { cut = middleCut(score) }: ImpactOptions = {},
): number {
  const size = assertBinary('isProtected', isProtected, score.length)
  const approved = [0, 0]
  for (let i = 0; i < score.length; i++) {
    const group = isProtected[i] as number
    if ((score[i] as number) > cut) approved[group] = (approved[group] as number) + 1
  }
  const [reference = 0, other = 0] = approved
  return other / size / (reference / (score.length - size))
}

function middleCut(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  const best = sorted.at(-1) as number
  const median = quantileOfSorted(sorted, 0.5)
  return median < best ? median : (sorted.findLast((value) => value < best) ?? best)
}
