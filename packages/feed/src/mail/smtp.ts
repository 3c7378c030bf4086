/**
 * Sending by SMTP, and what an answer means.
 * @module
 */
import { createTransport, type SendMailOptions } from 'nodemailer'
import { domainOf, type MailSettings } from './settings.js'

/** How one attempt came out. */
export type Attempt =
  | { readonly kind: 'accepted'; readonly response: string }
  /** `here`: it is about this mail; else the server as a whole can't be used now, and no other mail should try. */
  | { readonly kind: 'later'; readonly response: string; readonly status?: string; readonly here: boolean }
  /** `counts`: the server said so about this recipient or this mail, rather than we ourselves. */
  | { readonly kind: 'refused'; readonly response: string; readonly status?: string; readonly counts: boolean }

export type Message = SendMailOptions

export interface Sender {
  readonly connections: number
  /** Never rejects. */
  send(message: Message): Promise<Attempt>
  /** Mails that are on a connection fail. */
  close(): void
}

export interface SenderOptions extends MailSettings {
  /** Milliseconds that one mail may take. Default two minutes. */
  readonly patience?: number | undefined
}

/** Milliseconds. A connection that idles longer is closed by us: a server that closes it first costs a mail an attempt. */
const IDLE = 20_000
const CONNECT = 30_000
const PATIENCE = 120_000

/** What DKIM signs. RFC 8058 wants both headers of one-click unsubscription among them. */
const SIGNED =
  'from:reply-to:to:subject:date:message-id:mime-version:content-type:content-transfer-encoding:list-id:list-unsubscribe:' +
  'list-unsubscribe-post:in-reply-to:references:feedback-id:precedence:auto-submitted:content-language'

/** Opens no connection before the first mail. */
export function createSender(smtpUrl: string, options: SenderOptions): Sender {
  const { from, dkim, connections = 3, patience = PATIENCE } = options
  const { hostname, username } = new URL(smtpUrl)
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    name: domainOf(from),
    maxConnections: connections,
    // A mail whose connection broke may have arrived: whether it is sent again is the outbox's to decide.
    maxRequeues: 0,
    idleTimeout: IDLE,
    connectionTimeout: CONNECT,
    greetingTimeout: CONNECT,
    socketTimeout: patience,
    // A password never goes over an open wire.
    requireTLS: username !== '' && !LOOPBACK.test(hostname) && !smtpUrl.includes('ignoreTLS=true'),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim
      ? {
          dkim: {
            domainName: dkim.domain,
            keySelector: dkim.selector,
            privateKey: dkim.privateKey,
            headerFieldNames: SIGNED,
          },
        }
      : {}),
  })
  return {
    connections,
    send: async (message) => {
      try {
        const { response } = await transport.sendMail({ ...message, signal: AbortSignal.timeout(patience) })
        return { kind: 'accepted', response }
      } catch (error) {
        return classify(error as SmtpError)
      }
    },
    close: () => transport.close({ force: true }),
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

interface SmtpError extends Error {
  /** Of nodemailer: `ECONNECTION`, `EENVELOPE`, … */
  readonly code?: string
  /** The command that was answered: `RCPT TO`. */
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

/** A server that shuts down, at any command. */
const CLOSING = 421

function classify({ message, code, command = '', response = message, responseCode }: SmtpError): Attempt {
  const status = statusOf(response)
  const answered = command === 'RCPT TO' || command === 'DATA'
  if (responseCode === undefined && (code === 'EENVELOPE' || code === 'EMESSAGE')) {
    return { kind: 'refused', response, counts: false }
  }
  // Everything else without an answer about this mail: no connection, a bad password, a sender that the server does not
  // know. Nothing of that is the recipient's fault, so no address is suppressed for it, and mails wait until it is mended.
  if (!answered || responseCode === undefined || responseCode === CLOSING) {
    return { kind: 'later', response, here: false, ...(status ? { status } : {}) }
  }
  return responseCode >= 500
    ? { kind: 'refused', response, counts: true, ...(status ? { status } : {}) }
    : { kind: 'later', response, here: true, ...(status ? { status } : {}) }
}

/** The enhanced status code (RFC 2034) in an answer: `5.1.1` in `550 5.1.1 no such user`. */
export const statusOf = (response: string): string | undefined =>
  /^\s*[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
