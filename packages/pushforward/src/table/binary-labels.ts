/**
 * Labels of rows as zeros and ones: events, groups.
 * @module
 */
import { InputError } from '../errors.js'

/**
 * @returns how many are 1
 * @throws InputError unless `values` holds n zeros and ones, and both
 */
export function assertBinary(name: string, values: ArrayLike<number>, n: number): number {
  if (values.length !== n) throw new InputError(`${name}: has ${values.length} rows; ${n} are needed`)
  let ones = 0
  for (let i = 0; i < n; i++) {
    const value = values[i]
    if (value !== 0 && value !== 1) throw new InputError(`${name}: row ${i} is ${value}; 0 or 1 is needed`)
    ones += value
  }
  if (ones === 0 || ones === n) {
    throw new InputError(`${name}: is ${ones === 0 ? 0 : 1} in every row; both classes are needed`)
  }
  return ones
}
