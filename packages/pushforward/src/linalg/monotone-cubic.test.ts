import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { monotoneCubic } from './monotone-cubic.js'

describe('monotoneCubic', () => {
  test('a line is kept, and the ends are held', () => {
    const line = monotoneCubic([0, 1, 3], [1, 3, 7])
    // The tangents are slopes of a line, so the cubic is the line: rounding only.
    for (const at of [0, 0.2, 1, 1.7, 3]) expect(line(at)).toBeCloseTo(1 + 2 * at, 14)
    expect(line(-1)).toBe(1)
    expect(line(9)).toBe(7)
  })

  test('the error falls with the third power of the step', () => {
    const error = (n: number) => {
      const x = Float64Array.from({ length: n + 1 }, (_, k) => k / n)
      const f = monotoneCubic(x, x.map(Math.exp))
      // Away from the ends, where the tangent is of first order.
      return Math.max(
        ...Array.from({ length: 200 }, (_, k) => 0.2 + 0.003 * k).map((at) => Math.abs(f(at) - Math.exp(at))),
      )
    }
    const order = Math.log2(error(32) / error(64))
    expect(order).toBeGreaterThan(2.7)
  })

  test('stays between neighbouring values, so it is monotone where they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.01, max: 3, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })), {
          minLength: 2,
          maxLength: 20,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (nodes, share) => {
          let sum = 0
          const x = nodes.map(([step]) => (sum += step))
          const y = nodes.map(([, value]) => value)
          const f = monotoneCubic(x, y)
          for (let k = 0; k + 1 < x.length; k++) {
            const [from, to] = [x[k] as number, x[k + 1] as number]
            const ends = [y[k] as number, y[k + 1] as number]
            const value = f(from + share * (to - from))
            // Rounding of a sum of four products of numbers up to 5.
            expect(value).toBeGreaterThan(Math.min(...ends) - 1e-12)
            expect(value).toBeLessThan(Math.max(...ends) + 1e-12)
          }
        },
      ),
      { seed: 20261125, numRuns: 200 },
    )
  })

  test('names what is wrong', () => {
    expect(() => monotoneCubic([0], [1])).toThrow(InputError)
    expect(() => monotoneCubic([0, 1], [1])).toThrow('x: 2 nodes with 1 values; two or more of each are needed')
    expect(() => monotoneCubic([0, 0], [1, 2])).toThrow(
      'x: nodes 0 and 1 are 0 and 0; increasing finite numbers are needed',
    )
  })
})
