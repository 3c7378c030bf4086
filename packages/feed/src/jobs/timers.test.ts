import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { claimDue, nextTime, openQueue, type Queue, type Timer, timerKinds, timerStates, workTimers } from './index.js'

describe('the next time', () => {
  const at = (text: string) => new Date(`2026-${text}Z`)
  test('of a day is later today or tomorrow, never now; of an interval an interval away', () => {
    expect(nextTime({ daily: '03:30' }, at('11-25T03:29:59'))).toEqual(at('11-25T03:30:00'))
    expect(nextTime({ daily: '03:30' }, at('11-25T03:30:00'))).toEqual(at('11-26T03:30:00'))
    expect(nextTime({ daily: '03:30' }, at('12-31T12:00:00'))).toEqual(new Date('2027-01-01T03:30:00Z'))
    expect(nextTime({ seconds: 90 }, at('11-25T03:29:59'))).toEqual(at('11-25T03:31:29'))
  })
})

onBothStores('timers', (store) => {
  let now = new Date('2026-11-25T12:00:00Z')
  const later = (milliseconds: number) => {
    now = new Date(now.getTime() + milliseconds)
  }
  const HOUR = 3_600_000
  const done: string[] = []
  const failures: Error[] = []
  let nightly: () => Promise<void> = async () => {}
  const timers: readonly Timer[] = [
    {
      name: 'nightly',
      schedule: { daily: '03:00' },
      work: async () => {
        done.push('nightly')
        await nightly()
      },
    },
    { name: 'often', schedule: { seconds: 60 }, seconds: 600, work: async () => void done.push('often') },
  ]
  const queues: Queue[] = []
  beforeAll(async () => {
    // Two processes.
    for (let k = 0; k < 2; k++) {
      const queue = await openQueue(store(), timerKinds(timers), (error) => failures.push(error))
      await workTimers(store(), queue, timers, { clock: () => now, report: (error) => failures.push(error) })
      queues.push(queue)
    }
  })
  afterAll(() => Promise.all(queues.map((queue) => queue.close())))
  const claim = async () =>
    (await Promise.all(queues.map((queue) => claimDue(store(), queue, timers, now)))).flat().toSorted()
  const ended = async (count: number) => {
    for (let attempt = 0; attempt < 400; attempt++) {
      const [row] = await store().query<{ busy: number }>('select count(busy_until) as busy from timers')
      if (done.length === count && row?.busy === 0) return done.splice(0).toSorted()
      await setTimeout(25)
    }
    throw new Error(`${done.length} of ${count} were done within 10 s`)
  }
  const stateOf = async (name: string) => (await timerStates(store(), [name]))[0]

  test('are done once by several processes, each at its time', async () => {
    expect(await claim()).toEqual(['often'])
    expect(await ended(1)).toEqual(['often'])
    expect(await claim()).toEqual([])
    later(60_000)
    expect(await claim()).toEqual(['often'])
    expect(await ended(1)).toEqual(['often'])
    later(15 * HOUR)
    expect(await claim()).toEqual(['nightly', 'often'])
    expect(await ended(2)).toEqual(['nightly', 'often'])
    expect(await stateOf('nightly')).toEqual({
      name: 'nightly',
      nextAt: new Date('2026-11-27T03:00:00Z'),
      succeededAt: now,
      failures: 0,
      problem: null,
    })
    // Three nights without a process: once.
    later(72 * HOUR)
    expect(await claim()).toEqual(['nightly', 'often'])
    await ended(2)
    expect(await claim()).toEqual([])
  })

  test('that fail say why, and are tried again, later each time, or when the error says', async () => {
    nightly = async () => {
      throw new Error('the disk is full')
    }
    later(24 * HOUR)
    await claim()
    await ended(2)
    expect(await stateOf('nightly')).toMatchObject({
      failures: 1,
      problem: 'the disk is full',
      nextAt: new Date(now.getTime() + 300_000),
    })
    expect(failures.splice(0).map(({ message }) => message)).toEqual(['the disk is full'])
    later(299_000)
    expect(await claim()).toEqual(['often'])
    await ended(1)
    later(1000)
    const retryAt = new Date(now.getTime() + 7_000_000)
    nightly = async () => {
      throw Object.assign(new Error('later'), { retryAt })
    }
    expect(await claim()).toEqual(['nightly'])
    await ended(1)
    expect(await stateOf('nightly')).toMatchObject({ failures: 2, problem: 'later', nextAt: retryAt })
    nightly = async () => {}
    later(7_000_000)
    await claim()
    await ended(2)
    expect(await stateOf('nightly')).toMatchObject({ failures: 0, problem: null, succeededAt: now })
    failures.splice(0)
  })

  test('that are still being done are not begun a second time, until whoever does it counts as lost', async () => {
    await store().query("update timers set busy_until = $1 where name = 'often'", [new Date(now.getTime() + 600_000)])
    later(599_000)
    expect(await claim()).toEqual([])
    later(1000)
    expect(await claim()).toEqual(['often'])
    await ended(1)
    expect(failures).toEqual([])
  })
})
