import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Points, points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { sinkhorn } from '../../transport/sinkhorn.js'
import { type IndexPairs, independentCoupling, minibatchCoupling, pairedCoupling, takeRows } from './coupling.js'

function cost(x: Points, y: Points, { i, j }: IndexPairs): number {
  let sum = 0
  for (let k = 0; k < i.length; k++) {
    for (let c = 0; c < x.d; c++) {
      const from = x.data[(i[k] as number) * x.d + c] as number
      sum += (from - (y.data[(j[k] as number) * x.d + c] as number)) ** 2
    }
  }
  return sum
}

const sorted = (values: Uint32Array) => [...values].sort((a, b) => a - b)
const range = (n: number) => Array.from({ length: n }, (_, k) => k)

describe('couplings of equal batches', () => {
  test.each([
    ['independent', independentCoupling()],
    ['paired', pairedCoupling()],
    ['emd', minibatchCoupling()],
  ])('%s uses every row of both once', (_, couple) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const random = rng(seed)
        const { i, j } = couple(normalPoints(random, n, 2), normalPoints(random, n, 2), random)
        expect([...i]).toEqual(range(n))
        expect(sorted(j)).toEqual(range(n))
      }),
      { seed: 20261125, numRuns: 40 },
    )
  })

  test('emd pairs in the order of the line', () => {
    const { j } = minibatchCoupling()(points([3, 1, 2]), points([10, 30, 20]), rng(0))
    expect([...j]).toEqual([1, 0, 2])
    expect([...minibatchCoupling()(points([0, 1]), points([1.1, 0.2]), rng(0)).j]).toEqual([1, 0])
  })

  test('emd costs least of all permutations', () => {
    const random = rng(20261125)
    for (let trial = 0; trial < 10; trial++) {
      const x = normalPoints(random, 6, 2)
      const y = normalPoints(random, 6, 2)
      const least = Math.min(...permutations(6).map((j) => cost(x, y, { i: Uint32Array.from(range(6)), j })))
      expect(cost(x, y, minibatchCoupling()(x, y, random))).toBeCloseTo(least, 12)
    }
  })

  function permutations(n: number): Uint32Array[] {
    if (n === 0) return [new Uint32Array()]
    return permutations(n - 1).flatMap((rest) =>
      range(n).map((at) => Uint32Array.from([...rest.slice(0, at), n - 1, ...rest.slice(at)])),
    )
  }

  test('sinkhorn draws from its plan', () => {
    const x = normalPoints(rng(1), 4, 2)
    const y = normalPoints(rng(2), 4, 2)
    const epsilon = { relative: 'mean', factor: 0.2 } as const
    const couple = minibatchCoupling({ method: 'sinkhorn', epsilon })
    const random = rng(20261125)
    const draws = 1000
    const counts = new Float64Array(16)
    for (let k = 0; k < draws; k++) {
      couple(x, y, random).j.forEach((j, i) => {
        counts[4 * i + j] = (counts[4 * i + j] as number) + 1
      })
    }
    const { i, j, mass } = sinkhorn(x, y, { epsilon }).plan()
    for (const [k, p] of mass.entries()) {
      const share = 4 * p
      const observed = (counts[4 * (i[k] as number) + (j[k] as number)] as number) / draws
      expect(Math.abs(observed - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / draws) + 1e-6)
    }
  })

  test('less entropy, shorter pairs: emd below sinkhorn below independent', () => {
    const x = normalPoints(rng(3), 200, 2)
    const y = normalPoints(rng(4), 200, 2)
    const costs = [minibatchCoupling(), minibatchCoupling({ method: 'sinkhorn' }), independentCoupling()].map(
      (couple) => cost(x, y, couple(x, y, rng(5))),
    ) as [number, number, number]
    expect(costs[0]).toBeLessThan(costs[1])
    expect(costs[1]).toBeLessThan(costs[2])
  })
})

describe('couplings of unequal batches', () => {
  test.each([
    ['independent', independentCoupling()],
    ['emd', minibatchCoupling()],
    ['sinkhorn', minibatchCoupling({ method: 'sinkhorn' })],
  ])('%s: every row of x once, those of y equally often in the mean', (_, couple) => {
    const x = normalPoints(rng(1), 6, 1)
    const y = normalPoints(rng(2), 4, 1)
    const random = rng(20261125)
    const draws = 600
    const counts = new Float64Array(4)
    for (let k = 0; k < draws; k++) {
      const { i, j } = couple(x, y, random)
      expect([...i]).toEqual(range(6))
      for (const row of j) counts[row] = (counts[row] as number) + 1
    }
    for (const count of counts) {
      // Each row of y has mass 1/4 in 6 draws a time; a binomial's standard error is an upper bound.
      expect(Math.abs(count / (6 * draws) - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / (6 * draws)) + 1e-6)
    }
  })
})

describe('takeRows', () => {
  test('puts both batches in the order of the pairs', () => {
    const x = points([
      [1, 2],
      [3, 4],
    ])
    expect([...takeRows(x, Uint32Array.of(1, 0)).data]).toEqual([3, 4, 1, 2])
    expect(takeRows(x, Uint32Array.of(1)).n).toBe(1)
  })
})

describe('bad input', () => {
  test('is named', () => {
    const x = points([1, 2])
    expect(() => pairedCoupling()(x, points([1]), rng(0))).toThrow(/y: has 1 points; 2 are needed, one for each of x/)
    expect(() => independentCoupling()(x, points([[1, 2]]), rng(0))).toThrow(/y: points have dimension 2; 1 is needed/)
    expect(() => minibatchCoupling({ method: 'greedy' as 'emd' })).toThrow(/method: is 'greedy'; 'emd' or 'sinkhorn'/)
  })
})
