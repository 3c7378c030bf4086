/**
 * Topics and authors that a person follows.
 * @module
 */
import { assertMayAct, type Person } from '../people/person.js'
import { Refusal } from '../people/refusal.js'
import type { Queries } from '../store/store.js'

export type FollowKind = 'topic' | 'author'

export interface Follows {
  /** In order of their names, as are authors. */
  readonly topics: readonly string[]
  readonly authors: readonly string[]
}

/** More is no choice, and a list of papers compares with each of them. */
const MOST = 200

/**
 * Follows a topic or an author; a second time changes nothing.
 * @throws Refusal `absent` when no paper has it, `forbidden` when the person is suspended, `invalid` when there are too many
 */
export async function follow(store: Queries, person: Person, kind: FollowKind, name: string, now: Date): Promise<void> {
  assertMayAct(person)
  const column = kind === 'topic' ? 'topics' : 'authors'
  const [found] = await store.query<{ known: boolean; followed: boolean; count: number }>(
    `select exists (select from papers where ${column} @> array[$3::text] and not hidden) as known,
       exists (select from follows where person_id = $1 and kind = $2 and name = $3) as followed,
       (select count(*) from follows where person_id = $1) as count`,
    [person.id, kind, name],
  )
  if (found?.followed) return
  if (!found?.known) throw new Refusal('absent', `No paper has this ${kind}.`)
  if (found.count >= MOST) throw new Refusal('invalid', `You follow ${MOST} topics and authors; unfollow one first.`)
  await store.query(
    'insert into follows (person_id, kind, name, followed_at) values ($1, $2, $3, $4) on conflict do nothing',
    [person.id, kind, name, now],
  )
}

/** Follows it no more; without it nothing changes. */
export async function unfollow(store: Queries, person: Person, kind: FollowKind, name: string): Promise<void> {
  await store.query('delete from follows where person_id = $1 and kind = $2 and name = $3', [person.id, kind, name])
}

export async function isFollowed(store: Queries, personId: number, kind: FollowKind, name: string): Promise<boolean> {
  const rows = await store.query('select 1 from follows where person_id = $1 and kind = $2 and name = $3', [
    personId,
    kind,
    name,
  ])
  return rows.length > 0
}

export async function followsOf(store: Queries, personId: number): Promise<Follows> {
  const rows = await store.query<{ kind: FollowKind; name: string }>(
    'select kind, name from follows where person_id = $1 order by name',
    [personId],
  )
  const names = (wanted: FollowKind) => rows.filter(({ kind }) => kind === wanted).map(({ name }) => name)
  return { topics: names('topic'), authors: names('author') }
}
