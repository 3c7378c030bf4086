/**
 * Grids of time, in either direction.
 * @module
 */
import { InputError } from '../errors.js'

/**
 * The times t₀ … t₁ of `steps` equal steps, or the given ones.
 * @param span [t₀, t₁]; equal ends give one time and no step
 * @param times strictly monotone, first t₀ and last t₁
 * @throws InputError naming the first index at which the grid is not usable
 * @example
 * timeGrid([1, 0], 4) // [1, 0.75, 0.5, 0.25, 0]
 */
export function timeGrid(span: readonly [number, number], steps: number, times?: ArrayLike<number>): Float64Array {
  const [t0, t1] = span
  if (!Number.isFinite(t0) || !Number.isFinite(t1)) {
    throw new InputError(`span: is [${t0}, ${t1}]; two finite times are needed`)
  }
  if (times) return checkedTimes(Float64Array.from(times), t0, t1)
  if (!(Number.isInteger(steps) && steps >= 1)) {
    throw new InputError(`steps: is ${steps}; a positive integer is needed`)
  }
  if (t0 === t1) return Float64Array.of(t0)
  // From both ends, so that each is met exactly.
  return Float64Array.from({ length: steps + 1 }, (_, k) => ((steps - k) * t0 + k * t1) / steps)
}

function checkedTimes(times: Float64Array, t0: number, t1: number): Float64Array {
  const last = times.length - 1
  if (last < 0) throw new InputError('times: is empty; at least t₀ is needed')
  if (times[0] !== t0 || times[last] !== t1) {
    throw new InputError(`times: go from ${times[0]} to ${times[last]}; they must go from ${t0} to ${t1}, as span does`)
  }
  const direction = Math.sign(t1 - t0)
  for (let k = 1; k <= last; k++) {
    const before = times[k - 1] as number
    const time = times[k] as number
    if (!((time - before) * direction > 0)) {
      throw new InputError(`times: [${k}] is ${time} after ${before}; a strictly monotone grid is needed`)
    }
  }
  return times
}
