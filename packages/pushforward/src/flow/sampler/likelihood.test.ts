import { describe, expect, test } from 'vitest'
import type { Field } from '../../field/field.js'
import { gaussian } from '../../measure/gaussian.js'
import { mixture } from '../../measure/mixture.js'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { expectClose, line, plane } from '../denoiser/mixture.test.fixture.js'
import { mixtureDenoiser } from '../denoiser/mixture-denoiser.js'
import { edmPath, flowPath } from '../path/gaussian-path.js'
import { velocityField } from '../path/path-fields.js'
import { logLikelihood } from './likelihood.js'

const growth: Field = { d: 1, value: ({ data, n, d }) => ({ data: data.map((x) => x * Math.LN2), n, d }) }

describe('logLikelihood', () => {
  test('a flow that doubles lengths', () => {
    const { value, latent } = logLikelihood(growth, points([0, 1]), { base: gaussian(0, 1), span: [0, 1] })
    const normal = -Math.log(2 * Math.PI) / 2
    expectClose(latent.data, [0, 2], 1e-6)
    expectClose(value, [Math.LN2 + normal, Math.LN2 + normal - 2], 1e-5)
  })

  describe('the line through noise 0.02, by its flow to noise 80', () => {
    const x = points([-2, 0, 1.3, 3])
    const field = velocityField(edmPath(), mixtureDenoiser(line))
    const options = { span: [0.02, 80] as const, tolerance: 1e-12 }

    test('with the true law there: equal to the density', () => {
      const base = mixture(
        line.components.map(({ mean, covariance }) => gaussian(mean, (covariance.data[0] as number) + 80 ** 2)),
        line.weights,
      )
      const { value, converged } = logLikelihood(field, x, { ...options, base })
      expect(converged).toBe(true)
      expectClose(value, mixtureDenoiser(line).logDensity(x, 0.02), 1e-9)
      expectClose(value, [-1.6126333592, -1.4157394479, -2.1777404007, -2.3926193167], 1e-9)
    })

    test('with the usual Gaussian prior: shifted by what the prior misses', () => {
      const { value } = logLikelihood(field, x, { ...options, base: gaussian(0, 80 ** 2) })
      expectClose(value, [-1.610707316, -1.4149653292, -2.1790487135, -2.3971142017], 1e-9)
    })
  })

  describe('in the plane', () => {
    const x = plane.sample(5, rng(20261125))
    const field = velocityField(flowPath(), mixtureDenoiser(plane))
    const options = { base: gaussian([0, 0], 1), span: [1e-4, 1] as const, tolerance: 1e-9 }
    const exact = logLikelihood(field, x, options)

    test('along straight lines the whole way to N(0, I), where it is exact', () => {
      // x_t at t = 1e-4 is (1 − t) x₀ + t n.
      const t = 1e-4
      const scaled = { ...x, data: x.data.map((value) => value / (1 - t)) }
      const expected = mixtureDenoiser(plane)
        .logDensity(scaled, t / (1 - t))
        .map((value) => value - 2 * Math.log(1 - t))
      expectClose(exact.value, expected, 1e-7)
    })

    test('by Jacobian products, and by differences of values', () => {
      const { divergence: _, ...withProducts } = field
      expectClose(logLikelihood(withProducts, x, options).value, exact.value, 1e-7)
      const plain = { d: 2, value: field.value }
      // Differences lose 1e-10 of the field, whose slope near t = 0 is 1e4 in flat directions.
      expectClose(logLikelihood(plain, x, { ...options, tolerance: 1e-7 }).value, exact.value, 1e-4)
    })

    test('by random probes: within the standard error that they state', () => {
      const { value, standardError } = logLikelihood(field, x, {
        ...options,
        tolerance: 1e-6,
        divergence: 'hutchinson',
        probes: 64,
        random: rng(5),
      })
      value.forEach((estimate, i) => {
        const error = standardError?.[i] as number
        expect(error).toBeGreaterThan(0)
        expect(Math.abs(estimate - (exact.value[i] as number))).toBeLessThan(4 * error)
      })
    })
  })

  test('in one dimension one probe is exact', () => {
    const field = velocityField(edmPath(), mixtureDenoiser(line))
    const options = { base: gaussian(0, 400), span: [0.1, 20] as const, tolerance: 1e-9 }
    const x = normalPoints(rng(3), 4)
    const probed = logLikelihood(field, x, { ...options, divergence: 'hutchinson', probes: 1 })
    expectClose(probed.value, logLikelihood(field, x, options).value, 1e-13)
    expect(probed.standardError?.[0]).toBeNaN()
  })

  test('says when the equation was not solved', () => {
    const options = { base: gaussian(0, 1), span: [0, 1] as const, maxSteps: 1, tolerance: 1e-12 }
    const { converged, value } = logLikelihood(growth, points([1]), options)
    expect(converged).toBe(false)
    expect(value[0]).toBeNaN()
  })

  test('names what is wrong', () => {
    const x = points([0])
    const options = { base: gaussian(0, 1), span: [0, 1] as const }
    expect(() => logLikelihood(growth, points([[0, 0]]), options)).toThrow(/x: points have dimension 2; 1 is needed/)
    expect(() => logLikelihood(growth, x, { ...options, base: gaussian([0, 0], 1) })).toThrow(/base: has dimension 2/)
    expect(() => logLikelihood(growth, x, { ...options, probes: 0 })).toThrow(/probes: is 0; a positive integer/)
    expect(() => logLikelihood(growth, x, { ...options, divergence: 'trace' as 'exact' })).toThrow(/is 'trace'/)
  })
})
