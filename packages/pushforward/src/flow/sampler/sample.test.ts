import { describe, expect, test } from 'vitest'
import { solveOde } from '../../field/ode.js'
import { gaussian } from '../../measure/gaussian.js'
import { type Mixture, mixture } from '../../measure/mixture.js'
import { type Points, points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalCdf } from '../../measure/special-functions.js'
import type { Gamma } from '../interpolant/gamma.js'
import { type InterpolantPath, interpolant } from '../interpolant/interpolant.js'
import { gaussianMixtureFields } from '../interpolant/interpolant-fields.js'
import type { SampledFields } from './diffusion.js'
import oracle from './interpolant-flow.oracle.json' with { type: 'json' }
import { logLikelihood } from './likelihood.js'
import { sample } from './sample.js'

const twoModes = mixture([gaussian(-3, 0.25), gaussian(3, 0.25)])
const threeModes = mixture([gaussian(-6, 0.5), gaussian(0, 0.33), gaussian(6, 0.5)])
const line = gaussianMixtureFields(twoModes, threeModes, interpolant('linear'))

const cdf = ({ components, weights }: Mixture, x: number) =>
  components.reduce(
    (sum, { mean, covariance }, k) =>
      sum + (weights[k] as number) * normalCdf((x - (mean[0] as number)) / Math.sqrt(covariance.data[0] as number)),
    0,
  )

/** Kolmogorov's distance of a sample of the line to a mixture. */
function distance({ data, n }: Points, law: Mixture): number {
  return Array.from(data.toSorted()).reduce((most, x, i) => {
    const exact = cdf(law, x)
    return Math.max(most, exact - i / n, (i + 1) / n - exact)
  }, 0)
}

/** 99.9 % point of Kolmogorov's distribution for n points. */
const kolmogorov = (n: number) => 1.95 / Math.sqrt(n)

describe('sample', () => {
  test('on the line the flow keeps ranks: F₁(X₁) = F₀(x₀)', () => {
    const start = points([-4.1, -3, -2.6, -0.2, 0.3, 2.9, 3.4])
    const { points: ends, converged } = sample(line, { start, solver: 'rk4', steps: 400 })
    expect(converged).toBe(true)
    // b has features of width 0.5 / |b| ≈ 0.07 in time: (1/400 / 0.07)⁴ ≈ 2e-6.
    start.data.forEach((x, i) => {
      expect(cdf(threeModes, ends.data[i] as number)).toBeCloseTo(cdf(twoModes, x), 5)
    })
  })

  test.each(oracle.cases)('a flow of mixtures as SciPy carries it: $path, γ $gamma', (problem) => {
    const laws = problem.laws.map(({ weights, means, covariances }) =>
      mixture(
        means.map((mean, k) => gaussian(mean, covariances[k] as number[][])),
        weights,
      ),
    )
    const path = interpolant(problem.path as InterpolantPath, problem.gamma as Gamma)
    const fields = gaussianMixtureFields(laws[0], laws[1] as Mixture, path)
    const { data } = solveOde(fields.velocity, points(problem.starts), [0, 1], {
      method: 'dopri5',
      tolerance: 1e-8,
    }).points
    const largest = (ends: number[][]) =>
      Math.max(...ends.flat().map((value, at) => Math.abs(value - (data[at] as number))))
    // Both are the pair of Dormand and Prince at 1e-8 a step, in some hundred steps.
    expect(largest(problem.rk45)).toBeLessThan(1e-6)
    expect(largest(problem.ends)).toBeLessThan(1e-6)
  })

  test('the density along the flow: log ρ₁ from ρ₀ and the divergence of the velocity', () => {
    const x = points([-6.3, -0.4, 0.2, 5.1, 6.6])
    const { value, converged } = logLikelihood(line.velocity, x, { base: twoModes, span: [1, 0], tolerance: 1e-8 })
    expect(converged).toBe(true)
    const exact = threeModes.logDensity(x)
    // Errors of 1e-8 a step, times slopes of the log density of order 10 and a hundred steps.
    value.forEach((log, i) => {
      expect(Math.abs(log - (exact[i] as number))).toBeLessThan(1e-5)
    })
  })

  test('there and back again: the plane’s Gaussians, 200 steps of rk4', () => {
    const covariance0 = [
      [1, 0.3],
      [0.3, 0.5],
    ]
    const covariance1 = [
      [0.7, -0.2],
      [-0.2, 1.5],
    ]
    const plane = gaussianMixtureFields(
      mixture([gaussian([1, -2], covariance0)]),
      mixture([gaussian([0, 3], covariance1)]),
      interpolant('linear', { brownian: 2 }),
    )
    const start = gaussian([1, -2], covariance0).sample(50, rng(1))
    const there = sample(plane, { start, solver: 'rk4', steps: 200 }).points
    const back = sample(plane, { start: there, solver: 'rk4', steps: 200, direction: 'backward' }).points
    start.data.forEach((x, k) => {
      expect(Math.abs((back.data[k] as number) - x)).toBeLessThan(1e-6)
    })
  })

  test('every diffusion has the law of the flow, forward and backward, at mid-time and at the end', () => {
    const n = 2000
    const start = twoModes.sample(n, rng(2))
    const last = threeModes.sample(n, rng(3))
    // x at t = ½ is a mixture over pairs: means (m_i + n_j)/2, variances (C + D)/4 + ¼.
    const middle = mixture(
      [-3, 3].flatMap((m) =>
        [
          [-6, 0.5],
          [0, 0.33],
          [6, 0.5],
        ].map(([mean, variance]) => gaussian((m + (mean as number)) / 2, (0.25 + (variance as number)) / 4 + 0.25)),
      ),
    )
    // Steps of 1/200 add about 0.003 to the distance.
    const most = kolmogorov(n) + 0.005
    for (const epsilon of [0.5, 2, { relative: 'gamma', factor: 2 } as const]) {
      const common = { method: 'sde', epsilon, steps: 200, random: rng(4) } as const
      expect(distance(sample(line, { ...common, start }).points, threeModes)).toBeLessThan(most)
      expect(distance(sample(line, { ...common, start, steps: 100, span: [0, 0.5] }).points, middle)).toBeLessThan(most)
      expect(distance(sample(line, { ...common, start: last, direction: 'backward' }).points, twoModes)).toBeLessThan(
        most,
      )
    }
  })

  test('without noise the diffusion is the flow, point by point', () => {
    const start = twoModes.sample(20, rng(5))
    const flow = sample(line, { start })
    const diffusion = sample(line, { start, method: 'sde', epsilon: 0, steps: 100 })
    expect([...diffusion.points.data]).toEqual([...flow.points.data])
    expect(flow.evaluations).toBe(200)
  })

  test('score, denoiser and a drift in one pass make the same diffusion', () => {
    const start = twoModes.sample(20, rng(6))
    const { etaZ, score, drift, ...rest } = line
    const run = (model: SampledFields) => sample(model, { start, method: 'sde', random: rng(7) }).points.data
    const scored = run({ ...rest, score })
    const fused = run({ ...rest, drift })
    run({ ...rest, etaZ }).forEach((value, k) => {
      expect(scored[k]).toBeCloseTo(value, 8)
      expect(fused[k]).toBeCloseTo(value, 8)
    })
  })

  test('a mirror from one point forgets it as exp(−κ ε), κ = (4/√5) log((1 + √5)/2)', () => {
    const mirror = gaussianMixtureFields(undefined, mixture([gaussian(0, 1)]), interpolant('mirror'))
    const n = 5000
    const start = { data: new Float64Array(n).fill(3), n, d: 1 }
    const kappa = (4 / Math.sqrt(5)) * Math.log((1 + Math.sqrt(5)) / 2)
    expect(kappa).toBeCloseTo(0.86081788, 8)
    for (const epsilon of [0.5, 1, 2]) {
      const { data } = sample(mirror, { start, method: 'sde', epsilon, steps: 200, random: rng(8) }).points
      const mean = Array.from(data).reduce((a, b) => a + b, 0) / n
      // Four standard errors of a mean with variance <= 1, and a bias of order 1/200 of the shift.
      expect(Math.abs(mean - 3 * Math.exp(-kappa * epsilon))).toBeLessThan(4 / Math.sqrt(n) + 0.01)
    }
  })

  test('draws its own starting points, and repeats itself', () => {
    const model = { ...line, base: twoModes, target: threeModes }
    const options = { n: 30, method: 'sde', steps: 20 } as const
    expect([...sample(model, options).points.data]).toEqual([...sample(model, options).points.data])
    expect(sample(model, options).start.n).toBe(30)
    expect(sample(model, { ...options, direction: 'backward' }).start.data).not.toEqual(
      sample(model, options).start.data,
    )
  })

  test('names what is wrong', () => {
    const start = points([0])
    const { score, etaZ, drift, ...bare } = line
    expect(() => sample(line)).toThrow(/start: is missing; points, or a model with its own law/)
    expect(() => sample({ ...line, base: twoModes }, {})).toThrow(/start: is missing; points, or their number n/)
    expect(() => sample(line, { start, span: [0.5, 0.2] })).toThrow(/span: is \[0.5, 0.2\]/)
    expect(() => sample(line, { start, method: 'sde', epsilon: -1 })).toThrow(/epsilon: is -1 at t = 0/)
    expect(() => sample(bare, { start, method: 'sde' })).toThrow(/has neither etaZ nor score/)
    expect(() => sample({ ...bare, etaZ }, { start, method: 'sde', epsilon: 1 })).toThrow(
      /ε\/γ has no bound at t = 0.*relative: 'gamma'.*span inside/,
    )
    expect(() => sample(line, { start, method: 'sde', solver: 'rk4' })).toThrow(/solver: is rk4; euler, heun or platen/)
  })
})
