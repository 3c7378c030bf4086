import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCount, formatInterval, formatNumber } from './number-format.js'

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [1, '1.00'],
    [0.14321, '0.143'],
    [-0.0012345, '−0.00123'],
    [-0.0001, '−0.000100'],
    [12.345, '12.3'],
    [999.6, '1\u202f000'],
    [12_345, '12\u202f300'],
    [999_999, '1.00 × 10⁶'],
    [1_234_567, '1.23 × 10⁶'],
    [-9.996e-5, '−0.000100'],
    [4.2e-7, '4.20 × 10⁻⁷'],
    [1.5e-323, '1.48 × 10⁻³²³'],
    [Number.NaN, '–'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  test('means the number it was given, to three digits', () => {
    const read = (text: string) => {
      const [factor = '', power = '⁰'] = text.replaceAll('\u202f', '').replace('−', '-').split(' × 10')
      const exponent = [...power].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('')
      return Number(factor) * 10 ** Number(exponent)
    }
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        fc.pre(Math.abs(value) > 1e-300)
        // Half a unit of the third digit is at most 0.5 % of the number, plus the rounding of the power of ten.
        expect(Math.abs(read(formatNumber(value)) / value - 1)).toBeLessThanOrEqual(0.005 + 1e-12)
      }),
      { seed: 20261123, numRuns: 500 },
    )
  })
})

test('formatCount writes every digit in groups of three', () => {
  expect(formatCount(163_210)).toBe('163\u202f210')
  expect(formatCount(999)).toBe('999')
  expect(formatCount(-1_234_567)).toBe('−1\u202f234\u202f567')
})

describe('formatInterval', () => {
  test.each([
    [0.14321, 0.01234, '0.143 ± 0.012'],
    [12_344, 678, '12\u202f340 ± 680'],
    [-3, 0.5, '−3.00 ± 0.50'],
    [0.001, 0.2, '0.00 ± 0.20'],
    [1.5e-7, 2e-8, '(1.50 ± 0.20) × 10⁻⁷'],
    [2.5e7, 1e6, '(2.50 ± 0.10) × 10⁷'],
    [0.5, 0, '0.500'],
    [0.5, Number.NaN, '0.500'],
  ])('%d with half-width %d is %s', (value, halfWidth, text) => {
    expect(formatInterval(value, halfWidth)).toBe(text)
  })
})
