import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConvergenceError, InputError } from '../errors.js'
import { type Measure, type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { type Cost, pairCost } from './cost.js'
import { emd } from './emd.js'
import { affine, anyMeasure, cloud, unevenWeights } from './emd.test.fixture.js'
import oracle from './sinkhorn.oracle.json' with { type: 'json' }
import { measures, TIGHT } from './sinkhorn.test.fixture.js'
import { sinkhornDivergence } from './sinkhorn-divergence.js'

const SEED = 20261125

/** 2 E|X − Y| − E|X − X'| − E|Y − Y'|, by the definition. */
function energyDistance(x: Points, y: Points): number {
  const mean = (u: Points, v: Points) => {
    const c = pairCost('euclidean', u, v)
    let sum = 0
    for (let i = 0; i < u.n; i++) for (let j = 0; j < v.n; j++) sum += c(i, j)
    return sum / (u.n * v.n)
  }
  return 2 * mean(x, y) - mean(x, x) - mean(y, y)
}

describe('sinkhornDivergence', () => {
  test.each(oracle.balanced)('agrees with an independent iteration: $cost, d = $d, ε = $epsilon', (given) => {
    const { x, y } = measures(given)
    const result = sinkhornDivergence(x, y, { epsilon: given.epsilon, cost: given.cost as Cost, ...TIGHT })
    expect(result.converged).toBe(true)
    const size = Math.max(given.dual, given.selfX, given.selfY)
    expect(Math.abs(result.value - given.divergence)).toBeLessThan(1e-10 * size)
    expect(Math.abs(result.xx.dual - given.selfX)).toBeLessThan(1e-10 * size)
    expect(Math.abs(result.yy.dual - given.selfY)).toBeLessThan(1e-10 * size)
    given.divergenceGradient.forEach((v, k) => {
      // Central differences with a step of 1e-5: rounding 1e-15 / 1e-5 in each of three terms.
      expect(Math.abs((result.gradient('x').data[k] as number) - v)).toBeLessThan(5e-9)
    })
  })

  test('a translation costs its square, whatever ε', () => {
    // OT_ε of a translate is OT_ε of the sample with itself plus |t|², so S = |t|² exactly.
    const x = cloud('uniform', 50, 2, 0)
    for (const epsilon of [1, 0.1, 0.01]) {
      expect(sinkhornDivergence(x, affine(x, 1, [0.3, -0.4]), { epsilon, ...TIGHT }).value).toBeCloseTo(0.25, 12)
    }
  })

  test('goes to optimal transport as ε → 0 and to half the energy distance as ε → ∞', () => {
    const x = cloud('uniform', 30, 2, 0)
    const y = affine(cloud('uniform', 40, 2, 0.3), 0.7, [0.2, 0])
    const small = sinkhornDivergence(x, y, { epsilon: 1e-4, cost: 'euclidean', maxIterations: 20_000 })
    expect(small.value).toBeCloseTo(emd(x, y, { cost: 'euclidean' }).value, 3)
    // The difference is of order C² / ε.
    const large = sinkhornDivergence(x, y, { epsilon: 1e5, cost: 'euclidean' })
    expect(large.value).toBeCloseTo(0.5 * energyDistance(x, y), 5)
  })

  test('the gradient is the derivative, on both sides, with weights', () => {
    const x = { points: cloud('uniform', 9, 3, 0), weights: unevenWeights(9, 0) }
    const y = { points: affine(cloud('uniform', 7, 3, 0.3), 0.7, [0.2, 0, 0.1]), weights: unevenWeights(7, 0.5) }
    for (const cost of ['sqeuclidean', 'euclidean', 'cosine'] as const) {
      const options = { epsilon: 0.1, cost, ...TIGHT }
      const gradients = sinkhornDivergence(x, y, options)
      const step = 1e-5
      for (const side of ['x', 'y'] as const) {
        const at = 4
        const moved = (by: number) => {
          const given = side === 'x' ? x : y
          const data = Float64Array.from(given.points.data)
          data[at] = (data[at] as number) + by
          const shifted = { ...given, points: { ...given.points, data } }
          return sinkhornDivergence(side === 'x' ? shifted : x, side === 'y' ? shifted : y, options).value
        }
        const difference = (moved(step) - moved(-step)) / (2 * step)
        expect(Math.abs((gradients.gradient(side).data[at] as number) - difference)).toBeLessThan(1e-8)
      }
    }
  })

  test('the default agrees with float64 to 1e-5 where float32 is at work', () => {
    const random = rng(SEED)
    const x = points(random.fillNormal(new Float64Array(1200)), 2)
    const y = points(
      random.fillNormal(new Float64Array(1400)).map((v) => 1.1 * v + 0.2),
      2,
    )
    const epsilon = { relative: 'mean', factor: 0.05 } as const
    const fast = sinkhornDivergence(x, y, { epsilon })
    const exact = sinkhornDivergence(x, y, { epsilon, precision: 'float64', tolerance: 1e-11 })
    expect(fast.converged && exact.converged).toBe(true)
    expect(Math.abs(fast.value - exact.value)).toBeLessThan(1e-5 * exact.value)
  })

  test('is 0 on itself, not negative, symmetric, and blind to order and to a common translation', () => {
    const pair = fc.tuple(anyMeasure({ min: 1, max: 10 }, 2), anyMeasure({ min: 1, max: 10 }, 2))
    const options = { epsilon: 2, tolerance: 1e-10, maxIterations: 20_000 }
    const shifted = ({ points: given, weights }: Measure): Measure => ({
      points: { ...given, data: Float64Array.from(given.data, (v) => v + 7) },
      ...(weights && { weights }),
    })
    fc.assert(
      fc.property(pair, fc.constantFrom<Cost>('sqeuclidean', 'euclidean', 'cityblock'), ([x, y], cost) => {
        const between = sinkhornDivergence(x, y, { ...options, cost })
        // Dual values of up to 500 in float64, and the square of the violation.
        const rounding = 1e-9
        expect(between.converged).toBe(true)
        expect(between.value).toBeGreaterThan(-rounding)
        expect(sinkhornDivergence(x, x, { ...options, cost }).value).toBe(0)
        const copy = { ...x, points: { ...x.points, data: x.points.data.slice() } }
        expect(Math.abs(sinkhornDivergence(x, copy, { ...options, cost }).value)).toBeLessThan(rounding)
        expect(Math.abs(sinkhornDivergence(y, x, { ...options, cost }).value - between.value)).toBeLessThan(rounding)
        const moved = sinkhornDivergence(shifted(x), shifted(y), { ...options, cost })
        expect(Math.abs(moved.value - between.value)).toBeLessThan(rounding)
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('with penalised marginals it is still 0 on itself, and less than the balanced one', () => {
    const x = cloud('uniform', 20, 2, 0)
    const y = affine(cloud('uniform', 25, 2, 0.3), 1, [2, 0])
    const penalised = sinkhornDivergence(x, y, { epsilon: 0.1, rhoX: 1, rhoY: 1, ...TIGHT })
    expect(penalised.converged).toBe(true)
    expect(penalised.value).toBeGreaterThan(0)
    expect(penalised.value).toBeLessThan(sinkhornDivergence(x, y, { epsilon: 0.1 }).value)
    expect(sinkhornDivergence(x, x, { epsilon: 0.1, rhoX: 1, rhoY: 1 }).value).toBe(0)
  })

  test('names what is wrong', () => {
    const x = cloud('uniform', 20, 2, 0)
    const matrix = new Float64Array(400)
    expect(() => sinkhornDivergence(x, x, { epsilon: 1, cost: { matrix } })).toThrow(
      new InputError('cost: a matrix has no costs within x or within y; a named cost, { p } or a function is needed'),
    )
    expect(() => sinkhornDivergence(x, cloud('uniform', 20, 3, 0), { epsilon: 1 })).toThrow(
      /y: points have dimension 3/,
    )
    const strict = { epsilon: 1e-3, maxIterations: 1, scaling: false, strict: true } as const
    expect(() => sinkhornDivergence(x, cloud('uniform', 20, 2, 0.4), strict)).toThrow(ConvergenceError)
  })
})
