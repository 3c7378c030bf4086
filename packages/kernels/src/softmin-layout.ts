/**
 * How a cloud lies in memory for the passes of src/softmin.ts: rows, tiles, the boxes of the tiles, and what is
 * written before each pass. Shapes as in assembly/pass-f64.ts and assembly/softmin-f32.ts.
 * @module
 */
import type { Address, Arena } from './arena.js'
import { putTiles, type Tiles } from './tiles.js'

/** Blocks that a pass is cut into at most; each has its own scratch memory. */
const MOST_BLOCKS = 128

export interface Cloud {
  /** Row-major `[n, d]`, in an order that keeps neighbours near. */
  readonly coordinates: Float64Array
  /** `[n]`, positive. */
  readonly weights: Float64Array
}

export interface Side {
  readonly n: number
  readonly coordinates: Float64Array
  /** log2 of the weights. */
  readonly logWeights: Float64Array
  readonly rows: Address
  readonly tiles: Tiles
  /** For each tile and coordinate the least and the largest value. */
  readonly boxes: Address
  /** Rows that a thread takes at a time, and how many times. */
  readonly grain: number
  readonly blocks: number
  /** Written before a pass over these columns: per point, and the largest potential per tile. */
  readonly heights: Address
  readonly tops: Address
  /** Written before and by a pass over these rows. */
  readonly guesses: Address
  readonly out: Address
  /** The same in float32, once a float32 pass asks for it. */
  single?: SingleSide
}

export interface SingleSide {
  readonly rows: Address
  readonly tiles: Address
  /** Four tiles side by side: for each coordinate four least and four largest values. */
  readonly boxes: Address
  readonly heights: Address
  readonly tops: Address
}

export function openSide(arena: Arena, { coordinates, weights }: Cloud, d: number, width: number): Side {
  const n = weights.length
  const tiles = putTiles(arena, coordinates, d, width)
  let grain = width
  while (grain * MOST_BLOCKS < n) grain *= 2
  const boxes = arena.allocateFloat64(tiles.count * d * 2)
  const side: Side = {
    n,
    coordinates,
    logWeights: weights.map(Math.log2),
    rows: arena.putFloat64(coordinates),
    tiles,
    boxes,
    grain,
    blocks: Math.ceil(n / grain),
    heights: arena.allocateFloat64(tiles.count * width),
    tops: arena.allocateFloat64(tiles.count),
    guesses: arena.allocateFloat64(n),
    out: arena.allocateFloat64(n),
  }
  const view = arena.float64(boxes, tiles.count * d * 2)
  eachBox(side, d, (tile, k, least, most) => {
    view[(tile * d + k) * 2] = least
    view[(tile * d + k) * 2 + 1] = most
  })
  return side
}

function eachBox(
  { n, coordinates, tiles: { count, width } }: Side,
  d: number,
  visit: (tile: number, k: number, least: number, most: number) => void,
): void {
  for (let tile = 0; tile < count; tile++) {
    const stop = Math.min(n, (tile + 1) * width)
    for (let k = 0; k < d; k++) {
      let least = Number.POSITIVE_INFINITY
      let most = Number.NEGATIVE_INFINITY
      for (let j = tile * width; j < stop; j++) {
        const value = coordinates[j * d + k] as number
        if (value < least) least = value
        if (value > most) most = value
      }
      visit(tile, k, least, most)
    }
  }
}

export function allocateSingle(arena: Arena, { n, tiles: { count, width } }: Side, d: number): SingleSide {
  const fours = Math.ceil(count / 4)
  return {
    rows: arena.allocateFloat32(n * d),
    tiles: arena.allocateFloat32(count * width * d),
    boxes: arena.allocateFloat32(fours * d * 8),
    heights: arena.allocateFloat32(count * width),
    tops: arena.allocateFloat32(fours * 4),
  }
}

/** Writes the float32 coordinates: moved by the centre, which saves digits, and scaled. */
export function fillSingle(
  arena: Arena,
  side: Side,
  single: SingleSide,
  d: number,
  scale: number,
  centre: Float64Array,
): void {
  const { n, coordinates, tiles } = side
  const { count, width } = tiles
  const rows = arena.float32(single.rows, n * d)
  const columns = arena.float32(single.tiles, count * width * d).fill(0)
  for (let j = 0; j < n; j++) {
    const tile = Math.floor(j / width)
    const from = tile * width * d + (j - tile * width)
    for (let k = 0; k < d; k++) {
      const value = ((coordinates[j * d + k] as number) - (centre[k] as number)) * scale
      rows[j * d + k] = value
      columns[from + k * width] = value
    }
  }
  const boxes = arena.float32(single.boxes, Math.ceil(count / 4) * d * 8).fill(0)
  eachBox(side, d, (tile, k, least, most) => {
    const at = (Math.floor(tile / 4) * d + k) * 8 + (tile % 4)
    boxes[at] = (least - (centre[k] as number)) * scale
    boxes[at + 4] = (most - (centre[k] as number)) * scale
  })
}

/** The middle of the box of all points. */
export function centreOf(clouds: readonly Float64Array[], d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, k) => {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const data of clouds) {
      for (let at = k; at < data.length; at += d) {
        const value = data[at] as number
        if (value < least) least = value
        if (value > most) most = value
      }
    }
    return 0.5 * (least + most)
  })
}

/** Far below every exponent, and far from overflow: what the padding of a tile counts as. */
const PADDING = -1e30

/** heights[j] = scale · potential[j] + weightScale · log2 b_j, and the largest scale · potential[j] of each tile. */
export function fillHeights(
  heights: Float32Array | Float64Array,
  tops: Float32Array | Float64Array,
  { n, logWeights, tiles: { count, width } }: Side,
  potential: Float64Array,
  scale: number,
  weightScale: number,
): void {
  tops.fill(Number.NEGATIVE_INFINITY)
  heights.fill(PADDING, n)
  for (let tile = 0; tile < count; tile++) {
    let most = Number.NEGATIVE_INFINITY
    for (let j = tile * width, stop = Math.min(n, j + width); j < stop; j++) {
      const value = scale * (potential[j] as number)
      if (value > most) most = value
      heights[j] = value + weightScale * (logWeights[j] as number)
    }
    tops[tile] = most
  }
}

export function fillScaled(out: Float64Array, values: Float64Array, scale: number): void {
  for (let i = 0; i < out.length; i++) out[i] = scale * (values[i] as number)
}
