/**
 * What all float64 passes over pairs share: for each row i and tile of columns j the costs c_ij and the exponents
 * h_j − rate · c_ij, in bits (powers of two), with h_j = g_j / (ε ln 2) + log2 b_j and rate = 1 / (ε ln 2).
 *
 * The common arguments are numbers 0 … 16; a pass reads its own from OWN on. Globals are private to each thread.
 */
import { integer, pointer, real } from './args'
import { boxCost, tileCosts } from './tile-cost'

/** Costs read from a matrix: entry (i, j) at x + i * rowStride + j * columnStride. */
export const MATRIX: i32 = 7

/** The first argument that is not common. */
export const OWN: i32 = 17

/**
 * Tiles whose every term, without its weight, is below 2^-60 of the row's sum are left out: less than rounding even
 * with the worst guess that a soft-min accepts.
 */
export const THRESHOLD: f64 = 60

let x: usize = 0
let y: usize = 0
let heights: usize = 0
let tops: usize = 0
let boxes: usize = 0
let guesses: usize = 0
let d: i32 = 0
let code: i32 = 0
let exponent: f64 = 0
let rowStride: usize = 0
let columnStride: usize = 0
let columns: i32 = 0

export let tiles: i32 = 0
export let width: i32 = 0
export let rate: f64 = 0
export let block: i32 = 0
/** Buffers of one tile each, private to the block: costs, exponents, and one for the pass. */
export let costs: usize = 0
export let exponents: usize = 0
export let buffer: usize = 0

/** Buffers a block has in scratch; see src/softmin.ts. */
const BUFFERS: usize = 3

export function openPass(begin: i32, args: usize): void {
  x = pointer(args, 0)
  y = pointer(args, 1)
  heights = pointer(args, 2)
  tops = pointer(args, 3)
  boxes = pointer(args, 4)
  guesses = pointer(args, 5)
  tiles = integer(args, 7)
  width = integer(args, 8)
  d = integer(args, 9)
  code = integer(args, 10)
  exponent = real(args, 11)
  rate = real(args, 12)
  rowStride = pointer(args, 13)
  columnStride = pointer(args, 14)
  block = begin / integer(args, 15)
  columns = integer(args, 16)
  const bytes = <usize>width << 3
  costs = pointer(args, 6) + <usize>block * BUFFERS * bytes
  exponents = costs + bytes
  buffer = exponents + bytes
}

/** Where row i starts: its point, or its first entry in the matrix. */
// @ts-ignore: decorator
@inline
export function rowAt(i: i32): usize {
  return code == MATRIX ? x + <usize>i * rowStride : x + ((<usize>i * d) << 3)
}

// @ts-ignore: decorator
@inline
export function guessAt(i: i32): f64 {
  return load<f64>(guesses + (<usize>i << 3))
}

// @ts-ignore: decorator
@inline
export function tileAt(t: i32): usize {
  return y + ((<usize>t * d * width) << 3)
}

/** An upper bound of the tile's exponents without the weights; a matrix has none. */
export function boundOf(row: usize, t: i32): f64 {
  if (code == MATRIX) return Infinity
  const box = boxes + ((<usize>t * d) << 4)
  return load<f64>(tops + (<usize>t << 3)) - rate * boxCost(code, exponent, row, box, d)
}

/** Fills `costs` with those of the tile. */
export function fillCosts(row: usize, t: i32): void {
  if (code != MATRIX) {
    tileCosts(code, exponent, row, tileAt(t), width, d, costs)
    return
  }
  const first = t * width
  const known = <usize>min(width, columns - first)
  let from = row + <usize>first * columnStride
  let to = costs
  for (const stop = costs + (known << 3); to < stop; to += 8, from += columnStride) store<f64>(to, load<f64>(from))
  for (const stop = costs + (<usize>width << 3); to < stop; to += 8) store<f64>(to, 0)
}

/** Fills `costs` and `exponents` with those of the tile and returns the largest exponent. */
export function fillExponents(row: usize, t: i32): f64 {
  fillCosts(row, t)
  const bytes = <usize>width << 3
  const h = heights + <usize>t * bytes
  const rates = f64x2.splat(rate)
  const from = costs
  const to = exponents
  let most = f64x2.splat(-Infinity)
  for (let j: usize = 0; j < bytes; j += 16) {
    const value = f64x2.sub(v128.load(h + j), f64x2.mul(rates, v128.load(from + j)))
    v128.store(to + j, value)
    most = f64x2.pmax(most, value)
  }
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1))
}
