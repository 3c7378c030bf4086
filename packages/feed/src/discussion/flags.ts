/**
 * Flags: a reader tells the moderators what is wrong, by a fixed list of reasons.
 * @module
 */
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, takeOrRefuse } from '../people/rate-limit.js'
import { Refusal, textField } from '../people/refusal.js'
import type { Queries } from '../store/store.js'

/** Reasons, in the words of the form. */
export const FLAG_REASONS = {
  'off-topic': 'It is not about what this site is about',
  'already-posted': 'It is here already',
  'broken-link': 'A link leads nowhere or elsewhere',
  'wrong-facts': 'Title, authors or another fact is wrong',
  spam: 'It is an advertisement',
  unkind: 'It attacks somebody',
} as const

export type FlagReason = keyof typeof FLAG_REASONS

/** What is flagged: a paper by its slug or a comment by its id. */
export type FlagTarget = { readonly paper: string } | { readonly comment: number }

const PER_DAY = perDay(30)

/**
 * Flags once a person, until a moderator has settled it; a second time changes nothing.
 * @throws Refusal of `reason` or `note`, `absent`, `too-many`
 */
export async function flag(
  store: Queries,
  person: Person,
  target: FlagTarget,
  { reason, note = '' }: { readonly reason: string; readonly note?: string },
  now: Date,
): Promise<void> {
  assertMayAct(person)
  if (!Object.hasOwn(FLAG_REASONS, reason)) {
    const accepted = Object.keys(FLAG_REASONS).join(', ')
    throw new Refusal('invalid', `Choose a reason: ${accepted}.`, { field: 'reason' })
  }
  const words = textField('note', note, { longest: 500, optional: true, lines: true })
  const [found] = await store.query<{ paper: number | null; comment: number | null }>(
    'paper' in target
      ? 'select id as paper, null::int as comment from papers where slug = $1 and not hidden'
      : `select null::int as paper, id as comment from comments
         where id = $1::int and deleted_at is null and removed_at is null`,
    ['paper' in target ? target.paper : target.comment],
  )
  if (!found) throw new Refusal('absent', 'What you flag is no longer there.')
  await takeOrRefuse(store, `flag:${person.id}`, 'flags', PER_DAY, now)
  await store.query(
    `insert into flags (paper_id, comment_id, person_id, reason, note, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [found.paper, found.comment, person.id, reason, words, now],
  )
}
