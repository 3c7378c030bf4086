/**
 * Exact optimal transport on the line and on the circle for the cost |x − y|^p, p ≥ 1.
 *
 * On the line the monotone coupling is optimal:  W_p^p = ∫_0^1 |F⁻¹(t) − G⁻¹(t)|^p dt. Sorting and one walk along both
 * samples: O(n log n + m log m). On the circle see circle.ts.
 *
 * Source: Santambrogio 2015, "Optimal Transport for Applied Mathematicians", §2.1.
 * @module
 */
import { InputError } from '../errors.js'
import { asMeasure, assertMeasure, assertWeights, type Measure, type Points, weightsOf } from '../measure/points.js'
import { matchOnCircle } from './circle.js'
import { isUniform, type LineWalk, matchSorted, powerOfDistance, sortSample, type Visit } from './line-matching.js'
import type { Plan } from './plan.js'

/** Numbers on the line, or points with d = 1. */
export type LineSample = ArrayLike<number> | Points | Measure

export interface Emd1dOptions {
  /**
   * Exponent of |x − y|^p: a number >= 1, or Infinity for the largest distance that any mass travels (on the line).
   * Default 2, as `emd`'s cost.
   */
  readonly p?: number
  /** Weights of x, sum 1. Default: those of the measure, or uniform. */
  readonly weightsX?: Float64Array
  /** Weights of y, sum 1. */
  readonly weightsY?: Float64Array
  /** Length of the circle; positions are taken modulo it. Default: the line. */
  readonly period?: number
}

export interface Emd1dResult {
  /** W_p^p, the transport cost; for p = Infinity the distance itself. */
  readonly value: number
  /** W_p, in the unit of the samples. */
  readonly distance: number
  /** The plan, at most n + m entries. */
  plan(): Plan
}

/**
 * @param x n numbers, points `[n, 1]` or a measure on them
 * @param y m numbers, points `[m, 1]` or a measure on them
 * @throws InputError if p < 1 (the monotone plan is not optimal then: `emd` solves it), a number is not finite, or
 *   weights do not fit
 * @example
 * emd1d([0, 1], [3, 2], { p: 1 }).value // 2
 */
export function emd1d(x: LineSample, y: LineSample, options: Emd1dOptions = {}): Emd1dResult {
  const { p = 2, period } = options
  assertExponent(p, period)
  const a = lineMeasure('x', x, options.weightsX)
  const b = lineMeasure('y', y, options.weightsY)
  const walk = period === undefined ? onLine(a, b) : matchOnCircle(a.values, a.masses, b.values, b.masses, p, period)
  const value = costOf(walk, p)
  return {
    value,
    distance: p === Number.POSITIVE_INFINITY ? value : value ** (1 / p),
    plan: () => planOf(walk),
  }
}

function assertExponent(p: number, period: number | undefined): void {
  if (!(p >= 1)) {
    throw new InputError(`p: is ${p}; a number >= 1 is needed (for concave costs use emd with cost: { p })`)
  }
  if (period === undefined) return
  if (!(period > 0 && period < Number.POSITIVE_INFINITY)) {
    throw new InputError(`period: is ${period}; a positive number is needed`)
  }
  if (p === Number.POSITIVE_INFINITY) throw new InputError('p: is Infinity; a finite p is needed on the circle')
}

interface LineMeasure {
  readonly values: Float64Array
  readonly masses: Float64Array
}

function lineMeasure(name: string, input: LineSample, given: Float64Array | undefined): LineMeasure {
  const isSample = 'points' in input || 'data' in input
  const measure = isSample ? asMeasure(input) : { points: { data: Float64Array.from(input), n: input.length, d: 1 } }
  const { points } = assertMeasure(name, measure)
  if (points.d !== 1) {
    throw new InputError(`${name}: points have dimension ${points.d}; 1 is needed (use emd or slicedWasserstein)`)
  }
  if (given) assertWeights(`weights of ${name}`, given, points.n)
  return { values: Float64Array.from(points.data), masses: weightsOf({ points, weights: given ?? measure.weights }) }
}

function onLine(a: LineMeasure, b: LineMeasure): LineWalk {
  const n = a.values.length
  const m = b.values.length
  // Uniform masses as whole numbers: equal cumulative sums are then equal exactly.
  const whole = isUniform(a.masses) && isUniform(b.masses)
  const x = sortSample(a.values, whole ? new Float64Array(n).fill(m) : a.masses)
  const y = sortSample(b.values, whole ? new Float64Array(m).fill(n) : b.masses)
  return {
    unit: whole ? 1 / (n * m) : 1,
    each(visit) {
      const step: Visit = (k, l, mass) =>
        visit(x.order[k] as number, y.order[l] as number, mass, (x.values[k] as number) - (y.values[l] as number))
      matchSorted(x.masses, y.masses, step)
    },
  }
}

/** Matched mass below this share is what rounding of cumulative sums leaves; it must not count for p = Infinity. */
const NO_MASS = 1e-14

function costOf(walk: LineWalk, p: number): number {
  let result = 0
  if (p === Number.POSITIVE_INFINITY) {
    walk.each((_i, _j, mass, difference) => {
      if (mass * walk.unit > NO_MASS) result = Math.max(result, Math.abs(difference))
    })
    return result
  }
  const h = powerOfDistance(p)
  walk.each((_i, _j, mass, difference) => {
    result += mass * h(difference)
  })
  return result * walk.unit
}

function planOf(walk: LineWalk): Plan {
  const i: number[] = []
  const j: number[] = []
  const mass: number[] = []
  walk.each((k, l, amount) => {
    i.push(k)
    j.push(l)
    mass.push(amount * walk.unit)
  })
  return { i: Uint32Array.from(i), j: Uint32Array.from(j), mass: Float64Array.from(mass) }
}
