/**
 * `pushforward feed info` and `pushforward feed read`: one paper, as facts and as text.
 * @module
 */
import { type PaperRecord, paperByArxiv, paperBySlug } from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'
import { paperAsText } from '@pushforward/server'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson, table } from '../output.js'

export interface FeedPaperFlags extends FeedStoreFlags {
  readonly json?: true
}

/** @param id an arXiv identifier, with or without version, or the last part of the page's address */
export async function feedInfo(id: string, { json, ...flags }: FeedPaperFlags): Promise<void> {
  const paper = await withFeed(flags, (store) => paperOf(store, id))
  if (json) printJson(paper)
  else print(table(factsOf(paper)))
}

export async function feedRead(id: string, { json, ...flags }: FeedPaperFlags): Promise<void> {
  const text = await withFeed(flags, async (store) => paperAsText(store, await paperOf(store, id)))
  if (json) printJson({ text })
  else print(text.trimEnd())
}

async function paperOf(store: Store, id: string): Promise<PaperRecord> {
  const paper = (await paperBySlug(store, id)) ?? (await paperByArxiv(store, id))
  if (!paper) throw new InputError(`id: there is no paper ${JSON.stringify(id)}; search finds papers by their words`)
  return paper
}

function factsOf({ claims, ...paper }: PaperRecord): string[][] {
  const more = paper.authorCount - paper.authors.length
  const facts: Readonly<Record<string, string | null>> = {
    title: paper.title,
    authors: paper.authors.join(', ') + (more > 0 ? ` and ${more} more` : ''),
    arXiv: paper.arxiv,
    published: paper.published,
    topics: paper.topics.join(', '),
    code: paper.codeUrl,
    project: paper.projectUrl,
    claims: claims.total > 0 ? `${claims.held} of ${claims.total} held, ${claims.refuted} refuted` : null,
    votes: String(paper.votes),
    comments: String(paper.comments),
    page: `/papers/${paper.slug}`,
  }
  return Object.entries(facts).flatMap(([name, value]) => (value ? [[name, value]] : []))
}
