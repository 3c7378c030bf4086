/**
 * Words that no paper has, and the word of the papers that was meant.
 *
 * Candidates come from the table of words (60 000 for 100 000 papers), never from titles: by trigrams, and for short
 * words, whose trigrams a single slip destroys, by their first letter. The nearest by edits wins, then the most used.
 * @module
 */
import type { Queries } from '../store/store.js'

/** Edits that a word of so many letters may be away: two in a word of four make another word. */
const editsFor = (length: number): number => (length <= 4 ? 1 : length <= 8 ? 2 : 3)
/** Shorter words are left as they are. */
const SHORTEST = 3
const SHORT = 6

interface Candidate {
  readonly typed: string
  readonly word: string
  readonly papers: number
}

/** @returns by word in lower case what was meant instead, for those of `words` that no paper has */
export async function corrections(store: Queries, words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const asked = words.filter((word) => word.length >= SHORTEST && word.length <= 40 && /\p{L}/u.test(word))
  if (asked.length === 0) return new Map()
  const candidates = await store.query<Candidate>(
    `select typed, c.word, c.papers from unnest($1::text[]) typed cross join lateral (
       (select word, papers from lexicon where word % typed and papers > 0
        order by similarity(word, typed) desc, papers desc limit 30)
       union
       (select word, papers from lexicon where length(typed) <= $2 and papers > 0
          and word >= left(typed, 1) and word < left(typed, 1) || chr(1114111)
          and length(word) between length(typed) - 1 and length(typed) + 1
        order by papers desc limit 2000)) c
     where not exists (select from lexicon l where l.papers > 0
         and l.word >= lower(unaccent(typed)) and l.word < lower(unaccent(typed)) || chr(1114111))
       and not exists (select from stems s where s.papers > 0
         and s.stem = any(tsvector_to_array(to_tsvector('feed_text', typed))))`,
    [asked, SHORT],
  )
  const best = new Map<string, Candidate & { readonly distance: number }>()
  for (const candidate of candidates) {
    const most = editsFor(candidate.typed.length)
    const distance = edits(candidate.typed, candidate.word)
    const before = best.get(candidate.typed)
    if (distance > most || distance === 0) continue
    if (!before || distance < before.distance || (distance === before.distance && candidate.papers > before.papers)) {
      best.set(candidate.typed, { ...candidate, distance })
    }
  }
  return new Map([...best].map(([typed, { word }]) => [typed, word]))
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
