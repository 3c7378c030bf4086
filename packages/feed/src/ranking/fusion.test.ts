import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fusionScore } from './fusion.js'

test('fusion counts places: the values of the formula, more for what two orders agree on', () => {
  expect(fusionScore([1, undefined])).toBe(1 / 61)
  expect(fusionScore([3, 5])).toBe(1 / 63 + 1 / 65)
  expect(fusionScore([])).toBe(0)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 61 }), fc.integer({ min: 1, max: 61 }), (a, b) => {
      // 1/(60+a) + 1/(60+b) ≥ 2/121 > 1/61 for all a, b ≤ 61.
      expect(fusionScore([a, b])).toBeGreaterThan(fusionScore([1]))
    }),
    { seed: 3 },
  )
})
