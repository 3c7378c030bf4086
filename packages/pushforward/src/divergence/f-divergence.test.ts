import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, UnsupportedError } from '../errors.js'
import { alphaDivergence, type FDivergence, type FDivergenceName, fDivergence, fDivergences } from './f-divergence.js'
import oracle from './f-divergence.oracle.json' with { type: 'json' }

const names = Object.keys(fDivergences) as FDivergenceName[]
const alphas = [-1.5, -1, 0, 0.3, 0.5, 1, 2, 3]
const records: FDivergence[] = [...Object.values(fDivergences), ...alphas.map(alphaDivergence)]
const smooth = records.filter(({ name }) => name !== 'tv')
const named = (list: readonly FDivergence[]) => list.map((record) => [record.name, record] as const)

const histogram = (length: number, least = 0) =>
  fc
    .array(fc.double({ min: least, max: 1, noNaN: true }), { minLength: length, maxLength: length })
    .filter((values) => values.some((value) => value > 1e-3))
    .map((values) => {
      const sum = values.reduce((a, b) => a + b)
      return values.map((value) => value / sum)
    })

describe('fDivergence', () => {
  test('the example of the documentation', () => {
    expect(fDivergence('tv', [0.5, 0.5], [0.25, 0.75])).toBe(0.25)
    expect(fDivergence(alphaDivergence(2), [0.5, 0.5], [0.25, 0.75])).toBeCloseTo(1 / 6, 15)
  })

  // Relative 1e-12: under 100 roundings a cell, 40 cells; the terms are non-negative, so nothing is lost in the sum.
  // `tv` alone has a kink at 1: the rounding of the two sums enters it in the first order, 2⁻⁵² a cell.
  test.each(oracle.cases)('agrees with multiprecision sums: $name', ({ p, q, values, alpha }) => {
    for (const name of names) {
      const tolerance = 1e-12 * values[name] + (name === 'tv' ? p.length * Number.EPSILON : 0)
      expect(Math.abs(fDivergence(name, p, q) - values[name]), name).toBeLessThanOrEqual(tolerance)
    }
    alpha.orders.forEach((order, k) => {
      const tolerance = 1e-12 + 1e-15 / Math.abs(order * (order - 1)) // as documented near 0 and 1
      const expected = alpha.values[k] ?? Infinity // null: beyond the range of a double
      const actual = fDivergence(alphaDivergence(order), p, q)
      if (expected === Infinity) expect(actual).toBe(Infinity)
      else expect(Math.abs(actual - expected) / expected, `alpha ${order}`).toBeLessThan(tolerance)
    })
  })

  // Two-component mixture against a normal law; values by Gauss-Legendre quadrature with analytic densities, ten digits.
  test('agrees with integrals of densities', () => {
    const normal = (x: number, m: number, s: number) =>
      Math.exp(-(((x - m) / s) ** 2) / 2) / (s * Math.sqrt(2 * Math.PI))
    const grid = Array.from({ length: 5001 }, (_, k) => -12.5 + k * 0.005)
    const normalised = (values: number[]) => {
      const sum = values.reduce((a, b) => a + b)
      return values.map((value) => value / sum)
    }
    const p = normalised(grid.map((x) => 0.7 * normal(x, -1.5, 0.8) + 0.3 * normal(x, 1.5, 0.8)))
    const q = normalised(grid.map((x) => normal(x, 0.4, 1.3)))
    const expected: Partial<Record<FDivergenceName, number>> = {
      'reverse-kl': 0.4291935035,
      kl: 0.4910726723,
      js: 0.2129580652 / 2,
      'softened-reverse-kl': 0.2162354384,
      hellinger: 0.1105027504,
      jeffreys: 0.9202661758,
      chi2: 1.530637663,
    }
    for (const [name, value] of Object.entries(expected)) {
      expect(fDivergence(name as FDivergenceName, p, q), name).toBeCloseTo(value, 9)
    }
  })

  test('mass where the other has none costs the limit of f', () => {
    const p = [1, 0]
    const q = [0, 1]
    const expected: Record<FDivergenceName, number> = {
      kl: Infinity,
      'reverse-kl': Infinity,
      js: Math.LN2,
      hellinger: 1,
      chi2: Infinity,
      neyman: Infinity,
      tv: 1,
      jeffreys: Infinity,
      'softened-reverse-kl': Infinity,
    }
    for (const name of names) expect(fDivergence(name, p, q), name).toBe(expected[name])
    for (const record of records) {
      const inside = fDivergence(record, [0.5, 0.5, 0], [0.5, 0, 0.5])
      const limit = 0.5 * record.limits.zero + 0.5 * record.limits.infinity
      if (limit === Infinity) expect(inside, record.name).toBe(Infinity)
      else expect(inside, record.name).toBeCloseTo(limit, 14)
      expect(fDivergence(record, [1, 0], [1, 0]), record.name).toBe(0)
    }
  })

  test('is 0 on itself, non-negative, and its dual is itself with the arguments swapped', () => {
    fc.assert(
      fc.property(histogram(6, 1e-6), histogram(6, 1e-6), (p, q) => {
        for (const record of records) {
          expect(fDivergence(record, p, p)).toBe(0)
          const value = fDivergence(record, p, q)
          expect(value).toBeGreaterThanOrEqual(0)
          const dual = records.find(({ name }) => name === record.dual)
          // Relative 1e-9: near α = 0 and 1 nothing is closer than 0.3, elsewhere rounding is far below.
          if (dual) expect(Math.abs(fDivergence(dual, q, p) - value)).toBeLessThanOrEqual(1e-9 * value + 1e-15)
        }
      }),
      { seed: 20261123, numRuns: 100 },
    )
  })

  test('does not increase when cells are merged, and is jointly convex', () => {
    fc.assert(
      fc.property(
        histogram(6),
        histogram(6),
        histogram(6),
        histogram(6),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (p, q, r, s, t) => {
          const merge = (h: number[]) => [h[0]! + h[1]!, h[2]! + h[3]! + h[4]!, h[5]!]
          const mix = (a: number[], b: number[]) => a.map((value, k) => (1 - t) * value + t * b[k]!)
          for (const record of records) {
            const value = fDivergence(record, p, q)
            expect(fDivergence(record, merge(p), merge(q))).toBeLessThanOrEqual(value * (1 + 1e-9) + 1e-12)
            const other = fDivergence(record, r, s)
            if (value === Infinity || other === Infinity) continue
            const between = fDivergence(record, mix(p, r), mix(q, s))
            expect(between).toBeLessThanOrEqual(((1 - t) * value + t * other) * (1 + 1e-9) + 1e-12)
          }
        },
      ),
      { seed: 20261124, numRuns: 100 },
    )
  })

  test('takes one’s own generator, and agrees with the record of the same f', () => {
    const triangular = { f: (r: number) => (r - 1) ** 2 / (r + 1), limits: { zero: 1, infinity: 1 } }
    expect(fDivergence(triangular, [1, 0], [0, 1])).toBe(2)
    expect(fDivergence(triangular, [0.5, 0.5], [0.25, 0.75])).toBeCloseTo(0.0625 / 0.75 + 0.0625 / 1.25, 15)
    const ownKl = { f: (r: number) => r * Math.log(r), limits: { zero: 0, infinity: Infinity } }
    expect(fDivergence(ownKl, [0.2, 0.8, 0], [0.3, 0.3, 0.4])).toBeCloseTo(
      fDivergence('kl', [0.2, 0.8, 0], [0.3, 0.3, 0.4]),
      14,
    )
  })

  test('names what is wrong', () => {
    expect(() => fDivergence('kl', [0.5, 0.6], [0.5, 0.5])).toThrow(/p: sums to 1.1; 1 is needed/)
    expect(() => fDivergence('kl', [1], [0.5, 0.5])).toThrow(
      new InputError('q: has 2 cells; 1 are needed, as in the other histogram'),
    )
    expect(() => fDivergence('kl', [0.5, 0.5], [1.5, -0.5])).toThrow(/q: \[1\] is -0.5; finite numbers >= 0/)
    expect(() => fDivergence('kl', [Number.NaN, 1], [0.5, 0.5])).toThrow(/p: \[0\] is NaN/)
    expect(() => fDivergence('kl', [], [])).toThrow(/p: has no cells/)
    // @ts-expect-error: not a name
    expect(() => fDivergence('euclid', [1], [1])).toThrow(
      /divergence: "euclid" is unknown; accepted are kl, reverse-kl/,
    )
    expect(() => alphaDivergence(Number.NaN)).toThrow(InputError)
    expect(() => fDivergences.tv.h(0)).toThrow(UnsupportedError)
  })
})

describe('records', () => {
  // Second differences of f with step η r: relative truncation η² · O(10), rounding 2⁻⁵² f / η².
  test.each(named(smooth))('%s: h is r² f″', (_, { f, h }) => {
    for (const r of [0.3, 1, 4]) {
      const step = 1e-3 * r
      const second = (f(r + step) - 2 * f(r) + f(r - step)) / (step * step)
      expect((r * r * second) / h(Math.log(r))).toBeCloseTo(1, 4)
    }
  })

  test.each(named(smooth))('%s: h at the ends is its limit', (_, { h }) => {
    for (const end of [-1, 1]) {
      const far = h(end * 60)
      const limit = h(end * Infinity)
      if (limit === Infinity) expect(far).toBeGreaterThan(1e7)
      else expect(far).toBeCloseTo(limit, 7)
    }
  })

  test.each(named(smooth))('%s: the dual’s weight is r h(1/r)', (_, { h, dual }) => {
    const other = smooth.find(({ name }) => name === dual)
    if (!other) return expect(['softened-reverse-kl', 'alpha(-1.5)', 'alpha(0.3)', 'alpha(3)', 'alpha(2)']).toContain(_)
    for (const l of [-2, 0, 1.5]) expect(other.h(l)).toBeCloseTo(Math.exp(l) * h(-l), 12)
  })

  test.each(named(records))('%s: the limits are those of f', (_, { f, limits }) => {
    const far = (value: number, limit: number) =>
      limit === Infinity ? expect(value).toBeGreaterThan(10) : expect(value).toBeCloseTo(limit, 2)
    far(f(1e-15), limits.zero)
    far(f(1e15) / 1e15, limits.infinity)
  })

  test.each(named(records))('%s: f is convex, f >= 0 and f(1) = 0', (_, { f }) => {
    expect(Math.abs(f(1))).toBe(0)
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: 12, noNaN: true }),
        fc.double({ min: -12, max: 12, noNaN: true }),
        (a, b) => {
          const [r, s] = [Math.exp(a), Math.exp(b)]
          expect(f(r)).toBeGreaterThanOrEqual(0)
          expect(f((r + s) / 2)).toBeLessThanOrEqual(((f(r) + f(s)) / 2) * (1 + 1e-12) + 1e-14)
        },
      ),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test.each(named(records))('%s: the conjugate is the supremum of t r − f(r)', (_, record) => {
    const { f, conjugate, conjugateDerivative, limits } = record
    const end = Math.min(limits.infinity, 3)
    for (const t of [-4, -2.5, -1, -0.3, 0, 0.1, 0.25, 0.3, 0.45, 0.9, 2.5].filter((value) => value < end)) {
      const value = conjugate(t)
      const best = conjugateDerivative(t)
      // The stated maximiser attains the stated value …
      const attained = best === 0 ? -limits.zero : t * best - f(best)
      expect(attained, `t = ${t}`).toBeCloseTo(value, 11)
      // … and no other r exceeds it: 4001 ratios from e⁻²⁰ to e²⁰.
      let excess = -Infinity
      for (let k = -2000; k <= 2000; k++) {
        const r = Math.exp(k / 100)
        excess = Math.max(excess, (t * r - f(r) - value) / Math.max(1, r))
      }
      expect(excess).toBeLessThanOrEqual(1e-12)
    }
    expect(conjugate(0)).toBeCloseTo(0, 15)
    expect(conjugateDerivative(0)).toBeCloseTo(1, 14)
    if (limits.infinity < Infinity) {
      expect(conjugate(limits.infinity + 1e-9)).toBe(Infinity)
      expect(conjugateDerivative(limits.infinity + 1e-9)).toBe(Infinity)
    }
  })

  test.each(named(smooth))(
    '%s: the conjugate’s derivative is its slope',
    (_, { conjugate, conjugateDerivative, limits }) => {
      for (const t of [-1.7, -0.4, 0.05, 0.2].filter((value) => value + 0.01 < limits.infinity)) {
        const step = 1e-5
        const slope = (conjugate(t + step) - conjugate(t - step)) / (2 * step)
        expect(slope).toBeCloseTo(conjugateDerivative(t), 6)
      }
    },
  )
})
