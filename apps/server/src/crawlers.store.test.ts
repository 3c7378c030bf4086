import { checkSitemap } from '@pushforward/feed/fixture'
import { SITEMAP_PART } from '@pushforward/feed/papers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from './config.js'
import { type TestSite, testSite } from './fixture/app.js'
import { HOSTILE, listPapersForTest } from './fixture/listed.js'

const HOST = 'https://papers.example'

let site: TestSite
beforeAll(async () => {
  site = await testSite({ config: readConfig({ PUBLIC_URL: HOST }, 'http://localhost') })
  await listPapersForTest(site.store)
})
afterAll(() => site?.close())

const get = (path: string) => site.app.request(path)
const text = async (path: string) => (await get(path)).text()

/** As RFC 9309 says, for rules that only disallow: a path is closed when one is a prefix of it, `*` being any text. */
function closedIn(robots: string): (path: string) => boolean {
  const rules = [...robots.matchAll(/^Disallow: (\S+)$/gm)].map(
    ([, rule = '']) =>
      new RegExp(
        `^${rule
          .split('*')
          .map((part) => part.replace(/[.?+^$()[\]{}|\\]/g, '\\$&'))
          .join('.*')}`,
      ),
  )
  return (path) => rules.some((rule) => rule.test(path))
}

/** Addresses in a sitemap, as paths. */
async function places(path: string): Promise<readonly { readonly path: string; readonly lastmod?: string }[]> {
  const answer = await get(path)
  expect(answer.status, path).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8')
  const entries = checkSitemap(await answer.text())
  return entries.map(({ loc, lastmod }) => {
    expect(loc.startsWith(`${HOST}/`)).toBe(true)
    return { path: loc.slice(HOST.length), ...(lastmod ? { lastmod } : {}) }
  })
}

describe('robots.txt', () => {
  test('opens what everybody reads', async () => {
    const robots = await text('/robots.txt')
    expect(robots.startsWith('User-agent: *\n')).toBe(true)
    expect(robots.endsWith(`\nSitemap: ${HOST}/sitemap.xml\n`)).toBe(true)
    const isClosed = closedIn(robots)
    for (const path of [
      ...['/', '/newest', '/newest?cursor=x', '/day/2026-04-22', '/week/2026-W17', '/month/2026-04', '/topics/flows'],
      ...['/papers/monge-gap', '/papers/monge-gap.md', '/papers/monge-gap/picture.svg', '/papers/voting-rules'],
      ...['/authors/Marco%20Cuturi', '/people/ada', '/feed.atom', '/feed.json', '/search', '/moderation', '/about/api'],
      ...['/api/papers', '/api/papers/2302.04953', '/assets/site.css', '/sitemap.xml', '/abs/2302.04953'],
    ]) {
      expect(isClosed(path), path).toBe(false)
    }
  })

  test('closes what is one person’s, forms, and lists without end', async () => {
    const isClosed = closedIn(await text('/robots.txt'))
    for (const path of [
      ...['/account', '/account/data.json', '/sign-in', '/sign-in/token', '/following', '/for-you', '/saved'],
      ...[
        '/private/token/feed.atom',
        '/subscribe',
        '/subscribe/token',
        '/subscription/token',
        '/u/token',
        '/replies/t',
      ],
      ...['/submit', '/flag?paper=x', '/moderation/queue', '/moderation/act', '/papers/monge-gap/comment?parent=1'],
      ...['/papers/monge-gap/authorship', '/search?q=a', '/search?topic=a&q=b', '/search/feed.atom?q=a', '/runs/1'],
      ...['/api/papers/search?q=a', '/metrics', '/healthz'],
    ]) {
      expect(isClosed(path), path).toBe(true)
    }
  })

  test('closes whatever takes a change', async () => {
    const isClosed = closedIn(await text('/robots.txt'))
    // The queue and the log of moderation, which is public, have one address for posts.
    const isRead = ['/moderation']
    const taking = site.app.routes
      .filter(({ method }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
      .map(({ path }) => path.replace(/:\w+(\{[^}]*\})?/g, 'x'))
    expect(taking.length).toBeGreaterThan(20)
    expect(taking.filter((path) => !isClosed(path) && !isRead.includes(path))).toEqual([])
  })
})

describe('the sitemap', () => {
  test('leads to lists and papers, all of which are there and open', async () => {
    const isClosed = closedIn(await text('/robots.txt'))
    const index = (await places('/sitemap.xml')).map(({ path }) => path)
    expect(index).toEqual(['/sitemap/lists.xml', '/sitemap/papers-1.xml'])
    const lists = (await places('/sitemap/lists.xml')).map(({ path }) => path)
    expect(lists).toContain('/day/2026-04-22')
    expect(lists).not.toContain('/day/2026-04-21')
    expect(lists).toContain('/topics/optimal%20transport')
    expect(lists).toContain(`/topics/${encodeURIComponent(HOSTILE)}`)
    const papers = (await places('/sitemap/papers-1.xml')).map(({ path }) => path)
    expect(papers).toContain('/papers/monge-gap')
    expect(papers).toHaveLength(99)
    for (const path of [...lists, ...papers.slice(-20)]) {
      expect((await get(path)).status, path).toBe(200)
      expect(isClosed(path), path).toBe(false)
    }
  })

  test('tells when a paper changed, and nothing of what is hidden', async () => {
    const at = async (slug: string) =>
      (await places('/sitemap/papers-1.xml')).find(({ path }) => path === `/papers/${slug}`)
    expect(await at('listed-2')).toEqual({ path: '/papers/listed-2', lastmod: '2026-04-23T06:00:00.000Z' })
    await site.store.query("update papers set hidden = true where slug = 'listed-2'")
    expect(await at('listed-2')).toBeUndefined()
  })

  test('grows by parts', async () => {
    await site.store.query(
      `insert into papers (id, slug, title, title_key, authors, author_count, published, topics, source)
       overriding system value values ($1, 'far', 'Far', 'far', '{}', 1, '2026-01-01', '{}', 'capture')`,
      [2 * SITEMAP_PART + 1],
    )
    expect((await places('/sitemap.xml')).map(({ path }) => path)).toEqual([
      '/sitemap/lists.xml',
      '/sitemap/papers-1.xml',
      '/sitemap/papers-3.xml',
    ])
    expect((await places('/sitemap/papers-3.xml')).map(({ path }) => path)).toEqual(['/papers/far'])
  })

  test.each(['papers-2', 'papers-0', 'papers-01', 'papers-1e3', 'papers-9999999', 'other'])(
    'has no %s',
    async (name) => {
      expect((await get(`/sitemap/${name}.xml`)).status).toBe(404)
    },
  )
})
