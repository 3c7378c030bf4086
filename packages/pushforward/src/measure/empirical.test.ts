import { describe, expect, test } from 'vitest'
import { empirical, kernelDensity } from './empirical.js'
import { countInBins } from './histogram.js'
import oracle from './measure.oracle.json' with { type: 'json' }
import { covariance, mean } from './moments.js'
import { points } from './points.js'
import { project } from './project.js'
import { rng } from './random.js'

describe('empirical', () => {
  test('draws rows in proportion to their weights, and none of weight 0', () => {
    const x = points([
      [1, 10],
      [2, 20],
      [3, 30],
    ])
    const law = empirical({ points: x, weights: Float64Array.of(0.25, 0, 0.75) })
    const { data, n } = law.sample(10_000, rng(20261123))
    const first = Array.from({ length: n }, (_, i) => data[2 * i] as number)
    const ones = first.filter((value) => value === 1).length
    expect(first.every((value, i) => data[2 * i + 1] === 10 * value)).toBe(true)
    expect(first.includes(2)).toBe(false)
    expect(Math.abs(ones / n - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / n))
  })
})

describe('kernelDensity', () => {
  const { x, weights, bandwidth, at, logDensity } = oracle.kernelDensity
  const sample = { points: points(x), weights: Float64Array.from(weights) }

  test('agrees with scikit-learn', () => {
    kernelDensity(sample, bandwidth)
      .logDensity(points(at))
      .forEach((value, i) => {
        expect(value).toBeCloseTo(logDensity[i] as number, 10)
      })
  })

  test('is finite far away, and its draws have the variance of the sample plus h²', () => {
    expect(kernelDensity(points([0]), 1).logDensity(points([100]))[0]).toBeCloseTo(-5000 - Math.log(2 * Math.PI) / 2, 9)
    const drawn = kernelDensity(points([-1, 1]), 2).sample(40_000, rng(7))
    expect(Math.abs(covariance(drawn).data[0]! - 5)).toBeLessThan(4 * 5 * Math.sqrt(2 / 40_000))
  })

  test('names what is wrong', () => {
    expect(() => kernelDensity(points([0]), 0)).toThrow(/bandwidth: is 0; a positive number is needed/)
  })
})

describe('moments', () => {
  const { x, weights, mean: expectedMean, covariance: expected, unbiased, uniform, centred } = oracle.moments
  const measure = { points: points(x), weights: Float64Array.from(weights) }

  test('agree with NumPy, a thousand spreads from the origin', () => {
    mean(measure).forEach((value, k) => {
      expect(value).toBeCloseTo(expectedMean[k] as number, 11)
    })
    covariance(measure).data.forEach((value, k) => {
      expect(value).toBeCloseTo(expected.flat()[k] as number, 11)
    })
    const corrected = covariance(measure, { unbiased: true }).data
    corrected.forEach((value, k) => {
      expect(value).toBeCloseTo(unbiased.flat()[k] as number, 11)
    })
    const plain = covariance(points(centred), { unbiased: true }).data
    plain.forEach((value, k) => {
      expect(value).toBeCloseTo(uniform.flat()[k] as number, 14)
    })
  })

  test('the examples of the documentation', () => {
    expect([
      ...mean(
        points([
          [0, 0],
          [2, 4],
        ]),
      ),
    ]).toEqual([1, 2])
    expect([
      ...covariance(
        points([
          [0, 0],
          [2, 4],
        ]),
      ).data,
    ]).toEqual([1, 2, 2, 4])
  })

  test('names what is wrong', () => {
    expect(() => covariance(points([1]), { unbiased: true })).toThrow(/x: has all its mass on one point/)
  })
})

describe('project', () => {
  test('inner products, weights kept', () => {
    const weights = Float64Array.of(0.5, 0.5)
    const line = project(
      {
        points: points([
          [3, 4],
          [1, 0],
        ]),
        weights,
      },
      [0.6, 0.8],
    )
    expect(line.points).toEqual({ data: Float64Array.of(5, 0.6), n: 2, d: 1 })
    expect(line.weights).toBe(weights)
    expect(() => project(points([[1, 2]]), [1])).toThrow(/theta: has 1 numbers; 2 are needed/)
  })
})

describe('countInBins', () => {
  test('agrees with NumPy where values fall on edges', () => {
    const { values, edges, counts } = oracle.histogram
    const result = countInBins(values, edges)
    expect([...result.counts]).toEqual(counts)
    expect(result.below + result.above + counts.reduce((a, b) => a + b)).toBe(values.length)
  })

  test('a value on an inner edge opens the bin to its right; the last edge closes the last bin', () => {
    expect(countInBins([0, 0.5, 1, 2, 7, -1], [0, 1, 2])).toEqual({ counts: Float64Array.of(2, 2), below: 1, above: 1 })
    expect([...countInBins([-1e300, 3], [-Infinity, 0, Infinity]).counts]).toEqual([1, 1])
  })

  test('names what is wrong', () => {
    expect(() => countInBins([1], [0, 0])).toThrow(/edges: \[1\] is 0 after 0; ascending numbers are needed/)
    expect(() => countInBins([1], [0])).toThrow(/edges: has 1 numbers/)
    expect(() => countInBins([Number.NaN], [0, 1])).toThrow(/values: \[0\] is NaN/)
  })
})
