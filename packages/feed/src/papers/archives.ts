/**
 * What came into the feed by months: documents of fixed membership, so that whoever follows them back from the newest has
 * every paper once the months are over.
 *
 * A paper belongs to the month in which this store heard of it, not to that of its own dates, which an import may set
 * years back. A month has as many documents as it needs: the last 500 papers of it, then those up to a number, and so on;
 * so has the month that is not over yet, from the paper that came last.
 * @module
 */
import type { Queries } from '../store/store.js'
import { parsePeriod, periodOf } from './period.js'
import { FROM, type PaperRecord, RECORD } from './record.js'

/** All papers, those of a topic, or those by an author. */
export interface ArchivedList {
  readonly topic?: string
  readonly author?: string
}

/** Names a document: papers of a month, up to a number where it is not the last of that month. */
export interface ArchiveName {
  /** `YYYY-MM`. */
  readonly month: string
  readonly to?: number
}

export interface ArchivePage {
  /** The last that came is first. */
  readonly papers: readonly PaperRecord[]
  /** The document before this one. */
  readonly previous?: ArchiveName
}

/** Papers in a document: some 1.5 MB. */
const MOST = 500
/** Milliseconds after the end of a month until it is over: an import that began in it may still be writing. */
const GRACE = 3_600_000

const LISTED =
  '($1::text is null or p.topics @> array[$1::text]) and ($2::text is null or p.authors @> array[$2::text])'

/** Whether nothing can come into `month` any more. */
export const isOver = (month: string, now: Date): boolean =>
  now.getTime() >= Date.parse(parsePeriod('month', month).after) + GRACE

/** The newest document of a list; undefined while it is empty. */
export async function latestArchive(
  store: Queries,
  { topic, author }: ArchivedList,
  now: Date,
): Promise<ArchiveName | undefined> {
  const [last] = await store.query<{ id: number; added: Date }>(
    `select p.id, p.added_at as added from papers p where ${LISTED} and not p.hidden
     order by p.added_at desc, p.id desc limit 1`,
    [topic ?? null, author ?? null],
  )
  if (!last) return undefined
  const month = monthOf(last.added)
  return isOver(month, now) ? { month } : { month, to: last.id }
}

const monthOf = (time: Date): string => periodOf('month', time.toISOString().slice(0, 10)).name

/**
 * The papers of a document.
 * @returns undefined when there is no such document
 */
export async function archivePage(
  store: Queries,
  { topic, author }: ArchivedList,
  { month, to }: ArchiveName,
): Promise<ArchivePage | undefined> {
  const { first, after } = parsePeriod('month', month)
  const values = [topic ?? null, author ?? null, first, after, to ?? null]
  // Without the time zone a session of another zone would count other months.
  const within = `${LISTED} and p.added_at >= $3::date::timestamp at time zone 'UTC'
    and p.added_at < $4::date::timestamp at time zone 'UTC' and ($5::int is null or p.id <= $5::int)`
  const papers = await store.query<PaperRecord>(
    `select ${RECORD} from ${FROM} where ${within} and not p.hidden order by p.id desc limit ${MOST + 1}`,
    values,
  )
  if (papers.length === 0) return undefined
  // A number that no paper of the month has names nothing, or what is to come would be in it.
  if (
    to !== undefined &&
    !(await store.query(`select from papers p where ${within} and p.id = $5::int`, values)).length
  ) {
    return undefined
  }
  const rest = papers[MOST]
  if (rest) return { papers: papers.slice(0, MOST), previous: { month, to: rest.id } }
  const [earlier] = await store.query<{ added: Date }>(
    `select p.added_at as added from papers p where ${LISTED} and not p.hidden
       and p.added_at < $3::date::timestamp at time zone 'UTC' order by p.added_at desc limit 1`,
    values.slice(0, 3),
  )
  return { papers, ...(earlier ? { previous: { month: monthOf(earlier.added) } } : {}) }
}

/** A document that was kept for `list` and `name`, as it was written for `site`. */
export async function keptArchive(
  store: Queries,
  list: string,
  name: string,
  site: string,
): Promise<Uint8Array | undefined> {
  const [kept] = await store.query<{ document: Uint8Array }>(
    'select document from feed_archives where list = $1 and name = $2 and site = $3',
    [list, name, site],
  )
  return kept?.document
}

/**
 * Keeps a document for ever, unless another process was first.
 * @returns what is kept
 */
export async function keepArchive(
  store: Queries,
  list: string,
  name: string,
  site: string,
  document: Uint8Array,
): Promise<Uint8Array> {
  await store.query(
    `insert into feed_archives (list, name, site, document) values ($1, $2, $3, $4)
     on conflict (list, name) do update set site = excluded.site, document = excluded.document
       where feed_archives.site <> excluded.site`,
    [list, name, site, document],
  )
  return (await keptArchive(store, list, name, site)) ?? document
}

/** Lets the documents of a paper's month be made anew: it was taken out of the feed, or came back. */
export async function forgetArchives(store: Queries, paper: number): Promise<void> {
  await store.query(
    `delete from feed_archives
     where left(name, 7) = (select to_char(added_at at time zone 'UTC', 'YYYY-MM') from papers where id = $1)`,
    [paper],
  )
}
