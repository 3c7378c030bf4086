import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARXIV, ARXIV_DAILY, ARXIV_ERROR } from './fixtures/arxiv.js'
import { CAPTURE } from './fixtures/capture.js'
import { DAILY_PAPER, DAILY_PAPERS } from './fixtures/daily-papers.js'
import { ImportError, parseArxiv, parseDailyPapers, readPapers } from './index.js'

const bytes = (text: string) => Buffer.from(text)
const read = (text: string) => readPapers(bytes(text))

describe('daily papers', () => {
  test('are read from the paper, then from the item, and what has no column is kept', () => {
    const { papers, skipped } = parseDailyPapers(DAILY_PAPERS)
    expect(papers).toHaveLength(2)
    expect(papers[0]).toMatchObject({
      arxiv: '2604.00021',
      title: 'Tides of\n  Probability',
      authors: ['Ada Özil', "Ben O'Neil"],
      published: '2026-04-20',
      abstract: 'The first line and the second.',
      topics: ['Optimal Transport', 'tides'],
      codeUrl: 'https://github.com/example/tides',
      votesElsewhere: 41,
      commentsElsewhere: 2,
      listedOn: '2026-04-22',
      appearedAt: new Date('2026-04-22T08:15:00Z'),
      raw: { ai_summary: 'A tide.', githubStars: 12, discussionId: '66aa', isAuthorParticipating: false },
    })
    expect(papers[1]).toMatchObject({ authors: undefined, votesElsewhere: undefined, listedOn: '2026-04-22' })
    expect(skipped).toEqual([
      { title: 'Without an Identifier', reason: 'it has no id' },
      { title: 'item 3', reason: 'it is no object' },
    ])
  })

  test('may be one paper, flat', () => {
    const flat = { ...DAILY_PAPER.paper, linkedModels: [], numTotalModels: 0 }
    expect(read(JSON.stringify(flat))).toMatchObject({
      format: 'daily-papers',
      source: 'daily-papers',
      papers: [{ arxiv: '2604.00021', votesElsewhere: 41, listedOn: '2026-04-22', raw: { numTotalModels: 0 } }],
    })
  })
})

describe('arXiv', () => {
  test('has titles folded over lines, entities, versions, categories', () => {
    const { papers, skipped, total } = parseArxiv(ARXIV)
    expect(total).toBe(2)
    expect(skipped).toEqual([])
    expect(papers[0]).toEqual({
      title: 'Rivers That Forget: Transport & Memory with $\\alpha < 1$',
      arxiv: '2502.00007v3',
      authors: ['Ada Özil', "Ben O'Neil"],
      published: '2025-02-20',
      abstract: 'A first abstract, folded over lines.',
      topics: ['machine learning', 'optimization'],
      raw: {
        categories: ['stat.ML', 'math.OC', '62P10'],
        updated: '2025-03-01T10:00:00Z',
        comment: '12 pages',
        doi: '10.1000/rivers',
      },
    })
  })

  test('announces new versions of old papers in its daily feeds', () => {
    const { papers } = parseArxiv(ARXIV_DAILY)
    expect(papers[0]).toMatchObject({
      arxiv: '2604.00011v1',
      published: '2026-04-23',
      abstract: 'Snow falls.',
      authors: ['Ada Özil', "Ben O'Neil"],
    })
    expect(papers[1]).toMatchObject({ arxiv: '2402.00012v4', published: undefined, abstract: 'Snow fell.' })
  })

  test('says what was wrong with a query', () => {
    expect(() => parseArxiv(ARXIV_ERROR)).toThrow('arXiv answers with an error: incorrect id format for x')
  })

  test('that is no well-formed XML, or a bomb, is refused', () => {
    expect(() => parseArxiv(ARXIV.slice(0, 1500))).toThrow(/^line \d+, column \d+: no XML/)
    expect(() => parseArxiv('<rss><channel/></rss>')).toThrow('its root is not <feed>')
    const laughs = `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, k) => `<!ENTITY b${k} "&a;&a;">`).join('')}]><feed>&b8;</feed>`
    expect(() => parseArxiv(laughs)).toThrow('line 1, column 22: a document type is not accepted')
    expect(() => read(laughs)).toThrow('a document type is not accepted')
    const external = '<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed/>'
    expect(() => read(external)).toThrow('a document type is not accepted')
    // As deep as the entries are wide, in time that a timeout of the test would notice.
    const deep = `<feed>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</feed>`
    expect(() => parseArxiv(deep)).toThrow(ImportError)
    const unknown =
      '<feed><entry><id>http://arxiv.org/abs/2502.00007v1</id><title>&xxe; &#x41;&#0;</title></entry></feed>'
    expect(parseArxiv(unknown).papers[0]?.title).toBe('&xxe; A')
  })

  test('has no member of an object of the language', () => {
    const names =
      '<feed><__proto__><a>1</a></__proto__><entry><constructor>x</constructor><title>T</title></entry></feed>'
    try {
      parseArxiv(names)
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError)
    }
    expect({}).not.toHaveProperty('a')
  })
})

describe('our own JSON', () => {
  test('has the names of a record', () => {
    const paper = {
      title: 'Mine',
      arxiv: null,
      authors: ['A'],
      authorCount: 3,
      appearedAt: '2026-04-23T09:00:00Z',
      x: 1,
    }
    const { papers, format } = read(JSON.stringify({ papers: [paper] }))
    expect(format).toBe('json')
    expect(papers).toEqual([{ title: 'Mine', authors: ['A'], authorCount: 3, appearedAt: new Date(paper.appearedAt) }])
  })

  test('has entries that are skipped with the field that is wrong', () => {
    const { skipped } = read('[{"title": "A", "authors": "B"}, {"title": 7}, {"authors": []}, 3]')
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'authors: a list of texts is needed',
      'title: a text is needed',
      'it has no title',
      'it is no object',
    ])
  })
})

describe('a file', () => {
  test('is told by its content', () => {
    expect(read(CAPTURE).format).toBe('capture')
    expect(read(`\uFEFF${ARXIV}`).format).toBe('arxiv')
    expect(read(JSON.stringify(DAILY_PAPERS)).format).toBe('daily-papers')
    expect(read('[]')).toMatchObject({ format: 'json', papers: [] })
    expect(read('% a comment\n@article{a, title = {B}}').format).toBe('bibtex')
  })

  test('that is nothing known, empty or damaged is refused with the place', () => {
    expect(() => read('hello')).toThrow(/^line 1: not recognised; accepted are capture/)
    expect(() => read(' \n')).toThrow('the file is empty')
    expect(() => read('[{"title": "A"},\n {"title" "B"}]')).toThrow(/^line 2, column 11: no JSON/)
    expect(() => read('[{"title": "A"')).toThrow(/^line 1, column 1[45]: no JSON/)
    expect(() => readPapers(Buffer.from([0x5b, 0x0a, 0xff, 0xfe]))).toThrow('line 2: it is no text in UTF-8')
    expect(() => readPapers(bytes(CAPTURE), { format: 'arxiv' })).toThrow(ImportError)
  })

  test('cut anywhere gives papers or an ImportError, nothing else', () => {
    const files = [CAPTURE, ARXIV, JSON.stringify(DAILY_PAPERS), '@article{a, title = {B {C}} # "d", year = 2020}']
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(4000), fc.string({ maxLength: 5 }), (file, at, noise) => {
        try {
          readPapers(bytes(file.slice(0, at % file.length) + noise + file.slice((at % file.length) + 3)))
        } catch (error) {
          expect(error).toBeInstanceOf(ImportError)
        }
      }),
      { seed: 20261125, numRuns: 500 },
    )
  })
})
