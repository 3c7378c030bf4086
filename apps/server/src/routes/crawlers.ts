/**
 * For search engines: what they may fetch (RFC 9309), and the addresses of what is worth finding (sitemaps.org).
 * @module
 */
import { daysWithPapers, sitemapPapers, sitemapParts } from '@pushforward/feed/papers'
import { element, textElement } from '@pushforward/feed/syndication'
import { topicPath } from '@pushforward/site'
import type { Context } from 'hono'
import { allTopics } from './lists.js'
import type { Route } from './parts.js'

/** What is one person's, what is a form, what changes something, and lists without end: `*` is any text. */
const CLOSED = [
  // One's own.
  ...['/account', '/sign-in', '/sign-out', '/following', '/for-you', '/saved', '/private/'],
  // Addresses that are secrets, as they come in mails.
  ...['/subscribe', '/subscription/', '/u/', '/replies/', '/mail/'],
  ...['/submit', '/flag', '/comments/', '/moderation/'],
  ...['comment', 'authorship', 'vote', 'save', 'runs'].map((act) => `/papers/*/${act}`),
  ...['/api/following/', '/api/papers/submit', '/api/papers/*/vote', '/api/papers/*/save', '/api/papers/search'],
  // One for each way to ask.
  ...['/search?', '/search/', '/runs/'],
  ...['/healthz', '/metrics'],
]

const FRONT = [
  ...['/', '/newest', '/trending', '/runnable', '/topics'],
  ...['/about', '/about/ranking', '/about/feeds', '/about/api'],
]

/** Days and topics in a sitemap each: it may hold 50 000 addresses. */
const MOST = 10_000
/** Seconds for which a crawler need not ask again. */
const FRESH = 3600

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

interface Place {
  readonly path: string
  readonly changed?: Date
}

export const crawlers: Route = (app, { store, config }) => {
  const site = config.publicUrl
  const topics = allTopics(store)

  app.get('/robots.txt', (context) => {
    const lines = ['User-agent: *', ...CLOSED.map((path) => `Disallow: ${path}`), '', `Sitemap: ${site}/sitemap.xml`]
    return context.text(`${lines.join('\n')}\n`, 200, { 'cache-control': `max-age=${FRESH}` })
  })

  app.get('/sitemap.xml', async (context) => {
    const parts = await sitemapParts(store)
    const paths = ['/sitemap/lists.xml', ...parts.map((part) => `/sitemap/papers-${part}.xml`)]
    return xml(
      context,
      document(
        'sitemapindex',
        'sitemap',
        site,
        paths.map((path) => ({ path })),
      ),
    )
  })

  app.get('/sitemap/lists.xml', async (context) => {
    const days = await daysWithPapers(store, MOST)
    const named = (await topics()).map(({ name }) => name).filter((name) => !/^\.\.?$/.test(name))
    const paths = [...FRONT, ...days.map((day) => `/day/${day}`), ...named.slice(0, MOST).map(topicPath)]
    return xml(
      context,
      document(
        'urlset',
        'url',
        site,
        paths.map((path) => ({ path })),
      ),
    )
  })

  app.get('/sitemap/:name{papers-[1-9][0-9]{0,5}\\.xml}', async (context) => {
    const part = Number.parseInt(context.req.param('name').slice('papers-'.length), 10)
    const papers = await sitemapPapers(store, part)
    if (papers.length === 0) return context.notFound()
    const places = papers.map(({ slug, updatedAt }) => ({
      path: `/papers/${encodeURIComponent(slug)}`,
      changed: updatedAt,
    }))
    return xml(context, document('urlset', 'url', site, places))
  })
}

function document(root: string, entry: string, site: string, places: readonly Place[]): string {
  const entries = places.map(({ path, changed }) =>
    element(
      entry,
      {},
      textElement('loc', site + path) + (changed ? textElement('lastmod', changed.toISOString()) : ''),
    ),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, { xmlns: NAMESPACE }, `\n${entries.join('\n')}\n`)}\n`
}

const xml = (context: Context, text: string) =>
  context.body(text, 200, { 'content-type': 'application/xml; charset=utf-8', 'cache-control': `max-age=${FRESH}` })
