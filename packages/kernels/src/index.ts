/**
 * The substrate: memory, arena, modules, threads. Kernels themselves are behind the subpaths (`@pushforward/kernels/…`).
 * @module
 */
export { type Address, type Arena, scope } from './arena.js'
export { canShareMemory } from './memory.js'
export { type KernelModule, kernelModule } from './module.js'
export { startThreads, stopThreads, threadCount } from './pool.js'
export { type RunOptions, run } from './run.js'
