/**
 * A digest as a mail: one model, written once as HTML and once as text, so that both say the same.
 * @module
 */
import { type Queries, type Secret, signId } from '../store/index.js'
import { oneLine } from './address.js'
import { BrokenMail, type Content } from './content.js'
import { digestHtml } from './digest-html.js'
import { type Edition, type EditionPaper, editionById, papersFor } from './editions.js'
import type { Claimed } from './outbox.js'
import { domainOf, type MailSettings } from './settings.js'
import { COLUMNS, wrap } from './wrap.js'
import { type Day, weekday } from './zone.js'

/** What a digest says. */
export interface Digest {
  readonly subject: string
  /** What a list of mails shows after the subject. */
  readonly preheader: string
  readonly heading: string
  readonly papers: readonly DigestEntry[]
  /** Why it comes. */
  readonly reason: string
  readonly preferencesUrl: string
  readonly unsubscribeUrl: string
  readonly postalAddress?: string
  readonly siteUrl: string
}

export interface DigestEntry {
  readonly title: string
  readonly url: string
  readonly sentence: string
  /** `4 authors · 12 votes · runs, 7 of 8 claims hold`. */
  readonly facts: string
}

export interface Reader {
  readonly subscriptionId: number
  readonly address: string
  readonly topics: readonly string[]
}

export const unsubscribeToken = (secret: Secret, subscriptionId: number): string =>
  signId(secret, 'unsubscribe', subscriptionId)

export const preferencesToken = (secret: Secret, subscriptionId: number): string =>
  signId(secret, 'preferences', subscriptionId)

export function digestFor(edition: Edition, reader: Reader, secret: Secret, settings: MailSettings): Digest {
  const papers = papersFor(edition, reader.topics)
  const { publicUrl, postalAddress } = settings
  const of = reader.topics.length > 0 ? ` on ${listed(reader.topics)}` : ''
  return {
    subject: digestSubject(edition, papers),
    preheader:
      papers.length > 1
        ? `Also: ${papers
            .slice(1, 4)
            .map(({ title }) => oneLine(title))
            .join(' · ')}`
        : '',
    heading: `Papers of ${longPeriod(edition)}`,
    papers: papers.map((paper) => ({
      title: oneLine(paper.title),
      url: `${publicUrl}/papers/${paper.slug}`,
      sentence: oneLine(paper.sentence),
      facts: factsOf(paper),
    })),
    reason: oneLine(
      `You get this because ${reader.address} is subscribed to the ${edition.rhythm} digest of papers${of}.`,
    ),
    preferencesUrl: `${publicUrl}/subscription/${preferencesToken(secret, reader.subscriptionId)}`,
    unsubscribeUrl: `${publicUrl}/u/${unsubscribeToken(secret, reader.subscriptionId)}`,
    ...(postalAddress ? { postalAddress: oneLine(postalAddress) } : {}),
    siteUrl: publicUrl,
  }
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Characters of a title that a subject keeps: phones show about 40, mailboxes about 70. */
const LONGEST_TITLE = 78

/** The best paper's title, how many more there are, and the days. */
export function digestSubject(edition: Edition, papers: readonly EditionPaper[]): string {
  const title = oneLine(papers[0]?.title ?? 'No paper')
  const short = title.length <= LONGEST_TITLE ? title : `${title.slice(0, LONGEST_TITLE - 1).replace(/\s+\S*$/, '')}…`
  const more = papers.length > 1 ? `, and ${papers.length - 1} more` : ''
  return `${short}${more} — ${shortPeriod(edition)}`
}

const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const LONG = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

const shortPeriod = (edition: Edition): string => periodOf(edition, SHORT)
const longPeriod = (edition: Edition): string => periodOf(edition, LONG)

/** `23 Apr`, `13–19 Apr`, `27 Apr – 3 May`: with spaces that every mail program knows. */
const periodOf = ({ firstDay, lastDay }: Edition, format: Intl.DateTimeFormat): string =>
  firstDay === lastDay
    ? format.format(new Date(lastDay))
    : format
        .formatRange(new Date(firstDay), new Date(lastDay))
        .replace(/\s*–\s*/, ' – ')
        .replace(/^(\d+) – (?=\d+ \p{L}+( \d+)?$)/u, '$1–')

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

function factsOf({ authorCount, votes, held, total }: EditionPaper): string {
  return [
    ...(authorCount > 0 ? [counted(authorCount, 'author')] : []),
    counted(votes, 'vote'),
    ...(total > 0 ? [`runs ${held}/${counted(total, 'claim')}`] : []),
  ].join(' · ')
}

export function digestText(digest: Digest): string {
  const entries = digest.papers.map(({ title, url, sentence, facts }, i) =>
    [wrap(`${i + 1}. ${title}`), `   ${url}`, ...(sentence ? [wrap(sentence, '   ')] : []), `   ${facts}`].join('\n'),
  )
  const foot = [
    wrap(digest.reason),
    `Preferences: ${digest.preferencesUrl}`,
    `Unsubscribe: ${digest.unsubscribeUrl}`,
    ...(digest.postalAddress ? [wrap(digest.postalAddress)] : []),
  ]
  return `${[digest.heading, ...entries, '-'.repeat(COLUMNS), foot.join('\n')].join('\n\n')}\n`
}

/** Of Feedback-ID, by which large mailboxes count complaints: always the same, at most 15 characters. */
const SENDER = 'pushforward'

/** How an edition is called in a Message-ID: its day, or the week that it ends. */
export const editionLabel = ({ rhythm, lastDay }: Pick<Edition, 'rhythm' | 'lastDay'>): string =>
  rhythm === 'daily' ? lastDay : isoWeek(lastDay)

/** `2026-W17`: the week of a day belongs to the year of its Thursday. */
export function isoWeek(day: Day): string {
  const thursday = new Date(`${day}T00:00Z`)
  thursday.setUTCDate(thursday.getUTCDate() + 4 - weekday(day))
  const year = thursday.getUTCFullYear()
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 24 * 3_600_000))
  return `${year}-W${String(week).padStart(2, '0')}`
}

export function digestHeaders(
  edition: Edition,
  subscriptionId: number,
  secret: Secret,
  settings: MailSettings,
): Readonly<Record<string, string>> {
  const domain = domainOf(settings.from)
  const token = unsubscribeToken(secret, subscriptionId)
  return {
    'List-Id': `Pushforward ${edition.rhythm} papers <${edition.rhythm}.${domain}>`,
    'List-Unsubscribe': `<${settings.publicUrl}/u/${token}>, <mailto:unsubscribe+${token}@${domain}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Feedback-ID': `${editionLabel(edition)}:${edition.rhythm}:digest:${SENDER}`,
    Precedence: 'bulk',
  }
}

/** @throws BrokenMail when the delivery is no digest */
export async function composeDigest(
  queries: Queries,
  secret: Secret,
  settings: MailSettings,
  { id, editionId, subscriptionId, recipient, topics }: Claimed,
): Promise<Content> {
  const edition = editionId === null ? undefined : await editionById(queries, editionId)
  if (!edition || subscriptionId === null) throw new BrokenMail(`delivery ${id} has no edition`)
  const digest = digestFor(edition, { subscriptionId, address: recipient, topics: topics ?? [] }, secret, settings)
  return {
    subject: digest.subject,
    text: digestText(digest),
    html: digestHtml(digest),
    headers: digestHeaders(edition, subscriptionId, secret, settings),
  }
}
