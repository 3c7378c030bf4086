import { rng } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { alternation, median, ratioOfMedians, spread } from './statistics.js'

describe('median and spread', () => {
  test('odd and even counts, any order', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 })
    expect(() => spread([])).toThrow('spread: no values')
  })

  test('one outlier does not move the median', () => {
    expect(median([1, 1, 1, 1, 100])).toBe(1)
  })

  test('the input is left as it was', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})

describe('ratioOfMedians', () => {
  test('constant timings give an interval of one number', () => {
    expect(ratioOfMedians([4, 4, 4], [2, 2, 2])).toEqual({ value: 2, interval: [2, 2] })
  })

  test('rounds are resampled in pairs: a slow round common to both leaves the ratio alone', () => {
    const slow = [1, 3, 1, 7, 1, 2, 5]
    const { value, interval } = ratioOfMedians(
      slow.map((s) => 2 * s),
      slow,
    )
    expect(value).toBe(2)
    expect(interval).toEqual([2, 2])
  })

  test('the interval holds the true ratio about as often as it says', () => {
    let held = 0
    for (let seed = 0; seed < 200; seed++) {
      const random = rng(20261123).split(seed)
      const draw = (centre: number) => Array.from({ length: 15 }, () => centre * Math.exp(0.2 * random.normal()))
      const { interval } = ratioOfMedians(draw(3), draw(1), { resamples: 400 })
      if (interval[0] <= 3 && 3 <= interval[1]) held++
    }
    // 95 % asked; the bootstrap of a median of 15 is known to be a little off. 200 draws are known to 1.5 %.
    expect(held / 200).toBeGreaterThan(0.88)
    expect(held / 200).toBeLessThanOrEqual(1)
  })

  test('the same rounds give the same interval', () => {
    const [a, b] = [
      [1, 2, 3, 4, 5],
      [2, 2, 3, 3, 2],
    ]
    expect(ratioOfMedians(a, b)).toEqual(ratioOfMedians(a, b))
    expect(() => ratioOfMedians([1], [1, 2])).toThrow(/1 and 2 rounds/)
  })
})

describe('alternation', () => {
  test('every side runs once a round, and each is first equally often', () => {
    const rounds = alternation(3, 6)
    for (const order of rounds) expect([...order].sort()).toEqual([0, 1, 2])
    const first = rounds.map(([side]) => side)
    for (const side of [0, 1, 2]) expect(first.filter((one) => one === side)).toHaveLength(2)
    expect(alternation(2, 3)).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ])
  })
})
