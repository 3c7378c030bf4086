/**
 * Similar papers for pages. Finding them takes tens of milliseconds among a hundred thousand papers, and changes with every
 * import by a little; so they are kept for an hour, found one at a time with pauses between, and a page waits for them only
 * for a moment, and only where none was asked for before: the next reader of the paper sees them.
 * @module
 */
import { setTimeout } from 'node:timers/promises'
import { similarPapers } from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'
import type { SimilarView } from '@pushforward/site'

const FRESH = 3_600_000
/** Papers whose answers are kept: some megabytes. */
const KEPT = 20_000
/** Papers that wait; others are asked for again by their next reader. */
const WAITING = 50
/** Below this, in milliseconds, finding costs less than a page. */
const QUICK = 20
/** Of the store's time, finding takes one part in so many. */
const SHARE = 10

type Similar = readonly SimilarView[]

/** @param patience milliseconds for which a page waits; default: as long as it takes */
export function similarReader(store: Store, patience = Number.POSITIVE_INFINITY): (id: number) => Promise<Similar> {
  const kept = new Map<number, { readonly made: number; readonly similar: Similar }>()
  const waiting = new Map<number, Promise<Similar>>()
  let turn: Promise<unknown> = Promise.resolve()
  /** Turns that are not over, with their pauses. */
  let turns = 0

  const find = (id: number): Promise<Similar> => {
    const known = waiting.get(id)
    if (known) return known
    if (waiting.size >= WAITING && patience !== Number.POSITIVE_INFINITY) return Promise.resolve([])
    const found = turn.then(async () => {
      const near = await similarPapers(store, id)
      const similar = near.map(({ because, slug, title, question }) => ({ paper: { slug, title, question }, because }))
      kept.delete(id)
      kept.set(id, { made: Date.now(), similar })
      const [oldest] = kept.keys()
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
      return similar
    })
    waiting.set(id, found)
    turns++
    const start = turn.then(() => performance.now())
    turn = found
      .catch(() => [])
      .then(async () => {
        waiting.delete(id)
        const took = performance.now() - (await start)
        if (took > QUICK && patience !== Number.POSITIVE_INFINITY)
          await setTimeout(took * (SHARE - 1), undefined, { ref: false })
        turns--
      })
    return found
  }

  return async (id) => {
    const known = kept.get(id)
    if (known && Date.now() - known.made < FRESH) return known.similar
    const isFree = turns === 0
    const found = find(id)
    if (known) {
      found.catch(() => {})
      return known.similar
    }
    if (patience === Number.POSITIVE_INFINITY) return found
    found.catch(() => {})
    if (!isFree) return []
    return Promise.race([found, setTimeout(patience, [] as Similar, { ref: false })])
  }
}
