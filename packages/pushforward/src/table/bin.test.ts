import { describe, expect, test } from 'vitest'
import { bin } from './bin.js'

describe('bin', () => {
  test('intervals are [a, b): a value on an edge belongs to the bin on its right', () => {
    const made = bin([1, 8, 15.9, 16, 40], undefined, { edges: [8, 16] })
    expect([...made.apply([7.999, 8, 16])]).toEqual([0, 1, 2])
    expect([...made.table.count]).toEqual([1, 2, 2])
    expect(made.table.labels).toEqual(['(−∞, 8)', '[8, 16)', '[16, ∞)'])
  })

  test('special codes and missing values have bins of their own, after the ordinary ones', () => {
    const made = bin([1, 5, -999, Number.NaN, 9, -999], undefined, { edges: [4], specialCodes: [-999] })
    expect(made.table.labels).toEqual(['(−∞, 4)', '[4, ∞)', 'special -999', 'missing'])
    expect([...made.table.count]).toEqual([1, 2, 2, 1])
  })

  test('cart finds the cut between two classes', () => {
    expect([...bin([1, 2, 3, 4], [0, 0, 1, 1], { method: 'cart', minLeafShare: 0 }).edges]).toEqual([2.5])
  })

  test.each(['stumps', 'chimerge', 'tree'] as const)('%s finds the cut between two classes, and needs y', (method) => {
    const x = Float64Array.from({ length: 200 }, (_, i) => i)
    const y = Uint8Array.from(x, (value) => (value < 100 ? +(value % 10 === 0) : +(value % 10 !== 0)))
    const { edges, method: used } = bin(x, y, { method, rounds: 1 })
    expect(used).toBe(method)
    expect(Math.min(...edges.map((edge) => Math.abs(edge - 100)))).toBeLessThan(5)
    expect(() => bin(x, undefined, { method })).toThrow(`y: is missing; method "${method}" needs a target`)
  })

  test('categories stand in the order of their event rate', () => {
    const made = bin(['a', 'a', 'b', 'b', 'c', 'c'], [1, 1, 0, 0, 0, 1])
    expect(made.categories).toEqual([['b'], ['c'], ['a']])
    expect([...made.apply(['a', 'b'])]).toEqual([2, 0])
  })
})
