/**
 * `pushforward worker`: works off runs of papers for a site on any machine that reaches its PostgreSQL server.
 * @module
 */
import { openStore } from '@pushforward/feed/store'
import { openRuns, readRunLimits } from '@pushforward/server'
import { InputError } from 'pushforward/measure'

export interface WorkerFlags {
  readonly databaseUrl?: string
  readonly concurrency?: number
}

/** Works until the process is told to end; runs that it has then wait for another worker. */
export async function worker({ databaseUrl = process.env.DATABASE_URL, concurrency }: WorkerFlags): Promise<void> {
  if (!databaseUrl) {
    throw new InputError('--database-url: is missing; with the embedded store the server works off its runs itself')
  }
  const limits = readRunLimits(process.env)
  const store = await openStore({ databaseUrl })
  const workers = concurrency ?? Math.max(1, limits.workers)
  const queue = await openRuns(store, { ...limits, workers }, (error) => console.error(error))
  process.stderr.write(`Working off ${workers === 1 ? 'one run' : `${workers} runs`} at a time\n`)
  const end = () =>
    void queue
      .close()
      .then(() => store.close())
      .then(() => process.exit(0))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  await new Promise(() => {})
}
