/**
 * What moderators do. Every act and its line in the public log are one transaction.
 * @module
 */
import { forgetArchives } from '../papers/archives.js'
import { assertModerator, type Person, type Role } from '../people/person.js'
import { Refusal, textField } from '../people/refusal.js'
import type { Queries, Store } from '../store/store.js'
import { decideClaim } from './authorship.js'
import { weighCommentVotes } from './comment-votes.js'
import { COUNT_AGAIN, UNCOUNT } from './comments.js'
import { weighVotes } from './votes.js'

/** An act and what it is done to: a comment by id, a paper by slug, a person by handle, a claim by id. */
export type Act =
  | { readonly action: 'remove-comment' | 'restore-comment'; readonly comment: number }
  | { readonly action: 'hide-paper' | 'unhide-paper'; readonly paper: string }
  | { readonly action: 'dismiss-flags'; readonly comment: number }
  | { readonly action: 'dismiss-flags'; readonly paper: string }
  | { readonly action: 'suspend' | 'unsuspend' | 'count-votes' | 'discount-votes'; readonly person: string }
  | { readonly action: 'grant-authorship' | 'deny-authorship'; readonly claim: number }
  | { readonly action: 'make-member' | 'make-moderator'; readonly person: string }

export type Action = Act['action']

/** What an act was done to, as the log keeps it. */
interface Concerned {
  readonly paper?: number
  readonly comment?: number
  readonly person?: number | null
}

/**
 * @param reason why, in words that everybody will read
 * @throws Refusal `forbidden` when the person is no moderator, or not one for this; `absent` when there is nothing to act
 * on, or it is done already; of `reason`
 */
export async function moderate(store: Store, moderator: Person, act: Act, reason: string, now: Date): Promise<void> {
  assertModerator(moderator)
  const words = textField('reason', reason, { longest: 1000 })
  await store.transaction(async (transaction) => {
    const { paper, comment, person } = await perform(transaction, moderator, act, words, now)
    await transaction.query(
      `insert into moderation_log (at, moderator_id, action, paper_id, comment_id, person_id, reason)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [now, moderator.id, act.action, paper ?? null, comment ?? null, person ?? null, words],
    )
  })
}

function perform(queries: Queries, moderator: Person, act: Act, reason: string, now: Date): Promise<Concerned> {
  switch (act.action) {
    case 'remove-comment':
    case 'restore-comment':
      return setRemoved(queries, act.comment, act.action === 'remove-comment', now)
    case 'hide-paper':
    case 'unhide-paper':
      return setHidden(queries, act.paper, act.action === 'hide-paper', now)
    case 'dismiss-flags':
      return dismiss(queries, act, now)
    case 'suspend':
    case 'unsuspend':
      return setSuspended(queries, moderator, act.person, act.action === 'suspend', now)
    case 'count-votes':
    case 'discount-votes':
      return setWeight(queries, moderator, act.person, act.action === 'count-votes' ? 1 : 0)
    case 'grant-authorship':
    case 'deny-authorship':
      return decideClaim(queries, moderator, act.claim, act.action === 'grant-authorship', reason, now)
    case 'make-member':
    case 'make-moderator':
      return setRoleOf(queries, moderator, act.person, act.action === 'make-member' ? 'member' : 'moderator')
  }
}

async function setRemoved(queries: Queries, id: number, removed: boolean, now: Date): Promise<Concerned> {
  const [comment] = await queries.query<{ person: number | null }>(
    'select person_id as person from comments where id = $1 and deleted_at is null and (removed_at is null) = $2 for update',
    [id, removed],
  )
  if (!comment) throw new Refusal('absent', 'There is no such comment, or it is done already.')
  await (removed
    ? queries.query(
        `with gone as (update comments set removed_at = $2 where id = $1 returning paper_id, person_id, true as shown)
         ${UNCOUNT}`,
        [id, now],
      )
    : queries.query(
        `with back as (update comments set removed_at = null where id = $1 returning paper_id, person_id, true as shown)
         ${COUNT_AGAIN}`,
        [id],
      ))
  if (removed) await settle(queries, 'comment_id', id, true, now)
  return { comment: id, person: comment.person }
}

async function setHidden(queries: Queries, slug: string, hidden: boolean, now: Date): Promise<Concerned> {
  const [paper] = await queries.query<{ id: number }>(
    'update papers set hidden = $2, updated_at = $3 where slug = $1 and hidden <> $2 returning id',
    [slug, hidden, now],
  )
  if (!paper) throw new Refusal('absent', 'There is no such paper, or it is done already.')
  await forgetArchives(queries, paper.id)
  if (hidden) await settle(queries, 'paper_id', paper.id, true, now)
  return { paper: paper.id }
}

async function dismiss(queries: Queries, act: Act, now: Date): Promise<Concerned> {
  if ('comment' in act) {
    await settle(queries, 'comment_id', act.comment, false, now)
    return { comment: act.comment }
  }
  const slug = 'paper' in act ? act.paper : ''
  const [paper] = await queries.query<{ id: number }>('select id from papers where slug = $1', [slug])
  if (!paper) throw new Refusal('absent', 'There is no such paper.')
  await settle(queries, 'paper_id', paper.id, false, now)
  return { paper: paper.id }
}

/** Settles the flags that wait; a dismissal of none is refused. */
async function settle(
  queries: Queries,
  column: 'paper_id' | 'comment_id',
  id: number,
  upheld: boolean,
  now: Date,
): Promise<void> {
  const settled = await queries.query(
    `update flags set settled_at = $2, upheld = $3 where ${column} = $1 and settled_at is null returning id`,
    [id, now, upheld],
  )
  if (settled.length === 0 && !upheld) throw new Refusal('absent', 'No flag waits here.')
}

async function setSuspended(
  queries: Queries,
  moderator: Person,
  handle: string,
  suspended: boolean,
  now: Date,
): Promise<Concerned> {
  const person = await subject(queries, moderator, handle)
  const changed = await queries.query(
    'update people set suspended_at = $2 where id = $1 and (suspended_at is null) = $3 returning id',
    [person.id, suspended ? now : null, suspended],
  )
  if (changed.length === 0) throw new Refusal('absent', 'It is done already.')
  await weigh(queries, person.id, suspended ? 0 : 1)
  return { person: person.id }
}

async function setWeight(queries: Queries, moderator: Person, handle: string, weight: 0 | 1): Promise<Concerned> {
  const person = await subject(queries, moderator, handle)
  if (person.weight === weight) throw new Refusal('absent', 'It is done already.')
  await weigh(queries, person.id, weight)
  return { person: person.id }
}

async function weigh(queries: Queries, id: number, weight: 0 | 1): Promise<void> {
  await weighVotes(queries, id, weight)
  await weighCommentVotes(queries, id, weight)
}

async function setRoleOf(queries: Queries, moderator: Person, handle: string, role: Role): Promise<Concerned> {
  if (moderator.role !== 'administrator') throw new Refusal('forbidden', 'Only administrators can do this.')
  const person = await subject(queries, moderator, handle)
  if (person.role === role) throw new Refusal('absent', 'It is done already.')
  await queries.query('update people set role = $2 where id = $1', [person.id, role])
  return { person: person.id }
}

/** The person acted on: nobody acts on themselves, on an administrator, or, as a moderator, on another moderator. */
async function subject(
  queries: Queries,
  moderator: Person,
  handle: string,
): Promise<{ readonly id: number; readonly role: Role; readonly weight: number }> {
  const [person] = await queries.query<{ id: number; role: Role; weight: number }>(
    'select id, role, vote_weight as weight from people where handle = $1 for update',
    [handle],
  )
  if (!person) throw new Refusal('absent', 'There is no such person.')
  const above = person.role === 'administrator' || (person.role === 'moderator' && moderator.role !== 'administrator')
  if (person.id === moderator.id || above) throw new Refusal('forbidden', 'You can’t do this to this person.')
  return person
}
