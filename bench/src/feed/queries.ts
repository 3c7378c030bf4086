/**
 * What readers type, in a mixture.
 * @module
 */
import type { SearchOptions } from '@pushforward/feed/search'
import { rng } from 'pushforward/measure'
import type { Corpus } from './papers.js'

export interface Query {
  readonly kind: string
  readonly text: string
  readonly options?: SearchOptions
}

/** Share of each kind among 100. */
const SHARES = {
  'two words': 35,
  'one rare word': 15,
  'a beginning': 15,
  'two very common words': 10,
  'a typing error': 8,
  'an author': 7,
  'a phrase': 5,
  'a word with filters': 5,
} as const

/** @returns `100 · rounds` queries in an order that is the same for each call */
export function makeQueries({ words, paper }: Corpus, rounds: number, papers: number, seed = 2): readonly Query[] {
  const random = rng(seed)
  const between = (low: number, high: number) => low + Math.floor(random.uniform() * (high - low))
  const word = (low: number, high: number) => words[between(low, high)] as string
  const make: Readonly<Record<keyof typeof SHARES, () => Omit<Query, 'kind'>>> = {
    'two words': () => ({ text: `${word(40, 800)} ${word(200, 3000)} ` }),
    'one rare word': () => ({ text: `${word(5000, 40_000)} ` }),
    'a beginning': () => ({ text: `${word(40, 800)} ${word(100, 20_000).slice(0, 4)}` }),
    'two very common words': () => ({ text: `${word(25, 45)} ${word(25, 45)} ` }),
    'a typing error': () => ({ text: `${swapped(word(1000, 20_000), between(1, 3))} ` }),
    'an author': () => ({ text: `author:${paper(between(0, papers)).authors?.[0]?.split(' ')[1] ?? 'nobody'}` }),
    'a phrase': () => ({ text: `"${word(25, 60)} ${word(25, 60)}"` }),
    'a word with filters': () => ({
      text: `${word(40, 800)} `,
      options: { topics: paper(between(0, papers)).topics?.slice(0, 1), from: '2020-01-01', hasCode: true },
    }),
  }
  const kinds = Object.entries(SHARES).flatMap(([kind, share]) => Array<string>(share).fill(kind))
  return Array.from({ length: rounds }, () => random.split(String(between(0, 2 ** 31))))
    .flatMap((order) => kinds.map((kind) => ({ kind, at: order.uniform() })).sort((a, b) => a.at - b.at))
    .map(({ kind }) => ({ kind, ...make[kind as keyof typeof SHARES]() }))
}

const swapped = (word: string, at: number): string =>
  word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
