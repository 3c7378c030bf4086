/**
 * Papers by their names, and lists of them.
 * @module
 */
import type { Queries } from '../store/store.js'
import { FROM, type PaperRecord, RECORD, withoutVersion } from './record.js'

export interface ListOptions {
  /** Default `newest`: by the date of the first version, then by slug, so that the order never wavers. */
  readonly by?: keyof typeof ORDERS
  /** Only papers with this topic. Default: all. */
  readonly topic?: string
  /** Only papers of the catalogue, which have a question and a summary. Default false. */
  readonly catalogue?: boolean
}

const ORDERS = { newest: 'p.published desc, p.slug', trending: 's.hot desc, p.id' } as const

export function listPapers(
  store: Queries,
  { by = 'newest', topic, catalogue = false }: ListOptions = {},
): Promise<PaperRecord[]> {
  return store.query(
    `select ${RECORD} from ${FROM}
     where not p.hidden and ($1::text is null or $1 = any(p.topics)) and (not $2 or p.question is not null)
     order by ${ORDERS[by]}`,
    [topic ?? null, catalogue],
  )
}

/** @param slug its present address, or a former one: compare with the record's */
export async function paperBySlug(store: Queries, slug: string): Promise<PaperRecord | undefined> {
  const rows = await store.query<PaperRecord>(
    // Two look-ups, each by its index; with "or" the planner reads every paper.
    `select ${RECORD} from ${FROM} where not p.hidden
       and p.id = coalesce((select id from papers where slug = $1),
         (select paper_id from former_slugs where slug = $1))`,
    [slug],
    { keepPlan: true },
  )
  return rows[0]
}

/** @param arxiv identifier with or without its version: `2302.04953`, `2302.04953v2` */
export async function paperByArxiv(store: Queries, arxiv: string): Promise<PaperRecord | undefined> {
  const rows = await store.query<PaperRecord>(`select ${RECORD} from ${FROM} where not p.hidden and p.arxiv = $1`, [
    withoutVersion(arxiv),
  ])
  return rows[0]
}
