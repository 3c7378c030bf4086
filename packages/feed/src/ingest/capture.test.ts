import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CAPTURE } from './fixtures/capture.js'
import { ImportError, parseCapture } from './index.js'

const now = new Date('2026-11-25T12:00:00Z')
const REAL = new URL('../../../../../shared/data/daily-papers/capture.txt', import.meta.url)

describe('a captured page', () => {
  test('gives title, abstract, number of authors, date and comments, and no votes', () => {
    const { papers, skipped } = parseCapture(CAPTURE, { now })
    expect(skipped).toEqual([])
    expect(papers).toEqual([
      {
        title: 'Rivers That Forget: Transport With Memory Loss',
        abstract: 'A first abstract of one line.',
        authorCount: 3,
        published: '2025-02-21',
        commentsElsewhere: 2,
      },
      {
        title: 'Only a Title',
        abstract: undefined,
        authorCount: 1,
        published: '2026-03-13',
        commentsElsewhere: undefined,
      },
      {
        title: 'L_{2} Shadows of Dice',
        abstract: 'Two paragraphs, the first folded over two lines.\n\nAnd the second.',
        authorCount: 12,
        published: '2025-12-31',
        commentsElsewhere: 4,
      },
    ])
  })

  // The page's own day is 23 April; 31 December of that year is after it.
  test('has dates without a year that are the latest not after the page', () => {
    const days = (options: object) => parseCapture(CAPTURE, options).papers.map(({ published }) => published)
    expect(days({ now: new Date('2026-04-22T00:00:00Z') })).toEqual(['2025-02-21', '2025-03-13', '2024-12-31'])
    expect(days({ now, day: '2024-12-31' })).toEqual(['2025-02-21', '2024-03-13', '2024-12-31'])
    const leap = CAPTURE.replace('Mar 13', 'Feb 29')
    expect(parseCapture(leap, { now }).papers[1]?.published).toBe('2024-02-29')
    expect(parseCapture(leap, { day: '2104-02-28' }).papers[1]?.published).toBe('2096-02-29')
  })

  test('is read with a byte order mark, the line ends of Windows, and without its head', () => {
    const plain = parseCapture(CAPTURE, { now })
    expect(parseCapture(`\uFEFF${CAPTURE.replace(/\n/g, '\r\n')}`, { now })).toEqual(plain)
    const headless = CAPTURE.slice(CAPTURE.indexOf('Rivers'))
    expect(parseCapture(headless, { day: '2026-04-23' })).toEqual(plain)
    expect(parseCapture(`Daily Papers\n\n${headless}\n\nPrevious\nNext\n`, { day: '2026-04-23' })).toEqual(plain)
  })

  test('skips a paper whose date is none, and says why', () => {
    const { papers, skipped } = parseCapture(CAPTURE.replace('Mar 13', 'Feb 30, 2025'), { now })
    expect(papers).toHaveLength(2)
    expect(skipped).toEqual([{ title: 'Only a Title', reason: 'line 27: "Feb 30, 2025" is no date' }])
  })

  test('that is damaged is refused with the line', () => {
    const failing = (text: string) => () => parseCapture(text, { now })
    const cut = CAPTURE.slice(0, CAPTURE.indexOf('  • 12'))
    expect(failing(cut)).toThrow(
      new ImportError('"L_{2} Shadows of Dice" is followed by no line "• N authors": the file was cut', 29),
    )
    expect(failing(CAPTURE.replace('·\nMar', 'Mar'))).toThrow(
      /^line 26: after the authors of "Only a Title" a line "·"/,
    )
    expect(failing(CAPTURE.replace('Mar 13\n', 'L_{3}\n'))).not.toThrow()
    expect(failing(CAPTURE.slice(0, CAPTURE.lastIndexOf('Dec 31')))).toThrow(
      /a date is needed, not the end of the file/,
    )
    expect(failing('Nothing of the kind')).toThrow(ImportError)
    expect(() => parseCapture(CAPTURE, { day: 'yesterday' })).toThrow('"yesterday" is no day')
  })

  test('never breaks the reader in another way than an ImportError', () => {
    const lines = CAPTURE.split('\n')
    const shuffled = fc.array(fc.oneof(fc.constantFrom(...lines), fc.string()), { maxLength: 60 })
    fc.assert(
      fc.property(shuffled, (some) => {
        try {
          parseCapture(some.join('\n'), { now })
        } catch (error) {
          expect(error).toBeInstanceOf(ImportError)
        }
      }),
      { seed: 20261125, numRuns: 300 },
    )
  })

  test.skipIf(!existsSync(REAL))('of 23 April 2026 has 27 papers', () => {
    const { papers, skipped } = parseCapture(readFileSync(REAL, 'utf8'), { now })
    expect(skipped).toEqual([])
    expect(papers).toHaveLength(27)
    const facts = (start: string) => {
      const found = papers.find(({ title }) => title.startsWith(start))
      return [found?.published, found?.authorCount, found?.commentsElsewhere]
    }
    expect(facts('On gauge freedom')).toEqual(['2024-02-06', 2, undefined])
    expect(facts('The Monge Gap')).toEqual(['2023-02-09', 2, undefined])
    expect(facts('One-step Diffusion')).toEqual(['2025-02-21', 3, 2])
    expect(facts('Ghosts of Softmax')).toEqual(['2026-03-13', 1, undefined])
    expect(facts('A Geometric Theory of Cosmological')).toEqual(['2026-03-31', 1, undefined])
    expect(facts('Information-Theoretic Causal')).toEqual(['2026-01-23', 2, undefined])
    expect(facts('The Principles of Diffusion')).toEqual(['2025-10-23', 5, 3])
    expect(facts('Random Grid Neural')).toEqual(['2023-01-26', 6, undefined])
    for (const { abstract } of papers) expect(abstract?.length).toBeGreaterThan(200)
  })
})
