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
