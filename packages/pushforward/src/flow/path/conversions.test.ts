import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { points } from '../../measure/points.js'
import { conversion, convertPrediction, type Prediction } from './conversions.js'
import { condOtPath, cosinePath, flowPath, subVpPath, trigPath, vePath, vpPath } from './gaussian-path.js'

const kinds: Prediction[] = ['sample', 'noise', 'score', 'v', 'velocity']
const paths = [condOtPath(), flowPath(), trigPath(), cosinePath(), vpPath(), subVpPath(), vePath()]

describe('conversion', () => {
  test('by hand', () => {
    // x = (x₀ + n)/2, so x₀ = 2x − n and u = n − x₀ = 2n − 2x.
    expect(conversion('noise', 'sample', flowPath(), 0.5)).toEqual({ prediction: -1, point: 2 })
    expect(conversion('noise', 'velocity', flowPath(), 0.5)).toEqual({ prediction: 2, point: -2 })
    expect(conversion('noise', 'score', flowPath(), 0.25)).toEqual({ prediction: -4, point: 0 })
  })

  test('every kind to every kind, from one x₀ and n', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true })
    const time = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(number, number, time, fc.constantFrom(...paths), (sample, noise, t, path) => {
        const alpha = path.alpha(t)
        const sigma = path.sigma(t)
        const x = alpha * sample + sigma * noise
        const truth: Record<Prediction, number> = {
          sample,
          noise,
          score: -noise / sigma,
          v: alpha * noise - sigma * sample,
          velocity: path.alphaDot(t) * sample + path.sigmaDot(t) * noise,
        }
        for (const from of kinds) {
          for (const to of kinds) {
            const { prediction, point } = conversion(from, to, path, t)
            // The factors are at most the ratio of ends, α or σ = 0.01 (1e-3 where squared): rounding times that.
            const size = Math.abs(prediction * truth[from]) + Math.abs(point * x) + 1
            expect(Math.abs(prediction * truth[from] + point * x - truth[to])).toBeLessThan(1e-13 * size)
          }
        }
      }),
      { seed: 20261125, numRuns: 500 },
    )
  })

  test('there and back is the identity, with a time for each point', () => {
    const x = points([
      [0.4, -1],
      [2, 0.3],
      [-0.7, 1.1],
    ])
    const value = points([
      [1, 2],
      [-0.5, 0.25],
      [0.1, -3],
    ])
    const t = Float64Array.of(0.01, 0.5, 0.99)
    for (const path of paths) {
      for (const from of kinds) {
        for (const to of kinds) {
          const there = convertPrediction(value, x, t, { from, to, path })
          const back = convertPrediction(there, x, t, { from: to, to: from, path })
          for (const [k, expected] of value.data.entries()) {
            const way = conversion(to, from, path, t[Math.floor(k / 2)] as number)
            const terms =
              Math.abs(way.prediction * (there.data[k] as number)) + Math.abs(way.point * (x.data[k] as number))
            // Rounding of the way there and of the way back, each a few units in the last place of its terms: 4e-12 at
            // worst, from sample to score and back on sub-vp, where σ = 0.002; below 1e-12 on all others.
            expect(Math.abs((back.data[k] as number) - expected)).toBeLessThan(1e-15 * (1 + 4 * terms))
          }
        }
      }
    }
  })

  test('on the circle the velocity is π/2 times v', () => {
    const { prediction, point } = conversion('v', 'velocity', trigPath(), 0.3)
    expect(prediction).toBeCloseTo(Math.PI / 2, 14)
    expect(point).toBeCloseTo(0, 14)
  })

  test('v and velocity determine all but the score at both ends; noise no sample, a sample no noise', () => {
    for (const t of [0, 1]) {
      for (const from of ['v', 'velocity'] as const) {
        expect(conversion(from, 'sample', flowPath(), t).prediction).toBeTypeOf('number')
        expect(conversion(from, 'noise', flowPath(), t).prediction).toBeTypeOf('number')
      }
    }
    expect(() => conversion('noise', 'sample', flowPath(), 1)).toThrow(
      /from: 'noise' does not determine 'sample' at t = 1, where α = 0 and σ = 1/,
    )
    expect(() => conversion('sample', 'noise', flowPath(), 0)).toThrow(/'sample' does not determine 'noise' at t = 0/)
    expect(() => conversion('velocity', 'score', flowPath(), 0)).toThrow(/does not determine 'score'/)
  })

  test('names what is wrong', () => {
    const x = points([[0, 0]])
    const options = { from: 'noise', to: 'v', path: vpPath() } as const
    expect(() => conversion('epsilon' as 'noise', 'v', vpPath(), 0.5)).toThrow(
      /from: is 'epsilon'; one of sample, noise/,
    )
    expect(() => convertPrediction(points([0]), x, 0.5, options)).toThrow(/value: points have dimension 1; 2 is needed/)
    expect(() =>
      convertPrediction(
        points([
          [0, 0],
          [1, 1],
        ]),
        x,
        0.5,
        options,
      ),
    ).toThrow(/value: has 2 points; 1 are/)
    expect(() => convertPrediction(x, x, Float64Array.of(0.1, 0.2), options)).toThrow(/t: has 2 numbers/)
  })
})
