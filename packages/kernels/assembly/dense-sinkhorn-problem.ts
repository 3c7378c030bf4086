/**
 * The problem table of dense-sinkhorn.ts, one row of `STRIDE` doubles a problem, and arithmetic in half bits: t stands for
 * 2 t ln 2 in units of ε.
 */
import { logF32x4 } from './exp'

export const STRIDE: i32 = 16
export const ROWS: i32 = 0 // n
export const COLUMNS: i32 = 1 // m
export const DIMENSION: i32 = 2 // d; 0 when the costs are given
export const X: i32 = 3 // [n, d]
export const Y: i32 = 4 // coordinate by coordinate: [d, width]
export const COST: i32 = 5 // [n, width], in half bits; filled here from X and Y when d > 0
export const UNIT: i32 = 6 // half bits in one unit of cost
export const ITERATIONS: i32 = 7
export const SYMMETRIC: i32 = 8 // 1 for a sample with itself
export const KERNEL: i32 = 9 // [n, width]; ends as the plan with rows that sum to 1
export const ROW_POTENTIAL: i32 = 10
export const COLUMN_POTENTIAL: i32 = 11
export const U: i32 = 12
export const V: i32 = 13
export const SUMS: i32 = 14 // width floats of scratch
export const OUT: i32 = 15 // float64: mean φ, mean γ, residual; then the barycentres [n, d] as float32

export const REFRESH: i32 = 10
export const FAR: f32 = 1e30

// @ts-ignore: decorator
@inline
export function sumLanes(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
}

// @ts-ignore: decorator
@inline
export function maxLanes(a: v128): f32 {
  return max(max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)), max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)))
}

/**
 * 2^(2t) for 2t in [-126, 126]; below, 2^-126; above, meaningless. Within 4e-7 of its value. As 2^(2t) = (2^t)², degree 4
 * on |t| <= 1/4 does what degree 5 would on |t| <= 1/2.
 */
// @ts-ignore: decorator
@inline
export function exp2Halved(halved: v128): v128 {
  const round = f32x4.splat(6291456) // 1.5 · 2^22: rounds to halves, and leaves 2t in the low bits
  const t = f32x4.pmax(halved, f32x4.splat(-63))
  const shifted = f32x4.add(t, round)
  const r = f32x4.sub(t, f32x4.sub(shifted, round))
  let p = f32x4.splat(9.6060826682933168e-3)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.5608260265678022e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(2.4022782553664822e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(6.9314555837038685e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1))
  return i32x4.add(f32x4.mul(p, p), i32x4.shl(shifted, 23))
}

/** ½ log2 a. */
// @ts-ignore: decorator
@inline
export function halfLog2(a: v128): v128 {
  return f32x4.mul(f32x4.splat(0.7213475204444817), logF32x4(a))
}

/** A padded column keeps potential 0, so that its cost alone makes it far. */
export function clearPadding(potential: usize, count: i32): void {
  for (let k = count, padded = (count + 7) & ~7; k < padded; k++) store<f32>(potential + (<usize>k << 2), 0)
}
