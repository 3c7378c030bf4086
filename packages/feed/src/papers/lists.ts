/**
 * Lists of papers, a page at a time.
 *
 * Orders are total (the paper's number is the last key) and pages are found by key: the cost of a page does not depend on
 * how many were read before it.
 * @module
 */
import { FeedError } from '../errors.js'
import type { Queries, Value } from '../store/store.js'
import { type Keys, type Place, readCursor, writeCursor } from './cursor.js'
import type { Period } from './period.js'
import { FROM, type PaperRecord, RECORD } from './record.js'

/**
 * `newest`: by day of the list. `trending`: by `hot`, see `ranking`. `runnable`: by the Wilson bound of claims held, then
 * their number, then newest; only papers that run.
 */
export type ListOrder = 'newest' | 'trending' | 'runnable'

export interface ListFilters {
  readonly period?: Period
  readonly topic?: string
  /** A name as it stands in the list of authors. */
  readonly author?: string
  /** Year of the first version. */
  readonly year?: number
  /** Only papers that run here. Default false. */
  readonly runs?: boolean
  /** Only papers with code: theirs, or ours. Default false. */
  readonly hasCode?: boolean
  /** Only papers with at least so many votes. Default 0. */
  readonly minVotes?: number
  /** Only papers that the person of this handle submitted. */
  readonly submitter?: string
  /** Only papers with one of these topics or by one of these authors. */
  readonly followed?: { readonly topics: readonly string[]; readonly authors: readonly string[] }
}

export interface FeedOptions extends ListFilters {
  /** Default `newest`. */
  readonly by?: ListOrder
  /** Where the page begins: `next` or `previous` of another page. Default: the start. */
  readonly cursor?: string
  /** Papers to leave out at the start, 0 to 10 000, for whoever counts pages. Default 0. A cursor costs less. */
  readonly skip?: number
  /** Papers on a page, 1 to 100. Default 30: a screen or two. */
  readonly limit?: number
}

export interface FeedPage {
  readonly papers: readonly PaperRecord[]
  /** Cursor of the page after this one, if there is one. */
  readonly next?: string
  /** Cursor of the page before this one, if there is one. */
  readonly previous?: string
}

const LIMIT = 30
export const MOST = 100
const MOST_SKIPPED = 10_000

/** An order as SQL: its keys in order of weight, all descending but for the number of `trending`. */
interface Order {
  readonly form: readonly ('string' | 'number')[]
  readonly keys: string
  readonly forwards: string
  readonly backwards: string
  /** Rows after `$12…`, and rows before. */
  readonly after: string
  readonly before: string
  readonly only: string
}

const ORDERS: Readonly<Record<ListOrder, Order>> = {
  newest: {
    form: ['string', 'number'],
    keys: 'p.listed_on, p.id',
    forwards: 'p.listed_on desc, p.id desc',
    backwards: 'p.listed_on, p.id',
    after: '(p.listed_on, p.id) < ($12::date, $13::int)',
    before: '(p.listed_on, p.id) > ($12::date, $13::int)',
    only: 'true',
  },
  trending: {
    form: ['number', 'number'],
    keys: 's.hot, p.id',
    forwards: 's.hot desc, s.paper_id',
    backwards: 's.hot, s.paper_id desc',
    // The first condition is what the index can be entered by.
    after: '(s.hot <= $12::float8 and (s.hot < $12::float8 or s.paper_id > $13::int))',
    before: '(s.hot >= $12::float8 and (s.hot > $12::float8 or s.paper_id < $13::int))',
    only: 'true',
  },
  runnable: {
    form: ['number', 'number', 'string', 'number'],
    keys: 'wilson(s.claims_held, s.claims_total), s.claims_total, p.listed_on, p.id',
    forwards: 'wilson(s.claims_held, s.claims_total) desc, s.claims_total desc, p.listed_on desc, p.id desc',
    backwards: 'wilson(s.claims_held, s.claims_total), s.claims_total, p.listed_on, p.id',
    after:
      '(wilson(s.claims_held, s.claims_total), s.claims_total, p.listed_on, p.id) < ($12::float8, $13::int, $14::date, $15::int)',
    before:
      '(wilson(s.claims_held, s.claims_total), s.claims_total, p.listed_on, p.id) > ($12::float8, $13::int, $14::date, $15::int)',
    only: 's.claims_total > 0',
  },
}

/** Conditions on `$1…$11`; one that is null leaves all papers, and the planner drops it. */
const FILTERS = `not p.hidden
  and ($1::date is null or (p.listed_on >= $1::date and p.listed_on < $2::date))
  and ($3::text is null or p.topics @> array[$3::text])
  and ($4::text is null or p.authors @> array[$4::text])
  and ($5::int is null or (p.published >= make_date($5::int, 1, 1) and p.published < make_date($5::int + 1, 1, 1)))
  and (not $6::bool or s.claims_total > 0)
  and (not $7::bool or p.code_url is not null or s.claims_total > 0)
  and s.votes >= $8::int
  and ($9::text is null or p.submitted_by = (select id from people where handle = $9::text))
  and ($10::text[] is null or p.topics && $10::text[] or p.authors && $11::text[])`

function filterValues(options: ListFilters): readonly Value[] {
  const { period, topic, author, year, runs = false, hasCode = false, minVotes = 0, submitter, followed } = options
  if (year !== undefined && !(Number.isInteger(year) && year >= 1900 && year <= 9998)) {
    throw new FeedError('year', `is ${year}; a year such as 2026 is needed`)
  }
  if (!(Number.isInteger(minVotes) && minVotes >= 0 && minVotes < 2 ** 31)) {
    throw new FeedError('min', `is ${minVotes}; a number of votes from 0 is needed`)
  }
  return [
    period?.first ?? null,
    period?.after ?? null,
    topic ?? null,
    author ?? null,
    year ?? null,
    runs,
    hasCode,
    minVotes,
    submitter ?? null,
    followed?.topics ?? null,
    followed?.authors ?? null,
  ]
}

/**
 * One page of a list.
 * @throws FeedError naming the filter, the limit or the cursor that can't be used
 */
export async function listFeed(store: Queries, options: FeedOptions = {}): Promise<FeedPage> {
  const { by = 'newest', cursor, skip = 0, limit = LIMIT } = options
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MOST)) {
    throw new FeedError('limit', `is ${limit}; an integer from 1 to ${MOST} is needed`)
  }
  if (!(Number.isInteger(skip) && skip >= 0 && skip <= MOST_SKIPPED)) {
    throw new FeedError('skip', `is ${skip}; an integer from 0 to ${MOST_SKIPPED} is needed`)
  }
  const order = ORDERS[by]
  const place = cursor === undefined ? undefined : readCursor(by, order.form, cursor)
  const rows = await readRows(store, order, filterValues(options), place, limit + 1, skip)
  const hasMore = rows.length > limit
  const shown = rows.slice(0, limit)
  if (place?.before) shown.reverse()
  const edge = (row: Row | undefined, before: boolean) =>
    row && writeCursor(by, { keys: row.keys.map(plain(order.form)), before })
  const hasNext = place?.before ? true : hasMore
  const hasPrevious = place?.before ? hasMore : place !== undefined
  return {
    papers: shown.map(({ paper }) => paper),
    ...(hasNext && shown.length > 0 ? { next: edge(shown.at(-1), false) } : {}),
    ...(hasPrevious && shown.length > 0 ? { previous: edge(shown[0], true) } : {}),
  }
}

interface Row {
  readonly paper: PaperRecord
  readonly keys: Keys
}

async function readRows(
  store: Queries,
  order: Order,
  filters: readonly Value[],
  place: Place | undefined,
  limit: number,
  skip: number,
): Promise<Row[]> {
  const after = filters.length + 1 + (place?.keys.length ?? 0)
  const rows = await store.query<PaperRecord & { keys: Keys }>(
    `select ${RECORD}, json_build_array(${order.keys}) as keys from ${FROM}
     where ${FILTERS} and ${order.only} ${place ? `and ${place.before ? order.before : order.after}` : ''}
     order by ${place?.before ? order.backwards : order.forwards} limit $${after}::int
     offset $${after + 1}::int`,
    [...filters, ...(place?.keys ?? []), limit, skip],
  )
  return rows.map(({ keys, ...paper }) => ({ paper, keys }))
}

/** Keys as a cursor holds them: a number's text in JSON is exact in both drivers. */
const plain = (form: Order['form']) => (key: string | number, k: number) =>
  form[k] === 'number' ? Number(key) : String(key).slice(0, 10)

/** The nearest days before and after a period that have papers, `YYYY-MM-DD`: what is empty is skipped. */
export async function neighbours(
  store: Queries,
  { first, after }: Pick<Period, 'first' | 'after'>,
): Promise<{ readonly previous?: string; readonly next?: string }> {
  const [row] = await store.query<{ previous: string | null; next: string | null }>(
    `select (select max(listed_on) from papers where not hidden and listed_on < $1::date) as previous,
       (select min(listed_on) from papers where not hidden and listed_on >= $2::date) as next`,
    [first, after],
  )
  return { ...(row?.previous ? { previous: row.previous } : {}), ...(row?.next ? { next: row.next } : {}) }
}

/** The last day that has papers. */
export async function latestDay(store: Queries): Promise<string | undefined> {
  const [row] = await store.query<{ day: string | null }>('select max(listed_on) as day from papers where not hidden')
  return row?.day ?? undefined
}

export interface Counted {
  readonly name: string
  /** Papers that have it. */
  readonly count: number
}

/** All topics, the most used first. Reads every paper: keep the answer for a while. */
export const listTopics = (store: Queries): Promise<Counted[]> =>
  store.query(
    `select topic as name, count(*) as count from papers, unnest(topics) as topic where not hidden
     group by topic order by count(*) desc, topic`,
  )

/** Those who have written most papers here. Reads every paper: keep the answer for a while. */
export const listAuthors = (store: Queries, limit = MOST): Promise<Counted[]> =>
  store.query(
    `select author as name, count(*) as count from papers, unnest(authors) as author where not hidden
     group by author order by count(*) desc, author limit $1::int`,
    [limit],
  )

/** What changes when a list could: the last change of any paper that readers should hear of, and the newest number. */
export async function feedVersion(
  store: Queries,
): Promise<{ readonly updated: Date | null; readonly version: string }> {
  const [row] = await store.query<{ updated: Date | null; last: number | null }>(
    'select (select max(updated_at) from papers) as updated, (select max(id) from papers) as last',
    [],
    { keepPlan: true },
  )
  const updated = row?.updated ?? null
  return { updated, version: `${row?.last ?? 0}-${updated?.getTime() ?? 0}` }
}
