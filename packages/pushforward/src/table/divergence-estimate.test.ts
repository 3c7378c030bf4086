import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jeffreys, js, kl } from '../divergence/index.js'
import { InputError } from '../errors.js'
import { bootstrapCounts } from '../measure/bootstrap.js'
import { rng } from '../measure/random.js'
import { bin } from './bin.js'
import { informationValue } from './information-value.js'
import { jeffreysBias, jeffreysGradient, jeffreysVariance } from './jeffreys-inference.js'
import { psi } from './psi.js'
import { weightOfEvidence } from './weight-of-evidence.js'

describe('properties', () => {
  const runs = { seed: 20261123, numRuns: 200 }
  const cell = fc.integer({ min: 1, max: 2000 })
  const tables = fc.integer({ min: 2, max: 12 }).chain((m) =>
    fc.record({
      good: fc.array(cell, { minLength: m, maxLength: m }),
      bad: fc.array(cell, { minLength: m, maxLength: m }),
    }),
  )
  const delta = { inference: 'delta', interval: 'delta' } as const

  test('IV is the Jeffreys divergence and the sum of both relative entropies', () => {
    fc.assert(
      fc.property(tables, ({ good, bad }) => {
        const p = good.map((count) => count / good.reduce((a, b) => a + b))
        const q = bad.map((count) => count / bad.reduce((a, b) => a + b))
        const { value, divergences } = informationValue({ good, bad }, delta)
        // Sums of a few terms below 1 in modulus: absolute rounding 1e-15, and relative 1e-12 where KL + KL cancels less.
        const allowed = 1e-15 + 1e-12 * value
        expect(Math.abs(value - jeffreys(p, q))).toBeLessThanOrEqual(allowed)
        expect(Math.abs(value - kl(p, q) - kl(q, p))).toBeLessThanOrEqual(allowed)
        expect(Math.abs(value - divergences.kl - divergences.klReverse)).toBeLessThanOrEqual(allowed)
        expect(Math.abs(divergences.js - js(p, q))).toBeLessThanOrEqual(allowed)
      }),
      runs,
    )
  })

  test('symmetric in the samples, invariant to the order of bins', () => {
    fc.assert(
      fc.property(tables, ({ good, bad }) => {
        const one = informationValue({ good, bad }, delta)
        const swapped = informationValue({ good: bad, bad: good }, delta)
        const reversed = informationValue({ good: good.toReversed(), bad: bad.toReversed() }, delta)
        for (const other of [swapped, reversed]) {
          expect(other.value).toBeCloseTo(one.value, 12)
          expect(other.se).toBeCloseTo(one.se, 12)
          expect(other.bias).toBeCloseTo(one.bias, 12)
        }
      }),
      runs,
    )
  })

  test('merging bins never raises any divergence', () => {
    fc.assert(
      fc.property(tables, fc.nat(), ({ good, bad }, pick) => {
        const at = pick % (good.length - 1)
        const merge = (counts: number[]) => counts.toSpliced(at, 2, (counts[at] as number) + (counts[at + 1] as number))
        const fine = informationValue({ good, bad }, delta)
        const coarse = informationValue({ good: merge(good), bad: merge(bad) }, delta)
        expect(coarse.value).toBeLessThanOrEqual(fine.value * (1 + 1e-12) + 1e-15)
        for (const name of ['kl', 'klReverse', 'js', 'hellinger', 'triangular'] as const) {
          expect(coarse.divergences[name]).toBeLessThanOrEqual(fine.divergences[name] * (1 + 1e-12) + 1e-15)
        }
      }),
      runs,
    )
  })

  test('c times as many rows leave J and divide variance and bias by c', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 2, max: 50 }), ({ good, bad }, c) => {
        const one = informationValue({ good, bad }, delta)
        const many = informationValue({ good: good.map((n) => c * n), bad: bad.map((n) => c * n) }, delta)
        expect(many.value).toBeCloseTo(one.value, 12)
        expect(many.se ** 2 * c).toBeCloseTo(one.se ** 2, 10)
        expect(many.bias * c).toBeCloseTo(one.bias, 10)
      }),
      runs,
    )
  })

  test('the gradient is that of J by central differences', () => {
    fc.assert(
      fc.property(tables, ({ good, bad }) => {
        const p = Float64Array.from(good, (count) => count / good.reduce((a, b) => a + b))
        const q = Float64Array.from(bad, (count) => count / bad.reduce((a, b) => a + b))
        const value = (a: Float64Array, b: Float64Array) =>
          a.reduce((sum, each, j) => sum + (each - (b[j] as number)) * Math.log(each / (b[j] as number)), 0)
        const { first, second } = jeffreysGradient(p, q)
        for (let j = 0; j < p.length; j++) {
          // Step h = 1e-4 of the share: the error is h² / 6 times the third derivative, and the rest is rounding.
          const moved = (x: Float64Array, h: number) => x.with(j, (x[j] as number) * (1 + h)) as Float64Array
          const slope = (value(moved(p, 1e-4), q) - value(moved(p, -1e-4), q)) / (2e-4 * (p[j] as number))
          const other = (value(p, moved(q, 1e-4)) - value(p, moved(q, -1e-4))) / (2e-4 * (q[j] as number))
          const scale = 1 + (q[j] as number) / (p[j] as number) + (p[j] as number) / (q[j] as number)
          const rounding = 1e-11 / Math.min(p[j] as number, q[j] as number)
          expect(Math.abs(slope - (first[j] as number))).toBeLessThan(1e-7 * scale + rounding)
          expect(Math.abs(other - (second[j] as number))).toBeLessThan(1e-7 * scale + rounding)
        }
      }),
      runs,
    )
  })

  test('the centred standard error of a weight of evidence is never larger', () => {
    fc.assert(
      fc.property(tables, (counts) => {
        const { se, seCentred } = weightOfEvidence(counts)
        seCentred.forEach((each, j) => {
          expect(each).toBeLessThanOrEqual(se[j] as number)
        })
      }),
      runs,
    )
  })
})

describe('against simulation (seed 20261123)', () => {
  const p = [0.08, 0.12, 0.15, 0.2, 0.2, 0.15, 0.1]
  const tilt = p.map((share, j) => share * Math.exp(-0.4 * (-1 + j / 3)))
  const q = tilt.map((share) => share / tilt.reduce((a, b) => a + b))
  const pair = { p: Float64Array.from(p), q: Float64Array.from(q), firstSize: 8500, secondSize: 1500 }

  test('bias and standard error by the formulas are those of 20 000 tables', () => {
    const replicates = 20_000
    const values = bootstrapCounts(
      [
        { n: 8500, shares: p },
        { n: 1500, shares: q },
      ],
      ([good, bad]) => informationValue({ good, bad }, { inference: 'delta', interval: 'delta' }).value,
      { random: rng(20261123), replicates },
    )
    const mean = values.reduce((sum, value) => sum + value, 0) / replicates
    const se = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / replicates)
    const truth = jeffreys(p, q)
    // Both formulas are of first order in 1/N: the next order is a few per cent here. Monte Carlo adds 4 of its errors.
    expect(Math.abs(mean - truth - jeffreysBias(pair))).toBeLessThan(
      4 * (se / Math.sqrt(replicates)) + 0.05 * jeffreysBias(pair),
    )
    expect(Math.abs(se / Math.sqrt(jeffreysVariance(pair)) - 1)).toBeLessThan(4 / Math.sqrt(2 * replicates) + 0.04)
  })

  test('the bootstrap agrees with the delta method where there are rows enough', () => {
    const counts = { good: p.map((share) => Math.round(8500 * share)), bad: q.map((share) => Math.round(1500 * share)) }
    const exact = informationValue(counts, { inference: 'delta' })
    const drawn = informationValue(counts, { inference: 'bootstrap', random: rng(5), replicates: 4000 })
    // The relative error of a standard error from R replicates is 1/√(2R) = 1.1 %.
    expect(Math.abs(drawn.se / exact.se - 1)).toBeLessThan(4 / Math.sqrt(8000) + 0.03)
    expect(Math.abs(drawn.bias - exact.bias)).toBeLessThan(4 * (exact.se / Math.sqrt(4000)) + 0.05 * exact.bias)
    // Ends of the interval: quantiles of 4000 draws have a standard error of 0.04 SE, both methods agree to first order.
    drawn.interval.forEach((end, k) => {
      expect(Math.abs(end - (exact.interval[k] as number))).toBeLessThan(0.3 * exact.se)
    })
    expect(drawn.test.criticalValue / exact.test.criticalValue).toBeCloseTo(1, 1)
    expect(informationValue(counts, { inference: 'bootstrap', random: rng(5), replicates: 4000 })).toEqual(drawn)
  })
})

describe('weights, known populations, small samples', () => {
  test('weights count with their Kish size: equal weights of any size change nothing', () => {
    const x = Array.from({ length: 400 }, (_, i) => (i * 37) % 100)
    const y = x.map((value, i) => (value + ((i * 13) % 50) > 90 ? 1 : 0))
    const plain = informationValue(bin(x, y, { edges: [25, 50, 75] }).table, { inference: 'delta' })
    const threefold = informationValue(bin(x, y, { edges: [25, 50, 75], weights: x.map(() => 3) }).table, {
      inference: 'delta',
    })
    expect(threefold.value).toBeCloseTo(plain.value, 12)
    expect(threefold.se).toBeCloseTo(plain.se, 12)
    expect(threefold.test.statistic).toBeCloseTo(plain.test.statistic, 10)
    const uneven = bin(x, y, { edges: [25, 50, 75], weights: x.map((_, i) => 1 + (i % 3)) }).table
    expect(uneven.effective.all).toBeCloseTo((134 + 2 * 133 + 3 * 133) ** 2 / (134 + 4 * 133 + 9 * 133), 10)
    expect(informationValue(uneven, { inference: 'delta' }).se).toBeGreaterThan(plain.se)
  })

  test('a known reference has no error of its own', () => {
    const shares = [0.2, 0.3, 0.5]
    const actual = [260, 290, 450]
    const sampled = psi({ shares, n: 1000 }, actual)
    const known = psi({ shares, n: Number.POSITIVE_INFINITY }, actual)
    expect(known.value).toBeCloseTo(sampled.value, 14)
    expect(known.test.statistic).toBeCloseTo(2 * sampled.test.statistic, 10)
    expect(known.bias).toBeCloseTo(sampled.bias / 2, 3)
    const drawn = psi({ shares, n: Number.POSITIVE_INFINITY }, actual, { inference: 'bootstrap' })
    expect(Math.abs(drawn.se / known.se - 1)).toBeLessThan(0.1)
  })

  test('a known reference is not smoothed, the other sample is', () => {
    const known = { shares: [0.5, 0.3, 0.2], n: Number.POSITIVE_INFINITY }
    const estimate = psi(known, [300, 200, 0], { inference: 'delta' })
    expect(estimate.bins.map(({ p }) => p)).toEqual([0.5, 0.3, 0.2])
    expect(estimate.bins[2]?.q).toBeCloseTo(0.5 / 501.5, 14)
    const lacking = { shares: [0.6, 0.4, 0], n: Number.POSITIVE_INFINITY }
    expect(() => psi(lacking, [300, 200, 10])).toThrow(
      new InputError('expected: a known population has no rows in bin 2, the other sample has; merge bins'),
    )
    expect(psi(lacking, [300, 200, 10], { smoothing: 'merge' }).bins).toHaveLength(2)
  })

  test('merging joins a lonely bin with the neighbour of the nearer rate, as often as it takes', () => {
    const merged = (good: number[], bad: number[]) =>
      informationValue({ good, bad }, { smoothing: 'merge', inference: 'delta' }).bins.map(({ members }) => members)
    expect(merged([10, 0, 30], [20, 5, 6])).toEqual([[0, 1], [2]])
    expect(merged([30, 0, 10], [6, 5, 20])).toEqual([[0], [1, 2]])
    expect(merged([0, 0, 10, 20], [5, 6, 20, 10])).toEqual([[0, 1, 2], [3]])
    expect(merged([10, 20, 0], [20, 0, 5])).toEqual([[0, 1, 2]])
    expect(merged([10, 0], [0, 10])).toEqual([[0, 1]])
  })

  test('few rows: the bootstrap stands in, and says so; delta on request says that it is approximate', () => {
    const expected = [8, 9, 3]
    const actual = [5, 9, 6]
    const estimate = psi(expected, actual)
    expect(estimate.inference).toBe('bootstrap')
    expect(estimate.test.kind).toBe('bootstrap')
    expect(estimate.warnings[0]).toMatch(/bootstrap stands in/)
    expect(psi(expected, actual, { inference: 'delta' }).warnings[0]).toMatch(/approximate/)
  })

  test('fastwoe: pure bins count nothing in the value, by the rule of three in its error', () => {
    const { value, se, interval } = informationValue({ good: [0, 40, 60], bad: [5, 10, 5] }, { inference: 'fastwoe' })
    expect(value).toBeCloseTo(0.1 * Math.log(0.5 / 0.4) + 0.35 * Math.log(0.6 / 0.25), 12)
    // π = 3/5: the variance of the first weight is 1 / (0.6 · 0.4 · 5).
    const first = 0.25 ** 2 / (0.6 * 0.4 * 5)
    const second = 0.1 ** 2 * (1 / 40 + 1 / 10) + Math.log(0.8) ** 2 * (0.24 / 100 + 0.25 / 20)
    const third = 0.35 ** 2 * (1 / 60 + 1 / 5) + Math.log(2.4) ** 2 * (0.24 / 100 + 0.1875 / 20)
    expect(se).toBeCloseTo(Math.sqrt(first + second + third), 12)
    expect(interval[0]).toBe(0)
  })
})

describe('bad input', () => {
  const good = [10, 20, 30]
  test.each([
    [
      'an empty class',
      () => informationValue({ good, bad: [0, 0, 0] }),
      'bad: has no rows in any bin; both samples need some',
    ],
    ['no target', () => informationValue(bin([1, 2, 3]).table), 'counts: good and bad are needed; bin with a target'],
    [
      'a negative count',
      () => informationValue({ good, bad: [1, -2, 3] }),
      'bad: [1] is -2; a finite number >= 0 is needed',
    ],
    ['NaN', () => psi([1, Number.NaN], [1, 2]), 'expected: [1] is NaN; a finite number >= 0 is needed'],
    ['other bins', () => psi([1, 2], [1, 2, 3]), 'actual: has 3 bins; 2 are needed, as in expected'],
    ['no bins', () => psi([], []), 'expected: has no bins; at least one is needed'],
    [
      'shares that do not sum to 1',
      () => psi({ shares: [0.5, 0.4], n: 10 }, [1, 2]),
      'expected: shares sum to 0.9; 1 is needed (or give counts)',
    ],
    [
      'no size',
      () => psi({ shares: [0.5, 0.5], n: 0 }, [1, 2]),
      'expected: n is 0; a number > 0 is needed, Infinity for a population',
    ],
    ['a level', () => psi([1, 2], [1, 2], { alpha: 1 }), 'alpha: is 1; a number between 0 and 1 is needed'],
    [
      'an inference',
      () => psi([1, 2], [1, 2], { inference: 'exact' as never }),
      'inference: "exact" is unknown; accepted are delta, paper, fastwoe, bootstrap',
    ],
    [
      'an interval',
      () => psi([90, 80], [70, 60], { interval: 'exact' as never }),
      'interval: "exact" is unknown; accepted are auto, delta, noncentral',
    ],
    [
      'a word for smoothing',
      () => psi([1, 2], [1, 2], { smoothing: 'half' as never }),
      'smoothing: is half; a number > 0, "merge" or "none" is needed',
    ],
    [
      'a smoothing',
      () => psi([1, 2], [1, 2], { smoothing: 0 }),
      'smoothing: is 0; a number > 0, "merge" or "none" is needed',
    ],
  ])('%s is refused by name', (_, call, message) => {
    expect(call).toThrow(new InputError(message))
  })

  test('one bin: the value is 0 and there is no test, with a note', () => {
    const estimate = psi([10], [20])
    expect(estimate).toMatchObject({ value: 0, se: 0, test: { df: 0, statistic: 0 } })
    expect(estimate.test.pValue).toBeNaN()
    expect(estimate.warnings[0]).toMatch(/nothing to test/)
  })

  test('a bin without rows in either sample is left out', () => {
    const estimate = psi([94, 0, 53, 128], [96, 0, 48, 129])
    expect(estimate.smoothed).toBe(false)
    expect(estimate.test.df).toBe(2)
    expect(estimate.value).toBe(psi([94, 53, 128], [96, 48, 129]).value)
  })
})
