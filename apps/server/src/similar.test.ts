import { expect, test } from 'vitest'
import { similarTo } from './similar.js'

const card = (slug: string, topics: readonly string[], published = '2024-01-01') => ({
  slug,
  topics,
  published,
  title: '',
  question: '',
})

test('most topics in common come first, then the rarest topic, then the newest; never the paper itself', () => {
  const own = card('own', ['maps', 'flows', 'rare'])
  const all = [
    own,
    card('none', ['other']),
    card('old', ['flows'], '2020-01-01'),
    card('new', ['flows'], '2025-01-01'),
    card('rare', ['rare'], '2019-01-01'),
    card('two', ['maps', 'flows'], '2018-01-01'),
  ]
  expect(similarTo(own, all).map(({ paper: { slug } }) => slug)).toEqual(['two', 'rare', 'new'])
  expect(similarTo(own, all)[0]?.because).toEqual(['maps', 'flows'])
})
