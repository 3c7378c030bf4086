import { afterEach, describe, expect, test } from 'vitest'
import { scope } from './arena.js'
import { startThreads, stopThreads } from './pool.js'
import { type Cloud, openPairs, type Pairs, type Precision, type RowSide, type StreamedCost } from './softmin.js'

afterEach(() => stopThreads())

const ROOTS = [2, 3, 5, 7, 11, 13, 17, 19].map(Math.sqrt)

/** frac((i + 1) √q_k + (k + 1) shift), with weights that differ: points without a generator, sorted so that tiles are compact. */
function cloud(n: number, d: number, shift: number): Cloud {
  const rows = Array.from({ length: n }, (_, i) =>
    ROOTS.slice(0, d).map((root, k) => ((i + 1) * root + shift * (k + 1)) % 1),
  )
  rows.sort((a, b) => (a[0] as number) - (b[0] as number))
  const weights = Float64Array.from({ length: n }, (_, i) => 1 + (i % 5))
  const total = weights.reduce((a, b) => a + b)
  return { coordinates: Float64Array.from(rows.flat()), weights: weights.map((w) => w / total) }
}

function onSphere({ coordinates, weights }: Cloud, d: number): Cloud {
  const out = coordinates.slice()
  for (let i = 0; i < out.length; i += d) {
    const row = out.subarray(i, i + d)
    row.forEach((v, k) => {
      row[k] = v - 0.5
    })
    const norm = Math.hypot(...row)
    row.forEach((v, k) => {
      row[k] = v / norm
    })
  }
  return { coordinates: out, weights }
}

type Between = (x: Float64Array, y: Float64Array) => number

const norm = (x: Float64Array, y: Float64Array) => Math.hypot(...x.map((v, k) => v - (y[k] as number)))

const COSTS: readonly (readonly [string, StreamedCost, Between])[] = [
  ['sqeuclidean', { code: 0 }, (x, y) => norm(x, y) ** 2],
  ['euclidean', { code: 1 }, norm],
  ['cityblock', { code: 2 }, (x, y) => x.reduce((sum, v, k) => sum + Math.abs(v - (y[k] as number)), 0)],
  ['chebyshev', { code: 3 }, (x, y) => Math.max(...x.map((v, k) => Math.abs(v - (y[k] as number))))],
  ['power 1.5', { code: 6, exponent: 1.5 }, (x, y) => norm(x, y) ** 1.5],
  ['sphere', { code: 5 }, (x, y) => Math.acos(x.reduce((sum, v, k) => sum + v * (y[k] as number), 0)) ** 2],
]

interface Problem {
  readonly x: Cloud
  readonly y: Cloud
  readonly d: number
  readonly cost: (i: number, j: number) => number
  readonly streamed: StreamedCost
}

function problem(streamed: StreamedCost, between: Between, n: number, m: number, d: number): Problem {
  const plain = [cloud(n, d, 0), cloud(m, d, 0.3)] as const
  const [x, y] = streamed.code === 5 ? [onSphere(plain[0], d), onSphere(plain[1], d)] : plain
  const point = ({ coordinates }: Cloud, i: number) => coordinates.subarray(i * d, (i + 1) * d)
  return { x, y, d, streamed, cost: (i, j) => between(point(x, i), point(y, j)) }
}

const open = <T>({ x, y, d, streamed }: Problem, body: (pairs: Pairs) => T): T =>
  scope((arena) => body(openPairs(arena, x, y, { d, cost: streamed, width: 16 })))

/** The definition, with a maximum taken out. */
function exactSoftmin({ x, y, cost }: Problem, rows: RowSide, potential: Float64Array, epsilon: number): Float64Array {
  const [row, column] = rows === 'x' ? [x, y] : [y, x]
  return Float64Array.from(row.weights, (_, i) => {
    const terms = Array.from(column.weights, (b, j) => {
      const c = rows === 'x' ? cost(i, j) : cost(j, i)
      return Math.log(b) + ((potential[j] as number) - c) / epsilon
    })
    const most = Math.max(...terms)
    return -epsilon * (most + Math.log(terms.reduce((sum, t) => sum + Math.exp(t - most), 0)))
  })
}

function softmin(
  given: Problem,
  rows: RowSide,
  potential: Float64Array,
  epsilon: number,
  precision: Precision,
  guess?: Float64Array,
): Float64Array {
  const n = (rows === 'x' ? given.x : given.y).weights.length
  const out = new Float64Array(n)
  open(given, (pairs) =>
    pairs.softmin({
      rows,
      epsilon,
      precision,
      potential,
      guess: guess ?? new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
      out,
    }),
  )
  return out
}

function furthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] as number))), 0)
}

const potentialOf = ({ weights }: Cloud) => weights.map((_, i) => 0.3 * Math.sin(3 * i))

describe('softmin', () => {
  test.each(COSTS)('float64 is the definition for %s, on both sides, in every dimension', (_, streamed, between) => {
    for (const d of [1, 2, 3, 4, 8]) {
      if (streamed.code === 5 && d === 1) continue
      const given = problem(streamed, between, 70, 101, d)
      for (const rows of ['x', 'y'] as const) {
        const potential = potentialOf(rows === 'x' ? given.y : given.x)
        for (const epsilon of [1, 0.03, 1e-4]) {
          const exact = exactSoftmin(given, rows, potential, epsilon)
          // Rounding of exponents up to 2^14 in bits, times ε.
          expect(furthest(softmin(given, rows, potential, epsilon, 'float64'), exact)).toBeLessThan(2e-14)
        }
      }
    }
  })

  test.each(COSTS.slice(0, 2))('float32 stays within rounding of the largest cost for %s', (_, streamed, between) => {
    for (const d of [1, 2, 3, 4, 8]) {
      const given = problem(streamed, between, 70, 101, d)
      for (const rows of ['x', 'y'] as const) {
        const potential = potentialOf(rows === 'x' ? given.y : given.x)
        for (const epsilon of [1, 0.03, 1e-3]) {
          const exact = exactSoftmin(given, rows, potential, epsilon)
          // 2^-24 of costs up to 8 a few times over, and the exponential's 4e-7 ε.
          expect(furthest(softmin(given, rows, potential, epsilon, 'float32'), exact)).toBeLessThan(2e-6)
        }
      }
    }
  })

  test.each(['float32', 'float64'] as const)('%s: a guess changes the speed, not the result', (precision) => {
    const given = problem({ code: 0 }, (COSTS[0] as (typeof COSTS)[0])[2], 90, 90, 2)
    const potential = potentialOf(given.y)
    for (const epsilon of [0.5, 1e-2]) {
      const exact = exactSoftmin(given, 'x', potential, epsilon)
      for (const error of [0, 3, -3, 80, -80, 1e4, -1e4, Number.POSITIVE_INFINITY]) {
        const guess = exact.map((v) => v + error * epsilon)
        const tolerance = precision === 'float32' ? 5e-7 + 2e-7 * epsilon : 1e-14
        expect(furthest(softmin(given, 'x', potential, epsilon, precision, guess), exact)).toBeLessThan(tolerance)
      }
    }
  })

  test('a matrix is read by rows and by columns; forbidden pairs carry nothing', () => {
    const given = problem({ code: 0 }, (COSTS[0] as (typeof COSTS)[0])[2], 37, 53, 2)
    const matrix = Float64Array.from({ length: 37 * 53 }, (_, k) => given.cost(Math.floor(k / 53), k % 53))
    matrix[5] = Number.POSITIVE_INFINITY
    const withMatrix = {
      ...given,
      streamed: { code: 7, matrix } as const,
      cost: (i: number, j: number) => matrix[i * 53 + j] as number,
    }
    for (const rows of ['x', 'y'] as const) {
      const potential = potentialOf(rows === 'x' ? given.y : given.x)
      const exact = exactSoftmin(withMatrix, rows, potential, 0.05)
      expect(furthest(softmin(withMatrix, rows, potential, 0.05, 'float64'), exact)).toBeLessThan(1e-14)
    }
    const f = softmin(withMatrix, 'x', new Float64Array(53), 0.05, 'float64')
    const { costs } = open(withMatrix, (pairs) =>
      pairs.plan({ rows: 'x', epsilon: 0.05, own: f, potential: new Float64Array(53) }),
    )
    expect(costs.every(Number.isFinite)).toBe(true)
  })

  test.each(['float32', 'float64'] as const)('%s: the plan by blocks is the plan', (precision) => {
    const given = problem({ code: 0 }, (COSTS[0] as (typeof COSTS)[0])[2], 70, 101, 2)
    const potential = potentialOf(given.y)
    const epsilon = 0.1
    const f = exactSoftmin(given, 'x', potential, epsilon)
    const exact = new Map<string, number>()
    for (let i = 0; i < 70; i++) {
      for (let j = 0; j < 101; j++) {
        const key = `${Math.floor(i / 16)},${Math.floor(j / 16)}`
        const exponent = ((f[i] as number) + (potential[j] as number) - given.cost(i, j)) / epsilon
        const entry = (given.x.weights[i] as number) * (given.y.weights[j] as number) * Math.exp(exponent)
        exact.set(key, (exact.get(key) ?? 0) + entry)
      }
    }
    const out = new Float64Array(70)
    const result = open(given, (pairs) =>
      pairs.softmin({ rows: 'x', epsilon, precision, potential, guess: f, out, mass: true }),
    )
    expect(result).toMatchObject({ blocks: 5, tiles: 7, grain: 16, width: 16 })
    for (const [key, value] of exact) {
      const [block, tile] = key.split(',').map(Number) as [number, number]
      const found = result?.mass[block * 7 + tile] as number
      expect(Math.abs(found - value)).toBeLessThan(precision === 'float32' ? 1e-6 * value + 1e-9 : 1e-13)
    }
  })

  test.each(['float32', 'float64'] as const)('%s: does not depend on the number of threads', async (precision) => {
    const given = problem({ code: 0 }, (COSTS[0] as (typeof COSTS)[0])[2], 600, 500, 2)
    const potential = potentialOf(given.y)
    const alone = softmin(given, 'x', potential, 0.01, precision)
    await startThreads(3)
    expect(softmin(given, 'x', potential, 0.01, precision)).toEqual(alone)
  })
})

describe('plan', () => {
  test.each(COSTS)('sums, costs and products are those of the matrix for %s', (_, streamed, between) => {
    const given = problem(streamed, between, 40, 61, 3)
    const epsilon = 0.1
    for (const rows of ['x', 'y'] as const) {
      const [row, column] = rows === 'x' ? [given.x, given.y] : [given.y, given.x]
      const potential = potentialOf(column)
      const own = exactSoftmin(given, rows, potential, epsilon)
      const m = column.weights.length
      const values = Float64Array.from({ length: m * 2 }, (_, k) => Math.cos(k))
      const found = open(given, (pairs) =>
        pairs.plan({ rows, epsilon, own, potential, values, columns: 2, columnSums: true }),
      )
      const columnSums = new Float64Array(m)
      row.weights.forEach((a, i) => {
        const sums = [0, 0, 0, 0]
        column.weights.forEach((b, j) => {
          const c = rows === 'x' ? given.cost(i, j) : given.cost(j, i)
          const p = b * Math.exp(((own[i] as number) + (potential[j] as number) - c) / epsilon)
          const terms = [p, p * c, p * (values[2 * j] as number), p * (values[2 * j + 1] as number)]
          columnSums[j] = (columnSums[j] as number) + a * p
          terms.forEach((term, k) => {
            sums[k] = (sums[k] as number) + term
          })
        })
        const measured = [found.sums[i], found.costs[i], found.products[2 * i], found.products[2 * i + 1]]
        // arccos, in the definition that this test uses, loses half the digits for near points.
        measured.forEach((value, k) => {
          expect(Math.abs((value as number) - (sums[k] as number))).toBeLessThan(streamed.code === 5 ? 1e-9 : 1e-12)
        })
      })
      expect(furthest(found.columnSums as Float64Array, columnSums)).toBeLessThan(streamed.code === 5 ? 1e-9 : 1e-12)
    }
  })

  test.each(COSTS)('the gradient is the derivative of the soft-min for %s', (_, streamed, between) => {
    const given = problem(streamed, between, 33, 40, 3)
    const epsilon = 0.1
    const potential = potentialOf(given.y)
    const own = exactSoftmin(given, 'x', potential, epsilon)
    const gradient = open(given, (pairs) => pairs.gradient({ rows: 'x', epsilon, own, potential }))
    const step = 1e-6
    for (const i of [0, 7, 32]) {
      for (let k = 0; k < 3; k++) {
        const moved = (by: number) => {
          const coordinates = given.x.coordinates.slice()
          const row = coordinates.subarray(3 * i, 3 * i + 3)
          if (streamed.code === 5) {
            // A step along the tangent in direction k.
            const along = row[k] as number
            row.forEach((v, l) => {
              row[l] = v + by * ((l === k ? 1 : 0) - along * v)
            })
            const length = Math.hypot(...row)
            row.forEach((v, l) => {
              row[l] = v / length
            })
          } else row[k] = (row[k] as number) + by
          return softmin({ ...given, x: { ...given.x, coordinates } }, 'x', potential, epsilon, 'float64')[i] as number
        }
        const difference = (moved(step) - moved(-step)) / (2 * step)
        // Truncation (step / ε)² is 1e-10, rounding 1e-15 / step is 1e-9.
        expect(Math.abs((gradient[3 * i + k] as number) - difference)).toBeLessThan(5e-9)
      }
    }
  })

  test.each(COSTS)('moments of the cost for %s', (_, streamed, between) => {
    const given = problem(streamed, between, 40, 61, 3)
    const moments = open(given, (pairs) => pairs.costMoments())
    let mean = 0
    let square = 0
    let largest = 0
    given.x.weights.forEach((a, i) => {
      given.y.weights.forEach((b, j) => {
        const c = given.cost(i, j)
        mean += a * b * c
        square += a * b * c * c
        largest = Math.max(largest, c)
      })
    })
    expect(moments.mean).toBeCloseTo(mean, 8)
    expect(moments.standardDeviation).toBeCloseTo(Math.sqrt(square - mean * mean), 8)
    expect(moments.largest).toBeCloseTo(largest, 6)
  })
})
