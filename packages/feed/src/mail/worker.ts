/**
 * Whoever sends what is in the outbox. Any number of them, in any number of processes.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import { type Store, storeSecret } from '../store/index.js'
import { compose } from './compose.js'
import { BrokenMail, UnwantedMail } from './content.js'
import { recordFailure } from './failures.js'
import { type Claimed, claim, type Outcome, settle } from './outbox.js'
import type { MailSettings } from './settings.js'
import type { Attempt, Message, Sender } from './smtp.js'

const MINUTE = 60_000
/** Milliseconds to wait after the first, second, … attempt that may go better later. After the last the mail has failed. */
const RETRIES = [5, 15, 60, 240, 720].map((minutes) => minutes * MINUTE)
/** Milliseconds; longer than the patience of a sender. */
const LEASE = 5 * MINUTE

export interface DrainOptions {
  readonly store: Store
  readonly sender: Sender
  readonly settings: MailSettings
  readonly clock?: () => Date
  /** Milliseconds for which a mail that is being sent belongs to its worker. Default five minutes. */
  readonly lease?: number
  /** No further mail is begun once it is aborted. */
  readonly signal?: AbortSignal
  /** Hears of a mail that can't be made, which is a fault of ours. */
  readonly report?: (error: Error) => void
}

export interface Drained {
  readonly sent: number
  readonly retried: number
  readonly failed: number
  readonly suppressed: number
  /** The server can't be used now; what it said. */
  readonly unreachable?: string
}

/** Sends what is due, over as many connections as the sender has, until nothing is or the server can't be used. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const { store, sender, clock = () => new Date(), lease = LEASE, signal } = options
  const counts = { sent: 0, retried: 0, failed: 0, suppressed: 0 }
  let unreachable: string | undefined
  const lane = async () => {
    while (unreachable === undefined && !signal?.aborted) {
      const mail = await claim(store, clock(), lease)
      if (!mail) return
      const { outcome, down } = await attempt(options, mail)
      unreachable ??= down
      await settled(options, mail, outcome)
      counts[outcome.state === 'queued' ? 'retried' : outcome.state]++
    }
  }
  // A lane that fails leaves the others to end what they are sending: no more is on its way than there are connections.
  const ended = await Promise.allSettled(Array.from({ length: sender.connections }, lane))
  const failed = ended.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
  return { ...counts, ...(unreachable === undefined ? {} : { unreachable }) }
}

/** Milliseconds to wait before `sent` is written again. */
const PATIENT = [100, 1000, 5000]

/** A store that fails for a moment must not make a mail that was taken be sent again. */
async function settled(
  { store, clock = () => new Date() }: DrainOptions,
  mail: Claimed,
  outcome: Outcome,
): Promise<void> {
  for (const wait of PATIENT) {
    try {
      await settle(store, mail, outcome, clock())
      return
    } catch {
      await setTimeout(wait)
    }
  }
  await settle(store, mail, outcome, clock())
}

interface Attempted {
  readonly outcome: Outcome
  readonly down?: string
}

async function attempt(options: DrainOptions, mail: Claimed): Promise<Attempted> {
  const { store, sender, settings, report = () => {} } = options
  if (mail.unwanted) return { outcome: { state: 'suppressed', response: 'the address takes no mail' } }
  if (mail.expired) return { outcome: { state: 'failed', response: 'too late' } }
  let message: Message
  try {
    message = await compose(store, await storeSecret(store), settings, mail)
  } catch (error) {
    if (error instanceof UnwantedMail) return { outcome: { state: 'suppressed', response: error.message } }
    // Anything else, such as a store that fails, is no fault of the mail: its lease ends, and it is tried again.
    if (!(error instanceof BrokenMail)) throw error
    report(error)
    return { outcome: { state: 'failed', response: error.message } }
  }
  return judge(options, mail, await sender.send(message))
}

async function judge(
  { store, clock = () => new Date() }: DrainOptions,
  mail: Claimed,
  answer: Attempt,
): Promise<Attempted> {
  const { response } = answer
  if (answer.kind === 'accepted') return { outcome: { state: 'sent', response } }
  const failure = {
    address: mail.recipient,
    status: answer.status,
    diagnostic: response,
    deliveryId: mail.id,
    at: clock(),
  }
  if (answer.kind === 'refused') {
    if (answer.counts) await store.transaction((queries) => recordFailure(queries, { ...failure, kind: 'hard' }))
    return { outcome: { state: 'failed', response } }
  }
  const down = answer.here ? {} : { down: response }
  const wait = RETRIES[mail.attempts - 1]
  if (wait !== undefined) {
    return { outcome: { state: 'queued', response, next: new Date(clock().getTime() + wait) }, ...down }
  }
  if (answer.here) await store.transaction((queries) => recordFailure(queries, { ...failure, kind: 'soft' }))
  return { outcome: { state: 'failed', response }, ...down }
}
