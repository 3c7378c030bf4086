/**
 * Max-sliced Wasserstein distance.
 *
 *   max-SW_p(μ, ν)^p = max_{|θ| = 1} W_p(⟨θ, ·⟩♯μ, ⟨θ, ·⟩♯ν)^p
 *
 * by ascent on the sphere from several starts: the difference of the means, and the best of many random directions. The
 * objective is not concave, so the result is a lower bound of the maximum, attained at the direction that is returned.
 * Cost O(restarts · iterations · (n + m) log(n + m)).
 *
 * Source: Deshpande et al. 2019, "Max-sliced Wasserstein distance and its use for GANs", definition.
 * @module
 */
import { type SlicedSample, slicedCosts } from '@pushforward/kernels/sliced'
import { argsort } from '@pushforward/kernels/sort'
import { InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../measure/points.js'
import { type Rng, rng } from '../measure/random.js'
import { direction } from '../measure/sampling.js'
import { assertExponent, slicedSample } from './sliced-wasserstein.js'

export interface MaxSlicedOptions {
  /** Exponent p >= 1, finite. Default 2. */
  readonly p?: number
  /** Ascents, each from its own start. Default 8. */
  readonly restarts?: number
  /** Steps of each ascent at most. Default 200. */
  readonly maxIterations?: number
  /** An ascent ends when its step is below this angle in radians. Default 1e-7: the cost is then flat to about 1e-14. */
  readonly tolerance?: number
  /** Default `rng(0)`: the same call gives the same number. */
  readonly random?: Rng
}

export interface MaxSlicedResult {
  /** W_p^p along `direction`: a lower bound of the maximum. */
  readonly value: number
  /** Its p-th root, in the unit of the points. */
  readonly distance: number
  /** Unit vector `[d]` that attains it. */
  readonly direction: Float64Array
  readonly iterations: number
  /** Whether the best ascent ended by its tolerance. */
  readonly converged: boolean
  /** Angle of the best ascent's last step, in radians. */
  readonly residual: number
}

/** Random directions looked at for each start that is kept. */
const CANDIDATES = 16

/** Angles of the first step and of the largest one. */
const FIRST_STEP = 0.2
const LARGEST_STEP = Math.PI / 4

const GROWTH = 1.5
const SHRINKAGE = 0.4

/**
 * @param x points `[n, d]`, or a measure on them
 * @param y points `[m, d]`, or a measure on them
 * @throws InputError if the dimensions differ, a number is not finite, or an option is out of range
 * @example
 * maxSlicedWasserstein(points([[0, 0]]), points([[3, 4]])).distance // 5, along (0.6, 0.8)
 */
export function maxSlicedWasserstein(
  x: Points | Measure,
  y: Points | Measure,
  options: MaxSlicedOptions = {},
): MaxSlicedResult {
  const { p = 2, restarts = 8, maxIterations = 200, tolerance = 1e-7, random = rng(0) } = options
  const measureX = assertMeasure('x', x)
  const measureY = assertMeasure('y', y, { dimension: measureX.points.d })
  assertExponent(p)
  assertPositive('restarts', restarts, Number.isSafeInteger(restarts))
  assertPositive('maxIterations', maxIterations, Number.isSafeInteger(maxIterations))
  assertPositive('tolerance', tolerance, true)
  const { d } = measureX.points
  const problem = { x: slicedSample(measureX), y: slicedSample(measureY), d, p }
  const ascents = ascend(problem, starts(problem, measureX, measureY, restarts, random), maxIterations, tolerance)
  const best = ascents.order[0] as number
  const value = ascents.costs[best] as number
  return {
    value,
    distance: value ** (1 / p),
    direction: ascents.directions.slice(best * d, (best + 1) * d),
    iterations: ascents.iterations,
    converged: (ascents.steps[best] as number) < tolerance,
    residual: ascents.steps[best] as number,
  }
}

function assertPositive(name: string, value: number, accepted: boolean): void {
  if (accepted && value > 0) return
  throw new InputError(`${name}: is ${value}; a positive ${name === 'tolerance' ? 'number' : 'integer'} is needed`)
}

interface Problem {
  readonly x: SlicedSample
  readonly y: SlicedSample
  readonly d: number
  readonly p: number
}

/** The difference of the means, then the best of random directions. */
function starts(
  { x, y, d, p }: Problem,
  measureX: Measure,
  measureY: Measure,
  restarts: number,
  random: Rng,
): Float64Array {
  const count = restarts * CANDIDATES
  const candidates = new Float64Array(count * d)
  candidates.set(meanDifference(measureX, measureY) ?? direction(random, d))
  for (let l = 1; l < count; l++) candidates.set(direction(random, d), l * d)
  const { costs } = slicedCosts(x, y, d, candidates, p)
  costs[0] = Number.POSITIVE_INFINITY
  const chosen = new Float64Array(restarts * d)
  const order = argsort(costs.map((cost) => -cost))
  for (let r = 0; r < restarts; r++) {
    const from = (order[r] as number) * d
    chosen.set(candidates.subarray(from, from + d), r * d)
  }
  return chosen
}

/** The unit vector from one mean to the other; undefined where they coincide. */
function meanDifference(x: Measure, y: Measure): Float64Array | undefined {
  const { d } = x.points
  const difference = new Float64Array(d)
  for (const [measure, sign] of [[y, 1] as const, [x, -1] as const]) {
    weightsOf(measure).forEach((weight, i) => {
      for (let k = 0; k < d; k++) {
        difference[k] = (difference[k] as number) + sign * weight * (measure.points.data[i * d + k] as number)
      }
    })
  }
  const length = Math.hypot(...difference)
  return length > 0 ? difference.map((value) => value / length) : undefined
}

interface Ascents {
  readonly directions: Float64Array
  readonly costs: Float64Array
  readonly steps: Float64Array
  /** Ascents from the best to the worst. */
  readonly order: Uint32Array
  readonly iterations: number
}

/**
 * All ascents at once, one kernel call a step. Each turns towards its tangential gradient by its own angle, which grows
 * after a gain and shrinks without one; a turn that loses is taken back.
 */
function ascend({ x, y, d, p }: Problem, first: Float64Array, maxIterations: number, tolerance: number): Ascents {
  const count = first.length / d
  const directions = first.slice()
  const initial = slicedCosts(x, y, d, directions, p, { byDirection: true })
  const { costs, byDirection: slopes } = initial
  const steps = new Float64Array(count).fill(FIRST_STEP)
  let iterations = 0
  for (; iterations < maxIterations && steps.some((step) => step >= tolerance); iterations++) {
    const turned = directions.slice()
    for (let r = 0; r < count; r++) {
      const at = [r * d, (r + 1) * d] as const
      const step = steps[r] as number
      if (step >= tolerance && !turn(turned.subarray(...at), slopes.subarray(...at), step)) steps[r] = 0
    }
    const next = slicedCosts(x, y, d, turned, p, { byDirection: true })
    for (let r = 0; r < count; r++) {
      const step = steps[r] as number
      if (step < tolerance) continue
      const gained = (next.costs[r] as number) > (costs[r] as number)
      steps[r] = gained ? Math.min(step * GROWTH, LARGEST_STEP) : step * SHRINKAGE
      if (!gained) continue
      costs[r] = next.costs[r] as number
      directions.set(turned.subarray(r * d, (r + 1) * d), r * d)
      slopes.set(next.byDirection.subarray(r * d, (r + 1) * d), r * d)
    }
  }
  return { directions, costs, steps, order: argsort(costs.map((cost) => -cost)), iterations }
}

/** Turns a unit vector by an angle towards a gradient's tangential part, in place; false where that part is 0. */
function turn(theta: Float64Array, slope: Float64Array, angle: number): boolean {
  let along = 0
  let size = 0
  for (let k = 0; k < theta.length; k++) along += (theta[k] as number) * (slope[k] as number)
  const tangent = theta.map((value, k) => (slope[k] as number) - along * value)
  for (let k = 0; k < theta.length; k++) size += (slope[k] as number) ** 2
  const length = Math.hypot(...tangent)
  if (!(length > 1e-15 * Math.sqrt(size))) return false
  let square = 0
  for (let k = 0; k < theta.length; k++) {
    const value = Math.cos(angle) * (theta[k] as number) + (Math.sin(angle) / length) * (tangent[k] as number)
    theta[k] = value
    square += value * value
  }
  const scale = 1 / Math.sqrt(square)
  for (let k = 0; k < theta.length; k++) theta[k] = (theta[k] as number) * scale
  return true
}
