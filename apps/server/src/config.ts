/**
 * What an operator decides, from the environment.
 * @module
 */
import { InputError } from 'pushforward/measure'

export interface Config {
  /** Where readers find the site, without a slash at the end: what links in mails and feeds begin with. */
  readonly publicUrl: string
  /** SMTP server as a URL, `smtp://user:password@host:587`; absent: mails wait in the store. */
  readonly smtpUrl?: string
  /** Sender of all mails, `Name <address>`. */
  readonly mailFrom: string
  /** E-mail addresses whose accounts are administrators. */
  readonly administrators: readonly string[]
  /** A proxy in front tells the reader's address in `X-Forwarded-For`. Only then is that header believed. */
  readonly trustProxy: boolean
}

/**
 * @param environment PUBLIC_URL, SMTP_URL, MAIL_FROM, ADMINISTRATORS (between commas), TRUST_PROXY (1)
 * @param url where the server listens: the default of PUBLIC_URL
 * @throws InputError naming the variable that can't be used
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, url: string): Config {
  const publicUrl = urlOf('PUBLIC_URL', environment.PUBLIC_URL || url, ['http:', 'https:'])
  const { hostname } = new URL(publicUrl)
  const smtpUrl = environment.SMTP_URL && urlOf('SMTP_URL', environment.SMTP_URL, ['smtp:', 'smtps:'])
  return {
    publicUrl,
    ...(smtpUrl ? { smtpUrl } : {}),
    mailFrom: environment.MAIL_FROM || `Pushforward <papers@${hostname}>`,
    administrators: (environment.ADMINISTRATORS ?? '')
      .split(',')
      .map((address) => address.trim().toLowerCase())
      .filter(Boolean),
    trustProxy: environment.TRUST_PROXY === '1',
  }
}

function urlOf(name: string, text: string, protocols: readonly string[]): string {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new InputError(`${name}: is ${JSON.stringify(text)}; a URL with ${protocols.join(' or ')} is needed`)
  }
  return text.replace(/\/+$/, '')
}
