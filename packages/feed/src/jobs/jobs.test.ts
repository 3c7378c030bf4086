import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import {
  addEvents,
  beginRun,
  cancelRun,
  endRun,
  giveBackRun,
  type Job,
  loseRun,
  openQueue,
  type Queue,
  QueueFullError,
  RUNS,
  requestRun,
  retryRun,
  runById,
  runEvents,
} from './index.js'

const request = { slug: 'monge-gap', parameters: { n: '3' }, seed: 7, profile: 'quick', askedBy: 'ada' } as const

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await condition()) return
    await setTimeout(50)
  }
  throw new Error('it did not happen within 20 s')
}

onBothStores('the queue', (store) => {
  let queue: Queue
  const failures: Error[] = []
  beforeAll(async () => {
    queue = await openQueue(store(), { [RUNS]: { retries: 2 }, letters: { retries: 1 } }, (error) =>
      failures.push(error),
    )
  })
  afterAll(async () => {
    await queue?.close()
    expect(failures).toEqual([])
  })

  test('gives each job once to one of several workers, and only if its transaction committed', async () => {
    const seen: number[] = []
    const handler = async ({ data }: Job<{ n: number }>) => void seen.push(data.n)
    const failing = store().transaction(async (transaction) => {
      await queue.add(transaction, 'letters', { n: -1 })
      throw new Error('stop here')
    })
    await expect(failing).rejects.toThrow('stop here')
    for (let n = 0; n < 5; n++) await queue.add(store(), 'letters', { n })
    await queue.work('letters', handler, { concurrency: 2 })
    await until(() => seen.length === 5)
    await setTimeout(700)
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4])
  })

  test('tries a job again that failed, and hands it over when it fails for the last time', async () => {
    let attempts = 0
    const dead: unknown[] = []
    await queue.work(`${RUNS}-dead`, async ({ data }) => void dead.push(data))
    await queue.work(RUNS, async () => {
      attempts += 1
      throw new Error('no')
    })
    await queue.add(store(), RUNS, { id: 'x' })
    await until(() => dead.length === 1)
    expect(attempts).toBe(3)
    expect(dead).toEqual([{ id: 'x' }])
  })
})

onBothStores('runs', (store) => {
  const added: string[] = []
  const queue = {
    add: async (_: unknown, __: string, data: { id: string }) => void added.push(data.id),
  } as unknown as Queue
  const worker = 'a machine, 1'

  test('go from the queue through events to their end', async () => {
    const id = await requestRun(store(), queue, request)
    expect(added).toEqual([id])
    expect(await runById(store(), id)).toMatchObject({ ...request, state: 'queued', attempts: 0, ahead: 0 })
    expect(await beginRun(store(), id, worker)).toMatchObject({ state: 'running', attempts: 1 })
    expect(await addEvents(store(), { id, worker }, 1, [{ type: 'a' }, { type: 'b' }])).toBe(true)
    expect(await addEvents(store(), { id, worker }, 3, [])).toBe(true)
    expect(await addEvents(store(), { id, worker: 'another' }, 3, [{ type: 'c' }])).toBe(false)
    expect(await runEvents(store(), id, 1)).toEqual([{ number: 2, event: { type: 'b' } }])
    await endRun(store(), { id, worker }, 'done')
    expect(await runById(store(), id)).toMatchObject({ state: 'done', problem: null })
    expect(await beginRun(store(), id, worker)).toBeUndefined()
    const again = await retryRun(store(), queue, id, 'ada')
    expect(await runById(store(), again ?? '')).toMatchObject({ ...request, state: 'queued' })
    await cancelRun(store(), again ?? '')
  })

  test('are cancelled at once while they wait, and by their worker while they run', async () => {
    const waiting = await requestRun(store(), queue, request)
    await cancelRun(store(), waiting)
    expect(await runById(store(), waiting)).toMatchObject({ state: 'cancelled', cancelling: false })
    expect(await beginRun(store(), waiting, worker)).toBeUndefined()
    const running = await requestRun(store(), queue, request)
    await beginRun(store(), running, worker)
    await cancelRun(store(), running)
    expect(await runById(store(), running)).toMatchObject({ state: 'running', cancelling: true })
    expect(await addEvents(store(), { id: running, worker }, 1, [{ type: 'a' }])).toBe(false)
    await endRun(store(), { id: running, worker }, 'cancelled')
    await cancelRun(store(), running)
    expect(await runById(store(), running)).toMatchObject({ state: 'cancelled', cancelling: false })
  })

  test('begin anew with another worker, and are lost after the last', async () => {
    const id = await requestRun(store(), queue, request)
    await beginRun(store(), id, worker)
    await addEvents(store(), { id, worker }, 1, [{ type: 'a' }])
    expect(await beginRun(store(), id, 'another')).toMatchObject({ attempts: 2 })
    expect(await runEvents(store(), id)).toEqual([])
    // The first, woken again, changes nothing.
    await endRun(store(), { id, worker }, 'done')
    expect((await runById(store(), id))?.state).toBe('running')
    await giveBackRun(store(), { id, worker: 'another' })
    expect(await runById(store(), id)).toMatchObject({ state: 'queued', startedAt: null })
    await loseRun(store(), id)
    expect(await runById(store(), id)).toMatchObject({ state: 'failed', problem: expect.stringContaining('2 times') })
  })

  test('are limited for one asker, whoever else asks', async () => {
    const own = await Promise.all([1, 2, 3].map(() => requestRun(store(), queue, { ...request, askedBy: 'eve' })))
    await expect(requestRun(store(), queue, { ...request, askedBy: 'eve' })).rejects.toBeInstanceOf(QueueFullError)
    const other = await requestRun(store(), queue, { ...request, askedBy: 'bob' })
    expect((await runById(store(), other))?.ahead).toBe(3)
    for (const id of [...own, other]) await cancelRun(store(), id)
  })

  test('have addresses that can’t be guessed, and nothing else is one', async () => {
    for (const id of ['', '1', "' or true --", '00000000-0000-0000-0000-000000000000']) {
      expect(await runById(store(), id)).toBeUndefined()
    }
  })
})
