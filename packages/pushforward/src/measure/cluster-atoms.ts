/**
 * A sample on the line as sorted atoms with counts: what the one-dimensional clusterings work on.
 * @module
 */
import { sortWithOrder } from '@pushforward/kernels/sort'
import { InputError } from '../errors.js'

export interface Atoms {
  /** Ascending, distinct. */
  readonly values: Float64Array
  /** How many of the sample each stands for. */
  readonly counts: Float64Array
  /** Sum of squares about the atom, of the values that it stands for; absent where they are all equal to it. */
  readonly spreads?: Float64Array
}

/** @throws InputError naming the first value that is not finite, or that there is none */
export function assertSample(x: ArrayLike<number>): void {
  if (x.length === 0) throw new InputError('x: is empty; at least one value is needed')
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number
    if (!Number.isFinite(value)) throw new InputError(`x: [${i}] is ${value}; finite numbers are needed`)
  }
}

/** Equal values together. O(n) for ordinary data, by radix. */
export function atomsOf(x: ArrayLike<number>): Atoms {
  assertSample(x)
  const { values: sorted } = sortWithOrder(x)
  const values = new Float64Array(sorted.length)
  const counts = new Float64Array(sorted.length)
  let n = 0
  for (const value of sorted) {
    // −0 and 0 are one value: == says so.
    if (n === 0 || value !== values[n - 1]) values[n++] = value
    counts[n - 1] = (counts[n - 1] as number) + 1
  }
  return { values: values.slice(0, n), counts: counts.slice(0, n) }
}

/** Means of equal bins over the range; empty bins are left out. O(n). */
export function binnedAtoms(x: ArrayLike<number>, bins: number): Atoms {
  assertSample(x)
  if (!Number.isInteger(bins) || bins < 1) throw new InputError(`bins: is ${bins}; a positive integer is needed`)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = 0; i < x.length; i++) {
    low = Math.min(low, x[i] as number)
    high = Math.max(high, x[i] as number)
  }
  const counts = new Float64Array(bins)
  const means = new Float64Array(bins)
  const spreads = new Float64Array(bins)
  const scale = high > low ? bins / (high - low) : 0
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number
    const bin = Math.min(bins - 1, Math.floor((value - low) * scale))
    const count = (counts[bin] as number) + 1
    const step = value - (means[bin] as number)
    counts[bin] = count
    means[bin] = (means[bin] as number) + step / count
    spreads[bin] = (spreads[bin] as number) + step * (value - (means[bin] as number))
  }
  const full = [...counts.keys()].filter((bin) => counts[bin] !== 0)
  const pick = (of: Float64Array) => Float64Array.from(full, (bin) => of[bin] as number)
  return { values: pick(means), counts: pick(counts), spreads: pick(spreads) }
}
