/**
 * Gradient, divergence, curl and Laplacian of gridded data, in any dimension.
 *
 *   ∇f = (∂f/∂x, ∂f/∂y, …),   ∇·v = Σ ∂v_k/∂x_k,   ω = ∂v/∂x − ∂u/∂y (plane),   Δf = Σ ∂²f/∂x_k²
 *
 * Along a periodic axis derivatives are spectral: exact for waves that the grid resolves, cost O(N log N). Along a bounded
 * one they are differences of order four, one-sided at the ends: exact for polynomials of degree four, cost O(N).
 * The first derivative of the wave of n/2 periods is 0, as its sign on the grid is arbitrary.
 *
 * Components follow the coordinates, (x, y, z), while axes of the array are [z][y][x].
 *
 * Source: Trefethen 2000, "Spectral methods in MATLAB", chapters 1 and 3; Fornberg 1988 for the weights.
 * @module
 */
import { InputError } from '../errors.js'
import { halfLength, inverseRealFftRows, realFftRows } from '../linalg/fft.js'
import { assertGridNodes, type Grid, gridSize } from './grid.js'
import { gatherLines, scatterLines } from './lines.js'

/** Weights times 12: at the first node, at the second, and inside. The other end is their mirror image. */
const FIRST = {
  ends: [
    [-25, 48, -36, 16, -3],
    [-3, -10, 18, -6, 1],
  ],
  inside: [1, -8, 0, 8, -1],
}
const SECOND = {
  ends: [
    [45, -154, 214, -156, 61, -10],
    [10, -15, -4, 14, -6, 1],
  ],
  inside: [-1, 16, -30, 16, -1],
}

/**
 * ∂^order f / ∂x_axis^order of every component.
 * @param axis of the array: 0 is the slowest, the last one is x
 * @param order 1 or 2
 * @throws InputError if the axis does not exist, or is bounded and has fewer nodes than the formula (5 or 6)
 */
export function derivative(f: Grid, axis: number, order: 1 | 2 = 1): Grid {
  assertGrid('f', f)
  if (!(Number.isInteger(axis) && axis >= 0 && axis < f.shape.length)) {
    throw new InputError(`axis: is ${axis}; a whole number from 0 to ${f.shape.length - 1} is needed`)
  }
  const components = f.components ?? 1
  const values = new Float64Array(f.values.length)
  for (let c = 0; c < components; c++) writeDerivative(f, c, axis, order, values, components, c)
  return { ...f, values }
}

/**
 * @param f one number a node
 * @returns as many components as axes, x first
 * @throws InputError if f has several components, or a bounded axis has fewer than 5 nodes
 * @example
 * // f = x + 2y on 5 × 5 nodes has the gradient (1, 2) everywhere
 */
export function gradient(f: Grid): Grid {
  assertGrid('f', f, 1)
  const d = f.shape.length
  const values = new Float64Array(f.values.length * d)
  for (let c = 0; c < d; c++) writeDerivative(f, 0, d - 1 - c, 1, values, d, c)
  return { ...nodes(f), values, ...(d === 1 ? {} : { components: d }) }
}

/**
 * @param v as many components as axes, x first
 * @throws InputError if v has another number of components, or a bounded axis has fewer than 5 nodes
 */
export function divergence(v: Grid): Grid {
  const d = v.shape.length
  assertGrid('v', v, d)
  const values = new Float64Array(gridSize(v))
  for (let c = 0; c < d; c++) add(values, partial(v, c, c), 1)
  return { ...nodes(v), values }
}

/**
 * In the plane the one number ∂v/∂x − ∂u/∂y, in space the vector ∇ × v.
 * @param v as many components as axes, x first
 * @throws InputError unless v has two or three axes and as many components
 */
export function curl(v: Grid): Grid {
  const d = v.shape.length
  assertGrid('v', v, d)
  const size = gridSize(v)
  if (d === 2) return { ...nodes(v), values: add(partial(v, 1, 0), partial(v, 0, 1), -1) }
  if (d !== 3) throw new InputError(`v: has ${d} axes; the curl needs 2 or 3`)
  const values = new Float64Array(3 * size)
  for (let c = 0; c < 3; c++) {
    const [next, last] = [(c + 1) % 3, (c + 2) % 3]
    const turn = add(partial(v, last, next), partial(v, next, last), -1)
    for (let i = 0; i < size; i++) values[3 * i + c] = turn[i] as number
  }
  return { ...nodes(v), values, components: 3 }
}

/**
 * Δ of every component.
 * @throws InputError if a bounded axis has fewer than 6 nodes
 */
export function laplacian(f: Grid): Grid {
  assertGrid('f', f)
  const components = f.components ?? 1
  const sum = new Float64Array(f.values.length)
  for (let axis = 0; axis < f.shape.length; axis++) add(sum, derivative(f, axis, 2).values, 1)
  return { ...nodes(f), values: sum, ...(components === 1 ? {} : { components }) }
}

/** ∂v_component / ∂(coordinate), `[nodes]`. */
function partial(v: Grid, component: number, coordinate: number): Float64Array {
  return writeDerivative(v, component, v.shape.length - 1 - coordinate, 1, new Float64Array(gridSize(v)), 1, 0)
}

function writeDerivative(
  f: Grid,
  component: number,
  axis: number,
  order: 1 | 2,
  out: Float64Array,
  outComponents: number,
  outComponent: number,
): Float64Array {
  const n = f.shape[axis] as number
  const step = f.spacing[axis] as number
  const rows = gatherLines(f.values, f.shape, axis, f.components ?? 1, component)
  const result = f.periodic[axis] ? spectralRows(rows, n, n * step, order) : differenceRows(rows, n, step, order, axis)
  return scatterLines(result, f.shape, axis, out, outComponents, outComponent)
}

function spectralRows(rows: Float64Array, n: number, period: number, order: 1 | 2): Float64Array {
  const { re, im } = realFftRows(rows, n)
  const h = halfLength(n)
  for (let at = 0; at < re.length; at++) {
    const k = at % h
    const wave = (2 * Math.PI * k) / period
    const x = re[at] as number
    const y = im[at] as number
    if (order === 2) {
      re[at] = -wave * wave * x
      im[at] = -wave * wave * y
    } else {
      const unresolved = 2 * k === n
      re[at] = unresolved ? 0 : -wave * y
      im[at] = unresolved ? 0 : wave * x
    }
  }
  return inverseRealFftRows({ re, im }, n)
}

function differenceRows(rows: Float64Array, n: number, step: number, order: 1 | 2, axis: number): Float64Array {
  const { ends, inside } = order === 1 ? FIRST : SECOND
  const needed = (ends[0] as number[]).length
  if (n < needed) {
    throw new InputError(`shape[${axis}]: is ${n}; a bounded axis needs ${needed} nodes for differences of order four`)
  }
  const scale = 1 / (12 * step ** order)
  const mirror = order === 1 ? -1 : 1
  const out = new Float64Array(rows.length)
  for (let row = 0; row < rows.length; row += n) {
    for (let i = 2; i < n - 2; i++) out[row + i] = scale * weighted(rows, row + i - 2, 1, inside)
    for (const [i, weights] of ends.entries()) {
      out[row + i] = scale * weighted(rows, row, 1, weights)
      out[row + n - 1 - i] = mirror * scale * weighted(rows, row + n - 1, -1, weights)
    }
  }
  return out
}

function weighted(rows: Float64Array, from: number, step: 1 | -1, weights: readonly number[]): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (rows[from + step * k] as number)
  return sum
}

function add(sum: Float64Array, other: Float64Array, factor: number): Float64Array {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + factor * (other[i] as number)
  return sum
}

function nodes({ shape, spacing, origin, periodic }: Grid) {
  return { shape, spacing, origin, periodic }
}

/** @throws InputError unless the values fit the shape, and (where given) there are `components` of them at a node */
export function assertGrid(name: string, f: Grid, components?: number): void {
  assertGridNodes(name, f)
  const own = f.components ?? 1
  if (components !== undefined && own !== components) {
    throw new InputError(`${name}: has ${own} components; ${components} are needed`)
  }
  const length = gridSize(f) * own
  if (f.values.length !== length) {
    throw new InputError(`${name} values: has ${f.values.length} numbers; the shape needs ${length}`)
  }
}
