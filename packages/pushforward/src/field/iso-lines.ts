/**
 * Lines of equal value of a planar scalar grid: marching squares, joined into curves.
 *
 *   { x : c(x) = level },   c bilinear in each cell along its edges
 *
 * A node with c >= level counts as above; larger values lie to the left of each curve. Where a cell has its two diagonals
 * on different sides, the value at the saddle of the bilinear interpolant decides which pair is joined, so that the curves
 * have the interpolant's topology. Cells with a NaN corner are left out, and curves end there. O(nodes).
 *
 * Source: Nielson & Hamann 1991, "The asymptotic decider".
 * @module
 */
import { InputError } from '../errors.js'
import { assertPlanar, type Grid } from './grid.js'
import { type Polyline, polyline } from './polyline.js'

export interface IsoLineOptions {
  /**
   * Nodes that count as above, `[ny, nx]`, 1 or 0, in place of c >= level: see `connectedRegion`. Nodes that are on
   * another side than their value says must have no neighbour across the level.
   */
  readonly region?: Uint8Array
}

/**
 * @param scalar c, `[ny, nx]`; an axis that is periodic needs three nodes
 * @returns the curves, the longest first; none where c does not cross the level
 * @throws InputError if the grid is not planar or has several components, or the level is not finite
 * @example
 * isoLines(grid(Float64Array.of(0, 1, 0, 1), [2, 2]), 0.25)[0].points // x = 0.25 at y = 1 and y = 0
 */
export function isoLines(scalar: Grid, level: number, options: IsoLineOptions = {}): Polyline[] {
  assertScalar('scalar', scalar)
  if (!Number.isFinite(level)) throw new InputError(`level: is ${level}; a finite number is needed`)
  const nodes = scalar.values.length
  const { region } = options
  if (region && region.length !== nodes) {
    throw new InputError(`region: has ${region.length} entries; the grid has ${nodes} nodes`)
  }
  const next = crossings(scalar, level, region)
  return chains(next)
    .map((chain) => curve(scalar, level, chain))
    .sort((a, b) => b.length - a.length)
}

/** @throws InputError unless the grid is planar with one number a node, and periodic axes have three nodes */
export function assertScalar(name: string, nodes: Grid): void {
  assertPlanar(name, nodes)
  if ((nodes.components ?? 1) !== 1) {
    throw new InputError(`${name}: has ${nodes.components} numbers a node; a scalar grid is needed`)
  }
  nodes.shape.forEach((count, axis) => {
    if (nodes.periodic[axis] && count < 3) {
      throw new InputError(`${name} shape[${axis}]: is ${count}; a periodic axis needs at least 3 nodes`)
    }
  })
}

/**
 * Edges are numbered 2 (j nx + i) from node (j, i) along x, and one more along y. `next[edge]` is the edge that the curve
 * through `edge` meets next, −1 for none: with larger values on the left, each edge is entered and left once at most.
 */
function crossings({ values, shape, periodic }: Grid, level: number, region?: Uint8Array): Int32Array {
  const [ny, nx] = shape as [number, number]
  const next = new Int32Array(2 * ny * nx).fill(-1)
  const inside = region ?? aboveLevel(values, level)
  const rows = periodic[0] ? ny : ny - 1
  const columns = periodic[1] ? nx : nx - 1
  for (let j = 0; j < rows; j++) {
    const upper = (j + 1) % ny
    for (let i = 0; i < columns; i++) {
      const right = (i + 1) % nx
      const lower = j * nx + i
      const lowerRight = j * nx + right
      const upperRight = upper * nx + right
      const upperLeft = upper * nx + i
      const pattern =
        (inside[lower] as number) |
        ((inside[lowerRight] as number) << 1) |
        ((inside[upperRight] as number) << 2) |
        ((inside[upperLeft] as number) << 3)
      if (pattern === 0 || pattern === 15) continue
      const a = values[lower] as number
      const b = values[lowerRight] as number
      const c = values[upperRight] as number
      const d = values[upperLeft] as number
      if (Number.isNaN(a + b + c + d)) continue
      // Counter-clockwise, each edge from its corner to the next: below, right, above, left.
      const edges = [2 * lower, 2 * lowerRight + 1, 2 * upperLeft, 2 * lower + 1] as const
      // Going round, a curve with larger values on its left enters the cell where the side changes from above to below,
      // and leaves it where it changes back.
      const changes = pattern ^ ((pattern >> 1) | ((pattern & 1) << 3))
      const enters = changes & pattern
      const leaves = changes & ~pattern
      if (pattern !== 5 && pattern !== 10) {
        next[edges[ONLY[enters] as 0]] = edges[ONLY[leaves] as 0]
        continue
      }
      // a + c − b − d is not 0 where one diagonal is above and the other below.
      const saddle = (a * c - b * d) / (a + c - b - d)
      // Above corners joined: each curve cuts off the corner below that follows its entry; else the corner above.
      const turn = saddle >= level ? 1 : 3
      const first = pattern === 5 ? 0 : 1
      next[edges[first]] = edges[((first + turn) % 4) as 0]
      next[edges[(first + 2) as 2]] = edges[((first + 2 + turn) % 4) as 0]
    }
  }
  return next
}

/** The number of the one bit that is set. */
const ONLY = [-1, 0, 1, -1, 2, -1, -1, -1, 3] as const

/** 1 where the value is at the level or above, `[nodes]`; NaN is not. */
export function aboveLevel(values: Float64Array, level: number): Uint8Array {
  const out = new Uint8Array(values.length)
  for (let i = 0; i < out.length; i++) out[i] = (values[i] as number) >= level ? 1 : 0
  return out
}

/** Edges in order along each curve; a closed one says so. */
function chains(next: Int32Array): { edges: number[]; closed: boolean }[] {
  const entered = new Uint8Array(next.length)
  for (const to of next) if (to >= 0) entered[to] = 1
  const done = new Uint8Array(next.length)
  const found: { edges: number[]; closed: boolean }[] = []
  const follow = (start: number) => {
    const edges: number[] = []
    let at = start
    while (at >= 0 && !done[at]) {
      done[at] = 1
      edges.push(at)
      at = next[at] as number
    }
    found.push({ edges, closed: at === start })
  }
  for (let edge = 0; edge < next.length; edge++) if ((next[edge] as number) >= 0 && !entered[edge]) follow(edge)
  for (let edge = 0; edge < next.length; edge++) if ((next[edge] as number) >= 0 && !done[edge]) follow(edge)
  return found
}

function curve(scalar: Grid, level: number, { edges, closed }: { edges: number[]; closed: boolean }): Polyline {
  const [ny, nx] = scalar.shape as [number, number]
  const [stepY, stepX] = scalar.spacing as [number, number]
  const periodX = scalar.periodic[1] ? nx * stepX : 0
  const periodY = scalar.periodic[0] ? ny * stepY : 0
  const data = new Float64Array(2 * edges.length)
  let n = 0
  /** Appends unless it is where the curve already is, as it is where the level meets a node. */
  const place = (edge: number): [number, number] => {
    const [x, y] = crossing(scalar, level, edge)
    if (n === 0) return [x, y]
    return [near(x, data[2 * n - 2] as number, periodX), near(y, data[2 * n - 1] as number, periodY)]
  }
  for (const edge of edges) {
    const [x, y] = place(edge)
    if (n > 0 && x === data[2 * n - 2] && y === data[2 * n - 1]) continue
    data[2 * n] = x
    data[2 * n + 1] = y
    n++
  }
  let winding: [number, number] = [0, 0]
  if (closed) {
    const [x, y] = place(edges[0] as number)
    winding = [whole(x - (data[0] as number), periodX), whole(y - (data[1] as number), periodY)]
    const lastIsFirst = n > 1 && x === data[2 * n - 2] && y === data[2 * n - 1]
    if (lastIsFirst) n--
  }
  return polyline({ data: data.slice(0, 2 * n), n, d: 2 }, closed, winding)
}

/** The image of `value` under the period that is nearest to `to`. */
function near(value: number, to: number, period: number): number {
  return period > 0 ? value + Math.round((to - value) / period) * period : value
}

function whole(value: number, period: number): number {
  return period > 0 ? Math.round(value / period) * period : 0
}

function crossing({ values, shape, spacing, origin }: Grid, level: number, edge: number): [number, number] {
  const [ny, nx] = shape as [number, number]
  const node = edge >> 1
  const alongY = edge & 1
  const j = Math.floor(node / nx)
  const i = node % nx
  const other = alongY ? ((j + 1) % ny) * nx + i : j * nx + ((i + 1) % nx)
  const from = values[node] as number
  const share = (level - from) / ((values[other] as number) - from)
  return [
    (origin[1] as number) + (i + (alongY ? 0 : share)) * (spacing[1] as number),
    (origin[0] as number) + (j + (alongY ? share : 0)) * (spacing[0] as number),
  ]
}
