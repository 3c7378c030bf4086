import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { additiveFront, type ColumnOption } from './fairness-front-additive.js'

/** Every choice there is. */
function enumerate(columns: readonly (readonly ColumnOption[])[]) {
  let all = [{ ivModel: 0, ivGroup: 0 }]
  for (const options of columns) {
    all = all.flatMap((sum) => [
      sum,
      ...options.map((o) => ({ ivModel: sum.ivModel + o.ivModel, ivGroup: sum.ivGroup + o.ivGroup })),
    ])
  }
  return all
}

describe('additiveFront', () => {
  test('two columns by hand', () => {
    const front = additiveFront([[{ ivModel: 2, ivGroup: 1 }], [{ ivModel: 1, ivGroup: 1 }]])
    expect(front.map((point) => point.ivModel)).toEqual([0, 2, 3])
    expect(front.map((point) => [...point.choice])).toEqual([
      [-1, -1],
      [0, -1],
      [0, 0],
    ])
  })

  test('holds the optimum for every limit, as enumeration finds it', () => {
    // Multiples of 1/16 add without rounding.
    const value = fc.integer({ min: 0, max: 64 }).map((k) => k / 16)
    const option = fc.record({ ivModel: value, ivGroup: value })
    const columns = fc.array(fc.array(option, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(columns, (given) => {
        const front = additiveFront(given)
        const all = enumerate(given)
        for (const limit of [0, 0.5, 1, 2, 4, 8, 100]) {
          const optimum = Math.max(...all.filter((sum) => sum.ivGroup <= limit).map((sum) => sum.ivModel))
          expect(front.findLast((point) => point.ivGroup <= limit)?.ivModel).toBe(optimum)
        }
        for (const { choice, ivModel } of front) {
          let sum = 0
          for (const [j, k] of choice.entries()) sum += given[j]?.[k]?.ivModel ?? 0
          expect(sum).toBe(ivModel)
        }
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })

  test('fifteen columns of five binnings end in a moment', () => {
    const columns = Array.from({ length: 15 }, (_, j) =>
      Array.from({ length: 5 }, (_, k) => ({ ivModel: Math.sqrt((j + 1) * (k + 1)), ivGroup: (j % 4) + k / 8 })),
    )
    expect(additiveFront(columns).length).toBeGreaterThan(15)
  })

  test('names what is wrong', () => {
    expect(() => additiveFront([[{ ivModel: Number.NaN, ivGroup: 0 }]])).toThrow(/option 0 of column 0 has NaN, 0/)
  })
})
