/**
 * The separation of a sample of data, from its posterior means
 *
 *   x̂(y) = Σ_i w_i x_i,  w_i ∝ exp(s ⟨y, x_i⟩ − s² |x_i|²/2),  y = s x_j + n
 *
 * at k pairs (x_j, n) that are the same for every s. Each pair gives γ in two ways without bias,
 *
 *   residual   1 − (1 + s²) |x_j − x̂|²/d     exact where noise tells the points apart (λ → 1)
 *   tangent    (1 + s²) |x̂ − s y/(1 + s²)|²/d  exact where it tells nothing (γ → 0),
 *
 * and at each s the two are mixed with the weights of least variance. A pair walks up the grid with the points that can still
 * have weight: log w_i − log w_j = s ⟨n, x_i − x_j⟩ − s² |x_i − x_j|²/2 falls from its top on, so a point below e^{−30} there is
 * out for good. Cost O(k n d) for each s near 0 and ever less above; memory O(n + nodes · k).
 *
 * Where atoms are told apart but for one noise in more than k/10, those that are drawn decide: there 1 − γ is a count of few,
 * and its standard error says less than elsewhere.
 * @module
 */
import { separationTerms } from '@pushforward/kernels/separation'
import { InputError } from '../../errors.js'
import { assertMeasure, type Measure, type Points, weightsOf } from '../../measure/points.js'
import { permutation, type Rng, rng } from '../../measure/random.js'
import { clamp, QUARTER, type Separation, tabulatedSeparation } from './separation.js'
import { drawPairs } from './separation-pairs.js'

export interface EstimateSeparationOptions {
  /** Pairs k of a point and a noise, >= 2. Default 1000: γ to about 3 % of itself. */
  readonly noiseSamples?: number
  /**
   * Values of s, increasing and positive. Default 63 with angles θ = arctan s at Chebyshev points of (0, π/2): dense at both
   * ends, where γ is a power of the angle.
   */
  readonly grid?: Float64Array
  /**
   * A random choice of so many points stands for a larger sample. Default 2000: with 1000 pairs one second of one thread in
   * the plane, three in 64 dimensions.
   */
  readonly maxPoints?: number
  /**
   * Leaves x_j out of its own posterior. The default, false, is the separation of the sample itself, that is of the sum of
   * its atoms, which any s large enough tells apart; true estimates that of the law behind, from above in 1 − λ.
   */
  readonly heldOut?: boolean
  /** Centres and scales the data first. Default true; with false, data that are not normalised are refused. */
  readonly normalise?: boolean
  /** Default `rng(0)`. */
  readonly random?: Rng
}

/** An estimate with its standard error over the pairs. */
export interface Estimated {
  readonly value: number
  readonly standardError: number
}

export interface SeparationEstimate extends Separation {
  readonly grid: {
    readonly s: Float64Array
    readonly gamma: Float64Array
    readonly standardError: Float64Array
  }
  /** I = ∫ (1 − λ) ds = ∫ (1 − γ) dθ: 2 − I is the energy of the linear path. */
  readonly integral: Estimated
  /** Φ = ∫ √γ dθ; the error by the delta method. */
  readonly angle: Estimated
  /** x₁ = (x − shift) / scale. */
  readonly shift: Float64Array
  readonly scale: number
  /** The points that were used, normalised `[n, d]`. */
  readonly data: Points
  readonly noiseSamples: number
  readonly warnings: readonly string[]
}

const NODES = 64
/** A step takes some ten milliseconds for a thousand points of the plane. */
const PAIRS_A_STEP = 16
/** Fewer pairs give errors that their own estimate hardly tells. */
const FEW_PAIRS = 100
/** Far beyond rounding of a mean of float32 data. */
const NORMALISED = 1e-3

/**
 * @param data points `[n, d]`, n >= 2, or a measure on them
 * @throws InputError if a number is not finite, the data have no spread, an option is out of range, or data that are not to be
 * normalised are not normalised
 * @example
 * estimateSeparation(points([[-1], [1]]), { noiseSamples: 4000 }).integral.value // 1.0176 within 2 %
 */
export function estimateSeparation(
  data: Points | Measure,
  options: EstimateSeparationOptions = {},
): SeparationEstimate {
  const steps = separationSteps(data, options)
  for (;;) {
    const { value, done } = steps.next()
    if (done) return value
  }
}

/** The same in steps of a few pairs: yields how many are done of how many. */
export function* separationSteps(
  data: Points | Measure,
  options: EstimateSeparationOptions = {},
): Generator<readonly [done: number, total: number], SeparationEstimate, void> {
  const { noiseSamples = 1000, maxPoints = 2000, heldOut = false, normalise = true, random = rng(0) } = options
  assertCount('noiseSamples', noiseSamples)
  assertCount('maxPoints', maxPoints)
  const s = checkedGrid(options.grid)
  const sample = thinned(assertMeasure('data', data), maxPoints, random.split('points'))
  const { shift, scale } = normalisation(sample, normalise)
  const atoms = normalised(sample.points, shift, scale)
  const pairs = drawPairs(sample, noiseSamples, random)
  const logWeights = sample.weights && weightsOf(sample).map(Math.log)
  const residual = Array.from(s, () => new Float64Array(noiseSamples))
  const other = Array.from(s, () => new Float64Array(noiseSamples))
  for (let from = 0; from < noiseSamples; from += PAIRS_A_STEP) {
    const to = Math.min(from + PAIRS_A_STEP, noiseSamples)
    const terms = separationTerms({
      ...{ atoms: atoms.data, d: atoms.d, logWeights, s, heldOut },
      own: pairs.own.subarray(from, to),
      noise: pairs.noise.subarray(from * atoms.d, to * atoms.d),
    })
    for (let g = 0; g < s.length; g++) {
      for (let j = from; j < to; j++) {
        const at = (j - from) * s.length + g
        ;(residual[g] as Float64Array)[j] = terms.residual[at] as number
        ;(other[g] as Float64Array)[j] = terms.other[at] as number
      }
    }
    if (to < noiseSamples) yield [to, noiseSamples]
  }

  const theta = s.map(Math.atan)
  const measure = quadratureWeights(theta)
  const gamma = new Float64Array(s.length)
  const errors = new Float64Array(s.length)
  const integrals = new Float64Array(noiseSamples)
  const angles = new Float64Array(noiseSamples)
  let negative = 0
  for (let g = 0; g < s.length; g++) {
    const [own, second] = [residual[g] as Float64Array, other[g] as Float64Array]
    const each = heldOut ? controlled(own, second) : mixed(own, second)
    const { mean, standardError } = meanOf(each)
    gamma[g] = clamp(mean)
    errors[g] = standardError
    if (mean < -3 * standardError - 1e-12) negative++
    const slope = 1 / (2 * Math.sqrt(Math.max(gamma[g] as number, standardError, 1e-12)))
    const weight = measure[g] as number
    for (let j = 0; j < noiseSamples; j++) {
      const deviation = (each[j] as number) - mean
      integrals[j] = (integrals[j] as number) + weight * deviation
      angles[j] = (angles[j] as number) + weight * slope * deviation
    }
  }

  const separation = tabulatedSeparation(theta, gamma, { tail: heldOut ? 'hold' : 'atoms', source: 'estimated' })
  const integral = { value: integralOf(separation), standardError: meanOf(integrals).standardError }
  const warnings: string[] = []
  if (noiseSamples < FEW_PAIRS) {
    warnings.push(
      `${noiseSamples} noise samples are few: the integral of 1 − λ has a standard error of ${integral.standardError.toPrecision(2)}`,
    )
  }
  if (negative > 0) {
    warnings.push(
      `γ came out negative beyond three standard errors at ${negative} of ${s.length} values of s: sampling noise; it is 0 there`,
    )
  }
  yield [noiseSamples, noiseSamples]
  return {
    ...separation,
    grid: { s, gamma, standardError: errors },
    integral,
    angle: { value: angleOf(separation), standardError: meanOf(angles).standardError },
    shift,
    scale,
    data: atoms,
    noiseSamples,
    warnings,
  }
}

const midpoints = (count: number, f: (theta: number) => number): number => {
  let sum = 0
  for (let k = 0; k < count; k++) sum += f(((k + 0.5) * QUARTER) / count)
  return (sum * QUARTER) / count
}
const integralOf = ({ gamma }: Separation) => midpoints(2000, (theta) => 1 - gamma(theta))
const angleOf = ({ gamma }: Separation) => midpoints(2000, (theta) => Math.sqrt(gamma(theta)))

function assertCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 2) throw new InputError(`${name}: is ${value}; an integer >= 2 is needed`)
}

function checkedGrid(grid: Float64Array | undefined): Float64Array {
  if (!grid) {
    return Float64Array.from({ length: NODES - 1 }, (_, k) =>
      Math.tan((QUARTER / 2) * (1 - Math.cos((Math.PI * (k + 1)) / NODES))),
    )
  }
  if (grid.length === 0) throw new InputError('grid: is empty; at least one value of s is needed')
  grid.forEach((value, k) => {
    const before = k === 0 ? 0 : (grid[k - 1] as number)
    if (!(value > before && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`grid: [${k}] is ${value} after ${before}; increasing finite numbers > 0 are needed`)
    }
  })
  return grid.slice()
}

function thinned(measure: Measure, maxPoints: number, random: Rng): Measure {
  const { data, n, d } = measure.points
  if (n < 2) throw new InputError(`data: has ${n} point; at least 2 are needed`)
  if (n <= maxPoints) return measure
  const kept = permutation(random, n).subarray(0, maxPoints)
  const out = new Float64Array(maxPoints * d)
  kept.forEach((from, i) => {
    out.set(data.subarray(from * d, (from + 1) * d), i * d)
  })
  const { weights } = measure
  if (!weights) return { points: { data: out, n: maxPoints, d } }
  const picked = Float64Array.from(kept, (from) => weights[from] as number)
  const total = picked.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) throw new InputError('data: the chosen points have no weight; give a larger maxPoints')
  return { points: { data: out, n: maxPoints, d }, weights: picked.map((weight) => weight / total) }
}

/** The mean, and the root of the mean square a coordinate about it. */
function normalisation(measure: Measure, normalise: boolean): { shift: Float64Array; scale: number } {
  const { data, n, d } = measure.points
  const weights = weightsOf(measure)
  const shift = new Float64Array(d)
  let largest = 0
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) {
      const value = data[i * d + k] as number
      shift[k] = (shift[k] as number) + (weights[i] as number) * value
      largest = Math.max(largest, Math.abs(value))
    }
  }
  let square = 0
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++)
      square += (weights[i] as number) * ((data[i * d + k] as number) - (shift[k] as number)) ** 2
  }
  square /= d
  if (!(square > (1e-13 * largest) ** 2)) {
    throw new InputError(
      'data: all points are the same; points that differ are needed, as data are scaled to variance 1',
    )
  }
  if (normalise) return { shift, scale: Math.sqrt(square) }
  const norm = Math.sqrt(shift.reduce((sum, value) => sum + value * value, 0) / d)
  if (norm > NORMALISED || Math.abs(square - 1) > NORMALISED) {
    throw new InputError(
      `data: the mean has size ${norm.toPrecision(3)} and the variance is ${square.toPrecision(3)} a coordinate; 0 and 1 are needed (or normalise: true)`,
    )
  }
  return { shift: new Float64Array(d), scale: 1 }
}

function normalised(
  { data, n, d }: Points,
  shift: Float64Array,
  scale: number,
): Points & { readonly data: Float64Array } {
  const out = new Float64Array(n * d)
  for (let at = 0; at < out.length; at++) out[at] = ((data[at] as number) - (shift[at % d] as number)) / scale
  return { data: out, n, d }
}

interface Moments {
  readonly mean: number
  readonly standardError: number
}

function meanOf(values: Float64Array): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) }
}

/** Least-squares slope of one list on another, from every second pair beginning with `first`. */
function slopeOf(of: Float64Array, on: Float64Array, first: number): number {
  let [a, b, count] = [0, 0, 0]
  for (let j = first; j < of.length; j += 2) {
    a += of[j] as number
    b += on[j] as number
    count++
  }
  let [joint, own] = [0, 0]
  for (let j = first; j < of.length; j += 2) {
    const deviation = (on[j] as number) - b / count
    joint += ((of[j] as number) - a / count) * deviation
    own += deviation ** 2
  }
  return own > 0 ? joint / own : 0
}

/** a + w (b − a) of least variance, w in [0, 1], found on the other half of the pairs: so it brings no bias. */
function mixed(a: Float64Array, b: Float64Array): Float64Array {
  const difference = b.map((value, j) => value - (a[j] as number))
  const weights = [0, 1].map((half) => clamp(-slopeOf(a, difference, 1 - half)))
  return a.map((value, j) => value + (weights[j % 2] as number) * (difference[j] as number))
}

/** `of` less what a control of mean 0 explains of it, by the slope of the other half. */
function controlled(of: Float64Array, control: Float64Array): Float64Array {
  const slopes = [0, 1].map((half) => slopeOf(of, control, 1 - half))
  return of.map((value, j) => value - (slopes[j % 2] as number) * (control[j] as number))
}

/** Weights of the trapezoid rule over (0, π/2); the ends belong to the nodes next to them. */
function quadratureWeights(theta: Float64Array): Float64Array {
  return theta.map((here, k) => {
    const before = k === 0 ? -here : (theta[k - 1] as number)
    const after = k + 1 < theta.length ? (theta[k + 1] as number) : 2 * QUARTER - here
    return (after - before) / 2
  })
}
