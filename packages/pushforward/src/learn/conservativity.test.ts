import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { addConservativityGradient, conservativity } from './conservativity.js'
import { mlp } from './network.js'

describe('conservativity', () => {
  test('of an affine map it is |A − Aᵀ|², within 4 standard errors; 0 for a symmetric one', () => {
    const net = mlp({ d: 3, hidden: [] })
    const x = points(new Float32Array(3 * 20_000), 3)
    const skew = { values: Float32Array.of(1, 0.5, 0, -0.2, 2, 0.4, 1, 0.1, 3, 0, 0, 0) }
    // |A − Aᵀ|² = 2 (0.7² + 1² + 0.3²); one v gives |S v|² with variance 2 tr((SᵀS)²) = (2 · 1.58)² for a 3 × 3 skew S.
    const exact = 2 * (0.7 ** 2 + 1 + 0.3 ** 2)
    expect(Math.abs(conservativity(net, skew, x, rng(1)) - exact)).toBeLessThan((4 * exact) / Math.sqrt(20_000))
    const symmetric = { values: Float32Array.of(1, 0.5, 0, 0.5, 2, 0.4, 0, 0.4, 3, 0, 0, 0) }
    expect(conservativity(net, symmetric, x, rng(1))).toBeLessThan(1e-10)
  })

  test('the gradient is the slope of the estimate with the same draws', () => {
    const net = mlp({ d: 2, hidden: [16, 16], activation: 'tanh' })
    const parameters = net.initial(rng(2))
    const x = points(rng(3).fillNormal(new Float32Array(64)), 2)
    const gradient = new Float32Array(net.length).fill(1)
    const value = addConservativityGradient(net, parameters, x, 5, rng(4), gradient)
    expect(value).toBeCloseTo(5 * conservativity(net, parameters, x, rng(4)), 5)
    const v = rng(5).fillNormal(new Float32Array(net.length))
    const along = (step: number) => {
      const values = parameters.values.map((p, k) => p + step * (v[k] as number))
      return 5 * conservativity(net, { values }, x, rng(4))
    }
    const h = 2e-3
    const slope = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
    const expected = gradient.reduce((sum, g, k) => sum + (g - 1) * (v[k] as number), 0)
    // float32 values of size 5 carry 1e-6, divided by the step.
    expect(Math.abs(slope - expected)).toBeLessThan(2e-3 * Math.abs(expected) + 2e-3)
  })
})
