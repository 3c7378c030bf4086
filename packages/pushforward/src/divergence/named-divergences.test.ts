import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gaussian } from '../measure/gaussian.js'
import oracle from './f-divergence.oracle.json' with { type: 'json' }
import gaussianOracle from './gaussian.oracle.json' with { type: 'json' }
import { chi2, hellinger, jeffreys, js, kl, tv } from './named-divergences.js'
import { renyi } from './renyi.js'

const p = [0.5, 0.5]
const q = [0.25, 0.75]

describe('between histograms', () => {
  test('the examples of the documentation', () => {
    expect(kl(p, q)).toBeCloseTo(Math.log(2 / Math.sqrt(3)), 15)
    expect(jeffreys(p, q)).toBeCloseTo(Math.log(3) / 4, 15)
    expect(hellinger([1, 0], [0, 1])).toBe(1)
    expect(js([1, 0], [0, 1])).toBe(Math.LN2)
    expect(tv(p, q)).toBe(0.25)
    expect(chi2(p, q)).toBeCloseTo(1 / 3, 15)
    expect(renyi(p, q, 2)).toBeCloseTo(Math.log(4 / 3), 15)
  })

  test('Rényi: limits at 0, 1 and ∞', () => {
    expect(renyi([0.5, 0.5, 0], [0.25, 0.25, 0.5], 0)).toBeCloseTo(Math.LN2, 15)
    expect(renyi(p, q, 1)).toBe(kl(p, q))
    expect(renyi(p, q, Infinity)).toBeCloseTo(Math.LN2, 15)
    expect(renyi([1, 0], [0, 1], 0.5)).toBe(Infinity)
    expect(renyi(p, [1, 0], 0.5)).toBeCloseTo(Math.LN2, 15)
    expect(renyi(p, [1, 0], 2)).toBe(Infinity)
  })

  test.each(oracle.cases)('Rényi agrees with multiprecision sums: $name', (reference) => {
    reference.renyi.orders.forEach((order, k) => {
      expect(renyi(reference.p, reference.q, order) / (reference.renyi.values[k] as number)).toBeCloseTo(1, 11)
    })
  })

  test('inequalities between them hold', () => {
    const histogram = fc
      .array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
      .map((values) => values.map((value) => value / values.reduce((a, b) => a + b)))
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        const slack = 1 + 1e-12
        expect(2 * tv(a, b) ** 2).toBeLessThanOrEqual(kl(a, b) * slack) // Pinsker
        expect(hellinger(a, b)).toBeLessThanOrEqual(tv(a, b) * slack)
        expect(tv(a, b)).toBeLessThanOrEqual(Math.sqrt(2 * hellinger(a, b)) * slack)
        expect(kl(a, b)).toBeLessThanOrEqual(Math.log1p(chi2(a, b)) * slack)
        expect(js(a, b)).toBeLessThanOrEqual(Math.LN2 * tv(a, b) * slack)
        expect(jeffreys(a, b)).toBeCloseTo(kl(a, b) + kl(b, a), 12)
        expect(jeffreys(a, b)).toBe(jeffreys(b, a))
        expect(js(a, b)).toBe(js(b, a))
        const orders = [0, 0.2, 0.7, 1, 1.5, 4, Infinity].map((alpha) => renyi(a, b, alpha))
        for (let k = 1; k < orders.length; k++) {
          expect(orders[k - 1]).toBeLessThanOrEqual((orders[k] as number) * slack + 1e-15) // increasing in α
        }
      }),
      { seed: 20261126, numRuns: 200 },
    )
  })

  test('names what is wrong', () => {
    expect(() => renyi(p, q, -1)).toThrow(/alpha: is -1; a number >= 0, or Infinity, is needed/)
    expect(() => kl([10, 20], [15, 15])).toThrow(/p: sums to 30; 1 is needed \(for counts, divide by the sum\)/)
  })
})

describe('between Gaussians', () => {
  test('on the line with equal variances all is a function of the shift', () => {
    const a = gaussian(0, 4)
    const b = gaussian(3, 4)
    const square = 9 / 4
    expect(kl(a, b)).toBeCloseTo(square / 2, 14)
    expect(jeffreys(a, b)).toBeCloseTo(square, 14)
    expect(hellinger(a, b)).toBeCloseTo(1 - Math.exp(-square / 8), 14)
    expect(renyi(a, b, 3)).toBeCloseTo((3 * square) / 2, 13)
    expect(kl(a, a)).toBe(0)
    expect(hellinger(a, a)).toBe(0)
  })

  // 1e-11: condition numbers below 100, some 50 roundings.
  test.each(gaussianOracle.cases)('agrees with torch and with Gaussian integrals: $name', (reference) => {
    const a = gaussian(reference.p.mean, reference.p.covariance)
    const b = gaussian(reference.q.mean, reference.q.covariance)
    expect(kl(a, b) / reference.kl).toBeCloseTo(1, 11)
    expect(jeffreys(a, b) / (reference.kl + reference.reverse)).toBeCloseTo(1, 11)
    expect(hellinger(a, b) / reference.hellinger).toBeCloseTo(1, 11)
    expect(hellinger(a, b)).toBeCloseTo(hellinger(b, a), 14)
    reference.renyi.orders.forEach((order, k) => {
      const expected = reference.renyi.values[k]
      if (expected === null || expected === undefined) expect(renyi(a, b, order)).toBe(Infinity)
      else expect(renyi(a, b, order) / expected).toBeCloseTo(1, 10)
    })
    expect(renyi(a, b, 1)).toBe(kl(a, b))
    expect(renyi(a, b, 0)).toBeCloseTo(0, 12)
  })

  test('is infinite above the order where the integral diverges', () => {
    expect(renyi(gaussian(0, 4), gaussian(0, 1), 1.2)).toBeLessThan(Infinity)
    expect(renyi(gaussian(0, 4), gaussian(0, 1), 2)).toBe(Infinity)
  })

  test('names what is wrong', () => {
    expect(() => kl(gaussian(0, 1), gaussian([0, 0], 1))).toThrow(/q: has dimension 2; 1 is needed, as p has/)
    expect(() => renyi(gaussian(0, 1), gaussian(1, 1), Infinity)).toThrow(/a finite order is needed between Gaussians/)
  })
})
