import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { movingAverage } from './ema.js'

describe('movingAverage', () => {
  test('the first averages are 0.9 new, then 9/11 new: the start is forgotten', () => {
    const average = movingAverage(Float32Array.of(0), 0.999)
    average.update(Float32Array.of(1))
    expect(average.values[0]).toBeCloseTo(0.9, 6)
    average.update(Float32Array.of(1))
    expect(average.values[0]).toBeCloseTo(1 - 0.1 * (2 / 11), 6)
  })

  test('of equal values it is that value, and later it follows with 1 − β', () => {
    const average = movingAverage(Float32Array.of(3, -1), 0.9)
    for (let step = 0; step < 200; step++) average.update(Float32Array.of(3, -1))
    expect([...average.values]).toEqual([3, -1])
    average.update(Float32Array.of(4, -1))
    expect(average.values[0]).toBeCloseTo(3.1, 6)
  })

  test('the start is copied', () => {
    const start = Float32Array.of(1)
    const average = movingAverage(start)
    start[0] = 5
    expect(average.values[0]).toBe(1)
  })

  test('names what is wrong', () => {
    expect(() => movingAverage(new Float32Array(1), 1)).toThrow(
      new InputError('decay: is 1; a number in [0, 1) is needed'),
    )
    expect(() => movingAverage(new Float32Array(1)).update(new Float32Array(2))).toThrow(/has 2 numbers; 1 are needed/)
  })
})
