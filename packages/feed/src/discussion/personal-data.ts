/**
 * What we hold of a person: to take along, and to delete.
 * @module
 */

import type { Person } from '../people/person.js'
import type { Queries, Store } from '../store/store.js'
import { withdrawCommentVotes } from './comment-votes.js'
import { deleteCommentsOf } from './comments.js'
import { withdrawVotes } from './votes.js'

/** Everything that the store holds of a person, as plain data. Tokens are not in it: nobody knows them but their owner. */
export async function personalData(store: Queries, { id }: Person): Promise<Readonly<Record<string, unknown>>> {
  const rows = (sql: string) => store.query<Record<string, unknown>>(sql, [id])
  const [account] = await rows(
    `select email, handle, name, role, created_at, network, vote_weight, suspended_at, reply_mails from people where id = $1`,
  )
  return {
    account,
    sessions: await rows('select device, created_at, seen_at, expires_at from sessions where person_id = $1'),
    tokens: await rows('select name, created_at, used_at from api_tokens where person_id = $1'),
    votes: await rows(
      `select p.slug as paper, v.cast_at, v.weight from votes v join papers p on p.id = v.paper_id
       where v.person_id = $1 order by v.cast_at`,
    ),
    saved: await rows(
      `select p.slug as paper, f.saved_at from saved_papers f join papers p on p.id = f.paper_id
       where f.person_id = $1 order by f.saved_at`,
    ),
    follows: await rows('select kind, name, followed_at from follows where person_id = $1 order by followed_at, name'),
    privateFeed: await rows('select made_at from private_feeds where person_id = $1'),
    comments: await rows(
      `select p.slug as paper, c.id, c.parent_id, c.body, c.created_at, c.edited_at, c.deleted_at, c.removed_at
       from comments c join papers p on p.id = c.paper_id where c.person_id = $1 order by c.id`,
    ),
    commentVotes: await rows('select comment_id, good from comment_votes where person_id = $1 order by comment_id'),
    flags: await rows(
      `select f.reason, f.note, f.created_at, p.slug as paper, f.comment_id as comment
       from flags f left join papers p on p.id = f.paper_id where f.person_id = $1 order by f.id`,
    ),
    submissions: await rows('select slug, title, appeared_at from papers where submitted_by = $1 order by id'),
    authorship: await rows(
      `select p.slug as paper, a.author, a.evidence, a.state, a.created_at, a.decided_at, a.decision
       from authorship_claims a join papers p on p.id = a.paper_id where a.person_id = $1 order by a.id`,
    ),
    authorshipSteps: await rows(
      `select p.slug as paper, s.step, s.at, s.author, s.words from authorship_steps s
         join authorship_claims a on a.id = s.claim_id join papers p on p.id = a.paper_id
       where a.person_id = $1 order by s.id`,
    ),
    moderation: await rows(
      'select at, action, reason from moderation_log where person_id = $1 or moderator_id = $1 order by id',
    ),
  }
}

/**
 * Deletes an account: votes are taken back, the text of comments is emptied (replies keep their place), sessions, tokens,
 * saved papers, follows, claims and mails to sign in, of answers and of decisions go. Submitted papers stay, without a name.
 */
export function deleteAccount(store: Store, { id, email }: Person, now: Date): Promise<void> {
  return store.transaction(async (transaction) => {
    await withdrawVotes(transaction, id)
    await withdrawCommentVotes(transaction, id)
    await deleteCommentsOf(transaction, id, now)
    await transaction.query('delete from sign_in_links where email = $1', [email])
    await transaction.query(
      `delete from deliveries where recipient = $1 and kind in ('sign-in', 'comment-reply', 'authorship-decision')`,
      [email],
    )
    await transaction.query('delete from people where id = $1', [id])
  })
}
