/**
 * Seeded multinomial draws and the bootstrap of statistics of counts.
 *
 * A table of counts is all that a multinomial sample tells, so drawing tables anew from the observed shares is the
 * bootstrap of its rows, at a cost that does not grow with the rows: O(cells) for each replicate.
 *
 * Sources: Efron & Tibshirani 1993, "An introduction to the bootstrap", §13 (intervals); Hörmann 1993, "The generation
 * of binomial random variates", algorithm BTRS.
 * @module
 */
import { InputError } from '../errors.js'
import type { Rng } from './random.js'
import { lgamma } from './special-functions-gamma.js'

/** From n p >= 10 on rejection is faster than counting successes one by one, and valid. */
const REJECTION_FROM = 10

/**
 * A draw from the binomial distribution, exact.
 * @param n trials, an integer >= 0
 * @param p probability of success, in [0, 1]
 */
export function binomial(random: Rng, n: number, p: number): number {
  if (p > 0.5) return n - binomial(random, n, 1 - p)
  if (n === 0 || p <= 0) return 0
  return n * p < REJECTION_FROM ? byInversion(random, n, p) : byRejection(random, n, p)
}

/** Subtracts probabilities from a uniform number until it is used up. */
function byInversion(random: Rng, n: number, p: number): number {
  const odds = p / (1 - p)
  for (;;) {
    let left = random.uniform()
    let probability = (1 - p) ** n
    for (let k = 0; k <= n; k++) {
      if (left < probability) return k
      left -= probability
      probability *= (odds * (n - k)) / (k + 1)
    }
    // Reached only when rounding leaves more than the sum of all probabilities: draw again.
  }
}

/** Transformed rejection with squeeze: one uniform pair decides in nine draws of ten. */
function byRejection(random: Rng, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const c = n * p + 0.5
  const inner = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * spread
  const mode = Math.floor((n + 1) * p)
  const logOdds = Math.log(p / (1 - p))
  const peak = lgamma(mode + 1) + lgamma(n - mode + 1)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + c)
    if (us >= 0.07 && v <= inner) return k
    if (k < 0 || k > n) continue
    const bound = Math.log((v * alpha) / (a / (us * us) + b))
    if (bound <= peak - lgamma(k + 1) - lgamma(n - k + 1) + (k - mode) * logOdds) return k
  }
}

/**
 * A draw of n rows over cells, exact, by conditional binomials.
 * @param shares `[m]`, >= 0, with a positive sum
 * @param out `[m]`, filled and returned; default a new array
 */
export function multinomial(
  random: Rng,
  n: number,
  shares: ArrayLike<number>,
  out: Float64Array = new Float64Array(shares.length),
): Float64Array {
  let rows = n
  let share = 0
  for (let j = 0; j < shares.length; j++) share += shares[j] as number
  for (let j = 0; j < shares.length; j++) {
    const here = shares[j] as number
    // The last cell with a share takes what is left: rounding must not leave rows over.
    const drawn = here >= share ? rows : binomial(random, rows, here / share)
    out[j] = drawn
    rows -= drawn
    share = Math.max(0, share - here)
  }
  return out
}

export interface BootstrapOptions {
  readonly random: Rng
  /** Default 2000: the 2.5 % point of the replicates then has a standard error of 0.35 % in level. */
  readonly replicates?: number
}

/** One sample: rows and the shares they are drawn from. */
export interface MultinomialSample {
  /** Rows, an integer > 0; Infinity for a population that is known and not drawn. */
  readonly n: number
  readonly shares: ArrayLike<number>
}

/**
 * The statistic of tables drawn anew, ascending.
 * @param samples independent multinomial samples
 * @param statistic of the drawn tables, one for each sample, in the samples' order; the arrays are used again, so copy
 *   what must outlive the call. A known population arrives as its shares
 * @returns `[replicates]`
 * @throws InputError if `replicates` is not a positive integer
 */
export function bootstrapCounts(
  samples: readonly MultinomialSample[],
  statistic: (tables: readonly Float64Array[]) => number,
  { random, replicates = 2000 }: BootstrapOptions,
): Float64Array {
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new InputError(`replicates: is ${replicates}; a positive integer is needed`)
  }
  const tables = samples.map(({ shares }) => Float64Array.from(shares))
  const values = new Float64Array(replicates)
  for (let r = 0; r < replicates; r++) {
    samples.forEach(({ n, shares }, s) => {
      if (n !== Number.POSITIVE_INFINITY) multinomial(random, n, shares, tables[s])
    })
    values[r] = statistic(tables)
  }
  return values.sort()
}
