/**
 * Networks with fused multiply-adds: half the instructions in their products, where the engine has relaxed SIMD (Node 22 and
 * Chromium 114 have; Node 20 with `--experimental-wasm-relaxed-simd`).
 *
 * It is a choice, and off until it is made: fused results differ in their last bits from one machine to another, and a
 * training that amplifies them gives other weights. Without it every machine gives the same numbers.
 * @module
 */
import { computeWith } from './dense-module.js'
import wasm from './generated/dense-fused.js'
import { kernelModule } from './module.js'

const fused = kernelModule('dense-fused', wasm)

/** `(v128, v128, v128) => v128` by f32x4.relaxed_madd, the one instruction that the fused modules need. */
const PROBE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic, version
  ...[1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b], // one type
  ...[3, 2, 1, 0], // one function of it
  ...[10, 13, 1, 11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x85, 2, 0x0b], // its body
])

/** Whether this engine has the instructions. */
export function canFuse(): boolean {
  return WebAssembly.validate(PROBE)
}

/**
 * From now on networks of this realm compute with fused multiply-adds, if the engine can.
 * @returns whether they do
 */
export function fuseMultiplyAdds(): boolean {
  const able = canFuse()
  if (able) computeWith(fused)
  return able
}
