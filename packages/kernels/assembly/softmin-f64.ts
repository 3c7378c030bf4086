/**
 * The streamed soft-min in float64, for every cost: for each row i
 *
 *   out_i = log2 Σ_j 2^(h_j − rate · c_ij).
 *
 * As in float32 a guess of −out_i serves as shift and lets far tiles be left out; a row whose guess was bad takes the
 * true maximum and starts again.
 */
import { pointer } from './args'
import { exp2F64x2, log2F64 } from './exp'
import * as pass from './pass-f64'

/** A shifted sum below this says that the guess was too low to leave tiles out by it. */
const LEAST_SUM: f64 = 1.0 / 32
/** A shifted exponent above this would come near overflow: the guess was too high. */
const MOST_BITS: f64 = 900

/** Own args: out (bits), sums (a double a tile and block), mass (0, or where to add up the plan), weights a. */
export function softminF64(begin: i32, end: i32, args: usize): void {
  pass.openPass(begin, args)
  const out = pointer(args, pass.OWN)
  const row = <usize>pass.tiles << 3
  const sums = pointer(args, pass.OWN + 1) + <usize>pass.block * row
  const mass = pointer(args, pass.OWN + 2)
  const massRow = mass + <usize>pass.block * row
  const weights = pointer(args, pass.OWN + 3)
  if (mass != 0) memory.fill(massRow, 0, row)
  for (let i = begin; i < end; i++) {
    const at = pass.rowAt(i)
    let shift = pass.guessAt(i)
    let sum = addTiles(at, shift, sums)
    if (!(sum >= LEAST_SUM)) {
      shift = -largest(at)
      sum = addTiles(at, shift, sums)
    }
    store<f64>(out + (<usize>i << 3), log2F64(sum) - shift)
    if (mass != 0) {
      const scale = load<f64>(weights + (<usize>i << 3)) / sum
      for (let t: usize = 0; t < row; t += 8) {
        store<f64>(massRow + t, load<f64>(massRow + t) + scale * load<f64>(sums + t))
      }
    }
  }
}

/** sums[t] = Σ over tile t of 2^(exponent + shift); returns their sum, or 0 if the shift is too high. */
function addTiles(row: usize, shift: f64, sums: usize): f64 {
  const shifts = f64x2.splat(shift)
  const bytes = <usize>pass.width << 3
  let total: f64 = 0
  for (let t = 0; t < pass.tiles; t++) {
    let part: f64 = 0
    if (pass.boundOf(row, t) + shift > -pass.THRESHOLD) {
      if (pass.fillExponents(row, t) + shift > MOST_BITS) return 0
      const exponents = pass.exponents
      let sum = f64x2.splat(0)
      for (let j: usize = 0; j < bytes; j += 16) {
        sum = f64x2.add(sum, exp2F64x2(f64x2.add(v128.load(exponents + j), shifts)))
      }
      part = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
    }
    store<f64>(sums + (<usize>t << 3), part)
    total += part
  }
  return total
}

/** The largest exponent of a row. */
function largest(row: usize): f64 {
  let most = -Infinity
  for (let t = 0; t < pass.tiles; t++) {
    if (pass.boundOf(row, t) > most) most = max(most, pass.fillExponents(row, t))
  }
  return most
}
