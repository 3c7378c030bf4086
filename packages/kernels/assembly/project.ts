/** Dot products of points with directions. Points are in columns: coordinate k of point i at `columns[k * stride + i]`. */
import { integer, pointer } from './args'

/** out[i] = sum_k direction[k] columns[k][i]; two points at a time, the tail rounds up into the padding. */
// @ts-ignore: decorator
@inline
export function projectOnto(columns: usize, stride: i32, count: i32, d: i32, direction: usize, out: usize): void {
  for (let i: usize = 0, end = <usize>count << 3; i < end; i += 16) {
    let sum = f64x2.mul(v128.load(columns + i), v128.load64_splat(direction))
    for (let k = 1; k < d; k++) {
      const x = v128.load(columns + ((<usize>k * <usize>stride) << 3) + i)
      sum = f64x2.add(sum, f64x2.mul(x, v128.load64_splat(direction + (<usize>k << 3))))
    }
    v128.store(out + i, sum)
  }
}

/**
 * One row of projections for each direction in [begin, end).
 * args: columns, stride (even), count, d, directions [*, d], out [*, stride].
 */
export function project(begin: i32, end: i32, args: usize): void {
  const stride = integer(args, 1)
  const d = integer(args, 3)
  for (let l = <usize>begin; l < <usize>end; l++) {
    projectOnto(
      pointer(args, 0),
      stride,
      integer(args, 2),
      d,
      pointer(args, 4) + ((l * <usize>d) << 3),
      pointer(args, 5) + ((l * <usize>stride) << 3),
    )
  }
}
