/**
 * Dense matrices, row-major: `data[i * columns + j]`.
 * @module
 */
import { InputError } from '../errors.js'

export interface Matrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

/**
 * Makes a matrix from rows, or from flat row-major numbers and the number of columns.
 * A Float64Array is used as it is, not copied.
 * @throws InputError if rows differ in length, `columns` does not divide the length, or a number is not finite
 * @example
 * matrix([[1, 2, 3], [4, 5, 6]]).columns // 3
 */
export function matrix(rows: readonly (readonly number[])[] | Float64Array, columns?: number): Matrix {
  if (rows instanceof Float64Array) return checked(rows, columns ?? 1)
  const width = columns ?? rows[0]?.length ?? 0
  const data = new Float64Array(rows.length * width)
  rows.forEach((row, i) => {
    if (row.length !== width) {
      throw new InputError(`matrix: row ${i} has ${row.length} numbers; ${width} are needed, as in row 0`)
    }
    data.set(row, i * width)
  })
  return checked(data, width)
}

/** A matrix whose columns are the given arrays, all of one length. */
export function fromColumns(columns: readonly ArrayLike<number>[]): Matrix {
  const rows = columns[0]?.length ?? 0
  const data = new Float64Array(rows * columns.length)
  columns.forEach((column, j) => {
    if (column.length !== rows) {
      throw new InputError(`columns: column ${j} has ${column.length} numbers; ${rows} are needed, as in column 0`)
    }
    for (let i = 0; i < rows; i++) data[i * columns.length + j] = column[i] as number
  })
  return checked(data, columns.length)
}

function checked(data: Float64Array, columns: number): Matrix {
  if (!Number.isInteger(columns) || columns < 1 || data.length % columns !== 0) {
    throw new InputError(`matrix: ${data.length} numbers do not make rows of ${columns}; give a length that it divides`)
  }
  for (let k = 0; k < data.length; k++) {
    const value = data[k] as number
    // x − x is 0 exactly for finite x, and NaN otherwise.
    if (value - value !== 0) {
      const i = Math.floor(k / columns)
      throw new InputError(`matrix: entry [${i}][${k - i * columns}] is ${value}; finite numbers are needed`)
    }
  }
  return { data, rows: data.length / columns, columns }
}

/**
 * The product A B, `[n, k] × [k, m] → [n, m]`, in O(n k m).
 * @throws InputError if the inner dimensions differ
 * @example
 * [...multiply(matrix([[1, 2]]), matrix([[3], [4]])).data] // [11]
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new InputError(`b: has ${b.rows} rows; ${a.columns} are needed, as many as a has columns`)
  }
  const data = new Float64Array(a.rows * b.columns)
  for (let i = 0; i < a.rows; i++) {
    const out = i * b.columns
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k] as number
      const row = k * b.columns
      for (let j = 0; j < b.columns; j++) {
        data[out + j] = (data[out + j] as number) + factor * (b.data[row + j] as number)
      }
    }
  }
  return { data, rows: a.rows, columns: b.columns }
}

/** The product A x, `[n, k] × [k] → [n]`. */
export function multiplyVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  if (a.columns !== x.length) {
    throw new InputError(`x: has ${x.length} numbers; ${a.columns} are needed, as many as the matrix has columns`)
  }
  const out = new Float64Array(a.rows)
  for (let i = 0; i < a.rows; i++) {
    let sum = 0
    for (let k = 0; k < a.columns; k++) sum += (a.data[i * a.columns + k] as number) * (x[k] as number)
    out[i] = sum
  }
  return out
}

/** The transpose, as a copy. */
export function transpose({ data, rows, columns }: Matrix): Matrix {
  const out = new Float64Array(data.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j] as number
  }
  return { data: out, rows: columns, columns: rows }
}
