/**
 * Pieces of SQL about the words of papers as tf-idf vectors: a word counts 3 in the title, 1 in summary and abstract, times
 * log(papers / papers with it). The words are the stems of the search index, without compounds, whose parts are in it as
 * well.
 * @module
 */

/** A table of one row: `n`, the number of papers; of many, as many as the last analysis counted. */
export const TOTAL = `total as materialized (
       select case when reltuples > 10000 then reltuples else (select count(*) from paper_scores) end::float8 as n
       from pg_class where oid = 'paper_scores'::regclass)`

/** Occurrences of a stem, those of the title three times; authors and topics are no words of a paper. */
const TF =
  "(cardinality(array_positions(weights, 'A')) * 3 + cardinality(array_positions(weights, 'C')) + cardinality(array_positions(weights, 'D')))"

/** What a word weighs in a paper, from `VECTOR` and `total`. */
export const WEIGHT = `${TF} * greatest(ln(n / s.papers), 0)`

/** A row for each word of `p`, with `lexeme`, and its `stems s`; beside `total`. */
export const VECTOR = 'cross join unnest(p.search) cross join total join stems s on s.stem = lexeme'
export const IS_WORD = "lexeme !~ '-' and weights && array['A', 'C', 'D'] and s.papers > 0"

/** Papers that have the stem `k.lexeme` among their words. */
export const HAS_WORD = "p.search @@ (quote_literal(k.lexeme) || ':ACD')::tsquery"

/** Stems as papers write them, in their order. */
export const asWritten = (stems: string): string => `array(
         select (select word from lexicon l where l.stem = named.stem and word !~ '-' order by papers desc, word limit 1)
         from unnest(${stems}) with ordinality as named (stem, place) order by place)`

/** Below this cosine papers share a common word or two and no subject: of random pairs of abstracts, hardly one is above. */
export const LEAST = 0.05
/** Words that are told. */
export const REASONS = 3

/** Papers that the words by which candidates are found may bring in all. */
const MOST_FOUND = 2000

/** Of `own` (lexeme, weight, papers): `keys`, the heaviest words that few papers have. */
export const keysOf = (count: number) => `keys as materialized (
       select * from (
         select lexeme, weight, sum(papers) over (order by weight desc, lexeme) as found
         from (select * from own where papers between 2 and ${MOST_FOUND} and weight > 0
           order by weight desc, lexeme limit ${count}) heaviest) heavy
       where found <= ${MOST_FOUND})`

/**
 * `theirs`: the words of `candidates`, with the weight that `own` gives each. As an object to look up in, because a join would
 * compare every word with every word; once, because what reads it names each weight several times.
 */
export const COMPARISON = `list as materialized (select jsonb_object_agg(lexeme, weight) as weights, sum(weight ^ 2) as norm from own),
     theirs as materialized (
       select c.id, lexeme, ${WEIGHT} as weight, (select (l.weights -> lexeme) :: float8 from list l) as own
       from candidates c join papers p on p.id = c.id ${VECTOR} where ${IS_WORD})`
