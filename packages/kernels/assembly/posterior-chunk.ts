/**
 * What posteriors over components and over atoms have in common: a soft-max taken in one pass, with a running maximum that
 * moves once a chunk. Points are in columns, two at a time.
 */

/** Components between two moves of the maximum. */
export const CHUNK: i32 = 64
/** Shares below e^-60 = 9e-27 of the largest are left out: 10^6 of them change nothing in float64. */
export const NEGLIGIBLE: f64 = -60

/** Coordinate k of the pair at x. */
// @ts-ignore: decorator
@inline
export function coordinate(x: usize, stride: usize, k: i32): v128 {
  return v128.load(x + <usize>k * stride)
}
