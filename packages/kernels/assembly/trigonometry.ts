/**
 * Sines and cosines of two doubles, the same bits on every machine.
 *
 * Both begin with a reduction x = k π/2 + r, |r| <= π/4, whose k is in the low bits of `quadrants`; the two polynomials of
 * r (the minimax ones of fdlibm, within 2^-58 and 2^-60) then serve sine and cosine together: `pick` swaps and
 * negates them by the quadrant. Error: below 2 units in the last place for arguments up to 1.6e6 in size (two roundings of the
 * reduction, one of the sum, and the polynomial's); beyond that the reduction has too few bits, and beyond 7e15 results
 * are meaningless. NaN passes. Measured in src/advect.test.ts.
 */

/** 1.5 · 2^52: t + MAGIC holds round(t) in its low bits. */
const MAGIC: f64 = 6755399441055744
// π/2 in three parts; the first two have 33 bits, so k times either is exact for k < 2^20.
const HALF_PI_1: f64 = 1.57079632673412561417
const HALF_PI_2: f64 = 6.07710050630396597660e-11
const HALF_PI_3: f64 = 2.02226624879595063154e-21

/** round(x / (π/2)) as the low bits of a double near 1.5 · 2^52. */
// @ts-ignore: decorator
@inline
export function quadrants(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, f64x2.splat(0.63661977236758134308)), f64x2.splat(MAGIC))
}

/** x − k π/2, for k from `quadrants`. */
// @ts-ignore: decorator
@inline
export function reduced(x: v128, quadrant: v128): v128 {
  const k = f64x2.sub(quadrant, f64x2.splat(MAGIC))
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(HALF_PI_1)))
  const low = f64x2.sub(high, f64x2.mul(k, f64x2.splat(HALF_PI_2)))
  return f64x2.sub(low, f64x2.mul(k, f64x2.splat(HALF_PI_3)))
}

/** sin r for |r| <= π/4. */
// @ts-ignore: decorator
@inline
export function sinReduced(r: v128): v128 {
  const z = f64x2.mul(r, r)
  const z2 = f64x2.mul(z, z)
  // Summed in halves: the chain of dependent operations is what a pair of particles waits for.
  const low = f64x2.add(f64x2.mul(z, f64x2.splat(8.33333333332248946124e-3)), f64x2.splat(-1.66666666666666324348e-1))
  const middle = f64x2.add(f64x2.mul(z, f64x2.splat(2.75573137070700676789e-6)), f64x2.splat(-1.98412698298579493134e-4))
  const high = f64x2.add(f64x2.mul(z, f64x2.splat(1.58969099521155010221e-10)), f64x2.splat(-2.50507602534068634195e-8))
  const p = f64x2.add(low, f64x2.mul(z2, f64x2.add(middle, f64x2.mul(z2, high))))
  return f64x2.add(r, f64x2.mul(f64x2.mul(r, z), p))
}

/** cos r for |r| <= π/4. */
// @ts-ignore: decorator
@inline
export function cosReduced(r: v128): v128 {
  const z = f64x2.mul(r, r)
  const z2 = f64x2.mul(z, z)
  const low = f64x2.add(f64x2.mul(z, f64x2.splat(-1.38888888888741095749e-3)), f64x2.splat(4.16666666666666019037e-2))
  const middle = f64x2.add(f64x2.mul(z, f64x2.splat(-2.75573143513906633035e-7)), f64x2.splat(2.48015872894767294178e-5))
  const high = f64x2.add(f64x2.mul(z, f64x2.splat(-1.13596475577881948265e-11)), f64x2.splat(2.08757232129817482790e-9))
  const p = f64x2.add(low, f64x2.mul(z2, f64x2.add(middle, f64x2.mul(z2, high))))
  // 1 − z/2 rounds; what the rounding dropped joins the small terms.
  const half = f64x2.mul(z, f64x2.splat(0.5))
  const one = f64x2.sub(f64x2.splat(1), half)
  const dropped = f64x2.sub(f64x2.sub(f64x2.splat(1), one), half)
  return f64x2.add(one, f64x2.add(dropped, f64x2.mul(z2, p)))
}

/** sin(k π/2 + r) from sin r and cos r. */
// @ts-ignore: decorator
@inline
export function pickSin(sine: v128, cosine: v128, quadrant: v128): v128 {
  const odd = i64x2.neg(v128.and(quadrant, i64x2.splat(1)))
  const negative = v128.and(i64x2.shl(quadrant, 62), i64x2.splat(0x8000000000000000))
  return v128.xor(v128.bitselect(cosine, sine, odd), negative)
}

/** cos(k π/2 + r) from sin r and cos r. */
// @ts-ignore: decorator
@inline
export function pickCos(sine: v128, cosine: v128, quadrant: v128): v128 {
  return pickSin(sine, cosine, i64x2.add(quadrant, i64x2.splat(1)))
}

// @ts-ignore: decorator
@inline
export function sinF64x2(x: v128): v128 {
  const k = quadrants(x)
  const r = reduced(x, k)
  return pickSin(sinReduced(r), cosReduced(r), k)
}

// @ts-ignore: decorator
@inline
export function cosF64x2(x: v128): v128 {
  const k = quadrants(x)
  const r = reduced(x, k)
  return pickCos(sinReduced(r), cosReduced(r), k)
}

/** sin x of one number. */
// @ts-ignore: decorator
@inline
export function sinF64(x: f64): f64 {
  return f64x2.extract_lane(sinF64x2(f64x2.splat(x)), 0)
}

/**
 * sin πx, for |x| below 2^51. x = k + r with |r| <= 1/2 is exact, and the lowest bit of k is the sign; the polynomial (Remez,
 * within 2^-60) needs no cosine. Error: below 2 units in the last place.
 */
// @ts-ignore: decorator
@inline
export function sinPiF64x2(x: v128): v128 {
  const turns = f64x2.add(x, f64x2.splat(MAGIC))
  const r = f64x2.sub(x, f64x2.sub(turns, f64x2.splat(MAGIC)))
  const z = f64x2.mul(r, r)
  const z2 = f64x2.mul(z, z)
  const c01 = f64x2.add(f64x2.mul(z, f64x2.splat(-5.167712780049969)), f64x2.splat(3.141592653589793))
  const c23 = f64x2.add(f64x2.mul(z, f64x2.splat(-0.5992645293189474)), f64x2.splat(2.5501640398773007))
  const c45 = f64x2.add(f64x2.mul(z, f64x2.splat(-0.007370430506269053)), f64x2.splat(0.08214588657314416))
  const c67 = f64x2.add(f64x2.mul(z, f64x2.splat(-2.1903501172434364e-5)), f64x2.splat(4.662998178544756e-4))
  const high = f64x2.add(c67, f64x2.mul(z2, f64x2.splat(7.6978677482917e-7)))
  const middle = f64x2.add(c45, f64x2.mul(z2, high))
  const p = f64x2.add(c01, f64x2.mul(z2, f64x2.add(c23, f64x2.mul(z2, middle))))
  return v128.xor(f64x2.mul(r, p), i64x2.shl(turns, 63))
}
