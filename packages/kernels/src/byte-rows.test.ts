import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createByteRows } from './byte-rows.js'

const bytes = (d: number) => fc.array(fc.integer({ min: -128, max: 127 }), { minLength: d, maxLength: d })

test('dot products are exact, for any width, in rows that were written twice and after the table has grown', () => {
  const cases = fc
    .integer({ min: 1, max: 70 })
    .chain((d) => fc.tuple(fc.array(bytes(d), { minLength: 1, maxLength: 40 }), bytes(d)))
  fc.assert(
    fc.property(cases, ([list, query]) => {
      const rows = createByteRows(query.length)
      const ask = () => Array.from(rows.dots(Int8Array.from(query)))
      // A question in the middle leaves its answer where later rows come to stand.
      list.forEach((row, i) => {
        rows.set(i, Int8Array.from(row).reverse())
        if (i % 7 === 0) ask()
      })
      list.forEach((row, i) => void rows.set(i, Int8Array.from(row)))
      const dot = (row: readonly number[]) => row.reduce((sum, value, k) => sum + value * (query[k] ?? 0), 0)
      expect(ask()).toEqual(list.map(dot))
    }),
    { seed: 5, numRuns: 60 },
  )
})

test('the largest sums fit: 4096 products of -128 and -128', () => {
  const rows = createByteRows(4096)
  const row = new Int8Array(4096).fill(-128)
  for (let i = 0; i < 40; i++) rows.set(i, row)
  expect(rows.dots(row)).toEqual(new Int32Array(40).fill(4096 * 16_384))
})

test('a row of another width, or one that leaves a gap, is refused', () => {
  const rows = createByteRows(2)
  expect(() => rows.set(0, new Int8Array(3))).toThrow('row: has 3 bytes; 2 are needed')
  expect(() => rows.set(1, new Int8Array(2))).toThrow('i: is 1; 0 to 0 is accepted')
  expect(() => rows.dots(new Int8Array(1))).toThrow('query: has 1 bytes; 2 are needed')
  expect(rows.dots(new Int8Array(2))).toEqual(new Int32Array(0))
})
