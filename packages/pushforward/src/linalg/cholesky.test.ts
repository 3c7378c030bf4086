import { describe, expect, test } from 'vitest'
import { cholesky, inverseDiagonal, invertLower, solveCholesky } from './cholesky.js'
import oracle from './linalg.oracle.json' with { type: 'json' }
import { matrix } from './matrix.js'

describe('cholesky', () => {
  test('a 2 × 2 by hand', () => {
    const factor = cholesky(
      matrix([
        [4, 2],
        [2, 5],
      ]),
    )
    expect([...factor.lower.data]).toEqual([2, 0, 1, 2])
    expect(factor).toMatchObject({ positiveDefinite: true, failedAt: -1 })
    expect([...solveCholesky(factor, [2, 5])]).toEqual([0, 1])
    expect([...inverseDiagonal(factor)]).toEqual([5 / 16, 4 / 16])
  })

  // Condition numbers stay below 1e3: 1e-12 leaves 1e3 units of rounding.
  test.each(oracle.solves)('agrees with SciPy', ({ a, b, lower, x, inverseDiagonal: variances }) => {
    const factor = cholesky(matrix(a))
    const close = (got: ArrayLike<number>, expected: readonly number[]) => {
      const scale = Math.max(...expected.map(Math.abs))
      expected.forEach((value, i) => {
        expect(Math.abs((got[i] as number) - value)).toBeLessThan(1e-12 * scale)
      })
    }
    close(factor.lower.data, lower.flat())
    close(solveCholesky(factor, b), x)
    close(inverseDiagonal(factor), variances)
  })

  test.each([
    [
      'indefinite',
      [
        [1, 2],
        [2, 1],
      ],
      1,
    ],
    ['negative', [[-1]], 0],
    [
      'singular up to rounding',
      [
        [0.1, 0.3],
        [0.3, 0.9],
      ],
      1,
    ],
    ['zero', [[0]], 0],
  ])('reports a matrix that is %s, and never divides by its pivot', (_, rows, failedAt) => {
    const factor = cholesky(matrix(rows))
    expect(factor).toMatchObject({ positiveDefinite: false, failedAt })
    expect(() => solveCholesky(factor, new Float64Array(rows.length))).toThrow(/is not positive/)
  })

  test('the inverse of a factor by hand, whatever stands above the diagonal', () => {
    const lower = matrix([
      [2, 9],
      [3, 4],
    ])
    expect([...invertLower(lower).data]).toEqual([0.5, 0, -0.375, 0.25])
  })

  test('names what is wrong', () => {
    expect(() => cholesky(matrix([[1, 2]]))).toThrow('a: is 1 × 2; a square matrix is needed')
    expect(() => solveCholesky(cholesky(matrix([[1]])), [1, 2])).toThrow('b: has 2 numbers; 1 are needed')
  })
})
