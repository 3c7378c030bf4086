import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { bin } from './bin.js'
import { categoricalRule, numericRule } from './bin-rule.js'
import { makeBinning } from './binning.js'
import { columnNamed } from './column.js'
import { quantileCuts } from './cuts.js'
import { load } from './data-sets.test.fixture.js'
import oracle from './optimal-binning.oracle.json' with { type: 'json' }

const german = await load('german-credit')
const bad = columnNamed(german, 'creditability')
const numeric = ['duration_in_month', 'age_in_years', 'credit_amount'] as const

describe('numbers', () => {
  test('intervals are [a, b): a value on an edge belongs to the bin on its right', () => {
    const made = bin([1, 8, 15.9, 16, 40], undefined, { edges: [8, 16] })
    expect([...made.apply([7.999, 8, 16])]).toEqual([0, 1, 2])
    expect([...made.table.count]).toEqual([1, 2, 2])
    expect(made.table.labels).toEqual(['(−∞, 8)', '[8, 16)', '[16, ∞)'])
  })

  test('intervals are (a, b] by option', () => {
    const made = bin([1, 8, 15.9, 16, 40], undefined, { edges: [8, 16], closed: 'right' })
    expect([...made.apply([7.999, 8, 16, 16.1])]).toEqual([0, 0, 1, 2])
    expect(made.table.labels).toEqual(['(−∞, 8]', '(8, 16]', '(16, ∞)'])
  })

  test('special codes and missing values have bins of their own, after the ordinary ones', () => {
    for (const closed of ['left', 'right'] as const) {
      const x = [1, 5, -999, Number.NaN, 9, -999, 0]
      const made = bin(x, undefined, { edges: [4], specialCodes: [-999, 0], closed })
      expect(made.table.labels.slice(2)).toEqual(['special -999', 'special 0', 'missing'])
      expect([...made.table.count]).toEqual([1, 2, 2, 1, 1])
      expect([...made.apply([-999.0000001, -998.9999, 0, -1e-300, Number.NaN])]).toEqual([0, 0, 3, 0, 4])
    }
  })

  test('quantiles are unique, linearly interpolated, and leave no bin empty', () => {
    const made = bin([1, 1, 1, 1, 1, 1, 2, 3, 4, 5], undefined, { method: 'quantile', bins: 5 })
    // The quantiles 0.2 and 0.4 are 1, the least value: a cut there would leave the first bin empty.
    expect([...made.edges]).toEqual([expect.closeTo(1.4, 12), expect.closeTo(3.2, 12)])
    expect(Math.min(...made.table.count)).toBeGreaterThan(0)
  })

  test('the examples of the documentation', () => {
    expect([...bin([1, 2, 3, 4], [0, 0, 1, 1], { method: 'quantile', bins: 2 }).edges]).toEqual([2.5])
    expect([...quantileCuts(Float64Array.of(1, 2, 3, 4, 5), 4)]).toEqual([2, 3, 4])
  })

  test('uniform and unique', () => {
    expect([...bin([0, 1, 10], undefined, { method: 'uniform', bins: 4 }).edges]).toEqual([2.5, 5, 7.5])
    expect([...bin([3, 1, 2, 1], undefined, { method: 'unique' }).table.count]).toEqual([2, 1, 1])
    expect([...bin([3, 1, 2, 1], undefined, { method: 'unique', closed: 'right' }).table.count]).toEqual([2, 1, 1])
  })

  test.each(numeric)('the tree cuts %s where that of scikit-learn does', (name) => {
    const { edges } = bin(columnNamed(german, name), bad, { method: 'cart', event: 'bad' })
    expect([...edges]).toEqual(oracle.cart[name])
  })

  test.each(numeric)('the entropy method cuts %s where a plain recursion does', (name) => {
    const { edges } = bin(columnNamed(german, name), bad, { method: 'mdlp', event: 'bad' })
    expect([...edges]).toEqual(oracle.mdlp[name])
  })

  test('weights count: integer weights are repeated rows', () => {
    const x = [1, 2, 3, 4, 5, 6]
    const y = [0, 0, 1, 0, 1, 1]
    const weights = [3, 1, 2, 2, 1, 4]
    const repeat = (values: number[]) =>
      values.flatMap((value, i) => new Array<number>(weights[i] as number).fill(value))
    for (const method of ['cart', 'mdlp'] as const) {
      const weighted = bin(x, y, { method, weights, minLeafShare: 0 })
      const repeated = bin(repeat(x), repeat(y), { method, minLeafShare: 0 })
      expect(weighted.edges).toEqual(repeated.edges)
      expect(weighted.table.good).toEqual(repeated.table.good)
      expect(weighted.table.bad).toEqual(repeated.table.bad)
    }
    expect(bin(x, y, { edges: [4], weights }).table.effective.all).toBeCloseTo(13 ** 2 / 35, 12)
  })
})

describe('categories', () => {
  const grades = ['a', 'a', 'b', 'b', 'c', 'c', 'd']
  const y = [1, 1, 0, 0, 0, 1, 1]

  test('stand in the order of their smoothed event rate', () => {
    const made = bin(grades, y)
    // d was seen once: smoothing keeps it below a, which was bad twice in two.
    expect(made.categories).toEqual([['b'], ['c'], ['d'], ['a']])
    expect(bin(grades).categories).toEqual([['a'], ['b'], ['c'], ['d']])
  })

  test('rare levels are pooled, unseen ones go there too', () => {
    const made = bin(grades, y, { catCutoff: 0.2 })
    expect(made.categories?.flat()).not.toContain('d')
    expect(made.table.labels.at(-1)).toBe('other')
    expect([...made.apply(['d', 'zebra'])]).toEqual([made.other, made.other])
  })

  test('an unseen level is refused by row, or goes to other by option', () => {
    expect(() => bin(grades, y).apply(['a', 'z'])).toThrow(
      new InputError('x: row 1 is "z", which the binning has not seen; bin with { other: true }'),
    )
    const made = bin(grades, y, { other: true })
    expect([...made.apply(['z'])]).toEqual([made.other])
  })

  test('missing values and special levels have bins of their own; numbers may be categories', () => {
    const made = bin(['a', null, 'refused', 'b'], undefined, { specialCodes: ['refused'] })
    expect(made.table.labels).toEqual(['a', 'b', 'special refused', 'missing'])
    expect([...made.table.count]).toEqual([1, 1, 1, 1])
    const codes = bin([3, 1, 3, 2], undefined, { categorical: true })
    expect(codes.categories).toEqual([['1'], ['2'], ['3']])
    expect([...codes.apply([2, 3])]).toEqual([1, 2])
  })
})

test('a rule that is applied to its own rows counts what the table says, whatever the values (seed 20261123)', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constant(Number.NaN),
  )
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 60 }),
      fc.uniqueArray(fc.integer({ min: -3, max: 3 }), { maxLength: 5 }),
      fc.uniqueArray(fc.integer({ min: -3, max: 3 }), { maxLength: 2 }),
      fc.constantFrom('left' as const, 'right' as const),
      (x, edges, specialCodes, closed) => {
        const sorted = edges.sort((a, b) => a - b)
        const made = bin(x, undefined, { edges: sorted, specialCodes, closed, missing: 'bin' })
        const bins = made.apply(x)
        x.forEach((each, i) => {
          const special = specialCodes.indexOf(each)
          const below = sorted.filter((edge) => (closed === 'left' ? edge <= each : edge < each)).length
          const expected = Number.isNaN(each) ? made.missing : special >= 0 ? made.ordinary + special : below
          expect(bins[i]).toBe(expected)
        })
        const counted = new Float64Array(made.bins)
        for (const bin of bins) counted[bin] = (counted[bin] as number) + 1
        expect(made.table.count).toEqual(counted)
      },
    ),
    { seed: 20261123, numRuns: 500 },
  )
})

describe('bad input', () => {
  const x = [1, 2, 3]
  test.each([
    ['no rows', () => bin([]), 'x: has no rows; at least one is needed'],
    ['lengths', () => bin(x, [0, 1]), 'y: has 2 rows; 3 are needed, as in x'],
    ['no target', () => bin(x, undefined, { method: 'cart' }), 'y: is missing; method "cart" needs a target'],
    [
      'an infinite value',
      () => bin([1, Number.POSITIVE_INFINITY]),
      'x: row 1 is Infinity; a finite number or NaN is needed',
    ],
    ['text among numbers', () => bin([1, 'a']), 'x: row 1 is "a"; a number is needed, as in the rows above'],
    [
      'edges out of order',
      () => bin(x, undefined, { edges: [2, 1] }),
      'edges: edges[1] = 1 follows 2; strictly ascending ones are needed',
    ],
    [
      'equal edges',
      () => bin(x, undefined, { edges: [2, 2] }),
      'edges: edges[1] = 2 follows 2; strictly ascending ones are needed',
    ],
    [
      'an infinite edge',
      () => bin(x, undefined, { edges: [Number.NaN] }),
      'edges: edges[0] is NaN; finite numbers are needed',
    ],
    [
      'a weight',
      () => bin(x, undefined, { weights: [1, -1, 1] }),
      'weights: row 1 is -1; a finite number >= 0 is needed',
    ],
    ['a number of bins', () => bin(x, undefined, { bins: 0 }), 'bins: is 0; an integer >= 1 is needed'],
    [
      'missing values',
      () => bin([1, Number.NaN], undefined, { missing: 'error' }),
      "x: 1 values are missing; none are accepted under { missing: 'error' }",
    ],
    [
      'missing values that come later',
      () => bin(x).apply([1, Number.NaN]),
      "x: row 1 is missing and the binning has no bin for that; bin with { missing: 'bin' }",
    ],
    ['text for numbers', () => bin(x).apply(['a']), 'x: holds text; the binning is of numbers'],
    [
      'a target of three values',
      () => bin(x, [0, 1, 2]),
      'y: has the values 0, 1, 2; two are needed, of which one is the event',
    ],
    [
      'a text target without its event',
      () => bin(x, ['g', 'b', 'g']),
      'y: has the values "g", "b"; 0 and 1 are needed, or name the event: { event: … }',
    ],
    [
      'an event that is none',
      () => bin(x, ['g', 'b', 'g'], { event: 'bad' }),
      'event: "bad" is not a value of y, which has "g", "b"',
    ],
    ['a missing target', () => bin(x, [0, null, 1]), 'y: row 1 is missing; a target is needed in every row'],
    [
      'a level named twice',
      () => makeBinning(['a'], categoricalRule({ categories: [['a'], ['a']] }), { method: 'given' }),
      'categories: "a" is named twice; each level has one bin',
    ],
  ])('%s: refused by name', (_, call, message) => {
    expect(call).toThrow(new InputError(message))
  })

  test('an unknown method is refused with the list of those that there are', () => {
    const call = () => bin(x, undefined, { method: 'best' as never })
    expect(call).toThrow(InputError)
    expect(call).toThrow(/method: "best" is unknown; accepted are quantile, uniform, unique, cart, mdlp/)
  })

  test('more than 50 distinct values are not unique bins', () => {
    const many = Array.from({ length: 51 }, (_, i) => i)
    expect(() => bin(many, undefined, { method: 'unique' })).toThrow(/at most 50 distinct values/)
  })

  test('a constant and an empty column have one bin and a warning', () => {
    expect(bin([7, 7, 7]).warnings).toEqual(['x: one bin holds every value, which tells nothing'])
    expect(bin([7, 7, 7]).bins).toBe(1)
    const empty = bin([Number.NaN, Number.NaN])
    expect(empty.warnings).toEqual(['x: every value is missing'])
    expect([...empty.table.count]).toEqual([0, 2])
  })

  test('rules may be given directly', () => {
    const made = makeBinning([5, 8, 40], numericRule({ edges: [8, 16] }), { method: 'given' })
    expect([...made.table.count]).toEqual([1, 1, 1])
  })
})
