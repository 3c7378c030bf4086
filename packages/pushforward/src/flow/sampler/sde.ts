/**
 * Itô equations with noise that depends on time alone, for many points at once and in either direction of time:
 *
 *   dX = f(X, t) dt + g(t) dW
 *
 * All methods add one noise a step, N = g√|h| ξ, with h the step. Backward in time h is negative, and f is the drift of the
 * equation that is solved: the reverse of a diffusion has drift f − g² score.
 *
 *   euler    x' = x + h f(x, t) + N
 *   heun     y = x + N,  k₁ = f(y, t),  k₂ = f(y + h k₁, t + h),  x' = y + h (k₁ + k₂) / 2
 *   platen   k₁ = f(x, t),  k₂ = f(x + h k₁ + N, t + h),  x' = x + h (k₁ + k₂) / 2 + N
 *
 * euler and heun are of weak order 1; where noise is small heun approaches the second order that it has without noise. Its
 * noise goes first, so that the last thing a sample meets is the drift. platen is of weak order 2: half of the drift sees the
 * noise, as half of the time comes after it. It takes g at the middle of the step, so that N has the variance ∫ g² to
 * third order; the others take it at t.
 *
 * Sources: Albergo, Boffi & Vanden-Eijnden 2023, "Stochastic interpolants", the stochastic Heun sampler, its stages at t and
 * t + h; Kloeden & Platen 1992, "Numerical solution of stochastic differential equations", §10.2 and §14.1 (euler, order),
 * §15.1 (the explicit scheme of order 2, which for noise that does not depend on x is platen).
 * @module
 */
import { ConvergenceError, InputError } from '../../errors.js'
import type { Field } from '../../field/field.js'
import { advance, allFinite, derivativeAt, rungeKuttaStep, type Step } from '../../field/ode-step.js'
import { tableaus } from '../../field/ode-tableaus.js'
import { timeGrid } from '../../field/time-grid.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import { type Rng, rng } from '../../measure/random.js'

const METHODS = ['euler', 'heun', 'platen'] as const

export type SdeMethod = (typeof METHODS)[number]

export interface SdeState {
  /** Steps done, 1 after the first. */
  readonly step: number
  readonly t: number
  /** `[n, d]`, an array of its own: it may be kept. */
  readonly x: Points
  /** N, the noise of the step, `[n, d]`. */
  readonly kick: Points
}

export interface SdeOptions {
  /**
   * Default `'heun'`: twice the evaluations of euler, and far less bias from a drift that bends. `'platen'` costs as much, and
   * is the better one where noise is strong beside the drift: for a variance V and drift −x g²/2V it misses V by
   * (h g²/2V)² / 4 of it, heun by h g²/2V.
   */
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
  if (!METHODS.includes(method)) {
    throw new InputError(`method: is '${method}'; 'euler', 'heun' or 'platen' is needed`)
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
    const size = noiseAt(noise, method === 'platen' ? (t + end) / 2 : t) * Math.sqrt(Math.abs(end - t))
    for (let at = 0; at < kick.length; at++) kick[at] = (kick[at] as number) * size
    const moved = stepOf(method, drift, state, t, end - t, kick)
    evaluations += moved.stages.length
    if (moved.brokenAt !== undefined) {
      const reached: SdeResult = { points: { data: state, n, d }, t, steps: step - 1, evaluations }
      const message = `solveSde: the drift or the state is not finite in step ${step}, at t = ${moved.brokenAt}`
      throw new ConvergenceError(message, reached, Math.abs(span[1] - t))
    }
    state = moved.next
    onStep?.({ step, t: end, x: { data: state, n, d }, kick: { data: kick, n, d } })
    signal?.throwIfAborted()
  }
  return { points: { data: state, n, d }, t: span[1], steps: times.length - 1, evaluations }
}

/** @param kick N, `[n · d]` */
function stepOf(method: SdeMethod, drift: Field, state: Float64Array, t: number, h: number, kick: Float64Array): Step {
  const shifted = (x: Float64Array) => advance(x, 1, [1], [kick])
  if (method === 'heun') return rungeKuttaStep(drift, tableaus.heun, shifted(state), t, h)
  const first = rungeKuttaStep(drift, tableaus.euler, state, t, h)
  if (first.brokenAt !== undefined) return first
  const moved = shifted(first.next)
  if (method === 'euler') return finite({ ...first, next: moved }, t + h)
  const last = derivativeAt(drift, moved, t + h)
  const stages = [...first.stages, last]
  return finite({ next: shifted(advance(state, h, [0.5, 0.5], stages)), stages }, t + h)
}

const finite = (step: Step, end: number): Step => (allFinite(step.next) ? step : { ...step, brokenAt: end })

function noiseAt(noise: (t: number) => number, t: number): number {
  const value = noise(t)
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InputError(`noise: is ${value} at t = ${t}; a finite number >= 0 is needed`)
  }
  return value
}
