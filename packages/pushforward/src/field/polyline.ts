/**
 * Curves in the plane as chains of points.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'

export interface Polyline {
  /**
   * Corners `[n, 2]` in order. On a periodic grid the coordinates run on across the border instead of jumping back, so
   * neighbours are always near each other.
   */
  readonly points: Points
  /** Whether the last corner is joined to the first; the first is not repeated. */
  readonly closed: boolean
  /**
   * How far a closed curve is from its start after one turn: [0, 0], or whole periods where it winds round a periodic
   * grid, as the edge of a jet does.
   */
  readonly winding: readonly [number, number]
  readonly length: number
}

/** @param points corners `[n, 2]` */
export function polyline(points: Points, closed = false, winding: readonly [number, number] = [0, 0]): Polyline {
  if (points.d !== 2) throw new InputError(`points: have dimension ${points.d}; points of the plane are needed, d = 2`)
  const line = { points, closed, winding }
  return { ...line, length: arcLengths(line).at(-1) ?? 0 }
}

/** Arc length at each corner, and for a closed curve also back at the start: `[n]` or `[n + 1]`. */
function arcLengths(line: Pick<Polyline, 'points' | 'closed' | 'winding'>): Float64Array {
  const { n } = line.points
  const out = new Float64Array(line.closed ? n + 1 : n)
  for (let i = 1; i < out.length; i++) {
    const [x, y] = corner(line, i - 1)
    const [nextX, nextY] = corner(line, i)
    out[i] = (out[i - 1] as number) + Math.hypot(nextX - x, nextY - y)
  }
  return out
}

/** Corner i; corner n of a closed curve is the first one after one turn. */
export function corner(line: Pick<Polyline, 'points' | 'winding'>, i: number): [number, number] {
  const { data, n } = line.points
  if (i < n) return [data[2 * i] as number, data[2 * i + 1] as number]
  return [(data[0] as number) + line.winding[0], (data[1] as number) + line.winding[1]]
}

/**
 * The curve by points at equal distances along it, as near to `spacing` as divides its length: both ends of an open curve
 * are kept.
 * @throws InputError unless spacing is a finite number > 0
 * @example
 * resample(polyline(points([[0, 0], [1, 0]])), 0.3).points.n // 4: 0, 1/3, 2/3, 1
 */
export function resample(line: Polyline, spacing: number): Polyline {
  if (!(spacing > 0 && spacing < Number.POSITIVE_INFINITY)) {
    throw new InputError(`spacing: is ${spacing}; a finite number > 0 is needed`)
  }
  if (line.points.n < 2 || line.length === 0) return line
  const arc = arcLengths(line)
  const parts = Math.max(1, Math.round(line.length / spacing))
  const n = line.closed ? parts : parts + 1
  const data = new Float64Array(2 * n)
  let piece = 0
  for (let i = 0; i < n; i++) {
    const at = (i / parts) * line.length
    while (piece < arc.length - 2 && (arc[piece + 1] as number) < at) piece++
    const from = arc[piece] as number
    const step = (arc[piece + 1] as number) - from
    const share = step > 0 ? Math.min(1, (at - from) / step) : 0
    const [x, y] = corner(line, piece)
    const [nextX, nextY] = corner(line, piece + 1)
    data[2 * i] = x + share * (nextX - x)
    data[2 * i + 1] = y + share * (nextY - y)
  }
  return polyline({ data, n, d: 2 }, line.closed, line.winding)
}
