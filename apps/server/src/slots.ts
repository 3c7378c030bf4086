/**
 * What people add to pages of papers: where votes and comments stand in them.
 * @module
 */
import { thread, votesOf } from '@pushforward/feed/discussion'
import { isFollowed, savedOf } from '@pushforward/feed/following'
import type { PaperRecord } from '@pushforward/feed/papers'
import { isModerator } from '@pushforward/feed/people'
import {
  type DiscussionView,
  discussionSection,
  type FeedEntry,
  followBox,
  type ListView,
  type PaperView,
  saveBox,
  voteBox,
} from '@pushforward/site'
import type { Context } from 'hono'
import type { AppParts } from './routes/parts.js'

/** The forms and the discussion of a paper's page, for whoever reads it. */
export async function paperSlots(
  context: Context,
  parts: AppParts,
  paper: PaperRecord,
): Promise<Pick<PaperView, 'vote' | 'save' | 'discussion'>> {
  const { person } = context.var
  const { store } = parts
  const [mine, saved, discussed] = await Promise.all([
    person ? votesOf(store, person.id, [paper.id]) : new Map<number, number>(),
    person ? savedOf(store, person.id, [paper.id]) : new Set<number>(),
    discussionOf(context, parts, paper),
  ])
  return {
    vote: vote(paper, mine, `/papers/${paper.slug}`),
    save: saveBox({ slug: paper.slug, saved: saved.has(paper.id), next: `/papers/${paper.slug}` }),
    discussion: discussionSection(discussed),
  }
}

/** A paper's comments as whoever reads them sees them. */
export async function discussionOf(
  context: Context,
  { clock, store }: AppParts,
  paper: PaperRecord,
): Promise<DiscussionView> {
  const { person } = context.var
  const reader = person ? { reader: person.id } : {}
  return {
    paper,
    // Most papers have none, and say so.
    comments: paper.comments === 0 ? [] : await thread(store, paper.id, { now: clock(), ...reader }),
    signedIn: person !== undefined,
    moderates: person !== undefined && isModerator(person),
    count: paper.comments,
  }
}

/** The forms of a list, by paper's number; none for those who are not signed in. */
export async function entryForms(
  context: Context,
  { store }: AppParts,
  papers: readonly PaperRecord[],
): Promise<ReadonlyMap<number, Pick<FeedEntry, 'vote' | 'save'>>> {
  const { person } = context.var
  if (!person) return new Map()
  const ids = papers.map(({ id }) => id)
  const [mine, saved] = await Promise.all([votesOf(store, person.id, ids), savedOf(store, person.id, ids)])
  const { pathname, search } = new URL(context.req.url)
  const next = pathname + search
  return new Map(
    papers.map((paper) => [
      paper.id,
      { vote: vote(paper, mine, next), save: saveBox({ slug: paper.slug, saved: saved.has(paper.id), next }) },
    ]),
  )
}

/** The form with which to follow what a list is of. */
export async function followForm(
  context: Context,
  { store }: AppParts,
  kind: 'topic' | 'author',
  name: string,
): Promise<ListView['follow']> {
  const { person } = context.var
  const followed = person !== undefined && (await isFollowed(store, person.id, kind, name))
  return followBox({ kind, name, followed, next: `/${kind}s/${encodeURIComponent(name)}` })
}

/** @param mine weights of the reader's votes, by paper's number */
function vote({ id, slug, votes }: PaperRecord, mine: ReadonlyMap<number, number>, next: string) {
  return voteBox({ slug, votes, voted: mine.has(id), waiting: mine.get(id) === 0, next })
}
