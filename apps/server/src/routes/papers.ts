/**
 * The list of papers and their pages.
 * @module
 */
import { listPapers, type PaperRecord, paperByArxiv, paperBySlug } from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'
import type { Card } from '@pushforward/lab'
import { cssVariables } from '@pushforward/lab/figure'
import { type FeedEntry, renderFeed, renderPaper } from '@pushforward/site'
import { similarTo } from '../similar.js'
import { ASK, html, type Route, svg } from './parts.js'

export const papers: Route = (app, { store, programs, assets }) => {
  app.get('/', async (context) => {
    const topic = context.req.query('topic') || undefined
    const [all, shown] = await Promise.all([cards(store), cards(store, topic)])
    const entries = await Promise.all(
      shown.map(async (card): Promise<FeedEntry> => ({ card, standing: await programs.standing(card.slug) })),
    )
    return html(context, renderFeed({ entries, topics: topicsOf(all), topic }, assets))
  })

  app.get('/papers', (context) => context.redirect('/', 301))

  app.get('/papers/:slug', async (context) => {
    const slug = context.req.param('slug')
    const record = await paperBySlug(store, slug)
    if (record && record.slug !== slug) return context.redirect(`/papers/${record.slug}`, 301)
    const card = record && toCard(record)
    if (!card) return context.notFound()
    const [program, all] = await Promise.all([
      programs.view(card.slug, new URL(context.req.url).searchParams),
      cards(store),
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
    return picture === undefined ? context.notFound() : svg(context, withThemes(picture))
  })

  app.get('/abs/:arxiv', async (context) => {
    const record = await paperByArxiv(store, context.req.param('arxiv'))
    return record ? context.redirect(`/papers/${record.slug}`, 302) : context.notFound()
  })
}

/** The papers that have a question and a summary. */
const cards = async (store: Store, topic?: string): Promise<Card[]> =>
  (await listPapers(store, { topic, catalogue: true })).flatMap((record) => toCard(record) ?? [])

function toCard({ arxiv, question, summary, ...record }: PaperRecord): Card | undefined {
  return arxiv === null || question === null || summary === null ? undefined : { ...record, arxiv, question, summary }
}

function topicsOf(all: readonly Card[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const topic of all.flatMap(({ topics }) => topics)) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

/** A picture in CSS variables, standing alone: with the values of both themes. */
function withThemes(picture: string): string {
  const style = `svg{color-scheme:light dark;${cssVariables('light')}}@media(prefers-color-scheme:dark){svg{${cssVariables('dark')}}}`
  return picture.replace('>', `><style>${style}</style>`)
}
