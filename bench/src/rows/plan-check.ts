/**
 * What potentials of entropic transport are worth, measured in float64 by one pass over all pairs: the peers are brought to
 * the same marginal error by this, not by what each of them reports.
 *
 *   P_ij = a_i b_j exp((f_i + g_j − |x_i − y_j|²) / ε)   with uniform a and b
 *
 * @module
 */
import type { Points } from 'pushforward/measure'

export interface PlanCheck {
  /** Σ_i |Σ_j P_ij − a_i| + Σ_j |Σ_i P_ij − b_j|. */
  readonly marginalError: number
  /** Σ C P. */
  readonly cost: number
}

/** Float64 throughout; O(n m) time, O(n + m) memory. */
export function checkPlan(
  x: Points,
  y: Points,
  f: ArrayLike<number>,
  g: ArrayLike<number>,
  epsilon: number,
): PlanCheck {
  const mass = 1 / (x.n * y.n)
  const columns = new Float64Array(y.n)
  let marginalError = 0
  let cost = 0
  for (let i = 0; i < x.n; i++) {
    let row = 0
    for (let j = 0; j < y.n; j++) {
      let square = 0
      for (let k = 0; k < x.d; k++) square += ((x.data[i * x.d + k] as number) - (y.data[j * x.d + k] as number)) ** 2
      const p = mass * Math.exp(((f[i] as number) + (g[j] as number) - square) / epsilon)
      row += p
      cost += p * square
      columns[j] = (columns[j] as number) + p
    }
    marginalError += Math.abs(row - 1 / x.n)
  }
  for (const column of columns) marginalError += Math.abs(column - 1 / y.n)
  return { marginalError, cost }
}

/** The mean of |x_i − y_j|² over all pairs, without the pairs: E|x|² + E|y|² − 2 ⟨E x, E y⟩. */
export function meanSquaredDistance(x: Points, y: Points): number {
  let sum = 0
  for (let k = 0; k < x.d; k++) {
    const [meanX, squareX] = columnMoments(x, k)
    const [meanY, squareY] = columnMoments(y, k)
    sum += squareX + squareY - 2 * meanX * meanY
  }
  return sum
}

function columnMoments({ data, n, d }: Points, k: number): [number, number] {
  let mean = 0
  let square = 0
  for (let i = 0; i < n; i++) {
    const value = data[i * d + k] as number
    mean += value / n
    square += (value * value) / n
  }
  return [mean, square]
}
