/**
 * Public pages, kept in memory for a moment as they were sent.
 *
 * The embedded store is one session on one core: a page that a hundred readers ask for within a second is made once. Only
 * those who show nothing of themselves (no cookie, no authorization) get a kept page, so nobody sees what was made for
 * another, and whoever has just voted sees the vote. A write through this process drops what it may have changed: below
 * `/papers/<slug>`, by a form or by the API, that paper's pages, elsewhere all, but for what only its owner sees. What other processes write shows within the
 * lifetime; so does a vote in lists.
 * @module
 */
import type { Context, MiddlewareHandler } from 'hono'
import { isKnown, readWhole, takesGzip, type WholeResponse, wholeResponse } from './whole.js'

export interface PageCacheOptions {
  /** Milliseconds for which a page is kept; 0: not at all. */
  readonly lifetime: number
  /** Bytes of bodies at most. Default 32 MB: some thousand compressed pages. */
  readonly capacity?: number
  readonly clock?: () => number
}

interface Kept extends WholeResponse {
  readonly path: string
  readonly until: number
}

const PAGES = /^(text\/html|text\/markdown|application\/(atom\+xml|feed\+json))/

export function pageCache({ lifetime, capacity = 32_000_000, clock = Date.now }: PageCacheOptions): MiddlewareHandler {
  const kept = new Map<string, Kept>()
  /** Pages that are being made; whoever asks meanwhile waits for them. */
  const making = new Map<string, Promise<Kept | undefined>>()
  let size = 0
  /** Counts writes. What was begun before the last that may have changed it is not kept. */
  let writes = 0
  let lastOfAll = 0
  const lastOfPaper = new Map<string, number>()

  const drop = (key: string) => {
    size -= sizeOf(kept.get(key))
    kept.delete(key)
  }
  const keep = (key: string, page: Kept) => {
    drop(key)
    kept.set(key, page)
    size += sizeOf(page)
    const now = clock()
    for (const [oldest, { until }] of kept) {
      if (until > now && size <= capacity) break
      drop(oldest)
    }
  }
  const dropAfterWrite = (path: string) => {
    writes++
    const paper = paperOf(path)
    if (paper === undefined || lastOfPaper.size === MANY_PAPERS) {
      lastOfAll = writes
      lastOfPaper.clear()
    } else {
      lastOfPaper.set(paper, writes)
    }
    for (const [key, page] of kept) {
      if (paper === undefined || page.path === paper || page.path === `${paper}.md`) drop(key)
    }
  }
  const isCurrent = (path: string, began: number) =>
    began >= lastOfAll && began >= (lastOfPaper.get(path.replace(/\.md$/, '')) ?? 0)

  return async (context, next) => {
    const { method, path } = context.req
    if (method !== 'GET' && method !== 'HEAD') {
      await next()
      if (!UNSEEN.test(path)) dropAfterWrite(path)
      return
    }
    if (lifetime === 0 || method === 'HEAD' || !isAnonymous(context)) return next()
    const key = keyOf(context)
    const found = kept.get(key)
    if (found && found.until > clock()) return send(context, found)
    const pending = making.get(key)
    const shared = pending && (await pending)
    if (shared) return send(context, shared)

    const began = writes
    let finish: (page: Kept | undefined) => void = () => {}
    const made = new Promise<Kept | undefined>((resolve) => {
      finish = resolve
    })
    making.set(key, made)
    let page: Kept | undefined
    try {
      await next()
      if (isPublicPage(context.res)) {
        const whole = {
          status: 200,
          body: await readWhole(context.res),
          headers: Object.fromEntries(context.res.headers),
        }
        context.res = undefined
        context.res = wholeResponse(whole)
        page = { ...whole, path, until: clock() + lifetime }
        if (isCurrent(path, began)) keep(key, page)
        else page = undefined
      }
    } finally {
      if (making.get(key) === made) making.delete(key)
      finish(page)
    }
  }
}

/** Papers whose last write is remembered; with more, all count as written. */
const MANY_PAPERS = 1000

/** Writes that no public page shows: what a person saves and follows. */
const UNSEEN = /^(?:\/api)?\/(?:papers\/[^/]+\/save|following\/.*|account\/feed.*)$/

/** The page of the paper that a write below it changes, whether by a form or by the API. */
const paperOf = (path: string): string | undefined => /^(?:\/api)?(\/papers\/[^/]+)\/./.exec(path)?.[1]

const isAnonymous = ({ req }: Context) =>
  req.header('cookie') === undefined && req.header('authorization') === undefined && !/^\/(api|assets)\//.test(req.path)

/** Bodies differ by compression and by form. */
const keyOf = ({ req }: Context) => {
  const coding = takesGzip(req.header('accept-encoding')) ? 'gzip' : 'plain'
  const form = req.header('accept')?.includes('text/markdown') ? 'text' : 'page'
  return `${coding} ${form} ${req.url.slice(req.url.indexOf('/', 'https://'.length))}`
}

const isPublicPage = ({ status, headers }: Response) =>
  status === 200 &&
  PAGES.test(headers.get('content-type') ?? '') &&
  !headers.has('set-cookie') &&
  !/private|no-store/.test(headers.get('cache-control') ?? '')

function send({ req }: Context, page: Kept): Response {
  const { etag } = page.headers
  if (etag === undefined || !isKnown(req.header('if-none-match'), etag)) return wholeResponse(page)
  const { 'content-type': _, 'content-encoding': __, ...headers } = page.headers
  return wholeResponse({ status: 304, body: null, headers })
}

const sizeOf = (page: Kept | undefined): number => page?.body?.length ?? 0
