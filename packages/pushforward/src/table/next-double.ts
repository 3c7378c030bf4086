/**
 * Neighbouring doubles: an interval that holds one number and no other.
 * @module
 */

const scratch = new DataView(new ArrayBuffer(8))

/** The next double above (direction 1) or below (−1) a finite number. */
export function nextDouble(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE
  scratch.setFloat64(0, value)
  // Doubles of one sign are ordered as their bits are.
  scratch.setBigUint64(0, scratch.getBigUint64(0) + BigInt(Math.sign(value) * direction))
  return scratch.getFloat64(0)
}

/** The two cut points between which there is one number. */
export function isolating(value: number, closed: 'left' | 'right'): [number, number] {
  return closed === 'left' ? [value, nextDouble(value, 1)] : [nextDouble(value, -1), value]
}
