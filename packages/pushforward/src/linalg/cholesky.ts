/**
 * Cholesky factorisation of a symmetric positive definite matrix, and what it solves.
 *
 *   A = L Lᵀ,   A x = b  ⇔  L y = b, Lᵀ x = y
 *
 * Cost n³/3 multiplications for the factor, n² for each solve. Only the lower triangle of A is read.
 *
 * Source: Golub & Van Loan 2013, "Matrix Computations", algorithm 4.2.2.
 * @module
 */
import { InputError } from '../errors.js'
import type { Matrix } from './matrix.js'

export interface Cholesky {
  /** L, with zeros above the diagonal. Rows from `failedAt` on are meaningless. */
  readonly lower: Matrix
  /** Whether every pivot was positive beyond rounding. */
  readonly positiveDefinite: boolean
  /** Row of the first pivot that was not; −1 when there is none. */
  readonly failedAt: number
}

/**
 * @param a symmetric matrix `[n, n]`
 * @returns the factor, and whether it is one: a pivot below n · 2⁻⁵² times its diagonal entry is rounding, not
 * definiteness, so a singular matrix is reported and never divided by.
 * @throws InputError if the matrix is not square
 * @example
 * cholesky(matrix([[4, 2], [2, 5]])).lower.data // [2, 0, 1, 2]
 */
export function cholesky(a: Matrix): Cholesky {
  const n = a.rows
  if (n !== a.columns) throw new InputError(`a: is ${n} × ${a.columns}; a square matrix is needed`)
  const data = new Float64Array(n * n)
  const lower = { data, rows: n, columns: n }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a.data[i * n + j] as number
      for (let k = 0; k < j; k++) sum -= (data[i * n + k] as number) * (data[j * n + k] as number)
      if (j < i) {
        data[i * n + j] = sum / (data[j * n + j] as number)
        continue
      }
      const threshold = n * Number.EPSILON * Math.abs(a.data[i * n + i] as number)
      if (!(sum > threshold && sum < Number.POSITIVE_INFINITY)) return { lower, positiveDefinite: false, failedAt: i }
      data[i * n + i] = Math.sqrt(sum)
    }
  }
  return { lower, positiveDefinite: true, failedAt: -1 }
}

/**
 * Solves A x = b from the factor of A.
 * @param b right-hand side `[n]`
 * @throws InputError if the factorisation failed or b has another length
 * @example
 * solveCholesky(cholesky(matrix([[4, 2], [2, 5]])), [2, 5]) // [0, 1]
 */
export function solveCholesky({ lower, positiveDefinite, failedAt }: Cholesky, b: ArrayLike<number>): Float64Array {
  const n = lower.rows
  if (!positiveDefinite) {
    throw new InputError(`factor: pivot ${failedAt} is not positive; a positive definite matrix is needed`)
  }
  if (b.length !== n) throw new InputError(`b: has ${b.length} numbers; ${n} are needed`)
  const data = lower.data
  const x = Float64Array.from(b)
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number
    for (let k = 0; k < i; k++) sum -= (data[i * n + k] as number) * (x[k] as number)
    x[i] = sum / (data[i * n + i] as number)
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number
    for (let k = i + 1; k < n; k++) sum -= (data[k * n + i] as number) * (x[k] as number)
    x[i] = sum / (data[i * n + i] as number)
  }
  return x
}

/** The diagonal of A⁻¹ `[n]`: variances, when A is an information matrix. */
export function inverseDiagonal(factor: Cholesky): Float64Array {
  const n = factor.lower.rows
  const unit = new Float64Array(n)
  return Float64Array.from({ length: n }, (_, i) => {
    unit.fill(0)
    unit[i] = 1
    return solveCholesky(factor, unit)[i] as number
  })
}

/**
 * L⁻¹, column by column, n³/6 multiplications: the whitening matrix of a covariance L Lᵀ.
 * @param lower `[n, n]`, with a diagonal that is not 0; what is above it is not read
 */
export function invertLower({ data, rows: n }: Matrix): Matrix {
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0
      for (let l = j; l < i; l++) sum -= (data[i * n + l] as number) * (inverse[l * n + j] as number)
      inverse[i * n + j] = sum / (data[i * n + i] as number)
    }
  }
  return { data: inverse, rows: n, columns: n }
}
