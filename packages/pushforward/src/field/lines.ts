/**
 * Work along one axis of a grid: its lines are copied side by side, treated as rows, and copied back.
 * @module
 */
import type { GridNodes } from './grid.js'

/**
 * The lines of one component along an axis, `[lines, n]`.
 * @param axis of the array: 0 is the slowest
 */
export function gatherLines(
  values: Float64Array,
  shape: GridNodes['shape'],
  axis: number,
  components = 1,
  component = 0,
): Float64Array {
  const lines = new Float64Array(values.length / components)
  let at = 0
  forEachLine(shape, axis, components, (start, stride, n) => {
    for (let k = 0; k < n; k++) lines[at++] = values[start + k * stride + component] as number
  })
  return lines
}

/** The inverse of `gatherLines`: writes one component of `out`. */
export function scatterLines(
  lines: Float64Array,
  shape: GridNodes['shape'],
  axis: number,
  out: Float64Array,
  components = 1,
  component = 0,
): Float64Array {
  let at = 0
  forEachLine(shape, axis, components, (start, stride, n) => {
    for (let k = 0; k < n; k++) out[start + k * stride + component] = lines[at++] as number
  })
  return out
}

/** Rows along an axis of one-component data through `operate`, which keeps their length. */
export function mapLines(
  values: Float64Array,
  shape: GridNodes['shape'],
  axis: number,
  operate: (rows: Float64Array, n: number) => Float64Array,
): Float64Array {
  const rows = operate(gatherLines(values, shape, axis), shape[axis] as number)
  return scatterLines(rows, shape, axis, new Float64Array(values.length))
}

function forEachLine(
  shape: GridNodes['shape'],
  axis: number,
  components: number,
  visit: (start: number, stride: number, n: number) => void,
): void {
  const n = shape[axis] as number
  const stride = shape.slice(axis + 1).reduce((product, nodes) => product * nodes, components)
  const size = shape.reduce((product, nodes) => product * nodes, components)
  for (let outer = 0; outer < size; outer += n * stride) {
    for (let inner = 0; inner < stride; inner += components) visit(outer + inner, stride, n)
  }
}
