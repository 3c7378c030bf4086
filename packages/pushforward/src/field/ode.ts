/**
 * The initial value problem of a field, for many points at once and in either direction of time:
 *
 *   dx/dt = v(x, t),   x(t₀) given,   x(t₁) sought
 *
 * The state is float64. A step costs as many evaluations of the field as the method has stages: euler 1, midpoint and heun
 * 2, rk4 4, dopri5 6; the arithmetic beside them is a few fused passes over the n · d numbers.
 *
 * `dopri5` chooses its steps. All points share them, and the error of a step is that of the worst point, so a batch is as
 * accurate as each of its points alone.
 *
 * Source: Hairer, Nørsett & Wanner 1993, "Solving ordinary differential equations I", §II.4 (first step, step control).
 * @module
 */
import { ConvergenceError, InputError } from '../errors.js'
import { assertMeasure, type Points } from '../measure/points.js'
import type { Field } from './field.js'
import { type AdaptiveControl, adaptiveSteps } from './ode-adaptive.js'
import { fixedSteps } from './ode-step.js'
import { type Tableau, tableaus } from './ode-tableaus.js'
import { timeGrid } from './time-grid.js'

export type OdeMethod = keyof typeof tableaus

export interface OdeState {
  /** Steps done, 1 after the first. */
  readonly step: number
  readonly t: number
  /** `[n, d]`, an array of its own: it may be kept. */
  readonly x: Points
}

export interface OdeOptions {
  /** Default `'rk4'`: the most accurate for its evaluations on smooth fields when steps are prescribed. */
  readonly method?: OdeMethod
  /** Number of equal steps. Default 100. Not read by `dopri5`, nor with `times`. */
  readonly steps?: number
  /**
   * A strictly monotone grid, first t₀ and last t₁, in place of equal steps. `dopri5` takes steps between them as it needs
   * and ends one at each.
   */
  readonly times?: ArrayLike<number>
  /** dopri5: error of a step, absolute and relative to |x|. Default 1e-6. */
  readonly tolerance?: number
  /** dopri5: steps, rejected ones included, before it stops with `converged: false`. Default 100 000. */
  readonly maxSteps?: number
  /** Stops the solver between steps; its reason is thrown. */
  readonly signal?: AbortSignal
  /** Called after every step. */
  readonly onStep?: (state: OdeState) => void
}

export interface OdeResult {
  /** The points at time `t`, `[n, d]` float64. */
  readonly points: Points
  /** t₁, or the time that was reached when `converged` is false. */
  readonly t: number
  /** Steps accepted. */
  readonly steps: number
  /** Steps tried and not accepted; 0 unless the method chooses its steps. */
  readonly rejected: number
  /** Calls of the field, each for all points. */
  readonly evaluations: number
  /** False when `dopri5` needed steps too small for the arithmetic, or more than `maxSteps`. */
  readonly converged: boolean
}

const STEPS = 100
const TOLERANCE = 1e-6
const MAX_STEPS = 100_000

/**
 * @param x points at t₀ `[n, d]`
 * @param span [t₀, t₁]; t₁ may be before t₀
 * @throws InputError if dimensions differ, a number is not finite, the grid is not monotone, or an option is out of range
 * @throws ConvergenceError if the field or the state stops being finite; it carries the last state and names step and time
 * @example
 * const decay: Field = { d: 1, value: ({ data, n, d }) => ({ data: data.map((x) => -x), n, d }) }
 * solveOde(decay, points([1]), [0, 1]).points.data[0] // 1/e ≈ 0.36788
 */
export function solveOde(
  field: Field,
  x: Points,
  span: readonly [number, number],
  options: OdeOptions = {},
): OdeResult {
  const { method = 'rk4', steps = STEPS, tolerance = TOLERANCE, maxSteps = MAX_STEPS, signal, onStep } = options
  assertMeasure('x', x, { dimension: field.d })
  const tableau: Tableau | undefined = tableaus[method]
  if (!tableau) throw new InputError(`method: is '${method}'; one of ${Object.keys(tableaus).join(', ')} is needed`)
  assertPositive('tolerance', tolerance)
  assertPositive('maxSteps', maxSteps)
  const times = timeGrid(span, tableau.errorWeights ? 1 : steps, options.times)
  const start = new Float64Array(x.data)
  const report = (step: number, t: number, state: Float64Array) => {
    onStep?.({ step, t, x: { data: state, n: x.n, d: x.d } })
    signal?.throwIfAborted()
  }
  signal?.throwIfAborted()
  const control: AdaptiveControl = { tolerance, maxSteps, report }
  const outcome = tableau.errorWeights
    ? adaptiveSteps(field, tableau, start, times, control)
    : fixedSteps(field, tableau, start, times, report)
  const { state, t, steps: accepted, rejected, evaluations, status } = outcome
  const result: OdeResult = {
    points: { data: state, n: x.n, d: x.d },
    t,
    steps: accepted,
    rejected,
    evaluations,
    converged: status === 'done',
  }
  if (status === 'broken') {
    const where = `step ${accepted + 1}, at t = ${outcome.brokenAt}`
    const left = Math.abs(span[1] - t)
    throw new ConvergenceError(`solveOde: the field or the state is not finite in ${where}`, result, left)
  }
  return result
}

function assertPositive(name: string, value: number): void {
  if (!(value > 0)) throw new InputError(`${name}: is ${value}; a positive number is needed`)
}
