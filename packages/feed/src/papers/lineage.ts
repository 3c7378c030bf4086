/**
 * Lineage: what a paper builds on, what followed it, and what answers the same question. A card says it once; both papers
 * show it.
 * @module
 */
import type { Queries } from '../store/store.js'
import type { PaperRecord, Related } from './record.js'

/** Another paper, to name and to lead to. */
export interface Relative {
  readonly slug: string
  readonly title: string
}

/** Each the oldest first. */
export interface Lineage {
  readonly buildsOn: readonly Relative[]
  readonly followedBy: readonly Relative[]
  readonly sameProblem: readonly Relative[]
}

interface Row extends Relative {
  readonly kind: Related['kind']
  /** This paper's card says it, not the other's. */
  readonly isOurs: boolean
}

/** What this paper's card says of others, and what theirs say of it under its present or a former name. */
export async function lineageOf(store: Queries, { id }: Pick<PaperRecord, 'id'>): Promise<Lineage> {
  const rows = await store.query<Row>(
    `with names as (
       select slug from papers where id = $1 union all select slug from former_slugs where paper_id = $1),
     ours as (
       select r.kind, coalesce(now.id, before.paper_id) as id
       from papers p cross join jsonb_to_recordset(p.related) as r(slug text, kind text)
         left join papers now on now.slug = r.slug left join former_slugs before on before.slug = r.slug
       where p.id = $1),
     theirs as (
       -- Few papers say anything of others, and those have an index.
       select r.kind, p.id from names n
         join papers p on p.related <> '[]' and p.related @> jsonb_build_array(jsonb_build_object('slug', n.slug))
         cross join jsonb_to_recordset(p.related) as r(slug text, kind text)
       where r.slug = n.slug)
     select p.slug, p.title, k.kind, k."isOurs" from (
       select kind, id, true as "isOurs" from ours union select kind, id, false from theirs) k
       join papers p on p.id = k.id
     where not p.hidden and p.id <> $1 order by p.published, p.id`,
    [id],
    { keepPlan: true },
  )
  const those = (wanted: (row: Row) => boolean): Relative[] =>
    rows.filter(wanted).map(({ slug, title }) => ({ slug, title }))
  return {
    buildsOn: those(({ kind, isOurs }) => kind === 'builds-on' && isOurs),
    followedBy: those(({ kind, isOurs }) => kind === 'builds-on' && !isOurs),
    sameProblem: those(({ kind }) => kind === 'same-problem'),
  }
}
