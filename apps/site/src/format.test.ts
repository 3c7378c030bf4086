import { describe, expect, test } from 'vitest'
import {
  asSentence,
  describeMeasured,
  formatAuthors,
  formatBytes,
  formatDate,
  formatSeconds,
  nameInWords,
  shortAuthors,
} from './format.js'

describe('what pages print', () => {
  test('dates, authors, durations and sizes', () => {
    expect(formatDate('2023-02-09')).toBe('9 February 2023')
    expect(formatAuthors(['A'])).toBe('A')
    expect(formatAuthors(['A', 'B', 'C'])).toBe('A, B and C')
    expect(shortAuthors(['A', 'B', 'C', 'D'])).toBe('A, B, C and D')
    expect(shortAuthors(['A', 'B', 'C', 'D', 'E'])).toBe('A, B, C and 2 more')
    expect(formatSeconds(1.234)).toBe('1.23 s')
    expect(formatSeconds(75)).toBe('1 min 15 s')
    expect(formatBytes(12)).toBe('12 bytes')
    expect(formatBytes(200_000_000)).toBe('200 MB')
  })

  test('names and notes as words', () => {
    expect(nameInWords('maxViolation')).toBe('max violation')
    expect(nameInWords('worst L1 error of WoE')).toBe('worst L1 error of WoE')
    expect(asSentence('it is missing')).toBe('It is missing.')
    expect(asSentence('Is it?')).toBe('Is it?')
  })

  test('measured values: a list by its median and range, an integer with all digits', () => {
    expect(
      describeMeasured({ worstGap: -0.001234, seeds: [3, 1, 2], pairs: 2000, exact: true, by: 'hand', none: [] }),
    ).toEqual([
      { name: 'worst gap', value: '−0.00123' },
      { name: 'seeds', value: '2 (1 to 3)' },
      { name: 'pairs', value: '2\u202f000' },
      { name: 'exact', value: 'yes' },
      { name: 'by', value: 'hand' },
      { name: 'none', value: '–' },
    ])
    expect(describeMeasured({ pair: [0.5, 1.5] })[0]?.value).toBe('1 (0.500 to 1.50)')
  })
})
