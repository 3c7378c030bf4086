import { describe, expect, test } from 'vitest'
import { gaussianBridge } from '../interpolant/gaussian-bridge.js'
import { interpolant } from '../interpolant/interpolant.js'
import { fokkerPlanck } from './fokker-planck.js'
import { klUpperBound, optimalDiffusion } from './kl-bound.js'

const normal = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

/** KL(N(0, 1) ‖ the density of dX = f dt + √(2ε) dW at t = 1 from N(0, 1)). */
function divergence(drift: (x: number) => number, epsilon: number): number {
  const { x, density, spacing } = fokkerPlanck(
    { drift, epsilon, initial: normal, interval: [-10, 10] },
    { nodes: 4001, steps: 1000, steady: true },
  )
  return x.reduce((sum, at, i) => sum + spacing * normal(at) * Math.log(normal(at) / (density[i] as number)), 0)
}

describe('klUpperBound', () => {
  // N(0,1) kept by b = 0, s = −x; b̂ = c shifts the mean by c (1 − e^{−ε})/ε, and KL is half its square.
  test.each([
    [0.5, 0.30963624],
    [1, 0.1997882],
    [2, 0.09345563],
    [5, 0.01973139],
  ])('a constant error of the drift, ε = %f: KL is known, and below the bound', (epsilon, share) => {
    const c = 0.1
    const exact = ((1 - Math.exp(-epsilon)) / epsilon) ** 2 / 2
    expect(exact).toBeCloseTo(share, 7)
    // The grid's error is of second order, (20/4000)²: 1e-5 of the value.
    expect(divergence((x) => c - epsilon * x, epsilon) / (c * c)).toBeCloseTo(share, 4)
    expect(klUpperBound((c * c) / 2, 0, epsilon)).toBeCloseTo((c * c) / (4 * epsilon), 14)
    expect(share).toBeLessThan(1 / (4 * epsilon))
  })

  test('both wrong, b̂ = c and ŝ = −x + c: within the bound, beyond half of e_b/ε + ε e_s', () => {
    const c = 0.1
    const kl = divergence((x) => 2 * c - x, 1)
    expect(kl / (c * c)).toBeCloseTo(0.7991528, 3)
    expect(klUpperBound((c * c) / 2, (c * c) / 2, 1)).toBeCloseTo(c * c, 14)
    expect(kl).toBeLessThan(c * c)
    expect(kl).toBeGreaterThan((c * c) / 2)
  })

  test('is least at the optimal diffusion', () => {
    expect(klUpperBound(0.5, 0.5, 1)).toBeCloseTo(1, 15)
    const { epsilon, bound } = optimalDiffusion(0.3, 0.02)
    expect(epsilon).toBeCloseTo(Math.sqrt(15), 14)
    expect(klUpperBound(0.3, 0.02, epsilon)).toBeCloseTo(bound, 14)
    for (const factor of [0.5, 0.9, 1.1, 2]) expect(klUpperBound(0.3, 0.02, factor * epsilon)).toBeGreaterThan(bound)
  })

  test('names what is wrong', () => {
    expect(() => klUpperBound(-1, 0, 1)).toThrow(/excessVelocity: is -1/)
    expect(() => klUpperBound(1, 1, 0)).toThrow(
      /epsilon: is 0; a positive number is needed, as the flow has no such bound/,
    )
    expect(() => optimalDiffusion(0, 1)).toThrow(/excess: is 0 for the velocity/)
  })
})

describe('fokkerPlanck', () => {
  test('Ornstein-Uhlenbeck keeps its own law', () => {
    const { x, density, massError, least } = fokkerPlanck({
      drift: (at) => -at,
      epsilon: 1,
      initial: normal,
      interval: [-8, 8],
    })
    // Second order in h = 0.008: a third derivative over 12, 1e-5.
    x.forEach((at, i) => {
      expect(Math.abs((density[i] as number) - normal(at))).toBeLessThan(2e-5)
    })
    expect(massError).toBeLessThan(1e-12)
    expect(least).toBeGreaterThanOrEqual(0)
  })

  test('a drift that changes in time moves the mean by its integral, to second order', () => {
    const meanAt = (steps: number) => {
      const { x, density, spacing } = fokkerPlanck(
        { drift: (_, t) => 3 * t * t, epsilon: 0.2, initial: normal, interval: [-10, 12] },
        { nodes: 1001, steps },
      )
      return x.reduce((sum, at, i) => sum + spacing * at * (density[i] as number), 0)
    }
    // ∫ 3t² dt = 1; the midpoint rule misses 1/(4 steps²).
    expect(meanAt(50)).toBeCloseTo(1 - 1 / (4 * 50 ** 2), 5)
    expect(meanAt(100)).toBeCloseTo(1 - 1 / (4 * 100 ** 2), 5)
  })

  test('names what is wrong', () => {
    const problem = { drift: () => 0, epsilon: 1, initial: normal, interval: [-1, 1] as const }
    expect(() => fokkerPlanck({ ...problem, epsilon: 0 })).toThrow(/epsilon: is 0/)
    expect(() => fokkerPlanck({ ...problem, interval: [1, -1] })).toThrow(/interval: is \[1, -1\]/)
    expect(() => fokkerPlanck({ ...problem, initial: () => 0 })).toThrow(/initial: has mass 0/)
    expect(() => fokkerPlanck(problem, { nodes: 2 })).toThrow(/nodes: is 2/)
  })
})

describe('gaussianBridge', () => {
  test.each([
    [0.01, 1.6900104999],
    [0.5, 1.7158521814],
    [2, 2.0379393924],
  ])('variance at t = 0.3 between deviations 1 and 2, ε = %f', (epsilon, variance) => {
    expect(gaussianBridge(1, 2, epsilon).variance(0.3)).toBeCloseTo(variance, 9)
  })

  test('ε → 0 is optimal transport; the covariance is that of a grid Sinkhorn; γ gives the same variance', () => {
    expect(gaussianBridge(1, 2, 0).variance(0.3)).toBeCloseTo(1.3 ** 2, 14)
    const { covariance, brownian, variance } = gaussianBridge(1, 2, 0.5)
    // (√17 − 1)/2; Sinkhorn on 801 nodes of ±9 with regularisation 2ε gives 1.56142, less what it cuts off.
    expect(covariance).toBeCloseTo((Math.sqrt(17) - 1) / 2, 14)
    expect(Math.abs(covariance - 1.56142)).toBeLessThan(2e-4)
    const { gamma } = interpolant('linear', { brownian })
    expect(0.7 ** 2 + 0.3 ** 2 * 4 + gamma(0.3) ** 2).toBeCloseTo(variance(0.3), 14)
  })

  test('names what is wrong', () => {
    expect(() => gaussianBridge(0, 1, 1)).toThrow(/sigma0: is 0/)
    expect(() => gaussianBridge(1, 1, -1)).toThrow(/epsilon: is -1/)
  })
})
