/**
 * Means and covariances of weighted points, in float64 and in two passes: the one-pass formula E[x²] − E[x]² loses
 * every digit when the mean is large against the spread.
 * @module
 */
import { InputError } from '../errors.js'
import type { Matrix } from '../linalg/matrix.js'
import { assertMeasure, type Measure, type Points, weightsOf } from './points.js'

/**
 * The mean Σ w_i x_i, `[d]`.
 * @param x points `[n, d]`, or a measure on them
 * @throws InputError if a number is not finite or the weights are not probabilities
 * @example
 * mean(points([[0, 0], [2, 4]])) // [1, 2]
 */
export function mean(x: Points | Measure): Float64Array {
  const measure = assertMeasure('x', x)
  return meanOf(measure, weightsOf(measure))
}

export interface CovarianceOptions {
  /**
   * Divides by 1 − Σ w² instead of 1, that is by n − 1 instead of n for uniform weights. Default false: the covariance
   * of the measure itself, which is what divergences and transport between measures need.
   */
  readonly unbiased?: boolean
}

/**
 * The covariance Σ w_i (x_i − mean)(x_i − mean)ᵀ, `[d, d]`.
 * @param x points `[n, d]`, or a measure on them
 * @throws InputError if a number is not finite, or `unbiased` is asked of a measure on one point
 * @example
 * covariance(points([[0, 0], [2, 4]])).data // [1, 2, 2, 4]
 */
export function covariance(x: Points | Measure, { unbiased = false }: CovarianceOptions = {}): Matrix {
  const measure = assertMeasure('x', x)
  const weights = weightsOf(measure)
  const { data, n, d } = measure.points
  const centre = meanOf(measure, weights)
  const out = new Float64Array(d * d)
  const row = new Float64Array(d)
  let squares = 0
  for (let i = 0; i < n; i++) {
    const weight = weights[i] as number
    squares += weight * weight
    for (let k = 0; k < d; k++) row[k] = (data[i * d + k] as number) - (centre[k] as number)
    for (let k = 0; k < d; k++) {
      const scaled = weight * (row[k] as number)
      for (let l = 0; l <= k; l++) out[k * d + l] = (out[k * d + l] as number) + scaled * (row[l] as number)
    }
  }
  // 1 − Σ w² of a single atom is 0 up to rounding.
  if (unbiased && 1 - squares < Number.EPSILON * n) {
    throw new InputError('x: has all its mass on one point; the unbiased covariance needs at least two')
  }
  const scale = unbiased ? 1 / (1 - squares) : 1
  for (let k = 0; k < d; k++) {
    for (let l = 0; l <= k; l++) {
      const value = (out[k * d + l] as number) * scale
      out[k * d + l] = value
      out[l * d + k] = value
    }
  }
  return { data: out, rows: d, columns: d }
}

function meanOf({ points: { data, n, d } }: Measure, weights: Float64Array): Float64Array {
  const out = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    const weight = weights[i] as number
    for (let k = 0; k < d; k++) out[k] = (out[k] as number) + weight * (data[i * d + k] as number)
  }
  return out
}
