/**
 * Editions: what the digest of some days says, frozen.
 *
 * A list of papers is that of a day in universal time. An edition tells of the days that are over when it is due, so
 * whoever reads at 8:00 on Kiritimati gets the list of two days ago, and whoever reads at 8:00 in Los Angeles that of the
 * day before; nobody gets a list that is still growing, nobody misses a day or gets one twice.
 * @module
 */
import type { Queries } from '../store/index.js'
import type { Day } from './zone.js'

export type DigestRhythm = 'daily' | 'weekly'

/** What a mail needs of a paper. */
export interface EditionPaper {
  readonly slug: string
  readonly title: string
  /** One sentence; empty where nothing is known but the title. */
  readonly sentence: string
  readonly authorCount: number
  readonly votes: number
  /** Outcome of its last verification; total 0: it has no program. */
  readonly held: number
  readonly total: number
  readonly topics: readonly string[]
}

export interface Edition {
  /** 0 in one that is not kept. */
  readonly id: number
  readonly rhythm: DigestRhythm
  readonly firstDay: Day
  readonly lastDay: Day
  /** Best first. More than a mail holds: each reader gets the best of their topics. */
  readonly papers: readonly EditionPaper[]
}

/** Papers of a mail. */
export const MOST_PAPERS = 10

/** The papers of a mail for a reader of `topics`; all topics when none are given. */
export const papersFor = (edition: Pick<Edition, 'papers'>, topics: readonly string[]): readonly EditionPaper[] =>
  edition.papers
    .filter((paper) => topics.length === 0 || paper.topics.some((topic) => topics.includes(topic)))
    .slice(0, MOST_PAPERS)

type Days = Pick<Edition, 'rhythm' | 'firstDay' | 'lastDay'>

/**
 * What an edition of these days would say now: of those days' lists the papers that are best in all, and in each topic, by
 * the trend. Any ten best of some topics are among them.
 */
export async function draftEdition(queries: Queries, days: Days): Promise<Edition> {
  const rows = await queries.query<Omit<EditionPaper, 'sentence'> & Texts>(
    `with listed as (
       select p.*, s.votes, s.claims_held, s.claims_total, s.hot
       from papers p join paper_scores s on s.paper_id = p.id
       where p.listed_on between $1 and $2 and not p.hidden and p.withdrawn_at is null),
     chosen as (
       (select id from listed order by hot desc, id limit $3)
       union
       select id from (
         select id, row_number() over (partition by topic order by hot desc, id) as place
         from listed, unnest(topics) as topic) ranked
       where place <= $3)
     select slug, title, summary, question, left(abstract, 2000) as abstract,
       greatest(author_count, cardinality(authors)) as "authorCount", votes, claims_held as held, claims_total as total, topics
     from listed where id in (select id from chosen) order by hot desc, id`,
    [days.firstDay, days.lastDay, MOST_PAPERS],
  )
  const papers = rows.map(({ summary, question, abstract, ...paper }) => ({
    ...paper,
    sentence: firstSentence(summary ?? question ?? abstract ?? ''),
  }))
  return { id: 0, rhythm: days.rhythm, firstDay: days.firstDay, lastDay: days.lastDay, papers }
}

interface Texts {
  readonly summary: string | null
  readonly question: string | null
  readonly abstract: string | null
}

const LONGEST_SENTENCE = 280

/** The first sentence, without the marks of our summaries; cut at a word when it is long. */
export function firstSentence(text: string): string {
  const plain = text.replace(/[`*]/g, '').replace(/\s+/g, ' ').trim()
  // Not after `e.g.`, `et al.` or an initial: an end is followed by a capital or nothing, and comes after a longer word.
  const [sentence = plain] = /^.*?[^\s.]{3,}[.!?](?=\s+["“(]?\p{Lu}|\s*$)/u.exec(plain) ?? []
  if (sentence.length <= LONGEST_SENTENCE) return sentence
  return `${sentence.slice(0, LONGEST_SENTENCE - 1).replace(/\s+\S*$/, '')}…`
}

/** The edition of these days, made when it is first asked for; undefined while there is nothing to tell. */
export async function editionOf(queries: Queries, days: Days, now: Date): Promise<Edition | undefined> {
  const kept = await keptEdition(queries, days)
  if (kept) return kept
  const draft = await draftEdition(queries, days)
  if (draft.papers.length === 0) return undefined
  await queries.query(
    `insert into editions (rhythm, first_day, last_day, made_at, papers) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [days.rhythm, days.firstDay, days.lastDay, now, JSON.stringify(draft.papers)],
  )
  // Another process may have been first: its edition is the edition.
  return keptEdition(queries, days)
}

const EDITION = `id, rhythm, first_day as "firstDay", last_day as "lastDay", papers`

export async function keptEdition(queries: Queries, { rhythm, firstDay, lastDay }: Days): Promise<Edition | undefined> {
  const [edition] = await queries.query<Edition>(
    `select ${EDITION} from editions where rhythm = $1 and first_day = $2 and last_day = $3`,
    [rhythm, firstDay, lastDay],
  )
  return edition
}

export async function editionById(queries: Queries, id: number): Promise<Edition | undefined> {
  const [edition] = await queries.query<Edition>(`select ${EDITION} from editions where id = $1`, [id])
  return edition
}
