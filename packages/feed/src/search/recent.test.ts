import { expect, test } from 'vitest'
import { dayOf } from './recent.js'

/** A hundred days, of which each has a hundredth of the papers. */
const days = Array.from({ length: 100 }, (_, k) =>
  new Date(Date.UTC(2026, 3, 10) - k * 86_400_000).toISOString().slice(0, 10),
)

test.each([
  ['half of all papers have the word, 1.3 · 2000 of 50 000 are in the last 5.2 days', [50_000], '2026-04-05'],
  ['a quarter have both', [50_000, 50_000], '2026-03-31'],
  ['too few have both for fewer days to be worth it', [5000, 50_000], undefined],
  ['none has it', [0], undefined],
  ['a stop word asks for nothing', [], '2026-04-08'],
  ['a count is older than a paper', [200_000], '2026-04-08'],
])('%s', (_, counts, expected) => expect(dayOf({ papers: 100_000, days }, counts, 2000)).toBe(expected))

test('of few papers, all are looked at', () => {
  expect(dayOf({ papers: 10_000, days }, [10_000], 2000)).toBeUndefined()
})
