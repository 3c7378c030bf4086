/**
 * Subscriptions: asked for by a form, confirmed by a mailed link, changed and ended by links in every digest.
 *
 * Whoever asks hears the same whether or not the address is known: a request is written and a confirmation mailed in both
 * cases, at most once a day for an address. Nothing of a subscription changes before its link is confirmed.
 * @module
 */

import { FeedError } from '../errors.js'
import { type Queries, type Store, signToken, storeSecret, verifyId, verifyToken } from '../store/index.js'
import { assertAddress } from './address.js'
import { confirmationText } from './confirmation.js'
import { preferencesToken, unsubscribeToken } from './digest-mail.js'
import type { DigestRhythm } from './editions.js'
import { enqueueMail } from './outbox.js'
import type { MailSettings } from './settings.js'
import { isTimeZone, nextDue } from './zone.js'

export interface Preferences {
  readonly rhythm: DigestRhythm
  /** Empty: all. */
  readonly topics: readonly string[]
  /** IANA name. */
  readonly timeZone: string
  /** 0 to 23, on that zone's clock. */
  readonly hour: number
}

/** `every day at 8:00 (Europe/Berlin) the best papers on flows and maps`. */
export function describePreferences({ rhythm, topics, timeZone, hour }: Preferences): string {
  const when = rhythm === 'daily' ? 'every day' : 'every Monday'
  const about = topics.length === 0 ? '' : ` on ${listed(topics)}`
  return `${when} at ${hour}:00 (${timeZone}) the best papers${about}`
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

export interface Subscription extends Preferences {
  readonly id: number
  readonly address: string
  readonly confirmedAt: Date
  readonly unsubscribedAt: Date | null
}

/** Who asked, or confirmed: kept as evidence of consent. */
export interface Witness {
  readonly at: Date
  readonly ip?: string
  readonly agent?: string
}

const HOUR = 3_600_000
/** Milliseconds for which a link can be confirmed. */
export const CONFIRMABLE = 48 * HOUR
/** Milliseconds between two confirmation mails to one address. */
const BETWEEN = 24 * HOUR
/** Milliseconds after which a request that was not confirmed is deleted. */
const FORGOTTEN = 7 * 24 * HOUR
const MOST_TOPICS = 30

/** Preferences as a form or a JSON document gives them. */
export interface GivenPreferences {
  readonly rhythm?: string
  readonly topics?: readonly string[]
  readonly timeZone?: string
  readonly hour?: string | number
}

/** @throws FeedError naming the field that can't be used */
export function readPreferences({ rhythm, topics = [], timeZone = 'UTC', hour = 8 }: GivenPreferences): Preferences {
  if (rhythm !== 'daily' && rhythm !== 'weekly') throw new FeedError('rhythm', 'choose daily or weekly')
  if (topics.length > MOST_TOPICS || topics.some((topic) => topic.length > 100 || /\p{Cc}/u.test(topic))) {
    throw new FeedError('topics', `at most ${MOST_TOPICS} names can be chosen`)
  }
  if (!isTimeZone(timeZone)) {
    throw new FeedError(
      'timeZone',
      `${JSON.stringify(timeZone.slice(0, 40))} is not known; a name such as Europe/Berlin is needed`,
    )
  }
  const number = hour === '' ? Number.NaN : Number(hour)
  if (!Number.isInteger(number) || number < 0 || number > 23) throw new FeedError('hour', 'choose an hour from 0 to 23')
  return { rhythm, topics: [...new Set(topics.filter((topic) => topic.trim() !== ''))].sort(), timeZone, hour: number }
}

/**
 * Asks the owner of an address to confirm. Says nothing about whether that was needed, or whether a mail was due.
 * @throws FeedError when the address is none
 */
export async function requestSubscription(
  store: Store,
  settings: MailSettings,
  request: { readonly address: string; readonly preferences: Preferences; readonly witness: Witness },
): Promise<void> {
  const address = assertAddress('address', request.address)
  const { rhythm, topics, timeZone, hour } = request.preferences
  const { at, ip = null, agent = null } = request.witness
  const secret = await storeSecret(store)
  await store.transaction(async (queries) => {
    // Two forms at once for one address: one mail.
    await queries.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`opt-in ${address}`])
    const recent = await queries.query<{ id: number }>(
      'select id from opt_ins where address = $1 and requested_at > $2 order by requested_at desc limit 1',
      [address, new Date(at.getTime() - BETWEEN)],
    )
    if (recent[0]) {
      // The mail is on its way; what was asked for last is what it confirms.
      await queries.query(
        'update opt_ins set rhythm = $2, topics = $3, time_zone = $4, hour = $5 where id = $1 and confirmed_at is null',
        [recent[0].id, rhythm, topics, timeZone, hour],
      )
      return
    }
    const [optIn] = await queries.query<{ id: number }>(
      `insert into opt_ins (address, rhythm, topics, time_zone, hour, requested_at, requested_ip, requested_agent)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      [address, rhythm, topics, timeZone, hour, at, ip, agent?.slice(0, 500) ?? null],
    )
    if (!optIn) throw new Error('the request was not written')
    const expires = new Date(at.getTime() + CONFIRMABLE)
    const link = `${settings.publicUrl}/subscribe/${signToken(secret, 'confirm', String(optIn.id), expires)}`
    await enqueueMail(queries, {
      kind: 'confirmation',
      key: String(optIn.id),
      to: address,
      subject: 'Confirm your subscription to Pushforward',
      text: confirmationText(link, settings.publicUrl),
      expires,
      now: at,
    })
  })
}

export interface Confirmation {
  readonly address: string
  readonly preferences: Preferences
  readonly done: boolean
}

/** What a mailed link would confirm; undefined when it is not ours, too old, or forgotten. */
export async function confirmationOf(store: Store, token: string, now: Date): Promise<Confirmation | undefined> {
  const id = verifyToken(await storeSecret(store), 'confirm', token, now)
  if (id === undefined) return undefined
  const [row] = await store.query<Preferences & { address: string; done: boolean }>(
    `select address, rhythm, topics, time_zone as "timeZone", hour, confirmed_at is not null as done
     from opt_ins where id = $1`,
    [Number(id)],
  )
  if (!row) return undefined
  const { address, done, ...preferences } = row
  return { address, preferences, done }
}

/**
 * Confirms by a mailed link, and lifts a suppression of the address: its owner has just read a mail there. A link works
 * once; a second time it finds the subscription as it is by then.
 */
export async function confirmSubscription(
  store: Store,
  token: string,
  { at, ip = null, agent = null }: { readonly at: Date; readonly ip?: string | null; readonly agent?: string | null },
): Promise<Subscription | undefined> {
  const id = verifyToken(await storeSecret(store), 'confirm', token, at)
  if (id === undefined) return undefined
  return store.transaction(async (queries) => {
    const [optIn] = await queries.query<Preferences & { address: string }>(
      `update opt_ins set confirmed_at = $2, confirmed_ip = $3, confirmed_agent = $4
       where id = $1 and confirmed_at is null
       returning address, rhythm, topics, time_zone as "timeZone", hour`,
      [Number(id), at, ip, agent?.slice(0, 500) ?? null],
    )
    if (!optIn) return subscriptionWhere(queries, 'address = (select address from opt_ins where id = $1)', Number(id))
    await queries.query('delete from suppressions where address = $1', [optIn.address])
    // Old failures must not suppress it again at the next.
    await queries.query('delete from bounces where address = $1', [optIn.address])
    await queries.query(
      `insert into subscriptions (address, rhythm, topics, time_zone, hour, confirmed_at, due_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (address) do update set rhythm = $2, topics = $3, time_zone = $4, hour = $5, confirmed_at = $6,
         due_at = $7, unsubscribed_at = null, unsubscribed_by = null,
         covered_until = case when subscriptions.unsubscribed_at is null then subscriptions.covered_until end`,
      [optIn.address, optIn.rhythm, optIn.topics, optIn.timeZone, optIn.hour, at, nextDue(optIn, at)],
    )
    return subscriptionWhere(queries, 'address = $1', optIn.address)
  })
}

const SUBSCRIPTION = `id, address, rhythm, topics, time_zone as "timeZone", hour, confirmed_at as "confirmedAt",
  unsubscribed_at as "unsubscribedAt"`

/** @param condition ours, with `$1` */
async function subscriptionWhere(
  queries: Queries,
  condition: 'id = $1' | 'address = $1' | 'address = (select address from opt_ins where id = $1)',
  value: number | string,
): Promise<Subscription | undefined> {
  const rows = await queries.query<Subscription>(`select ${SUBSCRIPTION} from subscriptions where ${condition}`, [
    value,
  ])
  return rows[0]
}

/** The subscription that a link of a digest is for; undefined when the link is not ours. */
export async function subscriptionOf(
  store: Store,
  purpose: 'preferences' | 'unsubscribe',
  token: string,
): Promise<Subscription | undefined> {
  const id = verifyId(await storeSecret(store), purpose, token)
  return id === undefined ? undefined : subscriptionWhere(store, 'id = $1', id)
}

/** The token of the link to a subscription's preferences. */
export const preferencesLinkToken = async (store: Store, { id }: Subscription): Promise<string> =>
  preferencesToken(await storeSecret(store), id)

/** The token of the link that ends a subscription. */
export const unsubscribeLinkToken = async (store: Store, { id }: Subscription): Promise<string> =>
  unsubscribeToken(await storeSecret(store), id)

/** Changes what a subscription gets. One that has ended stays so: only a new confirmation begins it again. */
export async function changePreferences(
  store: Store,
  { id }: Subscription,
  preferences: Preferences,
  now: Date,
): Promise<void> {
  const { rhythm, topics, timeZone, hour } = preferences
  await store.query(
    `update subscriptions set rhythm = $2, topics = $3, time_zone = $4, hour = $5,
       due_at = case when unsubscribed_at is null then $6::timestamptz end where id = $1`,
    [id, rhythm, topics, timeZone, hour, nextDue(preferences, now)],
  )
}

/** Ends a subscription. Mails that wait for it are not sent. */
export async function unsubscribe(
  queries: Queries,
  { id }: Pick<Subscription, 'id'>,
  by: 'page' | 'one-click' | 'mail',
  now: Date,
): Promise<void> {
  await queries.query(
    `update subscriptions set unsubscribed_at = $2, unsubscribed_by = $3, due_at = null
     where id = $1 and unsubscribed_at is null`,
    [id, now, by],
  )
}

/** Deletes requests that nobody confirmed within a week. */
export async function forgetUnconfirmed(store: Store, now: Date): Promise<void> {
  await store.query('delete from opt_ins where confirmed_at is null and requested_at < $1', [
    new Date(now.getTime() - FORGOTTEN),
  ])
}
