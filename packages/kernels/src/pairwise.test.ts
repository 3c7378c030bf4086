import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type PairKind, pairwiseMeans, pairwiseSum } from './pairwise.js'
import { startThreads, stopThreads } from './pool.js'

afterEach(() => stopThreads())

const DEFINITIONS: Record<PairKind, (x: number[], y: number[], scale: number) => number> = {
  euclidean: (x, y) => Math.sqrt(squared(x, y)),
  sqeuclidean: squared,
  cityblock: (x, y) => x.reduce((sum, v, k) => sum + Math.abs(v - (y[k] as number)), 0),
  gaussian: (x, y, scale) => Math.exp(-squared(x, y) / (2 * scale ** 2)),
  laplace: (x, y, scale) => Math.exp(-Math.sqrt(squared(x, y)) / scale),
}

function squared(x: number[], y: number[]): number {
  return x.reduce((sum, v, k) => sum + (v - (y[k] as number)) ** 2, 0)
}

const kinds = Object.keys(DEFINITIONS) as PairKind[]

/** frac((i + 1) √q_k + shift): points without a generator. */
function cloud(n: number, d: number, shift: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: d }, (_, k) => ((i + 1) * Math.sqrt([2, 3, 5, 7, 11, 13, 17][k] as number) + shift) % 1),
  )
}

const flat = (rows: number[][]) => Float64Array.from(rows.flat())

describe('pairwiseSum', () => {
  test('a pair on a line', () => {
    expect(pairwiseSum('euclidean', new Float64Array([0, 1]), new Float64Array([3]), 1)).toBe(2.5)
    expect([...pairwiseMeans('euclidean', new Float64Array([0, 1]), new Float64Array([3]), 1)]).toEqual([3, 2])
  })

  test.each(kinds)('%s is the double sum of its definition in every dimension, with signed weights', (kind) => {
    for (const d of [1, 2, 3, 7]) {
      const x = cloud(83, d, 0)
      const y = cloud(130, d, 0.3)
      const u = Float64Array.from(x, (_, i) => Math.sin(i))
      const v = Float64Array.from(y, (_, j) => 1 / (j + 1))
      let exact = 0
      x.forEach((a, i) => {
        y.forEach((b, j) => {
          exact += (u[i] as number) * (v[j] as number) * DEFINITIONS[kind](a, b, 0.4)
        })
      })
      // 10^4 additions of terms below 3 in float64.
      expect(pairwiseSum(kind, flat(x), flat(y), d, u, v, 0.4)).toBeCloseTo(exact, 10)
    }
  })

  test.each(kinds)('%s of a sample with itself takes half the pairs and gives the same', (kind) => {
    const x = flat(cloud(200, 2, 0))
    const weights = Float64Array.from({ length: 200 }, (_, i) => (i % 5) - 2)
    const whole = pairwiseSum(kind, x, x.slice(), 2, weights, weights)
    expect(Math.abs(pairwiseSum(kind, x, x, 2, weights, weights) - whole)).toBeLessThan(1e-9)
  })

  test('does not depend on the number of threads', async () => {
    const x = flat(cloud(1000, 3, 0))
    const y = flat(cloud(700, 3, 0.5))
    const alone = pairwiseSum('gaussian', x, y, 3)
    await startThreads(3)
    expect(pairwiseSum('gaussian', x, y, 3)).toBe(alone)
  })

  test('does not depend on a translation, and is linear in the weights', () => {
    const shift = fc.double({ min: -4, max: 4, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...kinds), shift, shift, (kind, t, factor) => {
        const x = flat(cloud(30, 2, 0))
        const y = flat(cloud(40, 2, 0.7))
        const u = new Float64Array(30).fill(1 / 30)
        const value = pairwiseSum(kind, x, y, 2, u)
        const moved = pairwiseSum(
          kind,
          x.map((v) => v + t),
          y.map((v) => v + t),
          2,
          u,
        )
        expect(Math.abs(moved - value)).toBeLessThan(1e-12)
        const scaled = pairwiseSum(
          kind,
          x,
          y,
          2,
          u.map((w) => w * factor),
        )
        expect(Math.abs(scaled - factor * value)).toBeLessThan(1e-12)
      }),
      { seed: 20261202, numRuns: 100 },
    )
  })
})
