/**
 * Soft-mins at float32 speed with float64 answers.
 *
 * Rounding coordinates to float32 changes the cost by about δ_i · (x_i − y_j), and with it the solution: the float32
 * soft-min has an error that is almost the same number for every pass over the same rows. `refine` measures it, by one
 * float64 and one float32 pass from the same potential, and later float32 passes add it: defect correction, with the
 * float64 pass as the truth and the float32 pass as its cheap stand-in.
 * @module
 */
import type { BlockMass, Pairs, RowSide } from '@pushforward/kernels/softmin'

/** `refine` answers in float64 and measures the error of float32 on the way. */
export type Arithmetic = 'float32' | 'float64' | 'refine'

export interface SoftminTask {
  readonly rows: RowSide
  readonly potential: Float64Array
  /** A guess of the result; may be `out`. */
  readonly guess: Float64Array
  readonly out: Float64Array
  readonly mass?: boolean
}

export type RefinedSoftmin = (arithmetic: Arithmetic, task: SoftminTask) => BlockMass | undefined

/** Soft-mins at one ε; the measured errors live as long as the function. */
export function refinedSoftmin(pairs: Pairs, epsilon: number): RefinedSoftmin {
  const errors: Partial<Record<RowSide, Float64Array>> = {}
  return (arithmetic, task) => {
    const { rows, out } = task
    if (arithmetic === 'float64') return pairs.softmin({ ...task, epsilon, precision: 'float64' })
    if (arithmetic === 'float32') {
      const mass = pairs.softmin({ ...task, epsilon, precision: 'float32' })
      const error = errors[rows]
      if (error) for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (error[i] as number)
      return mass
    }
    const error = new Float64Array(out.length)
    pairs.softmin({ ...task, epsilon, precision: 'float32', out: error, mass: false })
    const mass = pairs.softmin({ ...task, epsilon, precision: 'float64', guess: error })
    for (let i = 0; i < out.length; i++) error[i] = (out[i] as number) - (error[i] as number)
    errors[rows] = error
    return mass
  }
}
