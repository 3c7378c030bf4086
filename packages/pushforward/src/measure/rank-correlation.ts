/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, 1 where y rises whenever x does.
 *
 *   ρ = Σ (r_i − r̄)(s_i − s̄) / √(Σ (r_i − r̄)² Σ (s_i − s̄)²),   r, s ranks; equal values share the mean of theirs
 *
 * O(n log n). Source: Spearman 1904; ties as in Kendall & Gibbons 1990, "Rank correlation methods", chapter 3.
 * @module
 */
import { InputError } from '../errors.js'

/**
 * @param x numbers `[n]`, n >= 2
 * @param y numbers `[n]`
 * @returns ρ in [−1, 1]
 * @throws InputError if lengths differ, n < 2, a number is NaN, or all numbers of x or of y are equal
 * @example
 * rankCorrelation([1, 2, 3], [1, 10, 5]) // 0.5
 */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length
  if (y.length !== n) throw new InputError(`y: has ${y.length} numbers; x has ${n}, and as many are needed`)
  if (n < 2) throw new InputError(`x: has ${n} numbers; at least 2 are needed`)
  const [r, s] = [ranks('x', x), ranks('y', y)]
  const middle = (n - 1) / 2
  let [product, squareX, squareY] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const a = (r[i] as number) - middle
    const b = (s[i] as number) - middle
    product += a * b
    squareX += a * a
    squareY += b * b
  }
  for (const [name, square] of Object.entries({ x: squareX, y: squareY })) {
    if (square === 0) throw new InputError(`${name}: all numbers are equal; ranks need different ones`)
  }
  return product / Math.sqrt(squareX * squareY)
}

/** From 0; equal values share the mean of their ranks. */
function ranks(name: string, values: ArrayLike<number>): Float64Array {
  const n = values.length
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(values[i])) throw new InputError(`${name}: [${i}] is NaN; numbers are needed`)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) =>
    (values[a] as number) < (values[b] as number) ? -1 : 1,
  )
  const out = new Float64Array(n)
  for (let from = 0; from < n; ) {
    let to = from
    while (to < n && values[order[to] as number] === values[order[from] as number]) to++
    for (let k = from; k < to; k++) out[order[k] as number] = (from + to - 1) / 2
    from = to
  }
  return out
}
