/**
 * One-dimensional images of samples.
 * @module
 */
import { InputError } from '../errors.js'
import { asMeasure, type Measure, type Points } from './points.js'

/**
 * The pushforward of a measure under x ↦ ⟨θ, x⟩: the same weights on n numbers, float64.
 * @param x points `[n, d]`, or a measure on them
 * @param theta vector `[d]`; it need not be a unit vector
 * @throws InputError if θ has another length
 * @example
 * project(points([[3, 4], [1, 0]]), [0.6, 0.8]).points.data // [5, 0.6]
 */
export function project(x: Points | Measure, theta: ArrayLike<number>): Measure {
  const { points, weights } = asMeasure(x)
  const { data, n, d } = points
  if (theta.length !== d) throw new InputError(`theta: has ${theta.length} numbers; ${d} are needed, one a coordinate`)
  const out = new Float64Array(n)
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0
    for (let k = 0; k < d; k++) sum += (theta[k] as number) * (data[at++] as number)
    out[i] = sum
  }
  return { points: { data: out, n, d: 1 }, weights }
}
