/**
 * Two real transforms that diagonalise difference operators: sines for values that vanish at both ends, Hartley's for
 * periodic ones. Both are their own inverses.
 *
 *   y_k = √(2/N) Σ_{j=1}^{N−1} x_j sin(π jk/N)          (DST-I, k = 1 … N − 1)
 *   y_k = √(1/n) Σ_{j=0}^{n−1} x_j cas(2π jk/n)         (cas = cos + sin, k = 0 … n − 1)
 *
 * A symmetric circulant matrix is diagonal in the second one, because its eigenvalues agree at k and n − k.
 *
 * Source: Strang 1999, "The discrete cosine transform"; Bracewell 1983, "Discrete Hartley transform".
 * @module
 */
import { halfLength, realFftRows } from './fft.js'

/**
 * @param x rows of n = N − 1 numbers
 * @throws InputError if n does not divide the length
 * @example
 * sineTransformRows(new Float64Array([1]), 1) // [1]: N = 2, √(2/2) sin(π/2)
 */
export function sineTransformRows(x: Float64Array, n: number): Float64Array {
  const period = 2 * (n + 1)
  const rows = x.length / n
  // As an odd sequence: its transform is −2i times the sum of sines.
  const odd = new Float64Array(rows * period)
  for (let row = 0; row < rows; row++) {
    for (let j = 1; j <= n; j++) {
      const value = x[row * n + j - 1] as number
      odd[row * period + j] = value
      odd[(row + 1) * period - j] = -value
    }
  }
  const { im } = realFftRows(odd, period)
  const h = halfLength(period)
  const scale = -Math.sqrt(1 / (2 * (n + 1)))
  const out = new Float64Array(x.length)
  for (let row = 0; row < rows; row++) {
    for (let k = 1; k <= n; k++) out[row * n + k - 1] = scale * (im[row * h + k] as number)
  }
  return out
}

/**
 * @param x rows of n numbers
 * @throws InputError if n does not divide the length
 * @example
 * hartleyTransformRows(new Float64Array([3, 1]), 2) // [4, 2] / √2
 */
export function hartleyTransformRows(x: Float64Array, n: number): Float64Array {
  const rows = x.length / n
  const { re, im } = realFftRows(x, n)
  const h = halfLength(n)
  const scale = Math.sqrt(1 / n)
  const out = new Float64Array(x.length)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < h; k++) {
      const real = re[row * h + k] as number
      const imaginary = im[row * h + k] as number
      out[row * n + k] = scale * (real - imaginary)
      if (k > 0) out[(row + 1) * n - k] = scale * (real + imaginary)
    }
  }
  return out
}
