import { startThreads, stopThreads } from '@pushforward/kernels'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { type Measure, type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { type Cost, pairCost } from './cost.js'
import { emd } from './emd.js'
import { affine, anyMeasure, cloud } from './emd.test.fixture.js'
import { type SinkhornOptions, sinkhorn } from './sinkhorn.js'
import oracle from './sinkhorn.oracle.json' with { type: 'json' }
import { measures, normalised, rowsOf, TIGHT, violation } from './sinkhorn.test.fixture.js'

const SEED = 20261124

afterEach(() => stopThreads())

function relativeError(value: number, exact: number): number {
  return Math.abs(value - exact) / Math.abs(exact)
}

describe('closed forms', () => {
  test('two points to two points: the plan of a 2 × 2 problem', () => {
    const x = points([
      [0, 0],
      [1, 0],
    ])
    const y = points([
      [0, 1],
      [1, 1],
    ])
    expect(sinkhorn(x, y, { epsilon: 0.01 }).value).toBeCloseTo(1, 12)
    // Straight moves cost 1 and crossed ones 2: P = [[p, q], [q, p]], q / p = e^{−1/ε}, p + q = 1/2.
    const { value, plan } = sinkhorn(x, y, { epsilon: 0.5, ...TIGHT })
    const straight = 0.5 / (1 + Math.exp(-2))
    expect(value).toBeCloseTo(2 * straight + 4 * (0.5 - straight), 12)
    expect(plan().mass[0]).toBeCloseTo(straight, 12)
  })

  test('one point: everything goes there, whatever ε', () => {
    const x = points([[0], [1], [5]])
    const { value, residual, iterations } = sinkhorn(x, points([[2]]), { epsilon: 1e-3 })
    // Exponents of cost / ε = 9000 in float64.
    expect(value).toBeCloseTo((4 + 1 + 9) / 3, 10)
    expect(residual).toBeLessThan(1e-12)
    expect(iterations).toBeLessThanOrEqual(2)
  })

  test('Gaussians: the dual value on a fine grid is the closed form', () => {
    // N(0, 1) and N(0, 2.25), ε = 1/2. With s = ε/2 and D = √(4 · 2.25 + s²):
    // OT_ε = 1 + 2.25 − D + s (1 − log 2s) + s log(D + s).
    const s = 0.25
    const D = Math.sqrt(9 + s * s)
    const exact = 3.25 - D + s * (1 - Math.log(2 * s)) + s * Math.log(D + s)
    expect(exact).toBeCloseTo(0.9583505183299865, 14)
    const grid = (deviation: number): Measure => {
      const data = Float64Array.from({ length: 801 }, (_, i) => (i / 400 - 1) * 8 * deviation)
      const density = Array.from(data, (v) => Math.exp(-0.5 * (v / deviation) ** 2))
      return { points: points(data, 1), weights: normalised(density) }
    }
    // A trapezoidal rule with 50 points a standard deviation is exact to rounding for Gaussians.
    expect(sinkhorn(grid(1), grid(1.5), { epsilon: 0.5, tolerance: 1e-9 }).dual).toBeCloseTo(exact, 10)
  })
})

describe('oracle', () => {
  test.each(oracle.balanced)('agrees with an independent iteration: $cost, d = $d, ε = $epsilon', (given) => {
    const { x, y } = measures(given)
    const cost = given.cost as Cost
    const result = sinkhorn(x, y, { epsilon: given.epsilon, cost, ...TIGHT })
    expect(result.converged).toBe(true)
    expect(relativeError(result.value, given.value)).toBeLessThan(1e-10)
    expect(relativeError(result.dual, given.dual)).toBeLessThan(1e-10)
    given.barycentre.forEach((v, k) => {
      expect(result.barycentric().data[k]).toBeCloseTo(v, 10)
    })
    given.gradient.forEach((v, k) => {
      // Central differences with a step of 1e-5: rounding 1e-15 / 1e-5.
      expect(Math.abs((result.gradient('x').data[k] as number) - v)).toBeLessThan(2e-9)
    })
  })

  test.each(oracle.unbalanced)('agrees with an independent iteration: ρ = $rho, ε = $epsilon', (given) => {
    const { x, y } = measures(given)
    const { rho, epsilon } = given
    const result = sinkhorn(x, y, { epsilon, rhoX: rho, rhoY: rho, ...TIGHT })
    expect(result.converged).toBe(true)
    expect(relativeError(result.mass, given.mass)).toBeLessThan(1e-10)
    expect(relativeError(result.dual, given.objective)).toBeLessThan(1e-10)
    expect(relativeError(result.value, given.value)).toBeLessThan(1e-10)
  })

  test('plain sweeps and accelerated ones end at the same potentials', () => {
    const { x, y } = measures({ n: 40, m: 33, d: 2, offset: [0.4, -0.1], weighted: true })
    for (const cost of ['sqeuclidean', 'cityblock'] as const) {
      const plain = sinkhorn(x, y, { epsilon: 0.05, cost, acceleration: 'none', scaling: false, ...TIGHT })
      const fast = sinkhorn(x, y, { epsilon: 0.05, cost, ...TIGHT })
      expect(fast.iterations).toBeLessThan(plain.iterations)
      plain.potentials.f.forEach((v, i) => {
        expect(Math.abs((fast.potentials.f[i] as number) - v)).toBeLessThan(1e-12)
      })
    }
  })
})

/** Two planar clouds that are far from each other and of different shape: what float32 finds hardest. */
function displaced(n: number): { x: Points; y: Points } {
  const random = rng(SEED)
  const x = points(random.fillNormal(new Float64Array(2 * n)), 2)
  const y = random.fillNormal(new Float64Array(2 * n)).map((v, at) => (at % 2 ? 0.7 * v + 1 : 1.5 * v + 3))
  return { x, y: points(y, 2) }
}

describe('large problems, where float32, tiles and the coarse correction are at work', () => {
  test.each([0.05, 0.005])('the default agrees with float64 to 1e-5, ε = %s of the mean cost', (factor) => {
    const { x, y } = displaced(700)
    const epsilon = { relative: 'mean', factor } as const
    const fast = sinkhorn(x, y, { epsilon })
    const exact = sinkhorn(x, y, { epsilon, precision: 'float64', tolerance: 1e-11 })
    expect(fast.converged).toBe(true)
    expect(exact.converged).toBe(true)
    expect(relativeError(fast.value, exact.value)).toBeLessThan(1e-5)
    expect(relativeError(fast.dual, exact.dual)).toBeLessThan(1e-8)
  })

  test('the residual is what the plan of the potentials violates, also where float32 is blind', () => {
    const { x, y } = displaced(250)
    for (const precision of ['auto', 'float32', 'float64'] as const) {
      const result = sinkhorn(x, y, { epsilon: 0.02, precision })
      const measured = violation(result, { points: x }, { points: y }, 'sqeuclidean')
      expect(Math.abs(result.residual - measured)).toBeLessThan(1e-3 * measured + 1e-12)
      expect(result.converged).toBe(measured <= 1e-6)
    }
  })

  test('float32 alone stops at its floor and says so', () => {
    const { x, y } = displaced(500)
    const c = pairCost('sqeuclidean', x, y)
    let largest = 0
    for (let i = 0; i < 500; i++) for (let j = 0; j < 500; j++) largest = Math.max(largest, c(i, j))
    const { converged, residual, iterations } = sinkhorn(x, y, { epsilon: 0.02, precision: 'float32', tolerance: 1e-8 })
    expect(converged).toBe(false)
    expect(residual).toBeGreaterThan(1e-8)
    // Exponents up to largest / ε are rounded to 2^-24 of themselves.
    expect(residual).toBeLessThan(2 ** -24 * (largest / 0.02))
    expect(iterations).toBeLessThan(500)
  })

  test('does not depend on the number of threads', async () => {
    const { x, y } = displaced(600)
    const alone = sinkhorn(x, y, { epsilon: 0.2 })
    await startThreads(3)
    const together = sinkhorn(x, y, { epsilon: 0.2 })
    expect(together.value).toBe(alone.value)
    expect(together.potentials).toEqual(alone.potentials)
    expect(together.iterations).toBe(alone.iterations)
  })

  test('sweeps are few', () => {
    const { x, y } = displaced(1000)
    expect(sinkhorn(x, y, { epsilon: { relative: 'mean', factor: 0.05 } }).iterations).toBeLessThanOrEqual(12)
    expect(sinkhorn(x, x, { epsilon: { relative: 'mean', factor: 0.001 } }).iterations).toBeLessThanOrEqual(20)
  })
})

describe('edges', () => {
  const tiny: [string, Points, Points][] = [
    ['x = y', cloud('uniform', 30, 2, 0), cloud('uniform', 30, 2, 0)],
    ['all points equal', points(new Float64Array(20).fill(3), 2), points(new Float64Array(20).fill(3), 2)],
    ['duplicated points', points([[0], [0], [1], [1]]), points([[0], [1], [1], [1]])],
    ['one point to one point', points([[0, 0]]), points([[3, 4]])],
  ]

  test.each(tiny)('%s', (_, x, y) => {
    for (const epsilon of [1, 1e-2, { relative: 'mean', factor: 0.1 } as const]) {
      const result = sinkhorn(x, y, { epsilon, tolerance: 1e-9 })
      expect(result.converged).toBe(true)
      expect(violation(result, { points: x }, { points: y }, 'sqeuclidean')).toBeLessThan(2e-9)
      expect(result.dual).toBeGreaterThanOrEqual(result.value - 1e-12)
    }
  })

  test('points of weight 0 change nothing, and get the potential and the barycentre they would have', () => {
    const x = cloud('uniform', 12, 2, 0)
    const y = affine(cloud('uniform', 9, 2, 0.3), 1, [0.5, 0])
    const without = sinkhorn(x, y, { epsilon: 0.1, ...TIGHT })
    const extended = points([...rowsOf(x), [0.3, 0.9]])
    const weights = new Float64Array(13).fill(1 / 12)
    weights[12] = 0
    const withZero = sinkhorn({ points: extended, weights }, y, { epsilon: 0.1, ...TIGHT })
    expect(withZero.value).toBeCloseTo(without.value, 12)
    without.potentials.f.forEach((v, i) => {
      expect(withZero.potentials.f[i]).toBeCloseTo(v, 11)
    })
    // The extension is the soft-min that holds at every other point.
    const c = pairCost('sqeuclidean', extended, y)
    const terms = Array.from(withZero.potentials.g, (g, j) => Math.exp((g - c(12, j)) / 0.1) / 9)
    const sum = terms.reduce((a, b) => a + b, 0)
    expect(withZero.potentials.f[12]).toBeCloseTo(-0.1 * Math.log(sum), 11)
    const first = terms.reduce((total, p, j) => total + p * (y.data[2 * j] as number), 0) / sum
    expect(withZero.barycentric().data[24]).toBeCloseTo(first, 11)
    expect(withZero.gradient('x').data[24]).toBe(0)
  })

  test('ε far below the spacing: the plan is the optimal permutation', () => {
    const x = cloud('uniform', 25, 2, 0)
    const y = affine(cloud('uniform', 25, 2, 0.3), 1, [0.5, 0])
    const result = sinkhorn(x, y, { epsilon: 1e-5, maxIterations: 20_000 })
    expect(result.converged).toBe(true)
    expect(result.value).toBeCloseTo(emd(x, y).value, 5)
  })

  test('float32 points are those points', () => {
    const x = cloud('uniform', 40, 3, 0)
    const single = { ...x, data: Float32Array.from(x.data) }
    const same = { ...x, data: Float64Array.from(single.data) }
    const y = cloud('uniform', 50, 3, 0.4)
    expect(sinkhorn(single, y, { epsilon: 0.1 }).value).toBe(sinkhorn(same, y, { epsilon: 0.1 }).value)
  })

  test('a matrix and a function are the cost that they hold', () => {
    const x = cloud('uniform', 30, 2, 0)
    const y = cloud('uniform', 20, 2, 0.4)
    const c = pairCost('euclidean', x, y)
    const matrix = Float64Array.from({ length: 600 }, (_, at) => c(Math.floor(at / 20), at % 20))
    const named = sinkhorn(x, y, { epsilon: 0.05, cost: 'euclidean', ...TIGHT })
    const given = sinkhorn(x, y, { epsilon: 0.05, cost: { matrix }, ...TIGHT })
    const called = sinkhorn(x, y, {
      epsilon: 0.05,
      cost: (u, v) => Math.hypot(...u.map((w, k) => w - (v[k] as number))),
      ...TIGHT,
    })
    expect(given.value).toBeCloseTo(named.value, 12)
    expect(called.value).toBeCloseTo(named.value, 12)
    expect(() => given.gradient('x')).toThrow(InputError)
  })

  test('forbidden pairs carry nothing', () => {
    const matrix = new Float64Array([0, Infinity, 1, 0, 1, Infinity, Infinity, 2, 0])
    const three = points([[0], [1], [2]])
    const result = sinkhorn(three, three, { epsilon: 0.1, cost: { matrix }, ...TIGHT })
    const { i, j, mass } = result.plan()
    mass.forEach((_, k) => {
      expect(matrix[3 * (i[k] as number) + (j[k] as number)]).toBeLessThan(Infinity)
    })
    expect(result.converged).toBe(true)
    expect(result.value).toBeLessThan(Infinity)
  })
})

describe('properties', () => {
  const problem = fc.tuple(
    anyMeasure({ min: 1, max: 12 }, 2),
    anyMeasure({ min: 1, max: 12 }, 2),
    fc.constantFrom<Cost>('sqeuclidean', 'euclidean', 'cityblock', 'chebyshev'),
    fc.constantFrom(0.3, 3),
  )
  const TOLERANT = { tolerance: 1e-10, maxIterations: 20_000 }

  test('marginals, order, exchange, translation, scale', () => {
    fc.assert(
      fc.property(problem, fc.double({ min: -50, max: 50, noNaN: true }), ([x, y, cost, epsilon], shift) => {
        const result = sinkhorn(x, y, { epsilon, cost, ...TOLERANT })
        expect(result.converged).toBe(true)
        expect(violation(result, x, y, cost)).toBeLessThan(1e-9)

        const exchanged = sinkhorn(y, x, { epsilon, cost, ...TOLERANT })
        const size = 1 + Math.abs(result.value)
        expect(Math.abs(exchanged.value - result.value)).toBeLessThan(1e-7 * size)

        const reversed = sinkhorn(backwards(x), y, { epsilon, cost, ...TOLERANT })
        expect(Math.abs(reversed.value - result.value)).toBeLessThan(1e-7 * size)

        const moved = sinkhorn(translated(x, shift), translated(y, shift), { epsilon, cost, ...TOLERANT })
        expect(Math.abs(moved.value - result.value)).toBeLessThan(1e-7 * size)

        const power = cost === 'sqeuclidean' ? 2 : 1
        const scaled = sinkhorn(stretched(x, 3), stretched(y, 3), { epsilon: epsilon * 3 ** power, cost, ...TOLERANT })
        expect(Math.abs(scaled.value - result.value * 3 ** power)).toBeLessThan(1e-6 * size)
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('the dual value lies between the exact cost and the cost of the independent plan', () => {
    fc.assert(
      fc.property(problem, ([x, y, cost, epsilon]) => {
        const { dual, value } = sinkhorn(x, y, { epsilon, cost, ...TOLERANT })
        const exact = emd(x, y, { cost }).value
        const independent = sinkhorn(x, y, { epsilon: 1e6, cost, tolerance: 1e-3 }).value
        const slack = 1e-6 * (1 + independent)
        expect(exact).toBeLessThan(value + slack)
        expect(value).toBeLessThan(dual + slack)
        expect(dual).toBeLessThan(independent + slack)
      }),
      { seed: SEED, numRuns: 60 },
    )
  })
})

function mapPoints(measure: Measure, body: (data: Float64Array) => Float64Array): Measure {
  return { ...measure, points: { ...measure.points, data: body(Float64Array.from(measure.points.data)) } }
}

const translated = (measure: Measure, by: number) => mapPoints(measure, (data) => data.map((v) => v + by))
const stretched = (measure: Measure, by: number) => mapPoints(measure, (data) => data.map((v) => v * by))

function backwards({ points: given, weights }: Measure): Measure {
  const rows = rowsOf(given).reverse()
  return { points: points(rows), ...(weights && { weights: weights.slice().reverse() }) }
}

describe('refuses', () => {
  const x = points([[0, 0]])

  test.each<[string, () => unknown, string | RegExp]>([
    [
      'NaN',
      () => sinkhorn({ data: new Float64Array([0, Number.NaN]), n: 1, d: 2 }, x, { epsilon: 1 }),
      /x: points\[0\]\[1\] is NaN/,
    ],
    ['another dimension', () => sinkhorn(x, points([[0]]), { epsilon: 1 }), /y: points have dimension 1; 2 is needed/],
    ['ε = 0', () => sinkhorn(x, x, { epsilon: 0 }), 'epsilon: is 0; a positive number is needed'],
    ['ε < 0', () => sinkhorn(x, x, { epsilon: -1 }), 'epsilon: is -1; a positive number is needed'],
    ['ε = NaN', () => sinkhorn(x, x, { epsilon: Number.NaN }), 'epsilon: is NaN; a positive number is needed'],
    ['no ε', () => sinkhorn(x, x, {} as SinkhornOptions), /epsilon: is undefined/],
    [
      'a blur without length',
      () => sinkhorn(x, x, { epsilon: { blur: 1 }, cost: { matrix: new Float64Array([0]) } }),
      /blur is a length/,
    ],
    ['a tolerance of 0', () => sinkhorn(x, x, { epsilon: 1, tolerance: 0 }), /tolerance: is 0/],
    ['half an iteration', () => sinkhorn(x, x, { epsilon: 1, maxIterations: 0.5 }), /maxIterations: is 0.5/],
    ['scaling up', () => sinkhorn(x, x, { epsilon: 1, scaling: 2 }), /scaling: is 2/],
    ['ρ = 0', () => sinkhorn(x, x, { epsilon: 1, rhoX: 0 }), /rhoX: is 0/],
    [
      'a short potential',
      () => sinkhorn(x, x, { epsilon: 1, warm: { g: new Float64Array(2) } }),
      /warm.g: has 2 numbers; 1 are needed/,
    ],
    [
      'an unreachable point',
      () => sinkhorn(x, x, { epsilon: 1, cost: { matrix: new Float64Array([Infinity]) } }),
      /row 0 of the matrix has mass but no finite entry/,
    ],
    [
      'float32 for other costs',
      () => sinkhorn(x, x, { epsilon: 1, cost: 'cityblock', precision: 'float32' }),
      /precision: float32 passes exist for/,
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(InputError)
    expect(call).toThrow(message)
  })
})
