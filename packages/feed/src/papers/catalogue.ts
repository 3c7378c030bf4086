/**
 * The papers that this project has written about, as records.
 * @module
 */
import type { Queries, Store } from '../store/store.js'
import { type Related, titleKey } from './record.js'
import { retitled } from './retitled.js'

/** The facts of a paper of the catalogue. */
export interface CatalogueCard {
  readonly slug: string
  readonly arxiv: string
  readonly title: string
  readonly authors: readonly string[]
  /** `YYYY-MM-DD`. */
  readonly published: string
  readonly question: string
  readonly summary: string
  readonly topics: readonly string[]
  /** Default: none. */
  readonly related?: readonly Related[]
}

/**
 * Writes the facts of `cards`. A paper that an import brought before, known by its identifier or its title, becomes the
 * catalogue's: it takes its slug and keeps votes, comments and its former address.
 */
export function seed(store: Store, cards: readonly CatalogueCard[]): Promise<void> {
  return store.transaction(async (transaction) => {
    for (const card of cards) await seedOne(transaction, card)
  })
}

async function seedOne(store: Queries, card: CatalogueCard): Promise<void> {
  const key = titleKey(card.title)
  const known = await knownAs(store, card, key)
  const facts = [
    card.slug,
    card.arxiv,
    card.title,
    [...card.authors],
    card.published,
    card.question,
    card.summary,
    [...card.topics],
    key,
    JSON.stringify(card.related ?? []),
  ]
  if (!known) {
    await store.query(
      `with paper as (
         insert into papers (slug, arxiv, title, authors, published, question, summary, topics, title_key, related,
           author_count, listed_on, appeared_at)
         values ($1, $2, $3, $4, $5::date, $6, $7, $8, $9, $10::jsonb, cardinality($4::text[]), $5::date, $5::date)
         returning id, appeared_at)
       insert into paper_scores (paper_id, hot) select id, hot(0, 0, 0, 0, appeared_at) from paper`,
      facts,
    )
    return
  }
  if (known.slug !== card.slug) {
    await store.query('insert into former_slugs (slug, paper_id) values ($1, $2) on conflict do nothing', [
      known.slug,
      known.id,
    ])
  }
  await store.query(
    `update papers set slug = $1, arxiv = $2, title = $3, authors = $4, published = $5::date, question = $6, summary = $7,
       topics = $8, title_key = $9, related = $10::jsonb, author_count = greatest(cardinality($4::text[]), 1), updated_at = now(),
       facts_from = 'catalogue'
     where id = $11 and (slug, arxiv, title, authors, published, question, summary, topics, related, facts_from)
       is distinct from ($1, $2, $3, $4::text[], $5::date, $6, $7, $8::text[], $10::jsonb, 'catalogue')`,
    [...facts, known.id],
  )
}

async function knownAs(
  store: Queries,
  card: CatalogueCard,
  key: string,
): Promise<{ readonly id: number; readonly slug: string } | undefined> {
  const columns = 'select id, slug from papers where'
  const [known] = await store.query<{ id: number; slug: string }>(
    `${columns} slug = $1 or arxiv = $2 or (title_key = $3 and arxiv is null)
     order by slug = $1 desc, arxiv = $2 desc nulls last, id limit 1`,
    [card.slug, card.arxiv, key],
  )
  if (known) return known
  const titled = { titleKey: key, published: card.published, authorCount: card.authors.length }
  const id = (await retitled(store, [titled], 'without identifier')).get(0)
  if (id === undefined) return undefined
  return (await store.query<{ id: number; slug: string }>(`${columns} id = $1`, [id]))[0]
}

/** Writes how a paper's claims came out, into what ranking counts. */
export async function recordClaims(
  store: Queries,
  slug: string,
  { held, refuted, total }: { readonly held: number; readonly refuted: number; readonly total: number },
): Promise<void> {
  await store.query(
    `with changed as (
       update paper_scores s set claims_held = $2, claims_refuted = $3, claims_total = $4,
         hot = hot(s.votes, s.comments_by_others, $2, $4, p.appeared_at)
       from papers p where p.id = s.paper_id and p.slug = $1
         and (s.claims_held, s.claims_refuted, s.claims_total) is distinct from ($2, $3, $4)
       returning s.paper_id)
     -- Feeds tell how claims came out.
     update papers set updated_at = now() where id in (select paper_id from changed)`,
    [slug, held, refuted, total],
  )
}
