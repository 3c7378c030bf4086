import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import {
  asText,
  column,
  columnNamed,
  type NumberColumn,
  numbersNamed,
  selectRows,
  type TextColumn,
  table,
} from './column.js'
import { isolating, nextDouble } from './next-double.js'
import { binaryTarget } from './target.js'

describe('column', () => {
  test('text is coded by first appearance, missing is −1', () => {
    const grade = column('grade', ['a', 'b', null, 'a', undefined]) as TextColumn
    expect(grade).toEqual({
      name: 'grade',
      kind: 'text',
      codes: Int32Array.of(0, 1, -1, 0, -1),
      levels: ['a', 'b'],
      missing: 2,
    })
  })

  test('numbers and booleans are doubles, missing is NaN; a Float64Array is not copied', () => {
    expect(column('x', [1, null, 2])).toEqual({
      name: 'x',
      kind: 'number',
      values: Float64Array.of(1, Number.NaN, 2),
      missing: 1,
    })
    expect(column('x', [true, undefined, false])).toMatchObject({
      kind: 'boolean',
      values: Float64Array.of(1, Number.NaN, 0),
    })
    const values = Float64Array.of(1, 2)
    expect((column('x', values) as NumberColumn).values).toBe(values)
    expect(column('x', [null, null])).toMatchObject({ kind: 'number', missing: 2 })
  })

  test('numbers read as categories are their decimal text', () => {
    expect(asText(column('x', [2, null, 1.5])).levels).toEqual(['2', '1.5'])
  })

  test.each([
    ['a mixture', () => column('x', [1, 'a']), 'x: row 1 is "a"; a number is needed, as in the rows above'],
    [
      'a mixture that starts with text',
      () => column('x', ['a', 1]),
      'x: row 1 is 1; a text is needed, as in the rows above',
    ],
    [
      'an infinite number',
      () => column('x', [1, Number.NEGATIVE_INFINITY]),
      'x: row 1 is -Infinity; a finite number or NaN is needed',
    ],
  ])('%s is refused with its row', (_, call, message) => {
    expect(call).toThrow(new InputError(message))
  })
})

describe('table', () => {
  const people = table({ age: [31, 45, null], city: ['Ulm', 'Jena', 'Ulm'] })

  test('holds columns of equal length by name', () => {
    expect(table({ age: [31, 45], city: ['Ulm', 'Jena'] }).rows).toBe(2)
    expect(columnNamed(people, 'city').kind).toBe('text')
    expect(numbersNamed(people, 'age').missing).toBe(1)
    expect(() => table({ a: [1], b: [1, 2] })).toThrow(new InputError('b: has 2 rows; 1 are needed, as in a'))
  })

  test('a missing name is told with those that there are; text among numbers with its row', () => {
    expect(() => columnNamed(people, 'Age')).toThrow(
      new InputError('column: "Age" is not in the table; there are age, city'),
    )
    const odd = table({ x: ['1', '2', 'unknown'] })
    expect(() => numbersNamed(odd, 'x')).toThrow(new InputError('x: holds "unknown" in row 2; numbers are needed'))
  })

  test('rows are selected in the order given, missing counted anew', () => {
    const chosen = selectRows(people, [2, 0, 2])
    expect(chosen.rows).toBe(3)
    expect([...numbersNamed(chosen, 'age').values]).toEqual([Number.NaN, 31, Number.NaN])
    expect(chosen.columns.map(({ missing }) => missing)).toEqual([2, 0])
    expect([...(columnNamed(chosen, 'city') as TextColumn).codes]).toEqual([0, 0, 0])
  })
})

describe('binaryTarget', () => {
  test('reads two values of any kind as 0 and 1', () => {
    expect([...binaryTarget(['good', 'bad', 'good'], { event: 'bad' })]).toEqual([0, 1, 0])
    expect([...binaryTarget([true, false])]).toEqual([1, 0])
    expect([...binaryTarget([2, 1, 2], { event: 2 })]).toEqual([1, 0, 1])
    const bytes = Uint8Array.of(0, 1)
    expect(binaryTarget(bytes)).toBe(bytes)
  })

  test('one class alone is a target, for the caller to judge', () => {
    expect([...binaryTarget(['good', 'good'], { event: 'bad' })]).toEqual([0, 0])
  })
})

test('neighbouring doubles', () => {
  expect(nextDouble(1, 1)).toBe(1 + Number.EPSILON)
  expect(nextDouble(1, -1)).toBe(1 - Number.EPSILON / 2)
  expect(nextDouble(-1, 1)).toBe(-1 + Number.EPSILON / 2)
  expect(nextDouble(0, 1)).toBe(Number.MIN_VALUE)
  expect(nextDouble(0, -1)).toBe(-Number.MIN_VALUE)
  expect(isolating(5, 'left')).toEqual([5, nextDouble(5, 1)])
  expect(isolating(5, 'right')).toEqual([nextDouble(5, -1), 5])
})
