/**
 * The shape-preserving cubic through (x_k, y_k): it rises where the values rise and overshoots nowhere, so a table of a
 * non-negative function stays non-negative between its nodes.
 *
 * Source: Fritsch & Butland 1984, "A method for constructing local monotone piecewise cubic interpolants", eq. 5: the slope
 * at a node is a weighted harmonic mean of its neighbours' slopes, 0 at a turn. Error O(h³) where the function is smooth and
 * has no turn, O(h²) at one. O(log n) an evaluation.
 * @module
 */
import { InputError } from '../errors.js'

/**
 * @param x increasing, at least 2 numbers
 * @param y as many
 * @returns the interpolant; beyond the ends it keeps the value of the end
 * @throws InputError if the lengths differ, a number is not finite, or x does not increase
 * @example
 * monotoneCubic([0, 1, 2], [0, 1, 4])(2) // 4
 */
export function monotoneCubic(x: ArrayLike<number>, y: ArrayLike<number>): (at: number) => number {
  const n = x.length
  if (n < 2 || y.length !== n)
    throw new InputError(`x: ${n} nodes with ${y.length} values; two or more of each are needed`)
  const step = new Float64Array(n - 1)
  const slope = new Float64Array(n - 1)
  for (let k = 0; k + 1 < n; k++) {
    step[k] = (x[k + 1] as number) - (x[k] as number)
    slope[k] = ((y[k + 1] as number) - (y[k] as number)) / (step[k] as number)
    if (!((step[k] as number) > 0 && Number.isFinite(slope[k] as number))) {
      throw new InputError(
        `x: nodes ${k} and ${k + 1} are ${x[k]} and ${x[k + 1]}; increasing finite numbers are needed`,
      )
    }
  }
  const tangent = tangents(step, slope)
  return (at) => {
    if (!(at > (x[0] as number))) return y[0] as number
    if (at >= (x[n - 1] as number)) return y[n - 1] as number
    let low = 0
    let high = n - 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((x[middle] as number) <= at) low = middle
      else high = middle
    }
    const h = step[low] as number
    const u = (at - (x[low] as number)) / h
    const v = 1 - u
    return (
      v * v * (1 + 2 * u) * (y[low] as number) +
      u * u * (1 + 2 * v) * (y[high] as number) +
      u * v * h * (v * (tangent[low] as number) - u * (tangent[high] as number))
    )
  }
}

function tangents(step: Float64Array, slope: Float64Array): Float64Array {
  const last = slope.length - 1
  const out = new Float64Array(last + 2)
  out[0] = slope[0] as number
  out[last + 1] = slope[last] as number
  for (let k = 1; k <= last; k++) {
    const [before, after] = [slope[k - 1] as number, slope[k] as number]
    if (before * after <= 0) continue
    const [left, right] = [step[k - 1] as number, step[k] as number]
    out[k] = (3 * (left + right)) / ((2 * right + left) / before + (right + 2 * left) / after)
  }
  return out
}
