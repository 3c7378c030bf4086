/**
 * The interface of a scalar: a level line as points at equal distances, each with its normal.
 *
 *   { x : c(x) = level },   n = ∇c / |∇c|, towards the larger values
 *
 * For the turbulent/non-turbulent interface of a jet, c is the concentration of dye and the level the boundary of its
 * lowest cluster (`kmeans1d(c, 4).thresholds[0]`); n then points into the turbulence.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { connectedRegion } from './connected-region.js'
import type { Grid } from './grid.js'
import { isoLines } from './iso-lines.js'
import { type Polyline, resample } from './polyline.js'
import { localGradient, sampleGrid } from './sample-grid.js'

export interface InterfaceOptions {
  /** Distance of points along the curves. Default half the smaller grid step: all that the grid resolves. */
  readonly spacing?: number
  /**
   * `'largest'`: the border of the largest connected part of {c >= level}, holes filled. `'all'`: every level line.
   * Default `'largest'`.
   */
  readonly region?: 'largest' | 'all'
}

export interface Interface {
  readonly scalar: Grid
  readonly level: number
  /** The curves, resampled, the longest first. */
  readonly lines: readonly Polyline[]
  /** Points of all curves in their order, `[n, 2]`. */
  readonly points: Points
  /** Unit vectors towards the larger values, `[n, 2]`; 0 where the gradient vanishes or touches NaN. */
  readonly normals: Points
  /** Distance of the points, as asked for. */
  readonly spacing: number
  /** Length of all curves. */
  readonly length: number
}

/**
 * @param scalar c, `[ny, nx]`
 * @throws InputError if c does not cross the level, naming the range of c
 * @example
 * findInterface(planar, 0.5).length // of c = 1 − √(x² + y²): π, with an error of second order in the step
 */
export function findInterface(scalar: Grid, level: number, options: InterfaceOptions = {}): Interface {
  const { spacing = Math.min(...scalar.spacing) / 2, region = 'largest' } = options
  assertCrossed(scalar, level)
  const raw = isoLines(scalar, level, region === 'largest' ? { region: connectedRegion(scalar, level) } : {})
  if (raw.length === 0) throw new InputError(`level: the region above ${level} has no border inside the grid`)
  const lines = raw.map((line) => resample(line, spacing))
  const n = lines.reduce((sum, line) => sum + line.points.n, 0)
  const data = new Float64Array(2 * n)
  let at = 0
  for (const line of lines) {
    data.set(line.points.data, at)
    at += line.points.data.length
  }
  const points = { data, n, d: 2 }
  const length = raw.reduce((sum, line) => sum + line.length, 0)
  return { scalar, level, lines, points, normals: unitNormals(scalar, points), spacing, length }
}

function assertCrossed({ values }: Grid, level: number): void {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!(low < level && level <= high)) {
    const range = low <= high ? `the scalar runs from ${low} to ${high}` : 'the scalar has no numbers'
    throw new InputError(`level: is ${level}, and ${range}; a level inside the range is needed`)
  }
}

function unitNormals(scalar: Grid, points: Points): Points {
  const slopes = sampleGrid(localGradient(scalar), points)
  for (let i = 0; i < points.n; i++) {
    const x = slopes[2 * i] as number
    const y = slopes[2 * i + 1] as number
    const norm = Math.hypot(x, y)
    slopes[2 * i] = norm > 0 ? x / norm : 0
    slopes[2 * i + 1] = norm > 0 ? y / norm : 0
  }
  return { data: slopes, n: points.n, d: 2 }
}
