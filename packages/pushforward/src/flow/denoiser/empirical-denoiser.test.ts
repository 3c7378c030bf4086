import { describe, expect, test } from 'vitest'
import { kernelDensity } from '../../measure/empirical.js'
import { gaussian } from '../../measure/gaussian.js'
import { mixture } from '../../measure/mixture.js'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { empiricalDenoiser } from './empirical-denoiser.js'
import { expectClose } from './mixture.test.fixture.js'
import { mixtureDenoiser } from './mixture-denoiser.js'

describe('empiricalDenoiser', () => {
  test('two atoms: a hyperbolic tangent', () => {
    const denoiser = empiricalDenoiser(points([-1, 1]))
    expect(denoiser.denoise(points([0.5]), 1).data[0]).toBeCloseTo(Math.tanh(0.5), 15)
    for (const x of [-3, 0, 0.5, 40]) {
      const mean = Math.tanh(x / 0.49)
      expect(denoiser.denoise(points([x]), 0.7).data[0]).toBeCloseTo(mean, 15)
      expect(denoiser.divergence(points([x]), 0.7)[0]).toBeCloseTo((1 - mean ** 2) / 0.49, 13)
    }
  })

  test('is the denoiser of very narrow Gaussians at the atoms', () => {
    const atoms = normalPoints(rng(1), 7, 3)
    const weights = Float64Array.of(0.1, 0.2, 0.05, 0.25, 0, 0.3, 0.1)
    const rows = Array.from({ length: 7 }, (_, j) => [...atoms.data.slice(3 * j, 3 * j + 3)])
    const narrow = mixtureDenoiser(
      mixture(
        rows.map((row) => gaussian(row, 1e-14)),
        weights,
      ),
    )
    const denoiser = empiricalDenoiser({ points: atoms, weights })
    const x = normalPoints(rng(2), 9, 3)
    const u = normalPoints(rng(3), 9, 3)
    for (const sigma of [0.2, 1, 30]) {
      // The narrow components differ by 1e-14/σ² in D and J, and rounding is amplified by 1/σ².
      expectClose(denoiser.denoise(x, sigma).data, narrow.denoise(x, sigma).data, 1e-11)
      expectClose(denoiser.jvp(x, u, sigma).data, narrow.jvp(x, u, sigma).data, 1e-11)
      expectClose(denoiser.divergence(x, sigma), narrow.divergence(x, sigma), 1e-11)
      expectClose(denoiser.logDensity(x, sigma), narrow.logDensity(x, sigma), 1e-10)
    }
  })

  test('log density is the kernel density', () => {
    const atoms = normalPoints(rng(4), 50, 2)
    const x = normalPoints(rng(5), 20, 2)
    const expected = kernelDensity(atoms, 0.3).logDensity(x)
    expectClose(empiricalDenoiser(atoms).logDensity(x, 0.3), expected, 1e-13)
  })

  test('no noise gives x back, little noise the nearest atom, endless noise the mean', () => {
    const atoms = points([
      [0, 0],
      [1, 0],
      [0, 4],
    ])
    const denoiser = empiricalDenoiser({ points: atoms, weights: Float64Array.of(0.5, 0.25, 0.25) })
    const x = points([[0.7, 0.1]])
    expect(denoiser.denoise(x, 0).data).toEqual(x.data)
    expect([...denoiser.denoise(x, 1e-5).data]).toEqual([1, 0])
    expectClose(denoiser.denoise(x, 1e8).data, [0.25, 1], 1e-14)
    // Σ w |x_j − mean|² = E|x|² − |mean|² = 4.25 − 1.0625
    expect((denoiser.divergence(x, 1e8)[0] as number) * 1e16).toBeCloseTo(3.1875, 12)
  })

  test('noise of its own for each point', () => {
    const denoiser = empiricalDenoiser(normalPoints(rng(6), 30, 2))
    const x = normalPoints(rng(7), 2, 2)
    const both = denoiser.denoise(x, Float64Array.of(0.2, 3)).data
    expect(both.slice(0, 2)).toEqual(denoiser.denoise(x, 0.2).data.slice(0, 2))
    expect(both.slice(2)).toEqual(denoiser.denoise(x, 3).data.slice(2))
  })

  test('names what is wrong', () => {
    const denoiser = empiricalDenoiser(points([[0, 0]]))
    const x = points([[0, 0]])
    expect(() => empiricalDenoiser(points([Number.NaN]))).toThrow(/is NaN/)
    expect(() => denoiser.denoise(points([0]), 1)).toThrow(/x: points have dimension 1; 2 is needed/)
    expect(() => denoiser.logDensity(x, 0)).toThrow(/sigma: is 0 at point 0; the density of atoms needs noise/)
    expect(() => denoiser.divergence(x, Float64Array.of(0))).toThrow(/the divergence of atoms needs noise/)
    expect(() =>
      denoiser.jvp(
        x,
        points([
          [1, 2],
          [3, 4],
        ]),
        1,
      ),
    ).toThrow(/u: is 2 × 2; 1 × 2 is needed/)
  })
})
