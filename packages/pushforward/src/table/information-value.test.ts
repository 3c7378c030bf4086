import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { normalCdf, normalQuantile } from '../measure/special-functions.js'
import { bin } from './bin.js'
import { columnNamed, numbersNamed, selectRows, type TextColumn } from './column.js'
import { isInstalled, load } from './data-sets.test.fixture.js'
import { informationValue, informationValueLabel } from './information-value.js'
import { conservativeRatio, probabilityAtMost } from './paper-inference.js'
import { psi, psiLabel } from './psi.js'
import { weightOfEvidence } from './weight-of-evidence.js'

/** Reference values have 12 digits. */
const close = (value: number, reference: number) => expect(value / reference).toBeCloseTo(1, 11)

const german = await load('german-credit')
const bad = columnNamed(german, 'creditability')
const byBad = { event: 'bad' }

describe('German credit, bad against good', () => {
  test('duration: weight of evidence, information value, both standard errors, bias, test, intervals', () => {
    const { table } = bin(columnNamed(german, 'duration_in_month'), bad, { edges: [8, 16, 36], ...byBad })
    expect([...(table.good as Float64Array)]).toEqual([78, 264, 270, 88])
    expect([...(table.bad as Float64Array)]).toEqual([9, 80, 129, 82])
    weightOfEvidence(table).woe.forEach((woe, j) => {
      expect(woe).toBeCloseTo([1.312186389, 0.3466246081, -0.1086883058, -0.7766802932][j] as number, 10)
    })
    const estimate = informationValue(table, { interval: 'delta' })
    close(estimate.value, 0.264609373765)
    close(estimate.divergences.kl, 0.137379609317)
    close(estimate.divergences.js, 0.0318197248553)
    close(estimate.se, 0.0727649787954)
    close(estimate.bias, 0.0186177757402)
    close(estimate.test.statistic, 55.5679684907)
    expect(estimate.test.pValue / 5.19440753e-12).toBeCloseTo(1, 8)
    close(estimate.test.criticalValue, 0.0372129900155)
    close(informationValue(table, { inference: 'paper' }).se, 0.0394509940909)
    // The debiased value ± 1.96 SE; the reference has five digits.
    expect(estimate.interval[0]).toBeCloseTo(0.264609373765 - 0.0186177757402 - 1.959963984540054 * 0.0727649787954, 11)
    expect(Math.abs(estimate.interval[0] - 0.10338)).toBeLessThan(1e-5)
    expect(Math.abs(estimate.interval[1] - 0.38861)).toBeLessThan(1e-5)
    const noncentral = informationValue(table, { interval: 'noncentral' })
    expect(noncentral.interval[0]).toBeCloseTo(0.13559, 5)
    expect(noncentral.interval[1]).toBeCloseTo(0.41134, 5)
    expect(informationValue(table).intervalMethod).toBe('delta')
  })

  test('age', () => {
    const { table } = bin(columnNamed(german, 'age_in_years'), bad, { edges: [26, 28, 35, 37], ...byBad })
    expect([...(table.good as Float64Array)]).toEqual([110, 74, 172, 67, 277])
    expect([...(table.bad as Float64Array)]).toEqual([80, 27, 85, 12, 96])
    const estimate = informationValue(table)
    close(estimate.value, 0.130498542104)
    close(estimate.se, 0.0503306494812)
    close(estimate.bias, 0.0210971547741)
    close(estimate.test.statistic, 27.4046938419)
    close(informationValue(table, { inference: 'paper' }).se, 0.026110663604)
  })

  test('amount', () => {
    const { table } = bin(columnNamed(german, 'credit_amount'), bad, { edges: [1400, 1800, 4000, 9200], ...byBad })
    expect([...(table.good as Float64Array)]).toEqual([185, 87, 287, 120, 21])
    expect([...(table.bad as Float64Array)]).toEqual([82, 18, 95, 76, 29])
    const estimate = informationValue(table)
    close(estimate.value, 0.181220374737)
    close(estimate.se, 0.0597639116894)
  })

  test('checking account, a category', () => {
    const { table, categories } = bin(columnNamed(german, 'status_of_existing_checking_account'), bad, byBad)
    // Ascending rate: none, ≥ 200, 0 to 200, below 0.
    expect(categories?.map(([level]) => (level as string).slice(0, 6))).toEqual([
      'no che',
      '... >=',
      '0 <= .',
      '... < ',
    ])
    expect([...(table.good as Float64Array)]).toEqual([348, 49, 164, 139])
    expect([...(table.bad as Float64Array)]).toEqual([46, 14, 105, 135])
    const estimate = informationValue(table)
    close(estimate.value, 0.666011503351)
    close(estimate.se, 0.114461008811)
    close(estimate.bias, 0.0178990026602)
  })

  test('drift of age between the halves of the file: less than its own bias', () => {
    const half = (from: number) =>
      numbersNamed(
        selectRows(
          german,
          Array.from({ length: 500 }, (_, i) => from + i),
        ),
        'age_in_years',
      )
    const first = bin(half(0), undefined, { edges: [26, 28, 35, 37] })
    const second = bin(half(500), undefined, { edges: [26, 28, 35, 37] })
    expect([...first.table.count]).toEqual([94, 53, 128, 46, 179])
    expect([...second.table.count]).toEqual([96, 48, 129, 33, 194])
    const estimate = psi(first.table.count, second.table.count)
    close(estimate.value, 0.0121403372514)
    close(estimate.test.statistic, 3.03508431285)
    close(estimate.test.pValue, 0.551971388983)
    expect(estimate.bias).toBeCloseTo(0.0161, 4)
    expect(estimate.debiased).toBeLessThan(0)
    expect(estimate.intervalMethod).toBe('noncentral')
    expect(estimate.interval[0]).toBe(0)
  })
})

test.runIf(isInstalled('taiwan-default'))(
  'Taiwan credit limits drift, and predict default (data set installed)',
  async () => {
    const table = await load('taiwan-default')
    const limit = numbersNamed(table, 'LIMIT_BAL')
    const target = numbersNamed(table, 'default')
    const rows = (from: number) => limit.values.slice(from, from + 15000)
    const edges = [30, 50, 70, 100, 140, 180, 210, 270, 360].map((k) => k * 1000)
    const deciles = bin(rows(0), undefined, { method: 'quantile', bins: 10, closed: 'right' })
    expect([...deciles.edges]).toEqual(edges)
    const actual = bin(rows(15000), undefined, { edges, closed: 'right' })
    const estimate = psi(deciles.table.count, actual.table.count)
    close(estimate.value, 0.00218751079531)
    close(estimate.test.pValue, 0.0588661246752)
    const value = informationValue(bin(limit, target, { edges, closed: 'right' }).table)
    close(value.value, 0.178139261331)
    close(value.se, 0.0118070131817)
    const delay = numbersNamed(table, 'PAY_0').values.map((months) => Math.min(4, Math.max(-2, months)))
    const seven = informationValue(bin(delay, target, { method: 'unique' }).table)
    expect(seven.bins).toHaveLength(7)
    close(seven.value, 0.876149170393)
    close(seven.se, 0.027468957041)
  },
)

test.runIf(isInstalled('compas'))('COMPAS priors and scores (data set installed)', async () => {
  const table = await load('compas')
  const recidivism = numbersNamed(table, 'two_year_recid')
  close(
    informationValue(bin(columnNamed(table, 'priors_count'), recidivism, { edges: [1, 2, 4, 8] }).table).value,
    0.441869455206,
  )
  const score = columnNamed(table, 'decile_score')
  close(informationValue(bin(score, recidivism, { method: 'unique' }).table).value, 0.598322334354)
  const race = columnNamed(table, 'race') as TextColumn
  const counts = (name: string) => {
    const code = race.levels.indexOf(name)
    const rows = Array.from(race.codes.keys()).filter((i) => race.codes[i] === code)
    return bin(columnNamed(selectRows(table, rows), 'decile_score'), undefined, { method: 'unique' }).table.count
  }
  close(psi(counts('African-American'), counts('Caucasian')).value, 0.374437739769)
})

describe('published and computed tables', () => {
  test('seven rating grades of Yurdakul & Naranjo 2020', () => {
    const estimate = psi([253, 302, 204, 134, 72, 26, 8], [177, 262, 285, 158, 88, 25, 6])
    close(estimate.value, 0.0676929884516)
    close(estimate.test.criticalValue, 0.0251831996707)
    expect(estimate.test.pValue / 7.20256033e-6).toBeCloseTo(1, 8)
  })

  test.each([
    [1000, 10, 0.0338379552],
    [1000, 20, 0.0602870544],
    [10_000, 10, 0.0033837955],
  ])('critical value for %i rows each in %i bins', (n, bins, critical) => {
    const even = { shares: new Array(bins).fill(1 / bins), n }
    expect(psi(even, even).test.criticalValue).toBeCloseTo(critical, 9)
  })

  test.each([
    [0.25, 0.059815581829],
    [0.5, 0.237749204686],
  ])('N(0, 1) against N(%f, 1) in the deciles of the first', (shift, value) => {
    const ends = Array.from({ length: 11 }, (_, k) => normalQuantile(k / 10))
    const share = (k: number, mean: number) =>
      normalCdf((ends[k + 1] as number) - mean) - normalCdf((ends[k] as number) - mean)
    const shares = (mean: number) => Array.from({ length: 10 }, (_, k) => share(k, mean))
    close(psi({ shares: shares(0), n: 1000 }, { shares: shares(shift), n: 1000 }).value, value)
  })

  test('the examples of the documentation', () => {
    const { woe } = weightOfEvidence({ good: [30, 70], bad: [20, 30] })
    expect(woe[0]).toBeCloseTo(Math.log(0.3 / 0.4), 14)
    expect(woe[1]).toBeCloseTo(Math.log(0.7 / 0.6), 14)
    expect(informationValue({ good: [78, 264, 270, 88], bad: [9, 80, 129, 82] }).value).toBeCloseTo(0.2646, 4)
    expect(psi([94, 53, 128, 46, 179], [96, 48, 129, 33, 194]).test.pValue).toBeCloseTo(0.55, 2)
  })

  test('known shares: J, KL, JS, squared Hellinger', () => {
    const n = 1e6
    const { value, divergences } = psi({ shares: [0.1, 0.2, 0.3, 0.4], n }, { shares: [0.25, 0.25, 0.25, 0.25], n })
    close(value, 0.228217409573392)
    close(divergences.kl, 0.106440135286223)
    close(divergences.klReverse, 0.121777274287169)
    close(divergences.js, 0.027865613457277)
    close(divergences.hellinger, 0.028190274472181)
  })

  test('a zero cell: each rule has its own number', () => {
    const counts = { good: [0, 40, 60], bad: [5, 10, 5] }
    const half = informationValue(counts)
    close(half.value, 1.296849211642)
    expect(half.smoothed).toBe(true)
    const merged = informationValue(counts, { smoothing: 'merge' })
    close(merged.value, 0.526427088872)
    expect(merged.bins.map(({ members }) => members)).toEqual([[0, 1], [2]])
    expect(() => informationValue(counts, { smoothing: 'none' })).toThrow(
      new InputError('counts: bins 0 have rows in one sample only; smooth or merge them'),
    )
    // Another tool replaces the count by 0.9 before it takes the shares.
    close(informationValue({ good: [0.9, 40, 60], bad: [5, 10, 5] }, { inference: 'delta' }).value, 1.12624702117)
    close(informationValue({ good: [0.99, 40, 60], bad: [5, 10, 5] }, { inference: 'delta' }).value, 1.100032629069)
  })

  test("the paper's example: a constraint that is violated with probability 0.9898", () => {
    const fairness = { value: 0.066, se: 0.0069 }
    expect(1 - probabilityAtMost(fairness, 0.05)).toBeCloseTo(0.989798, 6)
    expect(probabilityAtMost(fairness, 0.05)).toBeCloseTo(0.0102, 4)
    expect(conservativeRatio({ value: 0.5, se: 0.05 }, fairness, 2)).toBeCloseTo(0.4 / 0.0798, 12)
  })

  test('labels are words for thresholds', () => {
    expect([0.01, 0.05, 0.2, 0.4, 0.9].map((value) => informationValueLabel(value))).toEqual([
      'useless',
      'weak',
      'medium',
      'strong',
      'suspiciously strong',
    ])
    expect(informationValueLabel(0.2, 'paper')).toBe('strong')
    expect([0.05, 0.2, 0.3].map((value) => psiLabel(value))).toEqual(['stable', 'moderate shift', 'large shift'])
    expect(psiLabel(0.05, 'paper')).toBe('moderate shift')
  })
})
