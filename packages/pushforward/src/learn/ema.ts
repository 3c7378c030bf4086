/**
 * A running average of parameters, which generalises better than the last iterate of a noisy run.
 *
 *   ā ← βₜ ā + (1 − βₜ) p,  βₜ = min(β, (1 + t) / (10 + t))
 *
 * The early βₜ are small, so that the average forgets the random start without a correction afterwards.
 * @module
 */
import { InputError } from '../errors.js'

export interface MovingAverage {
  /** The average; a copy of the first values before any other. Changes at each `update`. */
  readonly values: Float32Array
  update(values: Float32Array): void
}

/**
 * @param start values to begin with, copied
 * @param decay β in [0, 1). Default 0.999: averages about the last thousand steps
 * @throws InputError if the decay is out of range, or `update` gets another length
 */
export function movingAverage(start: Float32Array, decay = 0.999): MovingAverage {
  if (!(decay >= 0 && decay < 1)) throw new InputError(`decay: is ${decay}; a number in [0, 1) is needed`)
  const values = start.slice()
  let step = 0
  return {
    values,
    update(next) {
      if (next.length !== values.length) {
        throw new InputError(`values: has ${next.length} numbers; ${values.length} are needed`)
      }
      const keep = Math.min(decay, (1 + step) / (10 + step))
      for (let k = 0; k < values.length; k++) {
        const value = values[k] as number
        values[k] = value + (1 - keep) * ((next[k] as number) - value)
      }
      step++
    },
  }
}
