/**
 * The outbox: a mail is a row, written in the transaction that causes it, and sent by whoever claims it.
 *
 * SMTP can't be exactly once. Between the server's 250 and our commit of `sent` a crash is ambiguous, and no design closes
 * that window; so every mail is sent *at least* once, with a Message-ID that is the same at every attempt, and the window
 * is as small as one commit for one recipient. A claim is a lease: whoever outlives it is taken for dead, and the mail is
 * sent again. What is claimed is what is on a connection right now, so a crash doubles at most as many mails as there were
 * connections.
 * @module
 */
import type { Queries, Store } from '../store/index.js'
import { assertAddress, oneLine } from './address.js'

export interface Mail {
  /** What it is for, in words: `sign-in`. */
  readonly kind: string
  /**
   * What makes it this mail, of letters, digits, `.`, `_` and `-`: a second mail with the same kind and key is not queued.
   * Kind and key are the Message-ID.
   */
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent no more from then on. Default: three days after `now`. */
  readonly expires?: Date
  /** Default: the time of the call. */
  readonly now?: Date
}

/** Nothing is worth sending later than this after it was queued, in milliseconds: a server that wakes up must not flood. */
export const LOOK_BACK = 3 * 24 * 3_600_000

/** A mail that somebody asked for just now goes even to a suppressed address: it is the way back. */
const ASKED_FOR = ['sign-in', 'confirmation']

/**
 * Queues a mail. Call it in the transaction that causes the mail: then there is one if and only if that commits.
 * @returns whether it is new
 * @throws FeedError when the address is none
 */
export async function enqueueMail(queries: Queries, mail: Mail): Promise<boolean> {
  const { kind, key, subject, text, html = null, headers = {}, now = new Date() } = mail
  const { expires = new Date(now.getTime() + LOOK_BACK) } = mail
  const rows = await queries.query(
    `insert into deliveries (kind, key, recipient, subject, body, html, headers, queued_at, next_attempt_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) on conflict (kind, key) do nothing returning 1`,
    [kind, key, assertAddress('to', mail.to), oneLine(subject), text, html, JSON.stringify(headers), now, expires],
  )
  return rows.length > 0
}

/**
 * Queues a mail whose text is made when it is sent, by its kind: see `compose`.
 * @param notBefore when it is sent at the earliest
 * @returns its number; undefined when there was one with this kind and key
 */
export async function queueMail(
  queries: Queries,
  {
    kind,
    key,
    to,
    notBefore,
    now,
  }: Pick<Mail, 'kind' | 'key' | 'to'> & { readonly notBefore: Date; readonly now: Date },
): Promise<number | undefined> {
  const [row] = await queries.query<{ id: number }>(
    `insert into deliveries (kind, key, recipient, queued_at, next_attempt_at, expires_at)
     values ($1, $2, $3, $4, $5, $6) on conflict (kind, key) do nothing returning id`,
    [kind, key, assertAddress('to', to), now, notBefore, new Date(notBefore.getTime() + LOOK_BACK)],
  )
  return row?.id
}

/** A mail that is ours to send until the lease ends. */
export interface Claimed {
  readonly id: number
  readonly kind: string
  readonly messageId: string
  readonly recipient: string
  readonly subject: string | null
  readonly body: string | null
  readonly html: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly editionId: number | null
  readonly subscriptionId: number | null
  readonly topics: readonly string[] | null
  /** This one counted. */
  readonly attempts: number
  readonly leasedUntil: Date
  readonly expired: boolean
  /** The address is suppressed or was unsubscribed since. */
  readonly unwanted: boolean
}

/**
 * Takes a mail that is due: first one whose worker is taken for dead, then one that somebody waits for, then a digest. Two
 * workers never get the same one, on any number of processes.
 * @param lease milliseconds; longer than an attempt can take
 */
export async function claim(queries: Queries, now: Date, lease: number): Promise<Claimed | undefined> {
  const rows = await queries.query<Claimed>(
    `with lapsed as materialized (
       select id from deliveries where state = 'sending' and leased_until <= $1
       order by leased_until, id limit 1 for update skip locked),
     single as materialized (
       select id from deliveries
       where state = 'queued' and edition_id is null and next_attempt_at <= $1 and not exists (select from lapsed)
       order by next_attempt_at, id limit 1 for update skip locked),
     digest as materialized (
       select id from deliveries
       where state = 'queued' and edition_id is not null and next_attempt_at <= $1
         and not exists (select from lapsed) and not exists (select from single)
       order by next_attempt_at, id limit 1 for update skip locked)
     update deliveries d set state = 'sending', attempts = attempts + 1, leased_until = $2
     where d.id in (select id from lapsed union all select id from single union all select id from digest)
     returning d.id, d.kind, d.message_id as "messageId", d.recipient, d.subject, d.body, d.html, d.headers,
       d.edition_id as "editionId", d.subscription_id as "subscriptionId", d.topics, d.attempts,
       d.leased_until as "leasedUntil", d.expires_at <= $1 as expired,
       (d.kind <> all($3) and exists (select 1 from suppressions s where s.address = d.recipient))
         or exists (select 1 from subscriptions s where s.id = d.subscription_id and s.unsubscribed_at is not null)
         as unwanted`,
    [now, new Date(now.getTime() + lease), ASKED_FOR],
  )
  return rows[0]
}

export type Outcome =
  | { readonly state: 'sent' | 'failed' | 'suppressed'; readonly response: string }
  | { readonly state: 'queued'; readonly response: string; readonly next: Date }

/**
 * Writes how an attempt ended, unless the lease was lost meanwhile: only that a server took the mail is true for ever.
 * Secrets that a finished mail held are forgotten.
 * @returns whether it was written
 */
export async function settle(queries: Queries, mail: Claimed, outcome: Outcome, now: Date): Promise<boolean> {
  const next = outcome.state === 'queued' ? outcome.next : null
  const rows = await queries.query(
    `update deliveries set state = $3::text, response = $4, leased_until = null,
       next_attempt_at = coalesce($5::timestamptz, next_attempt_at), sent_at = case when $3 = 'sent' then $6::timestamptz end,
       subject = case when $5::timestamptz is not null then subject end,
       body = case when $5::timestamptz is not null then body end,
       html = case when $5::timestamptz is not null then html end
     where id = $1 and state in ('queued', 'sending') and ($3 = 'sent' or leased_until = $2) returning 1`,
    [mail.id, mail.leasedUntil, outcome.state, outcome.response.slice(0, 1000), next, now],
  )
  return rows.length > 0
}

/** How many mails stand in each state, and since when the oldest waits. */
export async function outboxStanding(queries: Queries) {
  const [row] = await queries.query<{
    readonly queued: number
    readonly sending: number
    readonly sent: number
    readonly failed: number
    readonly suppressed: number
    readonly oldest: Date | null
  }>(
    `select count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'sending') as sending,
       count(*) filter (where state = 'sent') as sent, count(*) filter (where state = 'failed') as failed,
       count(*) filter (where state = 'suppressed') as suppressed,
       min(queued_at) filter (where state in ('queued', 'sending')) as oldest
     from deliveries`,
  )
  return row ?? { queued: 0, sending: 0, sent: 0, failed: 0, suppressed: 0, oldest: null }
}

/** Milliseconds for which finished mails are remembered: bounces come in late. */
const REMEMBERED = 30 * 24 * 3_600_000

/** Forgets finished mails, and failures that count no more. */
export async function pruneOutbox(store: Store, now: Date): Promise<void> {
  const before = new Date(now.getTime() - REMEMBERED)
  await store.query(`delete from deliveries where state in ('sent', 'failed', 'suppressed') and queued_at < $1`, [
    before,
  ])
  await store.query('delete from bounces where at < $1', [before])
}
