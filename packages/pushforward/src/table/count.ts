/**
 * Rows counted by bin, with their weights and by target.
 * @module
 */
import { tally } from '@pushforward/kernels/histogram'
import { InputError } from '../errors.js'

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

/** @param bins `[n]`, the bin of each row */
export function countRows(
  bins: Int32Array,
  size: number,
  labels: readonly string[],
  { target, weights }: CountInput = {},
): BinTable {
  const n = bins.length
  if (target && target.length !== n) {
    throw new InputError(`y: has ${target.length} rows; ${n} are needed, as in x`)
  }
  if (weights) assertRowWeights(weights, n)
  const counts = tally(bins, size, { classes: target, classCount: 2, weights })
  const good = counts.subarray(0, size)
  const bad = counts.subarray(size)
  const count = good.map((value, j) => value + (bad[j] as number))
  const effective = effectiveSizes(good, bad, { target, weights })
  return target ? { labels, count, good, bad, effective } : { labels, count, effective }
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
