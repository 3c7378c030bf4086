import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { affine, cloud } from './emd.test.fixture.js'
import { sinkhorn } from './sinkhorn.js'
import { TIGHT } from './sinkhorn.test.fixture.js'
import { type UnbalancedSinkhornOptions, unbalancedSinkhorn } from './sinkhorn-unbalanced.js'

describe('unbalancedSinkhorn', () => {
  test('one point to one point: the mass that balances cost and penalties', () => {
    // Stationary in log m: C + ε log m + ρ_x log m + ρ_y log m = 0.
    const [from, to] = [points([[0, 0]]), points([[1, 1]])]
    const { mass, value, objective } = unbalancedSinkhorn(from, to, { epsilon: 0.1, rho: { x: 0.5, y: 2 }, ...TIGHT })
    const expected = Math.exp(-2 / (0.1 + 0.5 + 2))
    expect(mass).toBeCloseTo(expected, 12)
    expect(value).toBeCloseTo(2 * expected, 12)
    const kl = expected * Math.log(expected) - expected + 1
    expect(objective).toBeCloseTo(2 * expected + (0.1 + 0.5 + 2) * kl, 12)
    expect(unbalancedSinkhorn(from, points([[100, 0]]), { epsilon: 0.1, rho: 1 }).mass).toBeLessThan(1e-9)
  })

  test('one marginal may be prescribed', () => {
    const x = cloud('uniform', 30, 2, 0)
    const y = affine(cloud('uniform', 20, 2, 0.3), 1, [1, 0])
    const result = unbalancedSinkhorn(x, y, { epsilon: 0.1, rho: { x: Number.POSITIVE_INFINITY, y: 0.5 }, ...TIGHT })
    expect(result.converged).toBe(true)
    for (const mass of result.apply('x', new Float64Array(20).fill(1))) expect(mass).toBeCloseTo(1 / 30, 12)
    const columns = result.apply('y', new Float64Array(30).fill(1))
    expect(Math.max(...columns) - Math.min(...columns)).toBeGreaterThan(1e-3)
    columns.forEach((mass, j) => {
      expect(mass).toBeCloseTo(Math.exp(-(result.potentials.g[j] as number) / 0.5) / 20, 12)
    })
  })

  test('tends to the balanced problem as ρ grows, in as few sweeps', () => {
    const x = cloud('uniform', 40, 2, 0)
    const y = affine(cloud('uniform', 30, 2, 0.3), 0.6, [0.5, 0])
    const balanced = sinkhorn(x, y, { epsilon: 0.05, ...TIGHT })
    const stiff = unbalancedSinkhorn(x, y, { epsilon: 0.05, rho: 1e6, tolerance: 1e-9 })
    expect(stiff.converged).toBe(true)
    expect(stiff.iterations).toBeLessThan(100)
    // First order in 1 / ρ.
    expect(Math.abs(stiff.value - balanced.value)).toBeLessThan(1e-5)
    expect(Math.abs(stiff.mass - 1)).toBeLessThan(1e-5)
  })

  test('large clouds, in float32 as far as it goes, agree with float64', () => {
    const x = cloud('bell', 400, 2, 0)
    const y = affine(cloud('bell', 500, 2, 0.3), 0.7, [1, 0])
    const fast = unbalancedSinkhorn(x, y, { epsilon: 0.02, rho: 0.3 })
    const exact = unbalancedSinkhorn(x, y, { epsilon: 0.02, rho: 0.3, precision: 'float64', tolerance: 1e-11 })
    expect(fast.converged && exact.converged).toBe(true)
    expect(Math.abs(fast.objective - exact.objective)).toBeLessThan(1e-9 * exact.objective)
    expect(Math.abs(fast.value - exact.value)).toBeLessThan(1e-5 * exact.value)
  })

  test.each([0, -1, Number.NaN, undefined])('refuses ρ = %s', (rho) => {
    const x = points([[0, 0]])
    expect(() => unbalancedSinkhorn(x, x, { epsilon: 1, rho } as UnbalancedSinkhornOptions)).toThrow(InputError)
  })
})
