/**
 * Learning rates as functions of the step (0 for the first).
 * @module
 */
import { InputError } from '../errors.js'

/** The rate for step 0, 1, 2 … */
export type Schedule = (step: number) => number

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  assertRate('rate', rate)
  return () => rate
}

export interface Ramp {
  readonly from: number
  readonly to: number
  /** Steps that the ramp takes; the rate stays at `to` after them. */
  readonly steps: number
}

/** Straight from `from` at step 0 to `to` at step `steps`. */
export function linear({ from, to, steps }: Ramp): Schedule {
  assertRamp(from, to, steps)
  return (step) => from + (to - from) * Math.min(step / steps, 1)
}

/**
 * Half a cosine from `from` at step 0 to `to` at step `steps`.
 * Source: Loshchilov & Hutter 2017, "SGDR", equation 5 without restarts.
 */
export function cosine({ from, to, steps }: Ramp): Schedule {
  assertRamp(from, to, steps)
  return (step) => to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * Math.min(step / steps, 1)))
}

/** Rises in equal parts to the first rate of `then` over `steps` steps, and goes on with it. */
export function warmUp(steps: number, then: Schedule): Schedule {
  assertSteps(steps)
  return (step) => (step < steps ? (then(0) * (step + 1)) / steps : then(step - steps))
}

export interface ConstantThenLinear {
  readonly rate: number
  /** Steps of the whole run. */
  readonly steps: number
  /** The share of the steps with the constant rate. Default 0.5. */
  readonly hold?: number
}

/** Constant at first, then straight to 0 at the end of the run: averages the noise of the last steps away. */
export function constantThenLinear({ rate, steps, hold = 0.5 }: ConstantThenLinear): Schedule {
  assertRate('rate', rate)
  assertSteps(steps)
  if (!(hold >= 0 && hold < 1)) throw new InputError(`hold: is ${hold}; a share in [0, 1) is needed`)
  return (step) => rate * Math.min(1, Math.max(0, 1 - step / steps) / (1 - hold))
}

function assertRate(name: string, rate: number): void {
  if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
    throw new InputError(`${name}: is ${rate}; a finite number >= 0 is needed`)
  }
}

function assertSteps(steps: number): void {
  if (!Number.isInteger(steps) || steps < 1) throw new InputError(`steps: is ${steps}; a positive integer is needed`)
}

function assertRamp(from: number, to: number, steps: number): void {
  assertRate('from', from)
  assertRate('to', to)
  assertSteps(steps)
}
