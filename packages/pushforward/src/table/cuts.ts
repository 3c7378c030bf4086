/**
 * Cut points of a number column that need no search: quantiles, equal widths, distinct values.
 * @module
 */
import { InputError } from '../errors.js'
import { quantiles } from '../measure/quantile.js'

/** What every finder of cut points is given: the rows with an ordinary value. */
export interface CutInput {
  /** Finite values, `[n]`, in the order of the rows. */
  readonly values: Float64Array
  /** 0 or 1, `[n]`. */
  readonly target?: Uint8Array
  /** Row weights, `[n]`. */
  readonly weights?: Float64Array
}

/** Levels that `unique` accepts: more are a sign that the column is not a count or a code. */
export const MOST_DISTINCT = 50

/**
 * The unique quantiles 1/bins, 2/bins, … with linear interpolation between order statistics (type 7 of Hyndman & Fan
 * 1996, the default of NumPy and R). Weights do not enter: cut points describe rows.
 * @param values finite, `[n]`
 * @returns strictly ascending, at most bins − 1; fewer where quantiles coincide
 * @example
 * quantileCuts(Float64Array.from([1, 2, 3, 4, 5]), 4) // Float64Array [2, 3, 4]
 */
export function quantileCuts(values: Float64Array, bins: number): Float64Array {
  assertCount('bins', bins, 1)
  if (values.length === 0) return new Float64Array(0)
  const levels = Array.from({ length: bins - 1 }, (_, k) => (k + 1) / bins)
  return Float64Array.from(new Set(quantiles(values, levels)))
}

/** Cut points of `bins` intervals of equal width between the least and the greatest value; none for a constant. */
export function uniformCuts(values: Float64Array, bins: number): Float64Array {
  assertCount('bins', bins, 1)
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  const cuts = new Set<number>()
  for (let k = 1; k < bins; k++) {
    const cut = least + ((greatest - least) * k) / bins
    if (cut > least && cut < greatest) cuts.add(cut)
  }
  return Float64Array.from(cuts)
}

/**
 * One bin for each distinct value.
 * @throws InputError if there are more than 50
 */
export function uniqueCuts(values: Float64Array, closed: 'left' | 'right' = 'left'): Float64Array {
  const distinct = new Set<number>()
  for (const value of values) {
    distinct.add(value)
    if (distinct.size > MOST_DISTINCT) {
      throw new InputError(`method: "unique" needs at most ${MOST_DISTINCT} distinct values; the column has more`)
    }
  }
  const sorted = Float64Array.from(distinct).sort()
  return closed === 'left' ? sorted.slice(1) : sorted.slice(0, -1)
}

/** @throws InputError unless `value` is an integer >= least */
export function assertCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new InputError(`${name}: is ${value}; an integer >= ${least} is needed`)
  }
}
