/**
 * Stable sorting with positions. Keys are float64; float32 keys are widened, which keeps their order.
 * @module
 */
import { type Arena, scope } from './arena.js'
import wasm from './generated/sort.js'
import { kernelModule } from './module.js'

export const sort = kernelModule('sort', wasm)

export interface Sorted {
  /** Ascending. */
  readonly values: Float64Array
  /** `values[k] = input[order[k]]`; equal values keep their order (−0 equals 0). */
  readonly order: Uint32Array
}

/**
 * Sorts values ascending and says where each came from. O(n) for ordinary data, by radix.
 * @param values finite numbers or infinities
 * @throws RangeError at a NaN, which has no place in an order
 * @example
 * sortWithOrder([3, 1, 2]).order // [1, 2, 0]
 */
export function sortWithOrder(values: ArrayLike<number>): Sorted {
  const count = values.length
  return scope((arena) => {
    const keys = arena.putFloat64(values)
    refuseNaN(arena.float64(keys, count))
    const order = arena.allocateInt32(count)
    sortAt(arena, keys, order, count)
    return { values: arena.float64(keys, count).slice(), order: arena.uint32(order, count).slice() }
  })
}

/** The permutation that sorts: `values[argsort(values)[k]]` ascends, stably. */
export function argsort(values: ArrayLike<number>): Uint32Array {
  return sortWithOrder(values).order
}

/** Sorts keys that are in memory already, in place, and writes where each came from. The keys must hold no NaN. */
export function sortAt(arena: Arena, keys: number, order: number, count: number): void {
  const { argsort: kernel, sortScratch } = sort.exports() as {
    argsort: (keys: number, order: number, count: number, scratch: number) => number
    sortScratch: (count: number) => number
  }
  scope(() => kernel(keys, order, count, arena.allocate(sortScratch(count))))
}

function refuseNaN(values: Float64Array): void {
  for (let k = 0; k < values.length; k++) {
    if (Number.isNaN(values[k])) throw new RangeError(`sort: values[${k}] is NaN, which has no place in an order`)
  }
}
