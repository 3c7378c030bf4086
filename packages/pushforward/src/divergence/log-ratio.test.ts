import { expect, test } from 'vitest'
import { upperLambert, wrightOmega } from './conjugate-roots.js'
import { expm1Minus, log1pMinus, logRatio, relativeEntropyTerm } from './log-ratio.js'

/** The first terms of the series in exact order, for |x| so small that the rest is below rounding. */
const tinyLog1pMinus = (x: number) => x * x * (-1 / 2 + x / 3 - (x * x) / 4)
const tinyExpm1Minus = (x: number) => x * x * (1 / 2 + x / 6 + (x * x) / 24)

test.each([1e-5, -1e-5, 1e-9, -3e-12])('keeps every digit at x = %s', (x) => {
  expect(log1pMinus(x) / tinyLog1pMinus(x)).toBeCloseTo(1, 14)
  expect(expm1Minus(x) / tinyExpm1Minus(x)).toBeCloseTo(1, 14)
})

test('series and plain form meet where they are exchanged', () => {
  for (const x of [0.39, 0.3999999, 0.4000001, 0.41, -0.39, -0.3999999, -0.4000001, -0.41]) {
    // The plain form has lost less than three bits: 8 · 2⁻⁵² / 0.06.
    expect(log1pMinus(x)).toBeCloseTo(Math.log1p(x) - x, 14)
    expect(expm1Minus(x)).toBeCloseTo(Math.expm1(x) - x, 14)
  }
})

test('relative entropy terms have their limits', () => {
  expect(relativeEntropyTerm(0, 0.3)).toBe(0.3)
  expect(relativeEntropyTerm(0.3, 0)).toBe(Infinity)
  expect(relativeEntropyTerm(0, 0)).toBe(0)
  expect(relativeEntropyTerm(0.3, 0.3)).toBe(0)
  expect(logRatio(1e300, 1e-300)).toBeCloseTo(600 * Math.LN10, 10)
  expect(logRatio(5e-324, 1)).toBeCloseTo(Math.log(5e-324), 10)
})

test('the roots solve their equations', () => {
  for (const s of [-700, -20, -1, 0, 0.5, 1, 3, 50, 1e6]) {
    const w = wrightOmega(s)
    expect((w + Math.log(w) - s) / Math.max(1, Math.abs(s))).toBeCloseTo(0, 14)
  }
  for (const u of [0, 1e-12, 1e-6, 0.01, 1, 10, 1e6]) {
    const w = upperLambert(u)
    expect(-log1pMinus(w) / (u || 1)).toBeCloseTo(u === 0 ? 0 : 1, 13)
  }
})
