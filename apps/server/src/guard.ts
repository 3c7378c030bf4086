/**
 * What is refused before any route sees it: changes that another site has started, and bodies without end.
 * @module
 */
import type { HonoRequest, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Config } from './config.js'
import { refuse } from './refused.js'
import type { AppParts } from './routes/parts.js'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Bytes of a form or a document: fifty times the longest comment. */
const LARGEST_BODY = 512 * 1024

/**
 * Posts that any site or mail program may make, because what they carry is a secret of its own: leaving a mailing list, or
 * mails about answers, with one click (RFC 8058).
 */
const OPEN = [/^\/(u|replies)\/[^/]+$/]

/**
 * A change is taken only from our own pages, as the browser says by `Sec-Fetch-Site` or `Origin`, or with a token in place
 * of a cookie. A request that says neither is no browser's, and is taken when it comes without a cookie: then it has no
 * authority that another site could use.
 */
export function sameOrigin(parts: AppParts): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context
    const isOurs =
      SAFE.has(req.method) ||
      context.var.byToken ||
      OPEN.some((path) => path.test(req.path)) ||
      startedHere(req, parts.config)
    if (isOurs) return next()
    return refuse(context, parts, 403, 'This request did not come from a page of this site.')
  }
}

function startedHere(req: HonoRequest, { publicUrl }: Config): boolean {
  const site = req.header('sec-fetch-site')
  const origin = req.header('origin')
  // `none`: the person did it, as by sending a form again from the history.
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return req.header('cookie') === undefined
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  return from.origin === new URL(publicUrl).origin || from.host === req.header('host')
}

/** No address here holds the character 0, and no column of the store takes it. */
export function noZeros(parts: AppParts): MiddlewareHandler {
  return async (context, next) =>
    /%00|\0/.test(context.req.url) ? refuse(context, parts, 400, 'This address can’t be read.') : next()
}

export function limitedBody(parts: AppParts): MiddlewareHandler {
  return bodyLimit({
    maxSize: LARGEST_BODY,
    onError: (context) =>
      refuse(context, parts, 413, `At most ${LARGEST_BODY / 1024} kB can be sent in one request.`) as Promise<Response>,
  })
}
