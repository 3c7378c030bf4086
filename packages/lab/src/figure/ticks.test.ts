import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tickLabel, ticks } from './ticks.js'

test.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [-3, 3, 3, [-2, 0, 2]],
  [0.1, 0.35, 5, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]],
  [1000, 4000, 3, [1000, 2000, 3000, 4000]],
  [1, 0, 2, [0, 0.5, 1]],
])('ticks from %d to %d, about %d', (from, to, count, expected) => {
  expect(ticks(from, to, count)).toEqual(expected)
})

test('ticks lie inside, evenly, and are neither many nor none', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      // At 1e6 doubles are 1e-10 apart: a span of 1e-3 still has seven digits.
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 10 }),
      (from, span, count) => {
        const made = ticks(from, from + span, count)
        expect(made.length).toBeGreaterThanOrEqual(Math.max(1, Math.floor(count / 2.5)))
        expect(made.length).toBeLessThanOrEqual(count + 1)
        for (const tick of made) {
          expect(tick).toBeGreaterThanOrEqual(from - span * 1e-6)
          expect(tick).toBeLessThanOrEqual(from + span * (1 + 1e-6))
        }
      },
    ),
    { seed: 20261123, numRuns: 300 },
  )
})

test('labels have a true minus and no more digits than the tick', () => {
  expect(tickLabel(-0.5)).toBe('−0.5')
  expect(tickLabel(2e-7)).toBe('2e−7')
  expect(tickLabel(3e9)).toBe('3e9')
})
