/**
 * A paper as the feed knows it.
 * @module
 */

/** Where a paper was first heard of. */
export type Source = 'catalogue' | 'capture' | 'daily-papers' | 'arxiv' | 'submission'

/** What a card says of another paper; the other way round is read from it (`lineage.ts`). */
export interface Related {
  readonly slug: string
  readonly kind: 'builds-on' | 'same-problem'
}

export interface PaperRecord {
  readonly id: number
  /** Its address; one that was replaced leads here for ever. */
  readonly slug: string
  /** arXiv identifier without version. */
  readonly arxiv: string | null
  readonly title: string
  /** Names as far as they are known. */
  readonly authors: readonly string[]
  /** At least as many as names: a captured page says how many there are and not who. */
  readonly authorCount: number
  /** Date of the first version, `YYYY-MM-DD`. */
  readonly published: string
  /** The paper's question: the headline of its page. Only papers of the catalogue have one, and a summary. */
  readonly question: string | null
  readonly summary: string | null
  readonly abstract: string | null
  readonly topics: readonly string[]
  readonly codeUrl: string | null
  readonly projectUrl: string | null
  readonly related: readonly Related[]
  readonly source: Source
  /** Numbers of another site; null: unknown. */
  readonly votesElsewhere: number | null
  readonly commentsElsewhere: number | null
  /** The day in whose list it stands, `YYYY-MM-DD`. */
  readonly listedOn: string
  readonly appearedAt: Date
  /** The last change that readers should hear of. */
  readonly updatedAt: Date
  readonly votes: number
  readonly comments: number
  /** Outcome of the last verification; total 0: it has no program. */
  readonly claims: { readonly held: number; readonly refuted: number; readonly total: number }
}

/** What a query that makes `PaperRecord`s selects, from `papers p join paper_scores s on s.paper_id = p.id`. */
export const RECORD = `p.id, p.slug, p.arxiv, p.title, p.authors, p.author_count as "authorCount", p.published, p.question,
  p.summary, p.abstract, p.topics, p.code_url as "codeUrl", p.project_url as "projectUrl", p.related, p.source,
  p.votes_elsewhere as "votesElsewhere", p.comments_elsewhere as "commentsElsewhere", p.listed_on as "listedOn",
  p.appeared_at as "appearedAt", p.updated_at as "updatedAt", s.votes, s.comments,
  json_build_object('held', s.claims_held, 'refuted', s.claims_refuted, 'total', s.claims_total) as claims`

export const FROM = 'papers p join paper_scores s on s.paper_id = p.id'

/**
 * What two spellings of one title have in common: letters and digits, without case and accents. `$L_2$-Boosting` and
 * `L2 boosting` are one paper.
 */
export function titleKey(title: string): string {
  const letters = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
  return letters || title.trim()
}

/** The identifier without its version: `2302.04953v2` is `2302.04953`. */
export const withoutVersion = (arxiv: string): string => arxiv.replace(/v\d+$/, '')
