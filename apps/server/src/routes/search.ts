/**
 * Searching, as a page and as feeds.
 * @module
 */
import { FeedError } from '@pushforward/feed/errors'
import { type SearchPage, search } from '@pushforward/feed/search'
import { renderSearch, type SearchView } from '@pushforward/site'
import type { Context } from 'hono'
import { entriesOf } from '../entries.js'
import { answerFeed, FORMATS } from './feeds.js'
import { readFilters, withQuery } from './list-address.js'
import { allTopics, listFeeds, TOPICS_OFFERED } from './lists.js'
import { html, type Route } from './parts.js'

/** As many as in the feed of a list. */
const ENTRIES = 50

export const searching: Route = (app, parts) => {
  const { store, assets, meaning } = parts
  const topics = allTopics(store)

  const find = (query: URLSearchParams, limit?: number): Promise<SearchPage> => {
    const text = (name: string) => query.get(name)?.trim() || undefined
    const { topic, runs, code } = readFilters(query).given
    return search(store, text('q') ?? '', {
      runs,
      hasCode: code,
      ...(topic === undefined ? {} : { topics: [topic] }),
      ...given({ from: text('from'), to: text('to'), cursor: query.get('cursor') ?? undefined }),
      ...(limit === undefined ? {} : { limit }),
      ...(meaning ? { meaning } : {}),
    })
  }

  const viewOf = async (context: Context, query: URLSearchParams): Promise<SearchView> => {
    const view: SearchView = {
      query: query.get('q')?.trim().slice(0, 250) ?? '',
      filters: {
        ...readFilters(query).given,
        ...given({ from: query.get('from') || undefined, to: query.get('to') || undefined }),
      },
    }
    // Nothing asked for: the form alone.
    if (![...query.values()].some((value) => value.trim())) return view
    try {
      const page = await find(query)
      const plain = await entriesOf(context, parts, page.results)
      const entries = plain.map((entry, k) => {
        const { highlights: { title, passage } = { title: [], passage: [] }, foundBy } = page.results[k] ?? {}
        const segments = (list: typeof title) => list.map(({ text, isMatch }) => ({ text, hit: isMatch }))
        return {
          ...entry,
          match: { title: segments(title), excerpt: segments(passage), isNear: foundBy === 'meaning' },
        }
      })
      return {
        ...view,
        entries,
        feeds: listFeeds('/search', query),
        ...(page.corrected === undefined
          ? {}
          : { suggestion: { label: page.corrected, href: withQuery('/search', query, { q: page.corrected }) } }),
        ...(page.next ? { nextPage: withQuery('/search', query, { cursor: page.next }) } : {}),
      }
    } catch (error) {
      if (error instanceof FeedError) return { ...view, problem: error.message }
      throw error
    }
  }

  app.get('/search', async (context) => {
    const query = new URL(context.req.url).searchParams
    const [view, offered] = await Promise.all([viewOf(context, query), topics()])
    const names = offered.slice(0, TOPICS_OFFERED).map(({ name }) => name)
    return html(context, renderSearch(view, names, assets), view.problem ? 400 : 200)
  })

  for (const format of FORMATS) {
    app.get(`/search/feed.${format}`, async (context) => {
      const query = new URL(context.req.url).searchParams
      try {
        const { results, next } = await find(query, ENTRIES)
        const address = {
          heading: `Search: ${query.get('q') ?? ''}`,
          description: 'Papers that match, the best first.',
          path: '/search',
        }
        const page = { papers: results, ...(next ? { next } : {}) }
        return await answerFeed(context, parts, format, { address, query, page, isDated: false })
      } catch (error) {
        if (error instanceof FeedError) return context.text(`${error.message}\n`, 400)
        throw error
      }
    })
  }
}

/** Without what was not given. */
const given = <T extends Readonly<Record<string, string | undefined>>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof T]?: string
  }
