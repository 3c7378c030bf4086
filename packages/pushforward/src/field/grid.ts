/**
 * Data on a regular grid, in any dimension.
 *
 * `values` is row-major with the slowest axis first: a planar grid is `[y][x]`, a film of one is `[t][y][x]`. `shape`,
 * `spacing`, `origin` and `periodic` follow the same order, so axis k of the array is entry k of each, and x is always
 * the last axis. The node with index i on axis k lies at origin[k] + i · spacing[k]; on a periodic axis the node after
 * the last one is the first again, so the period is shape[k] · spacing[k] and no node is stored twice.
 *
 * Points are in the usual order of coordinates, (x, y): a node of a planar grid is the point
 * (origin[1] + i · spacing[1], origin[0] + j · spacing[0]).
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'

export interface Grid {
  /** `[...shape]`, and `[...shape, components]` for vectors: the components of a node lie side by side. */
  readonly values: Float64Array
  /** Nodes along each axis, slowest first. */
  readonly shape: readonly number[]
  /** Distance of neighbouring nodes along each axis, > 0. */
  readonly spacing: readonly number[]
  /** Coordinates of node (0, …, 0). */
  readonly origin: readonly number[]
  readonly periodic: readonly boolean[]
  /** Numbers a node. Default 1. */
  readonly components?: number
}

/** A grid without data: where the nodes are. Every `Grid` is one. */
export type GridNodes = Omit<Grid, 'values' | 'components'>

export interface GridOptions {
  /** Default 1 along every axis. */
  readonly spacing?: readonly number[]
  /** Default 0 along every axis. */
  readonly origin?: readonly number[]
  /** Default false along every axis. */
  readonly periodic?: readonly boolean[]
  /** Default 1. */
  readonly components?: number
}

/**
 * @param values row-major, the slowest axis first; kept, not copied
 * @throws InputError if a length does not match or a spacing is not positive
 * @example
 * grid(new Float64Array([1, 2, 3, 4, 5, 6]), [2, 3]).values[1 * 3 + 2] // 6: y = 1, x = 2
 */
export function grid(values: Float64Array, shape: readonly number[], options: GridOptions = {}): Grid {
  const { components = 1 } = options
  const nodes = assertGridNodes('grid', {
    shape,
    spacing: options.spacing ?? shape.map(() => 1),
    origin: options.origin ?? shape.map(() => 0),
    periodic: options.periodic ?? shape.map(() => false),
  })
  const length = gridSize(nodes) * components
  if (values.length !== length) {
    throw new InputError(`grid values: has ${values.length} numbers; shape ${shape.join(' × ')} needs ${length}`)
  }
  return { values, ...nodes, ...(components === 1 ? {} : { components }) }
}

/**
 * The planar grid of nx × ny nodes on [xMin, xMax] × [yMin, yMax]; both ends are nodes, except on a periodic axis, where
 * the upper end is the lower one.
 * @example
 * planarGrid({ x: [0, 2], y: [0, 1], nx: 5, ny: 3 }).spacing // [0.5, 0.5]
 */
export function planarGrid(box: {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  readonly nx: number
  readonly ny: number
  /** Along [y, x]. Default neither. */
  readonly periodic?: readonly [boolean, boolean]
}): GridNodes {
  const { x, y, nx, ny, periodic = [false, false] } = box
  return assertGridNodes('planarGrid', {
    shape: [ny, nx],
    spacing: [(y[1] - y[0]) / (periodic[0] ? ny : ny - 1), (x[1] - x[0]) / (periodic[1] ? nx : nx - 1)],
    origin: [y[0], x[0]],
    periodic,
  })
}

/** Number of nodes. */
export function gridSize({ shape }: GridNodes): number {
  return shape.reduce((product, nodes) => product * nodes, 1)
}

/**
 * The nodes as points `[nodes, axes]`, in the order of `values`, with coordinates in the usual order (x first).
 * @example
 * gridPoints(planarGrid({ x: [0, 1], y: [5, 6], nx: 2, ny: 2 })).data // [0, 5, 1, 5, 0, 6, 1, 6]
 */
export function gridPoints({ shape, spacing, origin }: GridNodes): Points {
  const d = shape.length
  const n = shape.reduce((product, nodes) => product * nodes, 1)
  const data = new Float64Array(n * d)
  let stride = n
  for (let axis = 0; axis < d; axis++) {
    const nodes = shape[axis] as number
    const step = spacing[axis] as number
    const start = origin[axis] as number
    stride /= nodes
    for (let i = 0; i < n; i++) data[i * d + (d - 1 - axis)] = start + (Math.floor(i / stride) % nodes) * step
  }
  return { data, n, d }
}

/** @throws InputError unless shape, spacing, origin and periodic describe the same axes */
export function assertGridNodes(name: string, nodes: GridNodes): GridNodes {
  const { shape, spacing, origin, periodic } = nodes
  if (shape.length === 0) throw new InputError(`${name} shape: is empty; one entry for each axis is needed`)
  for (const [what, list] of Object.entries({ spacing, origin, periodic })) {
    if (list.length !== shape.length) {
      throw new InputError(`${name} ${what}: has ${list.length} entries; shape has ${shape.length} axes`)
    }
  }
  for (const [axis, count] of shape.entries()) {
    if (!(Number.isInteger(count) && count >= 1)) {
      throw new InputError(`${name} shape[${axis}]: is ${count}; a whole number >= 1 is needed`)
    }
    const step = spacing[axis] as number
    if (!(step > 0 && step < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name} spacing[${axis}]: is ${step}; a finite number > 0 is needed`)
    }
    if (!Number.isFinite(origin[axis])) {
      throw new InputError(`${name} origin[${axis}]: is ${origin[axis]}; a finite number is needed`)
    }
  }
  return nodes
}

/** @throws InputError unless the grid has two axes */
export function assertPlanar(name: string, { shape }: GridNodes): void {
  if (shape.length !== 2) throw new InputError(`${name}: has ${shape.length} axes; a planar grid [y][x] is needed`)
}
