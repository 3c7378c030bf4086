import { describe, expect, test } from 'vitest'
import { foldWord, highlight, type Matching, passage, type Segment } from './highlight.js'

const matching = (words: Readonly<Record<string, string>>, beginnings: readonly string[] = []): Matching => ({
  words: new Map(Object.entries(words)),
  beginnings,
})
const shown = (segments: readonly Segment[]) =>
  segments.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('')
const filler = (count: number, word = 'sand') => Array.from({ length: count }, () => word).join(' ')

describe('a text is cut', () => {
  test.each([
    ['The rivers, THE river: f-rivers.', 'The [rivers], THE [river]: f-[rivers].'],
    ['Rivers', '[Rivers]'],
    ['Naïve Özil and Gaußian ﬁelds', '[Naïve] [Özil] and [Gaußian] [ﬁelds]'],
    ['arrive <b>river</b>', 'arrive <b>[river]</b>'],
    ['nothing', 'nothing'],
    ['', ''],
  ])('where whole words match, whatever their case and accents: %s', (text, expected) => {
    const words = {
      river: 'river',
      rivers: 'river',
      naive: 'naiv',
      ozil: 'ozil',
      gaussian: 'gaussian',
      fields: 'field',
    }
    expect(shown(highlight(text, matching(words)))).toBe(expected)
  })

  test('where a word begins as the last of the query does', () => {
    expect(shown(highlight('Rivers arrive', matching({}, ['riv'])))).toBe('[Rivers] arrive')
  })
})

describe('a passage', () => {
  test('is the whole of a short text', () => {
    expect(shown(passage('Rivers carry stones.', matching({ stones: 'stone' })))).toBe('Rivers carry [stones].')
  })

  test('has 36 words, of which five stand before the match', () => {
    const text = passage(`${filler(50)} river, ${filler(50)}`, matching({ river: 'river' }))
    expect(shown(text)).toBe(`… ${filler(5)} [river], ${filler(30)} …`)
  })

  test('has the most different words, rather than one word more often', () => {
    const text = `river river river ${filler(60)} “stone” river ${filler(60)} river stone.`
    const words = matching({ river: 'river', stone: 'stone' })
    expect(shown(passage(text, words))).toBe(`… ${filler(5)} “[stone]” [river] ${filler(29)} …`)
  })

  test('goes to the end with what stands there, and no further', () => {
    const text = `${filler(60)} river (${filler(3)}).`
    expect(shown(passage(text, matching({ river: 'river' })))).toBe(`… ${filler(32)} [river] (${filler(3)}).`)
  })

  test('is the beginning where nothing matches', () => {
    expect(shown(passage(filler(100), matching({})))).toBe(`${filler(36)} …`)
  })
})

test.each([
  ['Özil', 'ozil'],
  ['Straße', 'strasse'],
  ['Łukasz', 'lukasz'],
  ['ﬁeld', 'field'],
])('%s is compared as %s', (word, expected) => expect(foldWord(word)).toBe(expected))
