/**
 * Archive documents (RFC 5005, section 4) of all papers, of a topic and of an author: a chain that leads back from the
 * newest feed to its beginning. Those of a month that is over are kept as they were first given out.
 * @module
 */
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  type ArchivedList,
  type ArchiveName,
  archivePage,
  isOver,
  keepArchive,
  keptArchive,
  latestArchive,
} from '@pushforward/feed/papers'
import { ATOM_TYPE, atomFeed, tagAuthority } from '@pushforward/feed/syndication'
import type { Context } from 'hono'
import { feedPath, LISTS, type ListAddress } from './list-address.js'
import type { AppParts, Route } from './parts.js'

/** Seconds: what is fixed could be kept longer, but for a moderator. */
const FRESH = 86_400
const NAME = /^([12]\d{3}-(?:0[1-9]|1[0-2]))(?:\.([1-9]\d{0,8}))?\.atom$/

/** Lists that have archives, by the patterns of their pages. */
const ARCHIVED = ['/newest', '/topics/:name', '/authors/:name']

export const archives: Route = (app, parts) => {
  for (const { pattern, read } of LISTS) {
    if (!ARCHIVED.includes(pattern)) continue
    app.get(`${baseOf(pattern)}/archive/:document`, (context) => {
      const address = read((name) => context.req.param(name as never) ?? '', new URLSearchParams())
      return answer(context, parts, address, context.req.param('document'))
    })
  }
}

const baseOf = (path: string): string => (path === '/newest' ? '' : path)

export const archivePath = (list: string, { month, to }: ArchiveName): string =>
  `${baseOf(list)}/archive/${month}${to === undefined ? '' : `.${to}`}.atom`

/** The newest archive document of a list, for its feed; undefined where a filter or an order leaves none. */
export async function newestArchive({ store, clock }: AppParts, address: ListAddress): Promise<string | undefined> {
  const list = archivedList(address)
  if (address.by !== 'newest' || !list) return undefined
  const latest = await latestArchive(store, list, clock())
  return latest && archivePath(address.path, latest)
}

/** What the path alone says; a filter in the query makes another list, which has none. */
function archivedList({ kind, filters }: ListAddress): ArchivedList | undefined {
  const { topic, author, ...others } = filters
  if (Object.values(others).some(Boolean)) return undefined
  if (kind === 'newest' && topic === undefined && author === undefined) return {}
  if (kind === 'topic' && topic !== undefined && author === undefined) return { topic }
  if (kind === 'author' && author !== undefined && topic === undefined) return { author }
  return undefined
}

async function answer(context: Context, parts: AppParts, address: ListAddress, file: string): Promise<Response> {
  const { store, config, clock } = parts
  const [, month = '', number] = NAME.exec(file) ?? []
  const list = archivedList(address)
  if (!month || !list) return context.notFound()
  const name: ArchiveName = { month, ...(number === undefined ? {} : { to: Number(number) }) }
  const over = isOver(month, clock())
  if (!over && name.to === undefined) {
    // It has no end yet: on to what it holds up to now.
    const latest = await latestArchive(store, list, clock())
    if (latest?.month !== month) return context.notFound()
    return context.redirect(archivePath(address.path, latest), 302)
  }
  const key = file.replace(/\.atom$/, '')
  const kept = over ? await keptArchive(store, address.path, key, config.publicUrl) : undefined
  if (kept) return send(context, gunzipSync(kept))
  const text = await render(parts, address, list, name)
  if (text === undefined) return context.notFound()
  if (!over) return send(context, Buffer.from(text))
  return send(context, gunzipSync(await keepArchive(store, address.path, key, config.publicUrl, gzipSync(text))))
}

async function render(
  { store, config }: AppParts,
  { heading, description, path }: ListAddress,
  list: ArchivedList,
  name: ArchiveName,
): Promise<string | undefined> {
  const page = await archivePage(store, list, name)
  if (!page) return undefined
  const { papers, previous } = page
  return atomFeed({
    title: path === '/newest' ? 'Pushforward: newest papers' : `${heading} · Pushforward`,
    subtitle: description,
    authority: await tagAuthority(store, config.publicUrl),
    site: config.publicUrl,
    self: archivePath(path, name),
    list: path,
    page: path,
    current: feedPath(path, 'atom'),
    ...(previous ? { previousArchive: archivePath(path, previous) } : {}),
    updated: new Date(Math.max(...papers.map(({ updatedAt }) => updatedAt.getTime()))),
    papers,
  })
}

function send(context: Context, document: Uint8Array): Response | Promise<Response> {
  const etag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 27)}"`
  return context.body(new Uint8Array(document), 200, {
    'content-type': ATOM_TYPE,
    etag,
    'cache-control': `public, max-age=${FRESH}`,
  })
}
