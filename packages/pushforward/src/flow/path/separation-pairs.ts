/**
 * The noisy looks y = s x_j + n by which the separation is estimated.
 * @module
 */
import type { Measure } from '../../measure/points.js'
import { permutation, type Rng } from '../../measure/random.js'
import { categorical } from '../../measure/sampling.js'

export interface Pairs {
  /** Index of x_j, `[k]`. */
  readonly own: Uint32Array
  /** n_j `[k, d]`. */
  readonly noise: Float64Array
}

/** Points in turn, so that each is used as often as the others; by weight where there are weights. */
export function drawPairs({ points: { n, d }, weights }: Measure, k: number, random: Rng): Pairs {
  const pick = random.split('pairs')
  const order = permutation(pick, n)
  const byWeight = weights && categorical(weights)
  const own = Uint32Array.from({ length: k }, (_, j) => (byWeight ? byWeight(pick) : (order[j % n] as number)))
  return { own, noise: random.split('noise').fillNormal(new Float64Array(k * d)) }
}
