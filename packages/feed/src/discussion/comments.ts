/**
 * Comments: written, changed within a quarter of an hour, deleted. A paper's counts change in the statement that changes
 * the comment.
 * @module
 */
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, perHour, takeOrRefuse } from '../people/rate-limit.js'
import { Refusal, textField } from '../people/refusal.js'
import type { Queries, Store } from '../store/store.js'
import { RENDER_VERSION, renderMarkdown } from './markdown.js'
import { announceReply } from './replies.js'

/** Characters of Markdown: some three pages. */
export const LONGEST_COMMENT = 10_000
/** Minutes in which a comment can be changed: time for a slip, too short to change what replies answered. */
export const EDIT_MINUTES = 15
/** Replies below this level stand beside what they answer: a deeper indentation can't be read on a phone. */
export const DEEPEST = 8

const PER_HOUR = perHour(20)
const PER_DAY = perDay(60)

export interface NewComment {
  readonly slug: string
  /** The comment that it answers. */
  readonly parent?: number | undefined
  /** Markdown. */
  readonly body: string
}

/**
 * Writes a comment; whom it answers is told by mail.
 * @returns the comment's id
 * @throws Refusal of `body`; `absent` when there is no such paper, or no such comment to answer; `too-many`
 */
export async function comment(
  store: Store,
  person: Person,
  { slug, parent, body }: NewComment,
  now: Date,
): Promise<number> {
  assertMayAct(person)
  const text = textField('comment', body, { longest: LONGEST_COMMENT, lines: true })
  await takeOrRefuse(store, `comment:hour:${person.id}`, 'comments', PER_HOUR, now)
  await takeOrRefuse(store, `comment:day:${person.id}`, 'comments', PER_DAY, now)
  const html = renderMarkdown(text)
  return store.transaction(async (transaction) => {
    const id = await write(transaction, person, { slug, parent, body: text, html }, now)
    if (parent !== undefined) await announceReply(transaction, id, parent, now)
    return id
  })
}

async function write(
  queries: Queries,
  person: Person,
  { slug, parent, body, html }: NewComment & { readonly html: string },
  now: Date,
): Promise<number> {
  const [made] = await queries.query<{ id: number }>(
    `with place as (
       select p.id as paper_id, p.submitted_by, p.appeared_at,
         case when parent.depth = ${DEEPEST} then parent.parent_id else parent.id end as parent_id,
         least(coalesce(parent.depth + 1, 0), ${DEEPEST}) as depth
       from papers p left join comments parent
         on parent.id = $2 and parent.paper_id = p.id and parent.deleted_at is null and parent.removed_at is null
       where p.slug = $1 and not p.hidden and ($2::int is null or parent.id is not null)),
     written as (
       insert into comments (paper_id, parent_id, depth, person_id, body, html, created_at, render_version)
       select paper_id, parent_id, depth, $3, $4, $5, $6, ${RENDER_VERSION} from place returning id, paper_id),
     counted as (
       update paper_scores s set comments = s.comments + 1,
         comments_by_others = s.comments_by_others + other.one,
         hot = hot(s.votes, s.comments_by_others + other.one, s.claims_held, s.claims_total, place.appeared_at)
       from place, lateral (select (place.submitted_by is distinct from $3)::int as one) as other
       where s.paper_id = place.paper_id)
     select id from written`,
    [slug, parent ?? null, person.id, body, html, now],
  )
  if (!made) throw new Refusal('absent', 'What you answer is no longer there.')
  return made.id
}

/**
 * @throws Refusal of `comment`; `forbidden` when it is another's or too old; `absent`
 */
export async function editComment(store: Queries, person: Person, id: number, body: string, now: Date): Promise<void> {
  assertMayAct(person)
  const text = textField('comment', body, { longest: LONGEST_COMMENT, lines: true })
  const changed = await store.query(
    `update comments set body = $3, html = $4, edited_at = $5, render_version = ${RENDER_VERSION}
     where id = $1 and person_id = $2 and deleted_at is null and removed_at is null
       and created_at > $5::timestamptz - make_interval(mins => ${EDIT_MINUTES}) returning id`,
    [id, person.id, text, renderMarkdown(text), now],
  )
  if (changed.length === 0) await refuse(store, person, id, `It can be changed for ${EDIT_MINUTES} minutes only.`)
}

/**
 * Deletes a comment: its text goes, its place stays where there are replies. A second time changes nothing.
 * @throws Refusal `forbidden` when it is another's, `absent`
 */
export async function deleteComment(store: Queries, person: Person, id: number, now: Date): Promise<void> {
  const deleted = await store.query(
    `with gone as (
       update comments set body = '', html = '', deleted_at = $3 where id = $1 and person_id = $2 and deleted_at is null
       returning paper_id, person_id, removed_at is null as shown)
     ${UNCOUNT}`,
    [id, person.id, now],
  )
  if (deleted.length === 0) await refuse(store, person, id)
}

/** Deletes all comments of a person. */
export async function deleteCommentsOf(store: Queries, personId: number, now: Date): Promise<void> {
  await store.query(
    `with gone as (
       update comments set body = '', html = '', deleted_at = $2 where person_id = $1 and deleted_at is null
       returning paper_id, person_id, removed_at is null as shown)
     ${UNCOUNT}`,
    [personId, now],
  )
}

/** Takes the comments of `gone` that were shown out of the counts of their papers. */
export const UNCOUNT = recount('gone', '-')
/** Adds those of `back` to them. */
export const COUNT_AGAIN = recount('back', '+')

/** @param rows a table expression with `paper_id`, `person_id`, `shown` */
function recount(rows: 'gone' | 'back', sign: '+' | '-'): string {
  return `, per_paper as (
       select r.paper_id, p.appeared_at, count(*) filter (where r.shown)::int as comments,
         count(*) filter (where r.shown and p.submitted_by is distinct from r.person_id)::int as by_others
       from ${rows} r join papers p on p.id = r.paper_id group by r.paper_id, p.appeared_at)
     update paper_scores s set comments = s.comments ${sign} c.comments,
       comments_by_others = s.comments_by_others ${sign} c.by_others,
       hot = hot(s.votes, s.comments_by_others ${sign} c.by_others, s.claims_held, s.claims_total, c.appeared_at)
     from per_paper c where s.paper_id = c.paper_id returning s.paper_id`
}

async function refuse(store: Queries, person: Person, id: number, late?: string): Promise<void> {
  const [found] = await store.query<{ owner: number | null; gone: boolean }>(
    `select person_id as owner, deleted_at is not null or removed_at is not null as gone from comments where id = $1`,
    [id],
  )
  if (!found || (found.gone && late)) throw new Refusal('absent', 'There is no such comment.')
  if (found.owner !== person.id) throw new Refusal('forbidden', 'This comment is by somebody else.')
  if (late) throw new Refusal('forbidden', late)
}
