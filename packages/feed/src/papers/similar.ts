/**
 * Papers that speak of the same things, and the words that say so.
 *
 * Cosine of tf-idf vectors (`words.ts`). A paper's nearest share one of its heaviest words, so candidates come from the index
 * by the heaviest that few papers have; the 30 with the most weight in common are compared in full.
 * @module
 */
import type { Queries } from '../store/store.js'
import { FROM, type PaperRecord, RECORD } from './record.js'
import { asWritten, COMPARISON, HAS_WORD, IS_WORD, keysOf, LEAST, REASONS, TOTAL, VECTOR, WEIGHT } from './words.js'

export interface SimilarPaper extends PaperRecord {
  /** From 0 to 1. */
  readonly cosine: number
  /** The words that contribute most, the largest first, as papers write them. */
  readonly because: readonly string[]
}

export interface SimilarOptions {
  /** Default 3: more would be a second list of papers. */
  readonly limit?: number
}

/** Heaviest words by which candidates are found. */
const KEYS = 12
const COMPARED = 30

/** The most similar papers, the nearest first; fewer where few are near. */
export function similarPapers(store: Queries, id: number, { limit = 3 }: SimilarOptions = {}): Promise<SimilarPaper[]> {
  return store.query<SimilarPaper>(
    `with ${TOTAL},
     own as materialized (
       select lexeme, ${WEIGHT} as weight, s.papers from papers p ${VECTOR} where p.id = $1 and ${IS_WORD}),
     ${keysOf(KEYS)},
     candidates as materialized (
       select p.id from keys k
         join papers p on ${HAS_WORD} and p.id <> $1 and not p.hidden
       group by p.id order by sum(k.weight) desc, p.id limit ${COMPARED}),
     ${COMPARISON},
     near as materialized (
       select id, sum(weight * own) / sqrt(nullif(sum(weight ^ 2) * (select norm from list), 0)) as cosine,
         (array_agg(lexeme order by weight * own desc, lexeme) filter (where weight * own > 0))[1:${REASONS}] as stems
       from theirs group by id)
     select ${RECORD}, near.cosine, ${asWritten('near.stems')} as because
     from near join (${FROM}) on p.id = near.id
     where near.cosine >= ${LEAST} order by near.cosine desc, p.id limit $2::int`,
    [id, limit],
  )
}
