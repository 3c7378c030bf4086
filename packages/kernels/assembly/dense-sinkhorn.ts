/**
 * Small entropic transport problems between uniform samples, a fixed number of iterations each, in float32: what a
 * training step needs. The matrix K = 2^(2 (φ_i + γ_j − c_ij)) is kept, so an iteration is two products with it and no
 * exponential; every `REFRESH` iterations the scalings u, v go into the potentials and K is made anew, which keeps all
 * numbers within float32 at any ε (Schmitzer 2019, "Stabilized sparse scaling algorithms", §3.2).
 *
 * Potentials and costs are in half bits: t stands for 2 t ln 2 in units of ε (see exp2Halved). Rows of matrices have
 * `width` floats, m rounded up to 8; the padding costs `FAR`. Matrices have n rounded up to 4 rows. Exponentials go two
 * vectors at a time: one alone waits for its own additions.
 */
import { integer, pointer } from './args'
import {
  clearPadding, COLUMN_POTENTIAL, COLUMNS, COST, DIMENSION, exp2Halved, halfLog2, ITERATIONS, KERNEL, OUT, REFRESH,
  ROW_POTENTIAL, ROWS, STRIDE, sumLanes, SUMS, SYMMETRIC, U, V, Y,
} from './dense-sinkhorn-problem'
import { fillCosts, startColumns, startRows } from './dense-sinkhorn-start'

/** Problems [begin, end). args: table. */
export function solve(begin: i32, end: i32, args: usize): void {
  for (let k = begin; k < end; k++) solveOne(pointer(args, 0) + (<usize>(k * STRIDE) << 3))
}

function solveOne(problem: usize): void {
  const n = integer(problem, ROWS)
  const m = integer(problem, COLUMNS)
  const width = (m + 7) & ~7
  const symmetric = integer(problem, SYMMETRIC) != 0
  const iterations = integer(problem, ITERATIONS)
  const u = pointer(problem, U)
  const v = pointer(problem, V)
  if (integer(problem, DIMENSION) > 0) fillCosts(problem, n, m, width)
  startRows(problem, n, m, width, symmetric)
  if (!symmetric) startColumns(problem, n, width)
  for (let k = 1; k < iterations; k++) {
    if ((k - 1) % REFRESH == 0) {
      if (k > 1) absorb(problem, n, m)
      refresh(problem, n, m, width)
    }
    if (symmetric) {
      iterateSymmetric(problem, n, m, width)
      memory.copy(v, u, <usize>m << 2)
    } else {
      iterate(problem, n, m, width)
    }
  }
  if (iterations > 1) absorb(problem, n, m)
  finish(problem, n, m, width, symmetric)
}

/** K from the present potentials, and scalings of 1 (0 for the padding). */
function refresh(problem: usize, n: i32, m: i32, width: i32): void {
  const cost = pointer(problem, COST)
  const kernel = pointer(problem, KERNEL)
  const rows = pointer(problem, ROW_POTENTIAL)
  const columns = pointer(problem, COLUMN_POTENTIAL)
  const bytes = <usize>width << 2
  for (let i = 0; i < n; i++) {
    const at = <usize>i * bytes
    const phi = v128.load_splat<f32>(rows + (<usize>i << 2))
    const from = cost + at
    const to = kernel + at
    for (let j: usize = 0; j < bytes; j += 32) {
      const e0 = exp2Halved(f32x4.sub(f32x4.add(phi, v128.load(columns + j)), v128.load(from + j)))
      const e1 = exp2Halved(f32x4.sub(f32x4.add(phi, v128.load(columns + j, 16)), v128.load(from + j, 16)))
      v128.store(to + j, e0)
      v128.store(to + j, e1, 16)
    }
  }
  memory.fill(kernel + <usize>n * bytes, 0, (<usize>((n + 3) & ~3) - n) * bytes)
  fillOnes(pointer(problem, U), n)
  fillOnes(pointer(problem, V), m)
}

function fillOnes(at: usize, count: i32): void {
  for (let k = 0, padded = (count + 7) & ~7; k < padded; k++) store<f32>(at + (<usize>k << 2), k < count ? 1 : 0)
}

/** u = m / (K v), then v = n / (Kᵀ u), in one reading of K: four rows are multiplied while they are in the cache. */
function iterate(problem: usize, n: i32, m: i32, width: i32): void {
  const u = pointer(problem, U)
  const v = pointer(problem, V)
  const sums = pointer(problem, SUMS)
  const bytes = <usize>width << 2
  memory.fill(sums, 0, bytes)
  for (let i = 0; i < n; i += 4) {
    const k0 = pointer(problem, KERNEL) + <usize>i * bytes
    const k1 = k0 + bytes
    const k2 = k1 + bytes
    const k3 = k2 + bytes
    const products = fourProducts(k0, bytes, v)
    let scale = f32x4.div(f32x4.splat(<f32>m), products)
    if (i + 4 > n) scale = dropLanes(scale, n - i)
    v128.store(u + (<usize>i << 2), scale)
    const u0 = f32x4.splat(f32x4.extract_lane(scale, 0))
    const u1 = f32x4.splat(f32x4.extract_lane(scale, 1))
    const u2 = f32x4.splat(f32x4.extract_lane(scale, 2))
    const u3 = f32x4.splat(f32x4.extract_lane(scale, 3))
    for (let j: usize = 0; j < bytes; j += 16) {
      const low = f32x4.add(f32x4.mul(u0, v128.load(k0 + j)), f32x4.mul(u1, v128.load(k1 + j)))
      const high = f32x4.add(f32x4.mul(u2, v128.load(k2 + j)), f32x4.mul(u3, v128.load(k3 + j)))
      v128.store(sums + j, f32x4.add(v128.load(sums + j), f32x4.add(low, high)))
    }
  }
  const count = f32x4.splat(<f32>n)
  for (let j: usize = 0; j < bytes; j += 16) v128.store(v + j, f32x4.div(count, v128.load(sums + j)))
  for (let j = m; j < width; j++) store<f32>(v + (<usize>j << 2), 0)
}

/** u = √(v n / (K v)): half a step towards the soft-min, in logarithms. */
function iterateSymmetric(problem: usize, n: i32, m: i32, width: i32): void {
  const u = pointer(problem, U)
  const v = pointer(problem, V)
  const bytes = <usize>width << 2
  const count = f32x4.splat(<f32>m)
  for (let i = 0; i < n; i += 4) {
    const products = fourProducts(pointer(problem, KERNEL) + <usize>i * bytes, bytes, v)
    const at = <usize>i << 2
    let scale = f32x4.sqrt(f32x4.div(f32x4.mul(count, v128.load(v + at)), products))
    if (i + 4 > n) scale = dropLanes(scale, n - i)
    v128.store(u + at, scale)
  }
}

/** The products of four rows of K with v. */
// @ts-ignore: decorator
@inline
function fourProducts(k0: usize, bytes: usize, v: usize): v128 {
  const k1 = k0 + bytes
  const k2 = k1 + bytes
  const k3 = k2 + bytes
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
  for (let j: usize = 0; j < bytes; j += 16) {
    const right = v128.load(v + j)
    s0 = f32x4.add(s0, f32x4.mul(right, v128.load(k0 + j)))
    s1 = f32x4.add(s1, f32x4.mul(right, v128.load(k1 + j)))
    s2 = f32x4.add(s2, f32x4.mul(right, v128.load(k2 + j)))
    s3 = f32x4.add(s3, f32x4.mul(right, v128.load(k3 + j)))
  }
  return f32x4(sumLanes(s0), sumLanes(s1), sumLanes(s2), sumLanes(s3))
}

/** Zeroes the lanes from `keep` on: rows that pad. */
// @ts-ignore: decorator
@inline
function dropLanes(a: v128, keep: i32): v128 {
  return v128.and(a, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(keep)))
}

/** φ += ½ log2 u, γ += ½ log2 v. */
function absorb(problem: usize, n: i32, m: i32): void {
  addLogarithms(pointer(problem, ROW_POTENTIAL), pointer(problem, U), n)
  addLogarithms(pointer(problem, COLUMN_POTENTIAL), pointer(problem, V), m)
}

function addLogarithms(potential: usize, scaling: usize, count: i32): void {
  for (let at: usize = 0, stop = <usize>count << 2; at < stop; at += 16) {
    v128.store(potential + at, f32x4.add(v128.load(potential + at), halfLog2(v128.load(scaling + at))))
  }
  clearPadding(potential, count)
}

/**
 * One more soft-min over the columns, which makes rows exact: writes the plan with rows that sum to 1, the potentials'
 * means, the L1 violation of the columns, and each row's barycentre of Y.
 */
function finish(problem: usize, n: i32, m: i32, width: i32, symmetric: bool): void {
  const rows = pointer(problem, ROW_POTENTIAL)
  const columns = pointer(problem, COLUMN_POTENTIAL)
  const kernel = pointer(problem, KERNEL)
  const sums = pointer(problem, SUMS)
  const out = pointer(problem, OUT)
  const d = integer(problem, DIMENSION)
  const bytes = <usize>width << 2
  refresh(problem, n, m, width)
  memory.fill(sums, 0, bytes)
  let meanRows: f64 = 0
  for (let i = 0; i < n; i++) {
    const row = kernel + <usize>i * bytes
    let sum = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) sum = f32x4.add(sum, v128.load(row + j))
    const total = sumLanes(sum)
    const inverse = f32x4.splat(<f32>1 / total)
    for (let j: usize = 0; j < bytes; j += 16) {
      const share = f32x4.mul(inverse, v128.load(row + j))
      v128.store(row + j, share)
      v128.store(sums + j, f32x4.add(v128.load(sums + j), share))
    }
    const at = rows + (<usize>i << 2)
    const step = f32x4.extract_lane(halfLog2(f32x4.splat(total / <f32>m)), 0)
    // A symmetric problem has one potential: half of this step for each of its two places.
    store<f32>(at, load<f32>(at) - (symmetric ? <f32>0.5 * step : step))
    meanRows += <f64>load<f32>(at)
    for (let k = 0; k < d; k++) {
      const y = pointer(problem, Y) + <usize>k * bytes
      let centre = f32x4.splat(0)
      for (let j: usize = 0; j < bytes; j += 16) {
        centre = f32x4.add(centre, f32x4.mul(v128.load(row + j), v128.load(y + j)))
      }
      store<f32>(out + 24 + (<usize>(i * d + k) << 2), sumLanes(centre))
    }
  }
  let meanColumns: f64 = 0
  let residual: f64 = 0
  for (let j = 0; j < m; j++) {
    meanColumns += <f64>load<f32>(columns + (<usize>j << 2))
    residual += Math.abs(<f64>load<f32>(sums + (<usize>j << 2)) / <f64>n - 1 / <f64>m)
  }
  store<f64>(out, meanRows / <f64>n)
  store<f64>(out + 8, symmetric ? meanRows / <f64>n : meanColumns / <f64>m)
  store<f64>(out + 16, residual)
}
