import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { hot, type Standing, wilson } from './index.js'

const HOUR = 3_600_000
const standing = (changes: Partial<Standing> = {}): Standing => ({
  votes: 0,
  comments: 0,
  held: 0,
  total: 0,
  appeared: new Date(0),
  ...changes,
})

const counts = fc.record({
  votes: fc.integer({ min: 0, max: 5_000 }),
  comments: fc.integer({ min: 0, max: 500 }),
  held: fc.integer({ min: 0, max: 10 }),
  more: fc.integer({ min: 0, max: 10 }),
  hours: fc.integer({ min: 0, max: 500_000 }),
})

describe('the trend', () => {
  test('is what its documentation works out by hand', () => {
    expect(hot(standing({ votes: 9 }))).toBeCloseTo(1, 12)
    expect(hot(standing({ votes: 9, appeared: new Date(48 * HOUR) }))).toBeCloseTo(2, 12)
    expect(hot(standing({ votes: 99 }))).toBeCloseTo(2, 12)
    expect(hot(standing({ votes: 1, comments: 50 }))).toBeCloseTo(0.4771212547, 10)
  })

  test('rises with every vote and never falls with a comment', () => {
    fc.assert(
      fc.property(counts, ({ votes, comments }) => {
        const here = hot(standing({ votes, comments }))
        expect(hot(standing({ votes: votes + 1, comments }))).toBeGreaterThan(here)
        expect(hot(standing({ votes, comments: comments + 1 }))).toBeGreaterThanOrEqual(here)
      }),
      { seed: 20261125 },
    )
  })

  // The form of Hacker News, (v − 1)^0.8 / (t + 2)^1.8, is another formula: both must agree where the case is clear.
  test('agrees with the form of Hacker News on the clear cases', () => {
    const now = 1000
    const theirs = (votes: number, age: number) => (votes - 1) ** 0.8 / (age + 2) ** 1.8
    const ours = (votes: number, age: number) => hot(standing({ votes, appeared: new Date((now - age) * HOUR) }))
    const clear: readonly (readonly [better: [number, number], worse: [number, number]])[] = [
      [
        [10, 1],
        [10, 30],
      ],
      [
        [100, 5],
        [10, 5],
      ],
      [
        [30, 2],
        [20, 20],
      ],
      [
        [200, 12],
        [5, 6],
      ],
      [
        [50, 3],
        [60, 72],
      ],
      [
        [500, 24],
        [10, 24],
      ],
    ]
    for (const [better, worse] of clear) {
      expect(theirs(...better)).toBeGreaterThan(theirs(...worse))
      expect(ours(...better)).toBeGreaterThan(ours(...worse))
    }
  })
})

describe('the Wilson bound', () => {
  test('has the values of its formula', () => {
    expect(wilson(3, 4)).toBeCloseTo(0.4325414504, 10)
    expect(wilson(7, 8)).toBeCloseTo(0.6604299156, 10)
    expect(wilson(1, 1)).toBeCloseTo(0.3784475032, 10)
    expect(wilson(0, 0)).toBe(0)
  })

  test('lies below the share, and comes nearer with more trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 200 }), (held, more) => {
        const total = held + more
        expect(wilson(held, total)).toBeLessThan(held / total)
        expect(wilson(10 * held, 10 * total)).toBeGreaterThan(wilson(held, total))
      }),
      { seed: 20261125 },
    )
  })
})

onBothStores('the formulas in SQL', (store) => {
  test('are those of this room', async () => {
    const cases = fc.sample(counts, { seed: 20261125, numRuns: 50 })
    for (const { votes, comments, held, more, hours } of cases) {
      const appeared = new Date(hours * HOUR)
      const [row] = await store().query<{ hot: number; wilson: number }>(
        'select hot($1, $2, $3, $4, $5) as hot, wilson($3, $4) as wilson',
        [votes, comments, held, held + more, appeared],
      )
      // Sums of some 1e4 in float64: 1e-9 is a thousand roundings.
      expect(row?.hot).toBeCloseTo(hot({ votes, comments, held, total: held + more, appeared }), 9)
      expect(row?.wilson).toBeCloseTo(wilson(held, held + more), 12)
    }
  })
})
