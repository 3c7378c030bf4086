import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  cancelRun,
  openQueue,
  type Queue,
  RUNS,
  type RunRecord,
  requestRun,
  runById,
  runEvents,
} from '@pushforward/feed/jobs'
import { openStore, type Store } from '@pushforward/feed/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorker } from './worker.js'

let store: Store
let queue: Queue
const papers = fileURLToPath(new URL('../../dist/fixture/run-papers.js', import.meta.url))
const MEBIBYTE = 1024 ** 2
let asker = 0

beforeAll(async () => {
  store = await openStore({ memory: true })
  queue = await openQueue(store, { [RUNS]: {} })
  // A process of Node with our library resides in some 100 MiB.
  await startWorker({ store, queue, repository: '/', papers, seconds: 6, bytes: 400 * MEBIBYTE, concurrency: 2 })
})
afterAll(async () => {
  await queue?.close()
  await store?.close()
})

const ask = (slug: string) =>
  requestRun(store, queue, { slug, parameters: {}, seed: 1, profile: 'quick', askedBy: `reader ${asker++}` })

async function whenIt(id: string, is: (run: RunRecord) => boolean): Promise<RunRecord> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const run = await runById(store, id)
    if (run && is(run)) return run
    await setTimeout(50)
  }
  throw new Error(`the run is still ${(await runById(store, id))?.state}`)
}
const hasEnded = ({ endedAt }: RunRecord) => endedAt !== null

test('a run’s events are there in order, and it is done', async () => {
  const id = await ask('works')
  expect(await whenIt(id, hasEnded)).toMatchObject({ state: 'done', problem: null, attempts: 1 })
  expect(await runEvents(store, id)).toEqual([
    { number: 1, event: { type: 'progress', done: 1, total: 4, note: 'begun' } },
    { number: 2, event: { type: 'metric', name: 'answer', value: 42 } },
  ])
})

test.each([
  ['refuses', 'shift: is 9; at most 1 is needed'],
  ['throws', 'the program failed: this is our mistake, and it has been noted'],
  ['exits', 'the run ended by itself (code 3)'],
  ['grows', 'it needed more memory than 400 MiB'],
  ['spins', 'it took longer than 6 s'],
])('one that %s fails, with a reason for the visitor', async (slug, problem) => {
  expect(await whenIt(await ask(slug), hasEnded)).toMatchObject({ state: 'failed', problem })
})

test('one that can’t be interrupted from within is cancelled from without', async () => {
  const id = await ask('spins')
  await whenIt(id, ({ state }) => state === 'running')
  await cancelRun(store, id)
  expect(await whenIt(id, hasEnded)).toMatchObject({ state: 'cancelled', problem: null })
})

test('one whose worker closes goes back to the queue', async () => {
  const other = await openStore({ memory: true })
  const first = await openQueue(other, { [RUNS]: {} })
  await startWorker({ store: other, queue: first, repository: '/', papers })
  const id = await requestRun(other, first, {
    slug: 'waits',
    parameters: {},
    seed: 1,
    profile: 'quick',
    askedBy: 'ada',
  })
  for (let attempt = 0; attempt < 200 && (await runEvents(other, id)).length === 0; attempt++) await setTimeout(50)
  await first.close()
  expect(await runById(other, id)).toMatchObject({ state: 'queued', attempts: 1 })
  await other.close()
})
