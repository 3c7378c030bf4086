/**
 * The address of a person's feeds: feed readers can't sign in, so whoever knows the token in it reads what its owner
 * follows and has saved, and can do nothing else.
 * @module
 */
import { assertMayAct, PERSON, type Person } from '../people/person.js'
import { hashToken, newToken } from '../people/token.js'
import type { Queries } from '../store/store.js'

/**
 * Makes the address; one that was made before ends.
 * @returns the token, which is told once
 */
export async function makePrivateFeed(store: Queries, person: Person, now: Date): Promise<string> {
  assertMayAct(person)
  const token = newToken()
  await store.query(
    `insert into private_feeds (person_id, token_hash, made_at) values ($1, $2, $3)
     on conflict (person_id) do update set token_hash = $2, made_at = $3`,
    [person.id, hashToken(token), now],
  )
  return token
}

export async function revokePrivateFeed(store: Queries, person: Person): Promise<void> {
  await store.query('delete from private_feeds where person_id = $1', [person.id])
}

/** When the address was made, if there is one. */
export async function privateFeedOf(store: Queries, personId: number): Promise<Date | undefined> {
  const [row] = await store.query<{ at: Date }>('select made_at as at from private_feeds where person_id = $1', [
    personId,
  ])
  return row?.at
}

/** Whose feeds a token is for; nobody's once it was renewed or revoked, or while its owner is suspended. */
export async function personOfPrivateFeed(store: Queries, token: string): Promise<Person | undefined> {
  const [person] = await store.query<Person>(
    `select ${PERSON} from private_feeds f join people p on p.id = f.person_id
     where f.token_hash = $1 and p.suspended_at is null`,
    [hashToken(token)],
  )
  return person
}
