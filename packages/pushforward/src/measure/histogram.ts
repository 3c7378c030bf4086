/**
 * Histograms: probability vectors over a finite set, and counts of numbers in bins.
 *
 * Bins are [a, b), the last one closed, so every number between the first and the last edge is counted once.
 * @module
 */
import { InputError } from '../errors.js'
import { WEIGHT_TOLERANCE } from './points.js'

/** Probabilities over a finite set: non-negative, sum 1 within 1e-6. */
export type Histogram = ArrayLike<number>

/**
 * The check at the door of every function of histograms.
 * @param name the argument's name, for the message
 * @param size the number of cells that the histogram must have, if another one fixes it
 * @returns a fresh copy whose sum is 1 up to rounding
 * @throws InputError if it is empty, has another size, holds a negative or non-finite number, or does not sum to 1
 */
export function assertHistogram(name: string, values: Histogram, size?: number): Float64Array {
  const { length } = values
  if (!(length > 0)) throw new InputError(`${name}: has no cells; at least one probability is needed`)
  if (size !== undefined && length !== size) {
    throw new InputError(`${name}: has ${length} cells; ${size} are needed, as in the other histogram`)
  }
  const probabilities = new Float64Array(length)
  let sum = 0
  for (let k = 0; k < length; k++) {
    const value = values[k] as number
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: [${k}] is ${value}; finite numbers >= 0 are needed`)
    }
    probabilities[k] = value
    sum += value
  }
  if (!(Math.abs(sum - 1) <= WEIGHT_TOLERANCE)) {
    throw new InputError(`${name}: sums to ${sum}; 1 is needed (for counts, divide by the sum)`)
  }
  // A sum that is 1 up to rounding is left alone: dividing would round every cell for nothing.
  if (Math.abs(sum - 1) <= length * Number.EPSILON) return probabilities
  return probabilities.map((value) => value / sum)
}

export interface Counts {
  /** Numbers in each bin, length `edges.length − 1`. */
  readonly counts: Float64Array
  /** Numbers below the first edge. */
  readonly below: number
  /** Numbers above the last edge. */
  readonly above: number
}

/**
 * Counts numbers in bins. Cost O(n log bins).
 * @param values the numbers, or the values of 1-D points
 * @param edges strictly ascending, length bins + 1; the outer ones may be infinite
 * @throws InputError if the edges do not ascend, or a value is NaN
 * @example
 * countInBins([0, 0.5, 1, 2, 7], [0, 1, 2]).counts // [2, 2]: 1 opens the second bin, 2 closes it; 7 is above
 */
export function countInBins(values: ArrayLike<number>, edges: ArrayLike<number>): Counts {
  const bins = edges.length - 1
  if (bins < 1) throw new InputError(`edges: has ${edges.length} numbers; at least two are needed`)
  for (let k = 0; k < bins; k++) {
    if (!((edges[k] as number) < (edges[k + 1] as number))) {
      throw new InputError(`edges: [${k + 1}] is ${edges[k + 1]} after ${edges[k]}; ascending numbers are needed`)
    }
  }
  const counts = new Float64Array(bins)
  const first = edges[0] as number
  const last = edges[bins] as number
  let below = 0
  let above = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (Number.isNaN(value)) throw new InputError(`values: [${i}] is NaN; numbers are needed`)
    if (value < first) below++
    else if (value > last) above++
    else {
      const bin = binOf(value, edges, bins)
      counts[bin] = (counts[bin] as number) + 1
    }
  }
  return { counts, below, above }
}

/** The bin of a value that lies between the outer edges, by bisection. */
function binOf(value: number, edges: ArrayLike<number>, bins: number): number {
  let low = 0
  let high = bins - 1 // the last bin is closed: nothing lies to its right
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (value >= (edges[middle] as number)) low = middle
    else high = middle - 1
  }
  return low
}
