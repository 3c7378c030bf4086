/** Costs and first potentials of dense-sinkhorn.ts, with maxima taken out of the sums: nothing underflows at any ε. */
import { integer, pointer, real } from './args'
import {
  clearPadding, COLUMN_POTENTIAL, COLUMNS, COST, DIMENSION, exp2Halved, FAR, halfLog2, maxLanes, ROW_POTENTIAL,
  sumLanes, SUMS, UNIT, X, Y,
} from './dense-sinkhorn-problem'

/** c = |x − y|², in half bits. */
export function fillCosts(problem: usize, n: i32, m: i32, width: i32): void {
  const d = integer(problem, DIMENSION)
  const x = pointer(problem, X)
  const y = pointer(problem, Y)
  const cost = pointer(problem, COST)
  const unit = f32x4.splat(<f32>real(problem, UNIT))
  const bytes = <usize>width << 2
  for (let i = 0; i < n; i++) {
    const row = cost + <usize>i * bytes
    for (let j: usize = 0; j < bytes; j += 16) {
      let sum = f32x4.splat(0)
      let at = y + j
      for (let k = 0; k < d; k++, at += bytes) {
        const delta = f32x4.sub(v128.load_splat<f32>(x + (<usize>(i * d + k) << 2)), v128.load(at))
        sum = f32x4.add(sum, f32x4.mul(delta, delta))
      }
      v128.store(row + j, f32x4.mul(unit, sum))
    }
    for (let j = m; j < width; j++) store<f32>(row + (<usize>j << 2), FAR)
  }
}

/** The first row potentials, from γ = 0, with the maximum taken out of the sum; half of them in the symmetric problem. */
export function startRows(problem: usize, n: i32, m: i32, width: i32, symmetric: bool): void {
  const cost = pointer(problem, COST)
  const potential = pointer(problem, ROW_POTENTIAL)
  const bytes = <usize>width << 2
  const share: f32 = symmetric ? 0.5 : 1
  for (let i = 0; i < n; i++) {
    const row = cost + <usize>i * bytes
    let least = v128.load(row)
    for (let j: usize = 16; j < bytes; j += 16) least = f32x4.pmin(least, v128.load(row + j))
    const lowest = -maxLanes(f32x4.neg(least))
    const shift = f32x4.splat(lowest)
    let sum = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 32) {
      const e0 = exp2Halved(f32x4.sub(shift, v128.load(row + j)))
      const e1 = exp2Halved(f32x4.sub(shift, v128.load(row + j, 16)))
      sum = f32x4.add(sum, f32x4.add(e0, e1))
    }
    const mean = f32x4.splat(sumLanes(sum) / <f32>m)
    store<f32>(potential + (<usize>i << 2), share * (lowest - f32x4.extract_lane(halfLog2(mean), 0)))
  }
  if (!symmetric) return
  memory.copy(pointer(problem, COLUMN_POTENTIAL), potential, <usize>n << 2)
  clearPadding(pointer(problem, COLUMN_POTENTIAL), n)
}

/** The first column potentials, likewise. */
export function startColumns(problem: usize, n: i32, width: i32): void {
  const cost = pointer(problem, COST)
  const rows = pointer(problem, ROW_POTENTIAL)
  const columns = pointer(problem, COLUMN_POTENTIAL)
  const sums = pointer(problem, SUMS)
  const bytes = <usize>width << 2
  for (let j: usize = 0; j < bytes; j += 16) v128.store(columns + j, f32x4.splat(-FAR))
  for (let i = 0; i < n; i++) {
    const row = cost + <usize>i * bytes
    const phi = v128.load_splat<f32>(rows + (<usize>i << 2))
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(columns + j, f32x4.pmax(v128.load(columns + j), f32x4.sub(phi, v128.load(row + j))))
    }
  }
  memory.fill(sums, 0, bytes)
  for (let i = 0; i < n; i++) {
    const row = cost + <usize>i * bytes
    const phi = v128.load_splat<f32>(rows + (<usize>i << 2))
    for (let j: usize = 0; j < bytes; j += 32) {
      const e0 = exp2Halved(f32x4.sub(f32x4.sub(phi, v128.load(row + j)), v128.load(columns + j)))
      const e1 = exp2Halved(f32x4.sub(f32x4.sub(phi, v128.load(row + j, 16)), v128.load(columns + j, 16)))
      v128.store(sums + j, f32x4.add(v128.load(sums + j), e0))
      v128.store(sums + j, f32x4.add(v128.load(sums + j, 16), e1), 16)
    }
  }
  const scale = f32x4.splat(<f32>1 / <f32>n)
  for (let j: usize = 0; j < bytes; j += 16) {
    const logarithm = halfLog2(f32x4.mul(scale, v128.load(sums + j)))
    v128.store(columns + j, f32x4.neg(f32x4.add(v128.load(columns + j), logarithm)))
  }
  clearPadding(columns, integer(problem, COLUMNS))
}
