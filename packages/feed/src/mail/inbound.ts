/**
 * Mail that comes back: bounces (RFC 3464), complaints (RFC 5965), and unsubscription by mail, from digests and from answers.
 *
 * Anybody can send us anything, so a mail counts only with a token of ours: in the address that it was sent to, which is
 * the sender's of what bounced (VERP), or, as complaints go elsewhere, in the mail that it encloses. Everything else is
 * ignored, and told as such.
 * @module
 */
import PostalMime, { type Email } from 'postal-mime'
import { type Secret, type Store, storeSecret, verifyId } from '../store/index.js'
import { recordFailure } from './failures.js'
import { setReplyMails } from './reply-mail.js'
import { unsubscribe } from './subscribe.js'

export type Inbound =
  | {
      readonly kind: 'bounce' | 'complaint'
      readonly address: string
      readonly status?: string
      readonly suppressed: boolean
    }
  | { readonly kind: 'unsubscribed' | 'no-replies'; readonly address: string }
  | { readonly kind: 'ignored'; readonly reason: string }

export interface InboundOptions {
  readonly now: Date
  /** Whom the mail was sent to, if the mail server says so apart from its headers. */
  readonly recipient?: string
}

/** Longest mail that is read, in bytes: a report encloses one of ours, which has less than 100 kB. */
export const LONGEST_INBOUND = 1_000_000

export async function receiveMail(store: Store, raw: Uint8Array, options: InboundOptions): Promise<Inbound> {
  if (raw.length > LONGEST_INBOUND) return { kind: 'ignored', reason: 'it is too long for a report' }
  let mail: Email
  try {
    mail = await PostalMime.parse(raw, {
      forceRfc822Attachments: true,
      attachmentEncoding: 'utf8',
      maxNestingDepth: 20,
    })
  } catch (error) {
    return { kind: 'ignored', reason: `it can't be read: ${(error as Error).message}` }
  }
  const secret = await storeSecret(store)
  const to = recipients(mail, options.recipient)
  const leaving = tokenIn(secret, 'unsubscribe', to)
  if (leaving !== undefined) return unsubscribeByMail(store, leaving, options.now)
  const unanswered = tokenIn(secret, 'replies', to)
  if (unanswered !== undefined) return endReplies(store, unanswered)
  if (part(mail, 'message/feedback-report') !== undefined) return complaint(store, secret, mail, options.now)
  const bounced = tokenIn(secret, 'bounce', to)
  if (bounced === undefined)
    return { kind: 'ignored', reason: 'it was not sent to an address of ours with a valid token' }
  return bounce(store, mail, bounced, options.now)
}

const TO_HEADERS = ['to', 'delivered-to', 'x-original-to', 'envelope-to']

const recipients = ({ headers }: Email, recipient = ''): string =>
  [recipient, ...headers.filter(({ key }) => TO_HEADERS.includes(key)).map(({ value }) => value)].join(' ')

const TOKENS = {
  bounce: /bounce\+([0-9a-z]+-[a-z2-7]{24})@/gi,
  unsubscribe: /(?:unsubscribe\+|\/u\/)([0-9a-z]+-[a-z2-7]{24})\b/gi,
  replies: /no-replies\+([0-9a-z]+-[a-z2-7]{24})@/gi,
} as const

/** The row that a token in `text` names, `bounce+TOKEN@` or `/u/TOKEN`: the first that is really ours. */
function tokenIn(secret: Secret, purpose: keyof typeof TOKENS, text: string): number | undefined {
  for (const [, token = ''] of text.matchAll(TOKENS[purpose])) {
    const id = verifyId(secret, purpose, token)
    if (id !== undefined) return id
  }
  return undefined
}

async function endReplies(store: Store, id: number): Promise<Inbound> {
  await setReplyMails(store, id, false)
  const [row] = await store.query<{ address: string }>('select email as address from people where id = $1', [id])
  return row ? { kind: 'no-replies', address: row.address } : { kind: 'ignored', reason: 'there is no such account' }
}

/** The text of the first part of a type. */
function part({ attachments }: Email, ...types: readonly string[]): string | undefined {
  const content = attachments.find(({ mimeType }) => types.includes(mimeType))?.content
  return content === undefined || typeof content === 'string' ? content : new TextDecoder().decode(content)
}

async function unsubscribeByMail(store: Store, id: number, now: Date): Promise<Inbound> {
  await unsubscribe(store, { id }, 'mail', now)
  const [row] = await store.query<{ address: string }>('select address from subscriptions where id = $1', [id])
  return row
    ? { kind: 'unsubscribed', address: row.address }
    : { kind: 'ignored', reason: 'there is no such subscription' }
}

async function bounce(store: Store, mail: Email, deliveryId: number, at: Date): Promise<Inbound> {
  const report = part(mail, 'message/delivery-status', 'message/global-delivery-status')
  if (report === undefined) return { kind: 'ignored', reason: 'it is no delivery report' }
  const failed = groups(report).find((fields) => fields.get('action')?.toLowerCase() === 'failed')
  if (!failed) return { kind: 'ignored', reason: 'it reports no failure' }
  const [status] = /^[245]\.\d{1,3}\.\d{1,3}/.exec(failed.get('status') ?? '') ?? []
  const address = await recipientOf(store, deliveryId)
  if (address === undefined) return { kind: 'ignored', reason: 'the mail that failed is forgotten' }
  const suppressed = await store.transaction((queries) =>
    recordFailure(queries, {
      address,
      kind: status?.startsWith('4') ? 'soft' : 'hard',
      ...(status ? { status } : {}),
      diagnostic: failed.get('diagnostic-code') ?? '',
      deliveryId,
      at,
    }),
  )
  return { kind: 'bounce', address, ...(status ? { status } : {}), suppressed }
}

async function complaint(store: Store, secret: Secret, mail: Email, at: Date): Promise<Inbound> {
  const report = part(mail, 'message/feedback-report') ?? ''
  const type = groups(report)[0]?.get('feedback-type')?.toLowerCase()
  // A report that a filter was wrong is good news.
  if (type === 'not-spam') return { kind: 'ignored', reason: 'it says that our mail is wanted' }
  const enclosed = `${report}\n${part(mail, 'message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers') ?? ''}`
  const unfolded = enclosed.replace(/\r?\n[ \t]+/g, ' ')
  const deliveryId = tokenIn(secret, 'bounce', unfolded)
  const subscriptionId = tokenIn(secret, 'unsubscribe', unfolded)
  const address =
    (deliveryId !== undefined && (await recipientOf(store, deliveryId))) ||
    (subscriptionId !== undefined && (await addressOfSubscription(store, subscriptionId))) ||
    undefined
  if (address === undefined) return { kind: 'ignored', reason: 'it encloses no mail of ours' }
  const known = deliveryId !== undefined && (await recipientOf(store, deliveryId)) !== undefined
  const suppressed = await store.transaction((queries) =>
    recordFailure(queries, { address, kind: 'complaint', ...(known ? { deliveryId } : {}), at }),
  )
  return { kind: 'complaint', address, suppressed }
}

async function recipientOf(store: Store, deliveryId: number): Promise<string | undefined> {
  const [row] = await store.query<{ recipient: string }>('select recipient from deliveries where id = $1', [deliveryId])
  return row?.recipient
}

async function addressOfSubscription(store: Store, id: number): Promise<string | undefined> {
  const [row] = await store.query<{ address: string }>('select address from subscriptions where id = $1', [id])
  return row?.address
}

/** The groups of fields of a report: one of the message, then one a recipient. Names are in lower case. */
function groups(report: string): readonly ReadonlyMap<string, string>[] {
  return report
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n\s*\n/)
    .map((text) => new Map(text.split('\n').flatMap((line) => field(line))))
}

function field(line: string): readonly (readonly [string, string])[] {
  const colon = line.indexOf(':')
  if (colon < 1) return []
  return [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]]
}
