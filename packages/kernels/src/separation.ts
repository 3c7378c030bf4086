/**
 * Posterior means at a set of atoms for noisy looks at one of them, over all threads. Formulas: assembly/separation.ts.
 * @module
 */
import { scope } from './arena.js'
import wasm from './generated/separation.js'
import { kernelModule } from './module.js'
import { type RunOptions, run } from './run.js'

export const separationModule = kernelModule('separation', wasm)

export interface SeparationLooks {
  /** Atoms `[n, d]`, row-major. */
  readonly atoms: Float64Array
  readonly d: number
  /** log weights `[n]`. Default: all the same. */
  readonly logWeights?: Float64Array | undefined
  /** The atom that each look is at, `[k]`. */
  readonly own: ArrayLike<number>
  /** Standard normal `[k, d]`. */
  readonly noise: Float64Array
  /** Strengths, ascending and positive. */
  readonly s: Float64Array
  /** The look's own atom takes no part. Default false. */
  readonly heldOut?: boolean
}

export interface SeparationTerms {
  /** 1 − (1 + s²) |x_j − x̂|²/d, `[k, s]`. */
  readonly residual: Float64Array
  /** (1 + s²) |x̂ − s y/(1 + s²)|²/d; held out (1 + s²) |x_j − s y/(1 + s²)|²/d − 1; `[k, s]`. */
  readonly other: Float64Array
}

export function separationTerms(looks: SeparationLooks, { grain = 1 }: RunOptions = {}): SeparationTerms {
  const { atoms, d, logWeights, own, noise, s, heldOut = false } = looks
  const n = atoms.length / d
  const k = own.length
  return scope((arena) => {
    const scratch = separationModule.exports().separationScratch?.(n, d) as number
    const room = arena.allocate(scratch * Math.ceil(k / grain))
    const residual = arena.allocateFloat64(k * s.length)
    const other = arena.allocateFloat64(k * s.length)
    const weights = logWeights ? arena.putFloat64(logWeights) : 0
    const where = [arena.putFloat64(atoms), n, d, weights, arena.putFloat64(own), arena.putFloat64(noise)]
    const grid = [arena.putFloat64(s), s.length, Number(heldOut)]
    run(separationModule, 'separation', k, [...where, ...grid, residual, other, room, scratch, grain], { grain })
    return {
      residual: arena.float64(residual, k * s.length).slice(),
      other: arena.float64(other, k * s.length).slice(),
    }
  })
}
