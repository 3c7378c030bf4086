/**
 * Full-text search.
 *
 * Filters first; of what matches, the newest 2000 are ranked, because ranking is what costs: a word that every third paper
 * has would take over a second otherwise. The score is
 *
 *   (rank + 0.3 · similarity of the title) · (1 + 0.05 · h),   h = 1 / (1 + (hottest − hot) / 182.5)
 *
 * with PostgreSQL's cover density rank, weights 1 for the title, 0.4 authors and topics, 0.2 summary, 0.1 abstract, divided by
 * 1 + log length. Titles are compared for the best 200 by rank only. h is 1 for the hottest paper and ½ for one a year older.
 * Only the papers of the page are highlighted.
 * @module
 */
import { FeedError } from '../errors.js'
import { clean } from '../ingest/incoming.js'
import { readCursor, writeCursor } from '../papers/cursor.js'
import { FROM, type PaperRecord, RECORD } from '../papers/record.js'
import type { Queries, Value } from '../store/store.js'
import { type ParsedQuery, parseQuery, withCorrections } from './query.js'
import { type Segment, segments } from './segments.js'
import { corrections } from './spelling.js'

export interface SearchOptions {
  /** Only papers with all of these topics. */
  readonly topics?: readonly string[]
  /** Of the date of the first version, `YYYY-MM-DD`, both included. */
  readonly from?: string
  readonly to?: string
  /** Only papers that run here. Default false. */
  readonly runs?: boolean
  /** Only papers with code: theirs, or ours. Default false. */
  readonly hasCode?: boolean
  /** Where the page begins: `next` of another page of the same search. */
  readonly cursor?: string
  /** Papers on a page, 1 to 100. Default 20: what is highlighted in some 20 ms. */
  readonly limit?: number
}

export interface SearchResult extends PaperRecord {
  readonly score: number
  /** Title and a passage, cut where words match: text, not HTML. */
  readonly highlights: { readonly title: readonly Segment[]; readonly passage: readonly Segment[] }
}

export interface SearchPage {
  readonly results: readonly SearchResult[]
  /** Papers that match; not more than 2000, which then means "at least". */
  readonly total: number
  /** What was searched for instead, because nothing matches what was typed. */
  readonly corrected?: string
  /** Cursor of the next page, if there is one. */
  readonly next?: string
}

export const MOST_RANKED = 2000
/** Of the ranked, the best whose titles are compared with the query: a match in a title is far up already. */
const MOST_COMPARED = 200
const LIMIT = 20
const MOST = 100

/**
 * @param query words, "phrases", -not, author:, topic:, year:
 * @throws FeedError naming what can't be used: `q`, `from`, `to`, `limit` or `cursor`
 */
export async function search(store: Queries, query: string, options: SearchOptions = {}): Promise<SearchPage> {
  const filters = readOptions(options)
  const parsed = parseQuery(query)
  const page = await find(store, parsed, filters)
  if (page.total > 0 || parsed.words.length === 0 || options.cursor !== undefined) return page
  const better = await corrections(store, parsed.words)
  if (better.size === 0) return page
  const corrected = withCorrections(query, better)
  return { ...(await find(store, parseQuery(corrected), filters)), corrected }
}

interface Filters extends SearchOptions {
  readonly limit: number
  readonly place?: { readonly score: number; readonly id: number; readonly hottest: number }
}

function readOptions(options: SearchOptions): Filters {
  const { from, to, limit = LIMIT, cursor } = options
  for (const [name, day] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (day !== undefined && !isDay(day)) {
      throw new FeedError(name, `is ${JSON.stringify(day.slice(0, 40))}; a day YYYY-MM-DD is needed`)
    }
  }
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MOST)) {
    throw new FeedError('limit', `is ${limit}; an integer from 1 to ${MOST} is needed`)
  }
  if (cursor === undefined) return { ...options, limit }
  const [hottest, score, id] = readCursor('search', ['number', 'number', 'number'], cursor).keys as number[]
  return { ...options, limit, place: { hottest, score, id } as Filters['place'] }
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().slice(0, 10) === text

/** Values come as they are into the plan, so a condition that does not apply costs nothing. */
const MATCHES = `not p.hidden
  and ($1 = '' or numnode(to_tsquery('feed_text', $1)) = 0 or p.search @@ to_tsquery('feed_text', $1))
  and ($2 = '' or (p.search @@ to_tsquery('feed_names', $2)
    and setweight(to_tsvector('feed_names', words_of(p.authors)), 'B') @@ to_tsquery('feed_names', $2)))
  and ($4::text[] = '{}' or p.topics @> $4::text[])
  and ($5::date is null or p.published >= $5::date)
  and ($6::date is null or p.published <= $6::date)
  and (not $7::bool or p.id in (select paper_id from paper_scores where claims_total > 0))
  and (not $8::bool or p.code_url is not null or p.id in (select paper_id from paper_scores where claims_total > 0))`

/** A query without words, such as an author alone, ranks nothing: the hottest are first. */
const RANK = `case when $1 = '' then 1 else ts_rank_cd('{0.1, 0.2, 0.4, 1}', p.search, to_tsquery('feed_text', $1), 1) end`

/**
 * The planner takes a phrase to be as common as its words, and would go through all papers by date until it has found 2000;
 * an expression is no key of the index by date, so it asks the index of words.
 */
const NEWEST_OF_FEW = "(p.published - date '2000-01-01') desc"

/** Without its stop words, "the transport" is one word. */
async function asksForPlaces(store: Queries, text: string): Promise<boolean> {
  const [row] = await store.query<{ asks: boolean }>(
    `select to_tsquery('feed_text', $1)::text ~ '<([0-9]+|-)>' as asks`,
    [text],
  )
  return row?.asks ?? false
}

interface Row extends PaperRecord {
  readonly score: number
  readonly hottest: number
  readonly total: number
  readonly marked_title: string
  readonly marked_passage: string
}

async function find(store: Queries, query: ParsedQuery, filters: Filters): Promise<SearchPage> {
  const { place, limit } = filters
  const isPhrase = query.hasPhrase && (await asksForPlaces(store, query.text))
  const rows = await store.query<Row>(
    `with top as materialized (
       select coalesce($9::float8, (select hot from paper_scores order by hot desc limit 1), 0) as hottest),
     newest as materialized (
       select p.id, p.published from papers p where ${MATCHES}
       order by ${isPhrase ? NEWEST_OF_FEW : 'p.published desc'}, p.id desc limit ${MOST_RANKED}),
     ranked as materialized (
       select p.id, p.title, ${RANK} as rank,
         1 + 0.05 / (1 + greatest(top.hottest - (select hot from paper_scores where paper_id = n.id), 0) / 182.5) as prior
       from newest n join papers p on p.id = n.id cross join top),
     scored as (
       select id, (rank + 0.3 * word_similarity($3, title)) * prior as score
       from (select * from ranked order by rank * prior desc, id limit ${MOST_COMPARED}) best
       union all
       select id, rank * prior from (select * from ranked order by rank * prior desc, id offset ${MOST_COMPARED}) others),
     page as (
       select id, score from scored
       where $10::float8 is null or (score, -id) < ($10::float8, -$11::int)
       order by score desc, id limit $12::int)
     select ${RECORD}, page.score, top.hottest, (select count(*) from ranked) as total,
       ts_headline('feed_text', translate(p.title, '<' || chr(2) || chr(3), chr(4)), to_tsquery('feed_text', $1), $13) as marked_title,
       ts_headline('feed_text', translate(left(concat_ws(' ', p.summary, p.abstract), 4000), '<' || chr(2) || chr(3), chr(4)),
         to_tsquery('feed_text', $1), $14) as marked_passage
     from page cross join top join (${FROM}) on p.id = page.id
     order by page.score desc, p.id`,
    [
      ...matchValues(query, filters),
      place?.hottest ?? null,
      place?.score ?? null,
      place?.id ?? null,
      limit + 1,
      TITLE,
      PASSAGE,
    ],
  )
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    results: shown.map(toResult),
    total: rows[0]?.total ?? 0,
    ...(last && { next: writeCursor('search', { keys: [last.hottest, last.score, last.id], before: false }) }),
  }
}

const MARKS = `StartSel=${'\u0002'}, StopSel=${'\u0003'}`
const TITLE = `${MARKS}, HighlightAll=true`
const PASSAGE = `${MARKS}, MaxWords=40, MinWords=25`

function matchValues({ text, names, plain, topics, year }: ParsedQuery, filters: Filters): readonly Value[] {
  const { from, to, runs = false, hasCode = false } = filters
  const later = (a?: string, b?: string) => (a && b ? (a > b ? a : b) : (a ?? b ?? null))
  const earlier = (a?: string, b?: string) => (a && b ? (a < b ? a : b) : (a ?? b ?? null))
  return [
    text,
    names,
    plain,
    [...topics, ...(filters.topics ?? [])].map(clean),
    later(from, year === undefined ? undefined : `${year}-01-01`),
    earlier(to, year === undefined ? undefined : `${year}-12-31`),
    runs,
    hasCode,
  ]
}

function toResult({ score, marked_title, marked_passage, hottest: _, total: __, ...paper }: Row): SearchResult {
  return { ...paper, score, highlights: { title: segments(marked_title), passage: segments(marked_passage) } }
}
