import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eigenSymmetric } from './eigen-small.js'
import oracle from './eigen-small.oracle.json' with { type: 'json' }

const EPSILON = 2 ** -52
const norm = (m: ArrayLike<number>) => Math.hypot(...Array.from(m))

/** A V − V Λ and VᵀV − 1, the largest entry of each. */
function defects(matrix: readonly number[], d: number): { residual: number; skew: number; values: number[] } {
  const { values, vectors } = eigenSymmetric(Float64Array.from(matrix), d)
  let residual = 0
  let skew = 0
  for (let k = 0; k < d; k++) {
    const v = vectors.subarray(k * d, (k + 1) * d)
    for (let i = 0; i < d; i++) {
      let product = 0
      for (let j = 0; j < d; j++) product += (matrix[i * d + j] as number) * (v[j] as number)
      residual = Math.max(residual, Math.abs(product - (values[k] as number) * (v[i] as number)))
      const w = vectors.subarray(i * d, (i + 1) * d)
      const dot = v.reduce((sum, x, j) => sum + x * (w[j] as number), 0)
      skew = Math.max(skew, Math.abs(dot - (i === k ? 1 : 0)))
    }
  }
  return { residual, skew, values: [...values] }
}

test('closed form', () => {
  expect([...eigenSymmetric(new Float64Array([2, 1, 1, 2]), 2).values]).toEqual([1, 3])
  const { values, vectors } = eigenSymmetric(new Float64Array([3, 0, 0, 0, 1, 0, 0, 0, 2]), 3)
  expect([...values]).toEqual([1, 2, 3])
  expect([...vectors]).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0])
})

test('many at once are each on its own', () => {
  const a = [2, 1, 1, 2]
  const b = [0, 3, 3, 1]
  const both = eigenSymmetric(Float64Array.from([...a, ...b]), 2)
  expect([...both.values.subarray(2)]).toEqual([...eigenSymmetric(Float64Array.from(b), 2).values])
  expect([...both.vectors.subarray(4)]).toEqual([...eigenSymmetric(Float64Array.from(b), 2).vectors])
})

describe('against LAPACK, equal and nearly equal values included', () => {
  test.each(oracle.cases)('$matrix', ({ matrix, values }) => {
    const d = values.length
    const found = defects(matrix, d)
    // Backward stable: each value within a few ε of the norm.
    const bound = 8 * EPSILON * norm(matrix)
    for (const [k, value] of values.entries())
      expect(Math.abs((found.values[k] as number) - value)).toBeLessThanOrEqual(bound)
    expect(found.residual).toBeLessThanOrEqual(bound)
    expect(found.skew).toBeLessThan(8 * EPSILON)
  })
})

test.each([2, 3])('trace, determinant and norm are kept, vectors are orthonormal: d = %d', (d) => {
  const entry = fc.double({ min: -1e3, max: 1e3, noNaN: true })
  fc.assert(
    fc.property(fc.array(entry, { minLength: 6, maxLength: 6 }), (e) => {
      const [a = 0, b = 0, c = 0, p = 0, q = 0, r = 0] = e
      const matrix = d === 2 ? [a, b, b, c] : [a, b, c, b, p, q, c, q, r]
      const { residual, skew, values } = defects(matrix, d)
      const size = norm(matrix)
      expect(residual).toBeLessThanOrEqual(16 * EPSILON * size)
      expect(skew).toBeLessThan(16 * EPSILON)
      const trace = d === 2 ? a + c : a + p + r
      expect(Math.abs(values.reduce((sum, v) => sum + v, 0) - trace)).toBeLessThanOrEqual(16 * EPSILON * size)
      expect(Math.abs(norm(values) - size)).toBeLessThanOrEqual(16 * EPSILON * size)
      const determinant = d === 2 ? a * c - b * b : a * (p * r - q * q) - b * (b * r - q * c) + c * (b * q - p * c)
      const product = values.reduce((all, v) => all * v, 1)
      expect(Math.abs(product - determinant)).toBeLessThanOrEqual(64 * EPSILON * size ** d)
    }),
    { seed: 4 },
  )
})

test('what is not finite gives NaN', () => {
  const { values } = eigenSymmetric(new Float64Array([1, 0, 0, 0, Number.NaN, 0, 0, 0, 1]), 3)
  expect([...values]).toEqual([Number.NaN, Number.NaN, Number.NaN])
})

test('bad input is named', () => {
  expect(() => eigenSymmetric(new Float64Array(16), 4)).toThrow('d: is 4; 2 or 3 is needed')
  expect(() => eigenSymmetric(new Float64Array(5), 2)).toThrow('matrices: has 5 numbers; a multiple of 4 is needed')
})
