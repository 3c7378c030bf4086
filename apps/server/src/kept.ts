/**
 * Answers that take long and change seldom.
 * @module
 */
import { feedVersion } from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'

/** Milliseconds after which an answer is made anew, whatever the version says. */
const LONGEST = 60_000

/** Makes an answer once for each version of the papers; several that ask at once wait for the same one. */
export function keptAnswer<T>(store: Store, make: () => Promise<T>, clock: () => number = Date.now): () => Promise<T> {
  let kept: { readonly version: string; readonly made: number; readonly answer: Promise<T> } | undefined
  return async () => {
    const { version } = await feedVersion(store)
    if (kept?.version === version && clock() - kept.made < LONGEST) return kept.answer
    const answer = make()
    kept = { version, made: clock(), answer }
    answer.catch(() => {
      kept = undefined
    })
    return answer
  }
}
