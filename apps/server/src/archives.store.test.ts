import { checkAtom, onBothStores } from '@pushforward/feed/fixture'
import { importPapers } from '@pushforward/feed/ingest'
import { beforeAll, expect, test } from 'vitest'
import { Browser, type FeedSite, feedSite, PAPER } from './fixture/browsers.js'

interface Link {
  readonly '@rel': string
  readonly '@href': string
}

onBothStores('archives of feeds', (store) => {
  let site: FeedSite
  let browser: Browser
  const add = (month: string, ...titles: string[]) => {
    site.now = new Date(`${month}-10T12:00:00Z`)
    const papers = titles.map((title) => ({
      title,
      authors: ['Bo Li'],
      topics: title.length % 2 ? ['maps'] : [],
      // Far from the month in which they came.
      published: '2019-05-05',
    }))
    return importPapers(store(), papers, { source: 'submission', now: site.now })
  }
  beforeAll(async () => {
    site = await feedSite(store())
    browser = new Browser(site)
    await store().query("update papers set added_at = '2025-12-31T23:59:59Z'")
    await add('2026-01', 'January one', 'January two!')
    await add('2026-03', ...Array.from({ length: 1003 }, (_, k) => `March ${k}`))
  })

  const read = async (path: string) => {
    const response = await browser.get(path)
    expect([path, response.status]).toEqual([path, 200])
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const text = await response.text()
    const { feed, problems } = checkAtom(text)
    expect([path, problems]).toEqual([path, []])
    const link = (rel: string) =>
      (feed.link as readonly Link[]).find((each) => each['@rel'] === rel)?.['@href'].replace('http://localhost', '')
    const entries = (feed.entry ?? []) as readonly { readonly title: string; readonly id: string }[]
    return { text, feed, entries, titles: entries.map(({ title }) => title), link }
  }
  /** From a feed back to the beginning, as a reader of RFC 5005 goes. */
  const walk = async (path: string) => {
    const titles = new Set<string>()
    const documents: string[] = []
    let next = (await read(path)).link('prev-archive')
    while (next) {
      documents.push(next)
      const { feed, titles: more, link } = await read(next)
      expect([next, feed['fh:archive']]).toEqual([next, ''])
      expect([link('self'), link('current')]).toEqual([next, path])
      for (const title of more) titles.add(title)
      next = link('prev-archive')
    }
    return { documents, titles }
  }
  const numberOf = async (title: string) =>
    (await store().query<{ id: number }>('select id from papers where title = $1', [title]))[0]?.id

  test('lead back from the feed to every paper, in documents of bounded size', async () => {
    const last = await numberOf('March 1002')
    const { documents, titles } = await walk('/feed.atom')
    expect(documents).toEqual([
      `/archive/2026-03.${last}.atom`,
      `/archive/2026-03.${await numberOf('March 502')}.atom`,
      `/archive/2026-03.${await numberOf('March 2')}.atom`,
      '/archive/2026-01.atom',
      '/archive/2025-12.atom',
    ])
    expect(titles.size).toBe(1006)
    expect((await read('/archive/2026-01.atom')).titles).toEqual(['January two!', 'January one'])
    expect((await read('/archive/2025-12.atom')).titles).toEqual([PAPER.title])
    const feed = await read('/feed.atom')
    expect((await read('/archive/2026-01.atom')).feed.id).toBe(feed.feed.id)
    expect(feed.feed['fh:archive']).toBeUndefined()
  })

  test('are there for topics and authors, too, and for nothing that a filter has narrowed', async () => {
    const maps = await walk('/topics/maps/feed.atom')
    expect(maps.titles).toContain('January one')
    expect(maps.titles).not.toContain('January two!')
    expect(maps.documents.at(-1)).toBe('/topics/maps/archive/2025-12.atom')
    const author = await walk('/authors/Bo%20Li/feed.atom')
    expect([author.titles.size, author.documents[0]]).toEqual([
      1006,
      `/authors/Bo%20Li/archive/2026-03.${await numberOf('March 1002')}.atom`,
    ])
    for (const path of [
      '/feed.atom?topic=maps',
      '/feed.atom?runs=1',
      '/trending/feed.atom',
      '/topics/maps/feed.atom?by=trending',
      '/topics/maps/feed.atom?author=Bo%20Li',
      '/month/2026-03/feed.atom',
    ]) {
      expect([path, (await browser.page(path)).includes('prev-archive')]).toEqual([path, false])
    }
    expect(await browser.page('/feed.json')).not.toContain('archive')
  })

  test('of a month that is not over hold what has come until now; what comes later is in later ones', async () => {
    const path = (await read('/feed.atom')).link('prev-archive') ?? ''
    const before = await read(path)
    await add('2026-03', 'A late one')
    expect((await read(path)).text).toBe(before.text)
    const current = await browser.get('/archive/2026-03.atom')
    const latest = `/archive/2026-03.${await numberOf('A late one')}.atom`
    expect([current.status, current.headers.get('location')]).toEqual([302, latest])
    expect((await read(latest)).titles[0]).toBe('A late one')
    // An hour for what is still being written.
    site.now = new Date('2026-04-01T00:59:59Z')
    expect((await browser.get('/archive/2026-03.atom')).status).toBe(302)
    site.now = new Date('2026-04-01T01:00:00Z')
    expect((await read('/archive/2026-03.atom')).titles[0]).toBe('A late one')
    expect((await read('/feed.atom')).link('prev-archive')).toBe('/archive/2026-03.atom')
  })

  test('never change once the month is over, but for a paper that a moderator takes out', async () => {
    const { text } = await read('/archive/2026-01.atom')
    await store().query(
      "update papers set title = 'Another title', updated_at = '2026-04-02' where title = 'January one'",
    )
    // Whatever is added now, with whatever dates, is of this month.
    await add('2026-04', 'April')
    expect((await read('/archive/2026-01.atom')).text).toBe(text)
    expect((await walk('/feed.atom')).titles).toContain('April')
    const root = new Browser(site)
    await root.signIn('root@example.org')
    const slug = 'january-two'
    await root.post('/moderation', { action: 'hide-paper', paper: slug, reason: 'Not a paper' })
    const [row] = await store().query<{ hidden: boolean }>('select hidden from papers where slug = $1', [slug])
    expect(row).toEqual({ hidden: true })
    expect((await read('/archive/2026-01.atom')).titles).toEqual(['Another title'])
  })

  test('that do not exist are not found', async () => {
    const paper = await numberOf('April')
    for (const path of [
      '/archive/2026-02.atom',
      '/archive/2026-05.atom',
      '/archive/2026-13.atom',
      '/archive/0000-01.atom',
      '/archive/1000-01.atom',
      '/archive/2026-04.999999.atom',
      `/archive/2026-03.${paper}.atom`,
      `/archive/2026-04.${'9'.repeat(9)}.atom`,
      '/archive/2026-04.json',
      '/archive/..%2f2026-01.atom',
      '/topics/none/archive/2026-01.atom',
      "/authors/' or true --/archive/2026-01.atom",
    ]) {
      expect([path, (await browser.get(path)).status]).toEqual([path, 404])
    }
    expect(site.failures).toEqual([])
  })
})
