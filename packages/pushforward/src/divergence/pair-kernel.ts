/**
 * Kernels k(x, y) between points, as what a discrepancy asks of them: weighted means over a sample, never a matrix.
 * @module
 */
import { type PairKind, pairwiseMeans } from '@pushforward/kernels/pairwise'
import type { Points } from '../measure/points.js'

export interface PairKernel {
  /** k(x, x). */
  readonly diagonal: number
  /** Σ_j w_j k(x_i, y_j) for each i, `[n]`. */
  readonly means: (x: Points, y: Points, weights: Float64Array) => Float64Array
  /** Σ_j w_j ∂k(x_i, y_j)/∂x_i for each i, `[n, d]`; a pair of equal points counts 0. */
  readonly gradients: (x: Points, y: Points, weights: Float64Array) => Float64Array
  /** Σ_{i, j in S} k(z_i, z_j) for each set S, given by its indicator `[n]`. */
  readonly setSums: (z: Points, sets: readonly Uint8Array[]) => Float64Array
}

/** k(x, y) = φ(|x − y|²). */
export interface RadialProfile {
  readonly value: (squaredDistance: number) => number
  /** φ'(s) for s > 0. */
  readonly derivative: (squaredDistance: number) => number
  /** φ as a sum of kernels that are compiled, where there is one: several times as fast, and on threads. */
  readonly compiled?: readonly CompiledPart[]
}

export interface CompiledPart {
  readonly kind: PairKind
  readonly scale?: number
  readonly factor: number
}

function squaredDistance(x: Points, i: number, y: Points, j: number): number {
  const { d } = x
  let sum = 0
  for (let k = 0; k < d; k++) {
    const delta = (x.data[i * d + k] as number) - (y.data[j * d + k] as number)
    sum += delta * delta
  }
  return sum
}

/** The kernel of a profile: each of its sums costs O(n m d) and O(n + m) memory. */
export function radialKernel(profile: RadialProfile): PairKernel {
  return {
    diagonal: profile.value(0),

    means(x, y, weights) {
      if (profile.compiled) return compiledMeans(profile.compiled, x, y, weights)
      const out = new Float64Array(x.n)
      for (let i = 0; i < x.n; i++) {
        let sum = 0
        for (let j = 0; j < y.n; j++) sum += (weights[j] as number) * profile.value(squaredDistance(x, i, y, j))
        out[i] = sum
      }
      return out
    },

    gradients(x, y, weights) {
      const { d } = x
      const out = new Float64Array(x.n * d)
      for (let i = 0; i < x.n; i++) {
        for (let j = 0; j < y.n; j++) {
          const square = squaredDistance(x, i, y, j)
          if (square === 0) continue
          const factor = 2 * (weights[j] as number) * profile.derivative(square)
          for (let k = 0; k < d; k++) {
            const delta = (x.data[i * d + k] as number) - (y.data[j * d + k] as number)
            out[i * d + k] = (out[i * d + k] as number) + factor * delta
          }
        }
      }
      return out
    },

    setSums(z, sets) {
      const out = new Float64Array(sets.length)
      const row = new Float64Array(z.n)
      // A row of the kernel serves all sets: n² / 2 evaluations in all.
      for (let i = 0; i < z.n; i++) {
        for (let j = 0; j < i; j++) row[j] = profile.value(squaredDistance(z, i, z, j))
        sets.forEach((members, s) => {
          if (members[i] === 0) return
          let sum = 0
          for (let j = 0; j < i; j++) sum += (members[j] as number) * (row[j] as number)
          out[s] = (out[s] as number) + 2 * sum + profile.value(0)
        })
      }
      return out
    },
  }
}

function compiledMeans(parts: readonly CompiledPart[], x: Points, y: Points, weights: Float64Array): Float64Array {
  const out = new Float64Array(x.n)
  for (const { kind, scale, factor } of parts) {
    const means = pairwiseMeans(kind, x.data, y.data, x.d, weights, scale)
    for (let i = 0; i < x.n; i++) out[i] = (out[i] as number) + factor * (means[i] as number)
  }
  return out
}
