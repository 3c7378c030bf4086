/**
 * Stacks of dense layers, the value alone: one parallel call, whatever the depth. Each thread takes a block of rows through
 * all layers in a scratch of its own, so memory does not grow with the number of rows.
 * @module
 */
import { scope } from './arena.js'
import { type DenseShape, denseLayers, panels, putLayers, ROW_GRAIN } from './dense-layers.js'
import { dense } from './dense-module.js'
import { threadCount } from './pool.js'
import { run } from './run.js'

/** Bytes of eight columns of a block. */
const PANEL = ROW_GRAIN * 32

/**
 * f(x) row-major `[n, outputs]`, a fresh array.
 * @param parameters `denseLength(shape)` numbers
 * @param x row-major `[n, d]`
 */
export function denseValue(shape: DenseShape, parameters: Float32Array, x: ArrayLike<number>, n: number): Float32Array {
  const { widths, inputSkip = false } = shape
  const layers = denseLayers(shape)
  const d = widths[0] as number
  const outputs = widths[widths.length - 1] as number
  return scope((arena) => {
    const matrix = (inputs: number, count: number) => arena.allocateFloat32(panels(inputs) * panels(count) * 64)
    const packed = layers.map((layer) => matrix(layer.inputs, layer.outputs))
    const shift = layers.map((layer) => arena.allocateFloat32(panels(layer.outputs) * 8))
    const table = putLayers(arena, shape, (l) => ({ packed: packed[l], shift: shift[l] }))
    run(dense(), 'pack', layers.length, [table, arena.putFloat32(parameters)])

    const widest = Math.max(...layers.map((layer) => panels(layer.outputs))) + (inputSkip ? panels(d) : 0)
    const bytes = (panels(d) + 2 * widest) * PANEL
    const threads = threadCount()
    const flags = arena.putInt32(new Int32Array(threads))
    const from = arena.putFloat32(x)
    const to = arena.allocateFloat32(n * outputs)
    const scratch = arena.allocate(bytes * threads)
    const args = [table, layers.length, from, d, to, Number(inputSkip), scratch, bytes, flags, threads]
    run(dense(), 'infer', n, args, { grain: ROW_GRAIN })
    return arena.float32(to, n * outputs).slice()
  })
}
