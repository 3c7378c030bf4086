/**
 * Candidate arcs of a transport problem, in rows by source.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import type { Columns } from './columns.js'
import wasm from './generated/arc-rows.js'
import type { CostKey, Nearest } from './kd-tree.js'
import { kernelModule } from './module.js'
import type { ArcRows } from './simplex.js'

export const arcRows = kernelModule('arc-rows', wasm)

export interface Candidates extends ArcRows {
  readonly count: number
  /** Source of each arc, uint32. */
  readonly sources: Address
  /** c − f − g under the dual guess, float64. */
  readonly reduced: Address
}

type Kernel = (args: Address) => number

function allocateRows(arena: Arena, n: number, capacity: number): ArcRows {
  return {
    starts: arena.allocateInt32(n + 1),
    targets: arena.allocateInt32(capacity),
    costs: arena.allocateFloat64(capacity),
  }
}

/**
 * The union of the `wanted` best targets of each source and the `wanted` best sources of each target.
 * @param guess f, then g: float64 `[n + m]`
 */
export function collectArcs(
  arena: Arena,
  x: Columns,
  y: Columns,
  cost: CostKey,
  wanted: number,
  bySource: Nearest,
  byTarget: Nearest,
  guess: Address,
): Candidates {
  const capacity = (x.count + y.count) * wanted
  const rows = allocateRows(arena, x.count, capacity)
  const sources = arena.allocateInt32(capacity)
  const reduced = arena.allocateFloat64(capacity)
  const args = [x.count, y.count, wanted, bySource.counts, bySource.index, byTarget.counts, byTarget.index]
  args.push(rows.starts, rows.targets, rows.costs, sources, reduced, guess, guess + 8 * x.count)
  args.push(cost.code, cost.p, x.d, x.at, x.stride, y.at, y.stride)
  const collect = arcRows.exports().collect as Kernel
  const count = scope(() => collect(arena.putFloat64(args)))
  return { ...rows, count, sources, reduced }
}

/** Old rows with the found targets behind each: new arrays, as the arena only grows. */
export function extendRows(
  arena: Arena,
  x: Columns,
  y: Columns,
  cost: CostKey,
  old: ArcRows,
  capacity: number,
  wanted: number,
  found: Nearest,
): ArcRows {
  const rows = allocateRows(arena, x.count, capacity)
  const args = [x.count, wanted, found.counts, found.index, old.starts, old.targets, old.costs]
  args.push(rows.starts, rows.targets, rows.costs, cost.code, cost.p, x.d, x.at, x.stride, y.at, y.stride, y.count)
  const extend = arcRows.exports().extend as Kernel
  scope(() => extend(arena.putFloat64(args)))
  return rows
}

/** For each column of a matrix cost `[n, m]`, the `wanted` rows with the smallest c − f. */
export function nearestInColumns(
  arena: Arena,
  matrix: Address,
  n: number,
  m: number,
  f: Address,
  wanted: number,
  out: Nearest,
): void {
  const listColumns = arcRows.exports().listColumns as Kernel
  scope(() => listColumns(arena.putFloat64([n, m, wanted, matrix, f, out.counts, out.index, out.values])))
}
