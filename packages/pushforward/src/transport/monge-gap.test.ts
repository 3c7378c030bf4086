import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConvergenceError, InputError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import type { Cost } from './cost.js'
import { affine, anyPoints, cloud } from './emd.test.fixture.js'
import { mongeGap } from './monge-gap.js'
import oracle from './monge-gap.oracle.json' with { type: 'json' }

const SEED = 20261126
const x = cloud('uniform', 20, 2, 0)

function mapped({ data, n, d }: Points, map: (row: Float64Array) => number[]): Points {
  return points(Array.from({ length: n }, (_, i) => map(Float64Array.from(data.subarray(i * d, (i + 1) * d)))))
}

const [c, s] = [Math.cos(Math.PI / 3), Math.sin(Math.PI / 3)]

/** The maps of tools/oracles/monge_gap.py. */
const MAPS: Record<string, Points> = {
  rotated: mapped(x, ([u = 0, v = 0]) => [
    1.3 * (c * (u - 0.5) - s * (v - 0.5)) + 0.7,
    1.3 * (s * (u - 0.5) + c * (v - 0.5)) + 0.4,
  ]),
  reflected: mapped(x, (row) => [...row].map((v) => 1 - v)),
  symmetric: mapped(x, ([u = 0, v = 0]) => [1.5 * u + 0.4 * v, 0.4 * u + 0.6 * v]),
}

const image = (name: string) => MAPS[name] as Points

describe('exact', () => {
  test.each(oracle.planar)('agrees with an assignment: $map, $cost', ({ map, cost, value }) => {
    const gap = mongeGap(x, image(map), { cost: cost as Cost })
    expect(gap.converged).toBe(true)
    expect(Math.abs(gap.value - value)).toBeLessThan(1e-13)
    expect(gap.value).toBe(gap.displacementCost - gap.transportCost)
    expect(gap.floor).toBe(0)
  })

  test.each(oracle.line)('on a line: $cost', ({ cost, value }) => {
    const u = points(Float64Array.from({ length: 12 }, (_, i) => ((i + 1) * Math.SQRT2) % 1))
    expect(
      mongeGap(
        u,
        mapped(u, ([v = 0]) => [Math.sin(5 * v)]),
        { cost: cost as Cost },
      ).value,
    ).toBeCloseTo(value, 13)
  })

  test('on the sphere: a rotation is no optimal map', () => {
    const turn = (angle: number) =>
      points(
        Array.from({ length: 50 }, (_, i) => {
          const z = 1 - (2 * i + 1) / 50
          const phi = Math.PI * (1 + Math.sqrt(5)) * (i + 0.5) + angle
          const r = Math.sqrt(1 - z * z)
          return [r * Math.cos(phi), r * Math.sin(phi), z]
        }),
      )
    expect(mongeGap(turn(0), turn(Math.PI / 6), { cost: 'sphere' }).value).toBeCloseTo(oracle.sphere, 12)
  })

  test('an optimal map for one cost is not optimal for another', () => {
    const shifted = affine(image('symmetric'), 1, [0.3, 0])
    expect(Math.abs(mongeGap(x, shifted).value)).toBeLessThan(1e-14)
    expect(mongeGap(x, shifted, { cost: 'euclidean' }).value).toBeCloseTo(0.009322876507001143, 13)
  })

  test('exchanging two points is a waste', () => {
    expect(mongeGap(points([[0], [1]]), points([[1], [0]])).value).toBe(1)
  })

  test('the identity and a constant have no gap', () => {
    for (const cost of ['sqeuclidean', 'euclidean', 'cityblock'] as const) {
      expect(Math.abs(mongeGap(x, x, { cost }).value)).toBeLessThan(1e-14)
      expect(
        Math.abs(
          mongeGap(
            x,
            mapped(x, () => [0.2, 3]),
            { cost },
          ).value,
        ),
      ).toBeLessThan(1e-14)
    }
  })

  test('is not negative; for |x − y|² it is convex in T, homogeneous, and blind to translations', () => {
    const pair = fc.integer({ min: 1, max: 12 }).chain((n) => {
      const any = anyPoints({ min: n, max: n }, 2)
      return fc.tuple(any, any, any)
    })
    fc.assert(
      fc.property(
        pair,
        fc.constantFrom<Cost>('sqeuclidean', 'euclidean', 'cityblock', { p: 3 }),
        ([from, t, u], cost) => {
          expect(mongeGap(from, t, { cost }).value).toBeGreaterThan(-1e-9)
          const gap = (data: Float64Array) => mongeGap(from, { ...t, data }).value
          const [first, second] = [Float64Array.from(t.data), Float64Array.from(u.data)]
          const middle = gap(first.map((v, at) => 0.5 * (v + (second[at] as number))))
          // Costs up to 800 in float64, a few hundred additions.
          expect(middle).toBeLessThan(0.5 * (gap(first) + gap(second)) + 1e-10)
          expect(Math.abs(gap(first.map((v) => 2 * v + 7)) - 2 * gap(first))).toBeLessThan(1e-10)
        },
      ),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('the gradient is the derivative where the optimal permutation is unique', () => {
    for (const cost of ['sqeuclidean', 'euclidean', { p: 1.5 }] as Cost[]) {
      const t = image('rotated')
      const gradient = mongeGap(x, t, { cost }).gradient().data
      const step = 1e-6
      for (const at of [0, 7, 39]) {
        const moved = (by: number) => {
          const data = Float64Array.from(t.data)
          data[at] = (data[at] as number) + by
          return mongeGap(x, { ...t, data }, { cost }).value
        }
        const difference = (moved(step) - moved(-step)) / (2 * step)
        expect(Math.abs((gradient[at] as number) - difference)).toBeLessThan(1e-9)
      }
    }
  })
})

describe('entropic', () => {
  const t = image('rotated')
  const TIGHT = { tolerance: 1e-13, maxIterations: 20_000 }

  test.each(oracle.entropic)(
    'agrees with an independent iteration, ε = $epsilon',
    ({ epsilon, kl, entropy, primal, gradient }) => {
      const gaps = { kl, entropy, primal }
      for (const form of ['kl', 'entropy', 'primal'] as const) {
        const gap = mongeGap(x, t, { epsilon, form, maxIterations: 20_000, tolerance: 1e-13 })
        expect(gap.converged).toBe(true)
        expect(gap.value).toBeCloseTo(gaps[form], 11)
        expect(gap.floor).toBeCloseTo(form === 'entropy' ? epsilon * Math.log(20) : 0, 15)
      }
      for (const form of ['kl', 'entropy'] as const) {
        const found = mongeGap(x, t, { epsilon, form, ...TIGHT }).gradient().data
        gradient.forEach((v, k) => {
          expect(Math.abs((found[k] as number) - v)).toBeLessThan(2e-9)
        })
      }
    },
  )

  test('the forms bracket the exact gap', () => {
    const log = Math.log(20)
    for (const [name, cost] of [
      ['rotated', 'sqeuclidean'],
      ['reflected', 'euclidean'],
      ['symmetric', 'cityblock'],
    ] as const) {
      const exact = mongeGap(x, image(name), { cost }).value
      for (const epsilon of [1, 0.1, 0.01]) {
        const gap = (form: 'kl' | 'entropy' | 'primal') =>
          mongeGap(x, image(name), { cost, epsilon, form, ...TIGHT }).value
        const rounding = 1e-9
        expect(gap('entropy')).toBeGreaterThan(exact + epsilon * log - rounding)
        expect(gap('entropy')).toBeLessThan(exact + 2 * epsilon * log + rounding)
        expect(gap('kl')).toBeGreaterThan(exact - epsilon * log - rounding)
        expect(gap('kl')).toBeLessThan(exact + rounding)
        expect(gap('primal')).toBeLessThan(exact + rounding)
      }
    }
  })

  test('the primal gap has no gradient at a fixed plan', () => {
    expect(() => mongeGap(x, t, { epsilon: 0.1, form: 'primal' }).gradient()).toThrow(InputError)
  })
})

describe('perPoint', () => {
  test('is not negative, and its mean is the gap up to the dual gap of smooth potentials', () => {
    const exact = mongeGap(x, image('rotated'))
    expect(exact.perPoint.every((v) => v >= 0)).toBe(true)
    const mean = exact.perPoint.reduce((a, b) => a + b, 0) / 20
    expect(mean).toBeGreaterThan(exact.value - 1e-12)
    // ε log n with ε a thousandth of the mean cost.
    expect(mean).toBeLessThan(exact.value + 1e-3 * 0.5 * Math.log(20))
    expect(exact.perPoint).toBe(exact.perPoint)
  })

  test('shows where a map is wasteful', () => {
    // Identity but for two far points that are exchanged, in a crowd that sits elsewhere.
    const crowd = Array.from({ length: 30 }, (_, i) => [0.1 * Math.cos(i), 0.1 * Math.sin(i)])
    const from = points([...crowd, [3, 0], [3, 1]])
    const to = points([...crowd, [3, 1], [3, 0]])
    const { perPoint } = mongeGap(from, to)
    // The mean cost is about 1.2, so potentials are smooth over ε log n = 0.004, a few times over.
    for (const wasted of perPoint.subarray(30)) expect(Math.abs(wasted - 1)).toBeLessThan(0.03)
    expect(Math.max(...perPoint.subarray(0, 30))).toBeLessThan(0.02)
  })

  test('is 0 for a translation', () => {
    const { perPoint } = mongeGap(x, affine(x, 1, [5, -2]))
    expect(Math.max(...perPoint)).toBeLessThan(1e-3)
  })
})

describe('refuses', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['another number of points', () => mongeGap(x, cloud('uniform', 19, 2, 0)), /tx: has 19 points; 20 are needed/],
    ['another dimension', () => mongeGap(x, cloud('uniform', 20, 3, 0)), /tx: points have dimension 3; 2 is needed/],
    [
      'NaN from a diverging network',
      () => mongeGap(x, { ...x, data: x.data.map(() => Number.NaN) }),
      /tx: points\[0\]\[0\] is NaN/,
    ],
    ['ε = 0', () => mongeGap(x, x, { epsilon: 0 }), /epsilon: is 0/],
    ['an unknown form', () => mongeGap(x, x, { epsilon: 1, form: 'dual' as 'kl' }), /form: is "dual"/],
    [
      'a point without direction',
      () => mongeGap(x, { ...x, data: x.data.map(() => 0) }, { cost: 'sphere' }),
      /points\[0\] is \(almost\) the origin/,
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(InputError)
    expect(call).toThrow(message)
  })

  test('a solver that stopped early, with `strict`', () => {
    const options = { epsilon: 1e-4, maxIterations: 1, strict: true } as const
    expect(() => mongeGap(x, image('rotated'), options)).toThrow(ConvergenceError)
    expect(mongeGap(x, image('rotated'), { ...options, strict: false }).converged).toBe(false)
  })
})
