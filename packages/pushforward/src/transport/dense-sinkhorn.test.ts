import { startThreads, stopThreads } from '@pushforward/kernels'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import { permutation, rng } from '../measure/random.js'
import { type DenseProblem, denseSinkhorn } from './dense-sinkhorn.js'

afterEach(() => stopThreads())

const solve = (problem: DenseProblem) => denseSinkhorn([problem])[0] as ReturnType<typeof denseSinkhorn>[number]

/** frac((i + 1) √q_k + s), the points of the transport oracles. */
const lattice = (n: number, s: number): Points => {
  const data = Float64Array.from({ length: 2 * n }, (_, k) => {
    const value = (Math.floor(k / 2) + 1) * Math.sqrt(k % 2 ? 3 : 2) + s
    return value - Math.floor(value)
  })
  return points(data, 2)
}
const X = lattice(20, 0)
const Y = points(lattice(20, 0.3).data.map((value, k) => 0.5 * value + (k % 2 ? -0.1 : 0.4)) as Float64Array, 2)

const cloud = (n: number, d: number, seed: number): Points => points(rng(seed).fillNormal(new Float64Array(n * d)), d)

describe('denseSinkhorn', () => {
  test('two points above two points: 1 + ε log 2 at small ε', () => {
    const x = points([
      [0, 0],
      [1, 0],
    ])
    const y = points([
      [0, 1],
      [1, 1],
    ])
    expect(solve({ x, y, epsilon: 0.01, iterations: 50 }).value).toBeCloseTo(1 + 0.01 * Math.LN2, 6)
  })

  // Float64 values of the transport design, by NumPy at residual 1e-15. Bound: 3e-8 of the largest cost, about 2.
  test.each([
    ['x to y, ε = 0.1', { x: X, y: Y, epsilon: 0.1, iterations: 200 }, 0.32252552236017445],
    ['x to y, ε = 0.01', { x: X, y: Y, epsilon: 0.01, iterations: 2000 }, 0.2469078488557421],
    ['x to itself', { x: X, y: X, epsilon: 0.1, iterations: 60, symmetric: true }, 0.15393466262757483],
    ['y to itself', { x: Y, y: Y, epsilon: 0.1, iterations: 60, symmetric: true }, 0.06655856014373304],
  ])('agrees with float64: %s', (_, problem, expected) => {
    const { value, residual, iterations } = solve(problem)
    expect(Math.abs(value - expected)).toBeLessThan(6e-8)
    expect(residual).toBeLessThan(1e-6)
    expect(iterations).toBe(problem.iterations)
  })

  test('agrees with the plain iteration written out in float64, for sizes that need padding and every number of steps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 21 }),
        fc.integer({ min: 1, max: 21 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 35 }),
        fc.double({ min: 0.02, max: 2, noNaN: true }),
        (n, m, d, iterations, epsilon) => {
          const x = cloud(n, d, n)
          const y = cloud(m, d, 100 + m)
          const actual = solve({ x, y, epsilon, iterations, plan: true })
          const expected = plainIteration(x, y, epsilon, iterations)
          // Rounding: 1e-7 of the largest cost over ε in an exponent; costs here stay below 60.
          const tolerance = 1e-5 / epsilon
          expect(Math.abs(actual.value - expected.value)).toBeLessThan(1e-5 * (1 + Math.abs(expected.value)))
          expected.plan.forEach((share, k) => {
            expect(Math.abs((actual.plan[k] as number) - share)).toBeLessThan(tolerance)
          })
          const { data } = actual.barycentres as Points
          for (let i = 0; i < n; i++) {
            for (let k = 0; k < d; k++) {
              let centre = 0
              for (let j = 0; j < m; j++) {
                centre += (actual.plan[i * m + j] as number) * (y.data[j * d + k] as number)
              }
              expect(data[i * d + k]).toBeCloseTo(centre, 5)
            }
          }
        },
      ),
      { seed: 20261123, numRuns: 100 },
    )
  })

  test('other costs are filled in: the same plan for |x − y|² as a function, and scaling C and ε scales the value', () => {
    const named = solve({ x: X, y: Y, epsilon: 0.1, iterations: 30, plan: true })
    const square = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, k) => sum + (v - (b[k] as number)) ** 2, 0)
    const given = solve({ x: X, y: Y, epsilon: 0.1, iterations: 30, cost: square, plan: true })
    expect(given.barycentres).toBeUndefined()
    given.plan.forEach((share, k) => {
      expect(Math.abs(share - (named.plan[k] as number))).toBeLessThan(2e-6)
    })
    const tripled = solve({ x: X, y: Y, epsilon: 0.3, iterations: 30, cost: (a, b) => 3 * square(a, b) })
    expect(tripled.value).toBeCloseTo(3 * named.value, 6)
  })

  test('the order of the points does not matter', () => {
    const order = permutation(rng(4), Y.n)
    const shuffled = points(
      Float64Array.from({ length: 40 }, (_, k) => Y.data[2 * (order[k >> 1] as number) + (k & 1)] as number),
      2,
    )
    const one = solve({ x: X, y: Y, epsilon: 0.05, iterations: 40 })
    const other = solve({ x: X, y: shuffled, epsilon: 0.05, iterations: 40 })
    expect(other.value).toBeCloseTo(one.value, 6)
  })

  test('far clouds at a small ε stay finite: no potential starts in an underflow', () => {
    const x = cloud(64, 2, 1)
    const y = points(cloud(64, 2, 2).data.map((value) => value + 50) as Float64Array, 2)
    const { value, residual } = solve({ x, y, epsilon: 5, iterations: 100 }) // costs of 5000: 1000 ε
    expect(Math.abs(value / 5000 - 1)).toBeLessThan(0.2)
    expect(residual).toBeLessThan(1)
  })

  test('the result does not depend on the number of threads', async () => {
    const problems = [0.1, 0.2, 0.3].map((epsilon) => ({ x: X, y: Y, epsilon, iterations: 20, plan: true }))
    const alone = denseSinkhorn(problems)
    await startThreads(3)
    expect(denseSinkhorn(problems)).toEqual(alone)
  })

  test('names what is wrong', () => {
    const problem = { x: X, y: Y, epsilon: 0.1, iterations: 5 }
    expect(() => solve({ ...problem, epsilon: 0 })).toThrow(
      new InputError('epsilon: is 0; a positive number is needed'),
    )
    expect(() => solve({ ...problem, iterations: 0 })).toThrow(/iterations: is 0/)
    expect(() => solve({ ...problem, y: points([[1]]) })).toThrow(/dimension 1; 2 is needed/)
    expect(() => solve({ ...problem, y: lattice(3, 0), symmetric: true })).toThrow(/y has 3 points; x itself is needed/)
  })
})

/** f ← softmin g, g ← softmin f, `iterations` times, and f once more: in float64, without tricks. */
function plainIteration(x: Points, y: Points, epsilon: number, iterations: number) {
  const cost = (i: number, j: number) => {
    let sum = 0
    for (let k = 0; k < x.d; k++) sum += ((x.data[i * x.d + k] as number) - (y.data[j * x.d + k] as number)) ** 2
    return sum
  }
  const f = new Float64Array(x.n)
  const g = new Float64Array(y.n)
  const softmin = (count: number, at: (j: number) => number) => {
    const values = Array.from({ length: count }, (_, j) => at(j))
    const most = Math.max(...values)
    return -epsilon * (most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0) / count))
  }
  const rows = () => {
    for (let i = 0; i < x.n; i++) f[i] = softmin(y.n, (j) => ((g[j] as number) - cost(i, j)) / epsilon)
  }
  for (let k = 0; k < iterations; k++) {
    rows()
    for (let j = 0; j < y.n; j++) g[j] = softmin(x.n, (i) => ((f[i] as number) - cost(i, j)) / epsilon)
  }
  rows()
  const plan = Float64Array.from({ length: x.n * y.n }, (_, k) => {
    const [i, j] = [Math.floor(k / y.n), k % y.n]
    return Math.exp(((f[i] as number) + (g[j] as number) - cost(i, j)) / epsilon) / y.n
  })
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { value: mean(f) + mean(g), plan }
}
