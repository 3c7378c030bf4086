/**
 * Bootstrap inference for the Jeffreys divergence of two tables of counts.
 *
 * Tables drawn from the observed shares give standard error, bias and an interval: the percentiles of J*, moved down by
 * twice the bias, since J* is too high by one bias and started from a J that is so too. Simulated coverage of nominal
 * 95 % (4 bins; 40 + 25, 80 + 40, 300 + 20 rows; J from 0 to 0.8): 0.92 to 0.998; the basic interval 2J − J* has 0.85 to
 * 0.99 there, as it turns the skewness round. Tables drawn from the pooled shares give the distribution of J when nothing
 * has changed, and so the p value (1 + #{J* >= J}) / (1 + replicates).
 * @module
 */
import { fDivergences } from '../divergence/f-divergence.js'
import { bootstrapCounts, type MultinomialSample } from '../measure/bootstrap.js'
import { quantileOfSorted } from '../measure/quantile.js'
import { type Rng, rng } from '../measure/random.js'
import type { CountSample, PreparedSamples, Smoothing } from './count-sample.js'
import { harmonicSize, type NullTest } from './jeffreys-inference.js'

export interface BootstrapSettings {
  readonly random?: Rng
  readonly replicates?: number
  readonly smoothing?: Smoothing
}

/** The least rows that are added to a drawn table with an empty cell when the samples themselves needed none. */
const DRAWN_SMOOTHING = 0.5

export function bootstrapInference(
  value: number,
  { first, second, p, q }: PreparedSamples,
  alpha: number,
  { random = rng(0), replicates = 2000, smoothing }: BootstrapSettings,
): { bias: number; se: number; interval: [number, number]; test: NullTest } {
  const added = typeof smoothing === 'number' ? smoothing : DRAWN_SMOOTHING
  const statistic = ([a, b]: readonly Float64Array[]) => drawnJeffreys(a as Float64Array, b as Float64Array, added)
  const drawn = bootstrapCounts([sample(first, p), sample(second, q)], statistic, {
    random: random.split('estimate'),
    replicates,
  })
  const mean = drawn.reduce((sum, each) => sum + each, 0) / replicates
  const bias = mean - value
  const variance = drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, replicates - 1)

  const pooled = pool(first, second, p, q)
  const under = bootstrapCounts([sample(first, pooled), sample(second, pooled)], statistic, {
    random: random.split('null'),
    replicates,
  })
  const exceeding = under.reduce((count, each) => count + (each >= value ? 1 : 0), 0)
  return {
    bias,
    se: Math.sqrt(variance),
    interval: [quantileOfSorted(drawn, alpha / 2) - 2 * bias, quantileOfSorted(drawn, 1 - alpha / 2) - 2 * bias],
    test: {
      kind: 'bootstrap',
      statistic: harmonicSize({ p, q, firstSize: first.size, secondSize: second.size }) * value,
      df: p.length - 1,
      pValue: (1 + exceeding) / (1 + replicates),
      criticalValue: quantileOfSorted(under, 1 - alpha),
    },
  }
}

/** Kish sizes and smoothed tables are not whole: rows are drawn in the nearest whole number. */
function sample({ size }: CountSample, shares: Float64Array): MultinomialSample {
  return { n: size === Number.POSITIVE_INFINITY ? size : Math.max(1, Math.round(size)), shares }
}

function pool(first: CountSample, second: CountSample, p: Float64Array, q: Float64Array): Float64Array {
  if (first.size === Number.POSITIVE_INFINITY) return p
  if (second.size === Number.POSITIVE_INFINITY) return q
  const share = first.size / (first.size + second.size)
  return p.map((each, j) => share * each + (1 - share) * (q[j] as number))
}

/** J of two drawn tables, smoothed by the same rule as the samples. */
function drawnJeffreys(a: Float64Array, b: Float64Array, smoothing: number): number {
  let lonely = 0
  let filled = 0
  let sumA = 0
  let sumB = 0
  for (let j = 0; j < a.length; j++) {
    const here = a[j] as number
    const there = b[j] as number
    sumA += here
    sumB += there
    if (here > 0 || there > 0) filled++
    if (here > 0 !== there > 0) lonely++
  }
  const added = lonely > 0 ? smoothing : 0
  const scaleA = 1 / (sumA + added * filled)
  const scaleB = 1 / (sumB + added * filled)
  let sum = 0
  for (let j = 0; j < a.length; j++) {
    const here = a[j] as number
    const there = b[j] as number
    if (here > 0 || there > 0) sum += fDivergences.jeffreys.term((here + added) * scaleA, (there + added) * scaleB)
  }
  return sum
}
