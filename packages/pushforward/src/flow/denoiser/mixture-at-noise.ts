/**
 * A Gaussian mixture seen through noise: all that its posterior needs at one σ.
 *
 * With A_k = Σ_k + σ² I, P_k = A_k⁻¹ and G_k = L_k⁻¹ of the Cholesky factor A_k = L_k L_kᵀ, for component k
 *
 *   log w_k N(x; m_k, A_k) = constant_k − ½ |G_k (x − m_k)|²
 *   E[x₀ | x, k] = c_k + B_k x,           B_k = Σ_k P_k,  c_k = σ² P_k m_k
 *   E[x₀ | x, k] / σ = a_k + E_k x        up to a vector that is the same for all k
 *
 * The last line is what the spread between components needs. It is (c_k + B_k x)/σ for large noise and (c_k + B_k x − x)/σ
 * = σ P_k (m_k − x) for small, so that neither end cancels digits.
 *
 * Cost K d³ for a σ, then K d² a point.
 * @module
 */
import type { ComponentTable } from '@pushforward/kernels/mixture'
import { cholesky, invertLower } from '../../linalg/cholesky.js'
import type { Mixture } from '../../measure/mixture.js'

/** A row a component: constant 1, m d, G triangle, c d, B triangle, a d, E triangle, tr B 1. */
export interface NoisyMixture extends ComponentTable {
  readonly sigma: number
}

/** Where the parts of a component's row begin. */
export function noisyMixtureLayout(d: number) {
  const triangle = (d * (d + 1)) / 2
  const mean = 1
  const factor = mean + d
  const shift = factor + triangle
  const gain = shift + d
  const spreadShift = gain + triangle
  const spreadGain = spreadShift + d
  const trace = spreadGain + triangle
  return { mean, factor, shift, gain, spreadShift, spreadGain, trace, width: trace + 1 }
}

/** @param sigma σ >= 0; at 0 the posterior is x itself */
export function mixtureAtNoise({ d, components, weights }: Mixture, sigma: number): NoisyMixture {
  const layout = noisyMixtureLayout(d)
  const present = components.map((_, k) => k).filter((k) => (weights[k] as number) > 0)
  const table = new Float64Array(present.length * layout.width)
  const variance = sigma * sigma
  // One choice for all components: the vector that is left out of E[x₀ | x, k] / σ has to be the same for all.
  const small = variance < largestSpread(components, d)
  for (const [row, k] of present.entries()) {
    const { mean, covariance } = components[k] as Mixture['components'][number]
    const at = row * layout.width
    const noisy = covariance.data.slice()
    for (let i = 0; i < d; i++) noisy[i * d + i] = (noisy[i * d + i] as number) + variance
    const { lower } = cholesky({ data: noisy, rows: d, columns: d })
    const inverse = invertLower(lower).data
    let logDeterminant = 0
    for (let i = 0; i < d; i++) logDeterminant += 2 * Math.log(lower.data[i * d + i] as number)
    table[at] = Math.log(weights[k] as number) - (logDeterminant + d * Math.log(2 * Math.PI)) / 2
    table.set(mean, at + layout.mean)

    let triangle = 0
    for (let i = 0; i < d; i++) {
      let shift = 0
      for (let j = 0; j < d; j++) shift += precision(inverse, d, i, j) * (mean[j] as number)
      table[at + layout.shift + i] = variance * shift
      table[at + layout.spreadShift + i] = sigma * shift
      for (let j = 0; j <= i; j++, triangle++) {
        const p = precision(inverse, d, i, j)
        let gain = 0
        if (small) gain = (i === j ? 1 : 0) - variance * p
        else for (let l = 0; l < d; l++) gain += (covariance.data[i * d + l] as number) * precision(inverse, d, l, j)
        table[at + layout.factor + triangle] = inverse[i * d + j] as number
        table[at + layout.gain + triangle] = gain
        table[at + layout.spreadGain + triangle] = small ? -sigma * p : gain / sigma
        if (i === j) table[at + layout.trace] = (table[at + layout.trace] as number) + gain
      }
    }
  }
  return { d, matrices: 'symmetric', count: present.length, sigma, width: layout.width, rows: table }
}

/** The largest variance of a coordinate within a component. */
function largestSpread(components: Mixture['components'], d: number): number {
  let most = 0
  for (const { covariance } of components) {
    for (let i = 0; i < d; i++) most = Math.max(most, covariance.data[i * d + i] as number)
  }
  return most
}

/** (Gᵀ G)_ij. */
function precision(inverse: Float64Array, d: number, i: number, j: number): number {
  let sum = 0
  for (let l = Math.max(i, j); l < d; l++) sum += (inverse[l * d + i] as number) * (inverse[l * d + j] as number)
  return sum
}
