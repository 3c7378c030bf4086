/**
 * Optimal binning: of all ways to merge neighbouring pre-bins, the one that says most about the target, subject to the
 * trend of the event rate and to limits on the bins. Exact, by dynamic programming (see segmentation.ts).
 *
 *   maximise Σ t(p_k, q_k)   over merged bins k,   p_k, q_k the shares of good and bad rows in the bin
 *
 * with t the term of the information value, of the Jensen-Shannon, squared Hellinger or triangular divergence. Merging
 * never raises any of them (data processing), so the plain objective takes as many bins as the limits allow. The
 * `debiased` objective takes off what sampling adds to each term, and so finds the number of bins by itself.
 *
 * The same problem is solved by mixed-integer programming in Navas-Palencia 2020, "Optimal binning: mathematical
 * programming formulation"; the constraints are on bins and neighbours only, so it is a shortest path.
 * @module
 */
import { InputError } from '../errors.js'
import { chiSquareUpperQuantile } from '../measure/special-functions.js'
import { type BinOptions, bin, type RuleOptions } from './bin.js'
import { type BinRule, categoricalRule, numericRule } from './bin-rule.js'
import { type Binning, makeBinning } from './binning.js'
import { asText, column, type Values } from './column.js'
import type { BinTable } from './count.js'
import { bestSegmentation, type Direction, type Segmentation, type SegmentationProblem } from './segmentation.js'
import { type TableDivergenceName, tableDivergence } from './table-divergence.js'
import { binaryTarget } from './target.js'

export type Trend = 'ascending' | 'descending' | 'peak' | 'valley' | 'none'

export interface OptimalBinningOptions extends RuleOptions {
  /** What is maximised. Default `iv`. */
  readonly divergence?: TableDivergenceName
  /**
   * `iv` (default): the divergence as it is. `debiased`: less what sampling adds to it, about 1/N a bin for the
   * information value, with N the harmonic size G B / (G + B); bins are then merged where their difference is noise.
   */
  readonly objective?: 'iv' | 'debiased'
  /**
   * Course of the event rate over the bins, strict. `peak` (up, then down) and `valley` include the monotone cases.
   * Default `auto`: the best of both. `monotone`: the best of `ascending` and `descending`.
   */
  readonly trend?: Trend | 'auto' | 'monotone'
  /** Bins at most, special and missing ones not counted. Default 10: scorecards are read by people. */
  readonly maxBins?: number
  /** Bins at least. Default 1. */
  readonly minBins?: number
  /** Least share of all rows in a bin, in [0, 1]. Default 0.05: below that a rate is mostly noise. */
  readonly minBinShare?: number
  /** Good and bad rows that a bin has at least. Default 1, so that every weight of evidence is finite. */
  readonly minBinClass?: number
  /** Least difference of the event rates of neighbours. Default 0: any. */
  readonly minRateDiff?: number
  /**
   * Largest p value of the two-proportion z test (pooled, two-sided) between neighbours, in (0, 1]. Default: no limit.
   */
  readonly maxPValue?: number
  /** How the pre-bins are made. Default 20 quantiles; `cart` (20 leaves) follows the target more closely. */
  readonly prebins?: Omit<BinOptions, keyof RuleOptions>
}

export interface OptimalBinning extends Binning {
  /** The maximum, over the ordinary bins. */
  readonly objective: number
  /** Always true: the search is exact. */
  readonly optimal: true
  /** The course that the bins have. */
  readonly trend: Trend
  /** Ordinary pre-bins that were merged. */
  readonly prebins: number
}

const COURSES: Record<Trend, readonly Direction[]> = {
  ascending: [1],
  descending: [-1],
  peak: [1, -1],
  valley: [-1, 1],
  none: [0],
}

/**
 * @param x column or values, `[n]`: numbers, or categories (which are merged in the order of their event rate)
 * @param y target, `[n]`, 1 (or `event`) for the event
 * @throws InputError if y is not binary or has one class only, an option is out of range, or the limits contradict each
 *   other; the message then names the limit
 * @example
 * const rate = [0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1]
 * optimalBinning([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], rate, { minBinShare: 0.3, trend: 'ascending' }).ordinary // 2
 */
export function optimalBinning(x: Values, y: Values, options: OptimalBinningOptions = {}): OptimalBinning {
  const read = column('x', x)
  const target = binaryTarget(y, options)
  const { closed, specialCodes, missing, categorical, other, weights, catCutoff, rateSmoothing } = options
  const shared: RuleOptions = { closed, specialCodes, missing, categorical, other, weights, catCutoff, rateSmoothing }
  const fine = bin(read, target, { ...options.prebins, ...shared })
  const problem = mergeProblem(fine, options)
  const { trend, found } = bestTrend(problem, options)
  const rule = mergedRule(fine, found.starts)
  const values = fine.kind === 'categorical' ? asText(read) : read
  const rows = { target, weights: weights && Float64Array.from(weights) }
  const merged = makeBinning(values, rule, { ...rows, method: 'optimal', warnings: warningsOf(fine, rule) })
  const course = trend === 'none' ? trend : courseOf(merged.table, rule.ordinary, trend)
  return { ...merged, objective: found.value, optimal: true, trend: course, prebins: fine.ordinary }
}

type MergeProblem = Omit<SegmentationProblem, 'course'>

/** Sums of the pre-bins before each one, so that any merged bin is a difference. */
function prefixSums(counts: Float64Array, cells: number): Float64Array {
  const sums = new Float64Array(cells + 1)
  for (let j = 0; j < cells; j++) sums[j + 1] = (sums[j] as number) + (counts[j] as number)
  return sums
}

function mergeProblem(fine: Binning, options: OptimalBinningOptions): MergeProblem {
  const { divergence = 'iv', objective = 'iv', minBinShare = 0.05, minBinClass = 1 } = options
  const { minBins = 1, maxBins = 10, minRateDiff = 0 } = options
  assertLimits(options)
  const { good = new Float64Array(0), bad = new Float64Array(0), effective } = fine.table
  const goodBefore = prefixSums(good, fine.ordinary)
  const badBefore = prefixSums(bad, fine.ordinary)
  const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0)
  const totalGood = sum(good)
  const totalBad = sum(bad)
  if (!(totalGood > 0 && totalBad > 0)) {
    throw new InputError(`y: has ${totalBad > 0 ? 'events only' : 'no event'}; both classes are needed`)
  }
  const { term, excess } = tableDivergence(divergence)
  const least = minBinShare * (totalGood + totalBad) * (1 - 1e-12) // a share of exactly the limit must pass
  const goodIn = (i: number, j: number) => (goodBefore[j + 1] as number) - (goodBefore[i] as number)
  const badIn = (i: number, j: number) => (badBefore[j + 1] as number) - (badBefore[i] as number)
  const rate = (i: number, j: number) => badIn(i, j) / (badIn(i, j) + goodIn(i, j))
  return {
    cells: fine.ordinary,
    minSegments: minBins,
    maxSegments: maxBins,
    level: rate,
    leastStep: minRateDiff,
    value(i, j) {
      const g = goodIn(i, j)
      const b = badIn(i, j)
      if (g + b < least || g < minBinClass || b < minBinClass) return Number.NEGATIVE_INFINITY
      const p = g / totalGood
      const q = b / totalBad
      const value = term(p, q)
      if (objective !== 'debiased') return value
      return value - excess(p, q) / effective.good - excess(q, p) / effective.bad
    },
    mayFollow: proportionTest(rate, (i, j) => goodIn(i, j) + badIn(i, j), options),
  }
}

function assertLimits({ minBins = 1, maxBins = 10, minBinShare = 0.05, ...options }: OptimalBinningOptions): void {
  const { minBinClass = 1, minRateDiff = 0, maxPValue = 1, objective = 'iv' } = options
  const refuse = (name: string, value: number | string, accepted: string): never => {
    throw new InputError(`${name}: is ${value}; ${accepted} is needed`)
  }
  if (!(Number.isInteger(minBins) && minBins >= 1)) refuse('minBins', minBins, 'an integer >= 1')
  if (!(Number.isInteger(maxBins) && maxBins >= 1)) refuse('maxBins', maxBins, 'an integer >= 1')
  if (minBins > maxBins) throw new InputError(`minBins: is ${minBins}, more than maxBins = ${maxBins}`)
  if (!(minBinShare >= 0 && minBinShare <= 1)) refuse('minBinShare', minBinShare, 'a share from 0 to 1')
  if (!(minBinClass >= 0)) refuse('minBinClass', minBinClass, 'a number >= 0')
  if (!(minRateDiff >= 0 && minRateDiff < 1)) refuse('minRateDiff', minRateDiff, 'a number from 0 to below 1')
  if (!(maxPValue > 0 && maxPValue <= 1)) refuse('maxPValue', maxPValue, 'a number above 0, up to 1,')
  if (!['iv', 'debiased'].includes(objective)) refuse('objective', `"${objective}"`, '"iv" or "debiased"')
}

/** The largest p value of the pooled two-proportion test between neighbours; none where every p value will do. */
function proportionTest(
  rate: (i: number, j: number) => number,
  rows: (i: number, j: number) => number,
  { maxPValue = 1 }: OptimalBinningOptions,
): MergeProblem['mayFollow'] {
  if (maxPValue === 1) return undefined
  // p <= maxPValue ⇔ z² >= χ²₁ at that level: no distribution function in the inner loop.
  const leastSquare = chiSquareUpperQuantile(maxPValue, 1)
  return (h, i, j) => {
    const before = rate(h, i - 1)
    const here = rate(i, j)
    const n = rows(h, i - 1)
    const m = rows(i, j)
    const pooled = (before * n + here * m) / (n + m)
    return (here - before) ** 2 >= leastSquare * pooled * (1 - pooled) * (1 / n + 1 / m)
  }
}

function bestTrend(problem: MergeProblem, options: OptimalBinningOptions): { trend: Trend; found: Segmentation } {
  const { trend = 'auto' } = options
  const candidates: readonly Trend[] =
    trend === 'auto' ? ['peak', 'valley'] : trend === 'monotone' ? ['ascending', 'descending'] : [trend]
  let best: { trend: Trend; found: Segmentation } | undefined
  for (const candidate of candidates) {
    const course = COURSES[candidate]
    if (!course) {
      const accepted = [...Object.keys(COURSES), 'auto', 'monotone'].join(', ')
      throw new InputError(`trend: "${trend}" is unknown; accepted are ${accepted}`)
    }
    const found = bestSegmentation({ ...problem, course })
    if (found && found.value > (best?.found.value ?? Number.NEGATIVE_INFINITY)) best = { trend: candidate, found }
  }
  if (!best) throw infeasible(problem, options)
  return best
}

/** Names the limits without which there would be a solution. */
function infeasible(problem: MergeProblem, options: OptimalBinningOptions): InputError {
  const anything = { ...problem, leastStep: 0, mayFollow: undefined, course: COURSES.none }
  if (!bestSegmentation({ ...anything, minSegments: 1 })) {
    const { minBinShare = 0.05, minBinClass = 1 } = options
    return new InputError(
      `minBinShare, minBinClass: not even one bin has ${minBinShare} of the rows and ${minBinClass} of each class; lower them`,
    )
  }
  const limit = bestSegmentation(anything) ? 'trend, minRateDiff or maxPValue' : 'minBinShare or minBinClass'
  return new InputError(
    `minBins: ${problem.minSegments} bins do not exist under ${limit}; lower minBins or relax these`,
  )
}

/** Keeps the edges (or joins the groups) at the starts of the segments. */
function mergedRule(fine: Binning, starts: readonly number[]): BinRule {
  const { edges, closed, special, missing, other, categories = [] } = fine
  if (fine.kind === 'numeric') {
    const kept = starts.slice(1).map((start) => edges[start - 1] as number)
    return numericRule({ edges: kept, closed, special: special as number[], missing: missing !== undefined })
  }
  const groups = starts.map((start, k) => categories.slice(start, starts[k + 1]).flat())
  return categoricalRule({
    categories: groups,
    special: special as string[],
    other: other !== undefined,
    missing: missing !== undefined,
  })
}

/** `peak` and `valley` allow the monotone courses: say which one it is. */
function courseOf({ good, bad }: BinTable, bins: number, allowed: Trend): Trend {
  const rates = Array.from({ length: bins }, (_, j) => {
    const events = bad?.[j] as number
    return events / (events + (good?.[j] as number))
  })
  const steps = rates.slice(1).map((rate, j) => rate - (rates[j] as number))
  if (steps.length === 0) return allowed === 'descending' || allowed === 'ascending' ? allowed : 'none'
  if (steps.every((step) => step > 0)) return 'ascending'
  return steps.every((step) => step < 0) ? 'descending' : allowed
}

function warningsOf(fine: Binning, { ordinary }: BinRule): string[] {
  if (fine.warnings.length > 0) return [...fine.warnings]
  return ordinary === 1 ? ['no cut satisfies the trend and the limits: one bin holds every ordinary value'] : []
}
