/**
 * Two samples as counts over the same bins, made fit for logarithms: what to do with empty cells.
 *
 * The rule for a bin with rows in one sample only decides the result (each tool has another one), so it is an option
 * with a name. A bin without rows in either sample says nothing and is left out.
 * @module
 */
import { InputError } from '../errors.js'

/** One sample over m bins. */
export type CountsOrShares =
  /** Rows in each bin. */
  | ArrayLike<number>
  /**
   * Shares that sum to 1, and the number of rows behind them: Kish's size for weighted rows, Infinity for a population
   * that is known and not sampled.
   */
  | { readonly shares: ArrayLike<number>; readonly n: number }

/**
 * What to do when a bin has rows in one sample only.
 * - a number: added to every cell of both samples, if there is such a bin, and to nothing otherwise
 * - `merge`: the bin joins the neighbour whose rate is nearer, which presumes that the bins are ordered
 * - `none`: an InputError that names the bins
 */
export type Smoothing = number | 'merge' | 'none'

/** ½ (Jeffreys; Haldane 1956, Anscombe 1956): the logarithm of a ratio of counts then has the least bias, O(n⁻²). */
export const HALF: Smoothing = 0.5

/** Rows as if all had the same weight. */
export interface CountSample {
  /** `[m]`: shares times size; for a known population the shares. */
  readonly counts: Float64Array
  /** Rows; Infinity for a known population. */
  readonly size: number
}

export interface PreparedSamples {
  readonly first: CountSample
  readonly second: CountSample
  /** Shares `[m]` of the bins that are left; none is 0. */
  readonly p: Float64Array
  readonly q: Float64Array
  /** The bins of the input behind each bin that is left. */
  readonly members: readonly (readonly number[])[]
  /** Whether the smoothing rule had to act. */
  readonly smoothed: boolean
}

/** @throws InputError naming the argument and index of what can't be a count or a share */
export function readSample(name: string, input: CountsOrShares): CountSample {
  if (!('shares' in input)) {
    const counts = nonNegative(name, input)
    return { counts, size: positiveSum(name, counts) }
  }
  const shares = nonNegative(`${name}.shares`, input.shares)
  const sum = shares.reduce((total, share) => total + share, 0)
  if (Math.abs(sum - 1) > 1e-6) throw new InputError(`${name}: shares sum to ${sum}; 1 is needed (or give counts)`)
  if (!(input.n > 0))
    throw new InputError(`${name}: n is ${input.n}; a number > 0 is needed, Infinity for a population`)
  const scale = input.n === Number.POSITIVE_INFINITY ? 1 : input.n
  return { counts: shares.map((share) => (share / sum) * scale), size: input.n }
}

/** Weighted counts, brought to the size at which they are as informative as equal-weight rows. */
export function effectiveSample(name: string, counts: ArrayLike<number>, size: number): CountSample {
  const read = nonNegative(name, counts)
  const scale = size / positiveSum(name, read)
  return { counts: scale === 1 ? read : read.map((count) => count * scale), size }
}

function nonNegative(name: string, values: ArrayLike<number>): Float64Array {
  const read = Float64Array.from(values)
  if (read.length === 0) throw new InputError(`${name}: has no bins; at least one is needed`)
  read.forEach((value, j) => {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: [${j}] is ${value}; a finite number >= 0 is needed`)
    }
  })
  return read
}

function positiveSum(name: string, counts: Float64Array): number {
  const sum = counts.reduce((total, count) => total + count, 0)
  if (sum > 0) return sum
  throw new InputError(`${name}: has no rows in any bin; both samples need some`)
}

/**
 * @throws InputError if the numbers of bins differ, under `none` if a bin has rows in one sample only, and under a number
 *   if a known population lacks a bin that the other sample has: nothing can be added to it
 */
export function prepareSamples(
  first: CountSample,
  second: CountSample,
  smoothing: Smoothing,
  names: readonly [string, string],
): PreparedSamples {
  const bins = first.counts.length
  if (second.counts.length !== bins) {
    throw new InputError(`${names[1]}: has ${second.counts.length} bins; ${bins} are needed, as in ${names[0]}`)
  }
  const isNumber = typeof smoothing === 'number' && smoothing > 0 && smoothing < Number.POSITIVE_INFINITY
  if (!isNumber && smoothing !== 'merge' && smoothing !== 'none') {
    throw new InputError(`smoothing: is ${smoothing}; a number > 0, "merge" or "none" is needed`)
  }
  const rows = withoutEmptyBins(first.counts, second.counts)
  const lonely = rows.members.flat().filter((j) => first.counts[j] === 0 || second.counts[j] === 0)
  if (lonely.length === 0) return prepared(rows, first.size, second.size, false)
  if (smoothing === 'none') {
    throw new InputError(`counts: bins ${lonely.join(', ')} have rows in one sample only; smooth or merge them`)
  }
  if (smoothing === 'merge') {
    mergeLonely(rows)
    return prepared(rows, first.size, second.size, true)
  }
  const a = smoothed(rows.a, first.size, smoothing, names[0])
  const b = smoothed(rows.b, second.size, smoothing, names[1])
  return prepared({ ...rows, a: a.counts, b: b.counts }, a.size, b.size, true)
}

function withoutEmptyBins(first: Float64Array, second: Float64Array): Rows {
  const kept = Array.from(first.keys()).filter((j) => (first[j] as number) + (second[j] as number) > 0)
  return {
    members: kept.map((j) => [j]),
    a: kept.map((j) => first[j] as number),
    b: kept.map((j) => second[j] as number),
  }
}

/** Added rows count as rows. To a known population none can be added. */
function smoothed(counts: readonly number[], size: number, added: number, name: string) {
  if (size !== Number.POSITIVE_INFINITY) {
    return { counts: counts.map((count) => count + added), size: size + added * counts.length }
  }
  const empty = counts.indexOf(0)
  if (empty < 0) return { counts: [...counts], size }
  throw new InputError(`${name}: a known population has no rows in bin ${empty}, the other sample has; merge bins`)
}

interface Rows {
  readonly members: number[][]
  readonly a: number[]
  readonly b: number[]
}

function prepared({ members, a, b }: Rows, firstSize: number, secondSize: number, smoothed: boolean): PreparedSamples {
  const first = { counts: Float64Array.from(a), size: firstSize }
  const second = { counts: Float64Array.from(b), size: secondSize }
  return { first, second, p: sharesOf(first), q: sharesOf(second), members, smoothed }
}

function sharesOf({ counts, size }: CountSample): Float64Array {
  return size === Number.POSITIVE_INFINITY ? counts : counts.map((count) => count / size)
}

/** Joins each bin that one sample lacks with the neighbour of the nearer rate, until none is left. */
function mergeLonely({ members, a, b }: Rows): void {
  const rate = (k: number) => (b[k] as number) / ((a[k] as number) + (b[k] as number))
  const distance = (k: number, to: number) => (to >= 0 && to < a.length ? Math.abs(rate(to) - rate(k)) : 2)
  for (let k = 0; k < a.length && a.length > 1; ) {
    if (a[k] !== 0 && b[k] !== 0) {
      k++
      continue
    }
    const into = distance(k, k - 1) <= distance(k, k + 1) ? k - 1 : k
    a.splice(into, 2, (a[into] as number) + (a[into + 1] as number))
    b.splice(into, 2, (b[into] as number) + (b[into + 1] as number))
    members.splice(into, 2, [...(members[into] as number[]), ...(members[into + 1] as number[])])
    k = Math.max(0, into)
  }
}
