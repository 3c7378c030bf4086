/**
 * Posteriors of noisy points under a mixture of Gaussians, or under the atoms of a data set (mixture-atoms.ts), two points
 * at a time.
 *
 * Shares are a soft-max over components. It is taken in one pass (posterior-chunk.ts), so each component costs one
 * exponential and nothing of size points × components is stored.
 *
 * A component is a row of `width` doubles: constant, mean m [d], G (lower triangle by rows), then sections, each a vector
 * [d] and a matrix: by rows where `square` is 1, the lower triangle of a symmetric one where it is 0. The exponent of the
 * component is constant − |G (x − m)|²/2.
 */
import { integer } from './args'
import { posteriorFar, spreadFar } from './mixture-far'
import { posteriorNear, spreadNear } from './mixture-near'

export { atomSpread, atoms } from './mixture-atoms'

/**
 * For pairs [begin, end) of points: log Σ exp(exponents), and the mean over shares of one section's affine map, followed by
 * that of the numbers behind the section.
 * args: rows, count, width, d, section (offset in a row), extra (numbers behind it), x, stride, out log sum, out mean
 * [d + extra columns], scratch, bytes of scratch a block, grain, square.
 */
export function posterior(begin: i32, end: i32, args: usize): void {
  const d = integer(args, 3)
  if (d == 1) posteriorNear(begin, end, args, 1)
  else if (d == 2) posteriorNear(begin, end, args, 2)
  else posteriorFar(begin, end, args, d)
}

/**
 * For pairs [begin, end) of points: Σ share (affine map − its mean)·(that of a second section − its mean), added to `out`.
 * The second section may be the first.
 * args: rows, count, width, d, section, mean [d columns], x, stride, log sum, out, square, second section, its mean.
 */
export function spread(begin: i32, end: i32, args: usize): void {
  const d = integer(args, 3)
  if (d == 1) spreadNear(begin, end, args, 1)
  else if (d == 2) spreadNear(begin, end, args, 2)
  else spreadFar(begin, end, args, d)
}
