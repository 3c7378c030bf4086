import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { binIndices, histogram, tally } from './histogram.js'
import { startThreads, stopThreads } from './pool.js'

afterEach(() => stopThreads())

/** A cheap, fixed sequence in [0, 1) with repeats and no pattern at the block size. */
const sequence = (n: number) => Float64Array.from({ length: n }, (_, i) => ((i * 7919) % 10_007) / 10_007)

function slowBin(value: number, edges: Float64Array, closed: 'left' | 'right'): number {
  if (Number.isNaN(value)) return edges.length + 1
  return edges.filter((edge) => (closed === 'left' ? edge <= value : edge < value)).length
}

describe('binIndices', () => {
  test('is the number of edges at or below a value, NaN after the last bin, for few and for many edges (seed 20261123)', () => {
    const value = fc.oneof(
      fc.integer({ min: -40, max: 40 }),
      fc.double({ noNaN: true }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
    )
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.uniqueArray(fc.integer({ min: -40, max: 40 }), { maxLength: 70 }),
        fc.constantFrom('left' as const, 'right' as const),
        (values, unsorted, closed) => {
          const x = Float64Array.from(values)
          const edges = Float64Array.from(unsorted).sort()
          expect(binIndices(x, edges, { closed })).toEqual(Int32Array.from(x, (each) => slowBin(each, edges, closed)))
        },
      ),
      { seed: 20261123, numRuns: 2000 },
    )
  })

  test('columns longer than a chunk are cut without a seam', () => {
    const x = sequence(600_001)
    const edges = Float64Array.of(0.25, 0.5, 0.75)
    const bins = binIndices(x, edges)
    for (let i = 0; i < x.length; i += 997) expect(bins[i]).toBe(slowBin(x[i] as number, edges, 'left'))
    expect(bins.at(-1)).toBe(slowBin(x.at(-1) as number, edges, 'left'))
  })
})

describe('histogram and tally', () => {
  const n = 600_001
  const x = sequence(n)
  x[3] = Number.NaN
  const edges = Float64Array.from({ length: 9 }, (_, k) => (k + 1) / 10)
  const classes = Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0))
  const weights = Float64Array.from({ length: n }, (_, i) => 0.5 + (i % 5) / 10)
  const size = edges.length + 2

  const slow = (withClasses: boolean, withWeights: boolean) => {
    const counts = new Float64Array((withClasses ? 2 : 1) * size)
    for (let i = 0; i < n; i++) {
      const row = withClasses ? (classes[i] as number) : 0
      const at = row * size + slowBin(x[i] as number, edges, 'left')
      counts[at] = (counts[at] as number) + (withWeights ? (weights[i] as number) : 1)
    }
    return counts
  }

  test('counts by bin, and by class', () => {
    expect(histogram(x, edges)).toEqual(slow(false, false))
    expect(histogram(x, edges, { classes, classCount: 2 })).toEqual(slow(true, false))
  })

  test('sums of weights, to the rounding of 6 · 10^5 additions', () => {
    const expected = slow(true, true)
    histogram(x, edges, { classes, classCount: 2, weights }).forEach((sum, k) => {
      expect(Math.abs(sum - (expected[k] as number))).toBeLessThanOrEqual(n * 2 ** -53 * (expected[k] as number))
    })
  })

  test('tally counts given bins as histogram does', () => {
    const bins = binIndices(x, edges)
    expect(tally(bins, size, { classes, classCount: 2 })).toEqual(histogram(x, edges, { classes, classCount: 2 }))
    expect(tally(bins, size, { weights })).toEqual(histogram(x, edges, { weights }))
    expect([...tally(new Int32Array(0), 3)]).toEqual([0, 0, 0])
  })

  test('the sums do not depend on the number of threads', async () => {
    const alone = histogram(x, edges, { classes, classCount: 2, weights })
    const bins = binIndices(x, edges)
    await startThreads(3)
    expect(histogram(x, edges, { classes, classCount: 2, weights })).toEqual(alone)
    expect(binIndices(x, edges)).toEqual(bins)
  })
})
