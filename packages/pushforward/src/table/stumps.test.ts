import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rng } from '../measure/random.js'
import { numbersNamed } from './column.js'
import { readCsv } from './csv.js'
import { auc } from './ranking-metrics.js'
import { boostStumps, stumpCuts } from './stumps.js'
import oracle from './stumps.oracle.json' with { type: 'json' }

const column = (values: readonly (number | null)[]) => Float64Array.from(values, (value) => value ?? Number.NaN)

/** Rows whose event rate rises with the first column and not with the second. */
function made(n: number, seed: number) {
  const random = rng(seed)
  const columns = [random.fillNormal(new Float64Array(n)), random.fillNormal(new Float64Array(n))]
  const y = Uint8Array.from(columns[0] as Float64Array, (x) => (random.uniform() < 1 / (1 + Math.exp(-x)) ? 1 : 0))
  return { columns, y }
}

describe('boostStumps', () => {
  test('one round on four rows, by hand', () => {
    // F = 0, g = ±½, h = ¼: each leaf of two rows has G = ∓1, H = ½, so w = ±1 / (½ + 1) and η w = ±0.2.
    const options = { rounds: 1, candidates: 2, minChildWeight: 0 }
    const model = boostStumps([Float64Array.of(1, 2, 3, 4)], [0, 0, 1, 1], options)
    expect(model.base).toBe(0)
    expect(model.stumps).toHaveLength(1)
    expect(model.stumps[0]).toMatchObject({ column: 0 })
    expect(model.stumps[0]?.left).toBeCloseTo(-0.2, 15)
    expect(model.stumps[0]?.right).toBeCloseTo(0.2, 15)
    expect([...(model.edges[0] as Float64Array)]).toEqual([2.5])
    const input = { values: Float64Array.of(1, 2, 3, 4), target: Uint8Array.of(0, 0, 1, 1) }
    expect([...stumpCuts(input, options)]).toEqual([2.5])
  })

  // float32 gradients: 1e-7 of the sum of |g| over 400 rows, through 40 rounds at η = 0.3.
  test.each(oracle.cases)('agrees with scikit-learn: $name', ({ columns, rounds, signs, score }) => {
    const rows = columns.map(column)
    const model = boostStumps(rows, oracle.y, { rounds, signs, candidates: 255, minChildWeight: 1e-3 })
    model.score(rows).forEach((value, i) => {
      expect(Math.abs(value - (score[i] as number))).toBeLessThan(1e-4)
    })
  })

  test('chooses the same cut points as NumPy on 20 000 loans, in the same order', async () => {
    const file = new URL('../../../../data/simu-credit/simu-credit.csv', import.meta.url)
    const loans = await readCsv(new Uint8Array(readFileSync(file)))
    const columns = loans.columns.slice(0, 7).map(({ name }) => numbersNamed(loans, name).values)
    const bad = numbersNamed(loans, 'Status').values.map((good) => 1 - good)
    const { rounds, stumps, auc: expected, firstScores } = oracle.credit
    const model = boostStumps(columns, bad, { rounds })
    expect(model.stumps.map(({ column, edge }) => [column, edge])).toEqual(stumps)
    const score = model.score(columns)
    firstScores.forEach((value, i) => {
      expect(score[i]).toBeCloseTo(value, 10) // sums of 20 000 gradients in another order
    })
    expect(auc(score, bad)).toBeCloseTo(expected, 10)
  })

  test('the loss never rises from round to round', () => {
    const { columns, y } = made(2000, 1)
    const loss = (rounds: number) => {
      const score = boostStumps(columns, y, { rounds }).score(columns)
      return score.reduce((sum, f, i) => sum + Math.log1p(Math.exp(y[i] ? -f : f)), 0)
    }
    const losses = [1, 2, 5, 10, 30].map(loss)
    for (let k = 1; k < losses.length; k++) expect(losses[k]).toBeLessThan(losses[k - 1] as number)
  })

  test('scores obey the sign of each column', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(-1, 1), (seed, sign) => {
        const { columns, y } = made(300, seed)
        const model = boostStumps(columns, y, { rounds: 30, signs: [sign, 0] })
        const grid = Float64Array.from({ length: 61 }, (_, k) => (k - 30) / 10)
        const score = model.score([grid, new Float64Array(61)])
        for (let k = 1; k < grid.length; k++) {
          expect(sign * ((score[k] as number) - (score[k - 1] as number))).toBeGreaterThanOrEqual(0)
        }
      }),
      { seed: 20261123, numRuns: 30 },
    )
  })

  test('does not depend on a monotone change of units, nor on the order of rows', () => {
    const { columns, y } = made(500, 3)
    const model = boostStumps(columns, y, { rounds: 20 })
    const score = model.score(columns)
    const scaled = columns.map((values) => values.map((value) => 1024 * value))
    expect(boostStumps(scaled, y, { rounds: 20 }).score(scaled)).toEqual(score)
    const reversed = columns.map((values) => values.slice().reverse())
    const turned = boostStumps(reversed, y.slice().reverse(), { rounds: 20 })
    turned.score(columns).forEach((value, i) => {
      expect(value).toBeCloseTo(score[i] as number, 12)
    })
  })

  test('a column that is never split keeps one bin', () => {
    const { columns, y } = made(400, 4)
    const model = boostStumps([...columns, new Float64Array(400)], y)
    expect(model.edges[2]).toHaveLength(0)
    expect(model.edges[0]?.length).toBeGreaterThan(3)
  })

  test('stops when nothing is left to gain', () => {
    expect(boostStumps([new Float64Array(10)], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]).stumps).toHaveLength(0)
  })

  test('names what is wrong', () => {
    const x = Float64Array.of(1, 2)
    expect(() => boostStumps([x], [0, 0])).toThrow('y: is 0 in every row; both classes are needed')
    expect(() => boostStumps([x], [0, 2])).toThrow('y: row 1 is 2; 0 or 1 is needed')
    expect(() => boostStumps([x], [0, 1, 1])).toThrow(/column 0 has 2 rows; 3 are needed/)
    expect(() => boostStumps([], [0, 1])).toThrow(/at least one is needed/)
    expect(() => stumpCuts({ values: x })).toThrow('y: is missing; method "stumps" needs a target')
    expect(() => stumpCuts({ values: x, target: Uint8Array.of(0, 1), weights: x })).toThrow(/weights: method "stumps"/)
    expect(() => boostStumps([x], [0, 1], { candidates: 300 })).toThrow(/candidates: is 300/)
    expect(() => boostStumps([x], [0, 1], { signs: [1, 1] })).toThrow(/signs: has 2 numbers; 1 are needed/)
    expect(() => boostStumps([x], [0, 1]).score([])).toThrow('columns: there are 0; 1 are needed, as in the fit')
  })
})
