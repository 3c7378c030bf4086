import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FeedError } from '../errors.js'
import { parsePeriod, periodOf } from './period.js'

test('weeks are those of ISO 8601, also where years meet', () => {
  expect(parsePeriod('week', '2026-W17')).toMatchObject({ first: '2026-04-20', after: '2026-04-27' })
  expect(periodOf('week', '2027-01-01').name).toBe('2026-W53')
  expect(periodOf('week', '2024-12-30').name).toBe('2025-W01')
  expect(parsePeriod('week', '2020-W53')).toMatchObject({ first: '2020-12-28', after: '2021-01-04' })
})

test('months and days know leap years', () => {
  expect(parsePeriod('month', '2024-02')).toMatchObject({ first: '2024-02-01', after: '2024-03-01' })
  expect(parsePeriod('day', '2024-02-29').after).toBe('2024-03-01')
  expect(parsePeriod('month', '2025-12').after).toBe('2026-01-01')
})

test('every day is in its own day, week and month, whose name leads back to it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000, max: 40_000 }), fc.constantFrom('day', 'week', 'month'), (number, kind) => {
      const day = new Date(number * 86_400_000).toISOString().slice(0, 10)
      const period = periodOf(kind, day)
      expect(parsePeriod(kind, period.name)).toEqual(period)
      expect(period.first <= day && day < period.after).toBe(true)
    }),
    { seed: 20261125 },
  )
})

test.each([
  ['day', '2026-02-30'],
  ['day', '2026-4-1'],
  ['day', '2026-04'],
  ['week', '2026-W54'],
  ['week', '2021-W53'],
  ['week', '2026-W00'],
  ['week', '2026-04'],
  ['month', '2026-13'],
  ['month', '2026-04-01'],
  ['day', '+12026-01-01'],
] as const)('there is no %s %s', (kind, name) => {
  expect(() => parsePeriod(kind, name)).toThrow(FeedError)
})
