/**
 * The Jeffreys divergence between two samples of counts, with its uncertainty: the estimate behind the information value
 * and the population stability index, which are the same number.
 *
 *   J(p, q) = Σ (p − q) ln(p/q) = KL(p‖q) + KL(q‖p)
 *
 * `jeffreys-inference.ts` has the formulas, `paper-inference.ts` those of the paper. Cost O(bins), plus O(replicates ·
 * bins) where the bootstrap is used.
 * @module
 */
import { fDivergences } from '../divergence/f-divergence.js'
import { logRatio } from '../divergence/log-ratio.js'
import { InputError } from '../errors.js'
import type { Rng } from '../measure/random.js'
import { normalCdf, normalQuantile } from '../measure/special-functions.js'
import { type CountSample, HALF, type PreparedSamples, prepareSamples, type Smoothing } from './count-sample.js'
import { bootstrapInference } from './divergence-bootstrap.js'
import {
  chiSquareTest,
  deltaIsValid,
  isSmall,
  jeffreysBias,
  jeffreysVariance,
  type NullTest,
  noncentralInterval,
  type SharePair,
} from './jeffreys-inference.js'
import { paperVariance, shareVariance } from './paper-inference.js'
import { triangularTerm } from './table-divergence.js'

export type Inference = 'delta' | 'paper' | 'fastwoe' | 'bootstrap'

export interface InferenceOptions {
  /**
   * How uncertainty is found. Default `delta`: the full gradient, bias removed, χ² test. With fewer than 50 effective
   * rows or 5 expected in a cell the default becomes `bootstrap`, with a warning; ask for `delta` to keep it. `paper` and
   * `fastwoe` are published formulas that understate the error: for comparison.
   */
  readonly inference?: Inference
  /**
   * Interval of `delta`. Default `auto`: `noncentral` where the value is less than four times what chance gives, else
   * `delta`, the debiased value ± z SE.
   */
  readonly interval?: 'auto' | 'delta' | 'noncentral'
  /** Level of test and interval, in (0, 1). Default 0.05. */
  readonly alpha?: number
  /** What to do with a bin that one sample lacks. Default 0.5; see `Smoothing`. */
  readonly smoothing?: Smoothing
  /** For the bootstrap. Default `rng(0)`: the same call gives the same numbers. */
  readonly random?: Rng
  /** Tables drawn by the bootstrap. Default 2000. */
  readonly replicates?: number
}

/** One bin's part in the divergences; each column sums to the total. */
export interface BinContribution {
  readonly label: string
  /** Bins of the input that this one holds: more than one after `merge`. */
  readonly members: readonly number[]
  /** Shares of the first and the second sample, smoothed if need be. */
  readonly p: number
  readonly q: number
  /** ln(p/q). */
  readonly weightOfEvidence: number
  /** (p − q) ln(p/q). */
  readonly contribution: number
  /** p ln(p/q) − p + q, the non-negative form of a cell of KL(p‖q); `klReverse` that of KL(q‖p). */
  readonly kl: number
  readonly klReverse: number
  readonly js: number
  readonly hellinger: number
  /** (p − q)² / (p + q). */
  readonly triangular: number
}

/** All divergences between the two samples, defined as in `pushforward/divergence`. */
export interface Divergences {
  /** KL(first‖second) and KL(second‖first). */
  readonly kl: number
  readonly klReverse: number
  readonly js: number
  readonly hellinger: number
  readonly triangular: number
}

export interface DivergenceEstimate {
  /** J of the observed shares. */
  readonly value: number
  /** J less its bias: below 0 where there is less difference than chance gives. Clip it for display only. */
  readonly debiased: number
  readonly bias: number
  /** Standard error of `value`. */
  readonly se: number
  readonly interval: readonly [number, number]
  readonly intervalMethod: 'delta' | 'noncentral' | 'bootstrap' | 'normal'
  readonly inference: Inference
  readonly test: NullTest
  readonly bins: readonly BinContribution[]
  readonly divergences: Divergences
  /** Whether a bin was empty in one sample, so that the smoothing rule acted. */
  readonly smoothed: boolean
  readonly warnings: readonly string[]
}

interface Uncertainty {
  readonly value: number
  readonly bias: number
  readonly se: number
  readonly interval: readonly [number, number]
  readonly intervalMethod: DivergenceEstimate['intervalMethod']
  readonly test: NullTest
}

/**
 * @param labels one for each bin of the input
 * @throws InputError if the samples have different numbers of bins, or an option is out of range
 */
export function estimateJeffreys(
  first: CountSample,
  second: CountSample,
  options: InferenceOptions,
  names: readonly [string, string],
  labels?: readonly string[],
): DivergenceEstimate {
  const { alpha = 0.05, smoothing = HALF } = options
  if (!(alpha > 0 && alpha < 1)) throw new InputError(`alpha: is ${alpha}; a number between 0 and 1 is needed`)
  const samples = prepareSamples(first, second, smoothing, names)
  const bins = contributions(samples, labels)
  const divergences = totals(bins)
  const value = bins.reduce((sum, { contribution }) => sum + contribution, 0)
  const shared = { bins, divergences, smoothed: samples.smoothed }
  if (bins.length < 2) return { ...shared, ...withoutTest(options.inference ?? 'delta') }

  const pair = { p: samples.p, q: samples.q, firstSize: samples.first.size, secondSize: samples.second.size }
  const small = isSmall(pair)
  const inference = options.inference ?? (small ? 'bootstrap' : 'delta')
  const warnings = small && inference !== 'paper' && inference !== 'fastwoe' ? [SMALL[inference]] : []
  const result = INFERENCES[inference]?.({ value, pair, samples, first, second, alpha, options })
  if (!result) {
    throw new InputError(`inference: "${inference}" is unknown; accepted are ${Object.keys(INFERENCES).join(', ')}`)
  }
  return { ...shared, ...result, debiased: result.value - result.bias, inference, warnings }
}

const SMALL = {
  delta: 'fewer than 50 rows in effect, or than 5 expected in a cell: the χ² test is approximate',
  bootstrap: 'fewer than 50 rows in effect, or than 5 expected in a cell: the bootstrap stands in for the χ² test',
}

interface Problem {
  readonly value: number
  readonly pair: SharePair
  readonly samples: PreparedSamples
  readonly first: CountSample
  readonly second: CountSample
  readonly alpha: number
  readonly options: InferenceOptions
}

const INFERENCES: Record<Inference, (problem: Problem) => Uncertainty> = {
  delta({ value, pair, alpha, options }) {
    const bias = jeffreysBias(pair)
    const se = Math.sqrt(jeffreysVariance(pair))
    const { interval: method = 'auto' } = options
    if (!['auto', 'delta', 'noncentral'].includes(method)) {
      throw new InputError(`interval: "${method}" is unknown; accepted are auto, delta, noncentral`)
    }
    const intervalMethod = method === 'auto' ? (deltaIsValid(value, pair) ? 'delta' : 'noncentral') : method
    const interval =
      intervalMethod === 'delta' ? around(value - bias, se, alpha) : noncentralInterval(value, pair, alpha)
    return { value, bias, se, interval, intervalMethod, test: chiSquareTest(value, pair, alpha) }
  },
  paper({ value, pair, alpha }) {
    const se = Math.sqrt(paperVariance(pair))
    return normalInference(value, se, around(value, se, alpha), pair, alpha)
  },
  fastwoe({ first, second, pair, alpha }) {
    const raw = { p: shares(first), q: shares(second), firstSize: first.size, secondSize: second.size }
    const { value, variance } = shareVariance(raw)
    const se = Math.sqrt(variance)
    const [low, high] = around(value, se, alpha)
    return normalInference(value, se, [Math.max(0, low), high], pair, alpha)
  },
  bootstrap({ value, samples, alpha, options }) {
    return { value, ...bootstrapInference(value, samples, alpha, options), intervalMethod: 'bootstrap' }
  },
}

function shares({ counts, size }: CountSample): Float64Array {
  return size === Number.POSITIVE_INFINITY ? counts : counts.map((count) => count / size)
}

function around(centre: number, se: number, alpha: number): [number, number] {
  const margin = normalQuantile(1 - alpha / 2) * se
  return [centre - margin, centre + margin]
}

/** Z = J / SE against N(0, 1), one-sided because J >= 0. */
function normalInference(
  value: number,
  se: number,
  interval: readonly [number, number],
  pair: SharePair,
  alpha: number,
): Uncertainty {
  const statistic = se > 0 ? value / se : 0
  const pValue = normalCdf(-statistic)
  const criticalValue = normalQuantile(1 - alpha) * se
  const test: NullTest = { kind: 'normal', statistic, df: pair.p.length - 1, pValue, criticalValue }
  return { value, bias: jeffreysBias(pair), se, interval, intervalMethod: 'normal', test }
}

/** One bin holds every row of both samples: they agree by construction. */
function withoutTest(inference: Inference) {
  const test: NullTest = { kind: 'chi-square', statistic: 0, df: 0, pValue: Number.NaN, criticalValue: Number.NaN }
  const interval: [number, number] = [0, 0]
  const nothing = { value: 0, debiased: 0, bias: 0, se: 0, interval, intervalMethod: 'delta' as const, inference, test }
  return { ...nothing, warnings: ['one bin holds every row: the value is 0 and there is nothing to test'] }
}

const { kl, 'reverse-kl': reverseKl, js, hellinger, jeffreys } = fDivergences

function contributions({ p, q, members }: PreparedSamples, labels?: readonly string[]): BinContribution[] {
  return members.map((inputs, j) => {
    const pj = p[j] as number
    const qj = q[j] as number
    return {
      label: inputs.map((bin) => labels?.[bin] ?? String(bin)).join(' + '),
      members: inputs,
      p: pj,
      q: qj,
      weightOfEvidence: logRatio(pj, qj),
      contribution: jeffreys.term(pj, qj),
      kl: kl.term(pj, qj),
      klReverse: reverseKl.term(pj, qj),
      js: js.term(pj, qj),
      hellinger: hellinger.term(pj, qj),
      triangular: triangularTerm(pj, qj),
    }
  })
}

function totals(bins: readonly BinContribution[]): Divergences {
  const sum = (read: (bin: BinContribution) => number) => bins.reduce((total, bin) => total + read(bin), 0)
  return {
    kl: sum((bin) => bin.kl),
    klReverse: sum((bin) => bin.klReverse),
    js: sum((bin) => bin.js),
    hellinger: sum((bin) => bin.hellinger),
    triangular: sum((bin) => bin.triangular),
  }
}
