/**
 * Quantiles of a sorted sample.
 * @module
 */

/**
 * The quantile of ascending values, linear between order statistics (type 7 of Hyndman & Fan 1996, the default of NumPy
 * and R).
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
