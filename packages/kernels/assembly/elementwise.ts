/** Vector functions over contiguous arrays, 16-byte aligned and padded (see src/arena.ts). */
import { pointer } from './args'
import { expF32x4 } from './exp'

/** out[k] = exp(x[k]), float32. args: x, out. `begin` is a multiple of 4. */
export function expF32(begin: i32, end: i32, args: usize): void {
  const x = pointer(args, 0)
  const out = pointer(args, 1)
  for (let k = (<usize>begin) << 2, stop = (<usize>end) << 2; k < stop; k += 16) {
    v128.store(out + k, expF32x4(v128.load(x + k)))
  }
}
