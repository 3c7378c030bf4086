/**
 * Comments as HTML of the present renderer.
 *
 * HTML is kept because Markdown made to be slow takes a second. When the renderer or its sanitiser changes, what an older
 * version made may hold what is no longer let through; so it is made anew from the Markdown before it is shown, and kept.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import type { Queries } from '../store/store.js'
import { RENDER_VERSION, renderMarkdown } from './markdown.js'

interface Kept {
  readonly id: number
  /** Markdown. */
  readonly body: string
  readonly html: string
  readonly renderVersion: number
}

/** What a query that makes `Kept` selects, from `comments c`. */
export const KEPT = 'c.id, c.body, c.html, c.render_version as "renderVersion"'

/** The same rows, in their order, with HTML of the present renderer, or of a newer one that runs beside it. */
export async function withPresentHtml<Row extends Kept>(
  queries: Queries,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const old = rows.filter(({ renderVersion }) => renderVersion < RENDER_VERSION)
  if (old.length === 0) return rows
  const made = new Map(old.map(({ id, body }) => [id, renderMarkdown(body)]))
  await keep(queries, made)
  return rows.map((row) => ({ ...row, html: made.get(row.id) ?? row.html }))
}

/** One that was changed meanwhile has a newer version, and stays. */
async function keep(queries: Queries, made: ReadonlyMap<number, string>): Promise<void> {
  await queries.query(
    `update comments c set html = made.html, render_version = $3
     from unnest($1::int[], $2::text[]) as made (id, html) where c.id = made.id and c.render_version < $3`,
    [[...made.keys()], [...made.values()], RENDER_VERSION],
  )
}

const BATCH = 20

/**
 * Makes all old HTML anew, a little at a time: what a server does once when it starts.
 * @param pause milliseconds between two comments, in which others are served. Default 20
 * @returns how many
 */
export async function renderOldComments(
  queries: Queries,
  { pause = 20, signal }: { readonly pause?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  let count = 0
  while (!signal?.aborted) {
    const old = await queries.query<{ id: number; body: string }>(
      'select id, body from comments where render_version < $1 order by render_version, id limit $2',
      [RENDER_VERSION, BATCH],
    )
    const made = new Map<number, string>()
    for (const { id, body } of old) {
      if (signal?.aborted) return count
      made.set(id, renderMarkdown(body))
      await setTimeout(pause, undefined, { ref: false })
    }
    if (made.size > 0) await keep(queries, made)
    count += made.size
    if (old.length < BATCH) break
  }
  return count
}
