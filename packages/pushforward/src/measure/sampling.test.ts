import { describe, expect, test } from 'vitest'
import { gaussian } from './gaussian.js'
import oracle from './measure.oracle.json' with { type: 'json' }
import { type Rng, rng } from './random.js'
import {
  categorical,
  direction,
  exponential,
  gamma,
  gumbel,
  normalPoints,
  studentT,
  uniformPoints,
} from './sampling.js'
import { fibonacciSphere, halton } from './sampling-quasi.js'

const EULER = 0.5772156649015329

/** Kolmogorov's distance of n draws to a distribution function; beyond 1.95/√n lies less than 0.1 % of it. */
function kolmogorov(draw: (random: Rng) => number, distribution: (x: number) => number, n = 20_000): number {
  const random = rng(20261123)
  const sorted = Float64Array.from({ length: n }, () => draw(random)).sort()
  return sorted.reduce((most, x, i) => {
    const value = distribution(x)
    return Math.max(most, (i + 1) / n - value, value - i / n)
  }, 0)
}
const LIMIT = 1.95 / Math.sqrt(20_000)

describe('laws on the line', () => {
  test.each<[string, (random: Rng) => number, (x: number) => number]>([
    ['exponential', exponential, (x) => -Math.expm1(-x)],
    ['Gumbel', gumbel, (x) => Math.exp(-Math.exp(-x))],
    ['gamma of shape 1', (random) => gamma(random, 1), (x) => -Math.expm1(-x)],
    ['gamma of shape 3', (random) => gamma(random, 3), (x) => 1 - Math.exp(-x) * (1 + x + (x * x) / 2)],
    ['Student t, 1 degree', (random) => studentT(random, 1), (x) => 0.5 + Math.atan(x) / Math.PI],
    ['Student t, 2 degrees', (random) => studentT(random, 2), (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
  ])('%s: draws follow the distribution function', (_, draw, distribution) => {
    expect(kolmogorov(draw, distribution)).toBeLessThan(LIMIT)
  })

  test('gamma of shape ½ is half the square of a normal', () => {
    const random = rng(4)
    const n = 20_000
    const halfSquares = Float64Array.from({ length: n }, () => random.normal() ** 2 / 2).sort()
    const draws = Float64Array.from({ length: n }, () => gamma(random, 0.5)).sort()
    const medians = [draws[n / 2] as number, halfSquares[n / 2] as number]
    // The density at the median 0.2275 is 0.94; 4 standard errors of the difference of two medians.
    expect(Math.abs((medians[0] as number) - (medians[1] as number))).toBeLessThan(
      (4 * Math.SQRT2 * 0.5) / (0.94 * Math.sqrt(n)),
    )
    expect(Math.abs(draws.reduce((a, b) => a + b) / n - 0.5)).toBeLessThan(4 * Math.sqrt(0.5 / n))
  })

  test('adding Gumbel noise to logits and taking the largest draws a class', () => {
    const random = rng(8)
    const shares = [0.5, 0.3, 0.2]
    const counts = [0, 0, 0]
    const n = 20_000
    for (let i = 0; i < n; i++) {
      const noisy = shares.map((share) => Math.log(share) + gumbel(random))
      counts[noisy.indexOf(Math.max(...noisy))]!++
    }
    shares.forEach((share, k) => {
      expect(Math.abs((counts[k] as number) / n - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n))
    })
    expect(Math.abs(Array.from({ length: n }, () => gumbel(random)).reduce((a, b) => a + b) / n - EULER)).toBeLessThan(
      (4 * Math.PI) / Math.sqrt(6 * n),
    )
  })

  test('categorical draws in proportion, and never an index of weight 0', () => {
    const draw = categorical([0, 2, 0, 6, 0])
    const random = rng(2)
    const n = 20_000
    const counts = new Uint32Array(5)
    for (let i = 0; i < n; i++) counts[draw(random)]!++
    expect([counts[0], counts[2], counts[4]]).toEqual([0, 0, 0])
    expect(Math.abs((counts[1] as number) / n - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / n))
  })

  test('names what is wrong', () => {
    expect(() => categorical([0, 0])).toThrow(/weights: sum to 0/)
    expect(() => categorical([1, -1])).toThrow(/weights: \[1\] is -1/)
    expect(() => gamma(rng(0), 0)).toThrow(/shape: is 0; a positive number is needed/)
  })
})

describe('in space', () => {
  test('directions are unit vectors without preference', () => {
    const random = rng(3)
    const n = 5000
    const sum = [0, 0, 0]
    for (let i = 0; i < n; i++) {
      const theta = direction(random, 3)
      expect(Math.hypot(...theta)).toBeCloseTo(1, 14)
      theta.forEach((value, k) => {
        sum[k]! += value / n
      })
    }
    for (const value of sum) expect(Math.abs(value)).toBeLessThan(4 / Math.sqrt(3 * n))
  })

  test('points come in the form asked for', () => {
    expect(normalPoints(rng(0), 3, 2)).toMatchObject({ n: 3, d: 2 })
    expect(uniformPoints(rng(0), 100, 2).data.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(gaussian(0, 1).sample(3, rng(5)).data).toEqual(normalPoints(rng(5), 3).data)
  })
})

describe('halton', () => {
  test('agrees with SciPy in five dimensions', () => {
    const { data } = halton(40, 5)
    oracle.halton.flat().forEach((value, k) => {
      expect(data[k]).toBeCloseTo(value, 15)
    })
    expect([...halton(38, 5, { start: 2 }).data]).toEqual([...data.slice(10)])
  })

  test('integrates better than random points, shifted or not', () => {
    // ∫ over [0,1]³ of the product of 2u is 1.
    const estimate = (data: ArrayLike<number>, n: number) => {
      let sum = 0
      for (let i = 0; i < n; i++) sum += 8 * data[3 * i]! * data[3 * i + 1]! * data[3 * i + 2]!
      return Math.abs(sum / n - 1)
    }
    const n = 4096
    // Standard error of random points: √((4/3)³ − 1) / 64 = 0.018.
    expect(estimate(halton(n, 3).data, n)).toBeLessThan(0.004)
    expect(estimate(halton(n, 3, { random: rng(6) }).data, n)).toBeLessThan(0.004)
    expect(halton(n, 3, { random: rng(6) }).data.every((value) => value >= 0 && value < 1)).toBe(true)
  })

  test('names what is wrong', () => {
    expect(() => halton(0, 2)).toThrow(/n: is 0/)
    expect(() => halton(5, 33)).toThrow(/d: is 33; an integer from 1 to 32 is needed/)
  })
})

describe('fibonacciSphere', () => {
  test('unit vectors whose second moment is a third of the identity', () => {
    const { data, n } = fibonacciSphere(2000)
    const moment = new Float64Array(9)
    for (let i = 0; i < n; i++) {
      const row = data.subarray(3 * i, 3 * i + 3)
      expect(Math.hypot(...row)).toBeCloseTo(1, 14)
      for (let k = 0; k < 9; k++) moment[k]! += (row[Math.floor(k / 3)]! * row[k % 3]!) / n
    }
    // Error of order 1/n; random points would err by 0.007.
    moment.forEach((value, k) => {
      expect(Math.abs(value - (k % 4 === 0 ? 1 / 3 : 0))).toBeLessThan(1e-3)
    })
  })
})
