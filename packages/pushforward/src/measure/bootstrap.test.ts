import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { binomial, bootstrapCounts, multinomial } from './bootstrap.js'
import { rng } from './random.js'
import { chiSquareTail, lgamma } from './special-functions.js'

function binomialProbability(n: number, p: number, k: number): number {
  const choose = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
  return Math.exp(choose + k * Math.log(p) + (n - k) * Math.log1p(-p))
}

describe('binomial', () => {
  // Both algorithms, and the reflection above one half.
  test.each([
    [20, 0.1],
    [400, 0.01],
    [60, 0.3],
    [1000, 0.02],
    [2000, 0.37],
    [500, 0.93],
  ])('n = %i, p = %f has the binomial probabilities (χ² of 100 000 draws, seed 20261123)', (n, p) => {
    const random = rng(20261123)
    const draws = 100_000
    const seen = new Map<number, number>()
    for (let r = 0; r < draws; r++) {
      const k = binomial(random, n, p)
      seen.set(k, (seen.get(k) ?? 0) + 1)
    }
    let statistic = 0
    let cells = 0
    let expectedRest = draws
    let seenRest = draws
    for (let k = 0; k <= n; k++) {
      const expected = draws * binomialProbability(n, p, k)
      if (expected < 10) continue
      const count = seen.get(k) ?? 0
      statistic += (count - expected) ** 2 / expected
      cells++
      expectedRest -= expected
      seenRest -= count
    }
    statistic += (seenRest - expectedRest) ** 2 / expectedRest
    // A right generator fails at this seed with probability 0.001.
    expect(chiSquareTail(statistic, cells)).toBeGreaterThan(0.001)
  })

  test('certain outcomes', () => {
    expect(binomial(rng(0), 10, 0)).toBe(0)
    expect(binomial(rng(0), 10, 1)).toBe(10)
    expect(binomial(rng(0), 0, 0.5)).toBe(0)
  })
})

describe('multinomial', () => {
  test('draws n rows, none where the share is 0, with the covariances of a multinomial', () => {
    const random = rng(7)
    const shares = [0.5, 0, 0.3, 0.2]
    const n = 1000
    const draws = 20_000
    let product = 0
    const sums = [0, 0, 0, 0]
    for (let r = 0; r < draws; r++) {
      const table = multinomial(random, n, shares)
      expect(table[1]).toBe(0)
      table.forEach((count, j) => {
        sums[j] = (sums[j] as number) + count
      })
      product += ((table[0] as number) - n * 0.5) * ((table[2] as number) - n * 0.3)
    }
    expect(sums.reduce((sum, value) => sum + value, 0)).toBe(n * draws)
    shares.forEach((share, j) => {
      const error = 4 * Math.sqrt((n * share * (1 - share)) / draws)
      expect(Math.abs((sums[j] as number) / draws - n * share)).toBeLessThanOrEqual(error)
    })
    // The standard deviation of a product of two centred, nearly normal counts is √(σ₁²σ₂² + cov²).
    const covariance = -n * 0.15
    const error = 4 * Math.sqrt((n * n * 0.25 * 0.21 + covariance ** 2) / draws)
    expect(Math.abs(product / draws - covariance)).toBeLessThan(error)
  })
})

describe('bootstrapCounts', () => {
  const sample = { n: 400, shares: [0.25, 0.75] }

  test('replicates a share with its binomial standard error, ascending, the same for the same seed', () => {
    const share = ([table]: readonly Float64Array[]) => (table?.[0] as number) / 400
    const values = bootstrapCounts([sample], share, { random: rng(3), replicates: 4000 })
    const mean = values.reduce((sum, value) => sum + value, 0) / 4000
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4000
    const truth = (0.25 * 0.75) / 400
    // The relative standard error of a variance from R normal values is √(2 / R).
    expect(Math.abs(variance / truth - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000))
    expect(values).toEqual(values.slice().sort())
    expect(bootstrapCounts([sample], share, { random: rng(3), replicates: 4000 })).toEqual(values)
  })

  test('a known population is not drawn', () => {
    const known = { n: Number.POSITIVE_INFINITY, shares: [0.4, 0.6] }
    const values = bootstrapCounts([known], ([table]) => table?.[0] as number, { random: rng(0), replicates: 5 })
    expect([...values]).toEqual([0.4, 0.4, 0.4, 0.4, 0.4])
  })

  test('names what is wrong', () => {
    expect(() => bootstrapCounts([sample], () => 0, { random: rng(0), replicates: 0 })).toThrow(
      new InputError('replicates: is 0; a positive integer is needed'),
    )
  })
})
