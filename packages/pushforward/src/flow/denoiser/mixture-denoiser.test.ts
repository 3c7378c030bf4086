import { describe, expect, test } from 'vitest'
import { gaussian } from '../../measure/gaussian.js'
import { type Mixture, mixture } from '../../measure/mixture.js'
import { type Points, points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { expectClose, line, plane, space } from './mixture.test.fixture.js'
import { gaussianDenoiser, mixtureDenoiser } from './mixture-denoiser.js'

const laws: [string, Mixture][] = [
  ['1-d', line],
  ['2-d', plane],
  ['4-d', space],
]

/** The mixture after noise, by its definition. */
function noisy({ components, weights, d }: Mixture, sigma: number): Mixture {
  return mixture(
    components.map(({ mean, covariance }) => {
      const data = covariance.data.slice()
      for (let k = 0; k < d; k++) data[k * d + k] = (data[k * d + k] as number) + sigma * sigma
      return gaussian(mean, { data, rows: d, columns: d })
    }),
    weights,
  )
}

function cloud(d: number, n = 12, scale = 3): Points {
  const { data } = normalPoints(rng(20261125), n, d)
  return { data: data.map((value) => scale * value), n, d }
}

const at = ({ data }: Points, k: number) => data[k] as number

/** Points moved by h along coordinate k, or along a field of directions. */
function moved(x: Points, h: number, k: number | Points): Points {
  const step = (index: number) => (typeof k === 'number' ? (index % x.d === k ? 1 : 0) : at(k, index))
  return { ...x, data: new Float64Array(x.data).map((value, index) => value + h * step(index)) }
}

describe('gaussianDenoiser', () => {
  test('is the linear shrinkage of the normal', () => {
    expect(gaussianDenoiser(gaussian(0, 1)).denoise(points([3]), 1).data[0]).toBeCloseTo(1.5, 15)
    const denoiser = gaussianDenoiser(gaussian(1, 4))
    for (const sigma of [1e-8, 0.5, 3, 1e6]) {
      const gain = 4 / (4 + sigma ** 2)
      expect(denoiser.denoise(points([3]), sigma).data[0]).toBeCloseTo(1 + gain * 2, 14)
      expect(denoiser.divergence(points([3]), sigma)[0]).toBeCloseTo(gain, 14)
      expect(denoiser.jvp(points([3]), points([2]), sigma).data[0]).toBeCloseTo(2 * gain, 14)
    }
  })
})

describe('mixtureDenoiser', () => {
  test('two equal atoms of spread: a hyperbolic tangent', () => {
    const narrow = mixtureDenoiser(mixture([gaussian(-1, 0.01), gaussian(1, 0.01)]))
    expect(narrow.denoise(points([0]), 1).data[0]).toBeCloseTo(0, 15)
    // Means ±1, variance v: posterior of the sign is tanh(x / (v + σ²)).
    const denoiser = mixtureDenoiser(mixture([gaussian(-1, 0.25), gaussian(1, 0.25)]))
    const total = 0.25 + 0.64
    for (const x of [-2, 0, 0.3, 5]) {
      const expected = (0.64 * Math.tanh(x / total) + 0.25 * x) / total
      expect(denoiser.denoise(points([x]), 0.8).data[0]).toBeCloseTo(expected, 14)
    }
  })

  test.each(
    [-2, 0, 1.3, 3].map((x, k) => [x, [-1.6126333592, -1.4157394479, -2.1777404007, -2.3926193167][k]] as const),
  )('log density of the line at %f through noise 0.02', (x, expected) => {
    const [value] = mixtureDenoiser(line).logDensity(points([x]), 0.02)
    // Ten decimals are written.
    expect(Math.abs((value as number) - (expected as number))).toBeLessThan(6e-11)
  })

  test.each(laws)('%s: log density is that of the mixture with σ² I added', (_, law) => {
    const x = cloud(law.d)
    for (const sigma of [0, 1e-3, 0.7, 50]) {
      const expected = noisy(law, sigma).logDensity(x)
      mixtureDenoiser(law)
        .logDensity(x, sigma)
        .forEach((value, i) => {
          // Quadratic forms up to 1e6 (the flat direction of 4-d), in float64 with condition number 1e4.
          expect(Math.abs(value / (expected[i] as number) - 1)).toBeLessThan(1e-10)
        })
    }
  })

  test.each(laws)('%s: D = x + σ² ∇ log density', (_, law) => {
    const denoiser = mixtureDenoiser(law)
    const x = cloud(law.d)
    const sigma = 0.8
    const h = 1e-4
    const mean = denoiser.denoise(x, sigma)
    for (let k = 0; k < law.d; k++) {
      const above = denoiser.logDensity(moved(x, h, k), sigma)
      const below = denoiser.logDensity(moved(x, -h, k), sigma)
      for (let i = 0; i < x.n; i++) {
        const slope = ((above[i] as number) - (below[i] as number)) / (2 * h)
        const index = i * law.d + k
        // Truncation h²/6 times third derivatives (up to 1/σ⁴ · spread³ ≈ 300 here) and rounding 1e-14/h.
        expect(Math.abs(at(x, index) + sigma ** 2 * slope - at(mean, index))).toBeLessThan(1e-6)
      }
    }
  })

  test.each(laws)('%s: Jacobian products and trace are those of D, for small and large noise', (_, law) => {
    const denoiser = mixtureDenoiser(law)
    const x = cloud(law.d)
    const u = normalPoints(rng(7), x.n, law.d)
    for (const sigma of [0.05, 0.8, 6]) {
      const h = 1e-4 * sigma
      const above = denoiser.denoise(moved(x, h, u), sigma)
      const below = denoiser.denoise(moved(x, -h, u), sigma)
      denoiser.jvp(x, u, sigma).data.forEach((value: number, index: number) => {
        const slope = (at(above, index) - at(below, index)) / (2 * h)
        // As above; entries of J go to |D_1 − D_2|²/4σ², some hundreds at the smallest σ.
        expect(Math.abs(slope - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)))
      })
      let trace = new Float64Array(x.n)
      for (let k = 0; k < law.d; k++) {
        const unit = moved({ ...x, data: new Float64Array(x.data.length) }, 1, k)
        const { data } = denoiser.jvp(x, unit, sigma)
        trace = trace.map((value, i) => value + (data[i * law.d + k] as number))
      }
      denoiser.divergence(x, sigma).forEach((value, i) => {
        expect(Math.abs(value / (trace[i] as number) - 1)).toBeLessThan(1e-13)
      })
    }
  })

  test.each(laws)('%s: no noise gives x back, endless noise the mean', (_, law) => {
    const denoiser = mixtureDenoiser(law)
    const x = cloud(law.d)
    expect(denoiser.denoise(x, 0).data).toEqual(x.data)
    // Up to rounding in the sum of the shares.
    for (const trace of denoiser.divergence(x, 0)) expect(trace).toBeCloseTo(law.d, 14)
    // J = Cov / σ²: with noise 1e6 all that is left of x is 1e-12 of it.
    const mean = denoiser.denoise(x, 1e6)
    mean.data.forEach((value: number, index: number) => {
      expect(Math.abs(value - (law.mean[index % law.d] as number))).toBeLessThan(1e-10)
    })
    const spread = law.covariance.data.reduce((sum, value, k) => sum + (k % (law.d + 1) === 0 ? value : 0), 0)
    for (const trace of denoiser.divergence(x, 1e6)) expect(trace * 1e12).toBeCloseTo(spread, 9)
  })

  test('noise of its own for each point', () => {
    const x = cloud(2, 3)
    const sigma = Float64Array.of(0.1, 2, 0.1)
    const denoiser = mixtureDenoiser(plane)
    const together = denoiser.denoise(x, sigma)
    sigma.forEach((noise, i) => {
      const alone = denoiser.denoise(points([[at(x, 2 * i), at(x, 2 * i + 1)]]), noise)
      expectClose(together.data.slice(2 * i, 2 * i + 2), alone.data, 1e-15)
    })
  })

  test.each(laws)('%s: the kernel for shared noise computes what plain code does for noise a point', (_, law) => {
    const denoiser = mixtureDenoiser(law)
    const x = cloud(law.d, 301, 5)
    for (const sigma of [1e-6, 0.3, 4, 1e5]) {
      const each = new Float64Array(x.n).fill(sigma)
      // Exponents reach 1e6 in the flat direction of 4-d, and their rounding passes to the shares.
      expectClose(denoiser.denoise(x, sigma).data, denoiser.denoise(x, each).data, 1e-9)
      expectClose(denoiser.logDensity(x, sigma), denoiser.logDensity(x, each), 1e-13)
      expectClose(denoiser.divergence(x, sigma), denoiser.divergence(x, each), 1e-9)
    }
  })

  test('a point far from every component keeps a finite posterior', () => {
    const denoiser = mixtureDenoiser(line)
    const far = points([1e6, -1e6])
    const [right, left] = denoiser.denoise(far, 0.1).data as Float64Array
    // The widest component has the slowest tail, on both sides: mean −2, variance 0.36.
    expect(right).toBeCloseTo(-2 + (0.36 / 0.37) * (1e6 + 2), 4)
    expect(left).toBeCloseTo(-2 + (0.36 / 0.37) * (-1e6 + 2), 4)
    for (const value of denoiser.logDensity(far, 0.1)) expect(Number.isFinite(value)).toBe(true)
  })

  test('names what is wrong', () => {
    const denoiser = mixtureDenoiser(plane)
    const x = points([[0, 0]])
    expect(() => denoiser.denoise(points([0]), 1)).toThrow(/x: points have dimension 1; 2 is needed/)
    expect(() => denoiser.denoise(x, -1)).toThrow(/sigma: is -1; a finite number >= 0/)
    expect(() => denoiser.denoise(x, Float64Array.of(1, 2))).toThrow(/sigma: has 2 numbers; one, or one a point \(1\)/)
    expect(() => denoiser.logDensity(x, Float64Array.of(Number.NaN))).toThrow(/sigma\[0\]: is NaN/)
    expect(() => denoiser.jvp(x, points([1]), 1)).toThrow(/u: is 1 × 1; 1 × 2 is needed/)
  })
})
