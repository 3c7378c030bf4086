/**
 * The denoiser of a data set: the posterior mean over its atoms,
 *
 *   D(x; σ) = Σ_j p_j x_j,   p_j ∝ w_j exp(−|x − x_j|² / 2σ²),   J = Σ_j p_j (x_j − D)(x_j − D)ᵀ / σ²
 *
 * It is what a learnt denoiser becomes when it memorises. Atoms are streamed, first for the maximum: no n × m memory, and a
 * point far from all atoms has its right posterior. Cost O(n m d); derivatives stream twice, the second time about D, so
 * that no digits cancel.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../measure/points.js'
import { sigmaOf } from './denoiser.js'
import type { ExactDenoiser } from './mixture-denoiser.js'

/**
 * @param data atoms `[m, d]`, or a measure on them
 * @throws InputError if the atoms are no measure; when called, if the dimension of x differs, σ is negative, or σ is 0
 *   where the density or a derivative is asked for: without noise there is none
 * @example
 * empiricalDenoiser(points([-1, 1])).denoise(points([0.5]), 1).data[0] // tanh(0.5) ≈ 0.4621
 */
export function empiricalDenoiser(data: Points | Measure): ExactDenoiser {
  const measure = assertMeasure('data', data)
  const atoms = measure.points
  const { d } = atoms
  const logWeights = weightsOf(measure).map(Math.log)

  const each = (x: Points, sigma: number | Float64Array, what: string, visit: Visit) => {
    assertMeasure('x', x, { dimension: d })
    const sigmaAt = sigmaOf(sigma, x.n)
    const mean = new Float64Array(d)
    for (let i = 0; i < x.n; i++) {
      const noise = sigmaAt(i)
      if (noise === 0 && what !== 'mean')
        throw new InputError(`sigma: is 0 at point ${i}; the ${what} of atoms needs noise`)
      const from = i * d
      if (noise === 0) for (let k = 0; k < d; k++) mean[k] = x.data[from + k] as number
      const logSum = noise === 0 ? 0 : streamMean(atoms, logWeights, x.data, from, noise, mean)
      visit(i, noise, mean, logSum)
    }
  }
  return {
    d,
    denoise: (x, sigma) => {
      const out = new Float64Array(x.n * d)
      each(x, sigma, 'mean', (i, _, mean) => out.set(mean, i * d))
      return { data: out, n: x.n, d }
    },
    logDensity: (x, sigma) => {
      const out = new Float64Array(x.n)
      each(x, sigma, 'density', (i, noise, _, logSum) => {
        out[i] = logSum - d * Math.log(noise * Math.sqrt(2 * Math.PI))
      })
      return out
    },
    divergence: (x, sigma) => {
      const out = new Float64Array(x.n)
      each(x, sigma, 'divergence', (i, noise, mean, logSum) => {
        streamAtoms(atoms, logWeights, x.data, i * d, noise, logSum, (share, at) => {
          for (let k = 0; k < d; k++) {
            const difference = ((atoms.data[at + k] as number) - (mean[k] as number)) / noise
            out[i] = (out[i] as number) + share * difference * difference
          }
        })
      })
      return out
    },
    jvp: (x, u, sigma) => {
      if (u.n !== x.n || u.d !== d) throw new InputError(`u: is ${u.n} × ${u.d}; ${x.n} × ${d} is needed, as x is`)
      const out = new Float64Array(x.n * d)
      each(x, sigma, 'derivative', (i, noise, mean, logSum) => {
        const from = i * d
        streamAtoms(atoms, logWeights, x.data, from, noise, logSum, (share, at) => {
          let along = 0
          for (let k = 0; k < d; k++) {
            along += (((atoms.data[at + k] as number) - (mean[k] as number)) / noise) * (u.data[from + k] as number)
          }
          for (let k = 0; k < d; k++) {
            const difference = ((atoms.data[at + k] as number) - (mean[k] as number)) / noise
            out[from + k] = (out[from + k] as number) + share * along * difference
          }
        })
      })
      return { data: out, n: x.n, d }
    },
  }
}

/** @param logSum log Σ_j w_j exp(−|x − x_j|²/2σ²) */
type Visit = (i: number, noise: number, mean: Float64Array, logSum: number) => void

function exponentOf(
  atoms: Points,
  j: number,
  logWeights: Float64Array,
  x: Points['data'],
  from: number,
  scale: number,
): number {
  const { d, data } = atoms
  let square = 0
  for (let k = 0; k < d; k++) square += ((x[from + k] as number) - (data[j * d + k] as number)) ** 2
  return (logWeights[j] as number) + scale * square
}

/** D into `mean`; returns log Σ_j w_j exp(−|x − x_j|²/2σ²). */
function streamMean(
  atoms: Points,
  logWeights: Float64Array,
  x: Points['data'],
  from: number,
  noise: number,
  mean: Float64Array,
): number {
  const { n, d, data } = atoms
  const scale = -0.5 / noise ** 2
  let most = Number.NEGATIVE_INFINITY
  for (let j = 0; j < n; j++) most = Math.max(most, exponentOf(atoms, j, logWeights, x, from, scale))
  let sum = 0
  mean.fill(0)
  for (let j = 0; j < n; j++) {
    const share = Math.exp(exponentOf(atoms, j, logWeights, x, from, scale) - most)
    if (share === 0) continue
    sum += share
    for (let k = 0; k < d; k++) mean[k] = (mean[k] as number) + share * (data[j * d + k] as number)
  }
  for (let k = 0; k < d; k++) mean[k] = (mean[k] as number) / sum
  return most + Math.log(sum)
}

/** Visits the atoms that have a share in the posterior. */
function streamAtoms(
  atoms: Points,
  logWeights: Float64Array,
  x: Points['data'],
  from: number,
  noise: number,
  logSum: number,
  visit: (share: number, at: number) => void,
): void {
  const scale = -0.5 / noise ** 2
  for (let j = 0; j < atoms.n; j++) {
    const share = Math.exp(exponentOf(atoms, j, logWeights, x, from, scale) - logSum)
    if (share > 0) visit(share, j * atoms.d)
  }
}
