/**
 * Paths of a flow followed step by step, with the gradient of the flow map where one is wanted: one pass gives the flow map for
 * every duration, and what else is to be gathered along paths.
 *
 *   F_k(x₀) = x(t_k; x₀),   ∇F_k by 2d auxiliary paths at ±δ
 *
 * Cost of a step: that of `advect` for 1 + 2d points each. Steps are those of `advect` from each time to the next.
 *
 * Source: as `flow-map.ts`.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Points } from '../measure/points.js'
import { advect, stepsBetween } from './advect.js'
import { auxiliaryPoints, determinants, differences } from './flow-map.js'
import { type Flow, type FlowField, flowField } from './planar-flow.js'
import { timeGrid } from './time-grid.js'

export interface FollowOptions {
  /** δ > 0 of the auxiliary paths. Default: none are followed, and there is no gradient. */
  readonly delta?: number
  /** Longest step. Default as `advect`: the interval of a film's frames, else a hundredth of the span. */
  readonly step?: number
  /** Stops between steps; its reason is thrown. */
  readonly signal?: AbortSignal
}

export interface FlowStep {
  /** From 0, the start. */
  readonly step: number
  readonly steps: number
  readonly t: number
  /** F_k `[n, d]`; NaN where a path has left. */
  readonly points: Points
  /**
   * ∇F_k `[n, d, d]` and its determinant `[n]`.
   * @throws InputError if no `delta` was given
   */
  gradient(): { readonly gradient: Float64Array; readonly determinant: Float64Array }
}

/**
 * @param points `[n, d]` at the first time
 * @param times strictly monotone, up or down, at least one; each is met by a step
 * @throws InputError as `advect` and `flowMapGradient`, or if times are not in order, when the first step is asked for
 * @example
 * for (const { t, points } of followFlow(analyticFlow.saddle(), points([[1, 1]]), [0, 1])) // from (1, 1) to (e, 1/e)
 */
export function* followFlow(
  flow: Flow,
  points: Points,
  times: ArrayLike<number>,
  options: FollowOptions = {},
): Generator<FlowStep, void, void> {
  const { delta, signal } = options
  const field = flowField(flow)
  assertMeasure('points', points, { dimension: field.d })
  const grid = stepTimes(field, times, options.step)
  const around = delta === undefined ? undefined : auxiliaryPoints(points, delta)
  let centre: Points = points
  let ends = around
  for (const [step, t] of grid.entries()) {
    const now = ends
    yield {
      ...{ step, steps: grid.length - 1, t, points: centre },
      gradient: () => {
        const { gradient } = differences(around ?? auxiliaryPoints(points, delta), now as Points)
        return { gradient, determinant: determinants(gradient, field.d) }
      },
    }
    const next = grid[step + 1]
    if (next === undefined) return
    const carry = (from: Points) => oneStep(field, from, t, next, signal)
    centre = carry(centre)
    if (ends) ends = carry(ends)
  }
}

/** The times and those of the steps between them. */
function stepTimes(field: FlowField, times: ArrayLike<number>, step?: number): Float64Array {
  const last = times.length - 1
  const [first, end] = [times[0], times[last]]
  if (first === undefined || end === undefined) throw new InputError('times: is empty; at least one is needed')
  timeGrid([first, end], 1, times)
  if (last === 0) return Float64Array.of(first)
  const longest = step ?? Math.abs(end - first) / stepsBetween(field, first, end)
  const parts = Array.from({ length: last }, (_, k) => {
    const span = [times[k] as number, times[k + 1] as number] as const
    return timeGrid(span, stepsBetween(field, ...span, longest)).subarray(k === 0 ? 0 : 1)
  })
  return Float64Array.from(parts.flatMap((part) => [...part]))
}

/** Those that have left are NaN and stay so: in their place one that has not is carried. */
function oneStep(field: FlowField, from: Points, t: number, next: number, signal?: AbortSignal): Points {
  const { data, n, d } = from
  const left = rowsThatLeft(from)
  if (left.length === n) return from
  const options = { step: Math.abs(next - t), ...(signal && { signal }) }
  if (left.length === 0) return advect(field, from, t, next, options).points
  const other = left.findIndex((row, k) => row !== k) // the first row that has not left, in a gap of those that have
  const there = other < 0 ? left.length : other
  const start = new Float64Array(data)
  for (const i of left) start.copyWithin(i * d, there * d, (there + 1) * d)
  const { points } = advect(field, { data: start, n, d }, t, next, options)
  for (const i of left) points.data.fill(Number.NaN, i * d, (i + 1) * d)
  return points
}

/** Ascending; mostly none. */
function rowsThatLeft({ data, n, d }: Points): number[] {
  const left: number[] = []
  for (let i = 0; i < n; i++) if (!Number.isFinite(data[i * d])) left.push(i)
  return left
}
