import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { FeedError } from '../errors.js'
import { onBothStores } from '../fixture/stores.js'
import { hot, wilson } from '../ranking/index.js'
import {
  type FeedOptions,
  latestDay,
  listAuthors,
  listFeed,
  listTopics,
  neighbours,
  type PaperRecord,
  parsePeriod,
} from './index.js'

const COUNT = 60

onBothStores('lists', (store) => {
  let all: readonly PaperRecord[]

  // Days and scores on which many papers meet, so that only the last key tells them apart.
  beforeAll(async () => {
    await store().query(
      `insert into papers (slug, arxiv, title, title_key, authors, author_count, published, topics, listed_on, appeared_at,
         code_url, hidden, source)
       select 'paper-' || n, null, 'Paper ' || n, 'paper' || n,
         case when n % 4 = 0 then array['Ada Lovelace', 'Author ' || n] else array['Author ' || n] end, 3,
         date '2025-12-01' + n % 40, case when n % 3 = 0 then array['maps', 'flows'] else array['flows'] end,
         date '2026-03-02' + 3 * (n % 10), timestamptz '2026-03-02' + 3 * (n % 10) * interval '1 day',
         case when n % 5 = 0 then 'https://example.org/code' end, n = ${COUNT}, 'daily-papers'
       from generate_series(1, ${COUNT}) as n order by n`,
    )
    await store().query(
      `insert into paper_scores (paper_id, votes, claims_held, claims_total, hot)
       select id, id % 4, case when id % 7 = 0 then id % 3 else 0 end, case when id % 7 = 0 then 2 + id % 2 else 0 end,
         hot(id % 4, 0, case when id % 7 = 0 then id % 3 else 0 end, case when id % 7 = 0 then 2 + id % 2 else 0 end, appeared_at)
       from papers`,
    )
    all = (await listFeed(store(), { limit: 100 })).papers
  })

  const walk = async (options: FeedOptions) => {
    const pages: (readonly PaperRecord[])[] = []
    let cursor: string | undefined
    do {
      const page = await listFeed(store(), { ...options, cursor })
      pages.push(page.papers)
      cursor = page.next
    } while (cursor !== undefined && pages.length < COUNT)
    return pages
  }
  const slugs = (papers: readonly PaperRecord[]) => papers.map(({ slug }) => slug)

  test('leave out what a moderator has hidden', () => {
    expect(all).toHaveLength(COUNT - 1)
  })

  test('are in the order that they say', async () => {
    const byKeys = (keys: (paper: PaperRecord) => readonly (number | string)[]) =>
      [...all].sort((a, b) => {
        const [x, y] = [keys(a), keys(b)]
        const k = x.findIndex((key, index) => key !== y[index])
        return (x[k] ?? 0) > (y[k] ?? 0) ? -1 : 1
      })
    const claimed = (paper: PaperRecord) => paper.claims.total > 0
    const score = ({ votes, claims, appearedAt }: PaperRecord) =>
      // As the store rounds it, so that ties are ties.
      Math.round(hot({ votes, comments: 0, held: claims.held, total: claims.total, appeared: appearedAt }) * 1e9)
    expect(slugs(all)).toEqual(slugs(byKeys((paper) => [paper.listedOn, paper.id])))
    expect(slugs((await listFeed(store(), { by: 'trending', limit: 100 })).papers)).toEqual(
      slugs(byKeys((paper) => [score(paper), -paper.id])),
    )
    expect(slugs((await listFeed(store(), { by: 'runnable', limit: 100 })).papers)).toEqual(
      slugs(
        byKeys(({ claims, listedOn, id }) => [wilson(claims.held, claims.total), claims.total, listedOn, id]).filter(
          claimed,
        ),
      ),
    )
  })

  test('come in pages that hold each paper once, in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('newest', 'trending', 'runnable'),
        fc.integer({ min: 1, max: 70 }),
        async (by, limit) => {
          const whole = await listFeed(store(), { by, limit: 100 })
          const pages = await walk({ by, limit })
          expect(slugs(pages.flat())).toEqual(slugs(whole.papers))
          // And back from the last page.
          let page = await listFeed(store(), { by, limit })
          while (page.next) page = await listFeed(store(), { by, limit, cursor: page.next })
          const back = [slugs(page.papers)]
          while (page.previous) {
            page = await listFeed(store(), { by, limit, cursor: page.previous })
            back.unshift(slugs(page.papers))
          }
          expect(back.flat()).toEqual(slugs(whole.papers))
        },
      ),
      { seed: 20261125, numRuns: 8 },
    )
  })

  test('do not repeat a paper because one was added meanwhile', async () => {
    const first = await listFeed(store(), { limit: 10 })
    const added = await store().query<{ id: number }>(
      `insert into papers (slug, title, title_key, authors, published, topics, listed_on)
       values ('latecomer', 'Late', 'late', '{}', '2026-05-01', '{}', '2026-05-01') returning id`,
    )
    await store().query('insert into paper_scores (paper_id, hot) values ($1, 0)', [added[0]?.id ?? 0])
    const second = await listFeed(store(), { limit: 10, cursor: first.next })
    expect(slugs(second.papers)).toEqual(slugs(all.slice(10, 20)))
    await store().query("delete from papers where slug = 'latecomer'")
  })

  test.each([
    [{ topic: 'maps' }, (paper: PaperRecord) => paper.topics.includes('maps')],
    [{ author: 'Ada Lovelace' }, (paper: PaperRecord) => paper.authors.includes('Ada Lovelace')],
    [{ year: 2026 }, (paper: PaperRecord) => paper.published.startsWith('2026')],
    [{ runs: true }, (paper: PaperRecord) => paper.claims.total > 0],
    [{ hasCode: true }, (paper: PaperRecord) => paper.claims.total > 0 || paper.codeUrl !== null],
    [{ minVotes: 3 }, (paper: PaperRecord) => paper.votes >= 3],
    [{ period: parsePeriod('day', '2026-03-05') }, (paper: PaperRecord) => paper.listedOn === '2026-03-05'],
    [{ topic: 'maps', runs: true, year: 2025 }, () => undefined],
  ] as const)('are limited by %j', async (filter, fits) => {
    for (const by of ['newest', 'trending'] as const) {
      const found = await listFeed(store(), { ...filter, by, limit: 100 })
      const expected = all.filter((paper) =>
        fits(paper) === undefined
          ? paper.topics.includes('maps') && paper.claims.total > 0 && paper.published < '2026'
          : fits(paper),
      )
      expect(expected.length).toBeGreaterThan(0)
      expect(expected.length).toBeLessThan(all.length)
      expect(slugs(found.papers).sort()).toEqual(slugs(expected).sort())
    }
  })

  test('can be entered by number', async () => {
    expect(slugs((await listFeed(store(), { skip: 20, limit: 10 })).papers)).toEqual(slugs(all.slice(20, 30)))
  })

  test('know the next and the previous day that have papers', async () => {
    expect(await latestDay(store())).toBe('2026-03-29')
    const day = parsePeriod('day', '2026-03-06')
    expect(await neighbours(store(), day)).toEqual({ previous: '2026-03-05', next: '2026-03-08' })
    expect(await neighbours(store(), parsePeriod('month', '2026-03'))).toEqual({})
    expect(await neighbours(store(), parsePeriod('week', '2026-W14'))).toEqual({ previous: '2026-03-29' })
  })

  test('count topics and authors', async () => {
    expect(await listTopics(store())).toEqual([
      { name: 'flows', count: COUNT - 1 },
      { name: 'maps', count: COUNT / 3 - 1 },
    ])
    expect((await listAuthors(store(), 1))[0]).toEqual({ name: 'Ada Lovelace', count: COUNT / 4 - 1 })
  })

  describe('refuse', () => {
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    test.each([
      ['cursor', { cursor: '' }],
      ['cursor', { cursor: 'nonsense' }],
      ['cursor', { cursor: forged(['trending', 0, 1, 1]) }],
      ['cursor', { cursor: forged(['newest', 0, "2026-01-01'; drop table papers", 1]) }],
      ['cursor', { cursor: forged(['newest', 0, '2026-13-99', 1]) }],
      ['cursor', { cursor: forged(['newest', 0, '2026-01-01', 1e12]) }],
      ['cursor', { by: 'trending', cursor: forged(['trending', 0, null, 1]) }],
      ['limit', { limit: 0 }],
      ['limit', { limit: 101 }],
      ['limit', { limit: Number.NaN }],
      ['skip', { skip: -1 }],
      ['year', { year: 99_999 }],
      ['min', { minVotes: -1 }],
    ] as const)('a bad %s: %j', async (field, options) => {
      const failure = await listFeed(store(), options).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(FeedError)
      expect((failure as FeedError).field).toBe(field)
    })
  })
})
