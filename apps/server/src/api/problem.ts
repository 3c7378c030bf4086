/**
 * What went wrong, for programs: problem details (RFC 9457).
 * @module
 */
import type { Context } from 'hono'

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503

const TITLES: Readonly<Record<ProblemStatus, string>> = {
  400: 'The request can’t be understood',
  401: 'It is not known who asks',
  403: 'Not allowed',
  404: 'There is none',
  405: 'Not this way',
  409: 'It is there already',
  413: 'Too large',
  415: 'Not in this form',
  422: 'The content can’t be used',
  429: 'Too many requests',
  500: 'The server failed',
  503: 'Not now',
}

/** @param more members of our own, such as the `field` that can't be used */
export function problem(
  context: Context,
  status: ProblemStatus,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const body = { type: 'about:blank', title: TITLES[status], status, detail, ...more }
  return context.body(JSON.stringify(body), status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    // The client of Hugging Face reads its reason from here.
    'x-error-message': encodeURI(detail),
  })
}
