/**
 * Runs a parallel kernel over [0, count): the range is cut in blocks of `grain`, whatever the number of threads, so the
 * result never depends on it.
 * @module
 */
import { type Address, scope } from './arena.js'
import type { KernelModule } from './module.js'
import { pool } from './pool.js'

export interface RunOptions {
  /** Elements in a block; blocks start at multiples of it. Default: everything in one block. */
  readonly grain?: number
}

/**
 * Calls `name(begin, end, args)` of `module` for every block.
 * @param args pointers, counts and reals, each passed as a double
 */
export function run(
  module: KernelModule,
  name: string,
  count: number,
  args: readonly number[],
  { grain = count }: RunOptions = {},
): void {
  if (count <= 0) return
  scope((arena) => {
    const row: Address = arena.putFloat64(args)
    const blocks = Math.ceil(count / grain)
    const threads = blocks > 1 ? pool() : undefined
    if (threads) {
      threads.run(module, name, count, grain, row)
      return
    }
    const kernel = module.exports()[name]
    if (!kernel) throw new Error(`kernel ${module.name}.${name} does not exist`)
    for (let begin = 0; begin < count; begin += grain) kernel(begin, Math.min(begin + grain, count), row)
  })
}
