import { expect, test } from 'vitest'
import { quantileOfSorted } from './quantile.js'

test('quantileOfSorted interpolates between order statistics', () => {
  expect(quantileOfSorted([1, 2, 3, 4, 5], 0.25)).toBe(2)
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantileOfSorted([7], 0.9)).toBe(7)
})
