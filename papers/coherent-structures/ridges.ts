/**
 * Ridges for a picture.
 * @module
 */
import { ftleRidges, type Grid } from 'pushforward/field'

/** Those above a quantile of the field, in pieces of two ends. */
export function ridgesOf(field: Grid, quantile: number): readonly Float64Array[] {
  const sorted = field.values.filter(Number.isFinite).sort()
  const height = sorted[Math.floor(quantile * (sorted.length - 1))] as number
  const { segments } = ftleRidges(field, { height })
  return Array.from({ length: segments.length / 4 }, (_, k) => segments.subarray(4 * k, 4 * k + 4))
}
