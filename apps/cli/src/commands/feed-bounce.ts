/**
 * `pushforward feed bounce`: a mail that came back, from a mail server's pipe.
 * @module
 */
import { LONGEST_INBOUND, receiveMail } from '@pushforward/feed/mail'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

export interface FeedBounceFlags extends FeedStoreFlags {
  readonly recipient?: string
  readonly json?: true
}

export async function feedBounce({ recipient, json, ...where }: FeedBounceFlags): Promise<void> {
  const raw = await readMail()
  const result = await withFeed(where, (store) =>
    receiveMail(store, raw, { now: new Date(), ...(recipient ? { recipient } : {}) }),
  )
  if (json) printJson(result)
  else if (result.kind === 'ignored') print(`ignored: ${result.reason}`)
  else print(`${result.kind}: ${result.address}${'suppressed' in result && result.suppressed ? ', suppressed' : ''}`)
}

/** What comes after the longest mail that is read is not kept. */
async function readMail(): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of process.stdin) {
    if (length <= LONGEST_INBOUND) parts.push(part as Buffer)
    length += (part as Buffer).length
  }
  return Buffer.concat(parts)
}
