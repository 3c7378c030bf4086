import { expect, test } from 'vitest'
import { createProgress } from './progress.js'

function stream(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 40, written, write: (text: string) => written.push(text) > 0 }
}

test('draws a bar on a terminal, no wider than it, at most every 80 ms, and removes it', () => {
  const terminal = stream(true)
  let time = 0
  const progress = createProgress('coin', terminal as never, () => time)
  progress.show({ done: 1, total: 2, note: 'a note that is too long' })
  progress.show({ done: 2, total: 2 })
  time = 100
  progress.show({ done: 2, total: 2 })
  progress.end()
  expect(terminal.written).toEqual([
    '\r\u001b[Kcoin ━━━━━━━━━━━━──────────── 50 % a no',
    '\r\u001b[Kcoin ━━━━━━━━━━━━━━━━━━━━━━━━ 100 % ',
    '\r\u001b[K',
  ])
})

test('writes a plain line now and then elsewhere, and nothing for short work', () => {
  const file = stream(false)
  let time = 0
  const progress = createProgress('coin', file as never, () => time)
  progress.show({ done: 1, total: 4 })
  time = 6000
  progress.show({ done: 3, total: 4, note: 'seed 2' })
  progress.end()
  expect(file.written).toEqual(['coin: 75 % seed 2\n'])
})
