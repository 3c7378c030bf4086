/**
 * Statistics of repeated timings.
 * @module
 */
import { type Rng, rng } from 'pushforward/measure'

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

/**
 * Median, least and most. The median, because a timing is disturbed in one direction only and by rare large amounts.
 * @example
 * spread([3, 1, 2]) // { median: 2, least: 1, most: 3 }
 */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('spread: no values')
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] as number)) / 2
}

export interface Ratio {
  readonly value: number
  /** From the 2.5th to the 97.5th percentile over resamples of the rounds. */
  readonly interval: readonly [number, number]
}

export interface RatioOptions {
  /** Default 2000: the percentiles are then known to about one in a hundred of the interval. */
  readonly resamples?: number
  /** Default `rng(0)`: a report can be recomputed. */
  readonly random?: Rng
}

/**
 * The ratio of two medians with a bootstrap interval. Entry k of both lists comes from the same round, so rounds are
 * resampled, not entries: what slowed a round down slowed both.
 * @param numerator timings of one side, one a round
 * @param denominator timings of the other, in the same order
 * @example
 * ratioOfMedians([4, 4, 4], [2, 2, 2]) // { value: 2, interval: [2, 2] }
 */
export function ratioOfMedians(
  numerator: readonly number[],
  denominator: readonly number[],
  { resamples = 2000, random = rng(0) }: RatioOptions = {},
): Ratio {
  const rounds = numerator.length
  if (rounds === 0 || rounds !== denominator.length) {
    throw new Error(`ratioOfMedians: ${rounds} and ${denominator.length} rounds; the same positive number is needed`)
  }
  const ratios = Array.from({ length: resamples }, () => {
    const drawn = Array.from({ length: rounds }, () => random.integer(rounds))
    return median(drawn.map((k) => numerator[k] as number)) / median(drawn.map((k) => denominator[k] as number))
  }).sort((a, b) => a - b)
  const at = (share: number) => ratios[Math.min(resamples - 1, Math.floor(share * resamples))] as number
  return { value: median(numerator) / median(denominator), interval: [at(0.025), at(0.975)] }
}

/**
 * The order in which sides run in each round: all in turn, and another one first each time, so that no side always runs
 * on a machine that its predecessor has warmed.
 * @example
 * alternation(2, 3) // [[0, 1], [1, 0], [0, 1]]
 */
export function alternation(sides: number, rounds: number): number[][] {
  return Array.from({ length: rounds }, (_, round) => Array.from({ length: sides }, (_, k) => (k + round) % sides))
}
