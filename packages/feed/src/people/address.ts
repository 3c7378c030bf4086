/**
 * Addresses of people: of their mailbox, and of the network they come from.
 * @module
 */
import { isIP } from 'node:net'
import { FeedError } from '../errors.js'
import { assertAddress } from '../mail/address.js'
import { Refusal } from './refusal.js'

/**
 * The address in lower case.
 * @throws Refusal of the field `email`
 */
export function mailbox(text: string): string {
  try {
    return assertAddress('email', text)
  } catch (error) {
    if (!(error instanceof FeedError)) throw error
    throw new Refusal('invalid', 'This is not an e-mail address; one like ada@example.org is needed.', {
      field: 'email',
    })
  }
}

/**
 * The network that an address belongs to: /24 of IPv4, /48 of IPv6, the smallest that one owner usually has.
 * @example
 * networkOf('192.0.2.77') // '192.0.2.0/24'
 * networkOf('2001:db8:7:1::5') // '2001:db8:7::/48'
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIP(plain) === 4) return `${plain.split('.').slice(0, 3).join('.')}.0/24`
  if (isIP(plain) !== 6) return 'unknown'
  const [head = '', tail] = plain.toLowerCase().split('::')
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const groups =
    tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
  return `${groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/48`
}
