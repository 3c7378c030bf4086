import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { planarGrid } from './grid.js'
import { scattered } from './scattered.js'

const unit = planarGrid({ x: [0, 1], y: [0, 1], nx: 2, ny: 2 })

describe('a field from scattered values', () => {
  test('one sample: its value where it is, less the weight of the field at rest, and less further off', () => {
    const { values, components } = scattered(points([[0, 0]]), points([[2, 1]]), unit, { width: 0.5 })
    expect(components).toBe(2)
    expect(values[0]).toBeCloseTo(2 / 1.1, 12)
    expect(values[1]).toBeCloseTo(1 / 1.1, 12)
    const weight = Math.exp(-2) // at (1, 0)
    expect(values[2]).toBeCloseTo((2 * weight) / (0.1 + weight), 12)
  })

  test('many samples of a smooth field give it back to the order of the width squared', () => {
    const m = 60
    const places = points(Array.from({ length: m * m }, (_, i) => [(i % m) / (m - 1), Math.floor(i / m) / (m - 1)]))
    const velocity = points(Array.from({ length: m * m }, (_, i) => [Math.sin(places.data[2 * i + 1] as number)]))
    const middle = planarGrid({ x: [0.4, 0.6], y: [0.4, 0.6], nx: 3, ny: 3 })
    const { values, components } = scattered(places, velocity, middle, { width: 0.05 })
    expect(components).toBeUndefined()
    // Bias h²/2 · |f''| < 0.05²/2 · 0.6 = 7.5e-4, and r against 2π h² m² = 57 samples: 0.1/57 · f < 1e-3.
    for (let j = 0; j < 3; j++) {
      expect(Math.abs((values[3 * j] as number) - Math.sin(0.4 + 0.1 * j))).toBeLessThan(1.8e-3)
    }
  })

  test('lies between 0 and the largest sample (seed 20261125)', () => {
    const place = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }))
    const samples = fc.array(fc.tuple(place, fc.double({ min: 0, max: 10, noNaN: true })), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(samples, (list) => {
        const { values } = scattered(points(list.map(([at]) => at)), points(list.map(([, value]) => [value])), unit)
        const most = Math.max(...list.map(([, value]) => value))
        expect(values.every((value) => value >= 0 && value <= most)).toBe(true)
      }),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test('names what is wrong', () => {
    const one = points([[0, 0]])
    expect(() => scattered(one, points([[1], [2]]), unit)).toThrow(new InputError('values: has 2 rows; places has 1'))
    expect(() => scattered(one, one, unit, { width: 0 })).toThrow('width: is 0; a positive number is needed')
    expect(() => scattered(points([[0]]), points([[0]]), unit)).toThrow(InputError)
  })
})
