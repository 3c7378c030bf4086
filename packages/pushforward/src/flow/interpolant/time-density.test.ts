import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../errors.js'
import { timeDensity } from './time-density.js'

/** Means over the middles of m equal shares of all draws, times weights: what infinitely many draws would give. */
function weightedMean(law: ReturnType<typeof timeDensity>, of: (t: number) => number, m = 40_000): number {
  let sum = 0
  for (let k = 0; k < m; k++) {
    const t = law.quantile((k + 0.5) / m)
    sum += of(t) / law.density(t)
  }
  return sum / m
}

describe('timeDensity', () => {
  test('two cells by hand', () => {
    const law = timeDensity((t) => (t < 0.5 ? 3 : 1), { cells: 2 })
    expect([0.1, 0.49, 0.5, 0.99].map(law.density)).toEqual([1.5, 1.5, 0.5, 0.5])
    expect([0, 0.375, 0.75, 0.875].map(law.quantile)).toEqual([0, 0.25, 0.5, 0.75])
  })

  test('draws have the density that weights them: dt = du / q', () => {
    const heights = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 })
    const share = fc.double({ min: 0, max: 1 - 1e-6, noNaN: true })
    fc.assert(
      fc.property(heights, share, (values, u) => {
        const cells = values.length
        const law = timeDensity((t) => values[Math.floor(t * cells)] as number, { cells })
        const [t, next] = [law.quantile(u), law.quantile(u + 5e-7)]
        expect(t).toBeGreaterThanOrEqual(0)
        expect(next).toBeLessThan(1)
        // Within a cell, up to rounding of the difference over 5e-7.
        if (Math.floor(t * cells) === Math.floor(next * cells)) {
          expect(Math.abs(((next - t) / 5e-7) * law.density(t) - 1)).toBeLessThan(1e-7)
        } else expect(next).toBeGreaterThan(t)
      }),
      { seed: 20261125, numRuns: 300 },
    )
    expect(
      Math.abs(
        weightedMean(
          timeDensity((t) => 1 + t),
          (t) => Math.cos(3 * t),
        ) -
          Math.sin(3) / 3,
      ),
    ).toBeLessThan(1e-4)
  })

  test('the score of N(0, 1) onto itself: times that follow the spread of the gradient bound its variance', () => {
    // A row's gradient for ŝ = w x at w = −1, γ² = t(1−t), without antithetic pairs, has this variance at t.
    const variance = (t: number) => {
      const [s, g] = [(1 - t) ** 2 + t ** 2, Math.sqrt(t * (1 - t))]
      return 2 * s ** 2 + 2 * (1 - g * g) ** 2 + s * (1 / g - 2 * g) ** 2
    }
    const law = timeDensity((t) => Math.sqrt(variance(t)), { cells: 4096 })
    // E of g²/q² under q is ∫ variance / q: with the best q its value is (∫ √variance)², which is finite.
    const best = weightedMean(law, (t) => Math.sqrt(variance(t))) ** 2
    const ours = weightedMean(law, (t) => variance(t) / law.density(t))
    // The cells at the ends have more than their middle says: log-divergent within a cell of 1/4096, of a total of order 10.
    expect(ours).toBeGreaterThan(best * 0.999)
    expect(ours).toBeLessThan(best * 1.05)
    // Uniform times: ∫ variance from 1e-6 on is that of 1/t, and grows with every decade.
    const uniform = (from: number) => {
      let sum = 0
      const m = 20_000
      for (let k = 0; k < m; k++) {
        const t = from ** (1 - (k + 0.5) / m) // equal steps of log t up to 1
        if (t < 0.5) sum += (2 * variance(t) * t * -Math.log(from)) / m
      }
      return sum
    }
    expect(uniform(1e-8) - uniform(1e-6)).toBeCloseTo(2 * Math.log(100), 1)
    expect(uniform(1e-8)).toBeGreaterThan(3 * ours)
  })

  test('names what is wrong', () => {
    expect(() => timeDensity(() => 0)).toThrow(InputError)
    expect(() => timeDensity((t) => 1 / (t - 0.5), { cells: 2 })).toThrow('shape: is -4 at t = 0.25; a positive finite')
    expect(() => timeDensity(() => 1, { cells: 0 })).toThrow('cells: is 0; a positive integer is needed')
  })
})
