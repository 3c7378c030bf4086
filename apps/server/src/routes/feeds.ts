/**
 * Lists of papers for feed readers: every list's address with `/feed.atom` or `/feed.json` at its end.
 * @module
 */
import { createHash } from 'node:crypto'
import { FeedError } from '@pushforward/feed/errors'
import { type FeedPage, feedVersion, listFeed } from '@pushforward/feed/papers'
import {
  ATOM_TYPE,
  atomFeed,
  type FeedDocument,
  JSON_FEED_TYPE,
  jsonFeed,
  tagAuthority,
} from '@pushforward/feed/syndication'
import type { Context } from 'hono'
import { remember } from '../whole.js'
import { newestArchive } from './archives.js'
import { feedPath, LISTS, type ListAddress, withQuery } from './list-address.js'
import type { AppParts, Route } from './parts.js'

/** Entries in a feed: what a day or two bring. */
const ENTRIES = 50
/** Seconds for which a reader need not ask again. */
const FRESH = 600

export type Format = 'atom' | 'json'
export const FORMATS: readonly Format[] = ['atom', 'json']

export const feeds: Route = (app, parts) => {
  for (const { pattern, read } of LISTS) {
    for (const format of FORMATS) {
      const patterns = [feedPath(pattern, format), ...(pattern === '/newest' ? [`/newest/feed.${format}`] : [])]
      app.on('GET', patterns, async (context) => {
        const query = new URL(context.req.url).searchParams
        try {
          const address = read((name) => context.req.param(name as never) ?? '', query)
          const page = await listFeed(parts.store, {
            ...address.filters,
            by: address.by,
            limit: ENTRIES,
            cursor: query.get('cursor') ?? undefined,
          })
          // Votes change what is in these, and not when it was changed.
          const isDated = address.by === 'newest' && !address.filters.minVotes
          const archive = format === 'atom' && !query.get('cursor') ? await newestArchive(parts, address) : undefined
          return await answerFeed(context, parts, format, {
            address,
            query,
            page,
            isDated,
            ...(archive ? { archive } : {}),
          })
        } catch (error) {
          if (error instanceof FeedError) return context.text(`${error.message}\n`, 400)
          throw error
        }
      })
    }
  }
}

interface FeedAnswer {
  readonly address: Pick<ListAddress, 'heading' | 'description' | 'path'>
  readonly query: URLSearchParams
  readonly page: FeedPage
  /** The time of its last change says whether it changed. */
  readonly isDated: boolean
  /** Path of the newest archive document, if there are any. */
  readonly archive?: string
  /** Of one person: its address, which is a secret, and the name that it keeps when that is renewed. */
  readonly private?: { readonly own: string; readonly list: string }
}

export async function answerFeed(
  context: Context,
  { store, config }: AppParts,
  format: Format,
  { address, query, page, isDated, archive, private: secret }: FeedAnswer,
): Promise<Response> {
  const own = secret?.own ?? feedPath(address.path, format)
  const at = (cursor: string | undefined) => cursor && withQuery(own, query, { cursor })
  const cursor = query.get('cursor') ?? undefined
  const times = page.papers.map(({ updatedAt }) => updatedAt.getTime())
  const updated = times.length > 0 ? new Date(Math.max(...times)) : ((await feedVersion(store)).updated ?? new Date(0))
  const document: FeedDocument = {
    title: address.path === '/newest' ? 'Pushforward: newest papers' : `${address.heading} · Pushforward`,
    subtitle: address.description,
    authority: await tagAuthority(store, config.publicUrl),
    site: config.publicUrl,
    self: withQuery(own, query, { cursor }),
    list: secret?.list ?? withQuery(address.path, query),
    page: withQuery(address.path, query),
    ...(cursor || page.next ? { first: withQuery(own, query) } : {}),
    ...(page.next ? { next: at(page.next) } : {}),
    ...(page.previous ? { previous: at(page.previous) } : {}),
    ...(archive === undefined ? {} : { previousArchive: archive }),
    updated,
    papers: page.papers,
  }
  const text = format === 'atom' ? atomFeed(document) : jsonFeed(document)
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
  const headers: Record<string, string> = {
    etag,
    'cache-control': `${secret ? 'private' : 'public'}, max-age=${FRESH}`,
    ...(secret ? { 'referrer-policy': 'no-referrer' } : {}),
    ...(isDated ? { 'last-modified': updated.toUTCString() } : {}),
  }
  if (isDated && isUnchanged(context, updated)) return context.body(null, 304, headers)
  // Whoever asks with the tag is answered by the middleware of all responses.
  const type = format === 'atom' ? ATOM_TYPE : JSON_FEED_TYPE
  return remember(context.body(text, 200, { ...headers, 'content-type': type }), text)
}

/** By date alone, for readers that don't send the tag; with it, only the tag counts (RFC 9110, 13.2.2). */
function isUnchanged(context: Context, updated: Date): boolean {
  if (context.req.header('if-none-match') !== undefined) return false
  const since = Date.parse(context.req.header('if-modified-since') ?? '')
  // HTTP dates have whole seconds.
  return since >= Math.floor(updated.getTime() / 1000) * 1000
}
