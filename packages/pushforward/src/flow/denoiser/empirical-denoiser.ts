/**
 * The denoiser of a data set: the posterior mean over its atoms,
 *
 *   D(x; σ) = Σ_j p_j x_j,   p_j ∝ w_j exp(−|x − x_j|² / 2σ²),   J = Σ_j p_j (x_j − D)(x_j − D)ᵀ / σ²
 *
 * It is what a learnt denoiser becomes when it memorises. Atoms are streamed by a kernel: no n × m memory, and a point far
 * from all atoms has its right posterior. Cost O(n m d); derivatives stream twice, the second time about D, so that no
 * digits cancel.
 * @module
 */
import { type Atoms, atomPosterior, atomTrace, type PosteriorMean } from '@pushforward/kernels/mixture'
import { InputError } from '../../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../../measure/points.js'
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
  const { d } = measure.points
  const atoms = atomsOf(measure)

  /** The noise of each point; where it is 0, something positive for the kernel, whose result is not read. */
  const noiseOf = (x: Points, sigma: number | Float64Array): Float64Array => {
    assertMeasure('x', x, { dimension: d })
    const sigmaAt = sigmaOf(sigma, x.n)
    return Float64Array.from({ length: x.n }, (_, i) => sigmaAt(i))
  }
  const positiveNoise = (x: Points, sigma: number | Float64Array, what: string): Float64Array => {
    const noise = noiseOf(x, sigma)
    const i = noise.indexOf(0)
    if (i >= 0) throw new InputError(`sigma: is 0 at point ${i}; the ${what} of atoms needs noise`)
    return noise
  }
  return {
    d,
    denoise: (x, sigma) => {
      const noise = noiseOf(x, sigma)
      const { mean } = atomPosterior(
        x.data,
        atoms,
        noise.map((value) => value || 1),
      )
      noise.forEach((value, i) => {
        if (value === 0) mean.set(x.data.subarray(i * d, (i + 1) * d), i * d)
      })
      return { data: mean, n: x.n, d }
    },
    logDensity: (x, sigma) => {
      const noise = positiveNoise(x, sigma, 'density')
      const { logSum } = atomPosterior(x.data, atoms, noise)
      return logSum.map((value, i) => value - d * Math.log((noise[i] as number) * Math.sqrt(2 * Math.PI)))
    },
    divergence: (x, sigma) => atomTrace(x.data, atoms, positiveNoise(x, sigma, 'divergence')),
    jvp: (x, u, sigma) => {
      if (u.n !== x.n || u.d !== d) throw new InputError(`u: is ${u.n} × ${u.d}; ${x.n} × ${d} is needed, as x is`)
      const noise = positiveNoise(x, sigma, 'derivative')
      const posterior = atomPosterior(x.data, atoms, noise)
      const out = new Float64Array(x.n * d)
      for (let i = 0; i < x.n; i++) multiplyCovariance(atoms, x.data, u.data, noise[i] as number, posterior, i, out)
      return { data: out, n: x.n, d }
    },
  }
}

/** Rows of log weight and coordinates; atoms of weight 0 are left out. */
function atomsOf(measure: Measure): Atoms {
  const { data, d } = measure.points
  const weights = weightsOf(measure)
  const present = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0)
  const rows = new Float64Array(present * (d + 1))
  let at = 0
  weights.forEach((weight, j) => {
    if (weight === 0) return
    rows[at] = Math.log(weight)
    rows.set(data.subarray(j * d, (j + 1) * d), at + 1)
    at += d + 1
  })
  return { d, count: present, rows }
}

/** Σ_j p_j (x_j − D) ⟨x_j − D, u⟩ / σ² for point i, into row i of `out`. */
function multiplyCovariance(
  { d, count, rows }: Atoms,
  x: Points['data'],
  u: Points['data'],
  noise: number,
  { logSum, mean }: PosteriorMean,
  i: number,
  out: Float64Array,
): void {
  const scale = -0.5 / noise ** 2
  const from = i * d
  for (let j = 0; j < count; j++) {
    const atom = j * (d + 1) + 1
    let square = 0
    for (let k = 0; k < d; k++) square += ((x[from + k] as number) - (rows[atom + k] as number)) ** 2
    const share = Math.exp((rows[atom - 1] as number) + scale * square - (logSum[i] as number))
    if (share === 0) continue
    let along = 0
    for (let k = 0; k < d; k++) {
      along += (((rows[atom + k] as number) - (mean[from + k] as number)) / noise) * (u[from + k] as number)
    }
    for (let k = 0; k < d; k++) {
      const difference = ((rows[atom + k] as number) - (mean[from + k] as number)) / noise
      out[from + k] = (out[from + k] as number) + share * along * difference
    }
  }
}
