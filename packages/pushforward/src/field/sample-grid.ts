/**
 * Planar grids between their nodes: bilinear values, and central differences.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { assertPlanar, type Grid } from './grid.js'

/**
 * Bilinear values at points, `[n, components]`. NaN outside the grid (periodic axes wrap), and where a corner that has
 * weight is NaN.
 * @param x points `[n, 2]`
 * @throws InputError if the grid or the points are not planar
 */
export function sampleGrid(field: Grid, x: Points): Float64Array {
  assertPlanar('field', field)
  if (x.d !== 2) throw new InputError(`x: has dimension ${x.d}; points of the plane are needed, d = 2`)
  const components = field.components ?? 1
  const out = new Float64Array(x.n * components)
  for (let i = 0; i < x.n; i++) {
    const target = out.subarray(i * components, (i + 1) * components)
    sampleAt(field, x.data[2 * i] as number, x.data[2 * i + 1] as number, target)
  }
  return out
}

/** Like `sampleGrid`, one point: writes the components into `out`. */
export function sampleAt(field: Grid, x: number, y: number, out: Float64Array): void {
  const nx = field.shape[1] as number
  const [row, upper, shareY] = cellAt(field, 0, y)
  const [column, right, shareX] = cellAt(field, 1, x)
  const components = field.components ?? 1
  if (row < 0 || column < 0) {
    out.fill(Number.NaN)
    return
  }
  for (let c = 0; c < components; c++) {
    const value = (j: number, i: number) => field.values[(j * nx + i) * components + c] as number
    const lower = mix(value(row, column), value(row, right), shareX)
    out[c] = shareY === 0 ? lower : mix(lower, mix(value(upper, column), value(upper, right), shareX), shareY)
  }
}

/** A corner without weight has no say, even if it is NaN. */
function mix(from: number, to: number, share: number): number {
  return share === 0 ? from : from + share * (to - from)
}

/** The node below, the one above and the share of the latter; −1 outside. */
function cellAt({ shape, spacing, origin, periodic }: Grid, axis: number, value: number): [number, number, number] {
  const nodes = shape[axis] as number
  const at = (value - (origin[axis] as number)) / (spacing[axis] as number)
  const cell = Math.floor(at)
  if (periodic[axis]) {
    const low = ((cell % nodes) + nodes) % nodes
    return [low, (low + 1) % nodes, at - cell]
  }
  if (at >= 0 && cell < nodes - 1) return [cell, cell + 1, at - cell]
  // The last node itself, also where it was missed by rounding.
  const last = nodes - 1
  if (Math.abs(at - last) <= 1e-9 * nodes) return [last, last, 0]
  if (Math.abs(at) <= 1e-9 * nodes) return [0, 0, 0]
  return [-1, -1, 0]
}

/**
 * (∂c/∂x, ∂c/∂y) at the nodes, `[ny, nx, 2]`: central differences, and one-sided ones of the second order at open borders.
 * Unlike `gradient`, each value comes from its neighbours alone: a NaN spoils those only, and a steep edge does not ring.
 * @throws InputError if the grid is not a planar scalar one with at least three nodes along each axis
 */
export function localGradient(scalar: Grid): Grid {
  assertPlanar('scalar', scalar)
  const { values, shape, spacing, periodic } = scalar
  const [ny, nx] = shape as [number, number]
  if ((scalar.components ?? 1) !== 1 || ny < 3 || nx < 3) {
    throw new InputError(`scalar: is ${ny} × ${nx} × ${scalar.components ?? 1}; at least 3 × 3 × 1 is needed`)
  }
  const out = new Float64Array(2 * ny * nx)
  const slope = (index: number, nodes: number, wraps: boolean, step: number, at: (k: number) => number) => {
    if (wraps || (index > 0 && index < nodes - 1)) {
      return (at((index + 1) % nodes) - at((index + nodes - 1) % nodes)) / (2 * step)
    }
    const inward = index === 0 ? 1 : -1
    return (inward * (4 * at(index + inward) - 3 * at(index) - at(index + 2 * inward))) / (2 * step)
  }
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const node = j * nx + i
      out[2 * node] = slope(i, nx, !!periodic[1], spacing[1] as number, (k) => values[j * nx + k] as number)
      out[2 * node + 1] = slope(j, ny, !!periodic[0], spacing[0] as number, (k) => values[k * nx + i] as number)
    }
  }
  return { ...scalar, values: out, components: 2 }
}
