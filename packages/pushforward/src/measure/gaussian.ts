/**
 * The Gaussian law N(m, Σ) on R^d, Σ positive definite.
 *
 *   log density(x) = −½ (x − m)ᵀ Σ⁻¹ (x − m) − ½ log det Σ − (d/2) log 2π
 *
 * Everything rests on the Cholesky factor Σ = L Lᵀ: a draw is m + L z, and the quadratic form is |L⁻¹(x − m)|².
 * @module
 */
import { InputError } from '../errors.js'
import { cholesky } from '../linalg/cholesky.js'
import { type Matrix, matrix } from '../linalg/matrix.js'
import { assertMeasure, type Points } from './points.js'
import type { Density } from './sampling.js'

export interface Gaussian extends Density {
  /** `[d]` */
  readonly mean: Float64Array
  /** `[d, d]` */
  readonly covariance: Matrix
  /** L with Σ = L Lᵀ, `[d, d]`, zeros above the diagonal. */
  readonly lower: Matrix
  readonly logDeterminant: number
}

/**
 * @param mean m, `[d]`; one number is a mean in R¹
 * @param covariance Σ as rows or a matrix `[d, d]`; one number v is v times the identity
 * @throws InputError if the sizes differ, a number is not finite, or Σ is not symmetric and positive definite
 * @example
 * gaussian(0, 1).logDensity(points([0]))[0] // −log(2π) / 2 ≈ −0.9189
 */
export function gaussian(
  mean: ArrayLike<number> | number,
  covariance: Matrix | readonly (readonly number[])[] | number,
): Gaussian {
  const centre = typeof mean === 'number' ? Float64Array.of(mean) : Float64Array.from(mean)
  const d = centre.length
  const bad = centre.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new InputError(`mean: [${bad}] is ${centre[bad]}; finite numbers are needed`)
  const sigma = symmetric(covariance, d)
  const { lower, positiveDefinite, failedAt } = cholesky(sigma)
  if (!positiveDefinite) {
    throw new InputError(`covariance: pivot ${failedAt} is not positive; a positive definite matrix is needed`)
  }
  let logDeterminant = 0
  for (let k = 0; k < d; k++) logDeterminant += 2 * Math.log(lower.data[k * d + k] as number)
  const constant = -(logDeterminant + d * Math.log(2 * Math.PI)) / 2

  return {
    d,
    mean: centre,
    covariance: sigma,
    lower,
    logDeterminant,
    logDensity: (x) => {
      assertMeasure('x', x, { dimension: d })
      const squares = mahalanobisSquared(x, centre, lower)
      return squares.map((square) => constant - square / 2)
    },
    sample: (n, random) => {
      const data = random.fillNormal(new Float64Array(n * d))
      for (let i = 0; i < n; i++) shear(data, i * d, centre, lower)
      return { data, n, d }
    },
  }
}

function symmetric(covariance: Matrix | readonly (readonly number[])[] | number, d: number): Matrix {
  const sigma =
    typeof covariance === 'number'
      ? scaledIdentity(covariance, d)
      : 'rows' in covariance
        ? covariance
        : matrix(covariance)
  if (sigma.rows !== d || sigma.columns !== d) {
    throw new InputError(`covariance: is ${sigma.rows} × ${sigma.columns}; ${d} × ${d} is needed, as the mean has ${d}`)
  }
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < k; l++) {
      const below = sigma.data[k * d + l] as number
      const above = sigma.data[l * d + k] as number
      // Products of matrices are symmetric up to rounding only.
      if (Math.abs(below - above) > 1e-10 * Math.max(Math.abs(below), Math.abs(above))) {
        throw new InputError(`covariance: [${k}][${l}] is ${below} and [${l}][${k}] is ${above}; they must be equal`)
      }
    }
  }
  return sigma
}

function scaledIdentity(variance: number, d: number): Matrix {
  const data = new Float64Array(d * d)
  for (let k = 0; k < d; k++) data[k * d + k] = variance
  return matrix(data, d)
}

/** In place: z ↦ m + L z. From the last coordinate up, so that no copy is needed. */
function shear(data: Float64Array, at: number, mean: Float64Array, lower: Matrix): void {
  const d = mean.length
  for (let k = d - 1; k >= 0; k--) {
    let sum = mean[k] as number
    for (let l = 0; l <= k; l++) sum += (lower.data[k * d + l] as number) * (data[at + l] as number)
    data[at + k] = sum
  }
}

/**
 * |L⁻¹(x_i − m)|² for each point, `[n]`, by forward substitution.
 * @param lower L, lower triangular `[d, d]`
 */
export function mahalanobisSquared(x: Points, mean: Float64Array, lower: Matrix): Float64Array {
  const { data, n, d } = x
  const out = new Float64Array(n)
  const z = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    let square = 0
    for (let k = 0; k < d; k++) {
      let sum = (data[i * d + k] as number) - (mean[k] as number)
      for (let l = 0; l < k; l++) sum -= (lower.data[k * d + l] as number) * (z[l] as number)
      const value = sum / (lower.data[k * d + k] as number)
      z[k] = value
      square += value * value
    }
    out[i] = square
  }
  return out
}
