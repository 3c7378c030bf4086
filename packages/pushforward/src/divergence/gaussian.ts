/**
 * Closed forms between Gaussians p = N(m, Σ) and q = N(n, Τ) on R^d, in nats.
 *
 * Sources: Pardo 2006, "Statistical inference based on divergence measures", §1.4 (KL, Hellinger); van Erven &
 * Harremoës 2014, equation 10 and Gil, Alajaji & Linder 2013, table 2 (Rényi).
 * @module
 */
import { InputError } from '../errors.js'
import { cholesky } from '../linalg/cholesky.js'
import type { Matrix } from '../linalg/matrix.js'
import { type Gaussian, mahalanobisSquared } from '../measure/gaussian.js'

/** ½ [tr(Τ⁻¹Σ) + (n − m)ᵀ Τ⁻¹ (n − m) − d + log det Τ − log det Σ] */
export function gaussianKl(p: Gaussian, q: Gaussian): number {
  assertSameDimension(p, q)
  const trace = traceOfRatio(p.lower, q.lower)
  const shift = mahalanobisSquared(rowOf(p.mean), q.mean, q.lower)[0] as number
  // Zero for p = q up to rounding; a negative divergence would be a wrong answer.
  return Math.max(0, (trace + shift - p.d + q.logDeterminant - p.logDeterminant) / 2)
}

/** KL(p‖q) + KL(q‖p), in which the determinants cancel. */
export function gaussianJeffreys(p: Gaussian, q: Gaussian): number {
  assertSameDimension(p, q)
  const traces = traceOfRatio(p.lower, q.lower) + traceOfRatio(q.lower, p.lower)
  const shiftInQ = mahalanobisSquared(rowOf(p.mean), q.mean, q.lower)[0] as number
  const shiftInP = mahalanobisSquared(rowOf(p.mean), q.mean, p.lower)[0] as number
  return Math.max(0, (traces + shiftInQ + shiftInP) / 2 - p.d)
}

/** 1 − ∫ √(p q): squared, with the ½. log ∫ √(p q) = ¼ log det Σ Τ − ½ log det M − ⅛ (m − n)ᵀ M⁻¹ (m − n), M = (Σ + Τ)/2. */
export function gaussianHellinger(p: Gaussian, q: Gaussian): number {
  assertSameDimension(p, q)
  const middle = factorOf(blend(p.covariance, q.covariance, 0.5))
  // A mean of two positive definite matrices is one.
  if (!middle) throw new InputError('p, q: their covariances are too ill-conditioned for float64')
  const shift = mahalanobisSquared(rowOf(p.mean), q.mean, middle.lower)[0] as number
  const logAffinity = (p.logDeterminant + q.logDeterminant) / 4 - middle.logDeterminant / 2 - shift / 8
  return Math.max(0, -Math.expm1(logAffinity))
}

/**
 * (α/2)(m − n)ᵀ S⁻¹ (m − n) + log(det S / (det Σ^(1−α) det Τ^α)) / (2(1 − α)), S = (1 − α) Σ + α Τ; Infinity where S is
 * not positive definite. Near α = 1 rounding grows as 2⁻⁵² / |α − 1|; α = 1 itself is KL.
 */
export function gaussianRenyi(p: Gaussian, q: Gaussian, alpha: number): number {
  assertSameDimension(p, q)
  if (alpha === Number.POSITIVE_INFINITY) {
    throw new InputError('alpha: is Infinity; a finite order is needed between Gaussians')
  }
  if (alpha === 1) return gaussianKl(p, q)
  const middle = factorOf(blend(p.covariance, q.covariance, alpha))
  if (!middle) return Number.POSITIVE_INFINITY
  const shift = mahalanobisSquared(rowOf(p.mean), q.mean, middle.lower)[0] as number
  const logRatio = middle.logDeterminant - (1 - alpha) * p.logDeterminant - alpha * q.logDeterminant
  return Math.max(0, (alpha * shift) / 2 + logRatio / (2 * (1 - alpha)))
}

function assertSameDimension(p: Gaussian, q: Gaussian): void {
  if (p.d !== q.d) throw new InputError(`q: has dimension ${q.d}; ${p.d} is needed, as p has`)
}

function rowOf(data: Float64Array) {
  return { data, n: 1, d: data.length }
}

/** tr((N Nᵀ)⁻¹ L Lᵀ) = |N⁻¹ L|², summed over the columns of L. */
function traceOfRatio(lower: Matrix, denominator: Matrix): number {
  const d = lower.rows
  const rows = new Float64Array(d * d) // the columns of L, as rows
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < d; l++) rows[l * d + k] = lower.data[k * d + l] as number
  }
  return mahalanobisSquared({ data: rows, n: d, d }, new Float64Array(d), denominator).reduce((a, b) => a + b)
}

/** (1 − t) A + t B */
function blend(a: Matrix, b: Matrix, t: number): Matrix {
  return { ...a, data: a.data.map((value, k) => (1 - t) * value + t * (b.data[k] as number)) }
}

function factorOf(a: Matrix): { lower: Matrix; logDeterminant: number } | undefined {
  const { lower, positiveDefinite } = cholesky(a)
  if (!positiveDefinite) return undefined
  let logDeterminant = 0
  for (let k = 0; k < a.rows; k++) logDeterminant += 2 * Math.log(lower.data[k * a.rows + k] as number)
  return { lower, logDeterminant }
}
