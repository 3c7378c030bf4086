/**
 * Eigenvalues and eigenvectors of many small symmetric matrices, 2 × 2 and 3 × 3.
 *
 *   A v = λ v,   λ_1 <= … <= λ_d,   v orthonormal
 *
 * 2 × 2: the rotation that makes A diagonal has tan 2θ = 2b/(a − c). 3 × 3: cyclic Jacobi rotations until every entry off the
 * diagonal has vanished beside its neighbours; 3 to 5 sweeps. The formula with arc cosines is quicker, but loses half the digits where
 * eigenvalues meet. Errors are a few ε ‖A‖, with orthonormal vectors also for equal eigenvalues.
 *
 * Source: Golub & Van Loan 2013, §8.5; thresholds and rotations as in Rutishauser 1966.
 * @module
 */
import { InputError } from '../errors.js'

export interface SmallEigen {
  /** `[n, d]`, ascending. NaN where a matrix has a NaN or an Infinity. */
  readonly values: Float64Array
  /** `[n, d, d]`: row k is the unit eigenvector of value k; the largest of its entries by size is positive. */
  readonly vectors: Float64Array
}

/** Convergence is quadratic; 3 × 3 matrices need up to 6 sweeps. */
const MAX_SWEEPS = 30

/**
 * @param matrices `[n, d, d]`; the upper triangle is read
 * @param d 2 or 3
 * @throws InputError if d is another number, or d² does not divide the length
 * @example
 * eigenSymmetric(new Float64Array([2, 1, 1, 2]), 2).values // [1, 3]
 */
export function eigenSymmetric(matrices: Float64Array, d: number): SmallEigen {
  if (!(d === 2 || d === 3)) throw new InputError(`d: is ${d}; 2 or 3 is needed`)
  if (matrices.length % (d * d) !== 0) {
    throw new InputError(`matrices: has ${matrices.length} numbers; a multiple of ${d * d} is needed`)
  }
  const n = matrices.length / (d * d)
  const values = new Float64Array(n * d)
  const vectors = new Float64Array(n * d * d)
  const solve = d === 2 ? solvePlanar : solveSpatial
  for (let i = 0; i < n; i++) {
    solve(matrices, i * d * d, values.subarray(i * d, (i + 1) * d), vectors.subarray(i * d * d, (i + 1) * d * d))
  }
  return { values, vectors }
}

function solvePlanar(matrices: Float64Array, at: number, values: Float64Array, vectors: Float64Array): void {
  const a = matrices[at] as number
  const b = matrices[at + 1] as number
  const c = matrices[at + 3] as number
  const middle = a / 2 + c / 2
  const radius = Math.hypot(a / 2 - c / 2, b)
  values[0] = middle - radius
  values[1] = middle + radius
  const angle = Math.atan2(2 * b, a - c) / 2 // of the major axis, in [−π/2, π/2]
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  vectors.set([-sine, cosine, cosine, sine])
  pointForward(vectors, 2)
}

function solveSpatial(matrices: Float64Array, at: number, values: Float64Array, vectors: Float64Array): void {
  const m = Float64Array.from([0, 1, 2, 1, 4, 5, 2, 5, 8], (k) => matrices[at + k] as number)
  if (!m.every(Number.isFinite)) {
    values.fill(Number.NaN)
    vectors.fill(Number.NaN)
    return
  }
  const q = new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1])
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    const rotated = [rotate(m, q, 0, 1), rotate(m, q, 0, 2), rotate(m, q, 1, 2)]
    if (!rotated.includes(true)) break
  }
  const order = [0, 1, 2].sort((i, j) => (m[4 * i] as number) - (m[4 * j] as number))
  for (const [rank, k] of order.entries()) {
    values[rank] = m[4 * k] as number
    for (let r = 0; r < 3; r++) vectors[3 * rank + r] = q[3 * r + k] as number
  }
  pointForward(vectors, 3)
}

/** One rotation in the plane (p, r) that makes m[p, r] zero; false if it is zero beside its diagonal already. */
function rotate(m: Float64Array, q: Float64Array, p: number, r: number): boolean {
  const off = m[3 * p + r] as number
  const first = m[4 * p] as number
  const second = m[4 * r] as number
  const negligible =
    Math.abs(first) + Math.abs(off) === Math.abs(first) && Math.abs(second) + Math.abs(off) === Math.abs(second)
  if (negligible) {
    m[3 * p + r] = m[3 * r + p] = 0
    return false
  }
  const theta = (second - first) / (2 * off)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(t, 1)
  const sine = t * cosine
  m[4 * p] = first - t * off
  m[4 * r] = second + t * off
  m[3 * p + r] = m[3 * r + p] = 0
  const k = 3 - p - r
  const mp = m[3 * k + p] as number
  const mr = m[3 * k + r] as number
  m[3 * k + p] = m[3 * p + k] = cosine * mp - sine * mr
  m[3 * k + r] = m[3 * r + k] = sine * mp + cosine * mr
  for (let row = 0; row < 9; row += 3) {
    const qp = q[row + p] as number
    const qr = q[row + r] as number
    q[row + p] = cosine * qp - sine * qr
    q[row + r] = sine * qp + cosine * qr
  }
  return true
}

/** An eigenvector is a line; of its two directions we give one, so that results can be compared. */
function pointForward(vectors: Float64Array, d: number): void {
  for (let at = 0; at < vectors.length; at += d) {
    let largest = 0
    for (let k = 1; k < d; k++) {
      if (Math.abs(vectors[at + k] as number) > Math.abs(vectors[at + largest] as number)) largest = k
    }
    if ((vectors[at + largest] as number) < 0) {
      for (let k = 0; k < d; k++) vectors[at + k] = -(vectors[at + k] as number)
    }
  }
}
