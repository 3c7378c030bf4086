/**
 * Dual potentials that are feasible for every pair of points: the certificate of an exact solution.
 * @module
 */
import { type Arena, scope } from '@pushforward/kernels'
import { nearestInColumns } from '@pushforward/kernels/arc-rows'
import { putColumns } from '@pushforward/kernels/columns'
import { allocateNearest, type CostKey, nearest, nearestInRows, treeOrder } from '@pushforward/kernels/kd-tree'
import { type Geometry, selectRows } from './emd-geometry.js'
import { setTreeValues, treeDepth, treeOver } from './shortlist-search.js'

export interface FeasibleDual {
  /** f_i + g_j ≤ c_ij for all i and j, up to rounding. */
  readonly f: Float64Array
  readonly g: Float64Array
  /** A target that attains f_i = min_j c_ij − g_j; −1 where every arc is forbidden. */
  readonly nearestTarget: Int32Array
}

/**
 * f_i = min_j c_ij − g_j over the kept targets; the other targets get g_j = min_i c_ij − f_i.
 * @param g potentials of the kept targets
 * @param kept positions of these targets, ascending
 */
export function feasibleDual(geometry: Geometry, g: Float64Array, kept: Uint32Array): FeasibleDual {
  const { n, m } = geometry
  const { values: f, index: nearestTarget } = geometry.matrix
    ? leastInRows(geometry, geometry.matrix, g, kept)
    : leastOverPoints(geometry.x, n, selectRows(geometry.y, geometry.d, kept), g, geometry.cost, geometry.d)
  for (let i = 0; i < n; i++) {
    const target = nearestTarget[i] as number
    if (target < 0) f[i] = 0
    else nearestTarget[i] = kept[target] as number
  }
  if (kept.length === m) return { f, g: g.slice(), nearestTarget }
  const isKept = new Uint8Array(m)
  for (const j of kept) isKept[j] = 1
  const others = Uint32Array.from({ length: m }, (_, j) => j).filter((j) => !isKept[j])
  const least = geometry.matrix
    ? leastInColumns(geometry, geometry.matrix, f)
    : leastOverPoints(
        selectRows(geometry.y, geometry.d, others),
        others.length,
        geometry.x,
        f,
        geometry.cost,
        geometry.d,
      )
  const all = new Float64Array(m)
  kept.forEach((j, k) => {
    all[j] = g[k] as number
  })
  others.forEach((j, k) => {
    const at = geometry.matrix ? j : k
    all[j] = (least.index[at] as number) < 0 ? 0 : (least.values[at] as number)
  })
  return { f, g: all, nearestTarget }
}

interface Least {
  readonly values: Float64Array
  /** −1 where there is none. */
  readonly index: Int32Array
}

/** min_j c(query, point_j) − value_j. */
function leastOverPoints(
  queries: Float64Array,
  count: number,
  rows: Float64Array,
  values: Float64Array,
  cost: CostKey,
  d: number,
): Least {
  const targets = values.length
  return scope((arena) => {
    const orderAt = treeOrder(arena, putColumns(arena, rows, targets, d), treeDepth(targets, d))
    const order = arena.uint32(orderAt, targets).slice()
    const tree = treeOver(arena, putColumns(arena, rows, targets, d, order))
    setTreeValues(arena, tree, selectRows(values, 1, order), cost)
    const out = allocateNearest(arena, count, 1)
    nearest(tree, cost, putColumns(arena, queries, count, d), { wanted: 1 }, out)
    const least = readLeast(arena, out, count)
    return { values: least.values, index: least.index.map((k) => (k < 0 ? -1 : (order[k] as number))) }
  })
}

function leastInRows({ n, m }: Geometry, matrix: Float64Array, g: Float64Array, kept: Uint32Array): Least {
  return scope((arena) => {
    const values = arena.putFloat64(new Float64Array(m + 1).fill(Number.NEGATIVE_INFINITY))
    const view = arena.float64(values, m)
    const position = new Int32Array(m)
    kept.forEach((j, k) => {
      view[j] = g[k] as number
      position[j] = k
    })
    const at = arena.putFloat64(matrix)
    const out = allocateNearest(arena, n, 1)
    nearestInRows(at, n, m, values, { wanted: 1 }, out)
    const least = readLeast(arena, out, n)
    return { values: least.values, index: least.index.map((j) => (j < 0 ? -1 : (position[j] as number))) }
  })
}

function leastInColumns({ n, m }: Geometry, matrix: Float64Array, f: Float64Array): Least {
  return scope((arena) => {
    const out = allocateNearest(arena, m, 1)
    nearestInColumns(arena, arena.putFloat64(matrix), n, m, arena.putFloat64(f), 1, out)
    return readLeast(arena, out, m)
  })
}

function readLeast(arena: Arena, out: ReturnType<typeof allocateNearest>, count: number): Least {
  const found = arena.int32(out.counts, count)
  const index = arena.int32(out.index, count).slice()
  for (let k = 0; k < count; k++) if (found[k] === 0) index[k] = -1
  return { values: arena.float64(out.values, count).slice(), index }
}
