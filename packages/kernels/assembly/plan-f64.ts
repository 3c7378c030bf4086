/**
 * Passes over an entropic plan P_ij = a_i 2^(s_i + h_j − rate · c_ij) given by its potentials, in float64; s_i comes as
 * the guess. Rows are divided by a_i throughout: p_ij = P_ij / a_i.
 */
import { integer, pointer, real } from './args'
import { exp2F64x2 } from './exp'
import * as pass from './pass-f64'
import { CHEBYSHEV, CITYBLOCK, EUCLIDEAN, POWER, SPHERE, SQEUCLIDEAN, tileCosts } from './tile-cost'

/** Below this exponent a term is 0, and so is its product with an infinite cost. */
const LEAST_BITS: f64 = -1000
const MOST_BITS: f64 = 1000

/** Fills `buffer` with p_ij over the tile, and sets `costs` to 0 where p_ij is 0. */
function fillPlan(row: usize, t: i32, shift: f64): void {
  pass.fillExponents(row, t)
  const shifts = f64x2.splat(shift)
  const least = f64x2.splat(LEAST_BITS)
  const most = f64x2.splat(MOST_BITS)
  const exponents = pass.exponents
  const buffer = pass.buffer
  const costs = pass.costs
  for (let j: usize = 0, bytes = <usize>pass.width << 3; j < bytes; j += 16) {
    const exponent = f64x2.add(v128.load(exponents + j), shifts)
    const kept = f64x2.gt(exponent, least)
    v128.store(buffer + j, v128.and(kept, exp2F64x2(f64x2.pmin(most, exponent))))
    v128.store(costs + j, v128.and(kept, v128.load(costs + j)))
  }
}

// @ts-ignore: decorator
@inline
function dot(u: usize, v: usize): f64 {
  let sum = f64x2.splat(0)
  for (let j: usize = 0, bytes = <usize>pass.width << 3; j < bytes; j += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(u + j), v128.load(v + j)))
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value)
}

/**
 * Row sums Σ_j p_ij, costs Σ_j p_ij c_ij, products Σ_j p_ij v_jk, and column sums Σ_i a_i p_ij by blocks of rows.
 * Own args: sums, costs, v tiles, columns of v, products (rows of that many), column sums (0 for none; a row of whole
 * tiles for each block), a.
 */
export function planF64(begin: i32, end: i32, args: usize): void {
  pass.openPass(begin, args)
  const sums = pointer(args, pass.OWN)
  const costs = pointer(args, pass.OWN + 1)
  const v = pointer(args, pass.OWN + 2)
  const columns = integer(args, pass.OWN + 3)
  const products = pointer(args, pass.OWN + 4)
  const columnSums = pointer(args, pass.OWN + 5)
  const weights = pointer(args, pass.OWN + 6)
  const bytes = <usize>pass.width << 3
  const blockSums = columnSums + <usize>(pass.block * pass.tiles) * bytes
  if (columnSums != 0) memory.fill(blockSums, 0, <usize>pass.tiles * bytes)
  for (let i = begin; i < end; i++) {
    const row = pass.rowAt(i)
    const shift = pass.guessAt(i)
    const out = products + ((<usize>i * columns) << 3)
    memory.fill(out, 0, <usize>columns << 3)
    let sum = f64x2.splat(0)
    let cost = f64x2.splat(0)
    for (let t = 0; t < pass.tiles; t++) {
      if (!(pass.boundOf(row, t) + shift > -pass.THRESHOLD)) continue
      fillPlan(row, t, shift)
      const p = pass.buffer
      const c = pass.costs
      for (let j: usize = 0; j < bytes; j += 16) {
        const value = v128.load(p + j)
        sum = f64x2.add(sum, value)
        cost = f64x2.add(cost, f64x2.mul(value, v128.load(c + j)))
      }
      if (columnSums != 0) {
        const a = f64x2.splat(load<f64>(weights + (<usize>i << 3)))
        const to = blockSums + <usize>t * bytes
        for (let j: usize = 0; j < bytes; j += 16) {
          v128.store(to + j, f64x2.add(v128.load(to + j), f64x2.mul(a, v128.load(p + j))))
        }
      }
      let column = v + <usize>t * columns * bytes
      for (let k = 0; k < columns; k++, column += bytes) add(out + (<usize>k << 3), dot(p, column))
    }
    const at = <usize>i << 3
    store<f64>(sums + at, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1))
    store<f64>(costs + at, f64x2.extract_lane(cost, 0) + f64x2.extract_lane(cost, 1))
  }
}

/**
 * Gradients Σ_j p_ij ∂c(x_i, y_j)/∂x_i; a pair where the cost has none (equal points, antipodes) counts 0. On the
 * sphere the gradient is the tangential one.
 * Own args: gradients (rows of d).
 */
export function gradientF64(begin: i32, end: i32, args: usize): void {
  pass.openPass(begin, args)
  const gradients = pointer(args, pass.OWN)
  const d = integer(args, 9)
  const code = integer(args, 10)
  for (let i = begin; i < end; i++) {
    const row = pass.rowAt(i)
    const shift = pass.guessAt(i)
    const out = gradients + ((<usize>i * d) << 3)
    memory.fill(out, 0, <usize>d << 3)
    for (let t = 0; t < pass.tiles; t++) {
      if (!(pass.boundOf(row, t) + shift > -pass.THRESHOLD)) continue
      fillPlan(row, t, shift)
      const tile = pass.tileAt(t)
      if (code == CITYBLOCK) addSigns(row, tile, d, out)
      else if (code == CHEBYSHEV) addLargestSigns(row, tile, d, out)
      else {
        const along = fillFactors(code, args, row, tile, d)
        addDifferences(row, tile, d, out, along)
      }
    }
  }
}

/**
 * Turns p_ij in `buffer` into the factors w_j of Σ_j w_j (x − y_j), the form that all radial costs have, and of
 * Σ_j w_j (x cos θ_j − y_j) on the sphere; returns Σ_j w_j, or Σ_j w_j cos θ_j.
 */
function fillFactors(code: i32, args: usize, row: usize, tile: usize, d: i32): f64 {
  const exponent = real(args, 11)
  // The exponents have served: their buffer takes the squared distances, on the sphere the squared chords.
  if (code == POWER || code == SPHERE) tileCosts(SQEUCLIDEAN, 2, row, tile, pass.width, d, pass.exponents)
  let along: f64 = 0
  for (let j: usize = 0, bytes = <usize>pass.width << 3; j < bytes; j += 8) {
    const p = load<f64>(pass.buffer + j)
    const c = load<f64>(pass.costs + j)
    const square = load<f64>(pass.exponents + j)
    let factor = 2 * p
    let cosine: f64 = 1
    if (code == EUCLIDEAN) factor = c > 0 ? p / c : 0
    else if (code == POWER) factor = square > 0 ? (exponent * p * c) / square : 0
    else if (code == SPHERE) {
      cosine = 1 - 0.5 * square
      const sine = sqrt(max(square * (1 - 0.25 * square), 0))
      // θ / sin θ is 1 at θ = 0; at antipodes it has no limit.
      if (sine > 1e-12) factor *= sqrt(c) / sine
      else if (cosine < 0) factor = 0
    }
    store<f64>(pass.buffer + j, factor)
    along += factor * cosine
  }
  return along
}

// @ts-ignore: decorator
@inline
function addDifferences(row: usize, tile: usize, d: i32, out: usize, along: f64): void {
  const bytes = <usize>pass.width << 3
  for (let k = 0; k < d; k++) {
    const at = <usize>k << 3
    add(out + at, along * load<f64>(row + at) - dot(pass.buffer, tile + <usize>k * bytes))
  }
}

/** Σ_j p_j sign(x_k − y_jk). */
function addSigns(row: usize, tile: usize, d: i32, out: usize): void {
  const bytes = <usize>pass.width << 3
  for (let k = 0; k < d; k++) {
    const u = load<f64>(row + (<usize>k << 3))
    let sum: f64 = 0
    for (let j: usize = 0, y = tile + <usize>k * bytes; j < bytes; j += 8) {
      const delta = u - load<f64>(y + j)
      if (delta != 0) sum += delta > 0 ? load<f64>(pass.buffer + j) : -load<f64>(pass.buffer + j)
    }
    add(out + (<usize>k << 3), sum)
  }
}

/** As addSigns, in the coordinate that has the largest difference; on a tie the first of them. */
function addLargestSigns(row: usize, tile: usize, d: i32, out: usize): void {
  const bytes = <usize>pass.width << 3
  for (let j: usize = 0; j < bytes; j += 8) {
    let most: f64 = 0
    let value: f64 = 0
    let which: usize = 0
    for (let k = 0; k < d; k++) {
      const at = <usize>k << 3
      const delta = load<f64>(row + at) - load<f64>(tile + <usize>k * bytes + j)
      if (abs(delta) > most) {
        most = abs(delta)
        value = delta > 0 ? 1 : -1
        which = at
      }
    }
    if (most > 0) add(out + which, value * load<f64>(pass.buffer + j))
  }
}

/**
 * Moments of the cost under b: Σ_j b_j c_ij, Σ_j b_j c_ij², and the largest c_ij.
 * Own args: means, squares, maxima, b (padded with 0).
 */
export function costMomentsF64(begin: i32, end: i32, args: usize): void {
  pass.openPass(begin, args)
  const means = pointer(args, pass.OWN)
  const squares = pointer(args, pass.OWN + 1)
  const maxima = pointer(args, pass.OWN + 2)
  const weights = pointer(args, pass.OWN + 3)
  const columns = integer(args, 16)
  for (let i = begin; i < end; i++) {
    const row = pass.rowAt(i)
    let mean: f64 = 0
    let square: f64 = 0
    let most = -Infinity
    for (let t = 0; t < pass.tiles; t++) {
      pass.fillCosts(row, t)
      const first = t * pass.width
      for (let j = 0, known = min(pass.width, columns - first); j < known; j++) {
        const c = load<f64>(pass.costs + (<usize>j << 3))
        const weighted = c * load<f64>(weights + (<usize>(first + j) << 3))
        mean += weighted
        square += c * weighted
        most = max(most, c)
      }
    }
    const at = <usize>i << 3
    store<f64>(means + at, mean)
    store<f64>(squares + at, square)
    store<f64>(maxima + at, most)
  }
}
