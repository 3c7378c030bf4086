/**
 * Weights as whole numbers, so that the flows of a simplex are exact.
 * @module
 */
import { argsort } from '@pushforward/kernels/sort'
import { isUniform } from './line-matching.js'

export interface WholeSupplies {
  /** Positive whole numbers; both sides sum to `total`, which is below 2^53. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly total: number
  /** Whether `supply / total` is the weight exactly, as for uniform samples. */
  readonly exact: boolean
}

/** Units that general weights are cut in: each is within one unit, 2e-16, of its share. */
const UNITS = 2 ** 52

/**
 * @param a positive weights of x, sum 1
 * @param b positive weights of y, sum 1
 */
export function wholeSupplies(a: Float64Array, b: Float64Array): WholeSupplies {
  if (isUniform(a) && isUniform(b)) {
    const divisor = greatestCommonDivisor(a.length, b.length)
    const x = new Float64Array(a.length).fill(b.length / divisor)
    const y = new Float64Array(b.length).fill(a.length / divisor)
    return { x, y, total: (a.length * b.length) / divisor, exact: true }
  }
  return { x: wholeParts(a), y: wholeParts(b), total: UNITS, exact: false }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** Rounds down to units, at least one each, and gives the missing units to the largest remainders. */
function wholeParts(weights: Float64Array): Float64Array {
  const parts = weights.map((weight) => Math.max(1, Math.floor(weight * UNITS)))
  let missing = UNITS
  for (const part of parts) missing -= part
  const byRemainder = argsort(weights.map((weight, i) => (parts[i] as number) - weight * UNITS))
  for (let k = 0; missing > 0; k = (k + 1) % parts.length, missing--) {
    const i = byRemainder[k] as number
    parts[i] = (parts[i] as number) + 1
  }
  // Weights below half a unit were rounded up to one, and sums round: the largest weight can spare what is too much.
  if (missing < 0) {
    const byWeight = argsort(parts)
    for (let k = parts.length - 1; missing < 0 && k >= 0; k--) {
      const i = byWeight[k] as number
      const spared = Math.min((parts[i] as number) - 1, -missing)
      parts[i] = (parts[i] as number) - spared
      missing += spared
    }
  }
  return parts
}
