import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { fromColumns, matrix, multiply, multiplyVector, transpose } from './matrix.js'

const square = (n: number) =>
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n * n, maxLength: n * n })

describe('matrix', () => {
  test('products by hand', () => {
    const a = matrix([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(a.columns).toBe(3)
    expect([...multiply(a, transpose(a)).data]).toEqual([14, 32, 32, 77])
    expect([...multiplyVector(a, [1, 0, -1])]).toEqual([-2, -2])
    expect([...multiply(matrix([[1, 2]]), matrix([[3], [4]])).data]).toEqual([11])
    expect(fromColumns([[1, 4], new Float64Array([2, 5]), [3, 6]])).toEqual(a)
  })

  test('the transpose of a product is the product of the transposes, reversed', () => {
    fc.assert(
      fc.property(square(4), square(4), (x, y) => {
        const [a, b] = [matrix(Float64Array.from(x), 4), matrix(Float64Array.from(y), 4)]
        expect(transpose(multiply(a, b))).toEqual(multiply(transpose(b), transpose(a)))
      }),
      { seed: 20261123, numRuns: 50 },
    )
  })

  test('names what is wrong', () => {
    expect(() => matrix([[1, 2], [3]])).toThrow(
      new InputError('matrix: row 1 has 1 numbers; 2 are needed, as in row 0'),
    )
    expect(() => matrix([[1, Number.NaN]])).toThrow(/entry \[0\]\[1\] is NaN/)
    expect(() => matrix(new Float64Array(5), 2)).toThrow(/5 numbers do not make rows of 2/)
    expect(() => fromColumns([[1], [1, 2]])).toThrow(/column 1 has 2 numbers/)
    expect(() => multiply(matrix([[1, 2]]), matrix([[1, 2]]))).toThrow(/has 1 rows; 2 are needed/)
    expect(() => multiplyVector(matrix([[1, 2]]), [1])).toThrow(/has 1 numbers; 2 are needed/)
  })
})
