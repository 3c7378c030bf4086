/**
 * A field on a grid from values at scattered places: drifters, tracked particles, strokes of a pen.
 *
 *   f(x) = Σ_i w_i f_i / (r + Σ_i w_i),   w_i = exp(−|x − x_i|² / 2h²)
 *
 * Kernel regression, drawn to 0 by a field at rest that weighs as much as r samples: it is the mean of the samples near x, and
 * fades where there are none. Cost O(nodes · samples).
 *
 * Source: Nadaraya 1964, Watson 1964; r is the ridge that makes it defined everywhere.
 * @module
 */
import { InputError } from '../errors.js'
import { assertMeasure, type Points } from '../measure/points.js'
import { assertGridNodes, type Grid, type GridNodes, gridPoints } from './grid.js'

export interface ScatteredOptions {
  /** h > 0, in the unit of the places. Default: a tenth of the longest side of the grid. */
  readonly width?: number
  /** r > 0, in samples. Default 0.1: a tenth of a sample, so that one stroke counts fully where it is. */
  readonly rest?: number
}

/**
 * @param places `[n, d]`
 * @param values `[n, c]`, one row a place
 * @param nodes of d axes
 * @returns c components a node
 * @throws InputError if sizes differ, a number is not finite, or an option is not positive
 * @example
 * scattered(points([[0, 0]]), points([[2, 1]]), planarGrid({ x: [0, 1], y: [0, 1], nx: 2, ny: 2 })).values[0] // 2 / 1.1
 */
export function scattered(places: Points, values: Points, nodes: GridNodes, options: ScatteredOptions = {}): Grid {
  const { shape, spacing, origin, periodic } = assertGridNodes('nodes', nodes)
  assertMeasure('places', places, { dimension: shape.length })
  assertMeasure('values', values)
  if (values.n !== places.n) throw new InputError(`values: has ${values.n} rows; places has ${places.n}`)
  const { width = 0.1 * Math.max(...shape.map((count, axis) => count * (spacing[axis] as number))), rest = 0.1 } =
    options
  for (const [name, value] of Object.entries({ width, rest })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: is ${value}; a positive number is needed`)
    }
  }
  const at = gridPoints(nodes)
  const { d } = at
  const c = values.d
  const out = new Float64Array(at.n * c)
  for (let k = 0; k < at.n; k++) {
    const row = out.subarray(k * c, (k + 1) * c)
    let total = rest
    for (let i = 0; i < places.n; i++) {
      let squares = 0
      for (let axis = 0; axis < d; axis++) {
        squares += ((at.data[k * d + axis] as number) - (places.data[i * d + axis] as number)) ** 2
      }
      const weight = Math.exp(-squares / (2 * width * width))
      total += weight
      for (let j = 0; j < c; j++) row[j] = (row[j] as number) + weight * (values.data[i * c + j] as number)
    }
    for (let j = 0; j < c; j++) row[j] = (row[j] as number) / total
  }
  return { values: out, shape, spacing, origin, periodic, ...(c === 1 ? {} : { components: c }) }
}
