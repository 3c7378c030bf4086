/**
 * Who gets which edition, and when.
 *
 * A subscription is due at its hour. It is then told of the days that have passed since the last digest, at most three of
 * them (ten in a weekly one): a day that was empty because its papers came late is looked at once more with the next,
 * and a server that was off for a month does not tell of the month. Its row in the outbox, the day that it is told up to
 * and when it is due next are written in one transaction, and a subscription gets an edition once whatever happens.
 * @module
 */
import type { Queries, Store } from '../store/index.js'
import { editionLabel } from './digest-mail.js'
import { type DigestRhythm, draftEdition, type Edition, editionOf, keptEdition, papersFor } from './editions.js'
import { LOOK_BACK } from './outbox.js'
import { addDays, type Day, nextDue, utcDay, weekday } from './zone.js'

/** Days of a digest, and the most when some were left out before. */
const DAYS = { daily: 1, weekly: 7 } as const
const MOST_DAYS = { daily: 3, weekly: 10 } as const

/** Subscriptions of one transaction. */
const BATCH = 200

interface Due {
  readonly id: number
  readonly rhythm: DigestRhythm
  readonly topics: readonly string[]
  readonly timeZone: string
  readonly hour: number
  readonly coveredUntil: Day | null
}

/**
 * Addresses the editions that are due. Several processes share the work.
 * @returns how many mails were queued
 */
export async function fillDueDigests(store: Store, now: Date): Promise<number> {
  let queued = 0
  for (;;) {
    const batch = await store.transaction((queries) => fillBatch(queries, now))
    queued += batch.queued
    if (batch.size < BATCH) return queued
  }
}

async function fillBatch(queries: Queries, now: Date): Promise<{ readonly size: number; readonly queued: number }> {
  const batch = await queries.query<Due>(
    `select id, rhythm, topics, time_zone as "timeZone", hour, covered_until as "coveredUntil"
     from subscriptions where due_at <= $1 order by due_at limit $2 for update skip locked`,
    [now, BATCH],
  )
  const lastDay = addDays(utcDay(now), -1)
  const groups = new Map<string, { readonly edition: Edition | undefined; readonly readers: Due[] }>()
  for (const subscription of batch) {
    const firstDay = firstDayFor(subscription, lastDay)
    if (firstDay > lastDay) continue
    const name = `${subscription.rhythm} ${firstDay}`
    let group = groups.get(name)
    if (!group) {
      group = {
        edition: await editionOf(queries, { rhythm: subscription.rhythm, firstDay, lastDay }, now),
        readers: [],
      }
      groups.set(name, group)
    }
    group.readers.push(subscription)
  }
  let queued = 0
  for (const { edition, readers } of groups.values()) {
    if (!edition) continue
    const told = readers.filter(({ topics }) => papersFor(edition, topics).length > 0).map(({ id }) => id)
    queued += await address(queries, edition, told, now)
  }
  await queries.query(
    `update subscriptions s set due_at = next.at
     from unnest($1::bigint[], $2::timestamptz[]) as next (id, at) where s.id = next.id`,
    [batch.map(({ id }) => id), batch.map(dueAfter(now))],
  )
  return { size: batch.length, queued }
}

/** Most of those who are due at one moment are due again at one moment. */
function dueAfter(now: Date): (subscription: Due) => Date {
  const known = new Map<string, Date>()
  return (subscription) => {
    const { rhythm, timeZone, hour } = subscription
    const name = `${rhythm} ${hour} ${timeZone}`
    const due = known.get(name) ?? nextDue(subscription, now)
    known.set(name, due)
    return due
  }
}

function firstDayFor({ rhythm, coveredUntil }: Due, lastDay: Day): Day {
  if (coveredUntil === null) return addDays(lastDay, 1 - DAYS[rhythm])
  const next = addDays(coveredUntil, 1)
  const earliest = addDays(lastDay, 1 - MOST_DAYS[rhythm])
  return next > earliest ? next : earliest
}

/** A row in the outbox for each of `readers`, but for those that have this edition. */
async function address(queries: Queries, edition: Edition, readers: readonly number[], now: Date): Promise<number> {
  if (readers.length === 0) return 0
  const rows = await queries.query(
    `insert into deliveries (kind, key, recipient, edition_id, subscription_id, topics, queued_at, next_attempt_at, expires_at)
     select 'digest', $2 || '.' || s.id, s.address, $1, s.id, s.topics, $3, $3, $4
     from subscriptions s where s.id = any($5::bigint[]) order by s.id
     on conflict do nothing returning 1`,
    [edition.id, editionLabel(edition), now, new Date(now.getTime() + LOOK_BACK), readers],
  )
  await queries.query(
    'update subscriptions set covered_until = greatest(covered_until, $1::date) where id = any($2::bigint[])',
    [edition.lastDay, readers],
  )
  return rows.length
}

export interface DigestReport {
  readonly edition: Edition
  /** Subscriptions of this rhythm. */
  readonly readers: number
  /** Queued now, or what would be. */
  readonly queued: number
  /** Those that have got this edition before. */
  readonly already: number
  /** Those whose topics it has no paper of. */
  readonly nothing: number
}

/** A Sunday ends a week, so its digest is the weekly one, too. */
const editionsOf = (day: Day): readonly Pick<Edition, 'rhythm' | 'firstDay' | 'lastDay'>[] => [
  { rhythm: 'daily', firstDay: day, lastDay: day },
  ...(weekday(day) === 7 ? [{ rhythm: 'weekly' as const, firstDay: addDays(day, -6), lastDay: day }] : []),
]

/**
 * Addresses the digest of `day` at once, whatever hour readers chose: what an operator calls. A second call queues nothing.
 * @param dryRun tells what would be queued and writes nothing
 */
export function sendDigestOf(
  store: Store,
  day: Day,
  { now, dryRun = false }: { readonly now: Date; readonly dryRun?: boolean },
): Promise<readonly DigestReport[]> {
  return store.transaction(async (queries) => {
    const reports: DigestReport[] = []
    for (const days of editionsOf(day)) {
      const draft = dryRun
        ? ((await keptEdition(queries, days)) ?? (await draftEdition(queries, days)))
        : await editionOf(queries, days, now)
      const edition = draft ?? { ...days, id: 0, papers: [] }
      const subscriptions = await queries.query<{ id: number; topics: readonly string[]; has: boolean }>(
        `select s.id, s.topics, exists (
           select 1 from deliveries d where d.kind = 'digest' and d.key = $2 || '.' || s.id) as has
         from subscriptions s where s.rhythm = $1 and s.unsubscribed_at is null order by s.id`,
        [edition.rhythm, editionLabel(edition)],
      )
      const wanting = subscriptions.filter(({ topics }) => papersFor(edition, topics).length > 0)
      const fresh = wanting.filter(({ has }) => !has).map(({ id }) => id)
      reports.push({
        edition,
        readers: subscriptions.length,
        queued: dryRun ? fresh.length : await address(queries, edition, fresh, now),
        already: wanting.length - fresh.length,
        nothing: subscriptions.length - wanting.length,
      })
    }
    return reports
  })
}
