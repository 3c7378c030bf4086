import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { project } from './project.js'
import { argsort, sortWithOrder } from './sort.js'

/** The sorted order by the definition: by value, then by position. */
function byComparison(values: readonly number[]): number[] {
  return values.map((_, k) => k).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
}

describe('sortWithOrder', () => {
  test('sorts ascending and says where each value came from', () => {
    const { values, order } = sortWithOrder([3, -1, 2, -1])
    expect([...values]).toEqual([-1, -1, 2, 3])
    expect([...order]).toEqual([1, 3, 2, 0])
  })

  test('nothing and one value', () => {
    expect([...argsort([])]).toEqual([])
    expect([...argsort([7])]).toEqual([0])
  })

  test('infinities are the ends, and −0 equals 0', () => {
    expect([...argsort([0, Infinity, -0, -Infinity, 5e-324, -5e-324])]).toEqual([3, 5, 0, 2, 4, 1])
  })

  test('agrees with a comparison sort, ties in their order', () => {
    const few = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 300 })
    const any = fc.array(fc.double({ noNaN: true }), { maxLength: 300 })
    fc.assert(
      fc.property(fc.oneof(few, any), (values) => {
        expect([...argsort(values)]).toEqual(byComparison(values.map((x) => x + 0)))
      }),
      { seed: 20261123, numRuns: 300 },
    )
  })

  test.each([
    ['keys that differ in their last bits only', (u: number) => 1 + Math.floor(u * 1000) * Number.EPSILON],
    ['keys in two tight clusters', (u: number) => (u < 0.5 ? 1e9 + u * 1e-6 : u * 1e-300)],
    ['a few values repeated', (u: number) => Math.floor(u * 7)],
    ['descending keys', (_: number, k: number) => -k],
  ])('sorts %s', (_, key) => {
    const values = Array.from({ length: 5000 }, (_, k) => key(((k + 1) * Math.SQRT2) % 1, k))
    expect([...argsort(values)]).toEqual(byComparison(values))
  })

  test('float32 keys keep their values', () => {
    const { values } = sortWithOrder(new Float32Array([0.1, -0.1]))
    expect([...values]).toEqual([Math.fround(-0.1), Math.fround(0.1)])
  })

  test('names a NaN', () => {
    expect(() => argsort([1, Number.NaN])).toThrow(
      new RangeError('sort: values[1] is NaN, which has no place in an order'),
    )
  })
})

describe('project', () => {
  test('is the dot product with each direction, for every dimension and an odd number of points', () => {
    for (const d of [1, 2, 3, 5]) {
      const points = Float64Array.from({ length: 7 * d }, (_, k) => Math.sin(k + 1))
      const directions = Float64Array.from({ length: 3 * d }, (_, k) => Math.cos(k))
      const out = project(points, d, directions)
      for (let l = 0; l < 3; l++) {
        for (let i = 0; i < 7; i++) {
          let sum = 0
          for (let k = 0; k < d; k++) sum += (directions[l * d + k] as number) * (points[i * d + k] as number)
          expect(out[l * 7 + i]).toBeCloseTo(sum, 14)
        }
      }
    }
  })
})
