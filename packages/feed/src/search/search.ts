/**
 * Full-text search.
 *
 * Filters first; of what matches, the newest 2000 are ranked, because ranking is what costs: a word that every third paper
 * has would take over a second otherwise. Rank is PostgreSQL's cover density, weights 1 for the title, 0.4 authors and topics,
 * 0.2 summary, 0.1 abstract, divided by 1 + log length. The score of the best 200 by rank is
 *
 *   (rank + 0.3 · similarity of the title) · (1 + 0.05 · h),   h = 1 / (1 + (hottest − hot) / 182.5)
 *
 * where h is 1 for the hottest paper and ½ for one a year older. The others follow by rank alone, which is below the score of
 * each of these.
 *
 * Where papers have vectors, the 50 nearest to the query's own that pass the filters, the phrases and the exclusions are
 * ranked beside those that match, and both orders are fused (ranking/fusion.ts). Without a vector in time it is words alone.
 * @module
 */
import type { Meaning } from '../embedding/meaning.js'
import { FeedError } from '../errors.js'
import { readCursor, writeCursor } from '../papers/cursor.js'
import { FROM, type PaperRecord, RECORD } from '../papers/record.js'
import { FUSION } from '../ranking/fusion.js'
import type { Queries } from '../store/store.js'
import { highlight, type Matching, passage, type Segment } from './highlight.js'
import { type Filters, isNarrowed, MATCHES, matchValues } from './matches.js'
import { nearestPapers } from './nearest.js'
import { type ParsedQuery, parseQuery, withCorrections } from './query.js'
import { recentEnough } from './recent.js'
import { corrections } from './spelling.js'
import { type Terms, termsOf } from './terms.js'

export interface SearchOptions extends Filters {
  /** Where the page begins: `next` of another page of the same search. */
  readonly cursor?: string
  /** Papers on a page, 1 to 100. Default 20. */
  readonly limit?: number
  /** Finds by meaning, too. Default: by words alone. */
  readonly meaning?: Meaning
}

export interface SearchResult extends PaperRecord {
  readonly score: number
  /** What it was found by. */
  readonly foundBy: 'words' | 'meaning' | 'both'
  /** Title and a passage, cut where words match: text, not HTML. */
  readonly highlights: { readonly title: readonly Segment[]; readonly passage: readonly Segment[] }
}

export interface SearchPage {
  readonly results: readonly SearchResult[]
  /** Papers that match, or are near; of those that match not more than 2000, which then means "at least". */
  readonly total: number
  /** What was searched for instead, because nothing matches what was typed. */
  readonly corrected?: string
  /** Cursor of the next page, if there is one. */
  readonly next?: string
}

export const MOST_RANKED = 2000
/** Of the ranked, those whose titles are compared and heat is looked up: a match in a title is far up already. */
const MOST_COMPARED = 200
const LIMIT = 20
const MOST = 100

/**
 * @param query words, "phrases", -not, author:, topic:, year:
 * @throws FeedError naming what can't be used: `q`, `from`, `to`, `limit` or `cursor`
 */
export async function search(store: Queries, query: string, options: SearchOptions = {}): Promise<SearchPage> {
  const request = readOptions(options)
  const parsed = parseQuery(query)
  const near = await nearFor(store, parsed, request)
  const page = await find(store, parsed, request, near)
  if (page.matches > 0 || parsed.words.length === 0) return page.found
  for (const better of await corrections(store, parsed.words)) {
    const corrected = withCorrections(query, better)
    const meant = parseQuery(corrected)
    // A page behind the last does not tell whether there are any. The nearest stay those of what was typed: a word that no
    // paper has need not be a slip.
    const first = await find(store, meant, { ...request, place: undefined }, near)
    if (first.matches === 0) continue
    const { found } = request.place ? await find(store, meant, request, near) : first
    return { ...found, corrected }
  }
  return page.found
}

/** A page goes on in the order that the one before it began in: scores of the two have nothing in common. */
async function nearFor(store: Queries, parsed: ParsedQuery, request: Request): Promise<readonly number[] | undefined> {
  const { place } = request
  if (place && !place.isFused) return undefined
  const near = await nearestPapers(store, parsed, request)
  return place ? (near ?? []) : near
}

interface Request extends SearchOptions {
  readonly limit: number
  readonly place?: { readonly score: number; readonly id: number; readonly hottest: number; readonly isFused: boolean }
}

function readOptions(options: SearchOptions): Request {
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
  const { keys } = readCursor('search', ['number', 'number', 'number', 'number'], cursor)
  const [hottest = 0, score = 0, id = 0, fused] = keys as number[]
  return { ...options, limit, place: { hottest, score, id, isFused: fused === 1 } }
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().slice(0, 10) === text

/** A query without words, such as an author alone, ranks nothing: the hottest are first. */
const RANK = `case when $1 = '' then 1 else ts_rank_cd('{0.1, 0.2, 0.4, 1}', p.search, to_tsquery('feed_text', $1), 1) end`

/** Without words all ranks are the same, and the hottest are first. */
const COMPARED = `(case when $1 = '' then ${MOST_RANKED} else ${MOST_COMPARED} end)`

/**
 * Where few of the papers match, or only late ones are looked at, the planner would still go through all by date until it has
 * found 2000, because it takes a phrase to be as common as its words. An expression is no key of the index by date.
 */
const NEWEST_OF_FEW = "(p.published - date '2000-01-01') desc"

interface Row extends PaperRecord {
  readonly score: number
  readonly hottest: number
  readonly matches: number
  readonly total: number
  readonly found_by: SearchResult['foundBy']
}

interface Found {
  readonly found: SearchPage
  /** Papers that match the words. */
  readonly matches: number
}

/** By words alone, the score is theirs. */
const BY_WORDS = "select id, score, 'words' as found_by from scored"

/** Places in both orders, fused; the nearest are the last of the values. */
const FUSED = `select id, coalesce(1 / (${FUSION} + words.place :: float8), 0) + coalesce(1 / (${FUSION} + near.place :: float8), 0) as score,
    case when near.id is null then 'words' when words.id is null then 'meaning' else 'both' end as found_by
  from (select id, row_number() over (order by score desc, id) as place from scored) words
    full join (select id, place from unnest($14::int[]) with ordinality as nearest(id, place)) near using (id)`

/**
 * All that match are looked at only where the late ones are too few.
 * @param near the nearest papers, the nearest first; undefined: there is no telling
 */
async function find(
  store: Queries,
  query: ParsedQuery,
  request: Request,
  near: readonly number[] | undefined,
): Promise<Found> {
  const terms = await termsOf(store, query.text)
  const isPlain = terms.counts && !terms.hasPhrase && !isNarrowed(query, request)
  const since = isPlain ? await recentEnough(store, terms.counts, MOST_RANKED) : undefined
  const late = since === undefined ? undefined : await findSince(store, query, request, near, terms, since)
  return late?.matches === MOST_RANKED ? late : findSince(store, query, request, near, terms)
}

async function findSince(
  store: Queries,
  query: ParsedQuery,
  request: Request,
  near: readonly number[] | undefined,
  { matching, hasPhrase }: Terms,
  since?: string,
): Promise<Found> {
  const { place, limit } = request
  const isFew = hasPhrase || since !== undefined
  const rows = await store.query<Row>(
    `with top as materialized (
       select coalesce($9::float8, (select hot from paper_scores order by hot desc limit 1), 0) as hottest),
     newest as materialized (
       select p.ctid as place from papers p where ${MATCHES} and ($13::date is null or p.published >= $13::date)
       order by ${isFew ? NEWEST_OF_FEW : 'p.published desc'}, p.id desc limit ${MOST_RANKED}),
     ranked as materialized (
       -- By their place in the table, which is the same throughout a statement: no index is asked.
       select p.id, p.title, ${RANK} as rank from newest n join papers p on p.ctid = n.place),
     best as materialized (
       select id, (rank + 0.3 * word_similarity($3, title))
         * (1 + 0.05 / (1 + greatest(top.hottest - s.hot, 0) / 182.5)) as score
       from (select * from ranked order by rank desc, id limit ${COMPARED}) b
         join paper_scores s on s.paper_id = b.id cross join top),
     scored as (
       select id, score from best
       union all
       select id, rank from (select id, rank from ranked order by rank desc, id offset ${COMPARED}) others),
     listed as materialized (${near ? FUSED : BY_WORDS}),
     page as (
       select * from listed
       where $10::float8 is null or (score, -id) < ($10::float8, -$11::int)
       order by score desc, id limit $12::int)
     select ${RECORD}, page.score, page.found_by, top.hottest,
       (select count(*) from ranked) as matches, (select count(*) from listed) as total
     from page cross join top join (${FROM}) on p.id = page.id
     order by page.score desc, p.id`,
    [
      ...matchValues(query, request),
      place?.hottest ?? null,
      place?.score ?? null,
      place?.id ?? null,
      limit + 1,
      since ?? null,
      ...(near ? [near] : []),
    ],
  )
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    matches: rows[0]?.matches ?? 0,
    found: {
      results: shown.map((row) => toResult(row, matching)),
      total: rows[0]?.total ?? 0,
      ...(last && {
        next: writeCursor('search', { keys: [last.hottest, last.score, last.id, near ? 1 : 0], before: false }),
      }),
    },
  }
}

function toResult(row: Row, matching: Matching): SearchResult {
  const { score, found_by: foundBy, hottest: _, matches: __, total: ___, ...paper } = row
  const text = [paper.summary, paper.abstract].filter(Boolean).join(' ')
  const highlights = { title: highlight(paper.title, matching), passage: passage(text, matching) }
  return { ...paper, score, foundBy, highlights }
}
