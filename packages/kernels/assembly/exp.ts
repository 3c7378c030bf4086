/**
 * Exponentials and logarithms of four floats or two doubles, shared by every kernel that needs one, inlined.
 *
 * exp: x = k ln 2 + r with |r| <= ln2/2 by a two-part ln 2 (Cody-Waite), e^r = 1 + r + r² q(r), and the scale 2^k in
 * two factors, so that results round once on their way into the subnormals and overflow to Infinity.
 * log: x = 2^k m with m in [1/√2, √2), s = (m − 1)/(m + 1), log m = 2 s + s z R(z) with z = s².
 *
 * Every polynomial is the minimax one for the relative error of its function, found by Remez exchange; the bound beside
 * it is its error before rounding. Whole-range errors are measured in src/elementwise.test.ts.
 */

/** 1.5 · 2^23: t + MAGIC_F32 holds round(t) in its low bits, for |t| < 2^22. */
const MAGIC_F32: f32 = 12582912
/** 1.5 · 2^52. */
const MAGIC_F64: f64 = 6755399441055744

/** e^x; NaN passes. */
// @ts-ignore: decorator
@inline
export function expF32x4(x: v128): v128 {
  // pmin and pmax return their first operand when the comparison is false, so NaN stays.
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104))
  const k = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.44269504)))
  let r = f32x4.sub(clamped, f32x4.mul(k, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.12194440e-4)))
  let q = f32x4.splat(1.3814320556857430e-3) // 2^-28.3
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(8.3688510659139891e-3))
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(4.1668401083985505e-2))
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.6666519524497094e-1))
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(4.9999993373085315e-1))
  const p = f32x4.add(f32x4.add(f32x4.mul(q, f32x4.mul(r, r)), r), f32x4.splat(1))
  const half = f32x4.nearest(f32x4.mul(k, f32x4.splat(0.5)))
  return f32x4.mul(f32x4.mul(p, powerOfTwoF32x4(half)), powerOfTwoF32x4(f32x4.sub(k, half)))
}

/** 2^k for integers k in [-126, 127]. */
// @ts-ignore: decorator
@inline
function powerOfTwoF32x4(k: v128): v128 {
  return i32x4.shl(i32x4.add(f32x4.add(k, f32x4.splat(MAGIC_F32)), i32x4.splat(127)), 23)
}

/** e^x; NaN passes. */
// @ts-ignore: decorator
@inline
export function expF64x2(x: v128): v128 {
  const clamped = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710)), f64x2.splat(-746))
  const k = f64x2.nearest(f64x2.mul(clamped, f64x2.splat(1.4426950408889634)))
  let r = f64x2.sub(clamped, f64x2.mul(k, f64x2.splat(LN2_HIGH)))
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(LN2_LOW)))
  let q = f64x2.splat(2.0826436461674577e-9) // 2^-64
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(2.5112264250598972e-8))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(2.755758384843640632e-7))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(2.7557234220898357e-6))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(2.4801586922342157e-5))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.9841269897012810e-4))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.3888888889119094e-3))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(8.3333333333167859e-3))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(4.1666666666666083e-2))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.6666666666666684e-1))
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(0.5))
  const p = f64x2.add(f64x2.add(f64x2.mul(q, f64x2.mul(r, r)), r), f64x2.splat(1))
  const half = f64x2.nearest(f64x2.mul(k, f64x2.splat(0.5)))
  return f64x2.mul(f64x2.mul(p, powerOfTwoF64x2(half)), powerOfTwoF64x2(f64x2.sub(k, half)))
}

/** 2^k for integers k in [-1022, 1023]. */
// @ts-ignore: decorator
@inline
function powerOfTwoF64x2(k: v128): v128 {
  return i64x2.shl(i64x2.add(f64x2.add(k, f64x2.splat(MAGIC_F64)), i64x2.splat(1023)), 52)
}

/**
 * 2^(2t) + 2^(2u) for exponents in [-126, 126]; below, 2^-126; above, meaningless. Each within 4e-7 of its value.
 *
 * Exponents come halved because 2^(2t) = (2^t)²: with round(2t) taken out, |t| <= 1/4, where degree 4 does what
 * degree 5 does on |t| <= 1/2, and additions are what a soft-min waits for. Two at once, because one chain of dependent
 * operations alone leaves the processor idle (14 % slower).
 */
// @ts-ignore: decorator
@inline
export function exp2HalvedSumF32x4(t: v128, u: v128): v128 {
  const a = f32x4.pmax(t, f32x4.splat(-63))
  const b = f32x4.pmax(u, f32x4.splat(-63))
  const shiftedA = f32x4.add(a, f32x4.splat(0.5 * MAGIC_F32)) // rounds to halves; 2t is in the low bits
  const shiftedB = f32x4.add(b, f32x4.splat(0.5 * MAGIC_F32))
  const r = f32x4.sub(a, f32x4.sub(shiftedA, f32x4.splat(0.5 * MAGIC_F32)))
  const s = f32x4.sub(b, f32x4.sub(shiftedB, f32x4.splat(0.5 * MAGIC_F32)))
  let p = f32x4.splat(9.6060826682933168e-3) // 2^-23.5
  let q = f32x4.splat(9.6060826682933168e-3)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.5608260265678022e-2))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(5.5608260265678022e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(2.4022782553664822e-1))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(2.4022782553664822e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(6.9314555837038685e-1))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(6.9314555837038685e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1))
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(1))
  return f32x4.add(
    i32x4.add(f32x4.mul(p, p), i32x4.shl(shiftedA, 23)),
    i32x4.add(f32x4.mul(q, q), i32x4.shl(shiftedB, 23)),
  )
}

/**
 * 2^t for t in [-1022, 1023]; below, 2^-1022; above, meaningless. Within 2 units in the last place.
 *
 * The polynomial is summed in halves (Estrin), which cuts the chain of dependent operations to a third.
 */
// @ts-ignore: decorator
@inline
export function exp2F64x2(x: v128): v128 {
  const t = f64x2.pmax(x, f64x2.splat(-1022))
  const shifted = f64x2.add(t, f64x2.splat(MAGIC_F64))
  const r = f64x2.sub(t, f64x2.sub(shifted, f64x2.splat(MAGIC_F64)))
  const r2 = f64x2.mul(r, r)
  const r4 = f64x2.mul(r2, r2)
  const c01 = f64x2.add(f64x2.mul(r, f64x2.splat(6.9314718055994533e-1)), f64x2.splat(1)) // 2^-58.1
  const c23 = f64x2.add(f64x2.mul(r, f64x2.splat(5.5504108664819888e-2)), f64x2.splat(2.4022650695910158e-1))
  const c45 = f64x2.add(f64x2.mul(r, f64x2.splat(1.3333558146795767e-3)), f64x2.splat(9.6181291075876923e-3))
  const c67 = f64x2.add(f64x2.mul(r, f64x2.splat(1.5252733486176249e-5)), f64x2.splat(1.5403530463344056e-4))
  const c89 = f64x2.add(f64x2.mul(r, f64x2.splat(1.0178198932053058e-7)), f64x2.splat(1.3215432660544442e-6))
  const cAB = f64x2.add(f64x2.mul(r, f64x2.splat(4.4352397642342637e-10)), f64x2.splat(7.0741822234279255e-9))
  const high = f64x2.add(c89, f64x2.mul(cAB, r2))
  const middle = f64x2.add(c45, f64x2.mul(c67, r2))
  const low = f64x2.add(c01, f64x2.mul(c23, r2))
  const p = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))))
  return i64x2.add(p, i64x2.shl(shifted, 52))
}

/** log x; −Infinity at 0, NaN below, Infinity at Infinity; NaN passes. */
// @ts-ignore: decorator
@inline
export function logF32x4(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38))
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(16777216)), x, tiny)
  // Adding 1.0 − 1/√2 to the bits puts the break between exponents at √2 instead of 2.
  const bits = i32x4.add(normal, i32x4.splat(0x3f800000 - 0x3f3504f3))
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  let k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), i32x4.splat(127)))
  k = f32x4.sub(k, v128.and(tiny, f32x4.splat(24)))
  const f = f32x4.sub(m, f32x4.splat(1))
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)))
  const z = f32x4.mul(s, s)
  let series = f32x4.splat(2.9877115607462656e-1) // 2^-30.2
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(3.9977357116380010e-1))
  series = f32x4.mul(f32x4.add(f32x4.mul(series, z), f32x4.splat(6.6666777728831063e-1)), z)
  // 2 s = f − s f, and s f = f²/2 − s f²/2: f enters without rounding, the rest is small beside it.
  const half = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5))
  const rest = f32x4.add(f32x4.mul(s, f32x4.add(half, series)), f32x4.mul(k, f32x4.splat(-2.12194440e-4)))
  const value = f32x4.add(f32x4.sub(f, f32x4.sub(half, rest)), f32x4.mul(k, f32x4.splat(0.693359375)))
  return outsideLogF32x4(x, value)
}

/** The values of log outside (0, Infinity). */
// @ts-ignore: decorator
@inline
function outsideLogF32x4(x: v128, value: v128): v128 {
  const zero = f32x4.splat(0)
  let out = v128.bitselect(f32x4.splat(-Infinity), value, f32x4.eq(x, zero))
  out = v128.bitselect(f32x4.splat(NaN), out, f32x4.lt(x, zero))
  // Infinity and NaN are the two values that x < Infinity refuses.
  return v128.bitselect(out, x, v128.or(f32x4.lt(x, f32x4.splat(Infinity)), f32x4.lt(x, zero)))
}

const LN2_HIGH: f64 = 6.93147180369123816490e-1
const LN2_LOW: f64 = 1.90821492927058770002e-10

/** log x; −Infinity at 0, NaN below, Infinity at Infinity; NaN passes. */
// @ts-ignore: decorator
@inline
export function logF64x2(x: v128): v128 {
  const tiny = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308))
  const normal = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984)), x, tiny)
  const bits = i64x2.add(normal, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e667f3bcd))
  const m = i64x2.add(v128.and(bits, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e667f3bcd))
  // The exponent field is below 2^52, so as the low bits of 2^52 it reads as a double plus 2^52.
  const field = v128.or(i64x2.shr_u(bits, 52), f64x2.splat(4503599627370496))
  let k = f64x2.sub(field, f64x2.splat(4503599627370496 + 1023))
  k = f64x2.sub(k, v128.and(tiny, f64x2.splat(54)))
  const f = f64x2.sub(m, f64x2.splat(1))
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2)))
  const z = f64x2.mul(s, s)
  let series = f64x2.splat(1.4802189796307513e-1) // 2^-59.4
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(1.5313459667714973e-1))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(1.8183586075416883e-1))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.2222198182087030e-1))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.8571428745914156e-1))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(3.9999999999400203e-1))
  series = f64x2.mul(f64x2.add(f64x2.mul(series, z), f64x2.splat(6.6666666666667364e-1)), z)
  const half = f64x2.mul(f64x2.mul(f, f), f64x2.splat(0.5))
  const rest = f64x2.add(f64x2.mul(s, f64x2.add(half, series)), f64x2.mul(k, f64x2.splat(LN2_LOW)))
  const value = f64x2.add(f64x2.sub(f, f64x2.sub(half, rest)), f64x2.mul(k, f64x2.splat(LN2_HIGH)))
  return outsideLogF64x2(x, value)
}

// @ts-ignore: decorator
@inline
function outsideLogF64x2(x: v128, value: v128): v128 {
  const zero = f64x2.splat(0)
  let out = v128.bitselect(f64x2.splat(-Infinity), value, f64x2.eq(x, zero))
  out = v128.bitselect(f64x2.splat(NaN), out, f64x2.lt(x, zero))
  return v128.bitselect(out, x, v128.or(f64x2.lt(x, f64x2.splat(Infinity)), f64x2.lt(x, zero)))
}

/** log2 of one positive number. */
// @ts-ignore: decorator
@inline
export function log2F64(x: f64): f64 {
  return f64x2.extract_lane(logF64x2(f64x2.splat(x)), 0) * 1.4426950408889634
}
