/**
 * Papers as records.
 * @module
 */
import type { Queries } from './store.js'

export interface PaperRecord {
  readonly slug: string
  /** arXiv identifier without version. */
  readonly arxiv: string
  readonly title: string
  readonly authors: readonly string[]
  /** `YYYY-MM-DD`. */
  readonly published: string
  readonly question: string
  readonly summary: string
  readonly topics: readonly string[]
}

export interface ListOptions {
  /** Default `newest`: by the date of the first version, then by slug, so that the order never wavers. */
  readonly by?: keyof typeof ORDERS
  /** Only papers with this topic. Default: all. */
  readonly topic?: string
}

const COLUMNS = 'slug, arxiv, title, authors, published, question, summary, topics'
const ORDERS = { newest: 'published desc, slug' } as const

/** Writes the facts of `cards`; a slug that exists already gets the new facts. */
export async function seed(store: Queries, cards: readonly PaperRecord[]): Promise<void> {
  await store.query(
    `insert into papers (${COLUMNS})
     select ${COLUMNS} from jsonb_to_recordset($1::jsonb) as card(
       slug text, arxiv text, title text, authors text[], published date, question text, summary text, topics text[])
     on conflict (slug) do update set
       arxiv = excluded.arxiv, title = excluded.title, authors = excluded.authors, published = excluded.published,
       question = excluded.question, summary = excluded.summary, topics = excluded.topics`,
    [JSON.stringify(cards)],
  )
}

export function listPapers(store: Queries, { by = 'newest', topic }: ListOptions = {}): Promise<PaperRecord[]> {
  return store.query(
    `select ${COLUMNS} from papers where $1::text is null or $1 = any(topics) order by ${ORDERS[by]}`,
    [topic ?? null],
  )
}

export async function paperBySlug(store: Queries, slug: string): Promise<PaperRecord | undefined> {
  return (await store.query<PaperRecord>(`select ${COLUMNS} from papers where slug = $1`, [slug]))[0]
}

/** @param arxiv identifier with or without its version: `2302.04953`, `2302.04953v2` */
export async function paperByArxiv(store: Queries, arxiv: string): Promise<PaperRecord | undefined> {
  const withoutVersion = arxiv.replace(/v\d+$/, '')
  return (await store.query<PaperRecord>(`select ${COLUMNS} from papers where arxiv = $1`, [withoutVersion]))[0]
}
