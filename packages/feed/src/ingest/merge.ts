/**
 * Whose word stands where two sources speak of one paper.
 *
 * The catalogue's own facts are never overwritten. Otherwise title, authors, abstract, date and topics are those of the
 * source with most authority: arXiv over Daily Papers over a submission over a captured page. Of one source the later
 * import stands, for arXiv only with the same version or a newer one; submissions and captures don't overwrite their own
 * kind, because nobody may rewrite what somebody else has submitted. What is unknown is filled by anybody.
 * @module
 */
import { isDeepStrictEqual } from 'node:util'
import type { Source } from '../papers/record.js'
import type { CheckedPaper } from './incoming.js'

/** What an import may change. */
export interface Facts {
  readonly title: string
  readonly arxiv: string | null
  readonly arxiv_version: number | null
  readonly authors: readonly string[]
  readonly author_count: number
  readonly published: string
  readonly abstract: string | null
  readonly topics: readonly string[]
  readonly code_url: string | null
  readonly project_url: string | null
  readonly votes_elsewhere: number | null
  readonly comments_elsewhere: number | null
  readonly listed_on: string
  readonly withdrawn_at: Date | null
  readonly facts_from: Source
  /** What sources said beyond this, by source. */
  readonly raw: Readonly<Record<string, unknown>> | null
}

const AUTHORITY: Readonly<Record<Source, number>> = {
  capture: 0,
  submission: 1,
  'daily-papers': 2,
  arxiv: 3,
  catalogue: 4,
}

/** These move without a reader's having to hear of it: they leave no history and no new date of change. */
const QUIET: ReadonlySet<string> = new Set([
  'votes_elsewhere',
  'comments_elsewhere',
  'raw',
  'arxiv_version',
  'facts_from',
])

export interface Merged {
  readonly facts: Facts
  /** What was there before, of the facts that readers should hear of; empty: only numbers moved. */
  readonly before: Partial<Facts>
}

/** @returns undefined when nothing changes */
export function merge(known: Facts, incoming: CheckedPaper, source: Source): Merged | undefined {
  const facts: Facts = {
    ...(overwrites(known, incoming, source) ? overwritten(known, incoming, source) : filled(known, incoming)),
    ...numbers(known, incoming, source),
    arxiv: known.arxiv ?? incoming.arxiv ?? null,
    code_url: known.code_url ?? incoming.codeUrl ?? null,
    project_url: known.project_url ?? incoming.projectUrl ?? null,
    raw: incoming.raw ? { ...known.raw, [source]: incoming.raw } : known.raw,
  }
  const changed = (Object.keys(facts) as (keyof Facts)[]).filter((name) => !isDeepStrictEqual(facts[name], known[name]))
  if (changed.length === 0) return undefined
  const before = Object.fromEntries(changed.filter((name) => !QUIET.has(name)).map((name) => [name, known[name]]))
  return { facts, before }
}

function overwrites(known: Facts, incoming: CheckedPaper, source: Source): boolean {
  if (known.facts_from === 'catalogue' || source === 'capture') return false
  if (source !== known.facts_from) return AUTHORITY[source] > AUTHORITY[known.facts_from]
  if (source === 'arxiv') return (incoming.version ?? 1) >= (known.arxiv_version ?? 1)
  return source === 'daily-papers'
}

function overwritten(known: Facts, incoming: CheckedPaper, source: Source): Facts {
  const authors = incoming.authors?.length ? incoming.authors : known.authors
  return {
    ...known,
    title: incoming.title,
    authors,
    // A submission may name some authors only ("and others").
    author_count: Math.max(authors.length, incoming.authorCount ?? (source === 'submission' ? known.author_count : 0)),
    // A submission often knows a year and no day.
    published: source === 'submission' ? known.published : (incoming.published ?? known.published),
    abstract: incoming.abstract ?? known.abstract,
    topics: incoming.topics?.length ? incoming.topics : known.topics,
    listed_on: source === 'daily-papers' ? (incoming.listedOn ?? known.listed_on) : known.listed_on,
    withdrawn_at: incoming.withdrawnAt ?? known.withdrawn_at,
    arxiv_version: source === 'arxiv' ? (incoming.version ?? known.arxiv_version) : known.arxiv_version,
    facts_from: source,
  }
}

function filled(known: Facts, incoming: CheckedPaper): Facts {
  const authors = known.authors.length > 0 ? known.authors : (incoming.authors ?? [])
  const isCatalogue = known.facts_from === 'catalogue'
  return {
    ...known,
    authors,
    author_count: isCatalogue
      ? known.author_count
      : Math.max(known.author_count, authors.length, incoming.authorCount ?? 0),
    abstract: known.abstract ?? incoming.abstract ?? null,
    topics: known.topics.length > 0 ? known.topics : (incoming.topics ?? []),
    withdrawn_at: known.withdrawn_at ?? incoming.withdrawnAt ?? null,
  }
}

/** Votes and comments of Daily Papers are as of its last import; other sources say them once. */
function numbers(known: Facts, incoming: CheckedPaper, source: Source) {
  const latest = (before: number | null, now: number | undefined) =>
    source === 'daily-papers' ? (now ?? before) : (before ?? now ?? null)
  return {
    votes_elsewhere: latest(known.votes_elsewhere, incoming.votesElsewhere),
    comments_elsewhere: latest(known.comments_elsewhere, incoming.commentsElsewhere),
  }
}

/** The facts of a paper that nobody has told of yet. */
export function firstFacts(incoming: CheckedPaper, source: Source, now: Date): Facts & { readonly appeared_at: Date } {
  const today = now.toISOString().slice(0, 10)
  const published = incoming.published ?? monthOf(incoming.arxiv) ?? today
  const listedOn = incoming.listedOn ?? (source === 'submission' ? today : published)
  const authors = incoming.authors ?? []
  return {
    title: incoming.title,
    arxiv: incoming.arxiv ?? null,
    arxiv_version: source === 'arxiv' ? (incoming.version ?? null) : null,
    authors,
    author_count: Math.max(authors.length, incoming.authorCount ?? 0),
    published,
    abstract: incoming.abstract ?? null,
    topics: incoming.topics ?? [],
    code_url: incoming.codeUrl ?? null,
    project_url: incoming.projectUrl ?? null,
    votes_elsewhere: incoming.votesElsewhere ?? null,
    comments_elsewhere: incoming.commentsElsewhere ?? null,
    listed_on: listedOn,
    appeared_at: incoming.appearedAt ?? (source === 'submission' ? now : new Date(`${listedOn}T00:00:00Z`)),
    withdrawn_at: incoming.withdrawnAt ?? null,
    facts_from: source,
    raw: incoming.raw ? { [source]: incoming.raw } : null,
  }
}

/** `2302.04953` was new in February 2023. */
function monthOf(arxiv: string | undefined): string | undefined {
  const month = arxiv && `20${arxiv.slice(0, 2)}-${arxiv.slice(2, 4)}-01`
  return month && !Number.isNaN(Date.parse(month)) ? month : undefined
}
