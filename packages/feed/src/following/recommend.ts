/**
 * Papers for one person, each with its reason.
 *
 * The person's interest is the sum of the tf-idf vectors (`papers/words.ts`) of the 20 papers that they saved last, each
 * made 1 long, cut to its 100 heaviest words. With cosine c of a paper to it, and f = 1 where the paper has a topic or an
 * author that they follow,
 *
 *   score = c + 0.2 f,   shown where c >= 0.05 or f = 1; equal scores: the newest first.
 *
 * Cost, whatever the number of papers: candidates are the 30 that share most weight of the 16 heaviest words which few
 * papers have (at most 2000 papers are looked at), and the 30 newest that are followed; they alone are compared in full. Of
 * 100 000 papers that is 0.11 s of the processor in the embedded store, where `similarPapers` takes 0.09 s.
 * @module
 */
import { FROM, type PaperRecord, RECORD } from '../papers/record.js'
import {
  asWritten,
  COMPARISON,
  HAS_WORD,
  IS_WORD,
  keysOf,
  LEAST,
  REASONS,
  TOTAL,
  VECTOR,
  WEIGHT,
} from '../papers/words.js'
import type { Queries } from '../store/store.js'
import { followsOf } from './follows.js'

export interface Recommendation extends PaperRecord {
  /** To what was saved, from 0 to 1; 0 where nothing was. */
  readonly cosine: number
  /** Words that contribute most to it, the largest first, as papers write them. */
  readonly words: readonly string[]
  /** What it has of what they follow. */
  readonly followed: { readonly topics: readonly string[]; readonly authors: readonly string[] }
}

/** Saved papers that count: what interests now. */
const SAVED = 20
/** Words of an interest; the rest of them weighs little and would cost most. */
const WORDS = 100
/** Heaviest words by which candidates are found. */
const KEYS = 16
const COMPARED = 30
/** What following weighs: as much as a cosine that hardly one pair of papers of different subjects has. */
export const FOLLOWED = 0.2

/**
 * The best for a person, none that they have saved. Empty for who has saved nothing and follows nothing.
 * @param limit default 30: a screen or two
 */
export async function recommend(
  store: Queries,
  personId: number,
  { limit = 30 }: { readonly limit?: number } = {},
): Promise<readonly Recommendation[]> {
  const { topics, authors } = await followsOf(store, personId)
  return store.query<Recommendation>(
    `with ${TOTAL},
     mine as materialized (select paper_id as id, saved_at from saved_papers where person_id = $1),
     latest as materialized (
       select m.id from mine m join papers p on p.id = m.id and not p.hidden
       order by m.saved_at desc, m.id desc limit ${SAVED}),
     said as materialized (
       select m.id, lexeme, ${WEIGHT} as weight, s.papers from latest m join papers p on p.id = m.id ${VECTOR}
       where ${IS_WORD}),
     own as materialized (
       select lexeme, sum(weight / norm) as weight, min(papers) as papers
       from (select *, sqrt(sum(weight ^ 2) over (partition by id)) as norm from said) as each
       where norm > 0 group by lexeme order by 2 desc, lexeme limit ${WORDS}),
     ${keysOf(KEYS)},
     candidates as materialized (
       (select p.id from keys k join papers p on ${HAS_WORD} and ${FRESH}
        group by p.id order by sum(k.weight) desc, p.id limit ${COMPARED})
       union
       (select p.id from papers p where (p.topics && $2::text[] or p.authors && $3::text[]) and ${FRESH}
        order by p.listed_on desc, p.id desc limit ${COMPARED})),
     ${COMPARISON},
     near as (
       select id, coalesce(sum(weight * own) / sqrt(nullif(sum(weight ^ 2) * (select norm from list), 0)), 0) as cosine,
         (array_agg(lexeme order by weight * own desc, lexeme) filter (where weight * own > 0))[1:${REASONS}] as stems
       from theirs group by id),
     scored as (
       select c.id, coalesce(near.cosine, 0) as cosine, near.stems,
         array(select unnest(p.topics) intersect select unnest($2::text[]) order by 1) as topics,
         array(select unnest(p.authors) intersect select unnest($3::text[]) order by 1) as authors
       from candidates c join papers p on p.id = c.id left join near on near.id = c.id)
     select ${RECORD}, scored.cosine,
       case when scored.cosine >= ${LEAST} then ${asWritten('scored.stems')} else '{}' end as words,
       json_build_object('topics', scored.topics, 'authors', scored.authors) as followed
     from scored join (${FROM}) on p.id = scored.id
       cross join lateral (select (cardinality(scored.topics) + cardinality(scored.authors) > 0) as is_followed) as f
     where f.is_followed or scored.cosine >= ${LEAST}
     order by scored.cosine + case when f.is_followed then ${FOLLOWED} else 0 end desc, p.listed_on desc, p.id desc
     limit $4::int`,
    [personId, topics, authors, limit],
  )
}

const FRESH = 'not p.hidden and p.withdrawn_at is null and p.id not in (select id from mine)'
