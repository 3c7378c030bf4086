/**
 * The layout of points for the inner loop of a pass over pairs.
 * @module
 */
import type { Address, Arena } from './arena.js'

/** Points in tiles of `width`: coordinate k of point j of tile t at `at + ((t * d + k) * width + j) * 8` bytes. */
export interface Tiles {
  readonly at: Address
  readonly count: number
  readonly width: number
}

/** Copies row-major points `[n, d]` in as tiles, in float64; the last tile is filled up with points at 0. */
export function putTiles(arena: Arena, data: ArrayLike<number>, d: number, width: number): Tiles {
  const n = data.length / d
  const count = Math.ceil(n / width)
  const at = arena.allocateFloat64(count * width * d)
  const out = arena.float64(at, count * width * d).fill(0)
  for (let j = 0; j < n; j++) {
    const tile = Math.floor(j / width)
    const from = tile * width * d + (j - tile * width)
    for (let k = 0; k < d; k++) out[from + k * width] = data[j * d + k] as number
  }
  return { at, count, width }
}

/** Copies one number a point in, in float64, padded with `padding` to whole tiles. */
export function putPerPoint(arena: Arena, data: ArrayLike<number>, { count, width }: Tiles, padding: number): Address {
  const at = arena.allocateFloat64(count * width)
  const out = arena.float64(at, count * width)
  out.set(data)
  out.fill(padding, data.length)
  return at
}
