/**
 * Weight of evidence: what a bin says about good against bad.
 *
 *   w = ln(p/q),   p = share of the good rows in the bin, q = share of the bad ones
 *
 * Good over bad: larger is safer. (Some software has the opposite sign.)
 * @module
 */
import { logRatio } from '../divergence/log-ratio.js'
import { InputError } from '../errors.js'
import { effectiveSample, HALF, prepareSamples, type Smoothing } from './count-sample.js'

/** Good and bad rows by bin; a `BinTable` with a target is one. */
export interface ClassCounts {
  /** Rows with y = 0, `[m]`. */
  readonly good?: ArrayLike<number>
  /** Rows with y = 1, `[m]`. */
  readonly bad?: ArrayLike<number>
  /** Kish sizes of both classes, for weighted rows. Default: the sums of the counts. */
  readonly effective?: { readonly good: number; readonly bad: number }
  readonly labels?: readonly string[]
}

export interface WeightOfEvidenceOptions {
  /** What to do with a bin that lacks one class. Default 0.5, added to every cell; see `Smoothing`. */
  readonly smoothing?: Smoothing
}

export interface WeightOfEvidence {
  /** ln(p/q), `[m]`; 0 for a bin without rows. Merged bins share one value. */
  readonly woe: Float64Array
  /** √(1/g + 1/b): the standard error of the paper, for class totals that are known. */
  readonly se: Float64Array
  /** √(1/g + 1/b − 1/G − 1/B): the totals come from the same rows, which takes their part out. Never larger than `se`. */
  readonly seCentred: Float64Array
  readonly smoothed: boolean
}

/**
 * @param counts good and bad rows by bin, `[m]` each
 * @throws InputError if a class is empty, a count is negative or not finite, or the lengths differ
 * @example
 * weightOfEvidence({ good: [30, 70], bad: [20, 30] }).woe // ln(0.3/0.4), ln(0.7/0.6)
 */
export function weightOfEvidence(
  counts: ClassCounts,
  { smoothing = HALF }: WeightOfEvidenceOptions = {},
): WeightOfEvidence {
  const { good, bad } = classSamples(counts)
  const { first, second, p, q, members, smoothed } = prepareSamples(good, bad, smoothing, ['good', 'bad'])
  const bins = good.counts.length
  const woe = new Float64Array(bins)
  const se = new Float64Array(bins).fill(Number.POSITIVE_INFINITY)
  const seCentred = new Float64Array(bins).fill(Number.POSITIVE_INFINITY)
  members.forEach((inputs, j) => {
    const variance = 1 / (first.counts[j] as number) + 1 / (second.counts[j] as number)
    const centred = variance - 1 / first.size - 1 / second.size
    for (const bin of inputs) {
      woe[bin] = logRatio(p[j] as number, q[j] as number)
      se[bin] = Math.sqrt(variance)
      seCentred[bin] = Math.sqrt(Math.max(0, centred))
    }
  })
  return { woe, se, seCentred, smoothed }
}

/** Both classes as samples, at their Kish sizes. */
export function classSamples({ good, bad, effective }: ClassCounts) {
  if (!good || !bad) throw new InputError('counts: good and bad are needed; bin with a target')
  const sum = (counts: ArrayLike<number>) => Array.from(counts).reduce((total, count) => total + count, 0)
  return {
    good: effectiveSample('good', good, effective?.good ?? sum(good)),
    bad: effectiveSample('bad', bad, effective?.bad ?? sum(bad)),
  }
}
