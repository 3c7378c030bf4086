/**
 * Advection: where a flow carries points.
 *
 *   dx/dt = v(x, t),  x(t0) given
 *
 * Flows that compiled code knows (all of `analyticFlow`, all of `gridFlow`) are advected by it on all threads with `'rk4'`;
 * every other field, and `'dopri5'`, goes through `solveOde`. Cost: four velocities a step and point.
 * @module
 */
import { advectRk4 } from '@pushforward/kernels/advect'
import { InputError } from '../errors.js'
import { assertMeasure, type Points } from '../measure/points.js'
import { solveOde } from './ode.js'
import { type Flow, type FlowField, flowField } from './planar-flow.js'

export interface AdvectionState {
  /** Steps done, 1 after the first. */
  readonly step: number
  readonly t: number
  /** `[n, d]`; valid in the call. NaN where a point has left. */
  readonly points: Points
}

export interface AdvectOptions {
  /**
   * Longest step > 0 of `'rk4'`; the interval is cut into equal steps that are no longer. Default: the interval of the frames
   * of a gridded flow, since between frames it is linear in time; else a hundredth of |t1 − t0|.
   */
  readonly step?: number
  /** Default `'rk4'`: fixed steps, so that neighbours have the same error and gradients are smooth. */
  readonly method?: 'rk4' | 'dopri5'
  /** dopri5: error of a step, absolute and relative. Default 1e-9: gradients are differences of positions. */
  readonly tolerance?: number
  /** Called after every step. */
  readonly onStep?: (state: AdvectionState) => void
  /** Stops between steps; its reason is thrown. */
  readonly signal?: AbortSignal
}

export interface AdvectResult {
  /** `[n, d]` at t1; NaN where a point has left the domain or touched land. */
  readonly points: Points
  /** `[n]`: 1 where the point is still in the flow. */
  readonly alive: Uint8Array
  readonly steps: number
  /** False when `'dopri5'` could not reach t1. */
  readonly converged: boolean
}

/**
 * @param points `[n, d]`
 * @param t1 may be before t0
 * @throws InputError if dimensions differ, a number is not finite, an option is out of range, or the flow has no data at t0 or t1
 * @example
 * advect(analyticFlow.saddle(), points([[1, 1]]), 0, 1).points.data // [e, 1/e] within 1e-8
 */
export function advect(flow: Flow, points: Points, t0: number, t1: number, options: AdvectOptions = {}): AdvectResult {
  const { method = 'rk4', tolerance = 1e-9, onStep, signal } = options
  const field = flowField(flow)
  assertMeasure('points', points, { dimension: field.d })
  const steps = stepsBetween(field, t0, t1, options.step)
  if (method !== 'rk4' && method !== 'dopri5') {
    throw new InputError(`method: is '${method}'; 'rk4' or 'dopri5' is needed`)
  }
  signal?.throwIfAborted()
  const { n, d } = points
  if (t0 === t1) return finished({ data: Float64Array.from(points.data), n, d }, 0, true)

  if (method === 'rk4' && field.kernel) {
    const report = (step: number, t: number, data: Float64Array) => {
      onStep?.({ step, t, points: { data, n, d } })
      signal?.throwIfAborted()
    }
    const rows = Float64Array.from(points.data)
    const data = advectRk4(field.kernel, rows, d, {
      start: t0,
      end: t1,
      steps,
      ...((onStep || signal) && { onStep: report }),
    })
    return finished({ data, n, d }, steps, true)
  }
  const { held, bury } = holdingTheLeft(field, n)
  const result = solveOde(held, points, [t0, t1], {
    method,
    steps,
    tolerance,
    ...(signal && { signal }),
    ...(onStep && { onStep: ({ step, t, x }) => onStep({ step, t, points: bury(x) }) }),
  })
  return finished(bury(result.points), result.steps, result.converged)
}

/**
 * Number of steps of at most `step` from t0 to t1.
 * @throws InputError if a time is not finite or without data, or the step is not positive
 */
export function stepsBetween(field: FlowField, t0: number, t1: number, step?: number): number {
  for (const [name, t] of Object.entries({ t0, t1 })) {
    if (!Number.isFinite(t)) throw new InputError(`${name}: is ${t}; a finite number is needed`)
    if (!field.times) continue
    const [first, last] = field.times
    const slack = 1e-9 * (last - first) // a sum of intervals may round past the last frame
    if (t < first - slack || t > last + slack) {
      throw new InputError(`${name}: is ${t}; the flow has data from ${first} to ${last}`)
    }
  }
  if (step !== undefined && !(step > 0)) throw new InputError(`step: is ${step}; a positive number is needed`)
  const interval = field.kernel?.kind === 'gridded' && field.times ? field.kernel.interval : Math.abs(t1 - t0) / 100
  const longest = step ?? interval
  return Math.max(1, Math.ceil((Math.abs(t1 - t0) / longest) * (1 - 1e-12)))
}

/** A solver wants finite velocities: a point that has none stays where it is and is NaN in what is reported. */
function holdingTheLeft(field: FlowField, n: number): { held: FlowField; bury: (x: Points) => Points } {
  const left = new Uint8Array(n)
  const { d } = field
  const held: FlowField = {
    d,
    value: (x, t) => {
      const v = field.value(x, t)
      for (let i = 0; i < n; i++) {
        const row = v.data.subarray(i * d, (i + 1) * d)
        if (!row.every(Number.isFinite)) left[i] = 1
        if (left[i]) row.fill(0)
      }
      return v
    },
  }
  const bury = (x: Points): Points => {
    if (!left.includes(1)) return x
    const data = Float64Array.from(x.data)
    for (let i = 0; i < n; i++) if (left[i]) data.fill(Number.NaN, i * d, (i + 1) * d)
    return { data, n: x.n, d }
  }
  return { held, bury }
}

function finished(points: Points, steps: number, converged: boolean): AdvectResult {
  const { data, n, d } = points
  const alive = new Uint8Array(n)
  for (let i = 0; i < n; i++) alive[i] = Number(Number.isFinite(data[i * d]))
  return { points, alive, steps, converged }
}
