import { startThreads, stopThreads } from '@pushforward/kernels'
import { slicedCosts } from '@pushforward/kernels/sliced'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { type Measure, type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { emd } from './emd.js'
import { affine, anyMeasure, anyPoints, cloud, unevenWeights } from './emd.test.fixture.js'
import { emd1d } from './emd1d.js'
import { maxSlicedWasserstein } from './max-sliced-wasserstein.js'
import oracle from './sliced.oracle.json' with { type: 'json' }
import { slicedWasserstein } from './sliced-wasserstein.js'

const SEED = 20261123

/** The samples and directions of tools/oracles/sliced.py. */
function problem({ n, m, d, weighted }: { n: number; m: number; d: number; weighted: boolean }) {
  const theta = Float64Array.from(cloud('bell', 30, d, 0.7).data)
  for (let l = 0; l < 30; l++) {
    const row = theta.subarray(l * d, (l + 1) * d)
    const length = Math.hypot(...row)
    row.forEach((value, k) => {
      row[k] = value / length
    })
  }
  const y = affine(cloud('uniform', m, d, 0.3), 0.5, new Array<number>(d).fill(0.2))
  const x: Measure = { points: cloud('uniform', n, d, 0), weights: weighted ? unevenWeights(n, 0) : undefined }
  return { x, y: { points: y, weights: weighted ? unevenWeights(m, 0.5) : undefined }, theta }
}

describe('closed forms', () => {
  test('two points: |a − b|² / d', () => {
    const x = points([[0, 0]])
    const y = points([[3, 4]])
    const { value, standardError } = slicedWasserstein(x, y, { projections: 4096 })
    expect(Math.abs(value - 12.5)).toBeLessThan(4 * standardError)
    // Evenly spread angles integrate cos² exactly.
    expect(slicedWasserstein(x, y, { directions: 'quasi' }).distance).toBeCloseTo(5 / Math.SQRT2, 14)
    // A batch of d orthogonal directions is a rotated basis: the sum of squares is |a − b|².
    const far = points([[1, 2, 3, 4, 5]])
    const origin = points([[0, 0, 0, 0, 0]])
    expect(slicedWasserstein(origin, far, { directions: 'orthogonal', projections: 5 }).value).toBeCloseTo(11, 13)
  })

  test('one dimension is exact with one direction', () => {
    const x = cloud('bell', 100, 1, 0)
    const y = cloud('uniform', 70, 1, 0.3)
    const result = slicedWasserstein(x, y, { p: 3 })
    expect(result).toMatchObject({ standardError: 0, projections: 1 })
    expect(result.value).toBeCloseTo(emd1d(x, y, { p: 3 }).value, 14)
  })

  test('the cases of the design: value is SW_p^p', () => {
    const x = cloud('uniform', 20, 2, 0)
    const y = affine(cloud('uniform', 20, 2, 0.3), 0.5, [0.4, -0.1])
    const value = (projections: number) => slicedWasserstein(x, y, { directions: 'quasi', projections }).value
    expect(value(8)).toBeCloseTo(0.10847992681616715, 15)
    expect(value(64)).toBeCloseTo(0.1084594452032111, 15)
  })
})

describe('agrees with POT along the same directions', () => {
  test.each(oracle.cases)('d = $d, $n → $m, weighted $weighted, p = $p', (c) => {
    const { x, y, theta } = problem(c)
    const result = slicedWasserstein(x, y, { p: c.p, directions: theta })
    expect(result.value).toBeCloseTo(c.value, 13)
    expect(result.distance).toBeCloseTo(c.value ** (1 / c.p), 13)
    const { d } = x.points
    const { costs } = slicedCosts({ ...x.points, ...x }, { ...y.points, ...y }, d, theta, c.p)
    expect(Math.max(...costs)).toBeCloseTo(c.largest, 13)
    expect(maxSlicedWasserstein(x, y, { p: c.p }).value).toBeGreaterThan(c.largest)
  })
})

describe('standard error', () => {
  test.each(['random', 'orthogonal'] as const)('covers the spread of independent %s runs', (directions) => {
    const x = cloud('bell', 60, 4, 0)
    const y = affine(cloud('uniform', 60, 4, 0.3), 1, [1, 0, 0.5, 0])
    const runs = Array.from({ length: 200 }, (_, k) =>
      slicedWasserstein(x, y, { directions, projections: 64, random: rng(k) }),
    )
    const mean = runs.reduce((sum, run) => sum + run.value, 0) / runs.length
    const spread = Math.sqrt(runs.reduce((sum, run) => sum + (run.value - mean) ** 2, 0) / (runs.length - 1))
    const stated = Math.sqrt(runs.reduce((sum, run) => sum + run.standardError ** 2, 0) / runs.length)
    // A standard deviation from 200 runs is itself known to 5 %; 4 of these and the 16 batches' own error of 1.3 %.
    expect(Math.abs(stated / spread - 1)).toBeLessThan(0.25)
  })

  test('orthogonal directions vary less than independent ones', () => {
    const x = cloud('bell', 60, 4, 0)
    const y = affine(cloud('uniform', 60, 4, 0.3), 1, [1, 0, 0.5, 0])
    const error = (directions: 'random' | 'orthogonal') =>
      slicedWasserstein(x, y, { directions, projections: 2048 }).standardError
    expect(error('orthogonal')).toBeLessThan(0.8 * error('random'))
  })

  test('is NaN where directions are not random', () => {
    const x = cloud('bell', 9, 3, 0)
    expect(slicedWasserstein(x, x, { directions: 'quasi' }).standardError).toBeNaN()
  })
})

describe('properties', () => {
  test('symmetric, zero on itself, at most W_2², invariant to order and common translation', () => {
    const size = { min: 1, max: 30 }
    fc.assert(
      fc.property(anyMeasure(size, 3), anyMeasure(size, 3), (x, y) => {
        const options = { projections: 16 }
        const { value } = slicedWasserstein(x, y, options)
        expect(slicedWasserstein(x, x, options).value).toBe(0)
        expect(slicedWasserstein(y, x, options).value).toBeCloseTo(value, 10)
        expect(value).toBeLessThanOrEqual(emd(x, y).value + 1e-10)
        const shift = (measure: Measure) => ({ ...measure, points: affine(measure.points, 1, [5, -3, 2]) })
        expect(slicedWasserstein(shift(x), shift(y), options).value).toBeCloseTo(value, 10)
        const mirrored = (measure: Measure): Measure => ({
          points: reversed(measure.points),
          weights: measure.weights && Float64Array.from(measure.weights).reverse(),
        })
        expect(slicedWasserstein(mirrored(x), y, options).value).toBeCloseTo(value, 10)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('the gradient agrees with finite differences, for both sides and with weights', () => {
    const { x, y, theta } = problem({ n: 12, m: 9, d: 3, weighted: true })
    for (const p of [1.5, 2, 3]) {
      const value = (data: Float64Array) =>
        slicedWasserstein({ ...x, points: { ...x.points, data } }, y, { p, directions: theta }).value
      const gradient = slicedWasserstein(x, y, { p, directions: theta }).gradient()
      const mirrored = slicedWasserstein(y, x, { p, directions: theta }).gradient('y')
      for (const at of [0, 5, 17, 35]) {
        const step = 1e-6
        const moved = (by: number) => {
          const data = Float64Array.from(x.points.data)
          data[at] = (data[at] as number) + by
          return value(data)
        }
        expect(gradient.data[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 7)
        expect(mirrored.data[at]).toBeCloseTo(gradient.data[at] as number, 13)
      }
    }
  })

  test('descent along the gradient moves one sample onto the other', () => {
    let x: Points = cloud('bell', 100, 2, 0)
    const y = affine(cloud('uniform', 100, 2, 0.3), 1, [2, 0])
    const directions = 'quasi'
    const before = slicedWasserstein(x, y, { directions }).value
    for (let step = 0; step < 60; step++) {
      const { data } = slicedWasserstein(x, y, { directions }).gradient()
      x = { ...x, data: Float64Array.from(x.data, (value, at) => value - 100 * (data[at] as number)) }
    }
    expect(slicedWasserstein(x, y, { directions }).value).toBeLessThan(1e-4 * before)
  })
})

describe('maxSlicedWasserstein', () => {
  test('of two points is their distance, along their difference', () => {
    const result = maxSlicedWasserstein(points([[0, 0]]), points([[3, 4]]))
    expect(result.distance).toBeCloseTo(5, 12)
    expect(Math.abs(result.direction[0] as number)).toBeCloseTo(0.6, 6)
    expect(result.converged).toBe(true)
  })

  test('finds the one direction in which centred samples differ', () => {
    const d = 5
    const x = cloud('bell', 400, d, 0)
    const stretched = Float64Array.from(x.data, (value, at) => (at % d === 3 ? 3 * value : value))
    let variance = 0
    for (let i = 0; i < 400; i++) variance += (x.data[i * d + 3] as number) ** 2 / 400
    const result = maxSlicedWasserstein(x, { ...x, data: stretched })
    // Stretching axis 3 by 3 is a monotone map of it: the cost along it is 4 times its mean square.
    expect(result.value).toBeGreaterThanOrEqual(4 * variance)
    expect(result.value).toBeLessThan(4.05 * variance)
    expect(Math.abs(result.direction[3] as number)).toBeGreaterThan(0.99)
  })

  test('is at least every slice, at most W_2², and attained at its direction', () => {
    const size = { min: 1, max: 20 }
    fc.assert(
      fc.property(anyPoints(size, 3), anyPoints(size, 3), (x, y) => {
        const result = maxSlicedWasserstein(x, y)
        const slices = slicedWasserstein(x, y, { projections: 64 })
        expect(result.value).toBeGreaterThanOrEqual(slices.value - 1e-10)
        expect(result.value).toBeLessThanOrEqual(emd(x, y).value + 1e-10)
        const along = slicedWasserstein(x, y, { directions: result.direction })
        expect(along.value).toBeCloseTo(result.value, 10)
      }),
      { seed: SEED, numRuns: 50 },
    )
  })

  test('stopped early says so', () => {
    const x = cloud('bell', 50, 4, 0)
    const y = cloud('uniform', 50, 4, 0.3)
    const result = maxSlicedWasserstein(x, y, { maxIterations: 2 })
    expect(result).toMatchObject({ converged: false, iterations: 2 })
    expect(result.residual).toBeGreaterThan(1e-7)
  })
})

describe('threads', () => {
  afterEach(() => stopThreads())

  test('the result does not depend on their number', async () => {
    const x = cloud('bell', 500, 3, 0)
    const y = { points: cloud('uniform', 300, 3, 0.3), weights: unevenWeights(300, 0) }
    const solve = () => {
      const result = slicedWasserstein(x, y)
      return { value: result.value, standardError: result.standardError, gradient: result.gradient() }
    }
    const alone = solve()
    expect(await startThreads(3)).toBe(3)
    expect(solve()).toEqual(alone)
  })
})

describe('names what is wrong', () => {
  const plane = points([[0, 1]])
  test.each<[string, () => unknown, string | RegExp]>([
    [
      'a NaN',
      () => slicedWasserstein(points([[0, 1]]), { data: new Float64Array([0, Number.NaN]), n: 1, d: 2 }),
      'y: points[0][1] is NaN; finite numbers are needed',
    ],
    ['different dimensions', () => slicedWasserstein(plane, points([1])), /y: points have dimension 1; 2 is needed/],
    ['p < 1', () => slicedWasserstein(plane, plane, { p: 0.9 }), /p: is 0.9; a finite number >= 1/],
    [
      'no projections',
      () => slicedWasserstein(plane, plane, { projections: 0 }),
      /projections: is 0; a positive integer/,
    ],
    [
      'directions without a name',
      () => slicedWasserstein(plane, plane, { directions: 'sobol' as 'quasi' }),
      /"sobol" is unknown/,
    ],
    [
      'quasi directions in 4 dimensions',
      () => slicedWasserstein(points([[0, 1, 2, 3]]), points([[0, 1, 2, 3]]), { directions: 'quasi' }),
      /"quasi" exists for d = 2 and 3/,
    ],
    [
      'directions of another dimension',
      () => slicedWasserstein(plane, plane, { directions: new Float64Array(3) }),
      /3 numbers do not make vectors of 2/,
    ],
    [
      'directions that are not unit vectors',
      () => slicedWasserstein(plane, plane, { directions: new Float64Array([1, 1]) }),
      /vector 0 has length 1.41/,
    ],
    [
      'negative weights',
      () =>
        slicedWasserstein(
          {
            points: points([
              [0, 1],
              [1, 1],
            ]),
            weights: new Float64Array([2, -1]),
          },
          plane,
        ),
      /x: weights\[1\] is -1/,
    ],
    ['no restarts', () => maxSlicedWasserstein(plane, plane, { restarts: 0 }), /restarts: is 0; a positive integer/],
    [
      'a negative tolerance',
      () => maxSlicedWasserstein(plane, plane, { tolerance: -1 }),
      /tolerance: is -1; a positive number/,
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(InputError)
    expect(run).toThrow(message)
  })
})

function reversed({ data, n, d }: Points): Points {
  const out = new Float64Array(n * d)
  for (let i = 0; i < n; i++) out.set(data.subarray(i * d, (i + 1) * d), (n - 1 - i) * d)
  return { data: out, n, d }
}
