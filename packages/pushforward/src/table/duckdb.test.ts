import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { bin } from './bin.js'
import { columnNamed, numbersNamed } from './column.js'
import { load, pathOf } from './data-sets.test.fixture.js'
import { binCounts, openDuckDB } from './duckdb.js'
import { informationValue } from './information-value.js'
import { optimalBinning } from './optimal-binning.js'

const german = await load('german-credit')
const bad = columnNamed(german, 'creditability')
const target = { column: 'creditability', event: 'bad' }

let database: Awaited<ReturnType<typeof openDuckDB>>
beforeAll(async () => {
  database = await openDuckDB()
  await database.runAndReadAll(
    `CREATE TABLE german AS SELECT * FROM read_csv('${pathOf('german-credit')}', nullstr = '', all_varchar = false)`,
  )
  await database.runAndReadAll(`
    CREATE TABLE odd AS SELECT * FROM (VALUES
      (1.5::DOUBLE, 1, 2.0), (-999, 0, 1.0), ('NaN'::DOUBLE, 0, 0.5), (NULL, 1, 3.0), (0.1, 0, 1.0), (0.30000000000000004, 1, 1.0),
      (0.3, 0, 1.0)) t("x ""quoted""", y, w)`)
})
afterAll(() => database.closeSync())

describe('counts by SQL equal counts by typed arrays on German credit', () => {
  const binnings = {
    'duration by given edges': [
      'duration_in_month',
      () => bin(columnNamed(german, 'duration_in_month'), bad, { edges: [8, 16, 36], event: 'bad' }),
    ],
    'age, (a, b]': [
      'age_in_years',
      () => bin(columnNamed(german, 'age_in_years'), bad, { closed: 'right', event: 'bad' }),
    ],
    'amount by 20 quantiles': ['credit_amount', () => bin(columnNamed(german, 'credit_amount'), bad, { event: 'bad' })],
    'amount with special codes': [
      'credit_amount',
      () =>
        bin(columnNamed(german, 'credit_amount'), bad, {
          event: 'bad',
          edges: [2000.5],
          specialCodes: [1262, 1258],
          missing: 'bin',
        }),
    ],
    'duration, optimal': [
      'duration_in_month',
      () => optimalBinning(columnNamed(german, 'duration_in_month'), bad, { event: 'bad' }),
    ],
    'purpose, rare levels pooled': [
      'purpose',
      () => bin(columnNamed(german, 'purpose'), bad, { event: 'bad', catCutoff: 0.05 }),
    ],
    'rate as a category': [
      'installment_rate_in_percentage_of_disposable_income',
      () =>
        bin(columnNamed(german, 'installment_rate_in_percentage_of_disposable_income'), bad, {
          event: 'bad',
          categorical: true,
        }),
    ],
  } as const

  test.each(Object.entries(binnings))('%s', async (_, [column, make]) => {
    const binning = make()
    const table = await binCounts(database, 'german', column, binning, { target })
    expect(table).toEqual(binning.table)
    expect(informationValue(table).value).toBe(informationValue(binning.table).value)
  })

  test('weighted by a column', async () => {
    const age = numbersNamed(german, 'age_in_years')
    const binning = bin(age, bad, { edges: [26, 35], event: 'bad', weights: age.values })
    const table = await binCounts(database, 'german', 'age_in_years', binning, { target, weights: 'age_in_years' })
    expect(table).toEqual(binning.table)
  })

  test('from a file, without a table', async () => {
    const binning = bin(columnNamed(german, 'age_in_years'), undefined, { edges: [26, 35] })
    const source = { sql: `read_csv('${pathOf('german-credit')}')` }
    expect(await binCounts(database, source, 'age_in_years', binning)).toEqual(binning.table)
  })
})

describe('the rule in SQL', () => {
  test('NULL and NaN are missing, codes are exact, doubles compare as in typed arrays, names are quoted', async () => {
    const x = [1.5, -999, Number.NaN, null, 0.1, 0.30000000000000004, 0.3]
    const binning = bin(x, [1, 0, 0, 1, 0, 1, 0], { edges: [0.1, 0.1 + 0.2], specialCodes: [-999] })
    const table = await binCounts(database, 'odd', 'x "quoted"', binning, { target: { column: 'y' } })
    expect(table).toEqual(binning.table)
    expect([...table.count]).toEqual([0, 2, 2, 1, 2])
  })

  test('quotes in levels are doubled', () => {
    expect(bin(["it's", 'a']).toSQL('city')).toContain("'it''s'")
  })
})

describe('bad input', () => {
  const binning = bin([1, 2])
  test.each([
    [
      'values without a bin',
      () => binCounts(database, 'odd', 'x "quoted"', binning),
      'x "quoted": 2 rows hold values that the binning has no bin for',
    ],
    [
      'a target of many values',
      () => binCounts(database, 'german', 'age_in_years', binning, { target: { column: 'job' } }),
      /job: has the values .*; two are needed, of which one is the event/,
    ],
    [
      'an event that is none',
      () =>
        binCounts(database, 'german', 'age_in_years', binning, { target: { column: 'creditability', event: 'Bad' } }),
      'event: "Bad" is not a value of creditability, which has "bad", "good"',
    ],
    [
      'negative weights',
      () => binCounts(database, { sql: '(SELECT 1 AS x, -1 AS w)' }, 'x', binning, { weights: 'w' }),
      'w: weights are missing or negative; finite numbers >= 0 are needed',
    ],
    [
      'no rows',
      () => binCounts(database, { sql: '(SELECT 1 AS x WHERE false)' }, 'x', binning),
      'x: has no rows; at least one is needed',
    ],
  ])('%s: refused by name', async (_, call, message) => {
    const counting = call()
    await expect(counting).rejects.toThrow(InputError)
    await expect(counting).rejects.toThrow(message)
  })
})
