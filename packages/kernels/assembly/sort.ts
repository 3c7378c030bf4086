/** Stable sorting of float64 keys with their positions. */
import { radixScratch, radixSort } from './radix'

/** Bytes of scratch for `count` keys. */
export function sortScratch(count: i32): usize {
  return radixScratch(count)
}

/** Sorts keys in place; `index` becomes the position that each key came from. */
export function argsort(keys: usize, index: usize, count: i32, scratch: usize): void {
  for (let k = 0; k < count; k++) store<u32>(index + (<usize>k << 2), <u32>k)
  radixSort(keys, index, count, scratch)
}
