/**
 * Papers that nobody wrote, as many as wanted: words by Zipf's law, the commonest those of the catalogue.
 * @module
 */
import type { IncomingPaper } from '@pushforward/feed/ingest'
import { catalogue } from '@pushforward/papers'
import { type Rng, rng } from 'pushforward/measure'

const STOP_WORDS = 'the of and a in to we is that for with on this by are as from an which be can our it at have'
/** Different words: what 100 000 abstracts have. */
const VOCABULARY = 60_000
const NAMES = 40_000
const ABSTRACT = 150
const TOPICS = [...new Set(catalogue.flatMap(({ topics }) => topics))].slice(0, 40)
const FIRST_DAY = Date.UTC(2015, 0, 1)
const DAYS = 4300

export interface Corpus {
  /** The commonest first. */
  readonly words: readonly string[]
  /** Paper `k`, the same for each call. */
  readonly paper: (k: number) => IncomingPaper
}

export function makeCorpus(seed = 1): Corpus {
  const root = rng(seed)
  const real = catalogue.flatMap(
    ({ title, question, summary }) => `${title} ${question} ${summary}`.toLowerCase().match(/[a-z]{3,}/g) ?? [],
  )
  const counts = new Map<string, number>()
  for (const word of real) counts.set(word, (counts.get(word) ?? 0) + 1)
  const words = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word)
  const all = new Set([...STOP_WORDS.split(' '), ...words])
  const syllables = root.split('words')
  while (all.size < VOCABULARY) all.add(invented(syllables))
  const list = [...all]
  const names = Array.from({ length: NAMES }, (_, k) => `${capital(list[100 + (k % 977)])} ${capital(list[2000 + k])}`)
  const cumulative = new Float64Array(list.length)
  for (let k = 0, sum = 0; k < list.length; k++) {
    sum += 1 / (k + 3)
    cumulative[k] = sum
  }
  return { words: list, paper }

  function paper(k: number): IncomingPaper {
    const random = root.split(`paper ${k}`)
    const word = () => list[pick(cumulative, random.uniform())] as string
    const text = (length: number) => Array.from({ length }, word).join(' ')
    const some = <T>(from: readonly T[], most: number) =>
      Array.from(
        { length: 1 + Math.floor(random.uniform() * most) },
        () => from[Math.floor(random.uniform() * from.length)] as T,
      )
    return {
      title: `${capital(text(5 + Math.floor(random.uniform() * 6)))} ${k.toString(36)}`,
      arxiv: `${1501 + Math.floor(k / 90_000)}.${10_000 + (k % 90_000)}`,
      authors: [...new Set(some(names, 8))],
      published: new Date(FIRST_DAY + Math.floor(random.uniform() * DAYS) * 86_400_000).toISOString().slice(0, 10),
      abstract: text(ABSTRACT),
      topics: [...new Set(some(TOPICS, 3))],
      ...(random.uniform() < 0.4 ? { codeUrl: `https://code.example/${k}` } : {}),
    }
  }
}

const capital = (text = '') => text.slice(0, 1).toUpperCase() + text.slice(1)

function invented(random: Rng): string {
  const length = 2 + Math.floor(random.uniform() * 3)
  const letter = (letters: string) => letters[Math.floor(random.uniform() * letters.length)]
  return Array.from({ length }, () => `${letter('bcdfghklmnprstvz')}${letter('aeiou')}${letter('lmnrstx')}`).join('')
}

/** The first place whose cumulative weight reaches `share` of the whole. */
function pick(cumulative: Float64Array, share: number): number {
  const target = share * (cumulative.at(-1) as number)
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulative[middle] as number) < target) low = middle + 1
    else high = middle
  }
  return low
}
