import { expect, test } from 'vitest'
import { editDistance, suggestion } from './suggest.js'

test.each([
  ['', 'abc', 3],
  ['monge', 'monge', 0],
  ['mogne', 'monge', 1],
  ['mong', 'monge', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j it takes %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})

test('suggests the nearest word, and nothing when none is near', () => {
  const known = ['monge-gap', 'sinkd', 'causal-bounds']
  expect(suggestion('mongegap', known)).toBe(' Did you mean monge-gap?')
  expect(suggestion('Sinkdd', known)).toBe(' Did you mean sinkd?')
  expect(suggestion('zebra', known)).toBe('')
})
