/**
 * What a reader types: words, "phrases", -not, `author:`, `topic:`, `year:`. A word that is being typed finds what begins
 * with it.
 *
 * The result holds texts for `to_tsquery` in which every word is quoted, so no input is an operator or an error.
 * @module
 */
import { FeedError } from '../errors.js'

export interface ParsedQuery {
  /** For `to_tsquery('feed_text', …)`; empty: no words. */
  readonly text: string
  /** For `to_tsquery('feed_names', …)`: authors; empty: none. */
  readonly names: string
  /** Likewise: only the "phrases" and what is excluded, which hold for what is found by its meaning, too. */
  readonly strict: string
  /** All that must be present, in one line: what a title is compared with. */
  readonly plain: string
  /** Words that may have been mistyped, in lower case. */
  readonly words: readonly string[]
  readonly topics: readonly string[]
  readonly year?: number
}

/** As the API of Daily Papers has it. */
const LONGEST = 250
const MOST_TERMS = 20
/** Shorter beginnings match half of all words. */
const PREFIX_LENGTH = 3
const TERM = /(-?)(?:(author|topic|year):)?(?:"([^"]*)"?|(\S+))/gi

/**
 * @throws FeedError naming `q` when it is too long or a year is none
 * @example
 * parseQuery('"optimal transport" -gan neur').text // "'optimal transport' & !'gan' & 'neur':*"
 */
export function parseQuery(query: string): ParsedQuery {
  if (query.length > LONGEST) {
    throw new FeedError('q', `has ${query.length} characters; at most ${LONGEST} are accepted`)
  }
  const text: string[] = []
  const strict: string[] = []
  const names: string[] = []
  const plain: string[] = []
  const topics: string[] = []
  let year: number | undefined
  const found = [...query.matchAll(TERM)].slice(0, MOST_TERMS)
  found.forEach(([whole, not, field, phrase, word], index) => {
    const value = phrase ?? word ?? ''
    switch (field?.toLowerCase()) {
      case 'topic':
        topics.push(value.trim().toLowerCase())
        return
      case 'year':
        year = yearOf(value)
        return
    }
    const parts = partsOf(value)
    if (parts.length === 0) return
    if (field) {
      names.push(`${not && '!'}(${parts.map((part) => `${quote(part)}:B`).join(' & ')})`)
      return
    }
    if (phrase !== undefined) {
      text.push(`${not && '!'}${quote(parts.join(' '))}`)
      strict.push(text.at(-1) ?? '')
    } else {
      const isTyped = index === found.length - 1 && !not && query.endsWith(whole)
      const terms = parts.map((part, k) => quote(part) + (isTyped && k === parts.length - 1 ? prefixMark(part) : ''))
      text.push(not ? `!(${terms.join(' & ')})` : terms.join(' & '))
      if (not) strict.push(text.at(-1) ?? '')
    }
    if (!not) plain.push(parts.join(' '))
  })
  return {
    text: text.join(' & '),
    strict: strict.join(' & '),
    names: names.join(' & '),
    plain: plain.join(' '),
    words: [
      ...new Set(
        plain
          .join(' ')
          .toLowerCase()
          .split(/[\s-]+/)
          .filter(Boolean),
      ),
    ],
    topics,
    year,
  }
}

/** The query with some words replaced; everything else stays as it was typed. */
export const withCorrections = (query: string, better: ReadonlyMap<string, string>): string =>
  query.replace(/[\p{L}\p{N}]+/gu, (word) => better.get(word.toLowerCase()) ?? word)

/** Runs of letters, digits and inner hyphens: the same characters that `words_of` leaves in a paper's text. */
const partsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu) ?? []

const quote = (word: string): string => `'${word.replace(/['\\]/g, ' ')}'`
const prefixMark = (word: string): string => (word.length >= PREFIX_LENGTH ? ':*' : '')

function yearOf(text: string): number {
  const year = Number(text)
  if (/^\d{4}$/.test(text) && year >= 1900 && year < 9999) return year
  throw new FeedError('q', `year:${text.slice(0, 20)}; a year such as year:2026 is needed`)
}
