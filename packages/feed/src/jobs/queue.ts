/**
 * A queue of jobs in the store itself: any number of workers on any number of machines with a PostgreSQL server, the same code
 * in one process with the embedded store. Kept by pg-boss; this is all of it that others see.
 * @module
 */
import { PgBoss } from 'pg-boss'
import type { Queries, Store } from '../store/store.js'

export interface QueueOptions {
  /** How often a job whose worker failed or vanished is tried again. Default 2. */
  readonly retries?: number
  /** Seconds that a job may take before it counts as lost. Default 900. */
  readonly seconds?: number
}

export interface Job<Data> {
  readonly id: string
  readonly data: Data
  /** Aborted when the job is to end now: it took too long, or the worker is closing. */
  readonly signal: AbortSignal
}

export interface Queue {
  /** Adds a job in the caller's transaction: it exists if and only if that commits. */
  add(queries: Queries, name: string, data: object): Promise<void>
  /** Works off jobs of one kind until `close`; a job whose handler throws is tried again. */
  work<Data extends object>(
    name: string,
    handler: (job: Job<Data>) => Promise<void>,
    options?: { readonly concurrency?: number },
  ): Promise<void>
  /** Ends the handlers that run, whose jobs then wait for another worker. */
  close(): Promise<void>
}

/** Seconds without a sign of life after which a job is given to another worker. */
const HEARTBEAT = 20
const POLLING = 0.5
/** Milliseconds that handlers have to end when asked to. */
const GRACE = 5000

/**
 * @param kinds the kinds of jobs, by name; a job that failed for the last time goes to the kind named `<name>-dead`
 * @param report receives what goes wrong in the background
 */
export async function openQueue(
  store: Store,
  kinds: Readonly<Record<string, QueueOptions>>,
  report: (error: Error) => void = () => {},
): Promise<Queue> {
  const boss = new PgBoss({
    backend: store.kind === 'embedded' ? 'pglite' : 'postgres',
    db: adapter(store),
    // The server of tests and of small machines needs no upkeep beyond deletion.
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: HEARTBEAT / 2,
    schedule: false,
  })
  boss.on('error', report)
  await boss.start()
  for (const [name, { retries = 2, seconds = 900 }] of Object.entries(kinds)) {
    await boss.createQueue(`${name}-dead`)
    const options = { retryLimit: retries, expireInSeconds: seconds, heartbeatSeconds: HEARTBEAT, retryDelay: 1 }
    await boss.createQueue(name, { ...options, deadLetter: `${name}-dead` })
  }
  const closing = new AbortController()
  return {
    add: async (queries, name, data) => {
      await boss.send(name, data, { db: adapter(queries) })
    },
    work: async (name, handler, { concurrency = 1 } = {}) => {
      await boss.work<object>(
        name,
        { batchSize: 1, localConcurrency: concurrency, pollingIntervalSeconds: POLLING },
        async ([job]) => {
          if (!job) return
          const signal = AbortSignal.any([closing.signal, job.signal])
          await handler({ id: job.id, data: job.data as never, signal })
        },
      )
    },
    close: async () => {
      closing.abort(new Error('the worker is closing'))
      await boss.stop({ graceful: true, close: false, timeout: GRACE })
    },
  }
}

/** A call without values may hold several statements, whose rows the library wants joined. */
const adapter = (queries: Queries) => ({
  executeSql: async (text: string, values?: unknown[]) => ({
    rows: values?.length ? await queries.query<object>(text, values as never) : await queries.execute<object>(text),
  }),
})
