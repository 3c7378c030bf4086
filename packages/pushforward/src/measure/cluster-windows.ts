/**
 * Where the ends of optimal clusters on the line can lie, from bounds on blocks of atoms: the dynamic programme then fills these
 * windows only.
 *
 * A partition that ends at blocks gives a bound U from above. If cluster j ends inside block b, the atoms before the block are
 * in clusters up to j and those behind it in later ones; without the atoms of every block in which a cluster ends the cost is
 * not larger. So the best over such partitions, L_j(b) before the block and R_j(b) behind it, bounds the cost from below,
 * and block b is out if L_j(b) + R_j(b) > U. A sample of a million falls to windows of some thousand atoms.
 * @module
 */
import { monotoneMinima, type Range } from './monotone-minima.js'

/** Σ n_i (x_i − mean)² over atoms begin … end − 1. */
export type IntervalCost = (begin: number, end: number) => number

const BLOCKS = 4096
/** Below this many atoms filling everything costs no more than the bounds. */
const MANY = 4 * BLOCKS

/**
 * Of the exclusive ends of clusters 1 … k − 1 among n atoms.
 * @param rounding what costs may be off by
 */
export function endWindows(n: number, k: number, cost: IntervalCost, rounding: number): readonly Range[] {
  const windows = Array.from({ length: k - 1 }, (_, j): Range => ({ low: j + 1, high: n - k + 1 + j }))
  if (n < MANY || k < 3) return windows
  const starts = Int32Array.from({ length: BLOCKS + 1 }, (_, b) => Math.floor((b * n) / BLOCKS))
  const most = costAtBlocks(starts, k, cost) + rounding
  const before = costsBefore(starts, k, cost)
  const behind = costsBehind(starts, k, cost)
  return windows.map(({ low, high }, j) => {
    const possible = (b: number) => (before[j]?.[b] as number) + (behind[j]?.[b] as number) <= most
    let first = 0
    let last = BLOCKS - 1
    while (first < last && !possible(first)) first++
    while (last > first && !possible(last)) last--
    return { low: Math.max(low, starts[first] as number), high: Math.min(high, starts[last + 1] as number) }
  })
}

const ALL: Range = { low: 0, high: BLOCKS - 1 }

/** The least cost of k clusters that end where blocks do. */
function costAtBlocks(starts: Int32Array, k: number, cost: IntervalCost): number {
  const ends: Range = { low: 1, high: BLOCKS }
  let row = Float64Array.from({ length: BLOCKS }, (_, b) => cost(0, starts[b + 1] as number))
  for (let j = 1; j < k; j++) {
    const last = row
    const rows = j === k - 1 ? { low: BLOCKS, high: BLOCKS } : ends
    row = monotoneMinima(
      rows,
      ends,
      0,
      (l, i) => (last[l - 1] as number) + cost(starts[l] as number, starts[i] as number),
    ).least
  }
  return row[row.length - 1] as number
}

/** L_j(b): of the atoms before block b, those of blocks in which clusters before j end left out; `[k − 1]` rows. */
function costsBefore(starts: Int32Array, k: number, cost: IntervalCost): Float64Array<ArrayBuffer>[] {
  const rows = [Float64Array.from({ length: BLOCKS }, (_, b) => cost(0, starts[b] as number))]
  while (rows.length < k - 1) {
    const last = rows[rows.length - 1] as Float64Array<ArrayBuffer>
    const value = (l: number, b: number) =>
      (last[l] as number) + (l < b ? cost(starts[l + 1] as number, starts[b] as number) : 0)
    rows.push(monotoneMinima(ALL, ALL, 1, value).least)
  }
  return rows
}

/** R_j(b): the same of the atoms behind it, which is `costsBefore` seen from the other end. */
function costsBehind(starts: Int32Array, k: number, cost: IntervalCost): Float64Array[] {
  const n = starts[BLOCKS] as number
  const mirrored = Int32Array.from(starts, (_, b) => n - (starts[BLOCKS - b] as number))
  return costsBefore(mirrored, k, (begin, end) => cost(n - end, n - begin))
    .reverse()
    .map((row) => row.reverse())
}
