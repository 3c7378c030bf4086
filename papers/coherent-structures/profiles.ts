/**
 * Averages along the normals of an interface, and what is read off them: heights, peaks and widths.
 *
 * ξ counts steps of a part of the grid spacing, a half unless said, as the interface's points do; ξ > 0 is the turbulent side.
 * @module
 */
import { type ConditionalAverage, conditionalAverage, type Grid, type Interface } from 'pushforward/field'

/** What is averaged of the barrier field b̄ at an interface with the normal n. */
export const OF_BARRIERS = {
  /** |b̄| */
  size: (b: Float64Array) => Math.hypot(b[0] as number, b[1] as number),
  /** φ_n = |b̄·n|: what goes through. */
  through: (b: Float64Array, n: readonly [number, number]) =>
    Math.abs((b[0] as number) * n[0] + (b[1] as number) * n[1]),
  /** φ_∥ = |b̄·τ|: what goes along. */
  along: (b: Float64Array, n: readonly [number, number]) => Math.abs((b[1] as number) * n[0] - (b[0] as number) * n[1]),
} as const

/** ⟨f⟩ at ξ of so many steps, each so large a part of a grid spacing. */
export function averageAt(
  field: Grid,
  interfaceLine: Interface,
  steps: ArrayLike<number>,
  of?: (value: Float64Array, normal: readonly [number, number]) => number,
  step = 1 / 2,
): ConditionalAverage {
  const length = Math.min(...interfaceLine.scalar.spacing) * step
  const xi = Float64Array.from(steps, (k) => k * length)
  return conditionalAverage(field, interfaceLine, xi, of && { of })
}

/** All whole numbers from `first` to `last`. */
export const stepsFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, k) => first + k)

/** Fewer rays than this share of the most are too few for a mean: deep in the turbulence few have not crossed the level again. */
const LEAST_SHARE = 0.1

/** Where the average is trusted: enough rays. */
export function supported({ count }: Pick<ConditionalAverage, 'count'>): boolean[] {
  const most = Math.max(...count)
  return Array.from(count, (value) => value > 0 && value >= LEAST_SHARE * most)
}

/** The highest supported value and its ξ. */
export function peakOf(average: ConditionalAverage): { readonly xi: number; readonly height: number } {
  const trusted = supported(average)
  let [xi, height] = [Number.NaN, Number.NEGATIVE_INFINITY]
  average.mean.forEach((value, k) => {
    if (!trusted[k] || !(value > height)) return
    height = value
    xi = average.xi[k] as number
  })
  return { xi, height }
}

/** The least supported value on the irrotational side, ξ <= 0. */
function baseOf({ xi, mean }: ConditionalAverage, trusted: readonly boolean[]): number {
  return Math.min(...Array.from(mean).filter((_, k) => !!trusted[k] && (xi[k] as number) <= 0))
}

/**
 * How far the average takes to rise, coming from outside, from a quarter to three quarters of the way between its least value there
 * and its peak; by linear interpolation. A step has a rise where it has no full width.
 */
export function riseWidth(average: ConditionalAverage): number {
  const trusted = supported(average)
  const { xi, mean } = average
  const base = baseOf(average, trusted)
  const lowest = mean.findIndex((value, k) => !!trusted[k] && value === base)
  const { height } = peakOf(average)
  const reach = (share: number): number => {
    const level = base + share * (height - base)
    for (let k = lowest; trusted[k + 1]; k++) {
      const [here, next] = [mean[k] as number, mean[k + 1] as number]
      if (next < level) continue
      const part = (level - here) / (next - here)
      return (xi[k] as number) + part * ((xi[k + 1] as number) - (xi[k] as number))
    }
    return Number.NaN
  }
  return reach(0.75) - reach(0.25)
}

/**
 * Full width at half height of the peak above the least supported value at ξ <= 0; by linear interpolation. NaN where the average
 * does not fall to half on a side within the supported range.
 */
export function halfWidth(average: ConditionalAverage): number {
  const trusted = supported(average)
  const { xi, mean } = average
  const base = baseOf(average, trusted)
  const peak = peakOf(average)
  const middle = xi.indexOf(peak.xi)
  const half = base + (peak.height - base) / 2
  const side = (direction: 1 | -1): number => {
    for (let k = middle; trusted[k + direction]; k += direction) {
      const [here, next] = [mean[k] as number, mean[k + direction] as number]
      if (next > half) continue
      const share = (here - half) / (here - next)
      return (xi[k] as number) + share * ((xi[k + direction] as number) - (xi[k] as number))
    }
    return Number.NaN
  }
  return side(1) - side(-1)
}
