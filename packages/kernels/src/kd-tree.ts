/**
 * A kd-tree for  argmin_j c(x, y_j) − v_j : nearest neighbours when v is 0, c-transforms and violated arcs of a
 * transport problem when v is a potential. Everything lies in the arena; see assembly/kd-node.ts for the layout.
 * @module
 */
import type { Address, Arena } from './arena.js'
import type { Columns } from './columns.js'
import wasm from './generated/kd-tree.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const kdTree = kernelModule('kd-tree', wasm)

/** A ground cost by its code (`COST_CODE` of pushforward/transport) and exponent. */
export interface CostKey {
  readonly code: number
  readonly p: number
}

export interface KdTree {
  /** In tree order. */
  readonly points: Columns
  readonly depth: number
  readonly nodes: Address
  /** v_j in tree order. */
  readonly values: Address
}

/** Costs given as a matrix; kernels then take its address for the columns of x, and 0 for those of y. */
export const MATRIX_COST: CostKey = { code: 7, p: 1 }

/** Queries a thread takes at a time. */
const GRAIN = 256

type Exports = Record<'order' | 'treeBytes' | 'fitBytes' | 'setBoxes' | 'setValues', (...numbers: number[]) => number>

const exports = () => kdTree.exports() as unknown as Exports

/** Writes the permutation that brings points into the order of a tree of this depth. */
export function treeOrder(arena: Arena, points: Columns, depth: number): Address {
  const index = arena.allocateInt32(points.count)
  const view = arena.uint32(index, points.count)
  for (let k = 0; k < points.count; k++) view[k] = k
  exports().order(points.at, points.stride, points.count, points.d, depth, index)
  return index
}

/** A tree over points that lie in tree order; the values are not set. */
export function plantTree(arena: Arena, points: Columns, depth: number): KdTree {
  const nodes = arena.allocate(exports().treeBytes(points.d, depth))
  const values = arena.allocateFloat64(points.stride)
  exports().setBoxes(points.at, points.stride, points.count, points.d, depth, nodes)
  return { points, depth, nodes, values }
}

/** Refits the tree's bounds to the values that now lie at `tree.values`, for a cost. */
export function refitTree(arena: Arena, { points, depth, nodes, values }: KdTree, cost: CostKey): void {
  const scratch = arena.allocate(exports().fitBytes(points.d))
  exports().setValues(
    points.at,
    points.stride,
    points.count,
    points.d,
    depth,
    nodes,
    values,
    cost.code,
    cost.p,
    scratch,
  )
}

export interface NearestOptions {
  /** Targets a query wants at most. */
  readonly wanted: number
  /** c − v must be below this, one a query; absent: no threshold. */
  readonly thresholds?: Address
  /** Ranks by c − v plus a random part in [0, jitter), so that queries break ties differently. Default 0. */
  readonly jitter?: number
}

export interface Nearest {
  /** Found targets of each query, int32. */
  readonly counts: Address
  /** Their positions in tree order, uint32 `[queries, wanted]`, best first. */
  readonly index: Address
  /** What they are ranked by: c − v, plus the jitter; float64 `[queries, wanted]`. */
  readonly values: Address
}

/** Room for the answers of `count` queries. */
export function allocateNearest(arena: Arena, count: number, wanted: number): Nearest {
  return {
    counts: arena.allocateInt32(count),
    index: arena.allocateInt32(count * wanted),
    values: arena.allocateFloat64(count * wanted),
  }
}

/** For each query point, the targets with the smallest c − v; runs on all threads. */
export function nearest(
  tree: KdTree,
  cost: CostKey,
  queries: Columns,
  { wanted, thresholds = 0, jitter = 0 }: NearestOptions,
  out: Nearest,
): void {
  const { points, depth, nodes, values } = tree
  const args = [points.at, points.stride, points.count, points.d, depth, nodes, values, cost.code, cost.p]
  args.push(queries.at, queries.stride, wanted, thresholds, out.counts, out.index, out.values, 8, jitter)
  run(kdTree, 'nearest', queries.count, args, { grain: GRAIN })
}

/**
 * The same for a matrix cost: the queries are its rows, read from end to end.
 * @param matrix row-major float64 `[rows, columns]`
 * @param values v, one a column
 */
export function nearestInRows(
  matrix: Address,
  rows: number,
  columns: number,
  values: Address,
  { wanted, thresholds = 0, jitter = 0 }: NearestOptions,
  out: Nearest,
): void {
  const args = [0, columns, columns, 1, 0, 0, values, MATRIX_COST.code, MATRIX_COST.p]
  args.push(matrix, columns, wanted, thresholds, out.counts, out.index, out.values, 8 * columns, jitter)
  run(kdTree, 'nearest', rows, args, { grain: GRAIN })
}
