import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { assertMeasure, points, weightsOf } from './points.js'

describe('points', () => {
  test('rows, flat numbers and typed arrays', () => {
    expect(
      points([
        [0, 1],
        [2, 3],
      ]),
    ).toMatchObject({ n: 2, d: 2 })
    expect(points([0, 1, 2])).toMatchObject({ n: 3, d: 1 })
    const data = new Float32Array(6)
    expect(points(data, 3)).toEqual({ data, n: 2, d: 3 })
    expect(points(data, 3).data).toBe(data)
  })

  test('names what is wrong', () => {
    expect(() => points([[0, Number.NaN]])).toThrow(
      new InputError('points: points[0][1] is NaN; finite numbers are needed'),
    )
    expect(() => points([[0, 1], [2]])).toThrow(
      new InputError('points: row 1 has 1 numbers; 2 are needed, as in row 0'),
    )
    expect(() => points(new Float64Array(5), 2)).toThrow(/5 numbers do not make rows of 2/)
  })
})

describe('assertMeasure', () => {
  const x = points([
    [0, 0],
    [1, 1],
  ])

  test.each([
    ['empty', { data: new Float64Array(0), n: 0, d: 2 }, 'x: has no points; at least one is needed'],
    ['infinite', { data: new Float64Array([0, 1, Infinity, 0]), n: 2, d: 2 }, /x: points\[1\]\[0\] is Infinity/],
    ['wrong count', { points: x, weights: new Float64Array([1]) }, /1 weights for 2 points/],
    ['negative', { points: x, weights: new Float64Array([2, -1]) }, /weights\[1\] is -1/],
    ['not normalised', { points: x, weights: new Float64Array([1, 1]) }, /sum to 2; 1 is needed/],
  ])('refuses %s', (_, input, message) => {
    expect(() => assertMeasure('x', input)).toThrow(message)
  })

  test('refuses another dimension', () => {
    expect(() => assertMeasure('y', x, { dimension: 3 })).toThrow(/dimension 2; 3 is needed/)
  })

  test('weights are uniform when absent and sum to 1 exactly when given', () => {
    expect([...weightsOf({ points: x })]).toEqual([0.5, 0.5])
    const nearly = weightsOf({ points: x, weights: new Float64Array([0.5, 0.5 + 5e-7]) })
    expect((nearly[0] as number) + (nearly[1] as number)).toBeCloseTo(1, 15)
  })
})
