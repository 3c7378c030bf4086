/**
 * People.
 * @module
 */
import { randomBytes } from 'node:crypto'
import type { Queries } from '../store/store.js'
import { Refusal, textField } from './refusal.js'

export type Role = 'member' | 'moderator' | 'administrator'

export interface Person {
  readonly id: number
  /** In lower case; seen by its owner alone. */
  readonly email: string
  /** Unique, in lower case: the address of a person here. */
  readonly handle: string
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  /** 0: their votes do not count until a moderator has looked at the account. */
  readonly voteWeight: number
  readonly suspendedAt: Date | null
  /** They are told by mail when somebody answers them. */
  readonly replyMails: boolean
}

/** What a query that makes `Person`s selects, from `people p`. */
export const PERSON = `p.id, p.email, p.handle, p.name, p.role, p.created_at as "createdAt", p.vote_weight as "voteWeight",
  p.suspended_at as "suspendedAt", p.reply_mails as "replyMails"`

export const isModerator = ({ role }: Person): boolean => role !== 'member'

/** @throws Refusal when the person is suspended */
export function assertMayAct({ suspendedAt }: Person): void {
  if (suspendedAt) {
    throw new Refusal('forbidden', 'This account is suspended; the reason is in the moderation log.')
  }
}

/** @throws Refusal when the person is no moderator */
export function assertModerator(person: Person): void {
  assertMayAct(person)
  if (!isModerator(person)) throw new Refusal('forbidden', 'Only moderators can do this.')
}

export async function personByHandle(store: Queries, handle: string): Promise<Person | undefined> {
  const rows = await store.query<Person>(`select ${PERSON} from people p where p.handle = $1`, [handle.toLowerCase()])
  return rows[0]
}

/** A handle for a new account, which says nothing of the address. */
export const newHandle = (): string => `reader-${randomBytes(4).toString('hex')}`

/** PostgreSQL's code of an insert or update that would repeat a unique value. */
const UNIQUE_VIOLATION = '23505'
/** Handles that would look like the site itself. */
const RESERVED = new Set([
  'pushforward',
  'admin',
  'administrator',
  'moderator',
  'moderators',
  'staff',
  'support',
  'root',
])
const HANDLE = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Changes how a person is called.
 * @throws Refusal of `handle` or `name`
 */
export async function rename(
  store: Queries,
  person: Person,
  { handle, name }: { readonly handle: string; readonly name: string },
): Promise<Person> {
  assertMayAct(person)
  const wanted = handle.trim().toLowerCase()
  if (!HANDLE.test(wanted) || wanted.length < 3 || wanted.length > 30) {
    const message = 'A handle has 3 to 30 letters a to z, digits and single hyphens between them.'
    throw new Refusal('invalid', message, { field: 'handle' })
  }
  const taken = new Refusal('invalid', `The handle ${wanted} is taken.`, { field: 'handle' })
  if (RESERVED.has(wanted) && person.role === 'member') throw taken
  const words = textField('name', name, { longest: 60 })
  try {
    const [renamed] = await store.query<Person>(
      `update people p set handle = $2, name = $3 where p.id = $1 returning ${PERSON}`,
      [person.id, wanted, words],
    )
    if (!renamed) throw new Refusal('absent', 'This account is gone.')
    return renamed
  } catch (error) {
    throw (error as { code?: string }).code === UNIQUE_VIOLATION ? taken : error
  }
}
