/**
 * Points in columns: coordinate k of point i at index `k · stride + i`, so that kernels read neighbouring points as one
 * vector.
 * @module
 */
import type { Address, Arena } from './arena.js'

export interface Columns {
  readonly at: Address
  /** Even and above `count`: vector loads may run over the end of a column, where zeros lie. */
  readonly stride: number
  readonly count: number
  readonly d: number
}

export function columnStride(count: number): number {
  return (count + 2) & ~1
}

/**
 * Copies row-major points in.
 * @param order position k takes the point `order[k]`. Default: as they come
 */
export function putColumns(
  arena: Arena,
  rows: Float32Array | Float64Array,
  count: number,
  d: number,
  order?: Uint32Array,
): Columns {
  const stride = columnStride(count)
  const at = arena.allocateFloat64(stride * d)
  const out = arena.float64(at, stride * d)
  for (let k = 0; k < d; k++) {
    const column = out.subarray(k * stride, (k + 1) * stride)
    for (let i = 0; i < count; i++) column[i] = rows[(order ? (order[i] as number) : i) * d + k] as number
    column.fill(0, count)
  }
  return { at, stride, count, d }
}
