import { describe, expect, test } from 'vitest'
import { gaussian } from '../measure/gaussian.js'
import { points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { batches } from './batches.js'

const X = points([[0], [1], [2], [3]])

describe('batches', () => {
  test('a small sample without weights comes whole and in order', () => {
    expect(batches('x', X).draw(10, rng(0))).toBe(X)
  })

  test('weights are the chances, within 4 standard errors; weight 0 never comes', () => {
    const { draw } = batches('x', { points: X, weights: Float64Array.of(0.5, 0, 0.2, 0.3) })
    const { data } = draw(40_000, rng(1))
    const share = (value: number) => data.filter((x) => x === value).length / 40_000
    expect(share(1)).toBe(0)
    for (const [value, weight] of [
      [0, 0.5],
      [2, 0.2],
      [3, 0.3],
    ] as const) {
      expect(Math.abs(share(value) - weight)).toBeLessThan(4 * Math.sqrt((weight * (1 - weight)) / 40_000))
    }
  })

  test('larger samples are drawn from uniformly, and laws afresh', () => {
    const { data } = batches('x', X).draw(3, rng(2))
    expect(data.length).toBe(3)
    const law = batches('x', gaussian([5, 5], 1))
    const random = rng(3)
    expect(law.draw(4, random)).not.toEqual(law.draw(4, random))
    expect(law.d).toBe(2)
  })

  test('names what is wrong', () => {
    expect(() => batches('y', X, 2)).toThrow(/y: points have dimension 1; 2 is needed/)
    expect(() => batches('y', gaussian(0, 1), 2)).toThrow(/y: draws have dimension 1; 2 is needed/)
    expect(() => batches('x', { data: Float64Array.of(Number.NaN), n: 1, d: 1 })).toThrow(/is NaN/)
  })
})
