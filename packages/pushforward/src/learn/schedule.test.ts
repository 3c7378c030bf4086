import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { constant, constantThenLinear, cosine, linear, warmUp } from './schedule.js'

describe('schedules', () => {
  test('begin, middle, end and beyond', () => {
    const at = (schedule: (step: number) => number) => [0, 50, 100, 500].map(schedule)
    expect(at(constant(0.3))).toEqual([0.3, 0.3, 0.3, 0.3])
    expect(at(linear({ from: 1, to: 0.5, steps: 100 }))).toEqual([1, 0.75, 0.5, 0.5])
    const [first, middle, last, beyond] = at(cosine({ from: 1, to: 0.1, steps: 100 }))
    expect([first, last, beyond]).toEqual([1, 0.1, 0.1])
    expect(middle).toBeCloseTo(0.55, 12)
    expect(at(constantThenLinear({ rate: 2, steps: 100 }))).toEqual([2, 2, 0, 0])
  })

  test('constant, then straight to zero', () => {
    const rate = constantThenLinear({ rate: 1, steps: 1000, hold: 0.6 })
    expect(rate(599)).toBe(1)
    expect(rate(800)).toBeCloseTo(0.5, 12)
    expect(rate(999)).toBeCloseTo(1 / 400, 12)
  })

  test('a warm-up rises in equal parts and hands over without a jump', () => {
    const rate = warmUp(4, linear({ from: 1, to: 0, steps: 10 }))
    expect([0, 1, 2, 3, 4, 9].map(rate)).toEqual([0.25, 0.5, 0.75, 1, 1, 0.5])
  })

  test('names what is wrong', () => {
    expect(() => constant(-1)).toThrow(new InputError('rate: is -1; a finite number >= 0 is needed'))
    expect(() => linear({ from: 1, to: Infinity, steps: 5 })).toThrow(/to: is Infinity/)
    expect(() => cosine({ from: 1, to: 0, steps: 0 })).toThrow(/steps: is 0/)
    expect(() => constantThenLinear({ rate: 1, steps: 10, hold: 1 })).toThrow(/hold: is 1/)
    expect(() => warmUp(1.5, constant(1))).toThrow(/steps: is 1.5/)
  })
})
