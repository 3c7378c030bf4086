/**
 * What is kept for when there is no network, and what is never touched.
 *
 * Only what everybody may see is kept: pages are named below, and a copy is made without cookies, so that there is nothing
 * to clear when somebody signs out. Feeds, the API, forms, streams and links out of mails are not touched at all.
 * @module
 */

/**
 * `built`: named by a hash of its content, so the kept copy is as good as any. `page`: the network first, then the last
 * copy, then the page that says so. `record`: the network first, then the last copy.
 */
export type Treatment = 'built' | 'page' | 'record'

/** Pages of papers and lists of them: nothing else is of use without a network. */
const PAGES =
  /^\/$|^\/papers\/[\w-]+$|^\/(trending|newest|runnable|topics|about)$|^\/(day|week|month|topics|authors|about)\/[^/]+$/
const RECORDS =
  /^\/data\/[a-z0-9-]+$|^\/papers\/[\w-]+\/(figures\.json|picture\.svg)$|^\/(icon\.svg|manifest\.webmanifest)$/
/** The API, and files that are looked at or saved as they are. */
const NO_PAGES = /^\/(api|dump)(\/|$)|\.\w+$/

/** @returns undefined for what is none of the worker's business */
export function treatmentOf(request: Pick<Request, 'method' | 'mode' | 'url'>, origin: string): Treatment | undefined {
  const { pathname, origin: from } = new URL(request.url)
  if (request.method !== 'GET' || from !== origin) return undefined
  if (pathname.startsWith('/assets/')) return 'built'
  if (RECORDS.test(pathname)) return 'record'
  return request.mode === 'navigate' && !NO_PAGES.test(pathname) ? 'page' : undefined
}

/** Whether a page may be kept, by its path alone: with a query it is somebody's question. */
export const isKept = (pathname: string): boolean => PAGES.test(pathname)

/** Whether a response may be kept: it is whole, ours, and everybody's. */
export const isPublic = ({ status, type, headers }: Pick<Response, 'status' | 'type' | 'headers'>): boolean =>
  status === 200 && type === 'basic' && !/private|no-store/.test(headers.get('cache-control') ?? '')

/** The built files that a page names. */
export const filesNamedIn = (html: string): string[] => [...new Set(html.match(/\/assets\/[\w.-]+/g) ?? [])]

/** The paper whose page this is. */
export const paperOf = (pathname: string): string | undefined => /^\/papers\/([\w-]+)$/.exec(pathname)?.[1]
