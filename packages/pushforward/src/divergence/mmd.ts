/**
 * Maximum mean discrepancy, squared.
 *
 *   MMD²(X, Y) = E k(X, X') + E k(Y, Y') − 2 E k(X, Y)
 *
 * in O((n + m)² d) time and O(n + m) memory.
 *
 * Source: Gretton, Borgwardt, Rasch, Schölkopf & Smola 2012, "A kernel two-sample test", lemma 6 and equation 5.
 * @module
 */
import { InputError } from '../errors.js'
import { asMeasure, assertMeasure, type Measure, type Points } from '../measure/points.js'
import { type Discrepancy, type DiscrepancyOptions, discrepancy } from './discrepancy.js'
import { type RadialProfile, radialKernel } from './pair-kernel.js'

/**
 * With r = |x − y| and bandwidth h: `gaussian` exp(−r² / 2h²), `laplace` exp(−r / h),
 * `inverse-multiquadric` (1 + r² / h²)^(−1/2). All are 1 at r = 0 and characteristic: MMD is 0 only between equal laws.
 */
export type MmdKernel = 'gaussian' | 'laplace' | 'inverse-multiquadric'

export interface MmdOptions extends DiscrepancyOptions {
  /** Default `gaussian`, for its smooth gradient; `inverse-multiquadric` sees differences at long range. */
  readonly kernel?: MmdKernel
  /**
   * h > 0 in the unit of the points; several are averaged over. Default `'median'`: the median distance between pooled
   * points (of at most 1000 of them, evenly spaced in the order given), so that the scale of the data does not matter.
   */
  readonly bandwidth?: number | readonly number[] | 'median'
}

export interface MmdResult extends Discrepancy {
  /** The bandwidths that were used. */
  readonly bandwidths: readonly number[]
}

const MEDIAN_POINTS = 1000

const PROFILES: Record<MmdKernel, (h: number) => RadialProfile> = {
  gaussian: (h) => {
    const rate = -0.5 / (h * h)
    return {
      value: (square) => Math.exp(rate * square),
      derivative: (square) => rate * Math.exp(rate * square),
      compiled: [{ kind: 'gaussian', scale: h, factor: 1 }],
    }
  },
  laplace: (h) => ({
    value: (square) => Math.exp(-Math.sqrt(square) / h),
    derivative: (square) => -Math.exp(-Math.sqrt(square) / h) / (2 * h * Math.sqrt(square)),
    compiled: [{ kind: 'laplace', scale: h, factor: 1 }],
  }),
  'inverse-multiquadric': (h) => {
    const rate = 1 / (h * h)
    return {
      value: (square) => 1 / Math.sqrt(1 + rate * square),
      derivative: (square) => (-rate / 2) * (1 + rate * square) ** -1.5,
    }
  },
}

/**
 * @param x points `[n, d]`, or a measure on them
 * @param y points `[m, d]`, or a measure on them
 * @returns `value` = MMD², without unit
 * @throws InputError if the dimensions differ, a number is not finite, weights are not probabilities, the kernel is
 *   unknown, a bandwidth is not positive, or `'median'` is asked of points of which most are equal
 * @example
 * mmd(points([0]), points([1]), { bandwidth: 1 }).value // 2 − 2 e^(−1/2) ≈ 0.7869
 */
export function mmd(x: Points | Measure, y: Points | Measure, options: MmdOptions = {}): MmdResult {
  const { kernel = 'gaussian', bandwidth = 'median' } = options
  const from = assertMeasure('x', x).points
  const to = assertMeasure('y', y, { dimension: from.d }).points
  const profileOf = PROFILES[kernel]
  if (!profileOf) {
    throw new InputError(`kernel: "${String(kernel)}" is unknown; accepted are ${Object.keys(PROFILES).join(', ')}`)
  }
  const bandwidths = bandwidth === 'median' ? [medianDistance(from, to)] : [bandwidth].flat()
  if (bandwidths.length === 0) throw new InputError('bandwidth: is empty; at least one positive number is needed')
  for (const h of bandwidths) {
    if (!(h > 0 && h < Number.POSITIVE_INFINITY)) {
      throw new InputError(`bandwidth: is ${h}; a positive number, several of them, or 'median' is needed`)
    }
  }
  const result = discrepancy(radialKernel(average(bandwidths.map(profileOf))), asMeasure(x), asMeasure(y), options)
  return { ...result, bandwidths }
}

function average(profiles: readonly RadialProfile[]): RadialProfile {
  const [only] = profiles
  if (only && profiles.length === 1) return only
  const share = 1 / profiles.length
  const meanOf = (member: 'value' | 'derivative') => (square: number) => {
    let sum = 0
    for (const profile of profiles) sum += profile[member](square)
    return sum * share
  }
  const parts = profiles.map(({ compiled }) => compiled)
  return {
    value: meanOf('value'),
    derivative: meanOf('derivative'),
    compiled: parts.every((part) => part !== undefined)
      ? parts.flat().map((part) => ({ ...part, factor: part.factor * share }))
      : undefined,
  }
}

/** The (lower) median of |z_i − z_j| over i < j of the pooled points; weights play no part. */
function medianDistance(x: Points, y: Points): number {
  const { d } = x
  const count = Math.min(x.n + y.n, MEDIAN_POINTS)
  const rows = Float64Array.from({ length: count * d }, (_, k) => {
    const i = Math.floor((Math.floor(k / d) * (x.n + y.n)) / count)
    return (i < x.n ? x.data[i * d + (k % d)] : y.data[(i - x.n) * d + (k % d)]) as number
  })
  const squares = new Float64Array((count * (count - 1)) / 2)
  let at = 0
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let k = 0; k < d; k++) sum += ((rows[i * d + k] as number) - (rows[j * d + k] as number)) ** 2
      squares[at++] = sum
    }
  }
  squares.sort()
  const median = Math.sqrt(squares[(squares.length - 1) >> 1] ?? 0)
  if (median > 0) return median
  throw new InputError("bandwidth: 'median' is 0, as most of the pooled points are equal; give a positive number")
}
