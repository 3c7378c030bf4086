/**
 * Which papers a query and its filters let through, as one condition in SQL.
 * @module
 */
import { clean } from '../ingest/incoming.js'
import type { Value } from '../store/store.js'
import type { ParsedQuery } from './query.js'

export interface Filters {
  /** Only papers with all of these topics. */
  readonly topics?: readonly string[]
  /** Of the date of the first version, `YYYY-MM-DD`, both included. */
  readonly from?: string
  readonly to?: string
  /** Only papers that run here. Default false. */
  readonly runs?: boolean
  /** Only papers with code: theirs, or ours. Default false. */
  readonly hasCode?: boolean
}

/** Values come as they are into the plan, so a condition that does not apply costs nothing. */
export const MATCHES = `not p.hidden
  and ($1 = '' or numnode(to_tsquery('feed_text', $1)) = 0 or p.search @@ to_tsquery('feed_text', $1))
  and ($2 = '' or (p.search @@ to_tsquery('feed_names', $2)
    and setweight(to_tsvector('feed_names', words_of(p.authors)), 'B') @@ to_tsquery('feed_names', $2)))
  and ($4::text[] = '{}' or p.topics @> $4::text[])
  and ($5::date is null or p.published >= $5::date)
  and ($6::date is null or p.published <= $6::date)
  and (not $7::bool or p.id in (select paper_id from paper_scores where claims_total > 0))
  and (not $8::bool or p.code_url is not null or p.id in (select paper_id from paper_scores where claims_total > 0))`

/** Values of `MATCHES`, `$1` to `$8`; `$3`, the words in one line, is not in it. */
export function matchValues({ text, names, plain, topics, year }: ParsedQuery, filters: Filters): readonly Value[] {
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

/** Whether anything but words decides. */
export const isNarrowed = ({ strict, names, topics, year }: ParsedQuery, filters: Filters): boolean =>
  strict !== '' ||
  names !== '' ||
  topics.length + (filters.topics?.length ?? 0) > 0 ||
  [year, filters.from, filters.to].some((value) => value !== undefined) ||
  filters.runs === true ||
  filters.hasCode === true
