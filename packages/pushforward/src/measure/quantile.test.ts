import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantileOfSorted, quantiles } from './quantile.js'
import { rng } from './random.js'

test('quantileOfSorted interpolates between order statistics', () => {
  expect(quantileOfSorted([1, 2, 3, 4, 5], 0.25)).toBe(2)
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantileOfSorted([7], 0.9)).toBe(7)
})

test('the example of the documentation', () => {
  expect([...quantiles(Float64Array.of(4, 1, 3, 2), [0, 0.5])]).toEqual([1, 2.5])
})

test('selection gives what sorting gives: ties, infinities, one number, any levels', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }))
  const levels = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), levels, (list, at) => {
      const values = Float64Array.from(list)
      const sorted = values.slice().sort()
      const selected = quantiles(values, at)
      at.forEach((level, k) => {
        // −0 and 0 are one number to a comparison, and may come in either order.
        expect((selected[k] as number) + 0).toEqual(quantileOfSorted(sorted, level) + 0)
      })
      expect([...values]).toEqual(list)
    }),
    { seed: 20261123, numRuns: 500 },
  )
})

test.each([
  ['random', (n: number) => rng(5).fillNormal(new Float64Array(n))],
  ['ascending', (n: number) => Float64Array.from({ length: n }, (_, k) => k)],
  ['descending', (n: number) => Float64Array.from({ length: n }, (_, k) => -k)],
  ['few levels', (n: number) => Float64Array.from({ length: n }, (_, k) => k % 7)],
])('large %s samples, where pivots are sampled', (_, make) => {
  const values = make(50_000)
  const sorted = values.slice().sort()
  const deciles = Array.from({ length: 11 }, (_, k) => k / 10)
  expect([...quantiles(values, deciles)]).toEqual(deciles.map((level) => quantileOfSorted(sorted, level)))
})
