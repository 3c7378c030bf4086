import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matrix } from '../linalg/matrix.js'
import { logistic, logits } from './logistic.js'
import oracle from './logistic.oracle.json' with { type: 'json' }
import { adverseImpactRatio, auc } from './ranking-metrics.js'

describe('auc', () => {
  test('by hand, ties counting half', () => {
    expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75)
    expect(auc([1, 1, 1], [0, 1, 1])).toBe(0.5)
    expect(auc([1, 2, 2], [0, 0, 1])).toBe(0.75)
  })

  test('agrees with scikit-learn', () => {
    for (const { ridge, auc: expected } of oracle.cases) {
      const features = matrix(oracle.x)
      expect(auc(logits(logistic(features, oracle.y, { ridge }), features), oracle.y)).toBeCloseTo(expected, 12)
    }
  })

  test('is the share of ordered pairs; a monotone change keeps it, a reversal mirrors it', () => {
    const row = fc.record({ score: fc.integer({ min: -5, max: 5 }), label: fc.constantFrom(0, 1) })
    const mixed = fc
      .array(row, { minLength: 2, maxLength: 40 })
      .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
    fc.assert(
      fc.property(mixed, (rows) => {
        const score = rows.map((r) => r.score)
        const label = rows.map((r) => r.label)
        const pairs = rows.flatMap((a) =>
          rows.filter((b) => a.label > b.label).map((b) => Math.sign(a.score - b.score)),
        )
        const expected = pairs.reduce((sum, sign) => sum + (sign + 1) / 2, 0) / pairs.length
        expect(auc(score, label)).toBeCloseTo(expected, 12)
        expect(auc(score.map(Math.exp), label)).toBe(auc(score, label))
        const reversed = score.map((value) => -value)
        expect(auc(reversed, label)).toBeCloseTo(1 - expected, 12)
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })

  test('names what is wrong', () => {
    expect(() => auc([1, 2], [1, 1])).toThrow('label: is 1 in every row; both classes are needed')
    expect(() => auc([1, Number.NaN], [0, 1])).toThrow('score: row 1 is NaN; a finite number is needed')
    expect(() => auc([1], [0, 1])).toThrow('label: has 2 rows; 1 are needed')
  })
})

describe('adverseImpactRatio', () => {
  const isProtected = [1, 1, 0, 1, 0, 0]

  test('approval rates above the median, or above a given cut', () => {
    expect(adverseImpactRatio([1, 2, 3, 4, 5, 6], isProtected)).toBe(0.5)
    expect(adverseImpactRatio([1, 2, 3, 4, 5, 6], isProtected, { cut: 1 })).toBeCloseTo(2 / 3, 15)
    expect(adverseImpactRatio([1, 2, 3, 4, 5, 6], isProtected, { cut: 6 })).toBeNaN()
  })

  test('approves those with the best score where that is the median', () => {
    expect(adverseImpactRatio([1, 2, 2, 2, 2, 0], isProtected)).toBeCloseTo(2 / 3 / (2 / 3), 15)
    expect(adverseImpactRatio([5, 5, 5, 1, 5, 5], isProtected)).toBeCloseTo(2 / 3, 15)
    expect(adverseImpactRatio([5, 5, 5, 5, 5, 5], isProtected)).toBeNaN()
  })

  test('is 1 for a score that is blind to the group', () => {
    expect(adverseImpactRatio([1, 2, 1, 2], [0, 0, 1, 1])).toBe(1)
  })

  test('names what is wrong', () => {
    expect(() => adverseImpactRatio([1, 2], [1, 1])).toThrow(/isProtected: is 1 in every row/)
  })
})
