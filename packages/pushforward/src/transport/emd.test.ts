import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Measure, type Points, points } from '../measure/points.js'
import { type Cost, pairCost } from './cost.js'
import { emd } from './emd.js'
import oracle from './emd.oracle.json' with { type: 'json' }
import {
  affine,
  anyMeasure,
  anyPoints,
  bruteForce,
  type CloudKind,
  cloud,
  dualViolation,
  unevenWeights,
} from './emd.test.fixture.js'
import type { ExactResult } from './emd-result.js'

const SEED = 20261123
const METHODS = ['simplex', 'shortlist'] as const

/** Everything that must hold for an optimal result, at rounding level of the costs' size. */
function expectOptimal(result: ExactResult, x: Points, y: Points, cost: Cost): void {
  const c = pairCost(cost, x, y)
  let scale = 0
  for (let i = 0; i < x.n; i++) for (let j = 0; j < y.n; j++) scale = Math.max(scale, Math.abs(c(i, j)))
  expect(result.converged).toBe(true)
  expect(result.residual).toBeLessThan(1e-12)
  expect(Math.abs(result.gap)).toBeLessThanOrEqual(1e-12 * scale)
  expect(dualViolation(result.potentials, c)).toBeLessThanOrEqual(1e-13 * scale)
  expect(result.plan().mass.length).toBeLessThan(x.n + y.n)
}

describe('closed forms', () => {
  test('two points to two points', () => {
    const x = points([
      [0, 0],
      [1, 0],
    ])
    const y = points([
      [0, 1],
      [3, 0],
    ])
    const result = emd(x, y)
    expect(result.value).toBe(2.5)
    expect(result.distance).toBe(Math.sqrt(2.5))
    expect([...result.plan().i]).toEqual([0, 1])
    expect([...result.plan().j]).toEqual([0, 1])
    expect([...result.plan().mass]).toEqual([0.5, 0.5])
  })

  test('one point to many is the mean cost', () => {
    const x = points([[1, 1]])
    const y = points([
      [1, 2],
      [4, 5],
      [1, 1],
    ])
    for (const method of METHODS) expect(emd(x, y, { method }).value).toBeCloseTo((1 + 25) / 3, 14)
    expect(emd(y, x, { cost: 'euclidean' }).value).toBeCloseTo((1 + 5) / 3, 14)
  })

  test.each([2, 5])('a translation in %d dimensions costs |shift|², and the map is the translation', (d) => {
    const x = cloud('bell', 500, d, 0)
    const shift = [3, -1, 0.5, 2, 0].slice(0, d)
    const y = affine(x, 1, shift)
    const result = emd(x, y, { method: 'shortlist' })
    expect(result.value).toBeCloseTo(
      shift.reduce((sum, s) => sum + s * s, 0),
      12,
    )
    const mapped = result.barycentric()
    for (let at = 0; at < mapped.data.length; at++) expect(mapped.data[at]).toBeCloseTo(y.data[at] as number, 12)
  })

  test('Gaussian-like scaling: x to 2x is optimal for the squared cost', () => {
    const x = cloud('bell', 400, 3, 0)
    let square = 0
    for (const value of x.data) square += value * value
    expect(emd(x, affine(x, 2, [0, 0, 0])).value).toBeCloseTo(square / 400, 12)
  })

  test.each(METHODS)('a sample to itself costs 0 by %s, in any order', (method) => {
    const x = cloud('uniform', 300, 2, 0)
    const reversed = { ...x, data: x.data.slice() }
    for (let i = 0; i < 300; i++) reversed.data.set(x.data.subarray(2 * i, 2 * i + 2), 2 * (299 - i))
    const result = emd(x, reversed, { method })
    expect(result.value).toBe(0)
    expect(result.converged).toBe(true)
    expect([...result.plan().j].every((j, k) => j === 299 - (result.plan().i[k] as number))).toBe(true)
  })

  test.each(METHODS)('all points equal, by %s', (method) => {
    const same = points(Array.from({ length: 250 }, () => [1, 2]))
    const other = points(Array.from({ length: 333 }, () => [4, 6]))
    expect(emd(same, same, { method }).value).toBe(0)
    const result = emd(same, other, { method })
    expect(result.value).toBeCloseTo(25, 12)
    expectOptimal(result, same, other, 'sqeuclidean')
  })
})

describe('agrees with POT and HiGHS', () => {
  test.each(
    oracle.cases.map((c) => ({
      name: `${JSON.stringify(c.cost)} d=${c.d} ${c.kind} ${c.n}→${c.m}${c.weighted ? ' weighted' : ''}`,
      c,
    })),
  )('$name', ({ c }) => {
    const kind = c.kind as CloudKind
    const cost = c.cost as Cost
    const x = cloud(kind, c.n, c.d, 0)
    const y = affine(cloud(kind, c.m, c.d, 0.3), c.scale, c.offset)
    const measureX: Measure = { points: x, weights: c.weighted ? unevenWeights(c.n, 0) : undefined }
    const measureY: Measure = { points: y, weights: c.weighted ? unevenWeights(c.m, 0.5) : undefined }
    const methods = ['auto', 'shortlist', ...(c.n <= 500 ? ['simplex' as const] : [])] as const
    for (const method of methods) {
      const result = emd(measureX, measureY, { cost, method })
      expect(Math.abs(result.value / c.value - 1)).toBeLessThan(1e-11)
      expectOptimal(result, x, y, cost)
    }
  })

  test('the cases of the design', () => {
    const x = cloud('uniform', 20, 2, 0)
    const y = affine(cloud('uniform', 20, 2, 0.3), 0.5, [0.4, -0.1])
    const y13 = affine(cloud('uniform', 13, 2, 0.3), 0.5, [0.4, -0.1])
    const a = Float64Array.from({ length: 20 }, (_, i) => ((i % 5) + 1) / 60)
    const b = Float64Array.from({ length: 13 }, (_, j) => (j + 1) / 91)
    expect(emd(x, y).value).toBeCloseTo(0.22361343267356798, 14)
    expect(emd(x, y, { cost: 'euclidean' }).value).toBeCloseTo(0.4509567783698289, 14)
    expect(emd(x, y, { cost: 'cityblock' }).value).toBeCloseTo(0.5663114775665576, 14)
    expect(emd({ points: x, weights: a }, { points: y13, weights: b }).value).toBeCloseTo(0.2649773174625187, 14)
  })
})

describe('properties', () => {
  test('equals the best permutation of tiny problems, for every cost', () => {
    const costs: Cost[] = ['sqeuclidean', 'euclidean', 'cityblock', 'chebyshev', { p: 0.5 }, { p: 3 }]
    const pair = fc
      .integer({ min: 1, max: 6 })
      .chain((n) => fc.tuple(anyPoints({ min: n, max: n }, 2), anyPoints({ min: n, max: n }, 2)))
    fc.assert(
      fc.property(pair, fc.constantFrom(...costs), fc.constantFrom(...METHODS), ([x, y], cost, method) => {
        const result = emd(x, y, { cost, method })
        const best = bruteForce(pairCost(cost, x, y), x.n)
        expect(result.value).toBeCloseTo(best, 10)
        expectOptimal(result, x, y, cost)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('is optimal for random weighted problems with ties, zeros and duplicates', () => {
    const size = { min: 1, max: 40 }
    const problem = fc
      .integer({ min: 1, max: 3 })
      .chain((d) =>
        fc.tuple(
          anyMeasure(size, d),
          anyMeasure(size, d),
          fc.constantFrom<Cost>('sqeuclidean', 'euclidean', { p: 1.5 }),
        ),
      )
    fc.assert(
      fc.property(problem, ([x, y, cost]) => {
        const results = METHODS.map((method) => emd(x, y, { cost, method }))
        for (const result of results) expectOptimal(result, x.points, y.points, cost)
        const [simplex, shortlist] = results as [ExactResult, ExactResult]
        expect(simplex.value).toBeCloseTo(shortlist.value, 10)
        if (x.points.d === 1) {
          const line = emd(x, y, { cost, method: '1d' })
          expectOptimal(line, x.points, y.points, cost)
          expect(line.value).toBeCloseTo(simplex.value, 10)
        }
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('does not depend on order, translation of both, or direction; scales with the cost', () => {
    const x = cloud('bell', 400, 2, 0)
    const y = affine(cloud('bell', 350, 2, 0.3), 0.5, [2, 1])
    const weights = unevenWeights(350, 0.1)
    const value = emd(x, { points: y, weights }).value
    const order = Array.from({ length: 400 }, (_, i) => (i * 171) % 400)
    const shuffled = points(order.map((i) => [...x.data.subarray(2 * i, 2 * i + 2)]))
    expect(emd(shuffled, { points: y, weights }).value).toBeCloseTo(value, 12)
    expect(emd({ points: y, weights }, x).value).toBeCloseTo(value, 12)
    const far = [1e6, -1e6]
    // Coordinates near 10^6 are rounded to 1e-10.
    expect(emd(affine(x, 1, far), { points: affine(y, 1, far), weights }).value).toBeCloseTo(value, 8)
    expect(emd(affine(x, 3, [0, 0]), { points: affine(y, 3, [0, 0]), weights }).value).toBeCloseTo(9 * value, 11)
    expect(emd(affine(x, 1e-8, [0, 0]), { points: affine(y, 1e-8, [0, 0]), weights }).value / value).toBeCloseTo(
      1e-16,
      26,
    )
  })

  test('W_p satisfies the triangle inequality', () => {
    const size = { min: 1, max: 12 }
    const three = fc.tuple(anyMeasure(size, 2), anyMeasure(size, 2), anyMeasure(size, 2))
    fc.assert(
      fc.property(three, fc.constantFrom<Cost>('sqeuclidean', 'euclidean', { p: 3 }, { p: 0.5 }), ([x, y, z], cost) => {
        const distance = (a: Measure, b: Measure) => emd(a, b, { cost }).distance as number
        expect(distance(x, z)).toBeLessThanOrEqual(distance(x, y) + distance(y, z) + 1e-9)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('float32 points are taken as they are', () => {
    const x = cloud('uniform', 100, 2, 0)
    const single = { ...x, data: Float32Array.from(x.data) }
    const double = { ...x, data: Float64Array.from(single.data) }
    const y = cloud('uniform', 90, 2, 0.3)
    expect(emd(single, y).value).toBe(emd(double, y).value)
  })
})

describe('matrices and functions', () => {
  const x = cloud('uniform', 450, 2, 0)
  const y = affine(cloud('uniform', 380, 2, 0.3), 0.5, [0.4, -0.1])
  const c = pairCost('euclidean', x, y)
  const matrix = Float64Array.from({ length: 450 * 380 }, (_, at) => c(Math.floor(at / 380), at % 380))

  test('give the value of the cost that they tabulate, by every method', () => {
    const { value } = emd(x, y, { cost: 'euclidean' })
    for (const method of ['auto', ...METHODS] as const) {
      const result = emd(x, y, { cost: { matrix }, method })
      expect(result.value).toBeCloseTo(value, 13)
      expectOptimal(result, x, y, { matrix })
    }
    const distance = (u: Float64Array, v: Float64Array) =>
      Math.hypot((u[0] as number) - (v[0] as number), (u[1] as number) - (v[1] as number))
    expect(emd(x, y, { cost: distance }).value).toBeCloseTo(value, 13)
  })

  test('negative costs are allowed', () => {
    const shifted = matrix.map((value) => value - 1)
    const { value } = emd(x, y, { cost: { matrix } })
    for (const method of METHODS)
      expect(emd(x, y, { cost: { matrix: shifted }, method }).value).toBeCloseTo(value - 1, 12)
  })

  test('entries of 1e32 stand aside where a plan without them exists', () => {
    const rows = [
      [250.275352, 374.653218, 2413.52736, 1e32, 0.0015175154],
      [213.08203, 328.812836, 2294.87946, 1e32, 0.1371098],
      [197.333083, 309.175848, 2242.5055, 1e32, 2.46506283],
      [1e32, 1e32, 1e32, 5.26223432, 2.5e31],
      [38.4690152, 80.9465684, 333.064175, 2.5e31, 0],
    ]
    const five = points([0, 1, 2, 3, 4])
    const weights = new Float64Array([0.125, 0.125, 0.125, 0.125, 0.5])
    const solve = (forbidden: number, method: (typeof METHODS)[number] | 'auto') => {
      const entries = Float64Array.from(rows.flat(), (value) => (value > 1e20 ? value * forbidden : value))
      return emd({ points: five, weights }, { points: five, weights }, { cost: { matrix: entries }, method })
    }
    for (const method of ['auto', ...METHODS] as const) {
      expect(solve(1, method).value).toBeCloseTo(57.543210383175, 11)
      expect(solve(Number.POSITIVE_INFINITY, method).value).toBeCloseTo(57.543210383175, 11)
    }
  })

  test('huge entries are paid where no plan avoids them', () => {
    const two = points([0, 1])
    expect(emd(two, two, { cost: { matrix: new Float64Array([1, 1e30, 1, 1e30]) } }).value).toBe(5e29 + 0.5)
  })

  test('small matrices of few values with forbidden entries: the best permutation, or none', () => {
    const entry = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.POSITIVE_INFINITY))
    const square = fc
      .integer({ min: 1, max: 6 })
      .chain((n) => fc.array(entry, { minLength: n * n, maxLength: n * n }).map((entries) => ({ n, entries })))
    fc.assert(
      fc.property(square, ({ n, entries }) => {
        const line = points(Array.from({ length: n }, (_, i) => i))
        const solve = () => emd(line, line, { cost: { matrix: Float64Array.from(entries) }, method: 'simplex' })
        const best = bruteForce((i, j) => entries[i * n + j] as number, n)
        if (best === Number.POSITIVE_INFINITY) expect(solve).toThrow(/every plan needs an entry that is Infinity/)
        else expect(solve().value).toBeCloseTo(best, 12)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('matrices of few values, a third of them forbidden: both methods agree and are certified', () => {
    const random = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 90 * 70, maxLength: 90 * 70 })
    fc.assert(
      fc.property(random, (entries) => {
        const entryOf = (k: number) => (k > 7 ? Number.POSITIVE_INFINITY : k)
        const cost = { matrix: Float64Array.from(entries, entryOf) }
        const rows = points(Array.from({ length: 90 }, (_, i) => i))
        const columns = points(Array.from({ length: 70 }, (_, j) => j))
        const [simplex, shortlist] = METHODS.map((method) => emd(rows, columns, { cost, method }))
        expect(shortlist?.value).toBeCloseTo(simplex?.value as number, 12)
        for (const result of [simplex, shortlist] as ExactResult[]) {
          expect(result.converged).toBe(true)
          expect(result.residual).toBeLessThan(1e-13)
          expect(Math.abs(result.gap)).toBeLessThan(1e-12)
        }
      }),
      { seed: SEED, numRuns: 30 },
    )
  })

  test.each(METHODS)('forbidden entries that leave no plan are named, by %s', (method) => {
    const none = matrix.map((value, at) => (at % 380 < 300 && at < 200 * 380 ? Number.POSITIVE_INFINITY : value))
    expect(() => emd(x, y, { cost: { matrix: none }, method })).toThrow(/every plan needs an entry that is Infinity/)
    const some = matrix.map((value, at) => (at % 380 < 150 && at < 200 * 380 ? Number.POSITIVE_INFINITY : value))
    const result = emd(x, y, { cost: { matrix: some }, method })
    expect(result.converged).toBe(true)
    expect(result.value).toBeLessThan(2)
    expect(Math.abs(result.gap)).toBeLessThan(1e-12)
  })
})
