/**
 * What the words of a query are to the store: the stems that it looks for, how common they are, and how papers write them.
 * @module
 */
import type { Queries } from '../store/store.js'
import type { Matching } from './highlight.js'

export interface Terms {
  readonly matching: Matching
  /** Some words must follow one another. Stop words are none: "the transport" is one word. */
  readonly hasPhrase: boolean
  /** In how many papers each stem is, where all are whole words and none is excluded; else absent. */
  readonly counts?: readonly number[]
}

const NOTHING: Terms = { matching: { words: new Map(), beginnings: [] }, hasPhrase: false }

interface Term {
  readonly stem: string
  readonly isBeginning: boolean
  /** Papers that have it. */
  readonly papers: number
  /** As papers write it. */
  readonly words: readonly string[]
}

/** @param text for `to_tsquery('feed_text', …)`, as `parseQuery` makes it */
export async function termsOf(store: Queries, text: string): Promise<Terms> {
  if (text === '') return NOTHING
  const [row] = await store.query<{ query: string; terms: readonly Term[] }>(
    `select query, (
       select coalesce(json_agg(json_build_object('stem', stem, 'isBeginning', mark is not null,
         'papers', coalesce((select papers from stems s where s.stem = term.stem), 0),
         'words', array(select word from lexicon l where l.stem = term.stem))), '[]')
       from (select distinct part[1] as stem, part[2] as mark
         from regexp_matches(query, $2, 'g') as part) term) as terms
     from (select to_tsquery('feed_text', $1)::text as query) asked`,
    [text, TERM],
    { keepPlan: true },
  )
  if (!row) return NOTHING
  const { query, terms } = row
  return {
    matching: {
      // A number is a stem, and no word of the lexicon.
      words: new Map(terms.flatMap(({ stem, words }) => [stem, ...words].map((word) => [word, stem]))),
      beginnings: terms.filter(({ isBeginning }) => isBeginning).map(({ stem }) => stem),
    },
    hasPhrase: /<(\d+|-)>/.test(query),
    ...(/[!|*]/.test(query) ? {} : { counts: terms.map(({ papers }) => papers) }),
  }
}

/** A stem of a query as PostgreSQL writes it, and the mark of a beginning. */
const TERM = "'([^']+)'(:[*])?"
