/**
 * What people add to pages of papers: where votes and comments stand in them.
 * @module
 */
import { thread, votesOf } from '@pushforward/feed/discussion'
import type { PaperRecord } from '@pushforward/feed/papers'
import { isModerator } from '@pushforward/feed/people'
import { discussionSection, type FeedEntry, type PaperView, voteBox } from '@pushforward/site'
import type { Context } from 'hono'
import type { AppParts } from './routes/parts.js'

/** The vote form and the discussion of a paper's page, for whoever reads it. */
export async function paperSlots(
  context: Context,
  { clock, store }: AppParts,
  paper: PaperRecord,
): Promise<Pick<PaperView, 'vote' | 'discussion'>> {
  const { person } = context.var
  const [mine, comments] = await Promise.all([
    person ? votesOf(store, person.id, [paper.id]) : new Map<number, number>(),
    thread(store, paper.id, { now: clock(), ...(person ? { reader: person.id } : {}) }),
  ])
  return {
    vote: vote(paper, mine, `/papers/${paper.slug}`),
    discussion: discussionSection({
      paper,
      comments,
      signedIn: person !== undefined,
      moderates: person !== undefined && isModerator(person),
    }),
  }
}

/** The vote forms of a list, by paper's number; none for those who are not signed in. */
export async function entryVotes(
  context: Context,
  { store }: AppParts,
  papers: readonly PaperRecord[],
): Promise<ReadonlyMap<number, FeedEntry['vote']>> {
  const { person } = context.var
  if (!person) return new Map()
  const mine = await votesOf(
    store,
    person.id,
    papers.map(({ id }) => id),
  )
  const { pathname, search } = new URL(context.req.url)
  return new Map(papers.map((paper) => [paper.id, vote(paper, mine, pathname + search)]))
}

/** @param mine weights of the reader's votes, by paper's number */
function vote({ id, slug, votes }: PaperRecord, mine: ReadonlyMap<number, number>, next: string) {
  return voteBox({ slug, votes, voted: mine.has(id), waiting: mine.get(id) === 0, next })
}
