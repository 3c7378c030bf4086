/**
 * The network simplex on a transport problem whose data lie in the arena. See assembly/simplex.ts for the method and
 * assembly/spanning-tree.ts for the basis.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import type { Columns } from './columns.js'
import wasm from './generated/simplex.js'
import type { CostKey } from './kd-tree.js'
import { kernelModule } from './module.js'

export const simplex = kernelModule('simplex', wasm)

/** A problem and the memory of its basis. For a matrix cost `x.at` is the row-major matrix. */
export interface TransportProblem {
  readonly tree: Address
  readonly x: Columns
  readonly y: Columns
  readonly cost: CostKey
}

/** A list of arcs. */
export interface ArcList {
  readonly count: number
  /** Positions in the list, best first, uint32; 0: the list's own order. */
  readonly preference: Address
  readonly sources: Address
  readonly targets: Address
}

/** Arcs in rows by source. */
export interface ArcRows {
  /** uint32 `[n + 1]`. */
  readonly starts: Address
  readonly targets: Address
  readonly costs: Address
}

const ROOM = 16

function call(name: string, { tree, x, y, cost }: TransportProblem, more: readonly number[]): number {
  const kernel = simplex.exports()[name]
  if (!kernel) throw new Error(`kernel simplex.${name} does not exist`)
  const row = [tree, x.count, y.count, cost.code, cost.p, x.d, x.at, x.stride, y.at, y.stride, ...more]
  return scope((arena) => kernel(arena.putFloat64(row)))
}

/** Room for the basis of n sources and m targets. */
export function allocateBasis(arena: Arena, n: number, m: number): Address {
  const { treeBytes } = simplex.exports() as { treeBytes: (n: number, m: number) => number }
  return arena.allocate(treeBytes(n, m) + ROOM)
}

/**
 * Improves a dual guess by row and column minima over costs below `ceiling`, with the arcs that attain them (−1: none).
 * @param guess f, then g: float64 `[n + m]`; g is read, both are overwritten
 * @returns the largest |c| below the ceiling
 */
export function reduceCosts(
  arena: Arena,
  problem: TransportProblem,
  guess: Address,
  ofRow: Address,
  ofColumn: Address,
  ceiling: number,
): number {
  return scope(() => call('reduce', problem, [guess, ofRow, ofColumn, ceiling, arena.allocateFloat64(problem.y.count)]))
}

/** Builds a strongly feasible basis from arcs in order of preference; overwrites the supplies (sources, then targets). */
export function startBasis(problem: TransportProblem, supplies: Address, arcs: ArcList): void {
  call('start', problem, [supplies, arcs.count, arcs.preference, arcs.sources, arcs.targets])
}

/** Recomputes the potentials from the basis; artificial arcs cost the dual guess, and `penalty` more at targets. */
export function refreshPotentials(problem: TransportProblem, guess: Address, penalty: number): void {
  call('refresh', problem, [guess, penalty])
}

/** Pivots over listed arcs; fewer than `limit` means that none is violated. */
export function pivotRows(
  problem: TransportProblem,
  { starts, targets, costs }: ArcRows,
  block: number,
  cursor: Address,
  limit: number,
): number {
  return call('pivotRows', problem, [starts, targets, costs, block, cursor, limit])
}

/** Pivots over all arcs with a cost below `ceiling`; fewer than `limit` means that none is violated. */
export function pivotDense(
  problem: TransportProblem,
  block: number,
  cursor: Address,
  limit: number,
  ceiling: number,
): number {
  return call('pivotDense', problem, [block, cursor, limit, ceiling])
}

export interface BasisView {
  /** Parent of each node; n + m is the root. */
  readonly parents: Int32Array
  /** Flow between each node and its parent, in whole units. */
  readonly flows: Float64Array
  /** c + potential[source] − potential[target] is the reduced cost. */
  readonly potentials: Float64Array
}

/** Copies the basis out. */
export function readBasis(arena: Arena, { tree, x, y }: TransportProblem): BasisView {
  const nodes = x.count + y.count
  const padded = (nodes + 2) & ~1
  const records = arena.float64(tree, 2 * nodes)
  const links = arena.int32(tree, 4 * nodes)
  const parents = new Int32Array(nodes)
  const flows = new Float64Array(nodes)
  for (let u = 0; u < nodes; u++) {
    parents[u] = links[4 * u] as number
    flows[u] = records[2 * u + 1] as number
  }
  return { parents, flows, potentials: arena.float64(tree + padded * 16, nodes).slice() }
}
