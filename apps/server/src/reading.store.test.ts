import { checkAtom } from '@pushforward/feed/fixture'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestSite, testSite } from './fixture/app.js'
import { HOSTILE, listPapersForTest } from './fixture/listed.js'

let site: TestSite
beforeAll(async () => {
  site = await testSite()
  await listPapersForTest(site.store)
})
afterAll(() => site.close())

const get = (path: string, headers: Record<string, string> = {}) => site.app.request(path, { headers })
const text = async (path: string) => (await get(path)).text()
const entries = (html: string) =>
  [...html.matchAll(/<li class="entry[^"]*"><h3><a href="\/papers\/([^"]+)"/g)].map(([, slug]) => slug)
const link = (html: string, rel: string) =>
  new RegExp(`<link rel="${rel}" href="([^"]+)"`).exec(html)?.[1]?.replaceAll('&amp;', '&')

describe('the front door', () => {
  test('shows the last day, the best first, and what runs', async () => {
    const html = await text('/')
    expect(html).toContain('Papers of 22 April 2026')
    expect(entries(html)[0]).toBe('listed-9')
    expect(html).toContain('All papers of this day')
    expect(html).toContain('Research papers that run')
  })
})

describe('lists', () => {
  test('come in pages that lead to each other in both directions', async () => {
    const first = await text('/newest')
    expect(entries(first)).toHaveLength(30)
    expect(link(first, 'prev')).toBeUndefined()
    const second = await text(link(first, 'next') ?? '')
    expect(entries(second)).toHaveLength(30)
    expect(entries(second).some((slug) => entries(first).includes(slug))).toBe(false)
    expect(entries(await text(link(second, 'prev') ?? ''))).toEqual(entries(first))
  })

  test('of periods lead past empty days', async () => {
    expect((await get('/day')).headers.get('location')).toBe('/day/2026-04-22')
    expect((await get('/week')).headers.get('location')).toBe('/week/2026-W17')
    expect((await get('/month')).headers.get('location')).toBe('/month/2026-04')
    expect(await text('/day/2026-04-22')).toContain('<a href="/day/2026-04-20">← 20 April 2026</a>')
    const empty = await text('/day/2026-04-21')
    expect(empty).toContain('No paper is in this list')
    expect(empty).toContain('<a href="/day/2026-04-22">22 April 2026 →</a>')
    expect(await text('/week/2026-W17')).toContain('Papers of week 17 of 2026')
  })

  test('are limited by what stands in the address, and keep it from page to page', async () => {
    const html = await text('/newest?code=1')
    expect(html).toMatch(/name="code"[^>]*checked/)
    expect(entries(html)).toContain('listed-5')
    expect(entries(html)).not.toContain('listed-7')
    expect(link(await text('/topics/lists?by=trending&year=2026'), 'next')).toMatch(
      /^\/topics\/lists\?by=trending&year=2026&cursor=/,
    )
    expect(entries(await text('/newest?min=3'))).toEqual(['listed-9'])
    expect(entries(await text('/authors/Ada%20Lovelace'))).toContain('listed-3')
    expect(entries(await text('/trending'))[0]).toBe('listed-9')
  })

  test.each(['/newest?year=north', '/newest?min=-1', '/newest?cursor=nonsense', '/topics/lists?by=magic'])(
    '%s is refused in words',
    async (path) => {
      const response = await get(path)
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('Show the list without it')
    },
  )

  test('show nothing hostile', async () => {
    for (const path of ['/day/2026-04-22?by=newest', '/papers/listed-1', '/topics', '/papers/listed-1.md']) {
      const body = await text(path)
      if (path.endsWith('.md')) continue
      expect(body, path).toContain('&lt;script>')
      expect(body, path).not.toContain('<script>alert')
      expect(body, path).not.toContain('href="javascript')
    }
  })
})

describe('feeds', () => {
  const paths = [
    '/feed.atom',
    '/trending/feed.atom',
    '/runnable/feed.atom',
    '/topics/lists/feed.atom?by=newest',
    `/topics/${encodeURIComponent(HOSTILE)}/feed.atom`,
    '/authors/Ada%20Lovelace/feed.atom',
    '/month/2026-04/feed.atom',
    '/topics/nothing/feed.atom',
  ]
  test.each(paths)('%s is Atom', async (path) => {
    const response = await get(path)
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const { feed, problems } = checkAtom(await response.text())
    expect(problems).toEqual([])
    expect(feed.link).toContainEqual({
      '@rel': 'self',
      '@type': 'application/atom+xml',
      '@href': `http://localhost${path}`,
    })
  })

  test('are paged, and hold each paper once', async () => {
    const ids: string[] = []
    let path: string | undefined = '/feed.atom'
    while (path) {
      const { feed } = checkAtom(await text(path))
      ids.push(...(feed.entry as { id: string }[]).map(({ id }) => id))
      const next = (feed.link as Record<string, string>[]).find((each) => each['@rel'] === 'next')?.['@href']
      path = next?.replace('http://localhost', '')
    }
    expect(ids).toHaveLength(99)
    expect(new Set(ids).size).toBe(99)
  })

  test('exist as JSON, too', async () => {
    const response = await get('/topics/lists/feed.json')
    expect(response.headers.get('content-type')).toBe('application/feed+json; charset=utf-8')
    const feed = await response.json()
    expect(feed.items).toHaveLength(50)
    expect(feed.next_url).toMatch(/^http:\/\/localhost\/topics\/lists\/feed\.json\?cursor=/)
    const next = await (await get(feed.next_url.replace('http://localhost', ''))).json()
    expect(next.items).toHaveLength(20)
  })

  test('are not sent again when nothing is new', async () => {
    const first = await get('/feed.atom')
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"/)
    expect((await get('/feed.atom', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('/feed.atom', { 'if-none-match': '"other"' })).status).toBe(200)
    const modified = first.headers.get('last-modified') ?? ''
    expect((await get('/feed.atom', { 'if-modified-since': modified })).status).toBe(304)
    expect((await get('/feed.atom', { 'if-modified-since': 'Wed, 22 Apr 2026 00:00:00 GMT' })).status).toBe(200)
    // The tag counts where both are sent.
    expect((await get('/feed.atom', { 'if-none-match': '"other"', 'if-modified-since': modified })).status).toBe(200)
    // A vote makes nothing new.
    await site.store.query(
      "update paper_scores set votes = votes + 1 where paper_id = (select id from papers where slug = 'listed-70')",
    )
    expect((await get('/feed.atom', { 'if-none-match': etag })).status).toBe(304)
  })

  test('refuse what they can’t use', async () => {
    const response = await get('/feed.atom?cursor=nonsense')
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('cursor: ')
  })
})

describe('what the site says about itself', () => {
  test('is made from the constants in force', async () => {
    const html = await text('/about/ranking')
    expect(html).toContain('48 hours')
    expect(html).toMatch(/7 of 8<\/th><td>0.660/)
    expect(html).toMatch(/1 vote, 50 comments<\/th><td>0.477/)
  })

  test('makes the address of a feed', async () => {
    const html = await text('/about/feeds?list=trending&topic=maps&min=3')
    expect(html).toContain('http://localhost/trending/feed.atom?topic=maps&amp;min=3')
  })
})
