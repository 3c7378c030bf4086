/**
 * Bins of numbers and counts by bin, over columns of any length.
 *
 * Columns pass through the arena in chunks, so 10^7 rows need no more memory than 10^6. Counts are summed block by block
 * in order: the same on every thread count.
 * @module
 */
import { type Arena, scope } from './arena.js'
import wasm from './generated/histogram.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const histogramModule = kernelModule('histogram', wasm)

/** Rows copied in at a time: 2 MB of float64, which stays in the second-level cache from copy to count. */
const CHUNK = 262_144

/** Rows a thread takes at a time. */
const GRAIN = 16_384

export interface EdgeOptions {
  /** `left` (default): bins [a, b), the bin of x is the number of edges <= x. `right`: (a, b], edges < x. */
  readonly closed?: 'left' | 'right'
}

export interface TallyOptions {
  /** Class of each row, below `classCount`, `[n]`. Default: one class. */
  readonly classes?: Uint8Array
  readonly classCount?: number
  /** Weight of each row, `[n]`. Default 1. */
  readonly weights?: Float64Array
}

/**
 * The bin of each value.
 * @param edges ascending and finite, `[m]`
 * @returns `[n]`, from 0 to m; m + 1 for NaN
 */
export function binIndices(x: Float64Array, edges: Float64Array, options: EdgeOptions = {}): Int32Array {
  const out = new Int32Array(x.length)
  scope((arena) => {
    const search = placeEdges(arena, edges, options)
    forChunks(x.length, (from, to) =>
      scope((inner) => {
        const at = search(inner, x.subarray(from, to))
        out.set(inner.int32(at, to - from), from)
      }),
    )
  })
  return out
}

/**
 * Counts (or sums of weights) by class and bin, bins found on the way: one pass, no array of indices is made.
 * @returns `[classCount, m + 2]`, row-major; the last column counts NaN
 */
export function histogram(
  x: Float64Array,
  edges: Float64Array,
  { closed, classes, classCount = 1, weights }: EdgeOptions & TallyOptions = {},
): Float64Array {
  const size = edges.length + 2
  const total = new Float64Array(classCount * size)
  scope((arena) => {
    const search = placeEdges(arena, edges, { closed })
    forChunks(x.length, (from, to) =>
      scope((inner) => {
        const bins = search(inner, x.subarray(from, to))
        addCounts(inner, total, bins, to - from, size, classCount, slice({ classes, weights }, from, to))
      }),
    )
  })
  return total
}

/**
 * Counts (or sums of weights) by class of rows whose bins are known.
 * @param bins `[n]`, each from 0 to size − 1
 * @returns `[classCount, size]`, row-major
 */
export function tally(
  bins: Int32Array,
  size: number,
  { classes, classCount = 1, weights }: TallyOptions = {},
): Float64Array {
  const total = new Float64Array(classCount * size)
  forChunks(bins.length, (from, to) =>
    scope((arena) => {
      const at = arena.putInt32(bins.subarray(from, to))
      addCounts(arena, total, at, to - from, size, classCount, slice({ classes, weights }, from, to))
    }),
  )
  return total
}

/** Copies the edges in, and gives the search that they serve. */
function placeEdges(arena: Arena, edges: Float64Array, { closed = 'left' }: EdgeOptions) {
  const padded = 2 ** Math.ceil(Math.log2(edges.length + 1))
  const row = new Float64Array(padded).fill(Number.POSITIVE_INFINITY)
  row.set(edges)
  const at = arena.putFloat64(row)
  const right = closed === 'right' ? 1 : 0
  return (inner: Arena, x: Float64Array) => {
    const values = inner.putFloat64(x)
    const out = inner.allocateInt32(x.length)
    run(histogramModule, 'indices', x.length, [values, at, edges.length, padded, right, out], { grain: GRAIN })
    return out
  }
}

function addCounts(
  arena: Arena,
  total: Float64Array,
  bins: number,
  n: number,
  size: number,
  classCount: number,
  { classes, weights }: TallyOptions,
): void {
  const cells = size * classCount
  const blocks = Math.ceil(n / GRAIN)
  const classOf = classes ? arena.allocate(n) : 0
  if (classes) arena.uint8(classOf, n).set(classes)
  const weightAt = weights ? arena.putFloat64(weights) : 0
  const counts = arena.allocateFloat64(blocks * cells)
  const banks = arena.allocateInt32(4 * blocks * cells)
  arena.float64(counts, blocks * cells).fill(0)
  run(histogramModule, 'tally', n, [bins, size, classOf, weightAt, counts, GRAIN, classCount, banks], { grain: GRAIN })
  const rows = arena.float64(counts, blocks * cells)
  for (let k = 0; k < rows.length; k++) total[k % cells] = (total[k % cells] as number) + (rows[k] as number)
}

function forChunks(n: number, body: (from: number, to: number) => void): void {
  for (let from = 0; from < n; from += CHUNK) body(from, Math.min(from + CHUNK, n))
}

function slice({ classes, weights }: TallyOptions, from: number, to: number): TallyOptions {
  return { classes: classes?.subarray(from, to), weights: weights?.subarray(from, to) }
}
