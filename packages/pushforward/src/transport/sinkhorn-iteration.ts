/**
 * The loop around the sweeps of an entropic problem: arithmetic, stopping, cancelling. What a sweep is differs for
 * balanced, symmetric and unbalanced problems (sinkhorn-sweeps.ts).
 *
 * A sweep estimates its residual for nothing. In float32 that estimate is blind below a floor: the iteration reaches a
 * fixed point of rounding and reads 0. So every result is audited once in float64, and what the audit says is what the
 * result says. If float32 was not enough, sweeps that measure its error (sinkhorn-arithmetic.ts) alternate with float32
 * sweeps that allow for it; if that is not enough either, float64 sweeps go on from there.
 * @module
 */
import type { Precision } from '@pushforward/kernels/softmin'
import type { Arithmetic } from './sinkhorn-arithmetic.js'

export interface Potentials {
  readonly f: Float64Array
  readonly g: Float64Array
}

export interface Sweep {
  /** One update of both potentials; returns the estimated residual of the state that `potentials` gives. */
  next(arithmetic: Arithmetic): number
  potentials(): Potentials
}

export interface Audit {
  /** L1 violation of what the potentials must satisfy, both sides together, summed in float64. */
  readonly residual: number
  /** Σ c_ij P_ij */
  readonly value: number
  /** Dual objective at the potentials. */
  readonly dual: number
  /** Σ P_ij */
  readonly mass: number
}

export interface SinkhornProgress {
  readonly iteration: number
  /** Estimated L1 violation of the marginals. */
  readonly residual: number
}

export interface IterationControl {
  readonly tolerance: number
  readonly maxIterations: number
  /** `['float32', 'float64']` for float32 as far as it goes. */
  readonly precisions: readonly Precision[]
  /** Residual below which float32 sweeps can't see. */
  readonly singleFloor: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SinkhornProgress) => void
}

export interface Outcome extends Potentials, Audit {
  readonly iterations: number
  readonly converged: boolean
}

type Ending = 'reached' | 'stalled' | 'exhausted'

/** Iterations without a better residual that count as a stall, once the residual is near its floor. */
const PATIENCE = 6
/** How near: where float32 is, its floor is known to a factor of about this. */
const NEAR = 30
/** Refinements at most: each leaves a tenth or less of what repeats. */
const REFINEMENTS = 4
/** What of the floor is noise, which refinements can't take away. */
const NOISE = 0.2
/** What float64 sweeps can't see. */
const DOUBLE_FLOOR = 1e-15

export function iterate(sweep: Sweep, audit: (state: Potentials) => Audit, control: IterationControl): Outcome {
  const { tolerance, maxIterations, precisions, singleFloor } = control
  let iterations = 0

  const advance = (arithmetic: Arithmetic): number => {
    control.signal?.throwIfAborted()
    const residual = sweep.next(arithmetic)
    iterations++
    control.onProgress?.({ iteration: iterations, residual })
    return residual
  }

  const run = (precision: Precision, target: number, floor: number): Ending => {
    let best = Number.POSITIVE_INFINITY
    for (let since = 0; since < PATIENCE || best > NEAR * floor; since++) {
      if (iterations >= maxIterations) return 'exhausted'
      const residual = advance(precision)
      if (residual <= target) return 'reached'
      if (residual < best) {
        best = residual
        since = -1
      }
    }
    return 'stalled'
  }

  const outcome = (): Outcome => {
    const state = sweep.potentials()
    const audited = audit(state)
    return { ...state, ...audited, iterations, converged: audited.residual <= tolerance }
  }

  /** Float32 sweeps, refined while that helps; undefined if float64 sweeps must go on. */
  const single = (): Outcome | undefined => {
    let ending = run('float32', Math.max(tolerance, singleFloor), singleFloor)
    if (tolerance >= singleFloor || ending === 'exhausted') {
      const result = outcome()
      if (result.converged || ending === 'exhausted') return result
    }
    const target = Math.max(tolerance, NOISE * singleFloor)
    let previous = Number.POSITIVE_INFINITY
    for (let k = 0; k < REFINEMENTS && iterations < maxIterations; k++) {
      const residual = advance('refine')
      if (residual <= tolerance) return outcome()
      if (residual <= target || residual > 0.5 * previous) return undefined
      previous = residual
      ending = run('float32', target, singleFloor)
    }
    return iterations >= maxIterations ? outcome() : undefined
  }

  /** Sweeps in one precision; the target falls until the audit agrees. */
  const plain = (precision: Precision, floor: number): Outcome => {
    for (let target = Math.max(tolerance, floor); ; target *= 0.25) {
      const ending = run(precision, target, floor)
      const result = outcome()
      if (result.converged || ending !== 'reached') return result
    }
  }

  if (precisions.length === 1)
    return plain(precisions[0] as Precision, precisions[0] === 'float32' ? singleFloor : DOUBLE_FLOOR)
  const result = single()
  // A refined result can miss the tolerance by what the last half-sweep changed: float64 sweeps settle it.
  return result?.converged || iterations >= maxIterations ? (result ?? outcome()) : plain('float64', DOUBLE_FLOOR)
}
