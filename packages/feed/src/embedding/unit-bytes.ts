/**
 * Vectors of length 1 as signed bytes: u ≈ s·q with q in {-127…127}^d and s = max|u| / 127.
 *
 * An entry is off by at most s/2, by s/√12 in the root mean square where rounding is even; so the dot product with another
 * unit vector is off by s/√12 of its length, about 4·10⁻⁴ for 768 entries with a largest of 0.15: below what tells one
 * paper from the next, at a quarter of the memory of floats.
 * @module
 */

export interface UnitBytes {
  readonly bytes: Int8Array<ArrayBuffer>
  readonly scale: number
}

const LARGEST = 127

/** @returns undefined for a vector without a direction: all zero, or not finite */
export function unitBytes(vector: ArrayLike<number>): UnitBytes | undefined {
  let squares = 0
  let largest = 0
  for (let k = 0; k < vector.length; k++) {
    const value = vector[k] ?? Number.NaN
    squares += value * value
    largest = Math.max(largest, Math.abs(value))
  }
  if (!(squares > 0 && Number.isFinite(squares))) return undefined
  const step = largest / LARGEST
  const bytes = new Int8Array(vector.length)
  for (let k = 0; k < vector.length; k++) bytes[k] = Math.round((vector[k] ?? 0) / step)
  return { bytes, scale: step / Math.sqrt(squares) }
}
