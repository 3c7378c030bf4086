import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../errors.js'
import { gaussianSeparation, hypercubeSeparation, separationOf, tabulatedSeparation } from './separation.js'

/** ∫₀^∞ (1 − λ) ds as ∫ (1 − γ) dθ. */
function integral({ gamma }: { gamma: (theta: number) => number }): number {
  const n = 4000
  let sum = 0
  for (let k = 0; k < n; k++) sum += 1 - gamma(((k + 0.5) * Math.PI) / 2 / n)
  return (sum * Math.PI) / 2 / n
}

describe('hypercubeSeparation', () => {
  const { oneMinusLambda, gamma } = hypercubeSeparation()

  test.each([
    [0.25, 0.0589459755],
    [0.5, 0.2040542656],
    [1, 0.5504004908],
    [2, 0.9314025912],
    [3, 0.9958489203],
  ])('λ(%s) = E tanh(s² + s Z)', (s, value) => {
    expect(1 - oneMinusLambda(s)).toBeCloseTo(value, 10)
  })

  test.each([
    [0.1, 6.53844e-7, 1e-5],
    [0.2, 3.9717659e-5, 1e-7],
    [0.3, 4.21217468e-4, 1e-8],
    [0.5, 0.007769766903, 1e-9],
    [0.8, 0.112002715136, 1e-11],
    [1.0, 0.394465920098, 1e-11],
    [1.2, 0.882385146677, 1e-11],
    [1.4, 0.999999637218, 1e-11],
  ])('γ(%s)', (theta, value, relative) => {
    expect(Math.abs(gamma(theta) / value - 1)).toBeLessThan(relative)
  })

  test('the integral of 1 − λ, and γ of order θ⁶ at 0', () => {
    // The midpoint rule of a smooth function on 4000 panels.
    expect(integral({ gamma })).toBeCloseTo(1.017601656877, 7)
    // γ/θ⁶ changes by O(θ²): 2.5e-3 relative between these angles would be a wrong power.
    expect(Math.log(gamma(0.04) / gamma(0.02)) / Math.log(2)).toBeCloseTo(6, 1)
    expect(gamma(0)).toBe(0)
  })
})

describe('gaussianSeparation', () => {
  test('γ has two forms, and the one without cancellation is used', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.05, max: 1.5, noNaN: true }),
        (raw, theta) => {
          const mean = raw.reduce((sum, v) => sum + v, 0) / raw.length
          fc.pre(mean > 0.01)
          const { gamma, oneMinusLambda } = gaussianSeparation(raw.map((v) => v / mean))
          const s = Math.tan(theta)
          // (1 + s²) up to 200 times rounding.
          expect(gamma(theta)).toBeCloseTo(1 - oneMinusLambda(s) * (1 + s * s), 11)
        },
      ),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test('small angles keep their digits: γ → θ² Σ (v − 1)²/d', () => {
    const { gamma } = gaussianSeparation([1.1, 0.9])
    expect(gamma(1e-6) / 1e-12).toBeCloseTo(0.01, 10)
  })

  test('dimensions without data are what γ lacks of 1 at π/2', () => {
    expect(gaussianSeparation([2, 0]).gamma(Math.PI / 2)).toBe(0.5)
    expect(gaussianSeparation([4, 0, 0, 0]).gamma(Math.PI / 2)).toBe(0.75)
    expect(gaussianSeparation([1.5, 0.5]).gamma(Math.PI / 2)).toBeCloseTo(0, 15)
    expect(gaussianSeparation([1, 1]).gamma(0.7)).toBe(0)
  })

  test('names what is wrong', () => {
    expect(() => gaussianSeparation([1, 2])).toThrow(
      new InputError('variances: their mean is 1.5; 1 is needed (divide by the mean: data are normalised)'),
    )
    expect(() => gaussianSeparation([-1, 3])).toThrow('variances: [0] is -1; finite numbers >= 0 are needed')
    expect(() => gaussianSeparation([])).toThrow(InputError)
  })
})

describe('separationOf and tabulatedSeparation', () => {
  test('atoms infinitely far apart have γ = 1 from the first angle', () => {
    const { gamma } = separationOf(() => 0)
    for (const theta of [0, 1e-9, 0.3, Math.PI / 2]) expect(gamma(theta)).toBe(1)
  })

  test('normal data have γ = 0 but for rounding', () => {
    const { gamma } = separationOf((s) => 1 / (1 + s * s))
    for (const theta of [0, 0.01, 1, 1.5]) expect(gamma(theta)).toBeLessThan(1e-12)
  })

  test('a table gives back the function that it was made from', () => {
    const exact = hypercubeSeparation()
    const theta = Float64Array.from({ length: 200 }, (_, k) => ((k + 1) / 201) * (Math.PI / 2))
    const table = tabulatedSeparation(theta, theta.map(exact.gamma), { tail: 'atoms' })
    // Steps of 0.008, third order, and derivatives of √γ up to about 10.
    for (let at = 0.003; at < 1.57; at += 0.01) expect(Math.abs(table.gamma(at) - exact.gamma(at))).toBeLessThan(2e-5)
    expect(table.oneMinusLambda(1)).toBeCloseTo(exact.oneMinusLambda(1), 4)
  })

  test('the tail is what was asked for', () => {
    const tail = (kind: 'atoms' | 'density' | 'hold') =>
      tabulatedSeparation([0.5, 1], [0.2, 0.5], { tail: kind }).gamma(Math.PI / 2)
    expect(tail('atoms')).toBe(1)
    expect(tail('density')).toBeCloseTo(0, 15)
    expect(tail('hold')).toBeCloseTo(0.5, 15)
  })

  test('names what is wrong with a table', () => {
    expect(() => tabulatedSeparation([], [])).toThrow(InputError)
    expect(() => tabulatedSeparation([0.5, 2], [0, 1])).toThrow(/theta: goes from 0.5 to 2; angles between 0 and π\/2/)
    expect(() => tabulatedSeparation([0.5, 0.4], [0, 1])).toThrow(InputError)
    expect(() => tabulatedSeparation([0.4, 0.5], [0, Number.NaN])).toThrow(InputError)
  })
})
