import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { ftleRidges } from './ftle-ridges.js'
import { grid } from './grid.js'
import { ridgeLines } from './ridge-lines.js'

const segmentsOf = (...list: number[][]) => ({ segments: Float64Array.from(list.flat()) })

describe('ridgeLines', () => {
  test('joins segments end to end, whichever way they run, and the longest curve is first', () => {
    const lines = ridgeLines(segmentsOf([5, 5, 6, 5], [0, 0, 1, 0], [2, 0, 1, 1e-12], [2, 0, 3, 0]))
    expect(lines.map(({ points }) => points.n)).toEqual([4, 2])
    const [long] = lines
    expect([...(long?.points.data ?? [])].map((value) => Math.round(value)).join()).toMatch(
      /^(0,0,1,0,2,0,3,0|3,0,2,0,1,0,0,0)$/,
    )
    expect(long?.length).toBeCloseTo(3, 9)
  })

  test('closes a ring', () => {
    const [ring, ...others] = ridgeLines(segmentsOf([0, 0, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 0, 0]))
    expect(others).toEqual([])
    expect([ring?.closed, ring?.points.n, ring?.length]).toEqual([true, 4, 4])
  })

  test('ends curves where three meet, and leaves out short ones', () => {
    const fork = segmentsOf([0, 0, 1, 0], [1, 0, 2, 0], [1, 0, 1, 3])
    expect(ridgeLines(fork).map(({ length }) => length)).toEqual([3, 1, 1])
    expect(ridgeLines(fork, { length: 2 })).toHaveLength(1)
    expect(ridgeLines(segmentsOf())).toEqual([])
  })

  test('the ridge of a Gaussian bank along a circle is one closed curve of its length', () => {
    const n = 81
    const h = 2 / (n - 1)
    const bank = Float64Array.from({ length: n * n }, (_, k) => {
      const r = Math.hypot(-1 + (k % n) * h, -1 + Math.floor(k / n) * h)
      return Math.exp(-(((r - 0.6) / 0.1) ** 2))
    })
    const field = grid(bank, [n, n], { spacing: [h, h], origin: [-1, -1] })
    const lines = ridgeLines(ftleRidges(field, { height: 0.5 }), { length: 10 * h })
    // Segments may break where a cell is ambiguous; a circle of 151 cells loses few of them.
    const total = lines.reduce((sum, { length }) => sum + length, 0)
    expect(Math.abs(total / (2 * Math.PI * 0.6) - 1)).toBeLessThan(0.03)
    expect(lines.length).toBeLessThan(6)
  })

  test('refuses a negative length', () => {
    expect(() => ridgeLines(segmentsOf(), { length: -1 })).toThrow(InputError)
  })
})
