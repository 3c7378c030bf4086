/**
 * The posterior of one point under a noisy mixture, in plain float64: the reference for the kernel, and what serves the
 * derivatives and noise that differs from point to point.
 * @module
 */
import { type NoisyMixture, noisyMixtureLayout } from './mixture-at-noise.js'

export interface Posterior {
  /** Takes the point at `data[from …]`; the other methods speak of it. */
  read(mixture: NoisyMixture, data: ArrayLike<number>, from: number): void
  logDensity(): number
  /** E[x₀ | x] into `out[from …]`. */
  mean(out: Float64Array, from: number): void
  /** tr J. */
  trace(): number
  /** J u into `out[from …]`, u at `u[from …]`. */
  multiply(u: ArrayLike<number>, out: Float64Array, from: number): void
}

/** @param capacity the largest number of components */
export function posteriorOf(d: number, capacity: number): Posterior {
  const layout = noisyMixtureLayout(d)
  const shares = new Float64Array(capacity)
  const spread = new Float64Array(capacity * d)
  const x = new Float64Array(d)
  const centre = new Float64Array(d)
  let table: Float64Array = new Float64Array()
  let count = 0
  let sigma = 0
  let total = 0

  /** e_k − Σ r_k e_k with e_k = a_k + E_k x, for all components, into `spread`. */
  const centreSpread = () => {
    centre.fill(0)
    for (let k = 0; k < count; k++) {
      const row = k * layout.width
      for (let i = 0; i < d; i++) {
        const linear = symmetricRow(table, row + layout.spreadGain, i, x, 0, d)
        const value = (table[row + layout.spreadShift + i] as number) + linear
        spread[k * d + i] = value
        centre[i] = (centre[i] as number) + (shares[k] as number) * value
      }
    }
    for (let at = 0; at < count * d; at++) spread[at] = (spread[at] as number) - (centre[at % d] as number)
  }

  return {
    read(mixture, data, from) {
      table = mixture.rows
      count = mixture.count
      sigma = mixture.sigma
      for (let i = 0; i < d; i++) x[i] = data[from + i] as number
      let most = Number.NEGATIVE_INFINITY
      for (let k = 0; k < count; k++) {
        const row = k * layout.width
        const value = (table[row] as number) - quadratic(table, row + layout.factor, row + layout.mean, x, d) / 2
        shares[k] = value
        most = Math.max(most, value)
      }
      let sum = 0
      for (let k = 0; k < count; k++) {
        const share = Math.exp((shares[k] as number) - most)
        shares[k] = share
        sum += share
      }
      for (let k = 0; k < count; k++) shares[k] = (shares[k] as number) / sum
      total = most + Math.log(sum)
    },
    logDensity: () => total,
    mean(out, from) {
      if (sigma === 0) {
        out.set(x, from) // exactly, without the rounding of the sum of shares
        return
      }
      for (let i = 0; i < d; i++) {
        let sum = 0
        for (let k = 0; k < count; k++) {
          const row = k * layout.width
          const linear = symmetricRow(table, row + layout.gain, i, x, 0, d)
          sum += (shares[k] as number) * ((table[row + layout.shift + i] as number) + linear)
        }
        out[from + i] = sum
      }
    },
    trace() {
      centreSpread()
      let sum = 0
      for (let k = 0; k < count; k++) {
        let square = 0
        for (let i = 0; i < d; i++) square += (spread[k * d + i] as number) ** 2
        sum += (shares[k] as number) * ((table[k * layout.width + layout.trace] as number) + square)
      }
      return sum
    },
    multiply(u, out, from) {
      centreSpread()
      out.fill(0, from, from + d)
      for (let k = 0; k < count; k++) {
        let along = 0
        for (let i = 0; i < d; i++) along += (spread[k * d + i] as number) * (u[from + i] as number)
        for (let i = 0; i < d; i++) {
          const within = symmetricRow(table, k * layout.width + layout.gain, i, u, from, d)
          const value = within + along * (spread[k * d + i] as number)
          out[from + i] = (out[from + i] as number) + (shares[k] as number) * value
        }
      }
    },
  }
}

/** Row i of a symmetric matrix, given by its lower triangle, times a vector. */
function symmetricRow(
  table: Float64Array,
  triangle: number,
  i: number,
  vector: ArrayLike<number>,
  from: number,
  d: number,
): number {
  let sum = 0
  for (let j = 0; j < d; j++) {
    const at = j <= i ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i
    sum += (table[triangle + at] as number) * (vector[from + j] as number)
  }
  return sum
}

/** |G (x − m)|² for a lower triangle G. */
function quadratic(table: Float64Array, triangle: number, mean: number, x: Float64Array, d: number): number {
  let square = 0
  let at = triangle
  for (let i = 0; i < d; i++) {
    let sum = 0
    for (let j = 0; j <= i; j++) sum += (table[at++] as number) * ((x[j] as number) - (table[mean + j] as number))
    square += sum * sum
  }
  return square
}
