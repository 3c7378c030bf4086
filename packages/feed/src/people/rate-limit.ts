/**
 * Token buckets in the store, so that a limit holds over any number of processes.
 *
 * A bucket of `capacity` tokens gains `perSecond` until it is full; an act takes one. All that must be known of a bucket
 * is when it will be full again (the generic cell rate algorithm): F. An act at t moves F to max(F, t) + 1/perSecond, and
 * is refused when that lies more than capacity/perSecond after t.
 * @module
 */
import type { Queries } from '../store/store.js'
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
  const [taken] = await store.query<{ wait: number }>(
    `insert into rate_limits as bucket (key, full_at) values ($1, $2::timestamptz + make_interval(secs => $3))
     on conflict (key) do update
       set full_at = greatest(bucket.full_at, $2::timestamptz) + make_interval(secs => $3)
       where greatest(bucket.full_at, $2::timestamptz) + make_interval(secs => $3)
         <= $2::timestamptz + make_interval(secs => $4)
     returning extract(epoch from full_at - $2::timestamptz)::float8 as wait`,
    // A microsecond of slack: intervals are rounded to one.
    [key, now, 1 / perSecond, capacity / perSecond + 1e-6],
  )
  if (taken) {
    const remaining = Math.max(0, Math.floor(capacity - taken.wait * perSecond + 1e-6))
    return { allowed: true, remaining, retryAfter: remaining > 0 ? 0 : retry(taken.wait) }
  }
  const [full] = await store.query<{ wait: number }>(
    'select extract(epoch from full_at - $2::timestamptz)::float8 as wait from rate_limits where key = $1',
    [key, now],
  )
  return { allowed: false, remaining: 0, retryAfter: Math.max(1, retry(full?.wait ?? 0)) }

  function retry(wait: number): number {
    return Math.max(0, Math.ceil(wait + 1 / perSecond - capacity / perSecond - 1e-6))
  }
}

/**
 * @param act what was tried, as in “Too many comments”
 * @throws Refusal `too-many` when the bucket is empty
 */
export async function takeOrRefuse(store: Queries, key: string, act: string, limit: Limit, now: Date): Promise<void> {
  const { allowed, retryAfter } = await allow(store, key, { ...limit, now })
  if (allowed) return
  throw new Refusal('too-many', `Too many ${act} for now; the next can be made ${inWords(retryAfter)}.`, { retryAfter })
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
