/**
 * A paper's comments as a tree, best first.
 * @module
 */
import { Refusal } from '../people/refusal.js'
import type { Queries } from '../store/store.js'
import { EDIT_MINUTES } from './comments.js'
import { KEPT, withPresentHtml } from './rendered.js'

/** Comments that one page shows at most. */
const MOST = 500

export interface ThreadComment {
  readonly id: number
  /** Null: the account, or the comment, is gone. */
  readonly author: {
    readonly handle: string
    readonly name: string
    readonly isSubmitter: boolean
    readonly isAuthor: boolean
  } | null
  /** HTML that is safe to show; empty when the comment is gone. */
  readonly html: string
  /** Its Markdown, for whoever may change it now. */
  readonly source: string | null
  readonly createdAt: Date
  readonly editedAt: Date | null
  /** Why there is no text. */
  readonly gone: 'deleted' | 'removed' | null
  readonly good: number
  readonly bad: number
  /** What the reader said of it. */
  readonly mine: 'own' | 'good' | 'bad' | null
  readonly replies: readonly ThreadComment[]
}

interface Row extends Omit<ThreadComment, 'source' | 'replies' | 'author'> {
  readonly parent: number | null
  readonly author: ThreadComment['author']
  readonly body: string
  readonly renderVersion: number
  readonly editable: boolean
}

/**
 * Siblings by their confidence, then the older first. A comment that is gone is shown only where it has replies.
 * @param reader id of the person who reads
 */
export async function thread(
  store: Queries,
  paperId: number,
  { reader, now }: { readonly reader?: number; readonly now: Date },
): Promise<readonly ThreadComment[]> {
  const kept = await store.query<Row>(
    `select ${KEPT}, c.parent_id as parent, c.created_at as "createdAt", c.edited_at as "editedAt", c.good, c.bad,
       case when c.deleted_at is not null then 'deleted' when c.removed_at is not null then 'removed' end as gone,
       case when c.person_id = $2 then 'own' when v.good then 'good' when not v.good then 'bad' end as mine,
       coalesce(c.person_id = $2, false) and c.created_at > $3::timestamptz - make_interval(mins => ${EDIT_MINUTES}) as editable,
       case when a.id is not null then json_build_object('handle', a.handle, 'name', a.name,
         'isSubmitter', coalesce(a.id = p.submitted_by, false),
         'isAuthor', exists (select from authorship_claims k
           where k.paper_id = p.id and k.person_id = a.id and k.state = 'granted')) end as author
     from comments c join papers p on p.id = c.paper_id left join people a on a.id = c.person_id
       left join comment_votes v on v.comment_id = c.id and v.person_id = $2
     where c.paper_id = $1 order by c.depth, c.confidence desc, c.id limit ${MOST}`,
    [paperId, reader ?? null, now],
    { keepPlan: true },
  )
  const rows = await withPresentHtml(store, kept)
  const children = new Map<number | null, Row[]>()
  for (const row of rows) {
    const siblings = children.get(row.parent)
    if (siblings) siblings.push(row)
    else children.set(row.parent, [row])
  }
  // As deep as comments are at most.
  const below = (parent: number | null): readonly ThreadComment[] =>
    (children.get(parent) ?? []).flatMap((row) => {
      const replies = below(row.id)
      return row.gone && replies.length === 0 ? [] : [toComment(row, replies)]
    })
  return below(null)
}

function toComment(
  { parent, body, editable, renderVersion, ...row }: Row,
  replies: readonly ThreadComment[],
): ThreadComment {
  return {
    ...row,
    author: row.gone ? null : row.author,
    html: row.gone ? '' : row.html,
    source: editable && !row.gone ? body : null,
    replies,
  }
}

export interface CommentRecord {
  readonly id: number
  /** Of its paper. */
  readonly slug: string
  /** Markdown. */
  readonly body: string
  readonly html: string
  readonly author: string | null
}

/** @throws Refusal `absent` when there is none, or it is gone */
export async function commentById(store: Queries, id: number): Promise<CommentRecord> {
  const kept = await store.query<CommentRecord & { readonly renderVersion: number }>(
    `select ${KEPT}, p.slug, a.name as author
     from comments c join papers p on p.id = c.paper_id left join people a on a.id = c.person_id
     where c.id = $1 and c.deleted_at is null and c.removed_at is null and not p.hidden`,
    [id],
  )
  const [found] = await withPresentHtml(store, kept)
  if (!found) throw new Refusal('absent', 'There is no such comment.')
  const { renderVersion, ...record } = found
  return record
}
