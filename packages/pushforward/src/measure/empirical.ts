/**
 * Laws made of a sample: resampling from it, and its smoothing by a Gaussian kernel.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from './points.js'
import { categorical, type Density, type Distribution } from './sampling.js'

/**
 * The empirical law of weighted points: draws are rows of x, with replacement. It has no density.
 * @param x points `[n, d]`, or a measure on them
 * @throws InputError if a number is not finite or the weights are not probabilities
 */
export function empirical(x: Points | Measure): Distribution {
  const measure = assertMeasure('x', x)
  const { data, d } = measure.points
  const draw = categorical(weightsOf(measure))
  return {
    d,
    sample: (n, random) => {
      const out = new Float64Array(n * d)
      for (let i = 0; i < n; i++) {
        const row = draw(random)
        for (let k = 0; k < d; k++) out[i * d + k] = data[row * d + k] as number
      }
      return { data: out, n, d }
    },
  }
}

/**
 * The kernel density Σ w_i N(x_i, h² I): the empirical law after Gaussian noise of standard deviation h.
 * The log density of m points costs O(n m d) and no matrix.
 * @param x points `[n, d]`, or a measure on them
 * @param bandwidth h > 0, in the unit of the points
 * @throws InputError if the bandwidth is not positive, or x is not a measure
 * @example
 * kernelDensity(points([0]), 1).logDensity(points([0]))[0] // −log(2π) / 2 ≈ −0.9189
 */
export function kernelDensity(x: Points | Measure, bandwidth: number): Density {
  if (!(bandwidth > 0 && bandwidth < Number.POSITIVE_INFINITY)) {
    throw new InputError(`bandwidth: is ${bandwidth}; a positive number is needed`)
  }
  const measure = assertMeasure('x', x)
  const { d } = measure.points
  const logWeights = weightsOf(measure).map(Math.log)
  const resample = empirical(measure)
  return {
    d,
    sample: (n, random) => {
      const drawn = resample.sample(n, random)
      return { data: drawn.data.map((value) => value + bandwidth * random.normal()), n, d }
    },
    logDensity: (at) => {
      assertMeasure('at', at, { dimension: d })
      const constant = -d * Math.log(bandwidth * Math.sqrt(2 * Math.PI))
      return logKernelSum(at, measure.points, logWeights, bandwidth).map((value) => constant + value)
    },
  }
}

/** log Σ_j exp(log w_j − |a_i − x_j|² / 2h²) for each i, with a running maximum: one pass, nothing overflows. */
function logKernelSum(at: Points, x: Points, logWeights: Float64Array, bandwidth: number): Float64Array {
  const { d } = x
  const scale = -0.5 / bandwidth ** 2
  const out = new Float64Array(at.n)
  for (let i = 0; i < at.n; i++) {
    let most = Number.NEGATIVE_INFINITY
    let sum = 0
    for (let j = 0; j < x.n; j++) {
      let square = 0
      for (let k = 0; k < d; k++) square += ((at.data[i * d + k] as number) - (x.data[j * d + k] as number)) ** 2
      const exponent = (logWeights[j] as number) + scale * square
      if (exponent > most) {
        sum = sum * Math.exp(most - exponent) + 1
        most = exponent
      } else if (exponent > Number.NEGATIVE_INFINITY) {
        sum += Math.exp(exponent - most)
      }
    }
    out[i] = most + Math.log(sum)
  }
  return out
}
