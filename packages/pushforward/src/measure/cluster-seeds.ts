/**
 * k-means++: centres drawn from the sample, each with probability proportional to its squared distance from the nearest
 * one drawn before, and the points labelled by the nearest centre.
 *
 * Source: Arthur & Vassilvitskii 2007, §2.2.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from './points.js'
import type { Rng } from './random.js'

/**
 * The nearest of k seeds for each point, `[n]`.
 * @throws InputError if x has fewer distinct points than k
 */
export function seedCentres({ data, n, d }: Points, k: number, random: Rng): Int32Array {
  const labels = new Int32Array(n)
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  let seed = random.integer(n)
  for (let j = 0; j < k; j++) {
    let total = 0
    for (let i = 0; i < n; i++) {
      let square = 0
      for (let c = 0; c < d; c++) square += ((data[i * d + c] as number) - (data[seed * d + c] as number)) ** 2
      if (square < (nearest[i] as number)) {
        nearest[i] = square
        labels[i] = j
      }
      total += nearest[i] as number
    }
    if (j === k - 1) break
    if (!(total > 0))
      throw new InputError(`k: is ${k}, and x has ${j + 1} distinct points; no more clusters can be made`)
    let left = random.uniform() * total
    seed = nearest.findIndex((square) => {
      left -= square
      return square > 0 && left <= 0
    })
    // Rounding may leave a trace of `left` after the last point.
    if (seed < 0) seed = nearest.findLastIndex((square) => square > 0)
  }
  return labels
}
