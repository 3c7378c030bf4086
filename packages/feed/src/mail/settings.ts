/**
 * What an operator decides about mail.
 * @module
 */

export interface Dkim {
  /** Domain of the signature; of the sender's address, else DMARC does not count it. */
  readonly domain: string
  /** Where the public key is: `SELECTOR._domainkey.DOMAIN`. */
  readonly selector: string
  /** PEM. */
  readonly privateKey: string
}

export interface MailSettings {
  /** Where readers find the site, without a slash at the end. */
  readonly publicUrl: string
  /** Sender of all mails, `Name <address>`; its domain is that of Message-ID, bounces and lists. */
  readonly from: string
  /** Default: the sender's address. */
  readonly replyTo?: string
  /** `smtp://user:password@host:587`, or `smtps://`. Absent: mails wait. */
  readonly smtpUrl?: string
  readonly dkim?: Dkim
  /** Line in the foot of every digest; the law of many countries asks for one. */
  readonly postalAddress?: string
  /** Connections to the SMTP server, of one process. Default 3. */
  readonly connections?: number
}

export const addressOf = (from: string): string => (/<([^<>]*)>\s*$/.exec(from)?.[1] ?? from).trim()

export const domainOf = (from: string): string => addressOf(from).replace(/^.*@/, '')
