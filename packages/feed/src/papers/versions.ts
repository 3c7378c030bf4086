/**
 * What a paper was before a source said otherwise: authors rename theirs, rewrite abstracts, join and leave.
 * @module
 */
import type { Queries } from '../store/store.js'

/** The facts that a change has replaced; a fact that was not known before is no earlier version. */
export interface EarlierVersion {
  /** Until then it was so. */
  readonly until: Date
  readonly title?: string
  readonly authors?: readonly string[]
  readonly abstract?: string
}

const MOST = 20

/** The newest first, twenty at most. */
export async function earlierVersions(store: Queries, paperId: number): Promise<EarlierVersion[]> {
  const rows = await store.query<{ until: Date; before: Readonly<Record<string, unknown>> }>(
    `select changed_at as until, before from paper_history
     where paper_id = $1 and (before->>'title' <> '' or before->>'abstract' <> '' or before->'authors'->>0 <> '')
     order by id desc limit $2`,
    [paperId, MOST],
  )
  return rows.map(({ until, before: { title, authors, abstract } }) => ({
    until,
    ...(typeof title === 'string' && title ? { title } : {}),
    ...(Array.isArray(authors) && authors.length > 0 ? { authors } : {}),
    ...(typeof abstract === 'string' && abstract ? { abstract } : {}),
  }))
}
