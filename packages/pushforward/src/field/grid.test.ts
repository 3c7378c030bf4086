import { expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { grid, gridPoints, gridSize, planarGrid } from './grid.js'

test('a node is found by row-major index, x last', () => {
  expect(grid(new Float64Array([1, 2, 3, 4, 5, 6]), [2, 3]).values[1 * 3 + 2]).toBe(6)
})

test('both ends of a bounded box are nodes; a periodic axis stores its end once', () => {
  expect(planarGrid({ x: [0, 2], y: [0, 1], nx: 5, ny: 3 }).spacing).toEqual([0.5, 0.5])
  expect(planarGrid({ x: [0, 2], y: [0, 1], nx: 5, ny: 3, periodic: [false, true] }).spacing).toEqual([0.5, 0.4])
})

test('nodes come as points in the order of the values, x first', () => {
  const nodes = planarGrid({ x: [0, 1], y: [5, 6], nx: 2, ny: 2 })
  expect([...gridPoints(nodes).data]).toEqual([0, 5, 1, 5, 0, 6, 1, 6])
  const film = { shape: [2, 1, 2], spacing: [1, 1, 1], origin: [7, 0, 0], periodic: [false, false, false] }
  expect(gridSize(film)).toBe(4)
  expect([...gridPoints(film).data]).toEqual([0, 0, 7, 1, 0, 7, 0, 0, 8, 1, 0, 8])
})

test('what does not fit together is refused by name', () => {
  const values = new Float64Array(6)
  expect(() => grid(values, [2, 2])).toThrow('grid values: has 6 numbers; shape 2 × 2 needs 4')
  expect(() => grid(values, [2, 3], { spacing: [1] })).toThrow('grid spacing: has 1 entries; shape has 2 axes')
  expect(() => grid(values, [2, 3], { spacing: [1, -1] })).toThrow(InputError)
  expect(() => grid(values, [2, 3], { origin: [0, Number.NaN] })).toThrow('grid origin[1]')
  expect(() => grid(values, [2, 1.5])).toThrow('grid shape[1]: is 1.5')
  expect(() => grid(values, [])).toThrow('grid shape: is empty')
  expect(() => planarGrid({ x: [0, 1], y: [0, 1], nx: 1, ny: 2 })).toThrow('planarGrid spacing[1]: is Infinity')
})
