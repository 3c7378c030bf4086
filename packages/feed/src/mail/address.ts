/**
 * Addresses, and texts that go into headers.
 * @module
 */
import { FeedError } from '../errors.js'

/** The longest address that fits into the commands of SMTP (RFC 5321, 4.5.3.1.3). */
const LONGEST = 254
/**
 * The `addr-spec` that mail is really sent to: a local part without quotes, a domain of letters, digits and hyphens, in
 * any script. Nothing that ends a header or begins a second address can pass.
 */
const ADDRESS =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u

/**
 * @returns the address in lower case: no provider that matters tells `Ada@` from `ada@`, and people type both
 * @throws FeedError when it is no address
 */
export function assertAddress(field: string, text: string): string {
  const address = text.trim().toLowerCase()
  const [local = ''] = address.split('@')
  if (address.length > LONGEST || local.length > 64 || !ADDRESS.test(address)) {
    throw new FeedError(field, `${JSON.stringify(text.slice(0, 80))} is no e-mail address; name@example.org is needed`)
  }
  return address
}

/** As one line without control characters: a header ends at its first line break. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
