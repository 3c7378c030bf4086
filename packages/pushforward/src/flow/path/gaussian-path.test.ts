import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  condOtPath,
  cosinePath,
  edmPath,
  flowPath,
  type GaussianPath,
  subVpPath,
  trigPath,
  vePath,
  vpPath,
} from './gaussian-path.js'

const paths = [condOtPath(), flowPath(), trigPath(), cosinePath(), vpPath(), subVpPath(), vePath(), edmPath()]
const named = paths.map((path) => [path.name, path] as const)

describe('gaussian paths', () => {
  test.each([
    ['vp α', vpPath().alpha, [0.946721798821, 0.281182880797, 0.016996463262]],
    ['vp λ', vpPath().lambda, [1.078290592942, -1.227567734411, -4.074605539251]],
    ['sub-vp σ', subVpPath().sigma, [0.103717835638, 0.920936187547, 0.999711120237]],
    ['cosine α²', (t: number) => cosinePath().alpha(t) ** 2, [0.972092737114, 0.493843590441, 0.02409172414]],
    ['ve σ', vePath().sigma, [0.023436729116, Math.SQRT1_2, 21.334035032232]],
    ['flow λ', flowPath().lambda, [2.197224577336, 0, -2.197224577336]],
    ['cond-ot λ', condOtPath().lambda, [-2.197224577336, 0, 2.197224577336]],
    ['trig σ²', (t: number) => trigPath().sigma(t) ** 2, [0.024471741852, 0.5, 0.975528258148]],
  ])('%s at 0.1, 0.5, 0.9', (_, value, expected) => {
    for (const [k, t] of [0.1, 0.5, 0.9].entries()) {
      // Twelve decimals are written.
      expect(Math.abs(value(t) - (expected[k] as number))).toBeLessThan(6e-13)
    }
  })

  test.each(named)('%s: slopes are those of the values', (_, { alpha, sigma, alphaDot, sigmaDot }) => {
    const h = 1e-5
    for (let t = 0.05; t < 0.96; t += 0.05) {
      // Truncation h² f'''/6 and rounding 1e-16/h are below 1e-8 of the scale; σ of ve grows to 30.
      const scale = Math.max(1, Math.abs(sigmaDot(t)))
      expect(Math.abs((alpha(t + h) - alpha(t - h)) / (2 * h) - alphaDot(t))).toBeLessThan(1e-7)
      expect(Math.abs((sigma(t + h) - sigma(t - h)) / (2 * h) - sigmaDot(t))).toBeLessThan(1e-7 * scale)
    }
  })

  test.each(named)('%s: λ = log(α/σ), it falls towards noise, and timeOf is its inverse', (_, path) => {
    const { lambda, timeOf, alpha, sigma, dataTime } = path
    const direction = dataTime === 0 ? -1 : 1
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (t) => {
        expect(Math.abs(lambda(t) - Math.log(alpha(t) / sigma(t)))).toBeLessThan(1e-9)
        expect(Math.abs(timeOf(lambda(t)) - t)).toBeLessThan(1e-12)
        expect(direction * (lambda(t + 1e-7) - lambda(t))).toBeGreaterThan(0)
      }),
      { seed: 20261125, numRuns: 300 },
    )
  })

  test('the ends are data and noise', () => {
    const ends = ({ alpha, sigma, dataTime }: GaussianPath) => {
      const noiseTime = 1 - dataTime
      return [alpha(dataTime), sigma(dataTime), alpha(noiseTime), sigma(noiseTime)]
    }
    for (const path of [condOtPath(), flowPath(), trigPath()]) expect(ends(path)).toEqual([1, 0, 0, 1])
    const [alpha, sigma, alphaEnd, sigmaEnd] = ends(cosinePath()) as [number, number, number, number]
    expect([sigma, alphaEnd]).toEqual([0, 0])
    expect(alpha).toBeCloseTo(1, 15)
    expect(sigmaEnd).toBeCloseTo(1, 15)
    expect(vpPath().sigma(0)).toBe(0)
    expect(vpPath().timeOf(Number.POSITIVE_INFINITY)).toBe(0)
  })

  test('noise near data keeps its digits', () => {
    // σ² = 2B = β₀t to first order; 1 − α² would keep no digit at t = 1e-16.
    expect(vpPath().sigma(1e-16) / Math.sqrt(0.1e-16)).toBeCloseTo(1, 12)
    expect(subVpPath().sigma(1e-16) / 0.1e-16).toBeCloseTo(1, 12)
    expect(trigPath().sigma(1e-16) / (Math.PI * 0.5e-16)).toBeCloseTo(1, 12)
    expect(vpPath().lambda(1e-16)).toBeCloseTo(-Math.log(Math.sqrt(0.1e-16)), 12)
  })

  test('names what is wrong', () => {
    expect(() => vpPath({ betaMin: -1 })).toThrow(/betaMin: is -1; a finite number >= 0/)
    expect(() => subVpPath({ betaMax: 0.05 })).toThrow(/betaMax: is 0.05; a positive number >= betaMin = 0.1/)
    expect(() => vePath({ sigmaMin: 0 })).toThrow(/sigmaMin: is 0; a positive finite number/)
    expect(() => vePath({ sigmaMax: 0.001 })).toThrow(/sigmaMax: is 0.001; a finite number > sigmaMin = 0.01/)
    expect(() => cosinePath({ offset: Number.NaN })).toThrow(/offset: is NaN/)
  })
})
