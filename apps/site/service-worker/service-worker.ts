/**
 * The site without a network: pages that were seen, as they were last seen, and papers that run in them.
 *
 * Each build has caches of its own, named by a hash of what it built. A page is kept only once all files that it needs lie
 * beside it, so no page ever meets files of another build, whatever is deployed in between. A new build takes over at
 * once: names of files are hashes of their content, and the caches of the build before stay until the next one, for pages
 * that are still open.
 * @module
 */
import { filesNamedIn, isKept, isPublic, paperOf, treatmentOf } from './policy.js'

declare const self: ServiceWorkerGlobalScope
/** Written in by the build. */
declare const BUILD: string
/** What a run of each paper needs: files that the page loads when something runs, and data sets. */
declare const PROGRAMS: Readonly<Record<string, readonly string[]>>

const PAGES = `pages ${BUILD}`
const FILES = `files ${BUILD}`
const NO_NETWORK = '/offline'
/** What the browser asks for beside every page. */
const BESIDE = ['/icon.svg', '/manifest.webmanifest']
/** Pages that are kept; the one not seen for longest goes first. With their files, about 10 MB at most. */
const MOST_PAGES = 60

const ANONYMOUSLY = {
  credentials: 'omit',
  cache: 'no-store',
  headers: { accept: 'text/html' },
  redirect: 'error',
} satisfies RequestInit

/** Headers that a copy was made for do not decide: there is one form of each page. */
const LOOSELY = { ignoreVary: true }

self.addEventListener('install', (event) => {
  event.waitUntil(keepPage(NO_NETWORK).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([forgetOldBuilds(), self.registration.navigationPreload?.enable()]).then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const treatment = treatmentOf(event.request, self.location.origin)
  if (treatment === 'built') event.respondWith(builtFile(event.request.url))
  else if (treatment === 'record') event.respondWith(record(event))
  else if (treatment === 'page') event.respondWith(page(event))
})

/** A page that was loaded before there was a worker asks to be kept. */
self.addEventListener('message', (event) => {
  const { url } = (event.source ?? {}) as { url?: string }
  if (event.data === 'keep this page' && url) event.waitUntil(keepPage(new URL(url).pathname).catch(() => {}))
})

async function forgetOldBuilds(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== PAGES && name !== FILES)
  // In the order in which they were made: one of pages and one of files for each build.
  await Promise.all(others.slice(0, -2).map((name) => caches.delete(name)))
}

async function page(event: FetchEvent): Promise<Response> {
  const { pathname, search } = new URL(event.request.url)
  try {
    const response = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request))
    // What was not found is not there any more; a failure of the server says nothing of the page.
    if (response.status === 404 || response.status === 410) event.waitUntil(forgetPage(pathname))
    else if (response.ok && (search === '' || paperOf(pathname))) {
      event.waitUntil(keepPage(pathname, search === '' ? response.clone() : undefined).catch(() => {}))
    }
    return response
  } catch {
    const kept = await caches.match(new Request(pathname), LOOSELY)
    if (!kept || !isKept(pathname)) return (await caches.match(NO_NETWORK, LOOSELY)) ?? Response.error()
    // The copy is of the page without its query, and the address says so.
    return search === '' ? kept : Response.redirect(pathname, 302)
  }
}

/**
 * Keeps a page as somebody sees it who is not signed in, after all that it needs.
 * @param seen what the visitor has just been sent; made for them alone, it is asked for again without cookies
 */
async function keepPage(pathname: string, seen?: Response): Promise<void> {
  if (!isKept(pathname) && pathname !== NO_NETWORK) return
  const response = seen && isPublic(seen) ? seen : await fetch(pathname, ANONYMOUSLY)
  if (!isPublic(response)) return
  const named = filesNamedIn(await response.clone().text())
  await keepFiles([...BESIDE, ...named, ...(PROGRAMS[paperOf(pathname) ?? ''] ?? [])])
  const pages = await caches.open(PAGES)
  await pages.delete(pathname, LOOSELY) // the newest is the last
  await pages.put(pathname, response)
  const keys = await pages.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((key) => pages.delete(key, LOOSELY)))
}

async function forgetPage(pathname: string): Promise<void> {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(pathname, LOOSELY)
}

async function keepFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const response = await builtFile(path)
    // A data set that is not installed is known to be none: papers do without.
    if (!response.ok && !path.startsWith('/data/')) throw new Error(`${path} could not be loaded (${response.status})`)
  }
}

/** From the cache of this build, or of the one before, or the network; then it is in this build's. */
async function builtFile(path: string): Promise<Response> {
  const files = await caches.open(FILES)
  const kept = await files.match(path, LOOSELY)
  if (kept) return kept
  const response = (await caches.match(path, LOOSELY)) ?? (await fetch(path))
  if (isPublic(response)) await files.put(path, response.clone())
  return response
}

async function record(event: FetchEvent): Promise<Response> {
  try {
    const response = await fetch(event.request)
    if (isPublic(response)) {
      const copy = response.clone()
      event.waitUntil(caches.open(FILES).then((files) => files.put(event.request.url, copy)))
    }
    return response
  } catch {
    return (await caches.match(event.request.url, LOOSELY)) ?? Response.error()
  }
}
