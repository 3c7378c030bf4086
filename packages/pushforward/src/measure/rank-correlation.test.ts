import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rankCorrelation } from './rank-correlation.js'

describe('rank correlation', () => {
  test('three numbers, and a published example with a tie', () => {
    expect(rankCorrelation([1, 2, 3], [1, 10, 5])).toBeCloseTo(0.5, 15)
    // Without ties 1 − 6 Σ d² / (n (n² − 1)): d² = 1, 1, 0, 0, 1, 1 → 1 − 24/210.
    expect(rankCorrelation([1, 2, 3, 4, 5, 6], [2, 1, 3, 4, 6, 5])).toBeCloseTo(1 - 24 / 210, 15)
    // Ranks 0.5, 0.5, 2 against 0, 1, 2: 1.5 / √(1.5 · 2).
    expect(rankCorrelation([7, 7, 9], [0, 1, 2])).toBeCloseTo(1.5 / Math.sqrt(3), 15)
  })

  test('depends on the order alone, is symmetric, and changes sign with one side', () => {
    const values = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 20 })
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.integer({ min: 0, max: 30 })), (x, stream) => {
        const y = x.map((_, i) => (i === 0 ? 31 : (stream.next().value as number)))
        const rho = rankCorrelation(x, y)
        expect(Math.abs(rho)).toBeLessThanOrEqual(1 + 1e-15)
        expect(rankCorrelation(y, x)).toBeCloseTo(rho, 14)
        expect(rankCorrelation(x.map(Math.atan), y)).toBeCloseTo(rho, 14)
        expect(
          rankCorrelation(
            x.map((value) => -value),
            y,
          ),
        ).toBeCloseTo(-rho, 14)
        expect(rankCorrelation(x, x)).toBeCloseTo(1, 14)
      }),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test('names what is wrong', () => {
    expect(() => rankCorrelation([1, 2], [1])).toThrow(InputError)
    expect(() => rankCorrelation([1], [1])).toThrow('x: has 1 numbers')
    expect(() => rankCorrelation([1, 2], [3, 3])).toThrow('y: all numbers are equal')
    expect(() => rankCorrelation([1, Number.NaN], [3, 4])).toThrow('x: [1] is NaN')
  })
})
