/**
 * Vector functions on whole arrays.
 * @module
 */
import { scope } from './arena.js'
import wasm from './generated/elementwise.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const elementwise = kernelModule('elementwise', wasm)

/** Elements a thread takes at a time: 64 kB of float32, which stays in its cache. */
const GRAIN = 16_384

/** e^x elementwise, float32. */
export function exp(x: Float32Array): Float32Array {
  return scope((arena) => {
    const input = arena.putFloat32(x)
    const out = arena.allocateFloat32(x.length)
    run(elementwise, 'expF32', x.length, [input, out], { grain: GRAIN })
    return arena.float32(out, x.length).slice()
  })
}
