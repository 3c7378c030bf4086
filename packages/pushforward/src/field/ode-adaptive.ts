/**
 * Runge-Kutta with steps chosen from the error of an embedded method.
 *
 *   err = max_i √(mean_k (e_ik / (tolerance (1 + max(|x_ik|, |x'_ik|))))²),   a step is accepted when err ≤ 1
 *   h' = h · 0.9 err^{−(0.2 − 0.75 β)} err₋^β,  β = 0.04, the change within [0.2, 10]
 *
 * The second factor (PI control) looks at the error before and so keeps steps from swinging where stability limits them.
 *
 * Source: Hairer, Nørsett & Wanner 1993, §II.4 (first step, equation 4.13), and their code dopri5 (constants).
 * @module
 */
import type { Field } from './field.js'
import {
  advance,
  allFinite,
  type Derivative,
  derivativeAt,
  rungeKuttaStep,
  type Step,
  type StepReport,
  type StepsOutcome,
} from './ode-step.js'
import type { Tableau } from './ode-tableaus.js'

export interface AdaptiveControl {
  readonly tolerance: number
  readonly maxSteps: number
  readonly report: StepReport
}

const SAFETY = 0.9
const BETA = 0.04
const SMALLEST_CHANGE = 0.2
const LARGEST_CHANGE = 10
/** The error before counts as at least this, so that one lucky step does not make the next one timid. */
const LEAST_PREVIOUS_ERROR = 1e-4

/**
 * Steps from the first time to the last, ending one at each time between.
 *
 * A trial whose values are not finite is tried again with a smaller step; only if that ends in steps too small for the
 * arithmetic is the outcome `broken`.
 */
export function adaptiveSteps(
  field: Field,
  tableau: Tableau,
  start: Float64Array,
  times: Float64Array,
  { tolerance, maxSteps, report }: AdaptiveControl,
): StepsOutcome {
  const order = tableau.order
  const exponent = 1 / order - 0.75 * BETA
  const last = times.length - 1
  let t = times[0] as number
  let state = start
  let steps = 0
  let rejected = 0
  if (last === 0) return { state, t, steps, rejected, evaluations: 0, status: 'done' }

  let first = derivativeAt(field, state, t)
  let evaluations = 1
  if (!allFinite(first)) return { state, t, steps, rejected, evaluations, status: 'broken', brokenAt: t }
  const span = (times[last] as number) - t
  let h = firstStep(field, state, first, t, span, order, tolerance)
  evaluations++
  let previousError = LEAST_PREVIOUS_ERROR
  let justRejected = false
  let brokenAt: number | undefined

  for (let target = 1; target <= last; ) {
    if (steps + rejected >= maxSteps) return { state, t, steps, rejected, evaluations, status: 'stopped' }
    const end = times[target] as number
    // A rest below a hundredth of a step is taken along rather than left as a tiny step.
    const reaches = Math.abs(end - t) <= 1.01 * Math.abs(h)
    const step = reaches ? end - t : h
    if (0.1 * Math.abs(step) <= Number.EPSILON * Math.abs(t)) {
      const status = brokenAt === undefined ? 'stopped' : 'broken'
      return { state, t, steps, rejected, evaluations, status, brokenAt }
    }
    const trial = rungeKuttaStep(field, tableau, state, t, step, first)
    brokenAt = trial.brokenAt
    evaluations += trial.stages.length - 1 + (brokenAt === undefined ? 0 : 1)
    const error = brokenAt === undefined ? stepError(field.d, tableau, state, trial, step, tolerance) : Infinity
    if (!(error <= 1)) {
      rejected++
      justRejected = true
      h = step * Math.max(SMALLEST_CHANGE, SAFETY / error ** exponent)
      continue
    }
    steps++
    state = trial.next
    first = trial.stages.at(-1) as Derivative
    t = reaches ? end : t + step
    const wanted = Math.max(SMALLEST_CHANGE, (SAFETY * previousError ** BETA) / error ** exponent)
    const proposed = step * Math.min(justRejected ? 1 : LARGEST_CHANGE, wanted)
    // A step that was cut at a time of the grid says little about the next: the longer one is kept.
    const cut = Math.abs(step) < Math.abs(h)
    h = cut && Math.abs(proposed) < Math.abs(h) ? h : proposed
    previousError = Math.max(error, LEAST_PREVIOUS_ERROR)
    justRejected = false
    if (reaches) target++
    report(steps, t, state)
  }
  return { state, t, steps, rejected, evaluations, status: 'done' }
}

/** err of the header: at most 1 for a step to keep. */
function stepError(
  d: number,
  tableau: Tableau,
  state: Float64Array,
  { next, stages }: Step,
  h: number,
  tolerance: number,
): number {
  const error = advance(new Float64Array(state.length), h, tableau.errorWeights ?? [], stages)
  const scale = (at: number) => Math.max(Math.abs(state[at] as number), Math.abs(next[at] as number))
  return worstPoint(error, d, tolerance, scale)
}

/** max over points of the root mean square over coordinates of value / (tolerance (1 + size)). */
function worstPoint(values: Derivative, d: number, tolerance: number, size: (at: number) => number): number {
  let most = 0
  for (let at = 0; at < values.length; ) {
    let squares = 0
    for (let k = 0; k < d; k++, at++) squares += ((values[at] as number) / (1 + size(at))) ** 2
    most = Math.max(most, squares)
  }
  return Math.sqrt(most / d) / tolerance
}

/**
 * A first step for which an explicit Euler step stays small and the second derivative allows the order of the method.
 * Costs one evaluation.
 */
function firstStep(
  field: Field,
  state: Float64Array,
  slope: Derivative,
  t: number,
  span: number,
  order: number,
  tolerance: number,
): number {
  const size = (at: number) => Math.abs(state[at] as number)
  const norm = (values: Derivative) => worstPoint(values, field.d, tolerance, size)
  const sizeOfState = norm(state)
  const sizeOfSlope = norm(slope)
  const most = Math.abs(span)
  const cautious = sizeOfState < 1e-5 || sizeOfSlope < 1e-5 ? 1e-6 * most : (0.01 * sizeOfState) / sizeOfSlope
  const h0 = Math.sign(span) * Math.min(cautious, most)
  const slopeThere = derivativeAt(field, advance(state, h0, [1], [slope]), t + h0)
  const curvature = norm(Float64Array.from(slope, (value, at) => (slopeThere[at] as number) - value)) / Math.abs(h0)
  const largest = Math.max(sizeOfSlope, curvature)
  // A field that is not finite there says nothing (NaN): then the cautious step.
  const h1 = largest <= 1e-15 ? Math.max(1e-6 * most, 1e-3 * Math.abs(h0)) : (0.01 / largest) ** (1 / order)
  const h = Math.min(100 * Math.abs(h0), h1, most)
  return Math.sign(span) * (h > 0 ? h : Math.abs(h0))
}
