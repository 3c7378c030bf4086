/**
 * `pushforward feed list`: papers of a day, a week, a month, or all.
 * @module
 */
import { type ListOrder, listFeed, type PaperRecord, type PeriodKind, parsePeriod } from '@pushforward/feed/papers'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson, table } from '../output.js'

export interface FeedListFlags extends FeedStoreFlags {
  readonly date?: string
  readonly week?: string
  readonly month?: string
  readonly sort: ListOrder
  readonly topic?: string
  readonly submitter?: string
  readonly runs?: true
  readonly limit: number
  readonly json?: true
}

export async function feedList({ sort, topic, submitter, runs, limit, json, ...flags }: FeedListFlags): Promise<void> {
  const options = { by: sort, topic, submitter, runs, limit, period: periodOf(flags) }
  const { papers } = await withFeed(flags, (store) => listFeed(store, options))
  if (json) printJson({ papers })
  else print(papers.length === 0 ? 'No papers.' : table(papers.map(row)))
}

function periodOf({ date, week, month }: Pick<FeedListFlags, 'date' | 'week' | 'month'>) {
  const given = Object.entries({ day: date, week, month } satisfies Record<PeriodKind, string | undefined>).filter(
    (entry): entry is [PeriodKind, string] => entry[1] !== undefined,
  )
  if (given.length > 1) throw new InputError('--date, --week, --month: one of them is needed at most')
  const [period] = given
  return period && parsePeriod(...period)
}

const row = ({ published, votes, title, arxiv }: PaperRecord) => [published, String(votes), title, arxiv ?? '']
