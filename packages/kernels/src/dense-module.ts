/**
 * Which build of assembly/dense.ts networks run on.
 * @module
 */
import wasm from './generated/dense.js'
import { type KernelModule, kernelModule } from './module.js'

let build = kernelModule('dense', wasm)

export const dense = (): KernelModule => build

/** See fused.ts. */
export function computeWith(module: KernelModule): void {
  build = module
}
