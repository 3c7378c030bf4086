/**
 * What the site does by itself at set times: once, however many processes there are, and once more after a failure.
 *
 * When a timer is due is a row in the store. Whoever moves it on has claimed it, and puts the work in the queue in the same
 * transaction; a queue's worker on any machine does it. A time that passed while no process ran is made up for once.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import type { Queries, Store } from '../store/store.js'
import type { Queue, QueueOptions } from './queue.js'

/** Every so many seconds, or each day at a time of UTC, `HH:MM`. */
export type Schedule = { readonly seconds: number } | { readonly daily: string }

export interface Timer {
  /** Names its row and its kind of job. */
  readonly name: string
  readonly schedule: Schedule
  /** Seconds that the work may take before it counts as lost. Default 900. */
  readonly seconds?: number
  /**
   * @param signal aborted when the process is to end or the time is over
   * @throws whatever stops it: it is tried again after 5 minutes, then 10, 20, … up to 6 hours, or at `error.retryAt`, if
   *   that is before its next time
   */
  readonly work: (signal: AbortSignal) => Promise<void>
}

export interface TimerState {
  readonly name: string
  readonly nextAt: Date
  readonly succeededAt: Date | null
  /** In a row. */
  readonly failures: number
  readonly problem: string | null
}

export interface TimerOptions {
  /** Default: the machine's. */
  readonly clock?: () => Date
  readonly report?: (error: Error) => void
}

const SECONDS = 900
const DAY = 86_400_000
const FIRST_RETRY = 300_000
const LAST_RETRY = 6 * 3_600_000
/** Milliseconds between two looks at what is due. */
const INTERVAL = 5000

/** The kinds of jobs that timers need, for `openQueue`. */
export const timerKinds = (timers: readonly Timer[]): Readonly<Record<string, QueueOptions>> =>
  Object.fromEntries(timers.map(({ name, seconds = SECONDS }) => [kindOf(name), { seconds, retries: 1 }]))

const kindOf = (name: string): string => `timer-${name}`

/**
 * The first time after `now`.
 * @example
 * nextTime({ daily: '03:30' }, new Date('2026-11-25T12:00:00Z')).toISOString() // '2026-11-26T03:30:00.000Z'
 */
export function nextTime(schedule: Schedule, now: Date): Date {
  if ('seconds' in schedule) return new Date(now.getTime() + schedule.seconds * 1000)
  const today = Date.parse(`${now.toISOString().slice(0, 10)}T${schedule.daily}:00Z`)
  return new Date(today > now.getTime() ? today : today + DAY)
}

/**
 * Puts the work of every timer that is due in the queue.
 * @returns their names
 */
export async function claimDue(
  store: Store,
  queue: Queue,
  timers: readonly Timer[],
  now: Date,
): Promise<readonly string[]> {
  const claimed: string[] = []
  for (const { name, schedule, seconds = SECONDS } of timers) {
    // What goes every minute is due at once, what goes at night waits for the night.
    const first = 'seconds' in schedule ? now : nextTime(schedule, now)
    await store.query('insert into timers (name, next_at) values ($1, $2) on conflict do nothing', [name, first])
    const isMine = await store.transaction(async (transaction) => {
      const rows = await transaction.query(
        `update timers set next_at = $3, busy_until = $4
         where name = $1 and next_at <= $2 and (busy_until is null or busy_until <= $2) returning name`,
        [name, now, nextTime(schedule, now), new Date(now.getTime() + seconds * 1000)],
      )
      if (rows.length > 0) await queue.add(transaction, kindOf(name), {})
      return rows.length > 0
    })
    if (isMine) claimed.push(name)
  }
  return claimed
}

/** Does the work that timers have put in the queue, from any process. Ends with the queue. */
export async function workTimers(
  store: Store,
  queue: Queue,
  timers: readonly Timer[],
  { clock = () => new Date(), report = () => {} }: TimerOptions = {},
): Promise<void> {
  for (const { name, work } of timers) {
    await queue.work(kindOf(name), async ({ signal }) => {
      try {
        await work(signal)
        await store.query(
          'update timers set busy_until = null, succeeded_at = $2, failures = 0, problem = null where name = $1',
          [name, clock()],
        )
      } catch (error) {
        // The process ends: another one does it.
        if (signal.aborted) throw error
        await recordFailure(store, name, error as Error, clock())
        report(error as Error)
      }
    })
  }
}

async function recordFailure(store: Queries, name: string, error: Error, now: Date): Promise<void> {
  const { retryAt } = error as { readonly retryAt?: unknown }
  await store.query(
    `update timers set busy_until = null, failures = failures + 1, problem = $2, next_at = least(next_at,
       coalesce($3::timestamptz, $4::timestamptz + least($5 * 2 ^ failures, $6) * interval '1 millisecond'))
     where name = $1`,
    [name, error.message.slice(0, 500), retryAt instanceof Date ? retryAt : null, now, FIRST_RETRY, LAST_RETRY],
  )
}

export interface RunningTimers {
  stop(): void
}

/** Looks every few seconds for what is due. */
export function startTimers(
  store: Store,
  queue: Queue,
  timers: readonly Timer[],
  { clock = () => new Date(), report = () => {} }: TimerOptions = {},
): RunningTimers {
  const stopping = new AbortController()
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await claimDue(store, queue, timers, clock()).catch(report)
      await setTimeout(INTERVAL, undefined, { ref: false, signal: stopping.signal }).catch(() => {})
    }
  }
  void loop()
  return { stop: () => stopping.abort() }
}

/** How the timers of `names` went, in their order; one that was never due has no state. */
export function timerStates(store: Queries, names: readonly string[]): Promise<TimerState[]> {
  return store.query(
    `select name, next_at as "nextAt", succeeded_at as "succeededAt", failures, problem from timers
     where name = any($1) order by array_position($1::text[], name)`,
    [names],
  )
}
