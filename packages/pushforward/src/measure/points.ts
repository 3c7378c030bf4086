/**
 * Points in R^d, row-major, and weighted points: what every function of samples takes.
 * @module
 */
import { InputError } from '../errors.js'

/** n points in R^d, row-major: `data[i * d + k]`. */
export interface Points {
  readonly data: Float32Array | Float64Array
  readonly n: number
  readonly d: number
}

/** A discrete probability measure. */
export interface Measure {
  readonly points: Points
  /** Length n, non-negative, sum 1 within 1e-6. Absent: uniform. */
  readonly weights?: Float64Array
}

/** How far the sum of weights may be from 1. */
export const WEIGHT_TOLERANCE = 1e-6

/**
 * Makes points from rows, or from a flat row-major array and its dimension.
 * A typed array is used as it is, not copied.
 * @throws InputError if rows differ in length, d does not divide the length, or a number is not finite
 * @example
 * points([[0, 0], [3, 4]]).d // 2
 * points(new Float64Array([0, 0, 3, 4]), 2).n // 2
 */
export function points(
  rows: readonly (readonly number[])[] | readonly number[] | Float32Array | Float64Array,
  d?: number,
): Points {
  if (rows instanceof Float32Array || rows instanceof Float64Array) return fromFlat(rows, d)
  const first = rows[0]
  if (first === undefined || typeof first === 'number') return fromFlat(Float64Array.from(rows as number[]), d)
  const matrix = rows as readonly (readonly number[])[]
  const width = d ?? first.length
  const data = new Float64Array(matrix.length * width)
  matrix.forEach((row, i) => {
    if (row.length !== width) {
      throw new InputError(`points: row ${i} has ${row.length} numbers; ${width} are needed, as in row 0`)
    }
    data.set(row, i * width)
  })
  return fromFlat(data, width)
}

function fromFlat(data: Float32Array | Float64Array, d: number = 1): Points {
  if (!Number.isInteger(d) || d < 1) throw new InputError(`points: d is ${d}; a positive integer is needed`)
  if (data.length % d !== 0) {
    throw new InputError(`points: ${data.length} numbers do not make rows of ${d}; give a length that ${d} divides`)
  }
  const made = { data, n: data.length / d, d }
  assertFinite('points', made)
  return made
}

/** Reads either form as a measure; nothing is copied. */
export function asMeasure(input: Points | Measure): Measure {
  return 'points' in input ? input : { points: input }
}

export interface MeasureRequirement {
  /** The dimension that the points must have. */
  readonly dimension?: number
}

/**
 * The check at the door of every function of samples; after it, no checks are needed.
 * @param name the argument's name, for the message
 * @throws InputError naming the argument and the first offending index
 */
export function assertMeasure(name: string, input: Points | Measure, { dimension }: MeasureRequirement = {}): Measure {
  const measure = asMeasure(input)
  const { points, weights } = measure
  if (!points?.data || !Number.isInteger(points.n) || !Number.isInteger(points.d)) {
    throw new InputError(`${name}: points are needed, as made by points(rows)`)
  }
  if (points.n === 0) throw new InputError(`${name}: has no points; at least one is needed`)
  if (points.data.length !== points.n * points.d) {
    throw new InputError(`${name}: data has ${points.data.length} numbers; n · d = ${points.n * points.d} are needed`)
  }
  if (dimension !== undefined && points.d !== dimension) {
    throw new InputError(`${name}: points have dimension ${points.d}; ${dimension} is needed, as in the other sample`)
  }
  assertFinite(name, points)
  if (weights) assertWeights(name, weights, points.n)
  return measure
}

function assertFinite(name: string, { data, d }: Points): void {
  for (let k = 0; k < data.length; k++) {
    const value = data[k] as number
    // x − x is 0 exactly for finite x, and NaN otherwise: one comparison for NaN and both infinities.
    if (value - value !== 0) {
      const i = Math.floor(k / d)
      throw new InputError(`${name}: points[${i}][${k - i * d}] is ${value}; finite numbers are needed`)
    }
  }
}

/** @throws InputError unless the weights are `n` finite non-negative numbers with sum 1 within 1e-6 */
export function assertWeights(name: string, weights: Float64Array, n: number): void {
  if (weights.length !== n) {
    throw new InputError(`${name}: ${weights.length} weights for ${n} points; one weight a point is needed`)
  }
  let sum = 0
  for (let i = 0; i < n; i++) {
    const weight = weights[i] as number
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: weights[${i}] is ${weight}; finite numbers >= 0 are needed`)
    }
    sum += weight
  }
  if (Math.abs(sum - 1) > WEIGHT_TOLERANCE) {
    throw new InputError(`${name}: weights sum to ${sum}; 1 is needed (divide by the sum)`)
  }
}

/** The weights, uniform ones written out; always a fresh copy that sums to 1 in float64. */
export function weightsOf({ points, weights }: Measure): Float64Array {
  if (!weights) return new Float64Array(points.n).fill(1 / points.n)
  let sum = 0
  for (const weight of weights) sum += weight
  return weights.map((weight) => weight / sum)
}
