/**
 * Words that no paper has, and the words of the papers that may have been meant.
 *
 * Candidates come from the table of words (60 000 for 100 000 papers), never from titles: by trigrams, and for words of up to
 * eight letters, of whose trigrams two slips leave too few, by their first letter. The nearest by edits comes first, then the
 * most used. Whether papers have the meant words together is for the search to find out, so there is more than one answer.
 * @module
 */
import type { Queries } from '../store/store.js'

/** Edits that a word of so many letters may be away: two in a word of four make another word. */
const editsFor = (length: number): number => (length <= 4 ? 1 : 2)
/** Shorter words are left as they are. */
const SHORTEST = 3
const SHORT = 8
/** Words that one may have been meant for. */
const MOST_MEANT = 3
/** Answers: each is a search. */
const MOST_ANSWERS = 6

interface Candidate {
  readonly typed: string
  readonly word: string
  readonly papers: number
}

interface Meant extends Candidate {
  readonly distance: number
}

/** By word in lower case, what was meant instead. */
export type Corrections = ReadonlyMap<string, string>

/**
 * What may have been meant by those of `words` that no paper has, the likeliest first: each of these words by the nearest,
 * then one of them by its next. None when all are known, or nothing is near.
 */
export async function corrections(store: Queries, words: readonly string[]): Promise<readonly Corrections[]> {
  const asked = words.filter((word) => word.length >= SHORTEST && word.length <= 40 && /\p{L}/u.test(word))
  if (asked.length === 0) return []
  const candidates = await store.query<Candidate>(
    `select typed, c.word, c.papers from unnest($1::text[], $2::int[]) as asked(typed, edits) cross join lateral (
       (select word, papers from near_words(typed, edits))
       union
       (select word, papers from lexicon where length(typed) <= $3 and papers > 0
          and word >= left(typed, 1) and word < left(typed, 1) || chr(1114111)
          and length(word) between length(typed) - edits and length(typed) + edits
        order by papers desc limit 2000)) c
     where not exists (select from lexicon l where l.papers > 0
         and l.word >= lower(unaccent(typed)) and l.word < lower(unaccent(typed)) || chr(1114111))
       and not exists (select from stems s where s.papers > 0
         and s.stem = any(tsvector_to_array(to_tsvector('feed_text', typed))))`,
    [asked, asked.map(({ length }) => editsFor(length)), SHORT],
  )
  const meant = new Map<string, Meant[]>()
  for (const candidate of candidates) {
    const { typed, word } = candidate
    const distance = edits(typed, word)
    if (distance === 0 || distance > editsFor(typed.length)) continue
    meant.set(typed, [...(meant.get(typed) ?? []), { ...candidate, distance }])
  }
  for (const near of meant.values()) {
    near.sort((a, b) => a.distance - b.distance || b.papers - a.papers || (a.word < b.word ? -1 : 1))
  }
  return answers([...meant.values()])
}

function answers(meant: readonly (readonly Meant[])[]): readonly Corrections[] {
  if (meant.length === 0) return []
  const best = meant.flatMap(([first]) => (first ? [first] : []))
  const toMap = (all: readonly Meant[]): Corrections => new Map(all.map(({ typed, word }) => [typed, word]))
  const others = meant
    .flatMap(([first, ...next]) => next.slice(0, MOST_MEANT - 1).map((other) => ({ first: first as Meant, other })))
    .sort((a, b) => a.other.distance - a.first.distance - (b.other.distance - b.first.distance))
    .slice(0, MOST_ANSWERS - 1)
  return [toMap(best), ...others.map(({ other }) => toMap([...best, other]))]
}

/** Insertions, deletions, replacements and swaps of neighbours that make one word of the other. */
export function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    const above = rows[i - 1] as number[]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (rows[i - 2]?.[j - 2] as number) + 1)
      }
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] as number
}
