import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import oracle from './cluster.oracle.json' with { type: 'json' }
import { fuzzyCMeans } from './cluster-fuzzy.js'
import { kmeans1d } from './cluster-kmeans.js'
import { gaussianMixtureEM, mixtureThresholds } from './cluster-mixture.js'
import { gaussian } from './gaussian.js'
import { mixture } from './mixture.js'
import { points } from './points.js'
import { rng } from './random.js'

const ELEVEN = [0, 0.05, 0.1, 0.9, 1, 1.1, 2, 2.2, 4, 4.1, 4.2]

const expectClose = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number) => {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => {
    expect(Math.abs((actual[i] as number) - value)).toBeLessThanOrEqual(tolerance)
  })
}

/** Cost of the partition by nearest centre, in two passes. */
const costOf = (x: readonly number[], centres: ArrayLike<number>) =>
  x.reduce((sum, value) => sum + Math.min(...Array.from(centres, (centre) => (value - centre) ** 2)), 0)

/** Lloyd's algorithm from given centres; a cluster that runs empty keeps its centre. */
const lloyd = (x: readonly number[], start: readonly number[]) => {
  let centres = [...start]
  for (let pass = 0; pass < 200; pass++) {
    const own = centres.map((): number[] => [])
    for (const value of x) {
      const distances = centres.map((centre) => Math.abs(value - centre))
      own[distances.indexOf(Math.min(...distances))]?.push(value)
    }
    centres = own.map((values, j) => (values.length ? values.reduce((a, b) => a + b) / values.length : centres[j]!))
  }
  return costOf(x, centres)
}

/** The dynamic programme over all of many sorted values, each row by its middle first. */
const searched = (sorted: Float64Array, k: number): number => {
  const n = sorted.length
  const centre = sorted.reduce((sum, value) => sum + value) / n
  const first = new Float64Array(n + 1)
  const second = new Float64Array(n + 1)
  sorted.forEach((value, i) => {
    first[i + 1] = first[i]! + (value - centre)
    second[i + 1] = second[i]! + (value - centre) ** 2
  })
  const cost = (l: number, i: number) => second[i]! - second[l]! - (first[i]! - first[l]!) ** 2 / Math.max(1, i - l)
  let row = Float64Array.from({ length: n + 1 }, (_, i) => cost(0, i))
  for (let j = 1; j < k; j++) {
    const before = row
    row = new Float64Array(n + 1)
    const fill = (low: number, high: number, from: number, to: number): void => {
      if (low > high) return
      const middle = (low + high) >> 1
      let at = from
      for (let l = from; l <= Math.min(to, middle); l++) {
        if (before[l]! + cost(l, middle) < before[at]! + cost(at, middle)) at = l
      }
      row[middle] = before[at]! + cost(at, middle)
      fill(low, middle - 1, from, at)
      fill(middle + 1, high, at, to)
    }
    fill(0, n, 0, n)
  }
  return row[n]!
}

/** Rounding of a sum of n squares of values below 100. */
const ROUNDING = 1e-10

describe('kmeans1d', () => {
  test('eleven values in four clusters, by hand', () => {
    const { centres, thresholds, counts, sse, iterations, converged } = kmeans1d(ELEVEN, 4)
    expectClose(centres, [0.05, 1, 2.1, 4.1], 1e-15)
    expectClose(thresholds, [0.525, 1.55, 3.1], 1e-15)
    expect([...counts]).toEqual([3, 3, 2, 3])
    expect(sse).toBeCloseTo(0.065, 15)
    expect({ iterations, converged }).toEqual({ iterations: 0, converged: true })
  })

  test('the example of its documentation; one cluster; as many clusters as values', () => {
    expectClose(kmeans1d([0, 0.1, 1, 1.1], 2).centres, [0.05, 1.05], 1e-15)
    expect(kmeans1d([1, 2, 6], 1)).toMatchObject({ centres: Float64Array.of(3), sse: 14 })
    expect(kmeans1d([3, 1, 2, 2], 3)).toMatchObject({ centres: Float64Array.of(1, 2, 3), sse: 0 })
    expect(kmeans1d([5, 5], 1)).toMatchObject({ centres: Float64Array.of(5), thresholds: new Float64Array(0), sse: 0 })
  })

  test.each(oracle.kmeans)(
    'finds what the best of 200 runs of scikit-learn finds, k = $k',
    ({ x, k, centres, sse }) => {
      const result = kmeans1d(x, k)
      expectClose(result.centres, centres, 1e-12)
      expect(result.sse).toBeCloseTo(sse, 10)
    },
  )

  test('is never worse than a run of Lloyd’s algorithm, and no better than the best partition', () => {
    const values = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 4 }), fc.nat(), (x, wanted, seed) => {
        const sorted = [...x].sort((a, b) => a - b)
        const k = Math.min(wanted, new Set(x).size)
        const { sse } = kmeans1d(x, k)
        const random = rng(seed)
        for (let run = 0; run < 5; run++) {
          expect(sse).toBeLessThanOrEqual(
            lloyd(
              x,
              Array.from({ length: k }, () => x[random.integer(x.length)]!),
            ) + ROUNDING,
          )
        }
        expect(sse).toBeCloseTo(leastCost(sorted, k), 9)
      }),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test('moves and scales with its data, and does not depend on their order', () => {
    const x = oracle.kmeans[2]!.x
    const base = kmeans1d(x, 4)
    expectClose(kmeans1d([...x].reverse(), 4).centres, [...base.centres], 0)
    // 1e6 in float64 has steps of 1.2e-10.
    expectClose(
      kmeans1d(
        x.map((value) => value + 1e6),
        4,
      ).centres,
      [...base.centres].map((c) => c + 1e6),
      1e-9,
    )
    expectClose(
      kmeans1d(
        x.map((value) => -3 * value),
        4,
      ).centres,
      [...base.centres].map((c) => -3 * c).reverse(),
      1e-12,
    )
  })

  test('repairs what a far value costs the prefix sums', () => {
    const x = [...ELEVEN, 1e9]
    expectClose(kmeans1d(x, 5).centres, [0.05, 1, 2.1, 4.1, 1e9], 1e-12)
  })

  test('with bins, thresholds move by less than a bin and the cost is that of a partition', () => {
    const random = rng(20261125)
    const x = Array.from({ length: 50_000 }, () => random.normal() * 0.4 + random.integer(4))
    const exact = kmeans1d(x, 4)
    const binned = kmeans1d(x, 4, { bins: 4096 })
    const range = x.reduce((a, b) => Math.max(a, b)) - x.reduce((a, b) => Math.min(a, b))
    expectClose(binned.thresholds, [...exact.thresholds], range / 4096)
    expect(binned.sse).toBeGreaterThanOrEqual(exact.sse * (1 - 1e-12))
    expect(binned.sse).toBeLessThan(exact.sse * (1 + 1e-5)) // second order in the width of a bin: (1/4096)² · 50
    expect(binned.counts.reduce((a, b) => a + b)).toBe(x.length)
  })

  test('finds the optimum of many values that a search without bounds finds', () => {
    const random = rng(11)
    const samples: readonly (readonly [string, (i: number) => number])[] = [
      ['mixture', (i) => [-3, 0, 2, 7][i % 4]! + 0.8 * random.normal()],
      ['heavy tails', () => random.normal() / random.uniform()],
      ['uniform, where cuts hardly matter', () => random.uniform()],
      ['far from 0', () => 1e6 + random.normal()],
      ['half of it one value', (i) => (i % 2 ? 0 : random.normal())],
    ]
    for (const [name, draw] of samples) {
      const x = Float64Array.from({ length: 20_000 }, (_, i) => draw(i))
      for (const k of [2, 3, 5]) {
        const { sse, counts } = kmeans1d(x, k)
        const sorted = x.toSorted()
        // Prefix sums of 2e4 squares: 2e4 roundings of their total, at worst.
        const rounding = 2e4 * Number.EPSILON * searched(sorted, 1)
        expect(Math.abs(sse - searched(sorted, k)), `${name}, k = ${k}`).toBeLessThanOrEqual(rounding)
        expect(counts.reduce((sum, count) => sum + count)).toBe(x.length)
      }
    }
  })

  test('names what is wrong', () => {
    expect(() => kmeans1d([], 1)).toThrow('x: is empty; at least one value is needed')
    expect(() => kmeans1d([1, Number.NaN], 1)).toThrow('x: [1] is NaN; finite numbers are needed')
    expect(() => kmeans1d([1, 1, 2], 3)).toThrow('k: is 3, and x has 2 distinct values')
    expect(() => kmeans1d([7, 7, 7], 2)).toThrow('k: is 2, and x has 1 distinct values')
    expect(() => kmeans1d([1, 2], 1.5)).toThrow('k: is 1.5; a positive integer is needed')
    expect(() => kmeans1d([1, 2], 1, { bins: 0 })).toThrow('bins: is 0; a positive integer is needed')
  })
})

/** Every partition of the sorted values into k intervals. */
function leastCost(x: readonly number[], k: number): number {
  const spread = (part: readonly number[]) => {
    const mean = part.reduce((a, b) => a + b, 0) / part.length
    return part.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  }
  if (k === 1) return spread(x)
  let least = Number.POSITIVE_INFINITY
  for (let cut = 1; cut <= x.length - k + 1; cut++) {
    least = Math.min(least, spread(x.slice(0, cut)) + leastCost(x.slice(cut), k - 1))
  }
  return least
}

describe('fuzzyCMeans', () => {
  test('eleven values in four clusters, to the digits of an independent program', () => {
    const { centres, thresholds, converged } = fuzzyCMeans(ELEVEN, 4)
    expectClose(centres, [0.05006794, 1.00016069, 2.10024566, 4.10003607], 5e-9)
    expectClose(thresholds, [0.52511431, 1.55020318, 3.10014087], 6e-9)
    expect(converged).toBe(true)
  })

  test('is stationary: no small move of a centre lowers the objective', () => {
    for (const m of [1.5, 2, 3]) {
      const { centres, objective, memberships } = fuzzyCMeans(ELEVEN, 3, { m })
      const shares = memberships(ELEVEN)
      for (let i = 0; i < ELEVEN.length; i++) {
        expect(shares.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 14)
      }
      // With the memberships put in, the objective is Σ_i (Σ_j |x_i − c_j|^{−2/(m−1)})^{1−m}.
      const reduced = (at: ArrayLike<number>) =>
        ELEVEN.reduce((sum, x) => {
          const terms = Array.from(at, (centre) => ((x - centre) ** 2) ** (-1 / (m - 1)))
          return sum + (terms.includes(Number.POSITIVE_INFINITY) ? 0 : terms.reduce((a, b) => a + b) ** (1 - m))
        }, 0)
      expect(reduced(centres)).toBeCloseTo(objective, 12)
      for (let j = 0; j < 3; j++) {
        for (const step of [-1e-4, 1e-4]) {
          const moved = [...centres]
          moved[j] = moved[j]! + step
          expect(reduced(moved)).toBeGreaterThan(objective)
        }
      }
    }
  })

  test('neighbours have equal membership at the threshold', () => {
    const { thresholds, memberships } = fuzzyCMeans(ELEVEN, 4, { m: 1.7 })
    memberships(thresholds).forEach((share, at, all) => {
      if (at % 4 === Math.floor(at / 4)) expect(share).toBeCloseTo(all[at + 1] as number, 12)
    })
  })

  test('towards m = 1 it is k-means; and its example', () => {
    expectClose(fuzzyCMeans(ELEVEN, 4, { m: 1.01 }).centres, [...kmeans1d(ELEVEN, 4).centres], 1e-6)
    expectClose(fuzzyCMeans([-1.1, -0.9, 0.9, 1.1], 2).thresholds, [0], 1e-15)
    expect(fuzzyCMeans(ELEVEN, 4).sse).toBeGreaterThanOrEqual(kmeans1d(ELEVEN, 4).sse)
  })

  test('says when it was stopped, and names what is wrong', () => {
    expect(fuzzyCMeans(ELEVEN, 4, { maxIterations: 1 })).toMatchObject({ iterations: 1, converged: false })
    expect(() => fuzzyCMeans([1, 2], 2, { m: 1 })).toThrow('m: is 1; a finite number > 1 is needed')
    expect(() => fuzzyCMeans([1, 1], 2)).toThrow('k: is 2, and x has 1 distinct values')
    expect(() => fuzzyCMeans([1, Number.POSITIVE_INFINITY], 2)).toThrow('x: [1] is Infinity')
  })
})

describe('gaussianMixtureEM', () => {
  // 1e-5: both stop when the likelihood no longer changes, which leaves parameters at the square root of rounding.
  test.each(oracle.mixtures)('climbs where scikit-learn climbs from the same start', (given) => {
    const { start, weights, means, covariances, regularization } = given
    const initial = mixture(
      start.means.map((centre, j) => gaussian(centre, start.covariances[j] as number[][])),
      start.weights,
    )
    const result = gaussianMixtureEM(points(given.x), 2, {
      initial,
      regularization,
      tolerance: 1e-14,
      maxIterations: 20_000,
    })
    expect(result.converged).toBe(true)
    expect(result.logLikelihood).toBeCloseTo(given.logLikelihood, 10)
    expectClose(result.mixture.weights, weights, 1e-5)
    result.mixture.components.forEach((component, j) => {
      expectClose(component.mean, means[j] as number[], 1e-5)
      expectClose(component.covariance.data, (covariances[j] as number[][]).flat(), 1e-4)
    })
  })

  test('without regularisation the likelihood never falls', () => {
    const x = oracle.mixtures[0]!.x.flat()
    let before = Number.NEGATIVE_INFINITY
    for (let rounds = 1; rounds < 30; rounds++) {
      const { logLikelihood } = gaussianMixtureEM(x, 3, { maxIterations: rounds, tolerance: 0, regularization: 0 })
      expect(logLikelihood).toBeGreaterThanOrEqual(before - 1e-13)
      before = logLikelihood
    }
  })

  test('one component is the sample’s mean and covariance', () => {
    const { mixture: law, thresholds } = gaussianMixtureEM([1, 2, 6], 1, { regularization: 0 })
    expect(law.mean[0]).toBeCloseTo(3, 14)
    expect(law.covariance.data[0]).toBeCloseTo(14 / 3, 14)
    expect(thresholds.length).toBe(0)
  })

  test('finds three clouds in the plane from its own starts', () => {
    const random = rng(20261125)
    const centres = [
      [0, 0],
      [8, 0],
      [0, 8],
    ]
    const x = points(Array.from({ length: 600 }, (_, i) => centres[i % 3]!.map((c) => c + random.normal())))
    const { mixture: law, converged } = gaussianMixtureEM(x, 3)
    expect(converged).toBe(true)
    for (const centre of centres) {
      const nearest = Math.min(
        ...law.components.map(({ mean }) => Math.hypot(mean[0]! - centre[0]!, mean[1]! - centre[1]!)),
      )
      expect(nearest).toBeLessThan(4 * Math.sqrt(2 / 200)) // four standard errors of a mean of 200 in the plane
    }
    for (const weight of law.weights) expect(weight).toBeCloseTo(1 / 3, 2)
  })

  test('neighbours have equal responsibility at the threshold', () => {
    const { mixture: law, thresholds } = gaussianMixtureEM(ELEVEN, 3)
    law.responsibilities(points([...thresholds])).forEach((share, at, all) => {
      if (at % 3 === Math.floor(at / 3)) expect(share).toBeCloseTo(all[at + 1] as number, 10)
    })
    expectClose(gaussianMixtureEM([-1.1, -0.9, 0.9, 1.1], 2).thresholds, [0], 1e-12)
    // Equal widths: halfway, moved by σ² log(w₀/w₁) / (m₁ − m₀).
    const two = mixture([gaussian(0, 4), gaussian(5, 4)], [0.75, 0.25])
    expectClose(mixtureThresholds(two), [2.5 + (4 * Math.log(3)) / 5], 1e-12)
    // A narrow component below a wide one's mean is the likelier there too: the change lies beyond both means.
    const nested = mixture([gaussian(0, 1e-4), gaussian(0.001, 1)])
    const [beyond] = mixtureThresholds(nested)
    expect(beyond).toBeGreaterThan(0.02)
    expect(nested.responsibilities(points([beyond as number]))[1]).toBeCloseTo(0.5, 12)
    expect(nested.responsibilities(points([(beyond as number) + 1e-3]))[1]).toBeGreaterThan(0.5)
    // A light component inside a wide, heavy one is nowhere the likelier.
    expect(mixtureThresholds(mixture([gaussian(0, 1), gaussian(0.1, 4)], [0.01, 0.99]))[0]).toBeNaN()
    expectClose(mixtureThresholds(mixture([gaussian(0, 1), gaussian(4, 1)])), [2], 1e-15)
  })

  test('names what is wrong', () => {
    expect(() => gaussianMixtureEM([1, 1], 1)).toThrow('x: coordinate 0 is constant')
    expect(() => gaussianMixtureEM([1, Number.NaN], 1)).toThrow(/\[1\]\[0\] is NaN/)
    expect(() => gaussianMixtureEM([1, 1, 2], 3)).toThrow('k: is 3, and x has 2 distinct values')
    expect(() => gaussianMixtureEM([1, 2], 3)).toThrow('k: is 3, and x has 2 points')
    expect(() =>
      gaussianMixtureEM(
        points([
          [0, 0],
          [1, 1],
          [1, 1],
        ]),
        3,
      ),
    ).toThrow('k: is 3, and x has 2 distinct points')
    expect(() => gaussianMixtureEM([1, 2], 1, { regularization: -1 })).toThrow('regularization: is -1')
    expect(() => mixtureThresholds(mixture([gaussian([0, 0], 1)]))).toThrow('law: has dimension 2')
    expect(() => mixtureThresholds(mixture([gaussian(1, 1), gaussian(0, 1)]))).toThrow('ascending ones are needed')
  })
})
