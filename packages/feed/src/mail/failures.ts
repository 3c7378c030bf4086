/**
 * What becomes of an address that fails.
 *
 * | what | then |
 * | --- | --- |
 * | a complaint | suppressed at once |
 * | 5.1.1, 5.1.10: there is no such mailbox, or its domain takes no mail | suppressed at once |
 * | any other 5.x.x | suppressed at the third within 14 days |
 * | 4.x.x at every attempt over 17 hours | suppressed at the seventh within 14 days: a week of daily mails, so that no outage does it |
 *
 * A suppressed address gets nothing but what it asks for, until its subscription is confirmed anew.
 * @module
 */
import type { Queries } from '../store/index.js'

export interface Failure {
  readonly address: string
  readonly kind: 'hard' | 'soft' | 'complaint'
  /** Enhanced status code (RFC 3463). */
  readonly status?: string
  readonly diagnostic?: string
  /** The mail that failed: each counts once, though it may be told twice. */
  readonly deliveryId?: number
  readonly at: Date
}

const NO_SUCH_MAILBOX = ['5.1.1', '5.1.10']
const WINDOW = 14 * 24 * 3_600_000
const LIMITS = { hard: 3, soft: 7 } as const

/**
 * Counts a failure. Call it in a transaction.
 * @returns whether the address is suppressed now
 */
export async function recordFailure(queries: Queries, failure: Failure): Promise<boolean> {
  const { address, kind, status = null, diagnostic = null, deliveryId = null, at } = failure
  await queries.query(
    `insert into bounces (address, kind, status, diagnostic, delivery_id, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (delivery_id, kind) do nothing`,
    [address, kind, status, diagnostic?.slice(0, 1000) ?? null, deliveryId, at],
  )
  if (!(await isTooMuch(queries, failure))) return false
  const reason = kind === 'complaint' ? 'complaint' : 'bounce'
  await queries.query(
    `insert into suppressions (address, reason, status, since) values ($1, $2, $3, $4)
     on conflict (address) do update set reason = 'complaint' where excluded.reason = 'complaint'`,
    [address, reason, status, at],
  )
  await queries.query(
    `update subscriptions set unsubscribed_at = $2, unsubscribed_by = $3, due_at = null
     where address = $1 and unsubscribed_at is null`,
    [address, at, reason],
  )
  return true
}

async function isTooMuch(queries: Queries, { address, kind, status = '', at }: Failure): Promise<boolean> {
  if (kind === 'complaint' || NO_SUCH_MAILBOX.includes(status)) return true
  const [row] = await queries.query<{ readonly n: number }>(
    'select count(*) as n from bounces where address = $1 and kind = $2 and at > $3',
    [address, kind, new Date(at.getTime() - WINDOW)],
  )
  return (row?.n ?? 0) >= LIMITS[kind]
}

export async function isSuppressed(queries: Queries, address: string): Promise<boolean> {
  return (await queries.query('select 1 from suppressions where address = $1', [address])).length > 0
}
