/**
 * Signing in by an e-mailed link.
 *
 * The link holds a random token, works once and for 15 minutes. Opening it shows a page; the button on it signs in, because
 * mail scanners open links. A known address and an unknown one take exactly the same steps until the button is pressed,
 * so neither the answer nor its time tells them apart.
 * @module
 */
import { enqueueMail } from '../mail/outbox.js'
import type { Queries, Store } from '../store/store.js'
import { mailbox, networkOf } from './address.js'
import { newHandle, PERSON, type Person } from './person.js'
import { allow, forgetFullBuckets, perHour, takeOrRefuse } from './rate-limit.js'
import { Refusal } from './refusal.js'
import { closeSession, forgetExpired, openSession } from './session.js'
import { hashToken, newToken } from './token.js'

const MINUTES = 15
/** Any number of our own. */
const LOCK = 7_274_005
/** Links to one address: enough for a mail that was lost, too few to pester anyone. */
const PER_ADDRESS = perHour(4)
/** Links asked for from one network: a laboratory behind one address, and no more. */
const PER_NETWORK = perHour(20)

export interface SignInRequest {
  readonly email: string
  /** Network address of whoever asks. */
  readonly client: string
  /** Path of the page to go on to afterwards. */
  readonly next: string
  /** What the link begins with. */
  readonly publicUrl: string
  readonly now: Date
}

/**
 * Sends a link, unless too many went to this address lately: then nothing is sent and nothing is said.
 * @throws Refusal of `email` when it is no address, `too-many` when this network has asked too often
 */
export async function requestSignIn(
  store: Store,
  { email, client, next, publicUrl, now }: SignInRequest,
): Promise<void> {
  const address = mailbox(email)
  await takeOrRefuse(store, `sign-in:network:${networkOf(client)}`, 'sign-in links', PER_NETWORK, now)
  if (!(await allow(store, `sign-in:address:${address}`, { ...PER_ADDRESS, now })).allowed) return
  const token = newToken()
  await store.transaction(async (transaction) => {
    await forgetExpired(transaction, now)
    await forgetFullBuckets(transaction, now)
    const hash = hashToken(token)
    const expires = new Date(now.getTime() + MINUTES * 60_000)
    await transaction.query(
      'insert into sign_in_links (token_hash, email, next, created_at, expires_at) values ($1, $2, $3, $4, $5)',
      [hash, address, next, now, expires],
    )
    await enqueueMail(transaction, {
      kind: 'sign-in',
      key: Buffer.from(hash).toString('hex'),
      to: address,
      subject: 'Sign in to Pushforward',
      text: signInText(`${publicUrl}/sign-in/${token}`),
      now,
      expires,
    })
  })
}

const signInText = (link: string): string => `Open this page and press its button to sign in to Pushforward:

${link}

The link works once, for ${MINUTES} minutes. If you did not ask for it, do nothing:
without the button nothing happens.
`

/** The address that an unused link signs in; undefined when it was used or is too old. */
export async function linkAddress(store: Queries, token: string, now: Date): Promise<string | undefined> {
  const [link] = await store.query<{ email: string }>(
    'select email from sign_in_links where token_hash = $1 and used_at is null and expires_at > $2',
    [hashToken(token), now],
  )
  return link?.email
}

export interface Confirmation {
  /** Network address of whoever confirms. */
  readonly client: string
  /** What the browser calls itself. */
  readonly device: string
  /** The token of the browser's present session: it ends, so that nobody can plant one. */
  readonly previous?: string
  /** Addresses whose accounts are administrators. */
  readonly administrators: readonly string[]
  readonly now: Date
}

export interface SignedIn {
  readonly person: Person
  /** Token of the new session. */
  readonly session: string
  readonly next: string
  /** The account was made now. */
  readonly isNew: boolean
}

/**
 * Uses up the link, makes the account where there is none, and opens a session.
 * @throws Refusal `absent` when the link was used or is too old
 */
export function confirmSignIn(store: Store, token: string, confirmation: Confirmation): Promise<SignedIn> {
  const { client, device, previous, administrators, now } = confirmation
  return store.transaction(async (transaction) => {
    const [link] = await transaction.query<{ email: string; next: string }>(
      `update sign_in_links set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
       returning email, next`,
      [hashToken(token), now],
    )
    if (!link) throw new Refusal('absent', 'This link was used already, or is older than 15 minutes.')
    const { email, next } = link
    const isNew = await makeAccount(transaction, email, networkOf(client), now)
    if (administrators.includes(email)) {
      await transaction.query(`update people set role = 'administrator', vote_weight = 1 where email = $1`, [email])
    }
    const [person] = await transaction.query<Person>(`select ${PERSON} from people p where p.email = $1`, [email])
    if (!person) throw new Error('the account is gone')
    if (previous) await closeSession(transaction, previous)
    return { person, session: await openSession(transaction, person.id, { device, now }), next, isNew }
  })
}

/**
 * An account made within ten minutes of another from the same network, or as the sixth within a day, has votes of weight 0
 * until a moderator has looked at it: who stuffs votes makes accounts in a row.
 * @returns whether it was made now
 */
async function makeAccount(transaction: Queries, email: string, network: string, now: Date): Promise<boolean> {
  // One account after the other from a network, or two at once would not see each other.
  await transaction.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK, network])
  const handle = newHandle()
  const made = await transaction.query(
    `insert into people (email, handle, name, created_at, network, vote_weight)
     select $1, $2, $3, $4::timestamptz, $5,
       case when count(*) filter (where created_at > $4::timestamptz - interval '10 minutes') > 0 or count(*) >= 5
         then 0 else 1 end
     from people where network = $5 and created_at > $4::timestamptz - interval '1 day'
     on conflict (email) do nothing returning id`,
    [email, handle, handle, now, network],
  )
  return made.length === 1
}
