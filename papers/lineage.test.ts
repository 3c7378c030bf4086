import { describe, expect, test } from 'vitest'
import { catalogue } from './catalogue.js'
import { readLineage, type UncheckedCard } from './lineage.js'

const [example] = catalogue as [UncheckedCard]
const card = (slug: string, ...related: readonly (readonly [slug: string, kind: string])[]): UncheckedCard => ({
  ...example,
  slug,
  related: related.map(([slug, kind]) => ({ slug, kind })),
})

describe('lineage', () => {
  test('may branch and meet again', () => {
    const cards = [
      card('root'),
      card('left', ['root', 'builds-on']),
      card('right', ['root', 'builds-on'], ['left', 'same-problem']),
      card('both', ['left', 'builds-on'], ['right', 'builds-on']),
    ]
    expect(readLineage(cards)).toEqual(cards)
  })

  test.each([
    ['a paper that is none', [card('a', ['z', 'builds-on'])], 'card "a": related "z" is no paper of the catalogue'],
    ['itself', [card('a', ['a', 'same-problem'])], 'card "a": related "a" is the paper itself'],
    ['a kind that is none', [card('a', ['b', 'followed-by']), card('b')], 'has kind "followed-by"; one of builds-on'],
    ['a thing twice', [card('a', ['b', 'builds-on'], ['b', 'builds-on']), card('b')], 'is said already'],
    [
      'a thing from both sides',
      [card('a', ['b', 'same-problem']), card('b', ['a', 'same-problem'])],
      'card "b": related "a" is said already, here or there',
    ],
    [
      'a circle',
      [
        card('start', ['a', 'builds-on']),
        card('a', ['b', 'builds-on']),
        card('b', ['c', 'builds-on']),
        card('c', ['a', 'builds-on']),
      ],
      'in a circle: a → b → c → a',
    ],
  ])('refuses %s', (_, cards, message) => {
    expect(() => readLineage(cards)).toThrow(message)
  })
})
