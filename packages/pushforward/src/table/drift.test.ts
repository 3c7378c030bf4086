import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { bin } from './bin.js'
import { type Cell, columnNamed, selectRows, type Table, table } from './column.js'
import { load } from './data-sets.test.fixture.js'
import { type ColumnDrift, type DriftOptions, drift } from './drift.js'
import { holm } from './holm.js'
import { psi } from './psi.js'

const german = await load('german-credit')
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const half = (from: number) => selectRows(german, rows(from, from + 500))

const one = (expected: readonly Cell[], actual: readonly Cell[], options?: DriftOptions): ColumnDrift =>
  drift(table({ x: expected }), table({ x: actual }), options).columns[0] as ColumnDrift

const normal = (n: number, shift = 0, seed = 1) => {
  const values = rng(seed).fillNormal(new Float64Array(n))
  return values.map((value) => value + shift)
}

describe('drift', () => {
  test('normal samples in the deciles of the reference: PSI of N(δ, 1) at the values of its shares', () => {
    // Deciles of N(0, 1) by 10^6 evenly spaced levels would be exact; with samples the PSI has a standard error.
    for (const [shift, exact] of [
      [0.25, 0.059815581829],
      [0.5, 0.237749204686],
    ] as const) {
      const column = one([...normal(200_000)], [...normal(200_000, shift, 2)])
      expect(Math.abs(column.psi.value - exact)).toBeLessThan(4 * column.psi.se)
      expect(column.drifted).toBe(true)
    }
  })

  test('German credit, first against second half: only the column whose labels change in the file', () => {
    const report = drift(half(0), half(500))
    expect(report.columns.map(({ name }) => name)).toEqual(german.columns.map(({ name }) => name))
    // This copy of the data gives marital status in blocks of rows: 50, 310, 548 and 92 rows of one label each.
    expect(report.columns.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual(['personal_status_and_sex'])
    const raw = report.columns.map(({ test }) => test.pValue)
    expect(report.columns.map(({ adjustedP }) => adjustedP)).toEqual(holm(raw))
    expect(report.rows).toEqual({ expected: 500, actual: 500 })
    const purpose = report.columns.find(({ name }) => name === 'purpose') as ColumnDrift
    expect(purpose.labels.slice(0, 3)).toEqual(['business', 'car (new)', 'car (used)'])
    expect(purpose.labels.slice(-2)).toEqual(['other', 'missing'])
  })

  test('numbers are cut at the unique deciles of the expected table, [a, b)', () => {
    const report = drift(half(0), half(500), { columns: ['age_in_years'] })
    const age = columnNamed(half(0), 'age_in_years')
    const { edges } = bin(age, undefined, { method: 'quantile', bins: 10 })
    expect([...(report.columns[0] as ColumnDrift).rule.edges]).toEqual([...edges])
    const counts = (from: number) => bin(columnNamed(half(from), 'age_in_years'), undefined, { edges }).table.count
    expect((report.columns[0] as ColumnDrift).psi.value).toBeCloseTo(psi(counts(0), counts(500)).value, 12)
  })

  test('a table does not drift from itself, and row order means nothing', () => {
    const same = drift(german, german)
    expect(same.columns.every(({ psi, drifted }) => psi.value === 0 && !drifted)).toBe(true)
    const shuffled = selectRows(german, rows(0, 1000).reverse())
    const other = drift(shuffled, half(0))
    drift(german, half(0)).columns.forEach((column, k) => {
      expect(other.columns[k]?.psi.value).toBe(column.psi.value)
      expect(other.columns[k]?.labels).toEqual(column.labels)
    })
  })

  test('missing values are a bin: more of them is drift', () => {
    const x = [...normal(1000)]
    const column = one(
      x,
      x.map((value, i) => (i % 5 === 0 ? null : value)),
    )
    expect(column.labels.at(-1)).toBe('missing')
    expect(column.expected.at(-1)).toBe(0)
    expect(column.actual.at(-1)).toBe(200)
    expect(column.psi.smoothed).toBe(true)
    expect(column.drifted).toBe(true)
  })

  test('a new category is drift, counted in other', () => {
    const before = Array.from({ length: 600 }, (_, i) => 'ab'[i % 2] as string)
    const column = one(
      before,
      before.map((level, i) => (i % 4 === 0 ? 'c' : level)),
    )
    expect(column.labels).toEqual(['a', 'b', 'other', 'missing'])
    expect([...column.actual]).toEqual([150, 300, 150, 0])
    expect(column.drifted).toBe(true)
  })

  test('a value that holds most rows has a bin of its own, so that a move away from it is seen', () => {
    const before = Array.from({ length: 500 }, (_, i) => (i % 100 === 0 ? 3 : 0))
    const column = one(
      before,
      before.map((value, i) => (i % 3 === 0 ? 1 : value)),
    )
    expect(column.labels).toEqual(['(−∞, 0)', '{0}', '[5e-324, ∞)', 'missing'].with(2, column.labels[2] as string))
    expect(column.drifted).toBe(true)
    expect(one(before, before, { closed: 'right' }).labels[1]).toBe('{0}')
    expect(one([7, 7, 7], [7, 7, 7]).test.pValue).toBeNaN()
  })

  test('binnings of the model in use are kept', () => {
    const binning = bin(columnNamed(half(0), 'age_in_years'), undefined, { edges: [26, 28, 35, 37] })
    const report = drift(half(0), half(500), { columns: ['age_in_years'], binnings: { age_in_years: binning } })
    expect((report.columns[0] as ColumnDrift).psi.value / 0.0121403372514).toBeCloseTo(1, 11)
  })

  test('a known reference has no error of its own', () => {
    const [x, y] = [[...normal(2000)], [...normal(2000, 0.2, 2)]]
    const sampled = one(x, y)
    const known = one(x, y, { knownReference: true })
    expect(known.psi.value).toBeCloseTo(sampled.psi.value, 12)
    expect(known.test.statistic).toBeCloseTo(2 * sampled.test.statistic, 8)
  })

  test('many levels: the most frequent have bins, with a note', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `name ${(i * i) % 700}`)
    const column = one(names, names, { maxLevels: 20 })
    expect(column.labels).toHaveLength(22)
    expect(column.warnings[0]).toMatch(/levels: the 20 most frequent have a bin each/)
  })

  test('columns of one table only are told', () => {
    const report = drift(table({ a: [1, 2], b: [1, 2] }), table({ b: [1, 2], c: [1, 2] }))
    expect(report.columns.map(({ name }) => name)).toEqual(['b'])
    expect(report).toMatchObject({ onlyExpected: ['a'], onlyActual: ['c'] })
  })

  test('an empty column compares with any kind', () => {
    const nothing = [null, null, null, null]
    for (const other of [
      ['a', 'b', 'a', 'b'],
      [1, 2, 3, 4],
    ]) {
      expect(one(nothing, other).expected.at(-1)).toBe(4)
      expect(one(other, nothing).actual.at(-1)).toBe(4)
    }
    expect(one(nothing, nothing).adjustedP).toBeNaN()
  })
})

test('under no drift p values are uniform: 5 % of 400 columns reject (seed 20261123)', () => {
  const random = rng(20261123)
  const draw = (): Table =>
    table(
      Object.fromEntries(Array.from({ length: 400 }, (_, k) => [`x${k}`, random.fillNormal(new Float64Array(1000))])),
    )
  const rejected = drift(draw(), draw()).columns.filter(({ test }) => test.pValue < 0.05).length
  // Binomial(400, 0.05): 20 ± 4 · 4.4.
  expect(Math.abs(rejected - 20)).toBeLessThan(18)
})

describe('holm', () => {
  test('multiplies the k-th smallest by m − k + 1 and keeps the order', () => {
    holm([0.01, 0.04, 0.03]).forEach((p, k) => {
      expect(p).toBeCloseTo([0.03, 0.06, 0.06][k] as number, 14)
    })
    expect(holm([0.9, Number.NaN, 0.8])).toEqual([1, Number.NaN, 1])
    expect(holm([])).toEqual([])
  })

  test('never below the p value, never above 1, in the same order (seed 20261123)', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (pValues) => {
        const adjusted = holm(pValues)
        pValues.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p)
          expect(adjusted[i]).toBeLessThanOrEqual(1)
          pValues.forEach((other, j) => {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number)
          })
        })
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })
})

describe('bad input', () => {
  const x = table({ x: [1, 2, 3] })
  test.each([
    [
      'no shared column',
      () => drift(x, table({ y: [1] })),
      'actualTable: shares no column with expectedTable; names must be equal',
    ],
    ['an unknown column', () => drift(x, x, { columns: ['z'] }), 'column: "z" is not in the table; there are x'],
    ['no rows', () => drift(table({ x: [] }), x), 'expectedTable: has no rows; at least one is needed'],
    [
      'text for numbers',
      () => drift(x, table({ x: ['1', '2', 'unknown'] })),
      'x: holds text in actualTable, row 2 is "unknown"; numbers are needed, as in expectedTable',
    ],
    [
      'numbers for text',
      () => drift(table({ x: ['a'] }), table({ x: [null, 5] })),
      'x: holds numbers in actualTable, row 1 is 5; texts are needed, as in expectedTable',
    ],
    ['one bin', () => drift(x, x, { bins: 1 }), 'bins: is 1; an integer >= 2 is needed'],
  ])('%s: refused by name', (_, call, message) => {
    expect(call).toThrow(new InputError(message))
  })
})
