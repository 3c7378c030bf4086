/**
 * The vectors of all papers in this process's memory, and the nearest of them to one vector.
 *
 * Cosine of unit vectors, by bytes: all n are compared, n·d products of bytes, and none is missed; 100 000 papers of 768
 * numbers are 77 MB and some 7 ms. What the store has learnt since is read by revisions, which grow in the order of commits.
 * @module
 */
import { type ByteRows, createByteRows } from '@pushforward/kernels/byte-rows'
import type { Queries } from '../store/store.js'
import type { UnitBytes } from './unit-bytes.js'

export interface VectorTable {
  /** Papers in it. */
  readonly size: number
  /** Numbers of a vector; 0 while there is none. */
  readonly width: number
  /** Reads what is new in the store. */
  refresh(store: Queries): Promise<void>
  /**
   * Numbers of the papers with the largest cosines, the largest first; of equal ones the lower number.
   * @param among only these papers. Default: all
   */
  nearest(vector: UnitBytes, limit: number, among?: readonly number[]): readonly number[]
}

/** Rows read at once: some 4 MB. */
const BATCH = 4000

/** A table of the vectors of `model`, empty until its first `refresh`. */
export function createVectorTable(model: string): VectorTable {
  let rows: ByteRows | undefined
  let width = 0
  let scales = new Float64Array(1024)
  const ids: number[] = []
  const places = new Map<number, number>()
  let read = { revision: 0, id: 0 }
  let refreshing: Promise<void> | undefined

  const put = (id: number, scale: number, vector: Uint8Array) => {
    if (rows === undefined || width !== vector.length) {
      // Vectors of another width are another model's under the same name: the store is making all of them anew.
      width = vector.length
      rows = createByteRows(width)
      ids.length = 0
      places.clear()
    }
    const place = places.get(id) ?? ids.length
    rows.set(place, new Int8Array(vector.buffer, vector.byteOffset, vector.length))
    if (place === scales.length) {
      const more = new Float64Array(scales.length * 2)
      more.set(scales)
      scales = more
    }
    scales[place] = scale
    ids[place] = id
    places.set(id, place)
  }
  const catchUp = async (store: Queries) => {
    for (;;) {
      const found = await store.query<{
        id: number
        model: string
        scale: number
        vector: Uint8Array
        revision: number
      }>(
        `select paper_id as id, model, scale, vector, revision from paper_embeddings
         where (revision, paper_id) > ($1::bigint, $2::int) order by revision, paper_id limit ${BATCH}`,
        [read.revision, read.id],
      )
      for (const { id, scale, vector, model: theirs } of found) if (theirs === model) put(id, scale, vector)
      const { revision, id } = found.at(-1) ?? read
      read = { revision, id }
      if (found.length < BATCH) return
    }
  }

  return {
    get size() {
      return ids.length
    },
    get width() {
      return width
    },
    refresh: (store) => {
      refreshing ??= catchUp(store).finally(() => {
        refreshing = undefined
      })
      return refreshing
    },
    nearest: ({ bytes }, limit, among) => {
      if (rows === undefined || bytes.length !== width) return []
      const dots = rows.dots(bytes)
      const found = among ? among.flatMap((id) => places.get(id) ?? []) : Array.from(dots, (_, place) => place)
      // The query's own scale changes no order.
      const cosine = (place: number) => (dots[place] ?? 0) * (scales[place] ?? 0)
      return largest(found, limit, (a, b) => cosine(b) - cosine(a) || (ids[a] ?? 0) - (ids[b] ?? 0)).map(
        (place) => ids[place] ?? 0,
      )
    },
  }
}

/** The first `limit` of `items` in order, by a list of that length in which the last is replaced: O(n) where few replace one. */
function largest(items: readonly number[], limit: number, compare: (a: number, b: number) => number): number[] {
  if (items.length <= limit) return items.toSorted(compare)
  const best = items.slice(0, limit).sort(compare)
  for (let k = limit; k < items.length; k++) {
    const item = items[k] as number
    if (compare(item, best[limit - 1] as number) >= 0) continue
    let low = 0
    let high = limit - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(item, best[middle] as number) < 0) high = middle
      else low = middle + 1
    }
    best.pop()
    best.splice(low, 0, item)
  }
  return best
}
