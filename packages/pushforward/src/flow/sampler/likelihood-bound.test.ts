import { describe, expect, test } from 'vitest'
import type { Field } from '../../field/field.js'
import { gaussian } from '../../measure/gaussian.js'
import { mixture } from '../../measure/mixture.js'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { interpolant } from '../interpolant/interpolant.js'
import { gaussianMixtureFields } from '../interpolant/interpolant-fields.js'
import { stochasticInterpolant } from '../interpolant/stochastic-interpolant.js'
import { logLikelihood } from './likelihood.js'
import { likelihoodBound } from './likelihood-bound.js'

const unit = mixture([gaussian(0, 1)])
const still = gaussianMixtureFields(unit, unit, interpolant('linear', { brownian: 2 }))

const constant = (value: number): Field => ({
  d: 1,
  value: ({ n, d }) => ({ data: new Float64Array(n).fill(value), n, d }),
  divergence: ({ n }) => new Float64Array(n),
})

const logNormal = (x: number, mean: number) => -((x - mean) ** 2) / 2 - Math.log(2 * Math.PI) / 2

describe('likelihoodBound', () => {
  test('N(0, 1) carried onto itself: its density, with any noise', () => {
    for (const epsilon of [0.3, 1, 3]) {
      const x = points([-1.5, 0, 0.4, 2])
      const { value, standardError } = likelihoodBound(still, x, { base: unit, epsilon, paths: 64 })
      value.forEach((found, i) => {
        // Four standard errors over 64 paths, and (ε/100)² of the steps. Of the spread Itô's sum over 200 half steps leaves
        // ½ (2ε/200)² a step, .0125 ε over 64 paths.
        const error = Math.abs(found - logNormal(x.data[i] as number, 0))
        expect(error).toBeLessThan(4 * (standardError[i] as number) + 1e-3)
        expect(standardError[i]).toBeLessThan(0.02 * epsilon)
      })
    }
  })

  test('exact fields of two mixtures: the density of the target', () => {
    const [two, three] = [
      mixture([gaussian([-1, 0], 0.3), gaussian([1.5, 0], 0.5)]),
      mixture([gaussian([0, 1], 0.4), gaussian([0, -1], 0.3), gaussian([2, 0], 0.5)], [0.5, 0.3, 0.2]),
    ]
    const fields = gaussianMixtureFields(two, three, interpolant('linear'))
    const x = three.sample(6, rng(1))
    const exact = three.logDensity(x)
    const options = { base: two, epsilon: { relative: 'gamma', factor: 2 }, steps: 200, paths: 64 } as const
    const { value, standardError } = likelihoodBound(fields, x, options)
    value.forEach((found, i) => {
      expect(Math.abs(found - (exact[i] as number))).toBeLessThan(4 * (standardError[i] as number) + 5e-3)
    })
    // By the denoiser alone it is the same but for the rounding of η_z / γ.
    const { score: _, drift: __, ...byDenoiser } = fields
    const { value: other } = likelihoodBound(byDenoiser, x, options)
    other.forEach((found, i) => {
      expect(Math.abs(found - (exact[i] as number))).toBeLessThan(4 * (standardError[i] as number) + 5e-3)
    })
    // What is taken off is nearly all of the spread.
    const plain = likelihoodBound(fields, x, { ...options, controlVariate: false })
    plain.value.forEach((found, i) => {
      expect(Math.abs(found - (exact[i] as number))).toBeLessThan(4 * (plain.standardError[i] as number) + 5e-3)
      expect(standardError[i]).toBeLessThan((plain.standardError[i] as number) / 4)
    })
  })

  test('a velocity that is off by c: below the density by the gap that the formula says', () => {
    // X = (c − ε X) dt + noise has mean m_t = c (1 − e^{−εt})/ε and variance 1, so s − ∇ log ρ̂ = −m_t.
    const [c, epsilon] = [0.8, 1.5]
    const model = { d: 1, interpolant: still.interpolant, velocity: constant(c), score: still.score }
    const x = points([-1, 0.2, 1.4])
    const { value, standardError } = likelihoodBound(model, x, { base: unit, epsilon, paths: 256 })
    const decay = Math.exp(-epsilon)
    const gap = (c ** 2 / epsilon) * (1 - (2 * (1 - decay)) / epsilon + (1 - decay ** 2) / (2 * epsilon))
    expect(gap).toBeGreaterThan(0.1)
    value.forEach((found, i) => {
      const exact = logNormal(x.data[i] as number, (c * (1 - decay)) / epsilon)
      expect(Math.abs(found - (exact - gap))).toBeLessThan(4 * (standardError[i] as number) + 1e-3)
    })
  })

  test('without noise it is the likelihood of the flow', () => {
    const three = mixture([gaussian(-2, 0.5), gaussian(0, 0.33), gaussian(2, 0.5)])
    const fields = gaussianMixtureFields(unit, three, interpolant('linear'))
    const x = points([-2, 0.5, 1.7])
    const { value, standardError } = likelihoodBound(fields, x, { base: unit, epsilon: 0, steps: 1000, paths: 2 })
    const flow = logLikelihood(fields.velocity, x, { base: unit, span: [1, 0], tolerance: 1e-9 })
    // Second order: b bends over times of order .1, and so (.001/.1)² of it.
    value.forEach((found, i) => {
      expect(found).toBeCloseTo(flow.value[i] as number, 3)
    })
    // All paths of a point are one; sums of 1000 terms.
    for (const error of standardError) expect(error).toBeLessThan(1e-12)
  })

  test('learnt fields: in the mean below what the target gives its own samples, and not far', async () => {
    const target = gaussian([2, -1], 0.25)
    const { fit } = stochasticInterpolant({ path: 'oneSidedLinear' })
    const model = await fit({ x1: target }, { steps: 800, batch: 256, network: { hidden: [32, 32] }, random: rng(1) })
    const x = target.sample(100, rng(2))
    const { value } = likelihoodBound(model, x, { base: gaussian([0, 0], 1), steps: 50, paths: 8 })
    const exact = target.logDensity(x)
    const differences = value.map((found, i) => (exact[i] as number) - found)
    const mean = differences.reduce((sum, each) => sum + each, 0) / 100
    const deviation = Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 99)
    // By Gibbs' inequality the mean is >= 0 but for sampling.
    expect(mean).toBeGreaterThan((-4 * deviation) / 10)
    expect(mean).toBeLessThan(0.3)
  })

  test('names what is wrong', () => {
    const x = points([0])
    expect(() => likelihoodBound(still, points([[0, 1]]), { base: unit })).toThrow(/x: points have dimension 2/)
    expect(() => likelihoodBound(still, x, { base: gaussian([0, 0], 1) })).toThrow('base: has dimension 2; 1 is needed')
    expect(() => likelihoodBound(still, x, { base: unit, paths: 1 })).toThrow('paths: is 1; an integer from 2')
    expect(() => likelihoodBound(still, x, { base: unit, steps: 0 })).toThrow('steps: is 0')
    const { d, velocity, interpolant: path } = still
    expect(() => likelihoodBound({ d, velocity, interpolant: path }, x, { base: unit })).toThrow(
      /neither etaZ nor score/,
    )
    expect(() =>
      likelihoodBound({ d, velocity, interpolant: path, etaZ: still.etaZ }, x, { base: unit, epsilon: 1 }),
    ).toThrow(/ε\/γ has no bound at t = 0/)
  })
})
