/**
 * The site as a function from request to response.
 * @module
 */
import { extname } from 'node:path'
import { listPapers, paperByArxiv, paperBySlug, type Store } from '@pushforward/feed'
import type { Card, Context as LabContext } from '@pushforward/lab'
import { cssVariables } from '@pushforward/lab/figure'
import {
  type Assets,
  type FeedEntry,
  renderAbout,
  renderFailure,
  renderFeed,
  renderNotFound,
  renderPaper,
} from '@pushforward/site'
import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { trimTrailingSlash } from 'hono/trailing-slash'
import type { Asset } from './assets.js'
import { securityHeaders } from './headers.js'
import type { Programs } from './programs.js'
import { similarTo } from './similar.js'

export interface AppParts {
  readonly store: Store
  readonly programs: Programs
  readonly assets: Assets
  readonly readAsset: (name: string, brotli: boolean) => Promise<Asset | undefined>
  /** The site's icon, as SVG. */
  readonly icon: string
  readonly dataset: LabContext['dataset']
  /** Receives what went wrong while a page was made. */
  readonly report: (error: Error) => void
}

const FOR_EVER = 'public, max-age=31536000, immutable'
/** Kept, but asked about each time: an ETag answers. */
const ASK = 'no-cache'
const SVG = 'image/svg+xml'

export function createApp({ store, programs, assets, readAsset, icon, dataset, report }: AppParts): Hono {
  const app = new Hono()
  app.use(securityHeaders())
  app.use(compress())
  app.use(trimTrailingSlash())

  app.get('/assets/:name', async (context) => {
    const brotli = /\bbr\b/.test(context.req.header('accept-encoding') ?? '')
    const asset = await readAsset(context.req.param('name'), brotli)
    if (!asset) return context.notFound()
    return context.body(asset.body, 200, {
      'content-type': asset.type,
      'cache-control': FOR_EVER,
      vary: 'accept-encoding',
      ...(asset.encoding ? { 'content-encoding': asset.encoding } : {}),
    })
  })

  app.use(etag())
  const html = (context: Context, text: string) => context.html(text, 200, { 'cache-control': ASK })
  const image = (context: Context, svg: string) => context.body(svg, 200, { 'content-type': SVG, 'cache-control': ASK })

  app.get('/', async (context) => {
    const topic = context.req.query('topic') || undefined
    const [all, shown] = await Promise.all([listPapers(store), listPapers(store, { topic })])
    const entries = await Promise.all(
      shown.map(async (card): Promise<FeedEntry> => ({ card, standing: await programs.standing(card.slug) })),
    )
    return html(context, renderFeed({ entries, topics: topicsOf(all), topic }, assets))
  })

  app.get('/papers', (context) => context.redirect('/', 301))

  app.get('/papers/:slug', async (context) => {
    const card = await paperBySlug(store, context.req.param('slug'))
    if (!card) return context.notFound()
    const [program, all] = await Promise.all([
      programs.view(card.slug, new URL(context.req.url).searchParams),
      listPapers(store),
    ])
    return html(context, renderPaper({ card, program, similar: similarTo(card, all) }, assets))
  })

  app.get('/papers/:slug/figures.json', async (context) => {
    const figures = await programs.figures(context.req.param('slug'))
    if (figures === undefined) return context.notFound()
    return context.body(figures, 200, { 'content-type': 'application/json', 'cache-control': ASK })
  })

  app.get('/papers/:slug/picture.svg', async (context) => {
    const picture = await programs.picture(context.req.param('slug'))
    return picture === undefined ? context.notFound() : image(context, withThemes(picture))
  })

  app.get('/abs/:arxiv', async (context) => {
    const card = await paperByArxiv(store, context.req.param('arxiv'))
    return card ? context.redirect(`/papers/${card.slug}`, 302) : context.notFound()
  })

  app.get('/data/:name', async (context) => {
    const name = context.req.param('name')
    const file = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? await dataset(name) : undefined
    if (!file) return context.notFound()
    return context.body(Uint8Array.from(file.bytes), 200, {
      'content-type': extname(file.name) === '.csv' ? 'text/csv; charset=utf-8' : 'application/octet-stream',
      'x-file-name': file.name,
      'cache-control': ASK,
    })
  })

  app.get('/about', (context) => html(context, renderAbout(assets)))
  app.get('/icon.svg', (context) => image(context, icon))
  app.get('/healthz', async (context) => {
    const [row] = await store.query<{ papers: number }>('select count(*) as papers from papers')
    return context.json({ status: 'ok', papers: row?.papers }, 200, { 'cache-control': 'no-store' })
  })

  app.notFound((context) => context.html(renderNotFound(context.req.path, assets), 404))
  app.onError((error, context) => {
    report(error)
    return context.html(renderFailure(assets), 500)
  })
  return app
}

function topicsOf(cards: readonly Card[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const topic of cards.flatMap(({ topics }) => topics)) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

/** A picture in CSS variables, standing alone: with the values of both themes. */
function withThemes(svg: string): string {
  const style = `svg{color-scheme:light dark;${cssVariables('light')}}@media(prefers-color-scheme:dark){svg{${cssVariables('dark')}}}`
  return svg.replace('>', `><style>${style}</style>`)
}
