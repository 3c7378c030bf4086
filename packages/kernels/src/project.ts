/**
 * Dot products of points with directions.
 * @module
 */
import { type Arena, scope } from './arena.js'
import { columnStride, putColumns } from './columns.js'
import wasm from './generated/project.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const projection = kernelModule('project', wasm)

/**
 * out[l · n + i] = ⟨direction l, point i⟩, in float64.
 * @param points `[n, d]`, row-major
 * @param directions `[l, d]`, row-major; they need not be unit vectors
 * @example
 * project(new Float64Array([3, 4]), 2, new Float64Array([1, 0, 0.6, 0.8])) // [3, 5]
 */
export function project(points: Float32Array | Float64Array, d: number, directions: Float64Array): Float64Array {
  const n = points.length / d
  const count = directions.length / d
  return scope((arena: Arena) => {
    const columns = putColumns(arena, points, n, d)
    const stride = columnStride(n)
    const out = arena.allocateFloat64(count * stride)
    run(projection, 'project', count, [columns.at, stride, n, d, arena.putFloat64(directions), out], { grain: 1 })
    const rows = new Float64Array(count * n)
    for (let l = 0; l < count; l++) rows.set(arena.float64(out + l * stride * 8, n), l * n)
    return rows
  })
}
