/**
 * What an operator decides about mail, from the environment.
 * @module
 */
import { readFileSync } from 'node:fs'
import { FeedError } from '../errors.js'
import { assertAddress, oneLine } from './address.js'
import { addressOf, type Dkim, domainOf, type MailSettings } from './settings.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** Connections that a server on the other side still takes for modest. */
const MOST_CONNECTIONS = 20

/**
 * @param environment SMTP_URL, SMTP_CONNECTIONS, MAIL_FROM, MAIL_REPLY_TO, MAIL_POSTAL_ADDRESS, DKIM_SELECTOR,
 *   DKIM_KEY_FILE, DKIM_DOMAIN
 * @param publicUrl where readers find the site, without a slash at the end
 * @throws FeedError naming the variable that can't be used
 */
export function readMailSettings(environment: Environment, publicUrl: string): MailSettings {
  const from = oneLine(environment.MAIL_FROM || `Pushforward <papers@${new URL(publicUrl).hostname}>`)
  if (environment.MAIL_FROM) assertAddress('MAIL_FROM', addressOf(from))
  const { SMTP_URL, SMTP_CONNECTIONS, MAIL_REPLY_TO, MAIL_POSTAL_ADDRESS } = environment
  const dkim = readDkim(environment, domainOf(from))
  return {
    publicUrl,
    from,
    ...(MAIL_REPLY_TO ? { replyTo: assertAddress('MAIL_REPLY_TO', MAIL_REPLY_TO) } : {}),
    ...(SMTP_URL ? { smtpUrl: smtpUrlOf(SMTP_URL) } : {}),
    ...(SMTP_CONNECTIONS ? { connections: connectionsOf(SMTP_CONNECTIONS) } : {}),
    ...(dkim ? { dkim } : {}),
    ...(MAIL_POSTAL_ADDRESS ? { postalAddress: oneLine(MAIL_POSTAL_ADDRESS) } : {}),
  }
}

function smtpUrlOf(text: string): string {
  if (!URL.canParse(text) || !['smtp:', 'smtps:'].includes(new URL(text).protocol)) {
    // Not the text itself: it may hold a password.
    throw new FeedError(
      'SMTP_URL',
      'is no URL with smtp: or smtps:, such as smtps://user:password@mail.example.org:465',
    )
  }
  return text.replace(/\/+$/, '')
}

function connectionsOf(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= MOST_CONNECTIONS) return number
  throw new FeedError(
    'SMTP_CONNECTIONS',
    `is ${JSON.stringify(text)}; an integer from 1 to ${MOST_CONNECTIONS} is needed`,
  )
}

function readDkim({ DKIM_SELECTOR, DKIM_KEY_FILE, DKIM_DOMAIN }: Environment, domain: string): Dkim | undefined {
  if (!DKIM_SELECTOR && !DKIM_KEY_FILE) return undefined
  if (!DKIM_SELECTOR || !DKIM_KEY_FILE) {
    const given = DKIM_SELECTOR ? 'DKIM_SELECTOR' : 'DKIM_KEY_FILE'
    throw new FeedError(given, 'is given alone; DKIM needs both DKIM_SELECTOR and DKIM_KEY_FILE')
  }
  let privateKey: string
  try {
    privateKey = readFileSync(DKIM_KEY_FILE, 'utf8')
  } catch (error) {
    throw new FeedError('DKIM_KEY_FILE', `can't be read: ${(error as NodeJS.ErrnoException).code}`)
  }
  if (!privateKey.includes('PRIVATE KEY')) throw new FeedError('DKIM_KEY_FILE', 'holds no private key in PEM')
  return { domain: DKIM_DOMAIN || domain, selector: DKIM_SELECTOR, privateKey }
}
