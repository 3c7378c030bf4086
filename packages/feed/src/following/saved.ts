/**
 * Papers that a person has saved: one row a person and paper, seen by its owner alone.
 * @module
 */
import { readCursor, writeCursor } from '../papers/cursor.js'
import type { FeedPage } from '../papers/lists.js'
import { FROM, type PaperRecord, RECORD } from '../papers/record.js'
import { assertMayAct, type Person } from '../people/person.js'
import { perDay, takeOrRefuse } from '../people/rate-limit.js'
import { Refusal } from '../people/refusal.js'
import type { Queries } from '../store/store.js'

/** New ones of a person: a reading list taken over from elsewhere. */
const PER_DAY = perDay(500)

/**
 * Saves a paper; a second time changes nothing.
 * @throws Refusal `absent` when there is no such paper, `forbidden` when the person is suspended, `too-many`
 */
export async function savePaper(store: Queries, person: Person, slug: string, now: Date): Promise<void> {
  assertMayAct(person)
  const [paper] = await store.query<{ id: number; saved: boolean }>(
    `select id, exists (select from saved_papers s where s.paper_id = p.id and s.person_id = $2) as saved
     from papers p where slug = $1 and not hidden`,
    [slug, person.id],
  )
  if (!paper) throw new Refusal('absent', 'There is no such paper.')
  if (paper.saved) return
  await takeOrRefuse(store, `save:${person.id}`, 'saved papers', PER_DAY, now)
  await store.query(
    'insert into saved_papers (person_id, paper_id, saved_at) values ($1, $2, $3) on conflict do nothing',
    [person.id, paper.id, now],
  )
}

/** Saves it no more; without it nothing changes. */
export async function unsavePaper(store: Queries, person: Person, slug: string): Promise<void> {
  await store.query(
    `delete from saved_papers where person_id = $2 and paper_id = coalesce(
       (select id from papers where slug = $1), (select paper_id from former_slugs where slug = $1))`,
    [slug, person.id],
  )
}

/** Which of some papers a person has saved, by the paper's number. */
export async function savedOf(
  store: Queries,
  personId: number,
  papers: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await store.query<{ paper: number }>(
    'select paper_id as paper from saved_papers where person_id = $1 and paper_id = any($2)',
    [personId, papers],
  )
  return new Set(rows.map(({ paper }) => paper))
}

const ORDER = 'saved'
const FORM = ['number', 'number'] as const

/**
 * A page of a person's saved papers, the last saved first.
 * @throws FeedError naming the cursor
 */
export async function listSaved(
  store: Queries,
  personId: number,
  { cursor, limit = 30 }: { readonly cursor?: string | undefined; readonly limit?: number } = {},
): Promise<FeedPage> {
  const place = cursor === undefined ? undefined : readCursor(ORDER, FORM, cursor)
  const [milliseconds = null, id = null] = place?.keys ?? []
  const before = place?.before ?? false
  const rows = await store.query<PaperRecord & { at: number }>(
    `select ${RECORD}, (extract(epoch from f.saved_at) * 1000)::int8 as at
     from saved_papers f join (${FROM}) on p.id = f.paper_id
     where f.person_id = $1 and not p.hidden and ($2::float8 is null
       or (f.saved_at, f.paper_id) ${before ? '>' : '<'}
         (timestamptz 'epoch' + $2::float8 * interval '1 millisecond', $3::int))
     order by f.saved_at ${before ? 'asc' : 'desc'}, f.paper_id ${before ? 'asc' : 'desc'} limit $4::int`,
    [personId, milliseconds, id, limit + 1],
  )
  const hasMore = rows.length > limit
  const shown = rows.slice(0, limit)
  if (before) shown.reverse()
  const edge = (row: (typeof rows)[number] | undefined, before: boolean) =>
    row && writeCursor(ORDER, { keys: [row.at, row.id], before })
  const [first, last] = [shown[0], shown.at(-1)]
  return {
    papers: shown.map(({ at, ...paper }) => paper),
    ...(last && (before || hasMore) ? { next: edge(last, false) } : {}),
    ...(first && (before ? hasMore : place) ? { previous: edge(first, true) } : {}),
  }
}
