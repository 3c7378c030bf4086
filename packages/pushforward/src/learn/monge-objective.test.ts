import { describe, expect, test } from 'vitest'
import { type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { groundCost, type MapCost } from './map-cost.js'
import { type ObjectiveSettings, objective } from './monge-objective.js'

/** frac((i + 1) √q_k + s), the points of the transport oracles. */
const lattice = (n: number, s: number): Points =>
  points(
    Float64Array.from({ length: 2 * n }, (_, k) => {
      const value = (Math.floor(k / 2) + 1) * Math.sqrt(k % 2 ? 3 : 2) + s
      return value - Math.floor(value)
    }),
    2,
  )

const X = lattice(20, 0)
const Y = points(lattice(20, 0.3).data.map((v, k) => 0.5 * v + (k % 2 ? -0.1 : 0.4)) as Float64Array, 2)

/** t = 1.3 R (x − ½) + ½ + (0.2, −0.1), R the rotation by 60°. */
const ROTATED = points(
  Float64Array.from({ length: 40 }, (_, k) => {
    const [a, b] = [(X.data[k - (k % 2)] as number) - 0.5, (X.data[k - (k % 2) + 1] as number) - 0.5]
    const [c, s] = [0.5, Math.sqrt(3) / 2]
    return k % 2 ? 1.3 * (s * a + c * b) + 0.4 : 1.3 * (c * a - s * b) + 0.7
  }),
  2,
)

const settings = (cost: MapCost, lambda: number, epsilon: number): ObjectiveSettings => ({
  cost: groundCost(cost, 2),
  lambda,
  epsilonFit: epsilon,
  epsilonGap: epsilon,
  targetSelf: 0.06655856014373304, // OT_0.1(y, y)
  iterationsFit: 200,
  iterationsSelf: 60,
  iterationsGap: 2000,
})

describe('objective', () => {
  test('the Sinkhorn divergence and its gradient agree with float64', () => {
    const { fit, loss, gap, cotangent } = objective(settings('sqeuclidean', 0, 0.1), X, X, Y)
    expect(Math.abs(fit - 0.2122789109745205)).toBeLessThan(2e-7)
    expect([loss, gap]).toEqual([fit, 0])
    expect(Math.abs((cotangent[0] as number) - -0.019626041092685)).toBeLessThan(2e-7)
    expect(Math.abs((cotangent[1] as number) - 0.048106028832789)).toBeLessThan(2e-7)
  })

  test.each([
    [0.1, 0.6237785955994972, -0.0117781088038, -0.0159906156674],
    [0.01, 0.2148437679918636, -0.0116392412579, -0.0109614031237],
  ])('the gap at ε = %d and its gradient agree with float64', (epsilon, entropic, first, second) => {
    const without = objective(settings('sqeuclidean', 0, epsilon), X, ROTATED, Y)
    const withGap = objective(settings('sqeuclidean', 3, epsilon), X, ROTATED, Y)
    expect(Math.abs(withGap.gap - (entropic - epsilon * Math.log(20)))).toBeLessThan(3e-7)
    expect(withGap.loss - without.loss).toBeCloseTo(3 * withGap.gap, 12)
    const gradient = [0, 1].map((k) => ((withGap.cotangent[k] as number) - (without.cotangent[k] as number)) / 3)
    expect(Math.abs((gradient[0] as number) - first)).toBeLessThan(1e-6)
    expect(Math.abs((gradient[1] as number) - second)).toBeLessThan(1e-6)
  })

  test.each(['euclidean', { p: 1.5 }, { elastic: 0.3 }, { coordinates: 3 }] as const)(
    'the gradient is the slope of the loss, for any cost: %j',
    (cost) => {
      // All images lie beyond all sources in both coordinates, so that no pair is near a kink of its cost.
      const far = points(ROTATED.data.map((t) => t + 3) as Float64Array, 2)
      const at = (mapped: Points) => objective(settings(cost, 2, 0.2), X, mapped, Y)
      const { cotangent } = at(far)
      // Along a direction v, by differences of fourth order: values carry 1e-7, divided by the step 0.02.
      const v = rng(1).fillNormal(new Float64Array(40))
      const along = (step: number) =>
        at(points(far.data.map((t, k) => t + step * (v[k] as number)) as Float64Array, 2)).loss
      const h = 0.01
      const slope = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
      const expected = cotangent.reduce((sum, value, k) => sum + value * (v[k] as number), 0)
      expect(Math.abs(slope - expected)).toBeLessThan(5e-4)
    },
  )

  test('reference points carry the gap instead of the batch', () => {
    const reference = { x: Y, mapped: ROTATED }
    const at = objective(settings('sqeuclidean', 1, 0.1), X, X, Y, reference)
    const fitOnly = objective(settings('sqeuclidean', 0, 0.1), X, X, Y)
    const gapOnly = objective(settings('sqeuclidean', 1, 0.1), Y, ROTATED, Y)
    const judgedAlone = objective(settings('sqeuclidean', 0, 0.1), Y, ROTATED, Y)
    expect(at.cotangent).toEqual(fitOnly.cotangent)
    expect(at.gap).toBe(gapOnly.gap)
    at.referenceCotangent?.forEach((value, k) => {
      const alone = (gapOnly.cotangent[k] as number) - (judgedAlone.cotangent[k] as number)
      expect(value).toBeCloseTo(alone, 12)
    })
  })

  test('the identity pays nothing, and no gradient pulls it away', () => {
    const { gap, cotangent } = objective(settings('sqeuclidean', 1, 0.001), X, X, X)
    expect(gap).toBeGreaterThanOrEqual(-1e-6)
    expect(gap).toBeLessThan(0.001 * Math.log(20) + 1e-6) // M_n = 0 and M_n + ε log n
    expect(Math.max(...cotangent.map(Math.abs))).toBeLessThan(1e-4)
  })
})
