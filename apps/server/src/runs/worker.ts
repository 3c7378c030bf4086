/**
 * Works off runs of papers: one process a run, watched for time, memory and the visitor's wish that it end.
 * @module
 */
import { fork } from 'node:child_process'
import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  addEvents,
  beginRun,
  endRun,
  giveBackRun,
  type Job,
  loseRun,
  openQueue,
  type Queue,
  type QueueOptions,
  RUNS,
  type RunRecord,
} from '@pushforward/feed/jobs'
import type { Store } from '@pushforward/feed/store'
import { residentBytes } from './memory.js'
import type { RunMessage, RunTask } from './process.js'

export interface WorkerOptions {
  readonly store: Store
  readonly queue: Queue
  readonly repository: string
  /** Runs at a time. Default 1: a paper may use every core. */
  readonly concurrency?: number
  /** Seconds that a run may take. Default 900. */
  readonly seconds?: number
  /** Bytes that a run may hold. Default 2 GiB. */
  readonly bytes?: number
  /** See `RunTask`. */
  readonly papers?: string
}

/** Milliseconds between two looks at a run, and two writings of its events: what a watcher sees as live. */
const INTERVAL = 250
/** Characters of events that a run may write. */
const LARGEST_OUTPUT = 32_000_000
const DEFAULT_SECONDS = 900
const DEFAULT_BYTES = 2 * 1024 ** 3

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
/** The compiled module, for tests on the sources too. */
const PROCESS = new URL('../../dist/runs/process.js', import.meta.url)

let started = 0

/** More than a run may take: what the worker itself ends is not lost. */
const SPARE_SECONDS = 60

/**
 * Opens the queue of runs and, with at least one worker, begins to work them off.
 * @param otherKinds what else the queue takes
 */
export async function openRuns(
  store: Store,
  { workers, seconds, bytes }: { readonly workers: number; readonly seconds: number; readonly bytes: number },
  report: (error: Error) => void,
  otherKinds: Readonly<Record<string, QueueOptions>> = {},
): Promise<Queue> {
  const queue = await openQueue(store, { [RUNS]: { seconds: seconds + SPARE_SECONDS }, ...otherKinds }, report)
  if (workers > 0) await startWorker({ store, queue, repository: REPOSITORY, concurrency: workers, seconds, bytes })
  return queue
}

/** Begins to work; ends with the queue. */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const { store, queue, concurrency = 1 } = options
  await queue.work<{ id: string }>(`${RUNS}-dead`, ({ data }) => loseRun(store, data.id))
  await queue.work<{ id: string }>(RUNS, (job) => perform(job, options), { concurrency })
}

/** How a run came to its end. */
type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'cancelled' }
  /** The worker is closing, not the run. */
  | { readonly kind: 'interrupted' }

async function perform({ data, signal }: Job<{ id: string }>, options: WorkerOptions): Promise<void> {
  const { store } = options
  const holder = { id: data.id, worker: `${hostname()}, process ${process.pid}, run ${++started}` }
  const run = await beginRun(store, holder.id, holder.worker)
  if (!run) return
  const end = await watch(run, holder, signal, options)
  if (end.kind === 'interrupted') {
    await giveBackRun(store, holder)
    throw new Error('the worker is closing')
  }
  await endRun(store, holder, end.kind, end.kind === 'failed' ? end.problem : undefined)
}

async function watch(
  run: RunRecord,
  holder: { readonly id: string; readonly worker: string },
  signal: AbortSignal,
  { store, repository, papers, seconds = DEFAULT_SECONDS, bytes = DEFAULT_BYTES }: WorkerOptions,
): Promise<End> {
  const child = fork(PROCESS, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced', // typed arrays of figures as they are
    execArgv: ['--max-old-space-size=4096'],
  })
  let pending: unknown[] = []
  let ended: End | undefined
  child.on('message', (message: RunMessage) => {
    if (message.kind === 'event') pending.push(plain(message.event))
    else if (message.kind === 'end') ended = { kind: 'done' }
    else ended = { kind: 'failed', problem: problemOf(message) }
  })
  child.once('error', (error) => {
    ended ??= { kind: 'failed', problem: `the run could not be started: ${error.message}` }
  })
  child.once('exit', (code, killedBy) => {
    ended ??= { kind: 'failed', problem: `the run ended by itself (${killedBy ?? `code ${code}`})` }
  })
  const { slug, parameters, seed, profile } = run
  child.send({ slug, papers, parameters, seed, profile, repository } satisfies RunTask)

  const deadline = performance.now() + seconds * 1000
  let next = 1
  let written = 0
  try {
    for (;;) {
      const last = ended
      const events = pending
      pending = []
      written += JSON.stringify(events).length
      const goesOn = await addEvents(store, holder, next, events)
      next += events.length
      if (last) return last
      if (signal.aborted) return { kind: 'interrupted' }
      if (!goesOn) return { kind: 'cancelled' }
      if (performance.now() > deadline) return { kind: 'failed', problem: `it took longer than ${seconds} s` }
      if (written > LARGEST_OUTPUT) return { kind: 'failed', problem: 'it said more than can be kept' }
      const resident = child.pid === undefined ? 0 : ((await residentBytes(child.pid)) ?? 0)
      if (resident > bytes) {
        return { kind: 'failed', problem: `it needed more memory than ${Math.round(bytes / 1024 ** 2)} MiB` }
      }
      await setTimeout(INTERVAL, undefined, { signal }).catch(() => {})
    }
  } finally {
    child.kill('SIGKILL')
  }
}

/** What went wrong inside is for the operator; what the visitor asked for wrongly is for the visitor. */
function problemOf({ cause, message }: Extract<RunMessage, { kind: 'problem' }>): string {
  if (cause === 'input') return message
  console.error(`run failed: ${message}`)
  return 'the program failed: this is our mistake, and it has been noted'
}

/** As JSON keeps it: typed arrays as lists, NaN as null. */
function plain(event: unknown): unknown {
  return JSON.parse(
    JSON.stringify(event, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as unknown as number[]) : value)),
  )
}
