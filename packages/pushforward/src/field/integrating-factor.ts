/**
 * The classical Runge-Kutta method of order four for
 *
 *   dq/dt = −λ q + N(q)
 *
 * with a decay λ ≥ 0 of each number that is integrated exactly: the method is applied to e^(λt) q. Four evaluations of N a
 * step, no allocation. N alone limits the step: waves that are carried along are stable up to |frequency| dt = 2√2.
 *
 * Source: Canuto, Hussaini, Quarteroni & Zang 2007, "Spectral methods: evolution to complex geometries", §3.3.
 * @module
 */
import { InputError } from '../errors.js'

/** Along the imaginary axis. */
const LARGEST_PHASE = 2 * Math.SQRT2

/** The largest step that is stable for waves up to a number, carried at up to a speed: the sum of |components| of velocity. */
export function stableStep(largestWave: number, speed: number): number {
  return LARGEST_PHASE / (largestWave * speed)
}

/** @throws InputError if dt is not positive, or above the limit, as it is where velocities are no numbers */
export function assertStep(dt: number, limit: number): void {
  if (!(dt > 0 && dt < Number.POSITIVE_INFINITY)) throw new InputError(`dt: is ${dt}; a finite number > 0 is needed`)
  if (!(dt <= limit)) {
    throw new InputError(`dt: is ${dt}; at the present velocities steps above ${limit.toPrecision(4)} are unstable`)
  }
}

/** Writes N(q) to `out`; what it returns is handed on by `evaluate`. */
export type Rate = (state: Float64Array, out: Float64Array) => number

export interface IntegratingFactor {
  /** q; another array after each step. */
  readonly state: Float64Array
  /** N at the present state, which `step` starts from, and what `rate` returns there. */
  evaluate(): number
  /**
   * One step from the present state; `evaluate` must have been called there.
   * @param decay e^(−λ dt/2) of each number
   */
  step(dt: number, decay: Float64Array): void
}

export function integratingFactor(initial: Float64Array, rate: Rate): IntegratingFactor {
  let state = initial
  let next: Float64Array = new Float64Array(initial.length)
  const stage = new Float64Array(initial.length)
  const change = new Float64Array(initial.length)
  const evaluate = () => rate(state, change)

  const step = (dt: number, decay: Float64Array) => {
    const length = state.length
    for (let i = 0; i < length; i++) {
      const e = decay[i] as number
      const q = state[i] as number
      const k = change[i] as number
      stage[i] = e * (q + (dt / 2) * k)
      next[i] = e * e * (q + (dt / 6) * k)
    }
    rate(stage, change)
    for (let i = 0; i < length; i++) {
      const e = decay[i] as number
      const k = change[i] as number
      stage[i] = e * (state[i] as number) + (dt / 2) * k
      next[i] = (next[i] as number) + (dt / 3) * e * k
    }
    rate(stage, change)
    for (let i = 0; i < length; i++) {
      const e = decay[i] as number
      const k = change[i] as number
      stage[i] = e * (e * (state[i] as number) + dt * k)
      next[i] = (next[i] as number) + (dt / 3) * e * k
    }
    rate(stage, change)
    for (let i = 0; i < length; i++) next[i] = (next[i] as number) + (dt / 6) * (change[i] as number)
    const spent = state
    state = next
    next = spent
  }

  return {
    get state() {
      return state
    },
    evaluate,
    step,
  }
}
