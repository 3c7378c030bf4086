import { setTimeout } from 'node:timers/promises'
import type { Store } from '@pushforward/feed/store'
import { expect, test } from 'vitest'
import { similarReader } from './similar-reader.js'

/** A store that takes its time, and counts how often it is asked. */
function slow(milliseconds: number) {
  const asked: unknown[] = []
  const store = {
    query: async (_: string, values: readonly unknown[]) => {
      asked.push(values[0])
      await setTimeout(milliseconds)
      return [{ slug: `near-${values[0]}`, title: 'T', question: null, because: ['maps'] }]
    },
  } as unknown as Store
  return { store, asked }
}

test('a page that is in no hurry waits, and the answer is kept', async () => {
  const { store, asked } = slow(5)
  const read = similarReader(store)
  expect(await read(1)).toEqual([{ paper: { slug: 'near-1', title: 'T', question: null }, because: ['maps'] }])
  await read(1)
  expect(asked).toEqual([1])
})

test('a page that is in a hurry waits for no other’s turn', async () => {
  const { store } = slow(60)
  const read = similarReader(store, 10_000)
  const first = read(1)
  expect(await Promise.race([read(2), first])).toEqual([])
  expect(await first).toHaveLength(1)
})

test('a page that is in a hurry goes without, and the next has them', async () => {
  const { store, asked } = slow(60)
  const read = similarReader(store, 5)
  expect(await Promise.all([read(1), read(1), read(2)])).toEqual([[], [], []])
  await setTimeout(100)
  expect(await read(1)).toHaveLength(1)
  // One at a time, with a pause: the second waits for its turn.
  expect(asked).toEqual([1])
})
