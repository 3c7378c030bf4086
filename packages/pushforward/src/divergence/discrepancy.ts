/**
 * The squared discrepancy of two samples under a kernel, with its uncertainty.
 *
 *   D = E k(X, X') + E k(Y, Y') − 2 E k(X, Y)
 *
 * `mmd` and `energyDistance` are this for their kernels. The V-statistic takes plain means over all pairs; the
 * U-statistic leaves the pairs (i, i) out, which makes it unbiased and sometimes negative.
 *
 * Sources: Gretton, Borgwardt, Rasch, Schölkopf & Smola 2012, "A kernel two-sample test", equations 3-5; Székely & Rizzo
 * 2013 for the energy kernel.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../measure/points.js'
import { permutation, type Rng, rng } from '../measure/random.js'
import type { PairKernel } from './pair-kernel.js'

export interface DiscrepancyOptions {
  /** Leaves out the pairs (i, i): unbiased, may be negative. Default false: the V-statistic, a squared distance. */
  readonly unbiased?: boolean
  /**
   * Number of random relabellings for `pValue`, >= 0. Default 0: no test, as each costs O((n + m)²) additions
   * (O(n + m) for the energy distance on the line). Samples must be unweighted.
   */
  readonly permutations?: number
  /** Default `rng(0)`; used by the relabellings only. */
  readonly random?: Rng
}

export interface Discrepancy {
  /** D, not rooted. */
  readonly value: number
  /**
   * Standard error of `value` by the delta method, valid when the laws differ; where they are equal the first order
   * vanishes, and the test by relabelling is the tool. NaN when a sample has one point.
   */
  readonly standardError: number
  /** (1 + number of relabellings with a discrepancy at least as large) / (1 + permutations), if any were asked. */
  readonly pValue?: number
  /** ∂value/∂x, `[n, d]`; computed when called. */
  readonly gradient: () => Points
}

export function discrepancy(
  kernel: PairKernel,
  xInput: Points | Measure,
  yInput: Points | Measure,
  { unbiased = false, permutations = 0, random = rng(0) }: DiscrepancyOptions,
): Discrepancy {
  const x = assertMeasure('x', xInput)
  const y = assertMeasure('y', yInput, { dimension: x.points.d })
  if (!Number.isSafeInteger(permutations) || permutations < 0) {
    throw new InputError(`permutations: is ${permutations}; an integer >= 0 is needed`)
  }
  if (permutations > 0 && (x.weights || y.weights)) {
    throw new InputError('permutations: need unweighted samples, whose points can be relabelled')
  }
  const a = weightsOf(x)
  const b = weightsOf(y)
  const squaresA = sumOfSquares(a)
  const squaresB = sumOfSquares(b)
  if (unbiased) {
    assertSeveral('x', squaresA)
    assertSeveral('y', squaresB)
  }

  const withinX = kernel.means(x.points, x.points, a)
  const withinY = kernel.means(y.points, y.points, b)
  const fromX = kernel.means(x.points, y.points, b)
  const fromY = kernel.means(y.points, x.points, a)
  const selfX = within(dot(a, withinX), kernel.diagonal, squaresA, unbiased)
  const selfY = within(dot(b, withinY), kernel.diagonal, squaresB, unbiased)
  const raw = selfX + selfY - 2 * dot(a, fromX)
  // A V-statistic is a squared distance: below zero there is only rounding.
  const value = unbiased ? raw : Math.max(0, raw)

  return {
    value,
    standardError: 2 * Math.sqrt(spread(withinX, fromX, a, squaresA) + spread(withinY, fromY, b, squaresB)),
    ...(permutations > 0 && {
      pValue: permutationPValue(kernel, x.points, y.points, raw, { unbiased, permutations, random }),
    }),
    gradient: () => gradientInX(kernel, x.points, y.points, a, b, unbiased ? 1 / (1 - squaresA) : 1),
  }
}

/** Σ w_i w_j k_ij, or the same over i ≠ j, divided by their total weight. */
function within(sum: number, diagonal: number, squares: number, unbiased: boolean): number {
  return unbiased ? (sum - squares * diagonal) / (1 - squares) : sum
}

/** Σ w² / (1 − Σ w²) times the variance of the difference of the two means: a quarter of one sample's share of Var D. */
function spread(self: Float64Array, cross: Float64Array, weights: Float64Array, squares: number): number {
  if (isSingle(squares)) return Number.NaN
  const difference = self.map((value, i) => value - (cross[i] as number))
  const centre = dot(weights, difference)
  let variance = 0
  for (let i = 0; i < difference.length; i++) {
    variance += (weights[i] as number) * ((difference[i] as number) - centre) ** 2
  }
  return (variance * squares) / (1 - squares)
}

function gradientInX(
  kernel: PairKernel,
  x: Points,
  y: Points,
  a: Float64Array,
  b: Float64Array,
  selfScale: number,
): Points {
  const self = kernel.gradients(x, x, a)
  const cross = kernel.gradients(x, y, b)
  const data = self.map((value, k) => {
    const weight = a[Math.floor(k / x.d)] as number
    return 2 * weight * (selfScale * value - (cross[k] as number))
  })
  return { data, n: x.n, d: x.d }
}

/**
 * One sum a relabelling: with u the indicator of the first sample, Σ k over the pairs across and in the second sample
 * follow from uᵀKu, uᵀK1 and 1ᵀK1.
 */
function permutationPValue(
  kernel: PairKernel,
  x: Points,
  y: Points,
  observed: number,
  { unbiased, permutations, random }: Required<DiscrepancyOptions>,
): number {
  const pooled = pool(x, y)
  const { n } = pooled
  const rowSums = kernel.means(pooled, pooled, new Float64Array(n).fill(1))
  const total = rowSums.reduce((sum, value) => sum + value)
  const sets = Array.from({ length: permutations }, () => {
    const members = new Uint8Array(n)
    for (const index of permutation(random, n).subarray(0, x.n)) members[index] = 1
    return members
  })
  const inFirst = kernel.setSums(pooled, sets)
  const mean = (sum: number, count: number) =>
    unbiased ? (sum - count * kernel.diagonal) / (count * (count - 1)) : sum / (count * count)
  const scale = Math.abs(mean(total, n))
  let atLeast = 1
  sets.forEach((members, s) => {
    const first = inFirst[s] as number
    let fromFirst = 0
    for (let i = 0; i < n; i++) fromFirst += (members[i] as number) * (rowSums[i] as number)
    const across = fromFirst - first
    const second = total - first - 2 * across
    const value = mean(first, x.n) + mean(second, y.n) - (2 * across) / (x.n * y.n)
    // Relabellings that tie in exact arithmetic differ by rounding; they count as ties.
    if (value >= observed - 1e-12 * scale) atLeast++
  })
  return atLeast / (permutations + 1)
}

function pool(x: Points, y: Points): Points {
  const data = new Float64Array(x.data.length + y.data.length)
  data.set(x.data)
  data.set(y.data, x.data.length)
  return { data, n: x.n + y.n, d: x.d }
}

function assertSeveral(name: string, squares: number): void {
  if (isSingle(squares)) {
    throw new InputError(`${name}: has all its mass on one point; the unbiased estimate needs at least two`)
  }
}

/** Whether all the weight is on one point, up to the rounding of Σ w². */
function isSingle(squares: number): boolean {
  return 1 - squares < 1e-14
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function sumOfSquares(a: Float64Array): number {
  return dot(a, a)
}
