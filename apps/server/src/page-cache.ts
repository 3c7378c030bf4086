/**
 * Public pages, kept in memory for a moment as they were sent.
 *
 * The embedded store is one session on one core: a page that a hundred readers ask for within a second is made once. Only
 * those who show nothing of themselves (no cookie, no authorization) get a kept page, so nobody sees what was made for
 * another, and whoever has just voted sees the vote. A write through this process drops what it may have changed: below
 * `/papers/<slug>`, by a form or by the API, that paper's pages, elsewhere all. What other processes write shows within the
 * lifetime; so does a vote in lists.
 * @module
 */
import type { Context, MiddlewareHandler } from 'hono'

export interface PageCacheOptions {
  /** Milliseconds for which a page is kept; 0: not at all. */
  readonly lifetime: number
  /** Bytes of bodies at most. Default 32 MB: some thousand compressed pages. */
  readonly capacity?: number
  readonly clock?: () => number
}

interface Kept {
  readonly path: string
  readonly body: ArrayBuffer
  readonly headers: Headers
  readonly etag: string | null
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
    size -= kept.get(key)?.body.byteLength ?? 0
    kept.delete(key)
  }
  const keep = (key: string, page: Kept) => {
    drop(key)
    kept.set(key, page)
    size += page.body.byteLength
    for (const oldest of kept.keys()) {
      if (size <= capacity) break
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
      dropAfterWrite(path)
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
        const body = await context.res.arrayBuffer()
        const headers = new Headers(context.res.headers)
        context.res = new Response(body, { status: 200, headers })
        page = { path, body, headers, etag: headers.get('etag'), until: clock() + lifetime }
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

/** The page of the paper that a write below it changes, whether by a form or by the API. */
const paperOf = (path: string): string | undefined => /^(?:\/api)?(\/papers\/[^/]+)\/./.exec(path)?.[1]

const isAnonymous = ({ req }: Context) =>
  req.header('cookie') === undefined && req.header('authorization') === undefined && !/^\/(api|assets)\//.test(req.path)

/** Bodies differ by compression and by form. */
const keyOf = ({ req }: Context) => {
  const coding = /\b(br|gzip|deflate)\b/.exec(req.header('accept-encoding') ?? '')?.[0] ?? 'plain'
  const form = req.header('accept')?.includes('text/markdown') ? 'text' : 'page'
  return `${coding} ${form} ${new URL(req.url).pathname}${new URL(req.url).search}`
}

const isPublicPage = ({ status, headers }: Response) =>
  status === 200 &&
  PAGES.test(headers.get('content-type') ?? '') &&
  !headers.has('set-cookie') &&
  !/private|no-store/.test(headers.get('cache-control') ?? '')

function send(context: Context, { body, headers, etag }: Kept): Response {
  const asked = context.req.header('if-none-match')
  const isKnown = etag !== null && asked?.split(',').some((tag) => weak(tag.trim()) === weak(etag))
  if (!isKnown) return new Response(body, { status: 200, headers })
  const short = new Headers(headers)
  for (const name of ['content-type', 'content-length', 'content-encoding']) short.delete(name)
  return new Response(null, { status: 304, headers: short })
}

const weak = (tag: string) => tag.replace(/^W\//, '')
