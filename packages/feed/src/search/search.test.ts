import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { recordClaims, seed } from '../papers/index.js'
import { parseQuery, search } from './index.js'
import { edits } from './spelling.js'

const now = new Date('2026-11-25T12:00:00Z')
const CARD = {
  slug: 'monge-gap',
  arxiv: '2302.04953',
  title: 'The Monge Gap',
  authors: ['Ada Özil', 'Will So'],
  published: '2023-02-09',
  question: 'Can any network be taught to move mass?',
  summary: 'A regulariser for optimal transport maps.',
  topics: ['optimal transport'],
}
const PAPERS = [
  {
    title: 'Diffusion of Heat',
    abstract: 'Heat flows. Optimal transport is named here once.',
    published: '2024-05-01',
  },
  { title: 'Optimal Transport for Rivers', abstract: 'Rivers carry sand & <b>stones</b>.', published: '2024-06-01' },
  {
    title: 'Sinkhorn Distances',
    abstract: 'Entropic optimal transport in R/W memory.',
    authors: ['Ben Oneil'],
    published: '2025-01-01',
  },
  {
    title: 'Naïve Gaußian f-Divergences',
    abstract: 'Estimators by neural networks.',
    codeUrl: 'https://c.example/f',
    published: '2025-02-01',
  },
  { title: 'The Ranking of Learned Things', abstract: 'Nothing else.', topics: ['rankings'], published: '2026-01-01' },
]

onBothStores('a search', (store) => {
  const titles = async (query: string, options = {}) =>
    (await search(store(), query, options)).results.map(({ title }) => title)

  beforeAll(async () => {
    await importPapers(store(), PAPERS, { source: 'submission', now })
    await seed(store(), [CARD])
    await recordClaims(store(), 'monge-gap', { held: 1, refuted: 0, total: 1 })
  })

  test('finds stems, in titles before abstracts', async () => {
    expect(await titles('optimal transporting')).toEqual([
      'Optimal Transport for Rivers',
      'The Monge Gap',
      // Of two abstracts the shorter counts for more.
      'Diffusion of Heat',
      'Sinkhorn Distances',
    ])
    expect((await search(store(), 'optimal transport')).total).toBe(4)
  })

  test('finds what begins with the last word, and only with the last', async () => {
    expect(await titles('optimal riv')).toEqual(['Optimal Transport for Rivers'])
    expect(await titles('riv optimal')).toEqual([])
    expect(await titles('riv ')).toEqual([])
    expect(await titles('sin')).toEqual(['Sinkhorn Distances'])
  })

  test('knows phrases, exclusion, authors, topics, years', async () => {
    expect(await titles('"transport optimal"')).toEqual([])
    expect(await titles('"optimal transport" -rivers -heat')).toEqual(['The Monge Gap', 'Sinkhorn Distances'])
    expect(await titles('-"optimal transport" network')).toEqual(['Naïve Gaußian f-Divergences'])
    expect(await titles('author:ozil')).toEqual(['The Monge Gap'])
    expect(await titles('author:will')).toEqual(['The Monge Gap'])
    expect(await titles('author:"So Will"')).toEqual(['The Monge Gap'])
    expect(await titles('author:transport')).toEqual([])
    expect(await titles('transport author:oneil')).toEqual(['Sinkhorn Distances'])
    expect(await titles('topic:"optimal transport"')).toEqual(['The Monge Gap'])
    expect(await titles('transport year:2025')).toEqual(['Sinkhorn Distances'])
    expect(await titles('Özil')).toEqual(['The Monge Gap'])
  })

  test('ignores accents, and what the parser of documents would take for a file', async () => {
    expect(await titles('naive gaussian')).toEqual(['Naïve Gaußian f-Divergences'])
    expect(await titles('f-divergence')).toEqual(['Naïve Gaußian f-Divergences'])
    expect(await titles('R/W memory')).toEqual(['Sinkhorn Distances'])
  })

  test('filters', async () => {
    expect(await titles('transport', { runs: true })).toEqual(['The Monge Gap'])
    expect(await titles('', { hasCode: true })).toEqual(['Naïve Gaußian f-Divergences', 'The Monge Gap'])
    expect(await titles('', { topics: ['rankings'] })).toEqual(['The Ranking of Learned Things'])
    expect(await titles('transport', { from: '2024-05-02', to: '2024-06-01' })).toEqual([
      'Optimal Transport for Rivers',
    ])
    expect(await titles("' or true --", { topics: ["'); drop table papers --"] })).toEqual([])
  })

  test('corrects what no paper has, and says so', async () => {
    for (const [typed, meant] of [
      ['sinkhron distances', 'sinkhorn distances'],
      ['optimal tranpsort', 'optimal transport'],
      ['Difusion', 'diffusion'],
      ['mogne gap', 'monge gap'],
      ['"optmal transport" -rivres', '"optimal transport" -rivres'],
      ['author:ozil transprot', 'author:ozil transport'],
      // Two letters left out of seven: half of the trigrams are gone.
      ['tranport optml', 'transport optimal'],
      ['optml', 'optimal'],
    ] as const) {
      const { corrected } = await search(store(), typed)
      expect(corrected).toBe(meant)
    }
    expect(await search(store(), 'sinkhorn rivers')).toEqual({ results: [], total: 0 })
    expect(await search(store(), 'xylophone')).toEqual({ results: [], total: 0 })
    // Two edits from `monge` and from `gap`: too many for so few letters.
    expect(await search(store(), 'mnog')).toEqual({ results: [], total: 0 })
    expect(await search(store(), 'monge gpaa')).toEqual({ results: [], total: 0 })
    // What stays unknown is found nowhere, so nothing was meant.
    expect(await search(store(), 'tranport xylophone')).toEqual({ results: [], total: 0 })
    expect(await search(store(), 'author:ozul transprot')).toEqual({ results: [], total: 0 })
    expect(await search(store(), 'tranport', { from: '2030-01-01' })).toEqual({ results: [], total: 0 })
    expect((await search(store(), 'sinkhron')).results[0]?.title).toBe('Sinkhorn Distances')
  })

  test('takes for a slip what papers have beside the other words, and not what is nearer but elsewhere', async () => {
    // Both are one edit from `gaxes`, and the first is in more papers.
    await importPapers(
      store(),
      [
        { title: 'Walking Gates', abstract: 'Gates, gates.', published: '2020-01-01' },
        { title: 'More Gates', abstract: 'Gates.', published: '2020-01-02' },
        { title: 'Moving Games', abstract: 'Games.', published: '2020-01-03' },
      ],
      { source: 'submission', now },
    )
    expect((await search(store(), 'gaxes')).corrected).toBe('gates')
    expect((await search(store(), 'moving gaxes')).corrected).toBe('moving games')
    expect((await search(store(), 'mowing gaxes')).corrected).toBe('moving games')
    expect((await search(store(), 'rivers gaxes')).corrected).toBeUndefined()
    await store().query("delete from papers where title ~ 'Gates|Games'")
  })

  test('goes on with what was corrected on the next page', async () => {
    const whole = await titles('optimal transport')
    const first = await search(store(), 'optimal tranpsort', { limit: 2 })
    const second = await search(store(), 'optimal tranpsort', { limit: 2, cursor: first.next as string })
    expect(second.corrected).toBe('optimal transport')
    expect([...first.results, ...second.results].map(({ title }) => title)).toEqual(whole)
    expect(second.next).toBeUndefined()
  })

  test('marks what matches in text that is not HTML', async () => {
    const [result] = (await search(store(), 'stones river')).results
    expect(result?.highlights).toEqual({
      title: [
        { text: 'Optimal Transport for ', isMatch: false },
        { text: 'Rivers', isMatch: true },
      ],
      passage: [
        { text: 'Rivers', isMatch: true },
        { text: ' carry sand & <b>', isMatch: false },
        { text: 'stones', isMatch: true },
        { text: '</b>.', isMatch: false },
      ],
    })
  })

  test('is cut in pages that together are the whole', async () => {
    const many = Array.from({ length: 57 }, (_, k) => ({ title: `Cloud ${k} of points`, published: '2020-01-01' }))
    await importPapers(store(), many, { source: 'submission', now })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await search(store(), 'cloud', { cursor, limit: 10 })
      expect(page.total).toBe(57)
      seen.push(...page.results.map(({ title }) => title))
      cursor = page.next
    } while (cursor)
    expect(seen).toHaveLength(57)
    expect(new Set(seen).size).toBe(57)
    expect(seen).toEqual(await titles('cloud', { limit: 100 }))
  })

  test('of words too common to count finds everything; of nothing, everything', async () => {
    expect((await search(store(), 'the')).total).toBe(63)
    expect((await search(store(), ' ')).total).toBe(63)
  })

  test('names what it can’t use', async () => {
    await expect(search(store(), 'x'.repeat(251))).rejects.toThrow('q: has 251 characters')
    await expect(search(store(), 'year:soon')).rejects.toThrow('q: year:soon')
    await expect(search(store(), 'x', { from: '2026-02-30' })).rejects.toThrow('from: is "2026-02-30"')
    await expect(search(store(), 'x', { limit: 101 })).rejects.toThrow('limit: is 101')
    await expect(search(store(), 'x', { cursor: 'abc' })).rejects.toThrow('cursor: ')
  })

  test('takes any text without an error of the database', async () => {
    const nasty = fc
      .array(fc.constantFrom(...`-"'&|!()<>:*\\ abcé流\u0000\u0002\u{1F30A}`, 'author:', 'topic:', 'the '), {
        maxLength: 30,
      })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(nasty, async (query) => {
        const { results } = await search(store(), query, { limit: 1 })
        expect(results.length).toBeLessThanOrEqual(1)
      }),
      { seed: 20261125, numRuns: 150 },
    )
  })

  test('has words that follow the papers', async () => {
    const papersWith = async (word: string) =>
      (await store().query<{ papers: number }>('select papers from lexicon where word = $1', [word]))[0]?.papers
    const stemsWith = async (stem: string) =>
      (await store().query<{ papers: number }>('select papers from stems where stem = $1', [stem]))[0]?.papers
    expect([await papersWith('rivers'), await stemsWith('river')]).toEqual([1, 1])
    expect([await papersWith('transport'), await stemsWith('transport')]).toEqual([4, 4])
    expect([await papersWith('ozil'), await stemsWith('ozil')]).toEqual([1, undefined])
    await store().query(`update papers set abstract = 'Streams, and transport.' where title like '%Rivers'`)
    expect([await papersWith('rivers'), await papersWith('streams'), await stemsWith('sand')]).toEqual([1, 1, 0])
    await store().query(`delete from papers where title like '%Rivers'`)
    expect([await papersWith('rivers'), await papersWith('transport'), await stemsWith('river')]).toEqual([0, 3, 0])
    expect(await titles('rivers')).toEqual([])
  })
})

describe('a query', () => {
  test('becomes quoted words', () => {
    expect(parseQuery('"optimal transport" -gan neur').text).toBe("'optimal transport' & !('gan') & 'neur':*")
    expect(parseQuery("it's \\ O'Neil & | ! ( ) :* <-> x").text).toBe("'it s' & 'O Neil' & 'x'")
    expect(parseQuery('author:"Ada Özil" year:2024 topic:Maps')).toMatchObject({
      text: '',
      names: "('Ada':B & 'Özil':B)",
      year: 2024,
      topics: ['maps'],
    })
  })
})

describe('edits', () => {
  test.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['sinkhron', 'sinkhorn', 1],
    ['kitten', 'sitting', 3],
    ['a', '', 1],
  ])('%s to %s: %i', (a, b, expected) => expect(edits(a, b)).toBe(expected))
})

onBothStores('a search with more matches than titles are compared of', (store) => {
  test('goes on by rank alone, in one order, without a gap or a double', async () => {
    // Of one length, so that the rank is by place; every third has the word in its title.
    const many = Array.from({ length: 450 }, (_, k) => ({
      title: k % 3 === 0 ? `Cloud ${k} seen` : `Paper ${k} seen`,
      abstract: k % 3 === 0 ? 'Nothing more.' : 'A cloud.',
      published: '2020-01-01',
    }))
    await importPapers(store(), many, { source: 'submission', now })
    const scores: number[] = []
    const seen = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await search(store(), 'cloud ', { cursor, limit: 70 })
      expect(page.total).toBe(450)
      for (const { title, score } of page.results) {
        scores.push(score)
        seen.add(title)
      }
      cursor = page.next
    } while (cursor)
    expect(seen.size).toBe(450)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect([...seen].slice(0, 150).every((title) => title.startsWith('Cloud'))).toBe(true)
  })
})
