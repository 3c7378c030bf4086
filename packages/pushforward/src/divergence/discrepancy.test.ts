import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Measure, type Points, points } from '../measure/points.js'
import { permutation, rng } from '../measure/random.js'
import { normalPoints } from '../measure/sampling.js'
import type { DiscrepancyOptions } from './discrepancy.js'
import { energyDistance } from './energy-distance.js'
import { type MmdKernel, mmd } from './mmd.js'
import oracle from './samples.oracle.json' with { type: 'json' }

type Case = (typeof oracle.cases)[number]

function measures({ x, y, weightsX, weightsY }: Case): [Measure, Measure] {
  const measure = (rows: number[][], weights: number[] | null): Measure => ({
    points: points(rows),
    ...(weights && { weights: Float64Array.from(weights) }),
  })
  return [measure(x, weightsX), measure(y, weightsY)]
}

const shifted = (x: Points, by: number): Points => ({ ...x, data: x.data.map((value) => value + by) })
const scaled = (x: Points, by: number): Points => ({ ...x, data: x.data.map((value) => value * by) })

/** ∂value/∂x[k] by central differences. */
function slope(value: (x: Points) => number, x: Points, k: number): number {
  const step = 1e-5
  const moved = (by: number) => value({ ...x, data: x.data.map((entry, l) => (l === k ? entry + by : entry)) })
  return (moved(step) - moved(-step)) / (2 * step)
}

describe('energyDistance', () => {
  test('two points: 2 |a − b|', () => {
    expect(energyDistance(points([0]), points([3])).value).toBe(6)
    expect(energyDistance(points([[0, 0]]), points([[3, 4]])).value).toBe(10)
  })

  // 1e-13: fewer than 10⁴ additions of numbers of order 1.
  test.each(oracle.cases)('agrees with matrices of distances, and on the line with SciPy: $name', (reference) => {
    const [x, y] = measures(reference)
    expect(energyDistance(x, y).value).toBeCloseTo(reference.energy, 13)
    expect(energyDistance(x, y, { unbiased: true }).value).toBeCloseTo(reference.energyUnbiased, 13)
  })

  test('the sorted form on the line equals the general form in the plane', () => {
    const x = points([3, -1, 0.5, 0.5, 2])
    const y = points([0.5, 7, -2])
    const inPlane = (line: Points) => points(Array.from(line.data, (value) => [value, 0]))
    const line = energyDistance(x, y, { permutations: 50 })
    const plane = energyDistance(inPlane(x), inPlane(y), { permutations: 50 })
    expect(line.value).toBeCloseTo(plane.value, 14)
    expect(line.standardError).toBeCloseTo(plane.standardError, 14)
    expect(line.pValue).toBe(plane.pValue)
    const slopes = plane.gradient().data.filter((_, k) => k % 2 === 0)
    line.gradient().data.forEach((value, k) => {
      expect(value).toBeCloseTo(slopes[k] as number, 14)
    })
  })

  test('on the line, far from the origin, keeps its digits', () => {
    const x = normalPoints(rng(1), 300)
    const y = normalPoints(rng(2), 200)
    const near = energyDistance(x, y).value
    // The shift itself rounds the points by 2⁻⁵³ · 10⁶.
    expect(energyDistance(shifted(x, 1e6), shifted(y, 1e6)).value).toBeCloseTo(near, 9)
  })

  test('is symmetric, zero on itself, invariant to order and translation, and scales with the unit', () => {
    const cloud = fc
      .array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
        minLength: 1,
        maxLength: 12,
      })
      .map((rows) => points(rows.map(([a, b]) => [a / 10, b / 10])))
    fc.assert(
      fc.property(cloud, cloud, (x, y) => {
        const { value } = energyDistance(x, y)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(energyDistance(x, x).value).toBe(0)
        expect(energyDistance(y, x).value).toBeCloseTo(value, 12)
        expect(energyDistance(shifted(x, 0.7), shifted(y, 0.7)).value).toBeCloseTo(value, 12)
        expect(energyDistance(scaled(x, 3), scaled(y, 3)).value).toBeCloseTo(3 * value, 11)
        const order = permutation(rng(5), x.n)
        const shuffled = points(Array.from(order, (i) => [x.data[2 * i] as number, x.data[2 * i + 1] as number]))
        expect(energyDistance(shuffled, y).value).toBeCloseTo(value, 12)
      }),
      { seed: 20261127, numRuns: 100 },
    )
  })
})

describe('mmd', () => {
  test('two points: 2 − 2 k', () => {
    expect(mmd(points([0]), points([1]), { bandwidth: 1 }).value).toBeCloseTo(2 - 2 * Math.exp(-0.5), 15)
    expect(mmd(points([0]), points([1]), { bandwidth: 1, kernel: 'laplace' }).value).toBeCloseTo(2 - 2 / Math.E, 15)
  })

  test.each(oracle.cases)('agrees with kernel matrices: $name', (reference) => {
    const [x, y] = measures(reference)
    for (const { kernel, bandwidth, value, unbiased } of reference.mmd) {
      const options = { kernel: kernel as MmdKernel, bandwidth }
      expect(mmd(x, y, options).value, kernel).toBeCloseTo(value, 13)
      expect(mmd(x, y, { ...options, unbiased: true }).value, kernel).toBeCloseTo(unbiased, 13)
    }
    expect(mmd(x, y).bandwidths[0]).toBeCloseTo(reference.medianDistance, 14)
  })

  test('the averaged kernel of a paper: plain means over all pairs, exp(−g |x − y|²) for six g', () => {
    const a = points([
      [0, 0],
      [1, 0],
    ])
    const c = points([
      [0, 1],
      [2, 1],
    ])
    const rates = [2, 1, 0.5, 0.1, 0.01, 0.005]
    const bandwidth = rates.map((rate) => 1 / Math.sqrt(2 * rate))
    expect(mmd(a, c, { bandwidth }).value).toBeCloseTo(0.46019475, 8)
  })

  test('a rescaling of the data changes nothing under the median bandwidth', () => {
    const x = normalPoints(rng(3), 60, 3)
    const y = shifted(normalPoints(rng(4), 50, 3), 0.3)
    expect(mmd(scaled(x, 1000), scaled(y, 1000)).value).toBeCloseTo(mmd(x, y).value, 13)
  })

  test('tends to the energy distance: Laplace kernel of long range, times h', () => {
    const x = normalPoints(rng(6), 40, 2)
    const y = shifted(normalPoints(rng(7), 30, 2), 1)
    const h = 1e5 // the next term of the expansion is r² / 2h
    expect(h * mmd(x, y, { kernel: 'laplace', bandwidth: h }).value).toBeCloseTo(energyDistance(x, y).value, 3)
  })

  test('names what is wrong', () => {
    const x = points([0, 1])
    expect(() => mmd(x, x, { bandwidth: 0 })).toThrow(/bandwidth: is 0; a positive number/)
    expect(() => mmd(x, x, { bandwidth: [] })).toThrow(/bandwidth: is empty/)
    expect(() => mmd(points([1]), points([1]))).toThrow(/'median' is 0/)
    // @ts-expect-error: not a kernel
    expect(() => mmd(x, x, { kernel: 'cubic' })).toThrow(/kernel: "cubic" is unknown; accepted are gaussian, laplace/)
    expect(() => mmd(x, points([[0, 1]]))).toThrow(/y: points have dimension 2; 1 is needed/)
    expect(() => mmd(x, x, { permutations: -1 })).toThrow(/permutations: is -1/)
    expect(() => energyDistance({ points: x, weights: new Float64Array([1, 0]) }, x, { permutations: 9 })).toThrow(
      /permutations: need unweighted samples/,
    )
    expect(() => energyDistance(points([1]), x, { unbiased: true })).toThrow(/x: has all its mass on one point/)
    expect(() => energyDistance(points([1]), { data: new Float64Array([Number.NaN]), n: 1, d: 1 })).toThrow(
      /y: points\[0\]\[0\] is NaN/,
    )
  })
})

const discrepancies: [
  string,
  (x: Points | Measure, y: Points | Measure, o?: DiscrepancyOptions) => ReturnType<typeof energyDistance>,
  number,
][] = [
  ['energyDistance on the line', energyDistance, 1],
  ['energyDistance in the plane', energyDistance, 2],
  ['mmd, gaussian', (x, y, o) => mmd(x, y, { ...o, bandwidth: [0.5, 2] }), 2],
  ['mmd, laplace', (x, y, o) => mmd(x, y, { ...o, kernel: 'laplace', bandwidth: 1 }), 2],
  ['mmd, inverse multiquadric', (x, y, o) => mmd(x, y, { ...o, kernel: 'inverse-multiquadric', bandwidth: 1 }), 1],
]

describe.each(discrepancies)('%s', (_, discrepancy, d) => {
  test('the gradient equals central differences, weighted and unbiased too', () => {
    const x = normalPoints(rng(11), 6, d)
    const y = normalPoints(rng(12), 5, d)
    const weights = Float64Array.of(0.1, 0.3, 0.05, 0.15, 0.2, 0.2)
    for (const unbiased of [false, true]) {
      const gradient = discrepancy({ points: x, weights }, y, { unbiased }).gradient()
      expect(gradient.n).toBe(6)
      gradient.data.forEach((value, k) => {
        const numeric = slope((moved) => discrepancy({ points: moved, weights }, y, { unbiased }).value, x, k)
        expect(value).toBeCloseTo(numeric, 8) // steps of 1e-5: truncation 1e-10, rounding 1e-11
      })
    }
  })

  test('is unbiased on request, and its standard error is the spread over samples', () => {
    const repetitions = 400
    const draws = Array.from({ length: repetitions }, (_, k) => {
      const random = rng(1000 + k)
      return discrepancy(normalPoints(random, 60, d), shifted(normalPoints(random, 40, d), 1), { unbiased: true })
    })
    const mean = draws.reduce((sum, { value }) => sum + value, 0) / repetitions
    const deviation = Math.sqrt(draws.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (repetitions - 1))
    const claimed = draws.reduce((sum, { standardError }) => sum + standardError, 0) / repetitions
    // The spread over 400 draws is known to 1/√800 = 3.5 %; the neglected second order is about as large.
    expect(Math.abs(claimed / deviation - 1)).toBeLessThan(0.15)
    const many = rng(99)
    const exact = discrepancy(normalPoints(many, 1500, d), shifted(normalPoints(many, 1500, d), 1), { unbiased: true })
    expect(Math.abs(mean - exact.value)).toBeLessThan(
      4 * Math.hypot(deviation / Math.sqrt(repetitions), exact.standardError),
    )
  })

  test('p-values are uniform between equal laws and small between different ones', () => {
    let below = 0
    for (let k = 0; k < 100; k++) {
      const random = rng(5000 + k)
      const options = { permutations: 19, random }
      const { pValue } = discrepancy(normalPoints(random, 15, d), normalPoints(random, 10, d), options)
      if ((pValue as number) <= 0.2) below++
    }
    // P(p <= 0.2) is exactly 0.2 for 19 relabellings: 20 ± 4 standard deviations of 4.
    expect(Math.abs(below - 20)).toBeLessThanOrEqual(16)
    const random = rng(31)
    const far = discrepancy(normalPoints(random, 30, d), shifted(normalPoints(random, 30, d), 2), { permutations: 99 })
    expect(far.pValue).toBe(0.01)
    expect(discrepancy(normalPoints(random, 5, d), normalPoints(random, 5, d)).pValue).toBeUndefined()
  })

  test('identical samples in another order tie with every relabelling of equal value', () => {
    const x = points(Array.from({ length: 8 }, () => Array.from({ length: d }, () => 1)))
    expect(discrepancy(x, x, { permutations: 19 }).pValue).toBe(1)
  })
})
