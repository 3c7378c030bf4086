/**
 * Pages of papers.
 * @module
 */
import { knownAuthors } from '@pushforward/feed/discussion'
import { earlierVersions, lineageOf, type PaperRecord, paperByArxiv, paperBySlug } from '@pushforward/feed/papers'
import { cssVariables } from '@pushforward/lab/figure'
import { type PaperView, paperText, renderPaper, renderUnknownArxiv } from '@pushforward/site'
import type { Context } from 'hono'
import { similarReader } from '../similar-reader.js'
import { paperSlots } from '../slots.js'
import { ASK, html, type Route, svg } from './parts.js'

const ARXIV = /^\d{4}\.\d{4,5}(v\d+)?$/

export const papers: Route = (app, parts) => {
  const { store, programs, assets, config } = parts

  const similarTo = similarReader(store, parts.patience)

  const viewOf = async (record: PaperRecord, query: URLSearchParams): Promise<PaperView> => {
    const [program, similar, earlier, known, lineage] = await Promise.all([
      programs.view(record.slug, query),
      similarTo(record.id),
      earlierVersions(store, record.id),
      knownAuthors(store, [record.id]),
      lineageOf(store, record),
    ])
    const authors = known.get(record.id) ?? []
    return { paper: record, similar, earlier, known: authors, lineage, ...(program ? { program } : {}) }
  }

  app.get('/papers/:file{[^/]+\\.md}', async (context) => {
    const slug = context.req.param('file').slice(0, -'.md'.length)
    const record = (await paperBySlug(store, slug)) ?? (await paperByArxiv(store, slug))
    if (!record) return context.notFound()
    if (record.slug !== slug) return context.redirect(`/papers/${record.slug}.md`, 301)
    return markdown(context, await viewOf(record, new URLSearchParams()))
  })

  app.get('/papers/:slug', async (context) => {
    const slug = context.req.param('slug')
    // The address that Hugging Face would use.
    if (ARXIV.test(slug)) return context.redirect(`/abs/${slug}`, 302)
    const record = await paperBySlug(store, slug)
    if (!record) return context.notFound()
    if (record.slug !== slug) return context.redirect(`/papers/${record.slug}`, 301)
    const view = await viewOf(record, new URL(context.req.url).searchParams)
    context.header('vary', 'accept')
    if (wantsText(context.req.header('accept'))) return markdown(context, view)
    return html(context, renderPaper({ ...view, ...(await paperSlots(context, parts, record)) }, assets))
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
    const arxiv = context.req.param('arxiv')
    const record = await paperByArxiv(store, arxiv)
    if (record) return context.redirect(`/papers/${record.slug}`, 302)
    return ARXIV.test(arxiv) ? html(context, renderUnknownArxiv(arxiv, assets), 404) : context.notFound()
  })

  const markdown = (context: Context, view: PaperView) =>
    context.body(paperText(view, `${config.publicUrl}/papers/${view.paper.slug}`), 200, {
      'content-type': 'text/markdown; charset=utf-8',
      'cache-control': ASK,
    })
}

/** Markdown is asked for by name; browsers name HTML. */
const wantsText = (accept: string | undefined) => accept?.includes('text/markdown') && !accept.includes('text/html')

/** A picture in CSS variables, standing alone: with the values of both themes. */
function withThemes(picture: string): string {
  const style = `svg{color-scheme:light dark;${cssVariables('light')}}@media(prefers-color-scheme:dark){svg{${cssVariables('dark')}}}`
  return picture.replace('>', `><style>${style}</style>`)
}
