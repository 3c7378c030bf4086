/**
 * Telling people that somebody has answered them.
 *
 * The mail waits for five minutes, in which a slip can be mended and another answer joins it; the next about the same thread
 * goes an hour after it at the earliest, with all that was answered meanwhile. What it says is made when it is sent
 * (`mail/reply-mail.ts`), so what was deleted, removed or hidden by then is told to nobody.
 * @module
 */
import { queueMail } from '../mail/outbox.js'
import { REPLY_MAIL } from '../mail/reply-mail.js'
import type { Queries } from '../store/store.js'

/** Milliseconds that a mail waits for other answers. */
const SETTLE = 5 * 60_000
/** Milliseconds between two mails about one thread to one person. */
const BETWEEN = 60 * 60_000

/**
 * Queues the mail about an answer, or adds the answer to the one that waits. Call it in the transaction that writes the
 * answer.
 * @param reply id of the answer
 * @param answered id of the comment that it answers
 */
export async function announceReply(queries: Queries, reply: number, answered: number, now: Date): Promise<void> {
  const [told] = await queries.query<{ person: number; email: string; thread: number }>(
    `with recursive up as (
       select id, parent_id from comments where id = $2
       union all select c.id, c.parent_id from comments c join up on c.id = up.parent_id)
     select who.id as person, who.email, (select id from up where parent_id is null) as thread
     from comments a join people who on who.id = a.person_id join comments r on r.id = $1
     where a.id = $2 and who.id <> r.person_id and who.reply_mails and who.suspended_at is null`,
    [reply, answered],
  )
  if (!told) return
  const { person, email, thread } = told
  // Two answers at once: one mail.
  await queries.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`replies ${thread} ${person}`])
  const delivery = (await waitingMail(queries, thread, person)) ?? (await newMail())
  if (delivery === undefined) return
  await queries.query(
    'insert into reply_notices (comment_id, person_id, thread_id, delivery_id) values ($1, $2, $3, $4)',
    [reply, person, thread, delivery],
  )

  async function newMail(): Promise<number | undefined> {
    const [{ last } = { last: null }] = await queries.query<{ last: Date | null }>(
      `select max(coalesce(d.sent_at, d.next_attempt_at)) as last
       from reply_notices n join deliveries d on d.id = n.delivery_id
       where n.thread_id = $1 and n.person_id = $2 and d.state <> 'suppressed'`,
      [thread, person],
    )
    const earliest = Math.max(now.getTime() + SETTLE, last ? last.getTime() + BETWEEN : 0)
    const key = `${thread}.${person}.${reply}`
    return queueMail(queries, { kind: REPLY_MAIL, key, to: email, notBefore: new Date(earliest), now })
  }
}

/** The mail that nobody has begun to send; its row is held, so that nobody begins before the answer is in it. */
async function waitingMail(queries: Queries, thread: number, person: number): Promise<number | undefined> {
  const [mail] = await queries.query<{ id: number }>(
    `select d.id from deliveries d where d.state = 'queued' and d.attempts = 0 and d.id in (
       select delivery_id from reply_notices where thread_id = $1 and person_id = $2)
     order by d.id limit 1 for update`,
    [thread, person],
  )
  return mail?.id
}
