/**
 * `pushforward feed digest`: the digest of a day, looked at or sent.
 * @module
 */
import {
  createSender,
  type DigestReport,
  type Drained,
  digestSubject,
  drain,
  outboxStanding,
  papersFor,
  readMailSettings,
  sendDigestOf,
} from '@pushforward/feed/mail'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

export interface FeedDigestFlags extends FeedStoreFlags {
  readonly date?: string
  readonly dryRun?: boolean
  readonly json?: true
}

/** Where the site is when nobody says: `serve` listens there. */
const SITE = 'http://localhost:3000'

export async function feedDigest({ date, dryRun = false, json, ...where }: FeedDigestFlags): Promise<void> {
  const now = new Date()
  const day = date ?? new Date(now.getTime() - 24 * 3_600_000).toISOString().slice(0, 10)
  if (!isDay(day)) throw new InputError(`--date: is ${JSON.stringify(day)}; a day such as 2026-04-23 is needed`)
  const settings = readMailSettings(process.env, process.env.PUBLIC_URL?.replace(/\/+$/, '') || SITE)
  await withFeed(where, async (store) => {
    const reports = await sendDigestOf(store, day, { now, dryRun })
    let sent: Drained | undefined
    if (!dryRun && settings.smtpUrl) {
      const sender = createSender(settings.smtpUrl, settings)
      sent = await drain({ store, sender, settings }).finally(() => sender.close())
    }
    const { queued } = await outboxStanding(store)
    const result = { date: day, dryRun, editions: reports.map(describe), ...(sent ? { sent } : {}), waiting: queued }
    if (json) printJson(result)
    else print(inText(result, settings.smtpUrl !== undefined))
  })
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** As a reader of all topics gets it. */
function describe({ edition, readers, queued, already, nothing }: DigestReport) {
  const { rhythm, firstDay, lastDay } = edition
  const papers = papersFor(edition, [])
  return {
    rhythm,
    firstDay,
    lastDay,
    subject: papers.length > 0 ? digestSubject(edition, papers) : null,
    papers: papers.map(({ slug, title, votes }) => ({ slug, title, votes })),
    readers,
    queued,
    already,
    nothing,
  }
}

interface Result {
  readonly dryRun: boolean
  readonly editions: readonly ReturnType<typeof describe>[]
  readonly sent?: Drained
  readonly waiting: number
}

function inText({ dryRun, editions, sent, waiting }: Result, hasServer: boolean): string {
  const lines = editions.flatMap(({ rhythm, subject, papers, readers, queued, already, nothing }) => [
    `${rhythm}: ${subject ?? 'no papers, no mail'}`,
    ...papers.map(({ title }) => `  ${title}`),
    `  ${readers} subscribed; ${queued} ${dryRun ? 'would be queued' : 'queued'}, ${already} had it, ${nothing} without papers of their topics`,
  ])
  if (sent) lines.push(`${sent.sent} sent, ${sent.retried} to be tried again, ${sent.failed} failed`)
  if (sent?.unreachable) lines.push(`The SMTP server can't be used now: ${sent.unreachable}`)
  if (!dryRun && waiting > 0) {
    lines.push(`${waiting} wait${hasServer ? '' : '; set SMTP_URL to send them, or run the server with it'}`)
  }
  return lines.join('\n')
}
