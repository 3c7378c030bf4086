/**
 * Itô equations with noise that depends on time alone, for many points at once and in either direction of time:
 *
 *   dX = f(X, t) dt + g(t) dW
 *
 * Both methods add the noise of a step, g(t)√|h| ξ, with h the step. Backward in time h is negative, and f is the drift of
 * the equation that is solved: the reverse of a diffusion has drift f − g² score.
 *
 *   euler   x' = x + h f(x, t) + g√|h| ξ
 *   heun    y = x + g√|h| ξ,  k₁ = f(y, t),  k₂ = f(y + h k₁, t + h),  x' = y + h (k₁ + k₂) / 2
 *
 * Both are of weak order 1; where noise is small heun approaches the second order that it has without noise. Its noise
 * goes first, so that the last thing a sample meets is the drift.
 *
 * Sources: Albergo, Boffi & Vanden-Eijnden 2023, "Stochastic interpolants", the stochastic Heun sampler, its stages at t and
 * t + h; Kloeden & Platen 1992, "Numerical solution of stochastic differential equations", §10.2 and §14.1 (euler, order).
 * @module
 */
import { ConvergenceError, InputError } from '../errors.js'
import type { Field } from '../field/field.js'
import { advance, allFinite, rungeKuttaStep } from '../field/ode-step.js'
import { tableaus } from '../field/ode-tableaus.js'
import { timeGrid } from '../field/time-grid.js'
import { assertMeasure, type Points } from '../measure/points.js'
import { type Rng, rng } from '../measure/random.js'

export type SdeMethod = 'euler' | 'heun'

export interface SdeState {
  /** Steps done, 1 after the first. */
  readonly step: number
  readonly t: number
  /** `[n, d]`, an array of its own: it may be kept. */
  readonly x: Points
}

export interface SdeOptions {
  /** Default `'heun'`: twice the evaluations of euler, and far less bias from a drift that bends. */
  readonly method?: SdeMethod
  /** Number of equal steps. Default 200: twice that of an ordinary equation, as the order is lower. */
  readonly steps?: number
  /** A strictly monotone grid, first t₀ and last t₁, in place of equal steps. */
  readonly times?: ArrayLike<number>
  /** Default `rng(0)`: the same call gives the same paths. */
  readonly random?: Rng
  /** Stops the solver between steps; its reason is thrown. */
  readonly signal?: AbortSignal
  /** Called after every step. */
  readonly onStep?: (state: SdeState) => void
}

export interface SdeResult {
  /** The points at t₁, `[n, d]` float64. */
  readonly points: Points
  readonly t: number
  readonly steps: number
  /** Calls of the drift, each for all points. */
  readonly evaluations: number
}

const STEPS = 200

/**
 * @param drift f
 * @param noise g, a standard deviation per root of time, >= 0
 * @param x points at t₀ `[n, d]`
 * @param span [t₀, t₁]; t₁ may be before t₀
 * @throws InputError if dimensions differ, a number is not finite, g is negative, or the grid is not monotone
 * @throws ConvergenceError if the drift or the state stops being finite; it carries the last state and names step and time
 * @example
 * const decay: Field = { d: 1, value: ({ data, n, d }) => ({ data: data.map((x) => -x), n, d }) }
 * solveSde(decay, () => 0, points([1]), [0, 1]).points.data[0] // without noise 1/e ≈ 0.36788
 */
export function solveSde(
  drift: Field,
  noise: (t: number) => number,
  x: Points,
  span: readonly [number, number],
  options: SdeOptions = {},
): SdeResult {
  const { method = 'heun', steps = STEPS, random = rng(0), signal, onStep } = options
  if (method !== 'euler' && method !== 'heun') {
    throw new InputError(`method: is '${method}'; 'euler' or 'heun' is needed`)
  }
  assertMeasure('x', x, { dimension: drift.d })
  const times = timeGrid(span, steps, options.times)
  const { n, d } = x
  let state: Float64Array = new Float64Array(x.data)
  let evaluations = 0
  signal?.throwIfAborted()
  for (let step = 1; step < times.length; step++) {
    const t = times[step - 1] as number
    const end = times[step] as number
    const kick = random.fillNormal(new Float64Array(n * d))
    const size = noiseAt(noise, t) * Math.sqrt(Math.abs(end - t))
    const start = method === 'heun' ? advance(state, size, [1], [kick]) : state
    const { next, stages, brokenAt } = rungeKuttaStep(drift, tableaus[method], start, t, end - t)
    evaluations += stages.length
    const moved = method === 'euler' ? advance(next, size, [1], [kick]) : next
    const broken = brokenAt ?? (allFinite(moved) ? undefined : end)
    if (broken !== undefined) {
      const reached: SdeResult = { points: { data: state, n, d }, t, steps: step - 1, evaluations }
      const message = `solveSde: the drift or the state is not finite in step ${step}, at t = ${broken}`
      throw new ConvergenceError(message, reached, Math.abs(span[1] - t))
    }
    state = moved
    onStep?.({ step, t: end, x: { data: state, n, d } })
    signal?.throwIfAborted()
  }
  return { points: { data: state, n, d }, t: span[1], steps: times.length - 1, evaluations }
}

function noiseAt(noise: (t: number) => number, t: number): number {
  const value = noise(t)
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`noise: is ${value} at t = ${t}; a finite number >= 0 is needed`)
  }
  return value
}
