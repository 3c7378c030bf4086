import { describe, expect, test } from 'vitest'
import type { Field } from '../../field/field.js'
import { solveOde } from '../../field/ode.js'
import { gaussian } from '../../measure/gaussian.js'
import { type Points, points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { normalCdf } from '../../measure/special-functions.js'
import { expectClose, line, plane } from '../denoiser/mixture.test.fixture.js'
import { gaussianDenoiser, mixtureDenoiser } from '../denoiser/mixture-denoiser.js'
import { solveSde } from '../sampler/sde.js'
import { edmPath, flowPath, type GaussianPath, subVpPath, trigPath, vePath, vpPath } from './gaussian-path.js'
import { noiseField, sampleField, scoreField, velocityField } from './path-fields.js'

const paths = [flowPath(), trigPath(), vpPath(), subVpPath(), vePath()]

/** x and two tangent vectors, carried along together: d(u)/dt = J u. */
function variational(field: Field): Field {
  return {
    d: 6,
    value: ({ data, n }, t) => {
      const part = (k: number): Points => {
        const out = new Float64Array(n * 2)
        for (let i = 0; i < n; i++) out.set(data.subarray(i * 6 + 2 * k, i * 6 + 2 * k + 2), 2 * i)
        return { data: out, n, d: 2 }
      }
      const x = part(0)
      const parts = [field.value(x, t), field.jvp?.(x, part(1), t), field.jvp?.(x, part(2), t)] as Points[]
      const out = new Float64Array(n * 6)
      for (const [k, { data: values }] of parts.entries()) {
        for (let i = 0; i < n; i++) out.set(values.subarray(2 * i, 2 * i + 2), i * 6 + 2 * k)
      }
      return { data: out, n, d: 6 }
    },
  }
}

describe('velocityField', () => {
  test('the flow of one Gaussian is linear: m + (x − m) √((c² + s²)/(c² + t²))', () => {
    const field = velocityField(edmPath(), gaussianDenoiser(gaussian(0.3, 0.49)))
    const { points: end } = solveOde(field, points([5]), [3, 0.1], { method: 'dopri5', tolerance: 1e-12 })
    expect(end.data[0]).toBeCloseTo(0.3 + 4.7 * Math.sqrt((0.49 + 0.01) / (0.49 + 9)), 10)
  })

  test('along straight lines to noise a Gaussian flows into the standard one', () => {
    const field = velocityField(flowPath(), gaussianDenoiser(gaussian(0, 4)))
    // rk4 with 100 steps: h⁴ = 1e-8 times derivatives of the order of 10.
    expect(solveOde(field, points([3]), [0, 1]).points.data[0]).toBeCloseTo(1.5, 7)
  })

  test('the flow of the line from noise 20 to 0.02', () => {
    const field = velocityField(edmPath(), mixtureDenoiser(line))
    const options = { method: 'dopri5', tolerance: 1e-13 } as const
    const { points: end } = solveOde(field, points([-30, -5, 0, 10, 30]), [20, 0.02], options)
    const expected = [-2.460046904636, 0.074627322346, 0.365502733058, 0.880340441695, 2.662649764552]
    // Twelve decimals are written; some hundred steps of 1e-13.
    expectClose(end.data, expected, 1e-11)
  })

  test('the flow of the plane from noise 40 to 0.001, and its Jacobian', () => {
    const field = variational(velocityField(edmPath(), mixtureDenoiser(plane)))
    const start = points([[20, -10, 1, 0, 0, 1]])
    const { points: end } = solveOde(field, start, [40, 0.001], { method: 'dopri5', tolerance: 1e-12 })
    // Nine decimals are written. Columns of the Jacobian, one after the other.
    expectClose(end.data, [1.341855011, -0.829946181, 0.023524661, 0.007184882, 0.007418702, 0.015735397], 1e-9)
  })

  test('depends on the path through λ alone: all paths send x/α to the same place', () => {
    const denoiser = mixtureDenoiser(line)
    const ends = paths.map((path) => {
      const [from, to] = [path.timeOf(-2), path.timeOf(3)]
      const start = points([1.7 * path.alpha(from)])
      const { points: end } = solveOde(velocityField(path, denoiser), start, [from, to], {
        method: 'dopri5',
        tolerance: 1e-12,
      })
      return (end.data[0] as number) / path.alpha(to)
    })
    for (const end of ends) expect(Math.abs(end - (ends[0] as number))).toBeLessThan(1e-9)
  })

  test.each([0, 0.5, 1])('with noise %f times that of the reverse diffusion all marginals stay', (share) => {
    // dX = (1 + share²) u dσ + share √(2σ) dW, from noise 20 to 0.02; u = −σ score in the time of the noise.
    const n = 5000
    const steps = 200
    const random = rng(20261125)
    const noise = normalPoints(random, n).data
    const { data } = line.sample(n, random)
    const start = { data: data.map((value, i) => value + 20 * (noise[i] as number)), n, d: 1 }
    const velocity = velocityField(edmPath(), mixtureDenoiser(line))
    const drift: Field = {
      d: 1,
      value: (x, t) => ({ ...x, data: velocity.value(x, t).data.map((value) => (1 + share ** 2) * value) }),
    }
    const times = Float64Array.from({ length: steps + 1 }, (_, k) => 20 * 0.001 ** (k / steps))
    times[steps] = 0.02
    const gaps: number[] = []
    solveSde(drift, (t) => share * Math.sqrt(2 * t), start, [20, 0.02], {
      times,
      method: 'euler',
      random,
      onStep: ({ step, t, x }) => {
        if (step % 100 === 0) gaps.push(kolmogorov(x, t))
      },
    })
    // Kolmogorov's 99.9 % point, 1.95/√n, at the half and at the end.
    expect(gaps.length).toBe(2)
    for (const gap of gaps) expect(gap).toBeLessThan(1.95 / Math.sqrt(n))
  })

  /** Distance of the sample's distribution function from that of the line through noise. */
  function kolmogorov(x: Points, sigma: number): number {
    const cdf = (at: number) =>
      line.components.reduce((sum, { mean, covariance }, k) => {
        const deviation = Math.sqrt((covariance.data[0] as number) + sigma ** 2)
        return sum + (line.weights[k] as number) * normalCdf((at - (mean[0] as number)) / deviation)
      }, 0)
    return Float64Array.from(x.data)
      .sort()
      .reduce((most, at, i) => Math.max(most, cdf(at) - i / x.n, (i + 1) / x.n - cdf(at)), 0)
  }

  test('obeys the continuity equation with the density of x_t', () => {
    const denoiser = mixtureDenoiser(line)
    const x = points([-2, -0.3, 0.4, 1.5])
    for (const path of paths) {
      const t = path.timeOf(-0.2)
      const logDensity = (time: number) =>
        denoiser
          .logDensity(
            { ...x, data: x.data.map((value) => value / path.alpha(time)) },
            path.sigma(time) / path.alpha(time),
          )
          .map((value) => value - Math.log(path.alpha(time)))
      const h = 1e-5
      const field = velocityField(path, denoiser)
      const before = logDensity(t - h)
      const after = logDensity(t + h)
      const velocity = field.value(x, t).data
      const score = scoreField(path, denoiser).value(x, t).data
      field.divergence?.(x, t).forEach((divergence, i) => {
        const rate = ((after[i] as number) - (before[i] as number)) / (2 * h)
        // ∂ log p/∂t + div u + u · ∇ log p = 0; central differences h² with rates up to 10 a unit of time.
        expect(Math.abs(rate + divergence + (velocity[i] as number) * (score[i] as number))).toBeLessThan(1e-6)
      })
    }
  })
})

describe('fields of a path', () => {
  const x = normalPoints(rng(20261125), 6, 2)
  const u = normalPoints(rng(1), 6, 2)
  const denoiser = mixtureDenoiser(plane)
  const make = [velocityField, scoreField, noiseField, sampleField]

  test.each(paths.map((path) => [path.name, path] as const))('%s: derivatives are those of the values', (_, path) => {
    const h = 1e-5
    for (const field of make.map((of) => of(path, denoiser))) {
      for (const t of [0.2, 0.6]) {
        const shifted = (sign: number) =>
          field.value({ ...x, data: x.data.map((value, k) => value + sign * h * (u.data[k] as number)) }, t).data
        const below = shifted(-1)
        const slopes = Float64Array.from(shifted(1), (value, k) => (value - (below[k] as number)) / (2 * h))
        expectClose(field.jvp?.(x, u, t).data ?? [], slopes, 2e-6)
        const trace = new Float64Array(x.n)
        for (let k = 0; k < 2; k++) {
          const unit = { ...x, data: Float64Array.from(x.data, (_, index) => (index % 2 === k ? 1 : 0)) }
          const column = field.jvp?.(x, unit, t).data as Float64Array
          for (let i = 0; i < x.n; i++) trace[i] = (trace[i] as number) + (column[2 * i + k] as number)
        }
        expectClose(field.divergence?.(x, t) ?? [], trace, 1e-12)
      }
    }
  })

  test('at the noisy end x̂₀ is the mean, at the end of data x', () => {
    for (const path of [flowPath(), trigPath()] as GaussianPath[]) {
      const mean = plane.mean
      expectClose(
        sampleField(path, denoiser).value(x, 1).data,
        x.data.map((_, k) => mean[k % 2] as number),
        1e-10,
      )
      const expected = x.data.map((value, k) => path.alphaDot(1) * (mean[k % 2] as number) + path.sigmaDot(1) * value)
      expectClose(velocityField(path, denoiser).value(x, 1).data, expected, 1e-10)
      expectClose(sampleField(path, denoiser).value(x, 0).data, x.data, 0)
      expectClose(noiseField(path, denoiser).value(x, 0).data, new Float64Array(12), 0)
    }
    expectClose(
      velocityField(flowPath(), denoiser).value(x, 0).data,
      velocityField(flowPath(), denoiser).value(x, 1e-9).data,
      1e-6,
    )
  })

  test('a denoiser without derivatives gives a field without them', () => {
    const plain = velocityField(flowPath(), { d: 2, denoise: denoiser.denoise })
    expect(plain.divergence).toBeUndefined()
    expect(plain.jvp).toBeUndefined()
  })

  test('names the end at which a field is not known', () => {
    expect(() => scoreField(flowPath(), denoiser).value(x, 0)).toThrow(
      /t: the noise is 0 at t = 0, and the score is not/,
    )
    expect(() => velocityField(vpPath(), denoiser).value(x, 0)).toThrow(
      /t: the noise is 0 at t = 0, where its slope is/,
    )
  })
})
