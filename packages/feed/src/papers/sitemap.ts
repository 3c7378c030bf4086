/**
 * What of the papers has an address, for those who list them: in parts of fixed membership by the papers' numbers, so that a
 * part costs the same however many there are, and a new paper changes the last part alone.
 * @module
 */
import type { Queries } from '../store/store.js'

export interface SitemapPaper {
  readonly slug: string
  readonly updatedAt: Date
}

/** Numbers in a part: a megabyte as XML, a fifth of what a sitemap may hold. */
export const SITEMAP_PART = 10_000

/** Parts that have papers, counted from 1. */
export async function sitemapParts(store: Queries): Promise<readonly number[]> {
  const rows = await store.query<{ part: number }>(
    `select n as part from generate_series(1, (select max(id) + $1 - 1 from papers) / $1::int) as n
     where exists (select from papers where id > (n - 1) * $1::int and id <= n * $1::int and not hidden) order by n`,
    [SITEMAP_PART],
  )
  return rows.map(({ part }) => part)
}

/** The papers of a part; none when there is no such part. */
export function sitemapPapers(store: Queries, part: number): Promise<readonly SitemapPaper[]> {
  return store.query(
    `select slug, updated_at as "updatedAt" from papers
     where id > ($1::bigint - 1) * $2 and id <= $1::bigint * $2 and not hidden order by id`,
    [part, SITEMAP_PART],
  )
}

/** The latest `most` days that have papers, `YYYY-MM-DD`, from day to day by the index: papers between are not read. */
export async function daysWithPapers(store: Queries, most: number): Promise<readonly string[]> {
  const rows = await store.query<{ day: string }>(
    `with recursive days as (
       select (select max(listed_on) from papers where not hidden) as day
       union all
       select (select max(listed_on) from papers where not hidden and listed_on < days.day) from days where day is not null)
     select day from days where day is not null limit $1`,
    [most],
  )
  return rows.map(({ day }) => day)
}
