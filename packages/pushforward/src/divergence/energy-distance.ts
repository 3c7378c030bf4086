/**
 * Energy distance of two samples.
 *
 *   2 E|X − Y| − E|X − X'| − E|Y − Y'|
 *
 * with the Euclidean norm: not rooted, 0 exactly when the laws are equal. O(n log n) on the line, elsewhere O((n + m)² d)
 * with O(n + m) memory.
 *
 * Source: Székely & Rizzo 2013, "Energy statistics: a class of statistics based on distances", definition 1.
 * @module
 */
import { asMeasure, type Measure, type Points } from '../measure/points.js'
import { absoluteDifference } from './absolute-difference.js'
import { type Discrepancy, type DiscrepancyOptions, discrepancy } from './discrepancy.js'
import { radialKernel } from './pair-kernel.js'

const negativeDistance = radialKernel({
  value: (square) => -Math.sqrt(square),
  derivative: (square) => -0.5 / Math.sqrt(square),
  compiled: [{ kind: 'euclidean', factor: -1 }],
})

/**
 * @param x points `[n, d]`, or a measure on them
 * @param y points `[m, d]`, or a measure on them
 * @returns `value` in the unit of the points
 * @throws InputError if the dimensions differ, a number is not finite, weights are not probabilities, or `unbiased` is
 *   asked of a sample with one point
 * @example
 * energyDistance(points([0]), points([3])).value // 6
 */
export function energyDistance(
  x: Points | Measure,
  y: Points | Measure,
  options: DiscrepancyOptions = {},
): Discrepancy {
  const onLine = asMeasure(x).points?.d === 1
  return discrepancy(onLine ? absoluteDifference : negativeDistance, x, y, options)
}
