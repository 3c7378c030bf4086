/**
 * Records of papers as lists show them.
 * @module
 */
import type { PaperRecord } from '@pushforward/feed/papers'
import type { FeedEntry } from '@pushforward/site'
import type { Context } from 'hono'
import type { AppParts } from './routes/parts.js'
import { entryVotes } from './slots.js'

export async function entriesOf(
  context: Context,
  parts: AppParts,
  papers: readonly PaperRecord[],
): Promise<FeedEntry[]> {
  const votes = await entryVotes(context, parts, papers)
  return Promise.all(
    papers.map(async (paper) => {
      const [standing, vote] = [await parts.programs.standing(paper.slug), votes.get(paper.id)]
      return { paper, ...(standing ? { standing } : {}), ...(vote ? { vote } : {}) }
    }),
  )
}
