/**
 * Runs of papers on the server: asked for by a visitor, done by a worker, watched by whoever has the address.
 * @module
 */
import type { Queries, Store } from '../store/store.js'
import type { Queue } from './queue.js'

/** The kind of job that a run is. */
export const RUNS = 'runs'

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface RunRequest {
  readonly slug: string
  /** Values by name, as text. */
  readonly parameters: Readonly<Record<string, string>>
  readonly seed: number
  readonly profile: 'quick' | 'full'
  /** Whoever asks, so that one can't fill the queue: at most `PER_ASKER` of theirs wait or run. */
  readonly askedBy: string
}

export interface RunRecord extends RunRequest {
  readonly id: string
  readonly state: RunState
  /** How often it was begun; above 1 after a worker vanished. */
  readonly attempts: number
  /** Its end was asked for and has not come yet. */
  readonly cancelling: boolean
  readonly askedAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  /** Why it failed, for the visitor. */
  readonly problem: string | null
  /** Runs that were asked for earlier and have not begun. */
  readonly ahead: number
}

/** A run can't be taken: too many wait already. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

const PER_ASKER = 3
const WAITING_AT_MOST = 100

const COLUMNS = `id, slug, parameters, seed, profile, asked_by as "askedBy", state, attempts, cancelling,
  asked_at as "askedAt", started_at as "startedAt", ended_at as "endedAt", problem,
  (select count(*) from runs earlier
    where runs.state = 'queued' and earlier.state = 'queued' and earlier.asked_at < runs.asked_at) as ahead`
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Puts a run in the queue.
 * @returns its identifier
 * @throws QueueFullError when the asker has too many, or all have
 */
export function requestRun(store: Store, queue: Queue, request: RunRequest): Promise<string> {
  return store.transaction(async (transaction) => {
    const [count] = await transaction.query<{ own: number; waiting: number }>(
      `select count(*) filter (where asked_by = $1) as own, count(*) filter (where state = 'queued') as waiting
       from runs where state in ('queued', 'running')`,
      [request.askedBy],
    )
    if (count && count.own >= PER_ASKER) {
      throw new QueueFullError(`${count.own} runs of yours wait or run: cancel one, or come back when one has ended`)
    }
    if (count && count.waiting >= WAITING_AT_MOST) throw new QueueFullError('too many runs wait: come back later')
    const [row] = await transaction.query<{ id: string }>(
      'insert into runs (slug, parameters, seed, profile, asked_by) values ($1, $2::jsonb, $3, $4, $5) returning id',
      [request.slug, JSON.stringify(request.parameters), request.seed, request.profile, request.askedBy],
    )
    const id = row?.id ?? ''
    await queue.add(transaction, RUNS, { id })
    return id
  })
}

export async function runById(store: Queries, id: string): Promise<RunRecord | undefined> {
  if (!UUID.test(id)) return undefined
  return (await store.query<RunRecord>(`select ${COLUMNS} from runs where id = $1`, [id]))[0]
}

export interface NumberedEvent {
  readonly number: number
  readonly event: unknown
}

/** What a run has said after its event `after`, in order. */
export function runEvents(store: Queries, id: string, after = 0): Promise<NumberedEvent[]> {
  return store.query('select number, event from run_events where run_id = $1 and number > $2 order by number', [
    id,
    after,
  ])
}

/** Ends a run that waits at once, and one that runs as soon as its worker hears of it. */
export async function cancelRun(store: Queries, id: string): Promise<void> {
  await store.query(
    `update runs set cancelling = state = 'running',
       state = case state when 'queued' then 'cancelled' else state end,
       ended_at = case state when 'queued' then now() else ended_at end
     where id = $1 and state in ('queued', 'running')`,
    [id],
  )
}

/** Asks again for a run that has ended, as it was. */
export async function retryRun(store: Store, queue: Queue, id: string, askedBy: string): Promise<string | undefined> {
  const run = await runById(store, id)
  return run && requestRun(store, queue, { ...run, askedBy })
}

/**
 * Begins a run for a worker; what an earlier attempt said is forgotten.
 * @returns undefined when there is nothing to do: it was cancelled or has ended
 */
export function beginRun(store: Store, id: string, worker: string): Promise<RunRecord | undefined> {
  return store.transaction(async (transaction) => {
    const rows = await transaction.query<RunRecord>(
      `update runs set state = case when cancelling then 'cancelled' else 'running' end, started_at = now(),
         ended_at = case when cancelling then now() end, attempts = attempts + 1, worker = $2
       where id = $1 and state in ('queued', 'running') returning ${COLUMNS}`,
      [id, worker],
    )
    await transaction.query('delete from run_events where run_id = $1', [id])
    return rows[0]?.state === 'running' ? rows[0] : undefined
  })
}

/**
 * Adds events to a run that `worker` has.
 * @param first number of the first of them, counted from 1
 * @returns whether to go on: not when its end was asked for, or another worker has it
 */
export async function addEvents(
  store: Queries,
  { id, worker }: { readonly id: string; readonly worker: string },
  first: number,
  events: readonly unknown[],
): Promise<boolean> {
  const [row] = await store.query<{ goes: boolean }>(
    `with mine as (select not cancelling as goes from runs where id = $1 and worker = $2 and state = 'running'),
     added as (
       insert into run_events (run_id, number, event)
       select $1, $3 + position - 1, event from mine, jsonb_array_elements($4::jsonb) with ordinality as e(event, position))
     select goes from mine`,
    [id, worker, first, JSON.stringify(events)],
  )
  return row?.goes ?? false
}

/** Writes how a run ended, if `worker` still has it. */
export async function endRun(
  store: Queries,
  { id, worker }: { readonly id: string; readonly worker: string },
  state: 'done' | 'failed' | 'cancelled',
  problem?: string,
): Promise<void> {
  await store.query(
    `update runs set state = $3, problem = $4, ended_at = now(), cancelling = false
     where id = $1 and worker = $2 and state = 'running'`,
    [id, worker, state, problem ?? null],
  )
}

/** Gives a run back that its worker can't finish because it is closing. */
export async function giveBackRun(store: Queries, { id, worker }: { id: string; worker: string }): Promise<void> {
  await store.query(
    "update runs set state = 'queued', worker = null, started_at = null where id = $1 and worker = $2 and state = 'running'",
    [id, worker],
  )
}

/** Ends a run whose workers vanished as often as the queue tries. */
export async function loseRun(store: Queries, id: string): Promise<void> {
  await store.query(
    `update runs set state = 'failed', problem = 'the machines that ran it stopped, ' || attempts || ' times', ended_at = now()
     where id = $1 and state in ('queued', 'running')`,
    [id],
  )
}
