/**
 * The largest connected part of {c >= level} on a planar grid, with its holes filled: the turbulent region without
 * detached eddies and without bubbles of clear fluid.
 *
 * Nodes of the region are neighbours along the axes, those outside also along the diagonals, so that a closed curve of
 * nodes separates inside from outside. A hole is a part of the outside that neither meets an open border nor winds round a
 * periodic axis. O(nodes).
 * @module
 */
import { InputError } from '../errors.js'
import type { Grid } from './grid.js'
import { aboveLevel, assertScalar } from './iso-lines.js'

export interface ConnectedRegionOptions {
  /** Default true. */
  readonly fillHoles?: boolean
}

/**
 * @param scalar c, `[ny, nx]`; NaN is outside
 * @returns 1 inside and 0 outside, `[ny, nx]`: the `region` of `isoLines`
 * @throws InputError if no node reaches the level
 * @example
 * connectedRegion(grid(Float64Array.of(1, 1, 0, 1), [1, 4]), 0.5) // [1, 1, 0, 0]
 */
export function connectedRegion(scalar: Grid, level: number, options: ConnectedRegionOptions = {}): Uint8Array {
  const { fillHoles = true } = options
  assertScalar('scalar', scalar)
  const above = aboveLevel(scalar.values, level)
  const largest = parts(scalar, above, false).reduce<Part | undefined>(
    (best, part) => (best && best.nodes.length >= part.nodes.length ? best : part),
    undefined,
  )
  if (!largest) throw new InputError(`level: no node reaches ${level}; the region is empty`)
  const region = new Uint8Array(above.length)
  for (const node of largest.nodes) region[node] = 1
  if (!fillHoles) return region
  const outside = region.map((value) => 1 - value)
  for (const part of parts(scalar, outside, true)) {
    if (!part.bounded) continue
    for (const node of part.nodes) region[node] = 1
  }
  return region
}

interface Part {
  readonly nodes: readonly number[]
  /** Meets no open border, and does not come back to itself across a periodic one. */
  readonly bounded: boolean
}

const ALONG = [
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 0],
] as const
const DIAGONAL = [
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const

/** The connected parts of the nodes that are set. */
function parts({ shape, periodic }: Grid, set: Uint8Array, diagonals: boolean): Part[] {
  const [ny, nx] = shape as [number, number]
  const steps = diagonals ? [...ALONG, ...DIAGONAL] : ALONG
  const seen = new Uint8Array(set.length)
  /** How many times the path from the part's first node went round each axis: two answers mean that the part winds. */
  const turns = [new Int32Array(set.length), new Int32Array(set.length)] as const
  const found: Part[] = []
  for (let first = 0; first < set.length; first++) {
    if (!set[first] || seen[first]) continue
    const nodes = [first]
    let bounded = true
    seen[first] = 1
    for (let head = 0; head < nodes.length; head++) {
      const node = nodes[head] as number
      for (const [dj, di] of steps) {
        const j = Math.floor(node / nx) + dj
        const i = (node % nx) + di
        if ((!periodic[0] && (j < 0 || j >= ny)) || (!periodic[1] && (i < 0 || i >= nx))) {
          bounded = false
          continue
        }
        const to = ((j + ny) % ny) * nx + ((i + nx) % nx)
        if (!set[to]) continue
        const turnY = (turns[0][node] as number) + Math.floor(j / ny)
        const turnX = (turns[1][node] as number) + Math.floor(i / nx)
        if (seen[to]) {
          if (turns[0][to] !== turnY || turns[1][to] !== turnX) bounded = false
          continue
        }
        seen[to] = 1
        turns[0][to] = turnY
        turns[1][to] = turnX
        nodes.push(to)
      }
    }
    found.push({ nodes, bounded })
  }
  return found
}
