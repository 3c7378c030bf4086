/**
 * Lists of papers as pages.
 * @module
 */
import { peopleNamed } from '@pushforward/feed/discussion'
import { FeedError } from '@pushforward/feed/errors'
import {
  type Counted,
  latestDay,
  listFeed,
  listTopics,
  neighbours,
  type PeriodKind,
  periodOf,
} from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'
import { type FeedLinks, formatPeriod, type Link, renderList, renderNoList, renderTopics } from '@pushforward/site'
import { entriesOf } from '../entries.js'
import { keptAnswer } from '../kept.js'
import { followForm } from '../slots.js'
import { feedPath, LISTS, type ListAddress, withQuery } from './list-address.js'
import { html, type Route } from './parts.js'

const PERIODS: readonly PeriodKind[] = ['day', 'week', 'month']
/** Topics on the page of topics, and to choose from in a form. */
const TOPICS_SHOWN = 300
export const TOPICS_OFFERED = 60

export const lists: Route = (app, parts) => {
  const { store, assets } = parts
  const topics = allTopics(store)

  for (const kind of PERIODS) {
    app.get(`/${kind}`, async (context) => {
      const day = await latestDay(store)
      return context.redirect(day ? `/${kind}/${periodOf(kind, day).name}` : '/newest', 302)
    })
  }

  app.get('/topics', async (context) => {
    const all = await topics()
    return html(context, renderTopics(all.slice(0, TOPICS_SHOWN), Math.max(all.length - TOPICS_SHOWN, 0), assets))
  })

  for (const { pattern, read } of LISTS) {
    app.get(pattern, async (context) => {
      const query = new URL(context.req.url).searchParams
      const param = (name: string) => context.req.param(name as never) ?? ''
      let address: ListAddress
      try {
        address = read(param, query)
      } catch (error) {
        if (!(error instanceof FeedError)) throw error
        if (PERIODS.some((kind) => kind === error.field)) return context.notFound()
        const plain = read(param, new URLSearchParams())
        return html(context, renderList({ ...frame(plain, query), entries: [], problem: error.message }, assets), 400)
      }
      try {
        const page = await listFeed(store, {
          ...address.filters,
          by: address.by,
          cursor: query.get('cursor') ?? undefined,
        })
        const isNamed = address.kind === 'topic' || address.kind === 'author'
        if (page.papers.length === 0 && isNamed && !query.size) {
          const what = address.kind === 'topic' ? 'has the topic' : 'is by'
          const name = param('name')
          return html(context, renderNoList('No such paper', `No paper ${what} “${name}”`, assets), 404)
        }
        const [entries, offered, around, follow, people] = await Promise.all([
          entriesOf(context, parts, page.papers),
          address.kind === 'topic' ? undefined : topics(),
          address.period && neighbours(store, address.period),
          isNamed ? followForm(context, parts, address.kind as 'topic' | 'author', param('name')) : undefined,
          address.kind === 'author' ? peopleNamed(store, param('name')) : undefined,
        ])
        const at = (cursor: string | undefined) => cursor && withQuery(address.path, query, { cursor })
        return html(
          context,
          renderList(
            {
              ...frame(address, query),
              entries,
              topics: offered?.slice(0, TOPICS_OFFERED).map(({ name }) => name),
              previousPage: at(page.previous),
              nextPage: at(page.next),
              earlier: periodLink(address, around?.previous),
              later: periodLink(address, around?.next),
              follow,
              people,
            },
            assets,
          ),
        )
      } catch (error) {
        if (!(error instanceof FeedError)) throw error
        return html(context, renderList({ ...frame(address, query), entries: [], problem: error.message }, assets), 400)
      }
    })
  }
}

const topicsOf = new WeakMap<Store, () => Promise<readonly Counted[]>>()

/** All topics of a store, the most used first; kept, and the same for all who ask. */
export function allTopics(store: Store): () => Promise<readonly Counted[]> {
  const known = topicsOf.get(store) ?? keptAnswer(store, listTopics)
  topicsOf.set(store, known)
  return known
}

const frame = ({ kind, heading, description, path, given }: ListAddress, query: URLSearchParams) => ({
  kind,
  heading,
  description,
  path,
  filters: given,
  feeds: listFeeds(path, query),
})

export const listFeeds = (path: string, query: URLSearchParams): FeedLinks => ({
  atom: withQuery(feedPath(path, 'atom'), query),
  json: withQuery(feedPath(path, 'json'), query),
})

function periodLink({ period }: ListAddress, day: string | undefined): Link | undefined {
  if (!period || !day) return undefined
  const other = periodOf(period.kind, day)
  return { href: `/${other.kind}/${other.name}`, label: formatPeriod(other) }
}
