/**
 * Rows counted by bin, with their weights and by target.
 * @module
 */
import { histogram, type TallyOptions, tally } from '@pushforward/kernels/histogram'
import { InputError } from '../errors.js'
import { assertMissingBin, assignColumn, numeric, searchPlan } from './assign.js'
import { type BinRule, labelsOf } from './bin-rule.js'
import { type Column, type NumberColumn, rowsOf } from './column.js'

/** Counts by bin, all of length `bins`; rows count with their weights. */
export interface BinTable {
  readonly labels: readonly string[]
  readonly count: Float64Array
  /** Rows with y = 0; absent when the binning was made without a target. */
  readonly good?: Float64Array
  /** Rows with y = 1. */
  readonly bad?: Float64Array
  /**
   * Kish sizes (Σw)² / Σw² of all rows, of good and of bad ones: the numbers of equal-weight rows that are as
   * informative. Without weights they are the counts.
   */
  readonly effective: { readonly all: number; readonly good: number; readonly bad: number }
}

export interface CountInput {
  readonly target?: Uint8Array
  readonly weights?: Float64Array
}

/**
 * Counts a column under a rule: numbers in one pass without an array of bins in between.
 * @throws InputError if the column is not of the rule's kind or holds a value that has no bin, or lengths differ
 */
export function countColumn(rule: BinRule, x: Column, rows: CountInput = {}): BinTable {
  const options = tallyOptions(rowsOf(x), rows)
  if (rule.kind === 'numeric') return tabulate(countNumbers(rule, numeric(x), options), labelsOf(rule), rows)
  return tabulate(tally(assignColumn(rule, x), rule.bins, options), labelsOf(rule), rows)
}

/**
 * Counts rows whose bins are known.
 * @param bins `[n]`, each below `size`
 */
export function countRows(bins: Int32Array, size: number, labels: readonly string[], rows: CountInput = {}): BinTable {
  return tabulate(tally(bins, size, tallyOptions(bins.length, rows)), labels, rows)
}

/** The check at the door: as many targets and weights as rows. */
function tallyOptions(n: number, { target, weights }: CountInput): TallyOptions {
  if (target && target.length !== n) throw new InputError(`y: has ${target.length} rows; ${n} are needed, as in x`)
  if (weights) assertRowWeights(weights, n)
  return { classes: target, classCount: 2, weights }
}

/** @param counts `[2, bins]`, good and bad; without a target every row counts as good */
function tabulate(counts: Float64Array, labels: readonly string[], rows: CountInput): BinTable {
  const bins = counts.length / 2
  const good = counts.subarray(0, bins)
  const bad = counts.subarray(bins)
  const count = good.map((value, j) => value + (bad[j] as number))
  const effective = effectiveSizes(good, bad, rows)
  return rows.target ? { labels, count, good, bad, effective } : { labels, count, effective }
}

/** Counts in the search's finer bins, then adds those up that are one bin. */
function countNumbers(rule: BinRule, x: NumberColumn, options: TallyOptions): Float64Array {
  assertMissingBin(rule, x.name, x.missing, () => x.values.findIndex(Number.isNaN))
  const { edges, closed, bin } = searchPlan(rule)
  const fine = histogram(x.values, edges, { closed, ...options })
  const counts = new Float64Array(2 * rule.bins)
  fine.forEach((rows, k) => {
    const to = bin[k % bin.length] as number
    if (to < 0) return // the finer bin of missing values, of which there are none
    const at = Math.floor(k / bin.length) * rule.bins + to
    counts[at] = (counts[at] as number) + rows
  })
  return counts
}

function effectiveSizes(good: Float64Array, bad: Float64Array, { target, weights }: CountInput): BinTable['effective'] {
  const sums = [good, bad].map((counts) => counts.reduce((sum, value) => sum + value, 0))
  const [sumGood = 0, sumBad = 0] = sums
  if (!weights) return { all: sumGood + sumBad, good: sumGood, bad: sumBad }
  const squares = [0, 0]
  for (let i = 0; i < weights.length; i++) {
    const event = target?.[i] ?? 0
    squares[event] = (squares[event] as number) + (weights[i] as number) ** 2
  }
  const [squareGood = 0, squareBad = 0] = squares
  return {
    all: kish(sumGood + sumBad, squareGood + squareBad),
    good: kish(sumGood, squareGood),
    bad: kish(sumBad, squareBad),
  }
}

/** Kish's effective size (Σw)² / Σw². */
export function kish(sum: number, squares: number): number {
  return squares > 0 ? (sum * sum) / squares : 0
}

/** @throws InputError unless there are `n` finite weights >= 0 */
export function assertRowWeights(weights: ArrayLike<number>, n: number): void {
  if (weights.length !== n) throw new InputError(`weights: has ${weights.length} rows; ${n} are needed, as in x`)
  for (let i = 0; i < n; i++) {
    const weight = weights[i] as number
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new InputError(`weights: row ${i} is ${weight}; a finite number >= 0 is needed`)
    }
  }
}
