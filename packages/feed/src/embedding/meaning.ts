/**
 * Papers near a reader's words in meaning, for as long as the endpoint answers in time.
 *
 * A search must never wait for it longer than a reader would notice, nor fail with it: what comes late is dropped, and an
 * endpoint that failed is left alone for a while. Both are counted.
 * @module
 */
import type { Queries } from '../store/store.js'
import { EmbeddingError, embed } from './endpoint.js'
import type { EmbeddingSettings } from './settings.js'
import { createVectorTable } from './table.js'
import type { UnitBytes } from './unit-bytes.js'

export interface MeaningOptions {
  /** Milliseconds that a search waits for a vector. Default 300: with the search itself still below half a second. */
  readonly budget?: number
  /** Milliseconds for which an endpoint that failed is not asked. Default 10 000. */
  readonly rest?: number
  /** Default: the machine's. */
  readonly clock?: () => Date
  /** Lines for the operator: the endpoint fails, it answers again. */
  readonly log?: (line: string) => void
}

export interface MeaningCounts {
  /** Searches that had a vector. */
  readonly answered: number
  /** Searches that had none: it came late, it failed, the endpoint was being left alone. */
  readonly late: number
  readonly failed: number
  readonly resting: number
  /** Searches that would have been one too many at once. */
  readonly crowded: number
  /** Papers that can be found by their vectors. */
  readonly papers: number
}

export interface Meaning {
  /** Reads what papers the store has vectors of; a search sees those of the last time. */
  refresh(store: Queries): Promise<void>
  /** The vector of a query; undefined: there is none now. Never throws. */
  vectorOf(text: string): Promise<UnitBytes | undefined>
  /** As `VectorTable.nearest`. */
  nearest(vector: UnitBytes, limit: number, among?: readonly number[]): readonly number[]
  counts(): MeaningCounts
}

const BUDGET = 300
const REST = 10_000
/** Vectors of the last queries: pages of one search, and its feed, need one. */
const KEPT = 500
/** Queries that are being asked for at once: more would only be late together. */
const MOST_AT_ONCE = 16

export function createMeaning(settings: EmbeddingSettings, options: MeaningOptions = {}): Meaning {
  const { budget = BUDGET, rest = REST, clock = () => new Date(), log = () => {} } = options
  const table = createVectorTable(settings.model)
  const kept = new Map<string, UnitBytes>()
  const counts = { answered: 0, late: 0, failed: 0, resting: 0, crowded: 0 }
  let asking = 0
  let restUntil = 0
  let isDown = false

  const keep = (text: string, vector: UnitBytes) => {
    kept.delete(text)
    kept.set(text, vector)
    const oldest = kept.keys().next().value
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  }

  return {
    refresh: (store) => table.refresh(store),
    nearest: table.nearest,
    counts: () => ({ ...counts, papers: table.size }),
    async vectorOf(text) {
      if (table.size === 0) return undefined
      const known = kept.get(text)
      // Of another width: kept from before all was made anew.
      if (known?.bytes.length === table.width) {
        keep(text, known)
        counts.answered++
        return known
      }
      if (clock().getTime() < restUntil) {
        counts.resting++
        return undefined
      }
      if (asking >= MOST_AT_ONCE) {
        counts.crowded++
        return undefined
      }
      asking++
      try {
        const [vector] = await embed(settings, [(settings.queryPrefix ?? '') + text], { timeout: budget })
        if (vector?.bytes.length !== table.width) {
          throw new EmbeddingError('malformed', 'the endpoint’s vectors have another length than those of the papers')
        }
        if (isDown) log('embeddings: the endpoint answers again')
        isDown = false
        counts.answered++
        keep(text, vector)
        return vector
      } catch (error) {
        counts[error instanceof EmbeddingError && error.fault === 'late' ? 'late' : 'failed']++
        restUntil = clock().getTime() + rest
        if (!isDown) log(`embeddings: search goes on by words alone: ${(error as Error).message}`)
        isDown = true
        return undefined
      } finally {
        asking--
      }
    },
  }
}
