/**
 * Ridges for a picture.
 * @module
 */
import { ftleRidges, type Grid, ridgeLines } from 'pushforward/field'
import { curvesIn } from './figures.js'

/** Shorter ones, in cells, are where the grid is too coarse for the ridge, or noise. */
const SHORTEST = 6

/** Those above a quantile of the field. */
export function ridgesOf(field: Grid, quantile: number): readonly Float64Array[] {
  const sorted = field.values.filter(Number.isFinite).sort()
  const height = sorted[Math.floor(quantile * (sorted.length - 1))] as number
  const lines = ridgeLines(ftleRidges(field, { height }), { length: SHORTEST * Math.min(...field.spacing) })
  return curvesIn(lines, field)
}
