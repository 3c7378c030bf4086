/**
 * Records of papers as lists show them.
 * @module
 */
import type { PaperRecord } from '@pushforward/feed/papers'
import type { FeedEntry } from '@pushforward/site'
import type { Context } from 'hono'
import type { AppParts } from './routes/parts.js'
import { entryForms } from './slots.js'

export async function entriesOf(
  context: Context,
  parts: AppParts,
  papers: readonly PaperRecord[],
): Promise<FeedEntry[]> {
  const forms = await entryForms(context, parts, papers)
  return Promise.all(
    papers.map(async (paper) => {
      const standing = await parts.programs.standing(paper.slug)
      return { paper, ...(standing ? { standing } : {}), ...forms.get(paper.id) }
    }),
  )
}
