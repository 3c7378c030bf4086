import { describe, expect, test } from 'vitest'
import { gaussian } from './gaussian.js'
import oracle from './measure.oracle.json' with { type: 'json' }
import { mixture } from './mixture.js'
import { covariance, mean } from './moments.js'
import { type Points, points } from './points.js'
import { rng } from './random.js'

/** Every entry of the sample's mean and covariance within 4 standard errors of the law's. */
function expectMoments(sample: Points, centre: Float64Array, sigma: Float64Array, fourth = 3) {
  const { n, d } = sample
  const variance = (k: number) => sigma[k * d + k] as number
  mean(sample).forEach((value, k) => {
    expect(Math.abs(value - (centre[k] as number))).toBeLessThan(4 * Math.sqrt(variance(k) / n))
  })
  covariance(sample).data.forEach((value, at) => {
    const k = Math.floor(at / d)
    const bound = 4 * Math.sqrt(((fourth - 1) * variance(k) * variance(at % d)) / n)
    expect(Math.abs(value - (sigma[at] as number))).toBeLessThan(bound)
  })
}

describe('gaussian', () => {
  test('the standard normal at 0', () => {
    expect(gaussian(0, 1).logDensity(points([0]))[0]).toBeCloseTo(-Math.log(2 * Math.PI) / 2, 15)
  })

  // 1e-11: condition numbers below 100 and quadratic forms below 1000.
  test.each(oracle.gaussians)('log density agrees with SciPy, mean $mean', ({ mean, covariance, x, logDensity }) => {
    const law = gaussian(mean, covariance)
    law.logDensity(points(x)).forEach((value, i) => {
      expect(value).toBeCloseTo(logDensity[i] as number, 11)
    })
  })

  test('draws have the mean and the covariance of the law, and depend on the seed alone', () => {
    const law = gaussian(
      [1, -2],
      [
        [2, 0.9],
        [0.9, 1],
      ],
    )
    const sample = law.sample(40_000, rng(20261123))
    expectMoments(sample, law.mean, law.covariance.data)
    expect(law.sample(10, rng(1))).toEqual(law.sample(10, rng(1)))
  })

  test('names what is wrong', () => {
    expect(() =>
      gaussian(
        [0, 0],
        [
          [1, 2],
          [2, 1],
        ],
      ),
    ).toThrow(/covariance: pivot 1 is not positive/)
    expect(() =>
      gaussian(
        [0, 0],
        [
          [1, 0.5],
          [0.4, 1],
        ],
      ),
    ).toThrow(/covariance: \[1\]\[0\] is 0.4 and \[0\]\[1\] is 0.5; they must be equal/)
    expect(() => gaussian([0, 0], [[1]])).toThrow(/covariance: is 1 × 1; 2 × 2 is needed/)
    expect(() => gaussian([0, Number.NaN], 1)).toThrow(/mean: \[1\] is NaN/)
    expect(() => gaussian(0, -1)).toThrow(/positive definite/)
    expect(() => gaussian(0, 1).logDensity(points([[0, 0]]))).toThrow(/x: points have dimension 2; 1 is needed/)
  })
})

describe('mixture', () => {
  const { means, covariances, weights, x, logDensity, responsibilities } = oracle.mixture
  const law = mixture(
    means.map((centre, k) => gaussian(centre, covariances[k] as number[][])),
    weights,
  )

  test('log density and responsibilities agree with SciPy, also far from every component', () => {
    law.logDensity(points(x)).forEach((value, i) => {
      expect(value / (logDensity[i] as number)).toBeCloseTo(1, 12)
    })
    const expected = responsibilities.flat()
    law.responsibilities(points(x)).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] as number, 10)
    })
  })

  test('draws have the moments of the law', () => {
    // A mixture is flatter than a normal law: its fourth moments are at most these.
    expectMoments(law.sample(40_000, rng(20261124)), law.mean, law.covariance.data, 4)
  })

  test('two equal components share a point half and half; a component of weight 0 takes nothing', () => {
    const at = points([0])
    for (const share of mixture([gaussian(-1, 1), gaussian(1, 1)]).responsibilities(at))
      expect(share).toBeCloseTo(0.5, 15)
    const one = mixture([gaussian(-1, 1), gaussian(1, 1)], [1, 0])
    expect([...one.responsibilities(at)]).toEqual([1, 0])
    expect(one.logDensity(at)[0]).toBeCloseTo(gaussian(-1, 1).logDensity(at)[0] as number, 15)
  })

  test('names what is wrong', () => {
    expect(() => mixture([])).toThrow(/components: is empty/)
    expect(() => mixture([gaussian(0, 1), gaussian([0, 0], 1)])).toThrow(
      /components: \[1\] has dimension 2; 1 is needed/,
    )
    expect(() => mixture([gaussian(0, 1)], [0.5])).toThrow(/weights: sums to 0.5/)
  })
})
