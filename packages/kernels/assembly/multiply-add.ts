/**
 * sum + a b. A module that build.mjs also compiles with fused multiply-adds takes all its products from here.
 *
 * Fused, the product is not rounded before the sum, and one instruction does the work of two. Which of the two a relaxed
 * instruction does is the processor's choice, so fused modules give other last bits on other machines.
 */

// @ts-ignore: decorator
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, sum)
  return f32x4.add(sum, f32x4.mul(a, b))
}
