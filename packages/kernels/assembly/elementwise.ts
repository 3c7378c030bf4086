/** Vector functions over contiguous arrays, 16-byte aligned and padded (see src/arena.ts). */
import { integer, pointer } from './args'
import { expF32x4, expF64x2, logF32x4, logF64x2 } from './exp'

const EXP_F32 = 0
const EXP_F64 = 1
const LOG_F32 = 2
const LOG_F64 = 3

/** `kind` is a constant at every call, so that only one branch is left. */
// @ts-ignore: decorator
@inline
function apply(kind: i32, x: v128): v128 {
  if (kind == EXP_F32) return expF32x4(x)
  if (kind == EXP_F64) return expF64x2(x)
  if (kind == LOG_F32) return logF32x4(x)
  return logF64x2(x)
}

/**
 * out[k] = function(x[k]) over the bytes [at, stop). Four vectors at a time: one is a long chain of dependent
 * operations, and a processor that sees four of them side by side is busy (exp of float32: 4 times faster).
 */
// @ts-ignore: decorator
@inline
function map(kind: i32, at: usize, stop: usize, args: usize): void {
  const x = pointer(args, 0)
  const out = pointer(args, 1)
  let k = at
  for (const last = stop & ~(<usize>63); k < last; k += 64) {
    const a = v128.load(x + k)
    const b = v128.load(x + k, 16)
    const c = v128.load(x + k, 32)
    const d = v128.load(x + k, 48)
    v128.store(out + k, apply(kind, a))
    v128.store(out + k, apply(kind, b), 16)
    v128.store(out + k, apply(kind, c), 32)
    v128.store(out + k, apply(kind, d), 48)
  }
  for (; k < stop; k += 16) v128.store(out + k, apply(kind, v128.load(x + k)))
}

/** out[k] = exp(x[k]), float32. args: x, out. `begin` is a multiple of 16. */
export function expF32(begin: i32, end: i32, args: usize): void {
  map(EXP_F32, (<usize>begin) << 2, (<usize>end) << 2, args)
}

/** out[k] = exp(x[k]), float64. args: x, out. `begin` is a multiple of 8. */
export function expF64(begin: i32, end: i32, args: usize): void {
  map(EXP_F64, (<usize>begin) << 3, (<usize>end) << 3, args)
}

/** out[k] = log(x[k]), float32. args: x, out. `begin` is a multiple of 16. */
export function logF32(begin: i32, end: i32, args: usize): void {
  map(LOG_F32, (<usize>begin) << 2, (<usize>end) << 2, args)
}

/** out[k] = log(x[k]), float64. args: x, out. `begin` is a multiple of 8. */
export function logF64(begin: i32, end: i32, args: usize): void {
  map(LOG_F64, (<usize>begin) << 3, (<usize>end) << 3, args)
}

/*
 * Rows: row i of x starts at x + i * stride, where stride is a multiple of 16 bytes and the padding holds −Infinity,
 * whose exponential is 0. Sums are float64 also over float32 rows.
 */

// @ts-ignore: decorator
@inline
function largestF32(x: usize, stride: usize): f32 {
  let most = f32x4.splat(-Infinity)
  for (let k: usize = 0; k < stride; k += 16) most = f32x4.pmax(v128.load(x + k), most)
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  )
}

// @ts-ignore: decorator
@inline
function largestF64(x: usize, stride: usize): f64 {
  let most = f64x2.splat(-Infinity)
  for (let k: usize = 0; k < stride; k += 16) most = f64x2.pmax(v128.load(x + k), most)
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1))
}

/** Writes exp(x − shift) to out and returns the sum. */
// @ts-ignore: decorator
@inline
function shiftedExpF32(x: usize, out: usize, stride: usize, shift: f32): f64 {
  const shifts = f32x4.splat(shift)
  let sum = f64x2.splat(0)
  for (let k: usize = 0; k < stride; k += 16) {
    const e = expF32x4(f32x4.sub(v128.load(x + k), shifts))
    v128.store(out + k, e)
    const high = i8x16.shuffle(e, e, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
    sum = f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(e), f64x2.promote_low_f32x4(high)))
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

// @ts-ignore: decorator
@inline
function shiftedExpF64(x: usize, out: usize, stride: usize, shift: f64): f64 {
  const shifts = f64x2.splat(shift)
  let sum = f64x2.splat(0)
  for (let k: usize = 0; k < stride; k += 16) {
    const e = expF64x2(f64x2.sub(v128.load(x + k), shifts))
    v128.store(out + k, e)
    sum = f64x2.add(sum, e)
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

// @ts-ignore: decorator
@inline
function logarithm(x: f64): f64 {
  return f64x2.extract_lane(logF64x2(f64x2.splat(x)), 0)
}

/** out[i] = log Σ_k exp(x[i, k]), float64. args: x (float32, overwritten), out, stride in bytes. */
export function logSumExpF32(begin: i32, end: i32, args: usize): void {
  const stride = <usize>integer(args, 2)
  for (let i = begin; i < end; i++) {
    const row = pointer(args, 0) + <usize>i * stride
    const most = largestF32(row, stride)
    // An infinite maximum is the answer; subtracting it would make NaN.
    const value = abs(most) == Infinity ? <f64>most : <f64>most + logarithm(shiftedExpF32(row, row, stride, most))
    store<f64>(pointer(args, 1) + (<usize>i << 3), value)
  }
}

/** out[i] = log Σ_k exp(x[i, k]). args: x (float64, overwritten), out, stride in bytes. */
export function logSumExpF64(begin: i32, end: i32, args: usize): void {
  const stride = <usize>integer(args, 2)
  for (let i = begin; i < end; i++) {
    const row = pointer(args, 0) + <usize>i * stride
    const most = largestF64(row, stride)
    const value = abs(most) == Infinity ? most : most + logarithm(shiftedExpF64(row, row, stride, most))
    store<f64>(pointer(args, 1) + (<usize>i << 3), value)
  }
}

/** x[i, k] := exp(x[i, k]) / Σ_l exp(x[i, l]), in place. args: x (float32), stride in bytes. */
export function softmaxF32(begin: i32, end: i32, args: usize): void {
  const stride = <usize>integer(args, 1)
  for (let i = begin; i < end; i++) {
    const row = pointer(args, 0) + <usize>i * stride
    const sum = shiftedExpF32(row, row, stride, largestF32(row, stride))
    const scale = f32x4.splat(<f32>(1 / sum))
    for (let k: usize = 0; k < stride; k += 16) v128.store(row + k, f32x4.mul(v128.load(row + k), scale))
  }
}

/** x[i, k] := exp(x[i, k]) / Σ_l exp(x[i, l]), in place. args: x (float64), stride in bytes. */
export function softmaxF64(begin: i32, end: i32, args: usize): void {
  const stride = <usize>integer(args, 1)
  for (let i = begin; i < end; i++) {
    const row = pointer(args, 0) + <usize>i * stride
    const sum = shiftedExpF64(row, row, stride, largestF64(row, stride))
    const scale = f64x2.splat(1 / sum)
    for (let k: usize = 0; k < stride; k += 16) v128.store(row + k, f64x2.mul(v128.load(row + k), scale))
  }
}
