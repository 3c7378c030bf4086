/**
 * Groups of levels: rare ones pooled, the rest in the order of their event rate, so that they may be merged like
 * neighbouring intervals.
 * @module
 */
import type { TextColumn } from './column.js'

export interface CategoryOptions {
  /**
   * Levels with a smaller share of the (weighted) rows go to `other`. Default 0: none. 0.01 is a usual choice, as a
   * rate from fewer rows is mostly noise.
   */
  readonly catCutoff?: number
  /**
   * Rows at the overall event rate that are added to each level before levels are sorted. Default 1: it keeps a level
   * seen once from standing at an end. 0 sorts by the plain rate.
   */
  readonly rateSmoothing?: number
}

export interface CategoryOrder {
  /** Frequent levels, ascending by smoothed event rate, then by name; by name alone without a target. */
  readonly levels: readonly string[]
  readonly rare: readonly string[]
}

/** @param special levels with bins of their own: left out */
export function orderCategories(
  { codes, levels }: TextColumn,
  special: readonly string[],
  { target, weights }: { readonly target?: Uint8Array; readonly weights?: Float64Array },
  { catCutoff = 0, rateSmoothing = 1 }: CategoryOptions,
): CategoryOrder {
  const count = new Float64Array(levels.length)
  const events = new Float64Array(levels.length)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number
    if (code < 0 || special.includes(levels[code] as string)) continue
    const weight = weights?.[i] ?? 1
    count[code] = (count[code] as number) + weight
    if (target?.[i]) events[code] = (events[code] as number) + weight
  }
  const total = count.reduce((sum, value) => sum + value, 0)
  const rate = total > 0 ? events.reduce((sum, value) => sum + value, 0) / total : 0
  const named = levels
    .map((level, code) => ({
      level,
      share: (count[code] as number) / total,
      rate: ((events[code] as number) + rateSmoothing * rate) / ((count[code] as number) + rateSmoothing),
    }))
    .filter(({ level, share }) => share > 0 && !special.includes(level))
    .sort((a, b) => (target ? a.rate - b.rate : 0) || (a.level < b.level ? -1 : 1))
  return {
    levels: named.filter(({ share }) => share >= catCutoff).map(({ level }) => level),
    rare: named.filter(({ share }) => share < catCutoff).map(({ level }) => level),
  }
}
