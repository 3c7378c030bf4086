import type { Store } from '@pushforward/feed/store'
import { expect, test } from 'vitest'
import { keptAnswer } from './kept.js'

function counted(milliseconds: number) {
  let now = 0
  let made = 0
  let version = 1
  const store = { query: async () => [{ updated: null, last: version }] } as unknown as Store
  const ask = keptAnswer(
    store,
    async () => {
      now += milliseconds
      if (made === 99) throw new Error('not now')
      return ++made
    },
    () => now,
  )
  return {
    ask,
    change: () => {
      version++
    },
    pass: (time: number) => {
      now += time
    },
  }
}

test('an answer is kept until the papers change, or a minute', async () => {
  const { ask, change, pass } = counted(1)
  expect([await ask(), await ask()]).toEqual([1, 1])
  change()
  expect(await ask()).toBe(2)
  pass(60_001)
  expect(await ask()).toBe(3)
})

test('where it takes long, the answer before is given while the next is made', async () => {
  const { ask, change } = counted(100)
  expect(await ask()).toBe(1)
  change()
  expect(await ask()).toBe(1)
  expect(await ask()).toBe(2)
})
