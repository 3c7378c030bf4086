/**
 * Links that prove who made them: a key of the store's own, and tokens signed with it.
 *
 * A token is readable (it hides nothing) and can't be made or changed without the key: HMAC-SHA-256 over purpose,
 * expiry and payload, each with its length, so that no two of them sign alike.
 * @module
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Queries } from './store.js'

/** 32 bytes. */
export type Secret = Uint8Array

const NAME = 'secret'
const BYTES = 32

/** The store's key, made when first asked for. Moves with the data, so links outlive a move. */
export async function storeSecret(queries: Queries): Promise<Secret> {
  // Whoever comes second waits for the first to commit, then inserts nothing.
  await queries.query('insert into settings (name, value) values ($1, $2) on conflict do nothing', [
    NAME,
    randomBytes(BYTES).toString('hex'),
  ])
  const [row] = await queries.query<{ value: string }>('select value from settings where name = $1', [NAME])
  const secret = Buffer.from(row?.value ?? '', 'hex')
  if (secret.length !== BYTES) throw new Error(`settings: ${NAME} is not ${BYTES} bytes in hexadecimal`)
  return secret
}

/**
 * @param purpose what the token is good for, `confirm`: one made for another purpose is not valid
 * @param payload any text; whoever has the token can read it
 * @param expires from then on it is not valid. Default: never
 * @returns letters, digits, `-`, `_` and `.`, fit for a path
 */
export function signToken(secret: Secret, purpose: string, payload: string, expires?: Date): string {
  const until = expires === undefined ? '' : Math.floor(expires.getTime() / 1000).toString(36)
  const mac = sign(secret, purpose, until, payload).toString('base64url')
  return `${Buffer.from(payload).toString('base64url')}.${until}.${mac}`
}

/** @returns the payload, or undefined when the token is not ours, was made for another purpose or has expired */
export function verifyToken(secret: Secret, purpose: string, token: string, now: Date): string | undefined {
  const [text, until, mac, ...rest] = token.split('.')
  if (text === undefined || until === undefined || mac === undefined || rest.length > 0) return undefined
  const payload = Buffer.from(text, 'base64url').toString()
  if (!same(Buffer.from(mac, 'base64url'), sign(secret, purpose, until, payload))) return undefined
  return until === '' || now.getTime() / 1000 < Number.parseInt(until, 36) ? payload : undefined
}

/** Bytes of a short token's code: 2^120 guesses. */
const SHORT = 15
const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * A token for a row, which never expires and fits into the local part of an address: at most 36 characters, and the
 * same in lower case, which is what becomes of a local part on some ways.
 */
export const signId = (secret: Secret, purpose: string, id: number): string =>
  `${id.toString(36)}-${base32(sign(secret, purpose, '', String(id)).subarray(0, SHORT))}`

/** @returns the row's id, or undefined when the token is not ours or was made for another purpose */
export function verifyId(secret: Secret, purpose: string, token: string): number | undefined {
  const given = token.toLowerCase()
  const [, digits] = /^([0-9a-z]{1,10})-[a-z2-7]{24}$/.exec(given) ?? []
  if (digits === undefined) return undefined
  const id = Number.parseInt(digits, 36)
  if (!Number.isSafeInteger(id)) return undefined
  return same(Buffer.from(given), Buffer.from(signId(secret, purpose, id))) ? id : undefined
}

function sign(secret: Secret, ...parts: readonly string[]): Buffer {
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part)
  return hmac.digest()
}

/** In a time that does not tell how much of it is right. */
const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** Five bits a letter; 15 bytes are 24 letters and no rest. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += BASE_32[(held >> (bits - 5)) & 31]
  }
  return text
}
