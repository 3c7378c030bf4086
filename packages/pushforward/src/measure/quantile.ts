/**
 * Quantiles, linear between order statistics (type 7 of Hyndman & Fan 1996, the default of NumPy and R).
 *
 * `quantiles` selects the order statistics that it needs instead of sorting: O(n log k) for k levels by quickselect on
 * the middle level first, which leaves two smaller problems.
 * @module
 */

/**
 * The quantile of ascending values.
 * @param sorted ascending, at least one
 * @param level in [0, 1]
 * @example
 * quantileOfSorted([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantileOfSorted(sorted: ArrayLike<number>, level: number): number {
  const position = level * (sorted.length - 1)
  const below = Math.floor(position)
  const left = sorted[below] as number
  const right = sorted[Math.min(below + 1, sorted.length - 1)] as number
  const fraction = position - below
  // From the nearer neighbour, as NumPy does: a quantile at an order statistic is that number.
  return fraction >= 0.5 ? right - (right - left) * (1 - fraction) : left + (right - left) * fraction
}

/**
 * The quantiles of values in any order, at several levels.
 * @param values numbers without NaN, `[n]`, n >= 1
 * @param levels in [0, 1], `[k]`
 * @returns `[k]`
 * @example
 * quantiles(Float64Array.of(4, 1, 3, 2), [0, 0.5]) // Float64Array [1, 2.5]
 */
export function quantiles(values: Float64Array, levels: readonly number[]): Float64Array {
  const arranged = values.slice()
  const last = values.length - 1
  const ranks = new Set<number>()
  for (const level of levels) {
    const below = Math.floor(level * last)
    ranks.add(below).add(Math.min(below + 1, last))
  }
  arrange(
    arranged,
    0,
    last,
    [...ranks].sort((a, b) => a - b),
  )
  return Float64Array.from(levels, (level) => quantileOfSorted(arranged, level))
}

/** Permutes data[left … right] until it holds at every rank what a sorted array would. Ranks ascend. */
function arrange(data: Float64Array, left: number, right: number, ranks: readonly number[]): void {
  if (ranks.length === 0 || left >= right) return
  const middle = ranks.length >> 1
  const rank = ranks[middle] as number
  select(data, left, right, rank)
  arrange(data, left, rank - 1, ranks.slice(0, middle))
  arrange(data, rank + 1, right, ranks.slice(middle + 1))
}

/** Below this many numbers a sampled pivot costs more than it saves (Floyd & Rivest give 600). */
const SAMPLED_FROM = 600

/**
 * Moves the order statistic of a rank to its place, smaller numbers to its left.
 * Source: Floyd & Rivest 1975, algorithm 489, SELECT: pivots from a sample put the rank within a narrow interval.
 */
function select(data: Float64Array, from: number, to: number, rank: number): void {
  let left = from
  let right = to
  while (left < right) {
    if (right - left > SAMPLED_FROM) {
      const n = right - left + 1
      const share = (rank - left + 1) / n
      const size = 0.5 * Math.exp((2 / 3) * Math.log(n))
      const spread = 0.5 * Math.sqrt((Math.log(n) * size * (n - size)) / n) * (share < 0.5 ? -1 : 1)
      const low = Math.max(left, Math.floor(rank - share * size + spread))
      const high = Math.min(right, Math.floor(rank + (1 - share) * size + spread))
      select(data, low, high, rank)
    }
    const pivot = data[rank] as number
    let i = left
    let j = right
    while (i <= j) {
      while ((data[i] as number) < pivot) i++
      while ((data[j] as number) > pivot) j--
      if (i > j) break
      const swap = data[i] as number
      data[i++] = data[j] as number
      data[j--] = swap
    }
    // Now data[left … j] <= pivot <= data[i … right], and what lies between equals the pivot.
    if (rank <= j) right = j
    else if (rank >= i) left = i
    else return
  }
}
