import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as special from './special-functions.js'
import oracle from './special-functions.oracle.json' with { type: 'json' }

type Case = { arguments: number[]; value: number }
type Name = keyof typeof oracle.cases

/** The relative errors that the modules' headers promise. */
const RELATIVE: Record<Name, number> = {
  erf: 5e-16,
  erfc: 5e-16,
  normalCdf: 1e-15,
  normalQuantile: 1e-15,
  lgamma: 2e-15,
  digamma: 5e-15,
  gammaP: 1e-14,
  gammaQ: 1e-14,
  betaI: 1e-14,
  betaQuantile: 1e-14,
  chiSquareCdf: 1e-14,
  chiSquareTail: 1e-14,
  chiSquareQuantile: 1e-14,
  chiSquareUpperQuantile: 1e-14,
  noncentralChiSquareCdf: 1e-13,
  noncentralChiSquareTail: 1e-13,
  noncentralityAt: 1e-13,
}

describe('special functions', () => {
  test.each(Object.entries(oracle.cases) as [Name, Case[]][])('%s agrees with 100-digit values', (name, cases) => {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the oracle's names are the module's
    const f = special[name] as (...x: number[]) => number
    for (const { arguments: x, value } of cases) {
      // The root of digamma at 1.46 has an absolute error instead.
      const allowed =
        name === 'digamma' ? Math.max(1e-15, RELATIVE[name] * Math.abs(value)) : RELATIVE[name] * Math.abs(value)
      expect(Math.abs(f(...x) - value), `${name}(${x.join(', ')})`).toBeLessThanOrEqual(allowed)
    }
  })

  test('the examples of the documentation', () => {
    expect(special.erf(1)).toBe(0.8427007929497149)
    expect(special.lgamma(5)).toBeCloseTo(Math.log(24), 15)
    expect(special.gammaP(1, 2)).toBeCloseTo(1 - Math.exp(-2), 15)
    expect(special.gammaQ(1, 50) / Math.exp(-50)).toBeCloseTo(1, 13)
    expect(special.logBeta(2, 3)).toBeCloseTo(-Math.log(12), 14)
    expect(special.betaI(2, 3, 0.5)).toBeCloseTo(11 / 16, 15)
    expect(special.betaQuantile(2, 3, 11 / 16)).toBeCloseTo(0.5, 14)
    expect(special.chiSquareQuantile(0.95, 2)).toBeCloseTo(-2 * Math.log(0.05), 13)
    expect(special.chiSquareUpperQuantile(0.05, 3)).toBeCloseTo(7.814727903251179, 13)
    expect(special.noncentralChiSquareCdf(10, 3, 4)).toBeCloseTo(0.7759219956986718, 13)
    expect(special.noncentralityAt(30, 3, 0.025)).toBeCloseTo(52.978488161412415, 11)
  })

  test('edges of the domains', () => {
    expect(special.erfc(Number.POSITIVE_INFINITY)).toBe(0)
    expect(special.erf(Number.NEGATIVE_INFINITY)).toBe(-1)
    expect(special.normalCdf(-100)).toBe(0)
    expect(special.normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(special.normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(special.normalQuantile(1.5)).toBeNaN()
    expect(special.lgamma(0)).toBe(Number.POSITIVE_INFINITY)
    expect(special.lgamma(-3)).toBe(Number.POSITIVE_INFINITY)
    expect(special.digamma(-1)).toBeNaN()
    expect(special.gammaP(1, 0)).toBe(0)
    expect(special.gammaP(-1, 1)).toBeNaN()
    expect(special.gammaQ(2, Number.POSITIVE_INFINITY)).toBe(0)
    expect(special.betaI(2, 2, 1)).toBe(1)
    expect(special.chiSquareTail(-1, 3)).toBe(1)
    expect(special.chiSquareQuantile(0, 3)).toBe(0)
    expect(special.chiSquareUpperQuantile(0, 3)).toBe(Number.POSITIVE_INFINITY)
    expect(special.noncentralChiSquareCdf(5, 3, 0)).toBe(special.chiSquareCdf(5, 3))
  })

  const shape = fc.double({ min: 0.1, max: 500, noNaN: true })
  const broad = fc.double({ min: 1, max: 500, noNaN: true })
  const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
  const runs = { seed: 20261123, numRuns: 300 }

  test('P + Q = 1, and both obey their recurrence in a', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 1e-3, max: 800, noNaN: true }), (a, x) => {
        expect(special.gammaP(a, x) + special.gammaQ(a, x)).toBeCloseTo(1, 14)
        const step = Math.exp(a * Math.log(x) - x - special.lgamma(a + 1))
        expect(special.gammaP(a, x) - special.gammaP(a + 1, x)).toBeCloseTo(step, 11)
      }),
      runs,
    )
  })

  test('I_x(a, b) + I_{1−x}(b, a) = 1', () => {
    fc.assert(
      // Multiples of 2^-20: 1 − x is exact.
      fc.property(shape, shape, fc.integer({ min: 1, max: 2 ** 20 - 1 }), (a, b, k) => {
        const x = k / 2 ** 20
        expect(special.betaI(a, b, x) + special.betaI(b, a, 1 - x)).toBeCloseTo(1, 13)
      }),
      runs,
    )
  })

  test('quantiles undo distribution functions', () => {
    fc.assert(
      // From 1 on the density is bounded, so that a rounded x moves p by no more than its own rounding.
      fc.property(share, broad, broad, (p, a, b) => {
        expect(special.normalCdf(special.normalQuantile(p))).toBeCloseTo(p, 14)
        expect(special.chiSquareCdf(special.chiSquareQuantile(p, a), a)).toBeCloseTo(p, 12)
        expect(special.betaI(a, b, special.betaQuantile(a, b, p))).toBeCloseTo(p, 11)
      }),
      runs,
    )
  })

  test('both non-central tails sum to 1, and a confidence limit is where the tail is p', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0.01, max: 2000, noNaN: true }), share, (df, lambda, p) => {
        const x = df + lambda
        const below = special.noncentralChiSquareCdf(x, df, lambda)
        expect(below + special.noncentralChiSquareTail(x, df, lambda)).toBeCloseTo(1, 12)
        const limit = special.noncentralityAt(x, df, p)
        if (limit > 0) expect(special.noncentralChiSquareCdf(x, df, limit)).toBeCloseTo(p, 11)
        else expect(special.chiSquareCdf(x, df)).toBeLessThanOrEqual(p)
      }),
      { ...runs, numRuns: 100 },
    )
  })
})
