/**
 * `pushforward feed pull`: papers from a live service, when somebody asks for it.
 * @module
 */
import { type PullReport, pullArxiv, pullDailyPapers } from '@pushforward/feed/ingest'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

export interface FeedPullFlags extends FeedStoreFlags {
  readonly contact?: string
  readonly query?: string
  readonly day?: string
  readonly url?: string
  readonly most?: number
  readonly json?: true
}

export async function feedPull(service: 'daily-papers' | 'arxiv', flags: FeedPullFlags): Promise<void> {
  const { contact = process.env.CONTACT, query, day, url, most, json, ...where } = flags
  if (!contact)
    throw new InputError(
      '--contact: is missing; services want to know whom to write to, such as mailto:you@example.org',
    )
  if (service === 'arxiv' && !query) throw new InputError('--query: is missing; arXiv needs one, such as cat:stat.ML')
  const report = await withFeed(where, (store) =>
    service === 'arxiv'
      ? pullArxiv(store, { contact, url, query: query ?? '', most })
      : pullDailyPapers(store, { contact, url, day }),
  )
  if (json) printJson(report)
  else print(pullText(report))
}

function pullText({ added, changed, skipped, requests, isUnchanged }: PullReport): string {
  if (isUnchanged) return 'Nothing new.'
  const others = skipped.filter(({ reason }) => reason !== 'unchanged')
  return [
    `${added} added, ${changed} changed, ${skipped.length - others.length} unchanged, ${others.length} skipped, ${requests} requests`,
    ...others.map(({ title, reason }) => `  ${title}: ${reason}`),
  ].join('\n')
}
