/**
 * What people add to pages of papers: where votes and comments stand in them.
 * @module
 */
import type { PaperRecord } from '@pushforward/feed/papers'
import type { FeedEntry, PaperView } from '@pushforward/site'
import type { Context } from 'hono'
import type { AppParts } from './routes/parts.js'

/** The vote form and the discussion of a paper's page, for whoever reads it. */
export async function paperSlots(
  _context: Context,
  _parts: AppParts,
  _paper: PaperRecord,
): Promise<Pick<PaperView, 'vote' | 'discussion'>> {
  return {}
}

/** The vote forms of a list, by paper's number; none for those who are not signed in. */
export async function entryVotes(
  _context: Context,
  _parts: AppParts,
  _papers: readonly PaperRecord[],
): Promise<ReadonlyMap<number, FeedEntry['vote']>> {
  return new Map()
}
