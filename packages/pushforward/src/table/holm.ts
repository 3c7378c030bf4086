/**
 * Holm's adjustment of p values: the chance of any false alarm among m true nulls stays below the level.
 *
 *   p̃_(k) = max over i <= k of min(1, (m − i + 1) p_(i)),   p_(1) <= p_(2) <= …
 *
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
 * @module
 */

/**
 * @param pValues `[m]`; NaN where nothing was tested, which then is not counted and stays NaN
 * @example
 * holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  const tested = pValues.map((_, k) => k).filter((k) => !Number.isNaN(pValues[k]))
  tested.sort((a, b) => (pValues[a] as number) - (pValues[b] as number))
  const adjusted = pValues.map(() => Number.NaN)
  let most = 0
  tested.forEach((k, rank) => {
    most = Math.max(most, Math.min(1, (tested.length - rank) * (pValues[k] as number)))
    adjusted[k] = most
  })
  return adjusted
}
