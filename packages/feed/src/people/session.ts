/**
 * Sessions: whoever shows the token is the person, until 30 days without a visit.
 * @module
 */
import type { Queries } from '../store/store.js'
import { PERSON, type Person } from './person.js'
import { hashToken, newToken } from './token.js'

/** Seconds without a visit after which a session ends. */
export const SESSION_LENGTH = 30 * 86_400
/** The end is moved at most this often: a page view should not cost a write. */
const RENEWAL = '1 hour'

/** @returns its token, which is told once */
export async function openSession(
  store: Queries,
  personId: number,
  { device, now }: { readonly device: string; readonly now: Date },
): Promise<string> {
  const token = newToken()
  await store.query(
    `insert into sessions (token_hash, person_id, created_at, seen_at, expires_at, device)
     values ($1, $2, $3, $3, $3::timestamptz + make_interval(secs => $4), $5)`,
    [hashToken(token), personId, now, SESSION_LENGTH, device.slice(0, 200)],
  )
  return token
}

export interface Visit {
  readonly person: Person
  /** The end was moved: the cookie should live as long. */
  readonly renewed: boolean
}

export async function visit(store: Queries, token: string, now: Date): Promise<Visit | undefined> {
  const hash = hashToken(token)
  const [found] = await store.query<Person & { stale: boolean }>(
    `select ${PERSON}, s.seen_at < $2::timestamptz - interval '${RENEWAL}' as stale
     from sessions s join people p on p.id = s.person_id where s.token_hash = $1 and s.expires_at > $2`,
    [hash, now],
    { keepPlan: true },
  )
  if (!found) return undefined
  const { stale, ...person } = found
  if (stale) {
    await store.query(
      'update sessions set seen_at = $2, expires_at = $2::timestamptz + make_interval(secs => $3) where token_hash = $1',
      [hash, now, SESSION_LENGTH],
    )
  }
  return { person, renewed: stale }
}

export interface SessionRecord {
  readonly device: string
  readonly createdAt: Date
  readonly seenAt: Date
  /** The one that asks. */
  readonly current: boolean
}

export function sessionsOf(store: Queries, personId: number, token: string, now: Date): Promise<SessionRecord[]> {
  return store.query(
    `select device, created_at as "createdAt", seen_at as "seenAt", token_hash = $2 as current
     from sessions where person_id = $1 and expires_at > $3 order by seen_at desc`,
    [personId, hashToken(token), now],
  )
}

/** Signs out here. */
export async function closeSession(store: Queries, token: string): Promise<void> {
  await store.query('delete from sessions where token_hash = $1', [hashToken(token)])
}

/** Signs out everywhere. */
export async function closeSessions(store: Queries, personId: number): Promise<void> {
  await store.query('delete from sessions where person_id = $1', [personId])
}

export async function forgetExpired(store: Queries, now: Date): Promise<void> {
  await store.query('delete from sessions where expires_at < $1', [now])
  await store.query(`delete from sign_in_links where expires_at < $1::timestamptz - interval '1 day'`, [now])
}
