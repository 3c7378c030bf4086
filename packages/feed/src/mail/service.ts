/**
 * Mail as a part of a running server: fills digests when they are due, sends what waits, forgets what is old. Any number of
 * servers may run it on one store.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import type { Store } from '../store/index.js'
import { fillDueDigests } from './digest.js'
import { outboxStanding, pruneOutbox } from './outbox.js'
import type { MailSettings } from './settings.js'
import { createSender, type Sender } from './smtp.js'
import { forgetUnconfirmed } from './subscribe.js'
import { drain } from './worker.js'

export interface MailServiceOptions {
  readonly store: Store
  readonly settings: MailSettings
  /** Default: the machine's. */
  readonly clock?: () => Date
  /** Milliseconds between two looks at the outbox. Default one second: whoever signs in waits for the mail. */
  readonly interval?: number
  /** Milliseconds that one mail may take. Default two minutes. */
  readonly patience?: number
  /** Milliseconds for which a mail that is being sent belongs to its worker: more than `patience`. Default five minutes. */
  readonly lease?: number
  /** Lines for the operator. */
  readonly log?: (line: string) => void
  /** Writes waiting mails with their text to the log while there is no SMTP server. Default false: they hold secrets. */
  readonly logText?: boolean
  readonly report?: (error: Error) => void
}

export interface MailService {
  /** Ends after the mails that are on a connection now. */
  stop(): Promise<void>
}

/** Milliseconds between two looks at what is due, and at what is old. */
const DIGESTS = 30_000
const CLEANING = 3_600_000

/** Milliseconds between two attempts to reach a server that could not be used: each costs some mails an attempt. */
const UNREACHABLE = 30_000
/** Milliseconds for which an end waits for mails that are on a connection; then they are cut off, and sent again later. */
const FAREWELL = 5000

export function startMail(options: MailServiceOptions): MailService {
  const { store, settings, clock = () => new Date(), interval = 1000, patience, report = () => {} } = options
  const stopping = new AbortController()
  const sender = settings.smtpUrl === undefined ? undefined : createSender(settings.smtpUrl, { ...settings, patience })
  const tellWaiting = sender ? undefined : waitingTeller(options)
  const loop = async (pause: number, work: () => Promise<unknown> | undefined) => {
    while (!stopping.signal.aborted) {
      await Promise.resolve(work()).catch(report)
      await idle(pause, stopping.signal)
    }
  }
  // Each on its own: a large edition takes hours to send, and the next one must not wait for it.
  const running = Promise.all([
    loop(DIGESTS, () => fillDueDigests(store, clock())),
    loop(CLEANING, async () => {
      await forgetUnconfirmed(store, clock())
      await pruneOutbox(store, clock())
    }),
    loop(interval, () => (sender ? send(options, sender, stopping.signal) : tellWaiting?.())),
  ])
  return {
    stop: async () => {
      stopping.abort()
      const patience = setTimeout(FAREWELL, undefined, { ref: false })
      await Promise.race([running, patience])
      sender?.close()
      await running
    },
  }
}

/** Waits, or ends early. */
const idle = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
  setTimeout(milliseconds, undefined, { ref: false, signal }).catch(() => {})

async function send(options: MailServiceOptions, sender: Sender, signal: AbortSignal): Promise<void> {
  const { log = () => {} } = options
  const { sent, retried, failed, suppressed, unreachable } = await drain({ ...options, sender, signal })
  if (sent + retried + failed + suppressed === 0) return
  log(`mail: ${sent} sent, ${retried} to be tried again, ${failed} failed, ${suppressed} suppressed`)
  if (unreachable === undefined) return
  log(`mail: the SMTP server can't be used now: ${unreachable}`)
  await idle(UNREACHABLE, signal)
}

/** Tells the operator of mails that wait for an SMTP server, each once. */
function waitingTeller({ store, log = () => {}, logText = false }: MailServiceOptions): () => Promise<void> {
  let told: number | undefined
  return async () => {
    if (told === undefined) {
      const { queued } = await outboxStanding(store)
      const [row] = await store.query<{ last: number | null }>('select max(id) as last from deliveries')
      told = row?.last ?? 0
      if (queued > 0) log(`mail: ${queued} wait for an SMTP server (SMTP_URL)`)
    }
    const waiting = await store.query<{
      id: number
      recipient: string
      subject: string | null
      body: string | null
      kind: string
    }>(
      `select id, kind, recipient, subject, body from deliveries where id > $1 and state = 'queued' order by id limit 100`,
      [told],
    )
    for (const { id, kind, recipient, subject, body } of waiting) {
      log(`mail: waits for an SMTP server (SMTP_URL): to ${recipient}, ${subject ?? `a ${kind}`}`)
      if (logText && body !== null) log(body.replace(/^/gm, '  '))
      told = id
    }
  }
}
