/**
 * Answers that take long and change seldom.
 * @module
 */
import { feedVersion } from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'

/** Milliseconds after which an answer is made anew, whatever the version says. */
const LONGEST = 60_000
/** What takes longer than this, in milliseconds, is worth an answer of a moment ago. */
const LONG = 50

interface Kept<T> {
  version: string
  made: number
  took: number
  answer: Promise<T>
  last?: T
}

/**
 * Makes an answer once for each version of the papers; several that ask at once wait for the same one. Where making it
 * takes long, whoever asks meanwhile gets the answer before.
 */
export function keptAnswer<T>(
  store: Store,
  make: (store: Store) => Promise<T>,
  clock: () => number = Date.now,
): () => Promise<T> {
  let kept: Kept<T> | undefined
  return async () => {
    const { version } = await feedVersion(store)
    if (kept?.version === version && clock() - kept.made < LONGEST) return current(kept)
    const before = kept
    const next: Kept<T> = { version, made: clock(), took: before?.took ?? 0, answer: make(store) }
    if (before?.last !== undefined) next.last = before.last
    kept = next
    next.answer.then(
      (answer) => {
        next.last = answer
        next.took = clock() - next.made
      },
      () => {
        if (kept === next) kept = before
      },
    )
    return current(next)
  }
}

const current = <T>({ last, took, answer }: Kept<T>): T | Promise<T> =>
  last !== undefined && took > LONG ? last : answer
