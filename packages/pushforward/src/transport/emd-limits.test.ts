import { startThreads, stopThreads } from '@pushforward/kernels'
import { realmMemory } from '@pushforward/kernels/memory'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import { type EmdOptions, emd } from './emd.js'
import { affine, cloud, unevenWeights } from './emd.test.fixture.js'

describe('size', () => {
  test('20 000 points to 20 000 points take no n × m memory and are certified', () => {
    const before = realmMemory().buffer.byteLength
    const x = cloud('uniform', 20_000, 2, 0)
    const y = affine(cloud('bell', 20_000, 2, 0.3), 0.5, [0.2, 0.9])
    const result = emd(x, y)
    expect(result.converged).toBe(true)
    expect(Math.abs(result.gap)).toBeLessThan(1e-12 * result.value)
    // The matrix alone would take 3.2 GB.
    expect(realmMemory().buffer.byteLength - before).toBeLessThan(128 * 2 ** 20)
  })

  test.each([
    ['two sources, 5000 targets', 2, 5000],
    ['5000 sources, 3 targets', 5000, 3],
    ['a prime and its double', 499, 998],
  ])('%s', (_, n, m) => {
    const x = cloud('bell', n, 2, 0)
    const y = cloud('uniform', m, 2, 0.3)
    const simplex = emd(x, y, { method: 'simplex' })
    const shortlist = emd(x, y, { method: 'shortlist' })
    expect(shortlist.value).toBeCloseTo(simplex.value, 12)
    expect(shortlist.residual).toBeLessThan(1e-12)
    expect(simplex.residual).toBeLessThan(1e-12)
  })

  test.each(['sqeuclidean', 'euclidean', 'cityblock', 'chebyshev'] as const)(
    'ties do not keep the simplex busy: %s between displaced clouds, plain and on a coarse grid',
    (cost) => {
      const n = 2000
      const x = cloud('bell', n, 2, 0)
      const half = affine(cloud('bell', n / 2, 2, 0.3), 0.5, [4, 0])
      const rest = affine(cloud('bell', n / 2, 2, 0.6), 0.5, [-4, 2])
      const y = { data: Float64Array.from([...half.data, ...rest.data]), n, d: 2 }
      const onGrid = (points: Points) => ({ ...points, data: points.data.map((value) => Math.round(4 * value) / 4) })
      for (const [from, to] of [
        [x, y],
        [onGrid(x), onGrid(y)],
      ] as const) {
        const result = emd(from, to, { cost })
        expect(result.converged).toBe(true)
        expect(Math.abs(result.gap)).toBeLessThan(1e-13 * result.value)
        // 1 to 4 a point; 20 and more when all lists repeat the same few of the tied arcs.
        expect(result.iterations).toBeLessThan(8 * 2 * n)
      }
    },
  )

  test('weights over twenty orders of magnitude keep their marginals', () => {
    const n = 400
    const raw = Float64Array.from({ length: n }, (_, i) => 10 ** -(i % 21))
    const sum = raw.reduce((total, value) => total + value, 0)
    const weights = raw.map((value) => value / sum)
    const x = cloud('bell', n, 3, 0)
    const y = { points: cloud('bell', n, 3, 0.4), weights: unevenWeights(n, 0) }
    const methods = ['simplex', 'shortlist'] as const
    const [simplex, shortlist] = methods.map((method) => emd({ points: x, weights }, y, { method }))
    expect(simplex?.residual).toBeLessThan(1e-13)
    expect(shortlist?.residual).toBeLessThan(1e-13)
    expect(shortlist?.value).toBeCloseTo(simplex?.value as number, 12)
  })
})

describe('threads', () => {
  afterEach(() => stopThreads())

  test('the result does not depend on their number', async () => {
    const x = cloud('bell', 1500, 3, 0)
    const y = affine(cloud('bell', 1500, 3, 0.3), 0.5, [1, 0, 0])
    const alone = emd(x, y)
    expect(await startThreads(3)).toBe(3)
    const together = emd(x, y)
    expect(together.value).toBe(alone.value)
    expect(together.iterations).toBe(alone.iterations)
    expect(together.potentials).toEqual(alone.potentials)
    expect(together.plan()).toEqual(alone.plan())
  })
})

describe('names what is wrong', () => {
  const line = points([0, 1])
  const plane = points([
    [0, 0],
    [1, 1],
  ])
  const broken = (data: number[], d: number): Points => ({ data: Float64Array.from(data), n: data.length / d, d })

  test.each<[string, () => unknown, string | RegExp]>([
    ['a NaN', () => emd(broken([0, Number.NaN], 1), line), 'x: points[1][0] is NaN; finite numbers are needed'],
    ['infinity in y', () => emd(line, broken([0, Infinity], 1)), /y: points\[1\]\[0\] is Infinity/],
    ['no points', () => emd(line, broken([], 1)), /y: has no points/],
    ['different dimensions', () => emd(plane, line), /y: points have dimension 1; 2 is needed/],
    [
      'a negative weight',
      () => emd({ points: line, weights: new Float64Array([1.5, -0.5]) }, line),
      /x: weights\[1\] is -0.5/,
    ],
    ['weights that do not sum to 1', () => emd(line, { points: line, weights: new Float64Array([1, 1]) }), /sum to 2/],
    [
      'a matrix of the wrong size',
      () => emd(line, plane, { cost: { matrix: new Float64Array(3) } }),
      /3 numbers; n · m = 4/,
    ],
    [
      'NaN in a matrix',
      () => emd(line, plane, { cost: { matrix: new Float64Array([0, 1, Number.NaN, 0]) } }),
      /matrix\[1\]\[0\] is NaN/,
    ],
    ['NaN from a function', () => emd(line, line, { cost: () => Number.NaN }), /cost: the function gives NaN/],
    [
      'a cost without a name',
      () => emd(line, line, { cost: 'manhattan' as 'cityblock' }),
      /cost: "manhattan" is unknown/,
    ],
    ['p = 0', () => emd(line, line, { cost: { p: 0 } }), /cost: p is 0/],
    ['a method without a name', () => emd(line, line, { method: 'auction' as 'auto' }), /method: "auction" is unknown/],
    [
      'the line method in the plane',
      () => emd(plane, plane, { method: '1d' }),
      /method: "1d" needs points on the line/,
    ],
    ['the line method for a concave cost', () => emd(line, line, { method: '1d', cost: { p: 0.5 } }), /cost convex/],
    ['half a pivot', () => emd(line, line, { maxIterations: 0.5 }), /maxIterations: is 0.5/],
    [
      'a warm start of another size',
      () => emd(line, line, { warm: { g: new Float64Array(3) } }),
      /warm: g has 3 numbers; 2/,
    ],
    [
      'a warm start with NaN',
      () => emd(line, line, { warm: { g: new Float64Array([0, Number.NaN]) } } satisfies EmdOptions),
      /warm: g\[1\] is NaN/,
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(InputError)
    expect(run).toThrow(message)
  })
})
