/**
 * Personal tokens for the API: shown once when made, stored as their hash, revoked at any time.
 * @module
 */
import type { Queries } from '../store/store.js'
import { assertMayAct, PERSON, type Person } from './person.js'
import { Refusal, textField } from './refusal.js'
import { hashToken, newToken } from './token.js'

/** A person has use for a few; a thousand would be an accident. */
const MOST = 20
/** Tells a leaked one from other secrets. */
const PREFIX = 'pf_'

export interface ApiToken {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** @returns the token, which is told once */
export async function makeApiToken(store: Queries, person: Person, name: string, now: Date): Promise<string> {
  assertMayAct(person)
  const token = PREFIX + newToken()
  const made = await store.query(
    `insert into api_tokens (token_hash, person_id, name, created_at)
     select $1, $2, $3, $4 where (select count(*) from api_tokens where person_id = $2) < $5 returning id`,
    [hashToken(token), person.id, textField('name', name, { longest: 60 }), now, MOST],
  )
  if (made.length === 0) {
    throw new Refusal('invalid', `There are ${MOST} tokens already; revoke one first.`, { field: 'name' })
  }
  return token
}

export function apiTokensOf(store: Queries, personId: number): Promise<ApiToken[]> {
  return store.query(
    `select id, name, created_at as "createdAt", used_at as "usedAt" from api_tokens where person_id = $1 order by id`,
    [personId],
  )
}

export async function revokeApiToken(store: Queries, person: Person, id: number): Promise<void> {
  await store.query('delete from api_tokens where id = $1 and person_id = $2', [id, person.id])
}

/** Whose token it is; notes its use, by the minute. */
export async function personOfApiToken(store: Queries, token: string, now: Date): Promise<Person | undefined> {
  if (!token.startsWith(PREFIX)) return undefined
  const hash = hashToken(token)
  const [found] = await store.query<Person & { stale: boolean }>(
    `select ${PERSON}, coalesce(t.used_at < $2::timestamptz - interval '1 minute', true) as stale
     from api_tokens t join people p on p.id = t.person_id where t.token_hash = $1`,
    [hash, now],
    { keepPlan: true },
  )
  if (!found) return undefined
  const { stale, ...person } = found
  if (stale) await store.query('update api_tokens set used_at = $2 where token_hash = $1', [hash, now])
  return person
}
