/** Sums of a kernel over pairs of points, streamed: row by row, tile by tile, never a matrix. */
import { integer, pointer, real } from './args'
import { expF64x2 } from './exp'
import { tileCosts } from './tile-cost'

/** Out = cost, or exp(−rate · cost). */
const EXPONENTIAL: i32 = 1

/**
 * out[i] = Σ_j v_j k(x_i, y_j). With `symmetric` (y is x, and so are the weights) the tiles before the row's own are
 * left out and those behind count twice, so that Σ_i v_i out[i] is the full double sum for half the work.
 * args: x rows, y tiles, v (0 in the padding), out, scratch (width doubles a block), tiles, width, d, cost code,
 * transform, rate, symmetric, grain.
 */
export function pairSums(begin: i32, end: i32, args: usize): void {
  const x = pointer(args, 0)
  const y = pointer(args, 1)
  const weights = pointer(args, 2)
  const out = pointer(args, 3)
  const tiles = integer(args, 5)
  const width = integer(args, 6)
  const d = integer(args, 7)
  const code = integer(args, 8)
  const exponential = integer(args, 9) == EXPONENTIAL
  const rate = f64x2.splat(-real(args, 10))
  const symmetric = integer(args, 11) != 0
  const bytes = <usize>width << 3
  const scratch = pointer(args, 4) + <usize>(begin / integer(args, 12)) * bytes
  for (let i = begin; i < end; i++) {
    const row = x + ((<usize>i * d) << 3)
    const own = i / width
    let total: f64 = 0
    for (let t = symmetric ? own : 0; t < tiles; t++) {
      tileCosts(code, 1, row, y + <usize>t * d * bytes, width, d, scratch)
      const v = weights + <usize>t * bytes
      let sum = f64x2.splat(0)
      if (exponential) {
        for (let j: usize = 0; j < bytes; j += 16) {
          const value = expF64x2(f64x2.mul(rate, v128.load(scratch + j)))
          sum = f64x2.add(sum, f64x2.mul(v128.load(v + j), value))
        }
      } else {
        for (let j: usize = 0; j < bytes; j += 16) {
          sum = f64x2.add(sum, f64x2.mul(v128.load(v + j), v128.load(scratch + j)))
        }
      }
      const part = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
      total += symmetric && t > own ? 2 * part : part
    }
    store<f64>(out + (<usize>i << 3), total)
  }
}
