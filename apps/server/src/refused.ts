/**
 * How a refusal is said: as a page, or to programs and scripts as problem details (RFC 9457).
 * @module
 */
import type { Refusal, RefusalKind } from '@pushforward/feed/people'
import { renderRefusal } from '@pushforward/site'
import type { Context } from 'hono'
import { type ProblemStatus, problem } from './api/problem.js'
import type { AppParts } from './routes/parts.js'

export type RefusalStatus = Exclude<ProblemStatus, 405 | 500 | 503>

const STATUS: Readonly<Record<RefusalKind, RefusalStatus>> = {
  invalid: 422,
  forbidden: 403,
  absent: 404,
  'too-many': 429,
}

export const statusOf = ({ kind }: Refusal): RefusalStatus => STATUS[kind]

const TITLES: Readonly<Record<RefusalStatus, string>> = {
  400: 'This can’t be read',
  401: 'Please sign in',
  403: 'This is not allowed',
  404: 'It is not there',
  409: 'This does not fit',
  413: 'This is too large',
  415: 'This can’t be read',
  422: 'Something must be changed',
  429: 'Too much at once',
}

export function refuse(
  context: Context,
  { assets }: Pick<AppParts, 'assets'>,
  status: RefusalStatus,
  detail: string,
  extra: { readonly field?: string; readonly retryAfter?: number } = {},
): Response | Promise<Response> {
  if (extra.retryAfter !== undefined) context.header('retry-after', String(extra.retryAfter))
  context.header('cache-control', 'no-store')
  const isForPrograms = context.req.path.startsWith('/api/') || context.req.header('x-part') !== undefined
  if (!isForPrograms) {
    return context.html(renderRefusal({ title: TITLES[status], detail }, assets), status)
  }
  return problem(context, status, detail, extra.field ? { field: extra.field } : {})
}

/** The answer to a `Refusal` that no route has put into its own words. */
export const refusalResponse = (context: Context, parts: Pick<AppParts, 'assets'>, refusal: Refusal) =>
  refuse(context, parts, statusOf(refusal), refusal.message, refusal)
