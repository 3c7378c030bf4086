/**
 * Where a search matches in a text. Done here and not by `ts_headline`, which stems every word of a text anew: 0.2 ms of the
 * store a paper, a third of a whole search. The words that match are known by then: they are few, and looked up.
 * @module
 */

/** A piece of a text. A page escapes it and marks it where it matches: no HTML comes from here. */
export interface Segment {
  readonly text: string
  readonly isMatch: boolean
}

/** What matches: words as `foldWord` leaves them, each with the term of the query that it stands for, and beginnings. */
export interface Matching {
  readonly words: ReadonlyMap<string, string>
  readonly beginnings: readonly string[]
}

/** Words of a passage, and of these so many before its first match. */
const LENGTH = 36
const BEFORE = 5

/** Letters that Unicode takes for letters of their own and the store's dictionary for others. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}

/** A word as the store compares it: in lower case, without accents. */
export const foldWord = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => LETTERS[letter] ?? letter)

/** The whole text, cut where words match. */
export const highlight = (text: string, matching: Matching): readonly Segment[] => cut(text, wordsOf(text, matching))

/**
 * The passage with most of what is looked for: the most different terms, then the most matches, then the first. Dots stand
 * where text is left out.
 */
export function passage(text: string, matching: Matching): readonly Segment[] {
  const words = wordsOf(text, matching)
  if (words.length <= LENGTH) return cut(text, words)
  let best = { start: 0, terms: 0, matches: 0 }
  words.forEach(({ term }, k) => {
    if (term === undefined) return
    const start = Math.max(0, Math.min(k - BEFORE, words.length - LENGTH))
    const found = words.slice(start, start + LENGTH).flatMap((word) => word.term ?? [])
    const terms = new Set(found).size
    if (terms > best.terms || (terms === best.terms && found.length > best.matches)) {
      best = { start, terms, matches: found.length }
    }
  })
  const shown = words.slice(best.start, best.start + LENGTH)
  const after = words[best.start + LENGTH]
  // What stands before a word, such as a quotation mark, up to the space; and after the last one, such as a full stop.
  const from = best.start === 0 ? 0 : text.lastIndexOf(' ', shown[0]?.start) + 1
  const to = after
    ? (shown.at(-1)?.end ?? 0) + (/^\S*/.exec(text.slice(shown.at(-1)?.end, after.start))?.[0].length ?? 0)
    : text.length
  const before = from > 0 ? '… ' : ''
  const shift = from - before.length
  return cut(
    before + text.slice(from, to) + (to < text.length ? ' …' : ''),
    shown.map(({ start, end, term }) => ({ start: start - shift, end: end - shift, term })),
  )
}

interface Word {
  readonly start: number
  readonly end: number
  /** Of the query; absent: it matches none. */
  readonly term: string | undefined
}

function wordsOf(text: string, { words, beginnings }: Matching): readonly Word[] {
  // Most texts are plain English: nothing is to be folded but case, and that at once.
  const isPlain = !/[^\0-\x7f]/.test(text)
  const folded = isPlain ? text.toLowerCase() : text
  return Array.from(folded.matchAll(isPlain ? PLAIN_WORD : WORD), ({ 0: found, index }) => {
    const word = isPlain ? found : foldWord(found)
    const term = words.get(word) ?? beginnings.find((beginning) => word.startsWith(beginning))
    return { start: index, end: index + found.length, term }
  })
}

const PLAIN_WORD = /[a-z0-9]+/g
const WORD = /[\p{L}\p{M}\p{N}]+/gu

function cut(text: string, words: readonly Word[]): readonly Segment[] {
  const segments: Segment[] = []
  let at = 0
  for (const { start, end, term } of words) {
    if (term === undefined) continue
    if (start > at) segments.push({ text: text.slice(at, start), isMatch: false })
    segments.push({ text: text.slice(start, end), isMatch: true })
    at = end
  }
  return at < text.length ? [...segments, { text: text.slice(at), isMatch: false }] : segments
}
