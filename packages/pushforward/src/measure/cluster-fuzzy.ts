/**
 * Fuzzy c-means on the line.
 *
 *   minimise over centres c and memberships u >= 0, Σ_j u_ij = 1   Σ_i Σ_j u_ij^m (x_i − c_j)²
 *
 * by turns: u_ij = 1 / Σ_l (|x_i − c_j| / |x_i − c_l|)^{2/(m−1)}, then c_j = Σ_i u_ij^m x_i / Σ_i u_ij^m. The objective
 * never rises; it has local minima, and the start is the exact k-means solution, so the same data give the same answer.
 * Cost O(k n) a round, n the number of distinct values.
 *
 * Source: Bezdek 1981, "Pattern Recognition with Fuzzy Objective Function Algorithms", §11.
 * @module
 */
import { InputError } from '../errors.js'
import { type Atoms, atomsOf } from './cluster-atoms.js'
import { assertClusterCount, kmeans1d, midpoints } from './cluster-kmeans.js'

export interface FuzzyCMeansOptions {
  /** Fuzzifier, > 1; towards 1 it becomes k-means. Default 2: the usual one, and no powers are needed. */
  readonly m?: number
  /**
   * Ends when no centre moves by more than this share of the range of x. Default 1e-12: the rounds are cheap and converge
   * linearly.
   */
  readonly tolerance?: number
  /** Default 1000; about 50 are common. */
  readonly maxIterations?: number
}

export interface FuzzyCMeansResult {
  /** `[k]`, ascending. */
  readonly centres: Float64Array
  /** `[k − 1]`, where neighbours have equal membership: halfway between their centres, for every m. */
  readonly thresholds: Float64Array
  /** Σ u^m (x − c)². */
  readonly objective: number
  /** Sum of squared distances to the nearest centre, to compare with k-means. */
  readonly sse: number
  readonly iterations: number
  readonly converged: boolean
  /** The last move of a centre, as a share of the range. */
  readonly residual: number
  /** u of any values, `[n, k]` row-major; rows sum to 1. */
  memberships(x: ArrayLike<number>): Float64Array
}

/**
 * @param x values `[n]`
 * @param k number of clusters, at most the number of distinct values
 * @throws InputError naming the first value that is not finite, or if k is above the number of distinct values, or m <= 1
 * @example
 * fuzzyCMeans([-1.1, -0.9, 0.9, 1.1], 2).thresholds // [0] up to rounding
 */
export function fuzzyCMeans(x: ArrayLike<number>, k: number, options: FuzzyCMeansOptions = {}): FuzzyCMeansResult {
  const { m = 2, tolerance = 1e-12, maxIterations = 1000 } = options
  if (!(m > 1 && m < Number.POSITIVE_INFINITY)) throw new InputError(`m: is ${m}; a finite number > 1 is needed`)
  if (!(tolerance >= 0)) throw new InputError(`tolerance: is ${tolerance}; a number >= 0 is needed`)
  if (!Number.isInteger(maxIterations) || maxIterations < 1) {
    throw new InputError(`maxIterations: is ${maxIterations}; a positive integer is needed`)
  }
  const atoms = atomsOf(x)
  const { values } = atoms
  assertClusterCount(k, values.length, 'distinct values')
  const range = (values[values.length - 1] as number) - (values[0] as number) || 1
  const centres = kmeans1d(x, k).centres.slice()
  let iterations = 0
  let residual = Number.POSITIVE_INFINITY
  while (iterations < maxIterations && !(residual <= tolerance)) {
    residual = round(atoms, centres, m) / range
    iterations++
  }
  centres.sort()
  return {
    centres,
    thresholds: midpoints(centres),
    ...costs(atoms, centres, m),
    iterations,
    converged: residual <= tolerance,
    residual,
    memberships: (at) => {
      const out = new Float64Array(at.length * k)
      for (let i = 0; i < at.length; i++) memberships(at[i] as number, centres, m, out.subarray(i * k, (i + 1) * k))
      return out
    },
  }
}

/** One round in place; returns how far the centre that moved most moved. */
function round({ values, counts }: Atoms, centres: Float64Array, m: number): number {
  const k = centres.length
  const shares = new Float64Array(k)
  const mass = new Float64Array(k)
  // Sums of x − c rather than of x: the mean of far-off values keeps its digits.
  const moves = new Float64Array(k)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    memberships(value, centres, m, shares)
    for (let j = 0; j < k; j++) {
      const share = shares[j] as number
      const weight = (counts[i] as number) * (m === 2 ? share * share : share ** m)
      mass[j] = (mass[j] as number) + weight
      moves[j] = (moves[j] as number) + weight * (value - (centres[j] as number))
    }
  }
  let most = 0
  for (let j = 0; j < k; j++) {
    const move = (moves[j] as number) / (mass[j] as number)
    centres[j] = (centres[j] as number) + move
    most = Math.max(most, Math.abs(move))
  }
  return most
}

/** Shares of one value; a value that is a centre belongs to it alone (to several equal ones in equal parts). */
function memberships(value: number, centres: Float64Array, m: number, out: Float64Array): void {
  const k = centres.length
  let nearest = Number.POSITIVE_INFINITY
  for (let j = 0; j < k; j++) nearest = Math.min(nearest, Math.abs(value - (centres[j] as number)))
  let sum = 0
  for (let j = 0; j < k; j++) {
    const distance = Math.abs(value - (centres[j] as number))
    // Relative to the nearest, so that nothing overflows.
    const ratio = distance === nearest ? 1 : nearest / distance
    const share = m === 2 ? ratio * ratio : ratio ** (2 / (m - 1))
    out[j] = share
    sum += share
  }
  for (let j = 0; j < k; j++) out[j] = (out[j] as number) / sum
}

function costs({ values, counts }: Atoms, centres: Float64Array, m: number): { objective: number; sse: number } {
  const shares = new Float64Array(centres.length)
  let objective = 0
  let sse = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    const count = counts[i] as number
    memberships(value, centres, m, shares)
    let nearest = Number.POSITIVE_INFINITY
    for (let j = 0; j < centres.length; j++) {
      const square = (value - (centres[j] as number)) ** 2
      objective += count * (shares[j] as number) ** m * square
      nearest = Math.min(nearest, square)
    }
    sse += count * nearest
  }
  return { objective, sse }
}
