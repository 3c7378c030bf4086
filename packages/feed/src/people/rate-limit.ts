/**
 * Token buckets in the store, so that a limit holds over any number of processes.
 *
 * A bucket of `capacity` tokens gains `perSecond` until it is full; an act takes one. All that must be known of a bucket
 * is when it will be full again (the generic cell rate algorithm): F. An act at t moves F to max(F, t) + 1/perSecond, and
 * is refused when that lies more than capacity/perSecond after t.
 * @module
 */
import type { Queries, Value } from '../store/store.js'
import { Refusal } from './refusal.js'

export interface Limit {
  /** Acts in a row, >= 1. */
  readonly capacity: number
  /** Acts per second in the long run, > 0. */
  readonly perSecond: number
}

export interface Allowance {
  readonly allowed: boolean
  /** Acts that are left at once, whole ones. */
  readonly remaining: number
  /** Seconds until the next is allowed; 0 when one is left. */
  readonly retryAfter: number
}

/** `acts` an hour, all of them at once if need be. */
export const perHour = (acts: number): Limit => ({ capacity: acts, perSecond: acts / 3600 })
/** `acts` a day, all of them at once if need be. */
export const perDay = (acts: number): Limit => ({ capacity: acts, perSecond: acts / 86_400 })

/**
 * Takes a token from the bucket of `key`, in one statement.
 * @param key who and what: `vote:17`
 */
export async function allow(
  store: Queries,
  key: string,
  { capacity, perSecond, now = new Date() }: Limit & { readonly now?: Date },
): Promise<Allowance> {
  const [taken] = await store.query<{ wait: number | null }>(
    'select take_token($1, $2, $3, $4) as wait',
    takeValues(key, { capacity, perSecond }, now),
    { keepPlan: true },
  )
  const wait = taken?.wait ?? null
  if (wait === null)
    return { allowed: false, remaining: 0, retryAfter: await retryAfter(store, key, { capacity, perSecond }, now) }
  const remaining = Math.max(0, Math.floor(capacity - wait * perSecond + 1e-6))
  return { allowed: true, remaining, retryAfter: remaining > 0 ? 0 : retry(wait, { capacity, perSecond }) }
}

/** The arguments of `take_token`, for a statement that takes one as it does something else. */
export const takeValues = (key: string, { capacity, perSecond }: Limit, now: Date): readonly Value[] =>
  // A microsecond of slack: intervals are rounded to one.
  [key, now, 1 / perSecond, capacity / perSecond + 1e-6]

/** Seconds until the empty bucket of `key` gives a token again. */
async function retryAfter(store: Queries, key: string, limit: Limit, now: Date): Promise<number> {
  const [full] = await store.query<{ wait: number }>(
    'select extract(epoch from full_at - $2::timestamptz)::float8 as wait from rate_limits where key = $1',
    [key, now],
  )
  return Math.max(1, retry(full?.wait ?? 0, limit))
}

/** Seconds until a bucket that is full in `wait` seconds has a token. */
const retry = (wait: number, { capacity, perSecond }: Limit): number =>
  Math.max(0, Math.ceil(wait + 1 / perSecond - capacity / perSecond - 1e-6))

/**
 * @param act what was tried, as in “Too many comments”
 * @throws Refusal `too-many` when the bucket is empty
 */
export async function takeOrRefuse(store: Queries, key: string, act: string, limit: Limit, now: Date): Promise<void> {
  const { allowed } = await allow(store, key, { ...limit, now })
  if (!allowed) await refuseAct(store, key, act, limit, now)
}

/**
 * Says no to an act for which `take_token` had none.
 * @throws Refusal `too-many`
 */
export async function refuseAct(store: Queries, key: string, act: string, limit: Limit, now: Date): Promise<never> {
  const seconds = await retryAfter(store, key, limit, now)
  throw new Refusal('too-many', `Too many ${act} for now; the next can be made ${inWords(seconds)}.`, {
    retryAfter: seconds,
  })
}

const inWords = (seconds: number): string =>
  seconds < 90
    ? 'in a minute'
    : seconds < 5400
      ? `in ${Math.ceil(seconds / 60)} minutes`
      : `in ${Math.ceil(seconds / 3600)} hours`

/** Full buckets need no row. */
export async function forgetFullBuckets(store: Queries, now: Date): Promise<void> {
  await store.query('delete from rate_limits where full_at < $1', [now])
}
