/**
 * x^p for x >= 0 in float64. Multiples of 1/4 are square roots and products (a few units in the last place); any other
 * exponent is exp(p log x), with relative error about |p log x| 2^-52.
 */
import { expF64x2, logF64x2 } from './exp'

/** Exponents up to this size are worth multiplying out. */
const LARGEST_PRODUCT: f64 = 16

export function power(x: f64, p: f64): f64 {
  const quarters = p * 4
  if (p >= 0 && p <= LARGEST_PRODUCT && quarters == nearest(quarters)) return quarterPower(x, <i32>quarters)
  return f64x2.extract_lane(expF64x2(f64x2.mul(f64x2.splat(p), logF64x2(f64x2.splat(x)))), 0)
}

function quarterPower(x: f64, quarters: i32): f64 {
  let result: f64 = 1
  if (quarters & 1) result *= sqrt(sqrt(x))
  if (quarters & 2) result *= sqrt(x)
  for (let square = x, k = quarters >> 2; k > 0; k >>= 1) {
    if (k & 1) result *= square
    square *= square
  }
  return result
}
