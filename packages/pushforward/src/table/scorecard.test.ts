import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rng } from '../measure/random.js'
import { bin } from './bin.js'
import { logistic, logits } from './logistic.js'
import { evidenceMatrix, scorecard } from './scorecard.js'

/** Loans whose risk falls with income and depends on the kind of housing. */
function loans(n: number, seed: number) {
  const random = rng(seed)
  const income = Float64Array.from({ length: n }, () => Math.round(1000 + 4000 * random.uniform()))
  const housing = Array.from({ length: n }, () => ['own', 'rent', 'free'][random.integer(3)] as string)
  const bad = Uint8Array.from(income, (x, i) => {
    const risk = 1 - x / 1500 + (housing[i] === 'rent' ? 0.8 : 0)
    return random.uniform() < 1 / (1 + Math.exp(-risk)) ? 1 : 0
  })
  const columns = { income, housing }
  const binnings = { income: bin(income, bad, { method: 'quantile', bins: 5 }), housing: bin(housing, bad) }
  return { columns, binnings, bad, model: logistic(evidenceMatrix(binnings, columns), bad, { upper: [0, 0] }) }
}

describe('scorecard', () => {
  test('the usual scale: a bad rate of 5 % scores 600, half the odds 50 points more', () => {
    const { binnings } = loans(500, 1)
    const scoreAt = (p: number) =>
      scorecard({ intercept: Math.log(p / (1 - p)), coefficients: [0, 0] }, binnings, { rounding: 'none' })
    const row = { income: 2000, housing: 'own' }
    expect(scoreAt(0.05).factor).toBeCloseTo(72.1347520444, 10)
    expect(scoreAt(0.05).offset).toBeCloseTo(387.6036243278, 10)
    expect(scoreAt(0.05).score(row).score).toBeCloseTo(600, 10)
    expect(scoreAt(0.1).score(row).score).toBeCloseTo(546.0998743999, 9)
    expect(scoreAt(1 / 39).score(row).score).toBeCloseTo(650, 10) // odds 1/38
    expect(scoreAt(0.1).score(row).probability).toBeCloseTo(0.1, 12)
  })

  test('points of the bins add up to the score of the model, for every row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const { columns, binnings, model } = loans(200, seed)
        const card = scorecard(model, binnings, { rounding: 'none' })
        const z = logits(model, evidenceMatrix(binnings, columns))
        card.scores(columns).forEach((score, i) => {
          expect(score).toBeCloseTo(card.offset - card.factor * (z[i] as number), 8)
        })
      }),
      { seed: 20261123, numRuns: 20 },
    )
  })

  test('rounding never moves a score by more than the error that it reports, and by that much for someone', () => {
    const { binnings, model } = loans(400, 2)
    const exact = scorecard(model, binnings, { rounding: 'none' })
    const whole = scorecard(model, binnings)
    expect(exact.roundingError).toBe(0)
    let worst = 0
    for (const income of [0, ...binnings.income.edges]) {
      for (const housing of ['own', 'rent', 'free']) {
        const row = { income, housing }
        expect(Number.isInteger(whole.score(row).score)).toBe(true)
        worst = Math.max(worst, Math.abs(whole.score(row).score - exact.score(row).score))
      }
    }
    expect(worst).toBeCloseTo(whole.roundingError, 10)
  })

  test('a half is rounded away from zero', () => {
    const { binnings } = loans(300, 3)
    // Slope 0, so that each bin of two variables has (offset − factor · intercept) / 2 points: ±2.5 here.
    const points = (total: number) => {
      const card = scorecard({ intercept: 0, coefficients: [0, 0] }, binnings, { points0: total, odds0: 1 })
      return card.table[0]?.bins[0]?.points
    }
    expect(points(5)).toBe(3)
    expect(points(-5)).toBe(-3)
    expect(points(4)).toBe(2)
  })

  test('reason codes name the variables that cost most, the costliest first', () => {
    const { binnings, model } = loans(3000, 4)
    const card = scorecard(model, binnings)
    const [first, second] = card.reasonCodes({ income: 1001, housing: 'own' })
    expect(first).toMatchObject({ variable: 'income', label: expect.stringContaining('(−∞') })
    expect(first?.shortfall).toBeGreaterThan(second?.shortfall as number)
    expect(card.reasonCodes({ income: 4999, housing: 'rent' }, 1)).toMatchObject([{ variable: 'housing' }])
    expect(card.reasonCodes({ income: 4999, housing: 'rent' }).at(-1)?.shortfall).toBe(0)
  })

  test('the sign trap is reported', () => {
    const { binnings, model } = loans(300, 5)
    expect(scorecard(model, binnings).warnings).toEqual([])
    const flipped = scorecard({ intercept: 0, coefficients: [-1, 0.5] }, binnings)
    expect(flipped.warnings).toEqual([expect.stringContaining('housing: its coefficient is 0.500')])
  })

  test('names what is wrong', () => {
    const { binnings, model, columns } = loans(300, 6)
    const card = scorecard(model, binnings)
    expect(() => scorecard({ intercept: 0, coefficients: [1] }, binnings)).toThrow(/there are 2; 1 are needed/)
    expect(() => scorecard(model, binnings, { odds0: 0 })).toThrow(/odds0: is 0/)
    expect(() => scorecard(model, binnings, { pdo: -20 })).toThrow(/pdo: is -20/)
    expect(() => card.score({ income: 1 })).toThrow('row: has no "housing"; the scorecard needs income, housing')
    expect(() => card.score({ income: 1, housing: 'tent' })).toThrow(/"tent"/)
    expect(() => card.scores({ income: columns.income })).toThrow(/there is no "housing"/)
    const blind = { ...binnings, income: bin(columns.income, undefined, { edges: [2000] }) }
    expect(() => scorecard(model, blind)).toThrow('binnings: "income" counted no target; bin it with y')
  })
})
