/**
 * Explicit Runge-Kutta steps of many points at once, for any table: one step, and one from each time of a grid to the next.
 * @module
 */
import { InputError } from '../errors.js'
import type { Field } from './field.js'
import type { Tableau } from './ode-tableaus.js'

export type Derivative = Float32Array | Float64Array

export interface Step {
  /** The state after the step, a fresh array. */
  readonly next: Float64Array
  /** k_1 … k_s; the unfinished tail is missing when a value was not finite. */
  readonly stages: readonly Derivative[]
  /** The time at which the field or the state was not finite; undefined when all is well. */
  readonly brokenAt?: number
}

/** The field at a state, checked for its size. */
export function derivativeAt(field: Field, state: Float64Array, t: number): Derivative {
  const n = state.length / field.d
  const { data } = field.value({ data: state, n, d: field.d }, t)
  if (data.length !== state.length) {
    throw new InputError(`field: value has ${data.length} numbers; n · d = ${state.length} are needed`)
  }
  return data
}

/**
 * @param state x, `[n · d]`
 * @param h the step, of either sign
 * @param first v(x, t), where it is known already
 */
export function rungeKuttaStep(
  field: Field,
  tableau: Tableau,
  state: Float64Array,
  t: number,
  h: number,
  first?: Derivative,
): Step {
  const stages: Derivative[] = []
  for (const [i, row] of tableau.stages.entries()) {
    const at = t + (tableau.nodes[i] as number) * h
    const k =
      i === 0 ? (first ?? derivativeAt(field, state, at)) : derivativeAt(field, advance(state, h, row, stages), at)
    if (!allFinite(k)) return { next: state, stages, brokenAt: at }
    stages.push(k)
  }
  const next = advance(state, h, tableau.weights, stages)
  return allFinite(next) ? { next, stages } : { next: state, stages, brokenAt: t + h }
}

/** x + h Σ_j weight_j k_j. */
export function advance(
  state: Float64Array,
  h: number,
  weights: readonly number[],
  stages: readonly Derivative[],
): Float64Array {
  const out = state.slice()
  for (const [j, weight] of weights.entries()) {
    if (weight === 0) continue
    const k = stages[j] as Derivative
    const scale = h * weight
    for (let at = 0; at < out.length; at++) out[at] = (out[at] as number) + scale * (k[at] as number)
  }
  return out
}

export function allFinite(values: Derivative): boolean {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    // x − x is 0 exactly for finite x, and NaN otherwise.
    if (value - value !== 0) return false
  }
  return true
}

export interface StepsOutcome {
  /** The last state that was accepted. */
  readonly state: Float64Array
  readonly t: number
  readonly steps: number
  readonly rejected: number
  readonly evaluations: number
  readonly status: 'done' | 'stopped' | 'broken'
  readonly brokenAt?: number
}

export type StepReport = (step: number, t: number, state: Float64Array) => void

/** One step of any table from each time of the grid to the next. */
export function fixedSteps(
  field: Field,
  tableau: Tableau,
  start: Float64Array,
  times: Float64Array,
  report: StepReport,
): StepsOutcome {
  let state = start
  let evaluations = 0
  let t = times[0] as number
  for (let step = 0; step + 1 < times.length; step++) {
    const end = times[step + 1] as number
    const { next, stages, brokenAt } = rungeKuttaStep(field, tableau, state, t, end - t)
    evaluations += stages.length
    if (brokenAt !== undefined) return { state, t, steps: step, rejected: 0, evaluations, status: 'broken', brokenAt }
    state = next
    t = end
    report(step + 1, t, state)
  }
  return { state, t, steps: times.length - 1, rejected: 0, evaluations, status: 'done' }
}
