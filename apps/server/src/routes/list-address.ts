/**
 * Lists of papers by their addresses. An address is a path and filters in the query; the page, its feeds and the links
 * between them are all made from it.
 * @module
 */
import { FeedError } from '@pushforward/feed/errors'
import { type ListFilters, type ListOrder, type Period, type PeriodKind, parsePeriod } from '@pushforward/feed/papers'
import { type FilterView, formatPeriod, type ListKind } from '@pushforward/site'

export interface ListAddress {
  readonly kind: ListKind
  readonly by: ListOrder
  readonly heading: string
  readonly description: string
  /** Without filters and page. */
  readonly path: string
  readonly filters: ListFilters
  /** The filters as they were given. */
  readonly given: FilterView
  readonly period?: Period
}

export interface ListPattern {
  readonly pattern: string
  readonly read: (param: (name: string) => string, query: URLSearchParams) => ListAddress
}

const ORDER_WORDS: Readonly<Record<ListOrder, string>> = {
  newest: 'the newest first',
  trending: 'by votes, comments and claims that hold, weighed against age',
  runnable: 'those first of whose claims most can be trusted to hold',
}

const plainList = (kind: ListOrder, heading: string, what: string): ListPattern => ({
  pattern: `/${kind}`,
  read: (_, query) => ({
    kind,
    by: kind,
    heading,
    description: `${what}, ${ORDER_WORDS[kind]}.`,
    path: `/${kind}`,
    ...readFilters(query),
  }),
})

const periodList = (kind: PeriodKind): ListPattern => ({
  pattern: `/${kind}/:period`,
  read: (param, query) => {
    const period = parsePeriod(kind, param('period'))
    const by = readOrder(query, 'trending')
    const { filters, given } = readFilters(query)
    return {
      kind,
      by,
      heading: `Papers of ${formatPeriod(period)}`,
      description: `What was listed ${kind === 'day' ? 'on' : 'in'} this ${kind}, ${ORDER_WORDS[by]}.`,
      path: `/${kind}/${period.name}`,
      filters: { ...filters, period },
      given,
      period,
    }
  },
})

const namedList = (
  kind: 'topic' | 'author',
  base: string,
  describe: (name: string, order: string) => Pick<ListAddress, 'heading' | 'description'>,
): ListPattern => ({
  pattern: `${base}/:name`,
  read: (param, query) => {
    const name = param('name')
    const by = readOrder(query, 'newest')
    const { filters, given } = readFilters(query)
    return {
      kind,
      by,
      ...describe(name, ORDER_WORDS[by]),
      path: `${base}/${encodeURIComponent(name)}`,
      filters: { ...filters, [kind]: name },
      given: kind === 'topic' ? { ...given, topic: undefined } : given,
    }
  },
})

export const LISTS: readonly ListPattern[] = [
  plainList('newest', 'Newest papers', 'All papers'),
  plainList('trending', 'Trending papers', 'All papers'),
  plainList('runnable', 'Papers that run here', 'Papers whose method is a program on this site'),
  periodList('day'),
  periodList('week'),
  periodList('month'),
  namedList('topic', '/topics', (name, order) => ({
    heading: name.charAt(0).toUpperCase() + name.slice(1),
    description: `Papers on the topic “${name}”, ${order}.`,
  })),
  namedList('author', '/authors', (name, order) => ({ heading: name, description: `Papers by ${name}, ${order}.` })),
]

function readOrder(query: URLSearchParams, usual: ListOrder): ListOrder {
  const by = query.get('by') || usual
  if (by === 'newest' || by === 'trending' || by === 'runnable') return by
  throw new FeedError('by', `is ${JSON.stringify(by)}; newest, trending or runnable is needed`)
}

/** @throws FeedError naming the filter that can't be used */
export function readFilters(query: URLSearchParams): Pick<ListAddress, 'filters' | 'given'> {
  const text = (name: string) => query.get(name)?.trim() || undefined
  const isSet = (name: string) => ['1', 'true', 'on'].includes(query.get(name) ?? '')
  const given = {
    topic: text('topic'),
    year: text('year'),
    min: text('min'),
    runs: isSet('runs'),
    code: isSet('code'),
  }
  const author = text('author')
  return {
    given,
    filters: {
      runs: given.runs,
      hasCode: given.code,
      ...(given.topic === undefined ? {} : { topic: given.topic }),
      ...(author === undefined ? {} : { author }),
      ...(given.year === undefined ? {} : { year: integer('year', given.year) }),
      ...(given.min === undefined ? {} : { minVotes: integer('min', given.min) }),
    },
  }
}

export function integer(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new FeedError(name, `is ${JSON.stringify(text)}; a whole number is needed`)
}

/** What the query of this list's other pages and feeds keeps: all filters, not the page. */
const FILTERS = ['by', 'topic', 'author', 'year', 'min', 'runs', 'code', 'q', 'from', 'to'] as const

/** An address with the filters of `query` and what is to be added to them. */
export function withQuery(
  path: string,
  query: URLSearchParams,
  added: Readonly<Record<string, string | undefined>> = {},
): string {
  const kept = new URLSearchParams()
  for (const name of FILTERS) {
    const value = query.get(name)
    if (value) kept.set(name, value)
  }
  for (const [name, value] of Object.entries(added)) if (value !== undefined) kept.set(name, value)
  const text = kept.toString()
  return text ? `${path}?${text}` : path
}

/** Where the feed of a list is: the newest papers' has the short address. */
export const feedPath = (path: string, form: 'atom' | 'json'): string =>
  `${path === '/newest' ? '' : path}/feed.${form}`
