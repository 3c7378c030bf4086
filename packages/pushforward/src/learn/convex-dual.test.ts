import { describe, expect, test } from 'vitest'
import { gaussian } from '../measure/gaussian.js'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { fitConvexDual } from './convex-dual.js'

const SMALL = { hidden: [16, 16], batch: 64, innerSteps: 3, learningRate: 1e-2 }

describe('fitConvexDual', () => {
  test('learns the map between two Gaussians on the line, and a monotone one at any time', async () => {
    const line = points(
      Float64Array.from({ length: 201 }, (_, k) => (k - 100) / 40),
      1,
    )
    for (const steps of [1, 300]) {
      const { map, converged } = await fitConvexDual(gaussian(0, 1), gaussian(3, 4), {
        ...SMALL,
        steps,
        random: rng(1),
      })
      expect(converged).toBe(true)
      const { data } = map(line)
      // The derivative of a convex function: increasing, up to float32 rounding.
      for (let k = 1; k < 201; k++) expect((data[k] as number) - (data[k - 1] as number)).toBeGreaterThan(-1e-5)
      if (steps === 1) continue
      const errors = [...data].map((value, k) => (value - (3 + 2 * (line.data[k] as number))) ** 2)
      // Weighted by the source: 8 % of the target's variance.
      const weights = [...line.data].map((x) => Math.exp((-x * x) / 2))
      const mean = errors.reduce((sum, e, k) => sum + e * (weights[k] as number), 0) / weights.reduce((a, b) => a + b)
      expect(mean).toBeLessThan(0.08 * 4)
    }
  })

  test('names what is wrong', async () => {
    await expect(fitConvexDual(gaussian(0, 1), gaussian([0, 0], 1))).rejects.toThrow(/y: draws have dimension 2/)
    await expect(fitConvexDual(gaussian(0, 1), gaussian(0, 1), { hidden: [12] })).rejects.toThrow(/multiples of 8/)
    await expect(fitConvexDual(gaussian(0, 1), gaussian(0, 1), { innerSteps: 0 })).rejects.toThrow(/innerSteps: is 0/)
  })
})
