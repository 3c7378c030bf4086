/**
 * An interpolant between two mixtures of Gaussians at one time, as a table of components for the kernel.
 *
 * x_t is a mixture over pairs (i, j) of components, drawn independently:
 *
 *   m = α m_i + β n_j,  Σ = α² C_i + β² D_j + γ² I,  w ∝ p_i q_j N(x; m, Σ),  P = Σ⁻¹ = Gᵀ G
 *
 * Conditional averages Σ w (a + A P (x − m)) are written as Σ w (v + M x) with M = A P and v = a − M m, so that a point needs
 * sums over pairs and one product. M is not symmetric unless A and Σ commute. Cost O(d³) for a pair and time.
 * @module
 */
import type { ComponentTable } from '@pushforward/kernels/mixture'
import { InputError } from '../../errors.js'
import { cholesky, invertLower } from '../../linalg/cholesky.js'
import type { Gaussian } from '../../measure/gaussian.js'
import type { Mixture } from '../../measure/mixture.js'
import type { Interpolant } from './interpolant.js'

/** A component of each mixture, and the probability of both. */
export interface Pair {
  readonly weight: number
  /** Absent where x₀ does not enter. */
  readonly first?: Gaussian
  readonly second: Gaussian
}

/** Pairs that have a probability. */
export function pairsOf(rho0: Mixture | undefined, rho1: Mixture): readonly Pair[] {
  const seconds = rho1.components.map((second, j) => ({ second, weight: rho1.weights[j] as number }))
  const pairs = rho0
    ? rho0.components.flatMap((first, i) =>
        seconds.map(({ second, weight }) => ({ first, second, weight: (rho0.weights[i] as number) * weight })),
      )
    : seconds
  return pairs.filter(({ weight }) => weight > 0)
}

/** What of a pair depends on t alone. */
export interface PairAt {
  /** log of weight · (2π)^{−d/2} |Σ|^{−1/2} */
  readonly constant: number
  readonly mean: Float64Array
  /** G, `[d, d]`, lower triangular. */
  readonly factor: Float64Array
  /** P, `[d, d]`. */
  readonly precision: Float64Array
}

/** @throws InputError for t outside [0, 1], or where Σ is singular */
export function pairsAt(pairs: readonly Pair[], interpolant: Interpolant, d: number, t: number): readonly PairAt[] {
  if (!(t >= 0 && t <= 1)) throw new InputError(`t: is ${t}; a number in [0, 1] is needed`)
  const [alpha, beta, gamma] = [interpolant.alpha(t), interpolant.beta(t), interpolant.gamma(t)]
  return pairs.map((pair) => {
    const { weight, first, second } = pair
    const mean = second.mean.map((value, k) => beta * value + alpha * (first?.mean[k] ?? 0))
    const sigma = combine(pair, alpha * alpha, beta * beta, gamma * gamma)
    const { lower, positiveDefinite } = cholesky({ data: sigma, rows: d, columns: d })
    if (!positiveDefinite) {
      throw new InputError(`t: at ${t} all mass of a pair of components lies in a subspace; a γ > 0 there is needed`)
    }
    const factor = invertLower(lower).data
    const precision = new Float64Array(d * d)
    let constant = Math.log(weight) - (d * Math.log(2 * Math.PI)) / 2
    for (let i = 0; i < d; i++) {
      constant += Math.log(factor[i * d + i] as number)
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let l = i; l < d; l++) sum += (factor[l * d + i] as number) * (factor[l * d + j] as number)
        precision[i * d + j] = sum
        precision[j * d + i] = sum
      }
    }
    return { constant, mean, factor, precision }
  })
}

/** a C + b D + c I */
export function combine({ first, second }: Pair, a: number, b: number, c: number): Float64Array {
  const { data, rows } = second.covariance
  return data.map((value, at) => b * value + a * (first?.covariance.data[at] ?? 0) + (at % (rows + 1) === 0 ? c : 0))
}

/** a and A of a pair: the average that is wanted is Σ w (a + A P (x − m)). */
export interface Part {
  readonly vector: Float64Array
  readonly matrix: Float64Array
}

/** Where the sections of a pair's row begin: of the average, with the trace of M behind it, and of the score. */
export function pairLayout(d: number) {
  const part = 1 + d + (d * (d + 1)) / 2
  const score = part + d + d * d + 1
  return { part, score, width: score + d + d * d }
}

/** A row a pair: constant 1, m d, G triangle, v d, M d², tr M 1, P m d, −P d². */
export function pairTable(d: number, pairs: readonly PairAt[], parts: readonly Part[]): ComponentTable {
  const layout = pairLayout(d)
  const rows = new Float64Array(pairs.length * layout.width)
  pairs.forEach(({ constant, mean, factor, precision }, p) => {
    const row = rows.subarray(p * layout.width, (p + 1) * layout.width)
    const { vector, matrix } = parts[p] as Part
    row[0] = constant
    row.set(mean, 1)
    for (let i = 0, at = 1 + d; i < d; i++) for (let j = 0; j <= i; j++) row[at++] = factor[i * d + j] as number
    const trace = layout.part + d + d * d
    for (let i = 0; i < d; i++) {
      let shift = vector[i] as number
      let pulled = 0
      for (let j = 0; j < d; j++) {
        let gain = 0
        for (let l = 0; l < d; l++) gain += (matrix[i * d + l] as number) * (precision[l * d + j] as number)
        shift -= gain * (mean[j] as number)
        pulled += (precision[i * d + j] as number) * (mean[j] as number)
        row[layout.part + d + i * d + j] = gain
        row[layout.score + d + i * d + j] = -(precision[i * d + j] as number)
        if (i === j) row[trace] = (row[trace] as number) + gain
      }
      row[layout.part + i] = shift
      row[layout.score + i] = pulled
    }
  })
  return { d, matrices: 'square', count: pairs.length, width: layout.width, rows }
}
