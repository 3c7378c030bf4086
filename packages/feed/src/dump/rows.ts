/**
 * The facts of papers, as everybody may have them. What people have written or done here is not among them.
 * @module
 */
import type { Queries } from '../store/store.js'

/** Papers at once: what is in memory of a dump of any size. */
const BATCH = 1000

export interface DumpRow {
  readonly id: number
  readonly slug: string
  readonly arxiv: string | null
  readonly title: string
  readonly authors: readonly string[]
  readonly author_count: number
  /** `YYYY-MM-DD`, as is `listed_on`. */
  readonly published: string
  readonly listed_on: string
  readonly abstract: string | null
  /** Ours, as is `summary`. */
  readonly question: string | null
  readonly summary: string | null
  readonly topics: readonly string[]
  readonly code_url: string | null
  readonly project_url: string | null
  readonly claims_held: number
  readonly claims_refuted: number
  readonly claims_total: number
  /** RFC 3339. */
  readonly updated_at: string
}

/** All papers but hidden ones by number, in batches. */
export async function* dumpRows(store: Queries): AsyncGenerator<readonly DumpRow[]> {
  for (let last = 0; ; ) {
    const rows = await store.query<Omit<DumpRow, 'updated_at'> & { updated_at: Date }>(
      `select p.id, p.slug, p.arxiv, p.title, p.authors, p.author_count, p.published, p.listed_on, p.abstract, p.question,
         p.summary, p.topics, p.code_url, p.project_url, s.claims_held, s.claims_refuted, s.claims_total, p.updated_at
       from papers p join paper_scores s on s.paper_id = p.id
       where p.id > $1::int and not p.hidden order by p.id limit ${BATCH}`,
      [last],
    )
    if (rows.length > 0) yield rows.map((row) => ({ ...row, updated_at: row.updated_at.toISOString() }))
    if (rows.length < BATCH) return
    last = rows.at(-1)?.id ?? last
  }
}
