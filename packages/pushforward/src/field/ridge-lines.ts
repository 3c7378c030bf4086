/**
 * Ridges as curves: the segments of `ftleRidges`, joined where they meet.
 *
 * A segment ends on the edges of a grid cell, where that of the neighbouring cell begins, up to rounding; places nearer than a
 * millionth of the longest segment are one. Where more than two segments meet curves end. O(m).
 * @module
 */
import { InputError } from '../errors.js'
import type { Ridges } from './ftle-ridges.js'
import { type Polyline, polyline } from './polyline.js'

export interface RidgeLineOptions {
  /** Only curves of at least this length. Default 0: all. A few grid steps leave out what noise makes. */
  readonly length?: number
}

const SAME_PLACE = 1e-6

/**
 * @returns the curves, the longest first
 * @throws InputError if the length is negative
 * @example
 * ridgeLines(ftleRidges(field), { length: 5 * spacing })[0].points // the longest ridge
 */
export function ridgeLines({ segments }: Pick<Ridges, 'segments'>, options: RidgeLineOptions = {}): Polyline[] {
  const { length = 0 } = options
  if (!(length >= 0)) throw new InputError(`length: is ${length}; a number >= 0 is needed`)
  const count = segments.length / 4
  const { places, at } = placesOf(segments)
  // The two segments of each place; −1 none, −2 more than two.
  const first = new Int32Array(places).fill(-1)
  const second = new Int32Array(places).fill(-1)
  for (let s = 0; s < count; s++) {
    for (const place of [at[2 * s] as number, at[2 * s + 1] as number]) {
      if (first[place] === -1) first[place] = s
      else second[place] = second[place] === -1 ? s : -2
    }
  }
  const used = new Uint8Array(count)
  const lines: Polyline[] = []
  const follow = (start: number, from: number) => {
    const data: number[] = [...coordinates(segments, at, start, from)]
    let [segment, place] = [start, from]
    for (;;) {
      used[segment] = 1
      place = (at[2 * segment] === place ? at[2 * segment + 1] : at[2 * segment]) as number
      data.push(...coordinates(segments, at, segment, place))
      const [a, b] = [first[place] as number, second[place] as number]
      const next = a === segment ? b : a
      if (b < 0 || used[next]) break
      segment = next
    }
    const closed = place === from && data.length > 6
    lines.push(
      polyline(
        { data: Float64Array.from(closed ? data.slice(0, -2) : data), n: data.length / 2 - (closed ? 1 : 0), d: 2 },
        closed,
      ),
    )
  }
  const isEnd = (place: number) => (second[place] as number) < 0
  for (let s = 0; s < count; s++) {
    for (const place of [at[2 * s] as number, at[2 * s + 1] as number]) if (!used[s] && isEnd(place)) follow(s, place)
  }
  for (let s = 0; s < count; s++) if (!used[s]) follow(s, at[2 * s] as number)
  return lines.filter((line) => line.length >= length).sort((a, b) => b.length - a.length)
}

/** The number of the place of each end, `[2 m]`. */
function placesOf(segments: Float64Array): { places: number; at: Int32Array } {
  let longest = 0
  for (let k = 0; k < segments.length; k += 4) {
    const [x0, y0, x1, y1] = segments.subarray(k, k + 4) as unknown as [number, number, number, number]
    longest = Math.max(longest, Math.hypot(x1 - x0, y1 - y0))
  }
  const cell = SAME_PLACE * longest || 1
  const known = new Map<string, number>()
  const at = new Int32Array(segments.length / 2)
  for (let end = 0; end < at.length; end++) {
    const [column, row] = [(segments[2 * end] as number) / cell, (segments[2 * end + 1] as number) / cell].map(
      Math.round,
    ) as [number, number]
    // Rounding may part two ends that are one: whoever is in a neighbouring cell is the same.
    let found: number | undefined
    for (let k = 0; k < 9 && found === undefined; k++)
      found = known.get(`${column + (k % 3) - 1} ${row + Math.floor(k / 3) - 1}`)
    if (found === undefined) {
      found = known.size
      known.set(`${column} ${row}`, found)
    }
    at[end] = found
  }
  return { places: known.size, at }
}

function coordinates(segments: Float64Array, at: Int32Array, segment: number, place: number): [number, number] {
  const end = at[2 * segment] === place ? 2 * segment : 2 * segment + 1
  return [segments[2 * end] as number, segments[2 * end + 1] as number]
}
