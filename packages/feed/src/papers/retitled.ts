/**
 * One paper under two titles: authors rename theirs between versions, and a source without identifiers shows either.
 * @module
 */
import type { Queries } from '../store/store.js'

export interface Titled {
  readonly titleKey: string
  /** `YYYY-MM-DD`. */
  readonly published: string
  readonly authorCount: number
}

/**
 * Share of trigrams that two titles must have in common. `g2sf…` and `g2sfmiad…` before the same fifty letters have 0.87;
 * different titles of one day by as many authors rarely reach 0.3.
 */
const ALIKE = 0.6

/**
 * The papers that `wanted` may be, by position in it: of the same day, by as many authors, with nearly the same title, and
 * without an identifier on one of the two sides, which the caller sees to.
 * @param which a condition on `p`, the papers to choose from
 */
export async function retitled(
  store: Queries,
  wanted: readonly Titled[],
  which: 'all' | 'without identifier',
): Promise<ReadonlyMap<number, number>> {
  const rows = await store.query<{ position: number; id: number }>(
    `select distinct on (w.position) w.position::int as position, p.id
     from jsonb_to_recordset($1::jsonb) as w(position int, title_key text, published date, author_count int)
     join papers p on p.published = w.published and p.author_count = w.author_count and (not $3 or p.arxiv is null)
     where similarity(p.title_key, w.title_key) >= $2
     order by w.position, similarity(p.title_key, w.title_key) desc, p.id`,
    [
      JSON.stringify(
        wanted.map(({ titleKey, published, authorCount }, position) => ({
          position,
          title_key: titleKey,
          published,
          author_count: authorCount,
        })),
      ),
      ALIKE,
      which === 'without identifier',
    ],
  )
  return new Map(rows.map(({ position, id }) => [position, id]))
}
