/**
 * Searches for the arcs of smallest reduced cost under given potentials: by kd-trees for points, by reading rows or
 * columns for a matrix. The shortlist simplex sees a problem through these two questions only.
 * @module
 */
import type { Arena } from '@pushforward/kernels'
import { nearestInColumns } from '@pushforward/kernels/arc-rows'
import { type Columns, putColumns } from '@pushforward/kernels/columns'
import {
  allocateNearest,
  type CostKey,
  type KdTree,
  type Nearest,
  type NearestOptions,
  nearest,
  nearestInRows,
  plantTree,
  refitTree,
} from '@pushforward/kernels/kd-tree'
import type { TransportProblem } from '@pushforward/kernels/simplex'

export interface ArcSearch {
  /** For every source i the targets j with the smallest c_ij − g_j, best first. */
  bySource(g: Float64Array, options: NearestOptions, out: Nearest): void
  /** For every target j the sources i with the smallest c_ij − f_i, best first. */
  byTarget(f: Float64Array, options: NearestOptions, out: Nearest): void
}

/** Points of a leaf: the fastest measured in up to three dimensions. */
const LEAF = 16

/** Up to this dimension bounds still prune; beyond it reading all targets, eight at a time, is faster. */
const MOST_DIMENSIONS = 7

/** Levels of a tree; leaves double with each dimension beyond three, because bounds prune less. */
export function treeDepth(count: number, d: number): number {
  if (d > MOST_DIMENSIONS) return 0
  const leaf = LEAF * 2 ** Math.max(0, d - 3)
  return Math.max(0, Math.ceil(Math.log2(count / leaf)))
}

/** A tree over points in columns, given in tree order. */
export function treeOver(arena: Arena, columns: Columns): KdTree {
  return plantTree(arena, columns, treeDepth(columns.count, columns.d))
}

export function setTreeValues(arena: Arena, tree: KdTree, values: Float64Array, cost: CostKey): void {
  arena.float64(tree.values, values.length).set(values)
  refitTree(arena, tree, cost)
}

/** Search for a problem in memory, with points in tree order. */
export function arcSearch(arena: Arena, { x, y, cost }: TransportProblem, isMatrix: boolean): ArcSearch {
  if (isMatrix) {
    const f = arena.allocateFloat64(x.count)
    const g = arena.allocateFloat64(y.count + 1)
    return {
      bySource(values, options, out) {
        arena.float64(g, y.count).set(values)
        nearestInRows(x.at, x.count, y.count, g, options, out)
      },
      byTarget(values, { wanted }, out) {
        arena.float64(f, x.count).set(values)
        nearestInColumns(arena, x.at, x.count, y.count, f, wanted, out)
      },
    }
  }
  const treeX = treeOver(arena, x)
  const treeY = treeOver(arena, y)
  return {
    bySource(g, options, out) {
      setTreeValues(arena, treeY, g, cost)
      nearest(treeY, cost, x, options, out)
    },
    byTarget(f, options, out) {
      setTreeValues(arena, treeX, f, cost)
      nearest(treeX, cost, y, options, out)
    },
  }
}

/** The smallest value of each query; `fallback` where none was found. */
export function bestValues(
  arena: Arena,
  { counts, values }: Nearest,
  queries: number,
  wanted: number,
  fallback: number,
): Float64Array {
  const best = new Float64Array(queries)
  const found = arena.int32(counts, queries)
  const all = arena.float64(values, queries * wanted)
  for (let k = 0; k < queries; k++) best[k] = (found[k] as number) > 0 ? (all[k * wanted] as number) : fallback
  return best
}

/** Potentials of the targets, or of those of a coarser problem. */
export interface KnownPotentials {
  readonly g: Float64Array
  /** Where the coarse targets are, row-major. */
  readonly rows?: Float64Array
  /** For a matrix: which columns the coarse targets are. */
  readonly columns?: Uint32Array
}

/** f_i = min_j c(x_i, y_j) − g_j over the targets with known potentials; `fallback` where no arc is allowed. */
export function potentialsOfSources(
  arena: Arena,
  { x, y, cost }: TransportProblem,
  search: ArcSearch,
  { g, rows, columns }: KnownPotentials,
  fallback: number,
): Float64Array {
  const best = allocateNearest(arena, x.count, 1)
  if (columns) {
    const spread = new Float64Array(y.count).fill(Number.NEGATIVE_INFINITY)
    columns.forEach((j, k) => {
      spread[j] = g[k] as number
    })
    search.bySource(spread, { wanted: 1 }, best)
  } else if (rows) {
    const tree = treeOver(arena, putColumns(arena, rows, g.length, x.d))
    setTreeValues(arena, tree, g, cost)
    nearest(tree, cost, x, { wanted: 1 }, best)
  } else search.bySource(g, { wanted: 1 }, best)
  return bestValues(arena, best, x.count, 1, fallback)
}
