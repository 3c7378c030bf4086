/**
 * k-means on the line, solved exactly.
 *
 *   minimise over partitions of x_1 … x_n into k clusters   Σ_j Σ_{i in j} (x_i − c_j)²,   c_j the mean of cluster j
 *
 * On the line an optimal cluster is an interval of the sorted values, so with D_j(i) the least cost of the first i values
 * in j clusters, D_j(i) = min_l D_{j−1}(l) + cost(l, i). The last minimiser l grows with i (the cost satisfies the
 * quadrangle inequality), so each row is found by divide and conquer: O(n) to sort by radix, O((k − 2) m log m) to fill, where m
 * of the n distinct values are left by bounds on blocks (cluster-windows.ts): some thousand of a million, all at worst.
 *
 * Source: Wang & Song 2011 (dynamic programme), Grønlund et al. 2017, "Fast exact k-means, k-medians and Bregman
 * divergence clustering in 1D", §2.2 (divide and conquer).
 * @module
 */
import { InputError } from '../errors.js'
import { type Atoms, atomsOf, binnedAtoms } from './cluster-atoms.js'
import { endWindows, type IntervalCost } from './cluster-windows.js'
import { monotoneMinima, type Range } from './monotone-minima.js'

export interface KMeansOptions {
  /**
   * Number of equal bins that values are first counted into; boundaries of clusters then lie between bins. Default none:
   * the exact optimum. 4096 bins move a threshold by less than 1/4096 of the range and make the cost after the one pass
   * over x independent of n: worthwhile above about 10^6 values.
   */
  readonly bins?: number
}

export interface KMeansResult {
  /** Means of the clusters `[k]`, ascending. */
  readonly centres: Float64Array
  /** `[k − 1]`, halfway between neighbouring centres: x belongs to cluster #{thresholds < x}. */
  readonly thresholds: Float64Array
  /** Number of values in each cluster, `[k]`. */
  readonly counts: Float64Array
  /** Sum of squared distances to the centres: the minimum, up to rounding (with `bins`, over cuts between bins). */
  readonly sse: number
  /** Passes that moved values after the dynamic programme: 0 unless rounding in its sums misplaced a boundary. */
  readonly iterations: number
  readonly converged: boolean
}

/** Each pass lowers the cost, so this is a guard only; one or two passes repair rounding. */
const MOST_PASSES = 100

/**
 * @param x values `[n]`
 * @param k number of clusters, at most the number of distinct values
 * @throws InputError naming the first value that is not finite, or if k is above the number of distinct values
 * @example
 * kmeans1d([0, 0.1, 1, 1.1], 2).centres // [0.05, 1.05]
 */
export function kmeans1d(x: ArrayLike<number>, k: number, { bins }: KMeansOptions = {}): KMeansResult {
  const atoms = bins === undefined ? atomsOf(x) : binnedAtoms(x, bins)
  assertClusterCount(k, atoms.values.length, bins === undefined ? 'distinct values' : 'bins with values')
  const ends = optimalEnds(atoms, k)
  const { iterations, converged } = settle(atoms, ends)
  const centres = new Float64Array(k)
  const counts = new Float64Array(k)
  let sse = 0
  for (let j = 0; j < k; j++) {
    const begin = j === 0 ? 0 : (ends[j - 1] as number)
    const end = ends[j] as number
    const { count, mean } = clusterMean(atoms, begin, end)
    centres[j] = mean
    counts[j] = count
    for (let i = begin; i < end; i++) {
      sse += (atoms.counts[i] as number) * ((atoms.values[i] as number) - mean) ** 2 + (atoms.spreads?.[i] ?? 0)
    }
  }
  return { centres, thresholds: midpoints(centres), counts, sse, iterations, converged }
}

/** @throws InputError unless 1 <= k <= most */
export function assertClusterCount(k: number, most: number, what: string): void {
  if (!Number.isInteger(k) || k < 1) throw new InputError(`k: is ${k}; a positive integer is needed`)
  if (k > most) throw new InputError(`k: is ${k}, and x has ${most} ${what}; at most that many clusters can be made`)
}

/** Halfway between neighbours. */
export function midpoints(centres: Float64Array): Float64Array {
  return Float64Array.from({ length: centres.length - 1 }, (_, j) => {
    const low = centres[j] as number
    return low + ((centres[j + 1] as number) - low) / 2
  })
}

/** Exclusive end of each cluster in the sorted atoms, `[k]`. */
function optimalEnds(atoms: Atoms, k: number): Int32Array {
  const n = atoms.values.length
  const { cost, rounding } = intervalCost(atoms)
  const windows = endWindows(n, k, cost, rounding)
  const choices: { readonly low: number; readonly at: Int32Array }[] = []
  let before: Range = { low: 0, high: 0 }
  let least = new Float64Array(1)
  for (const window of [...windows, { low: n, high: n }]) {
    const { low } = before
    const last = least
    const minima = monotoneMinima(window, before, 0, (l, i) => (last[l - low] as number) + cost(l, i))
    choices.push({ low: window.low, at: minima.at })
    before = window
    least = minima.least
  }
  const ends = new Int32Array(k)
  let end = n
  for (let j = k - 1; j >= 0; j--) {
    ends[j] = end
    const { low, at } = choices[j] as { low: number; at: Int32Array }
    end = at[end - low] as number
  }
  return ends
}

/** Σ n_i (x_i − mean)² over atoms l…i−1, by prefix sums about the mean of all, which keeps the digits. */
function intervalCost({ values, counts, spreads }: Atoms): { readonly cost: IntervalCost; readonly rounding: number } {
  const n = values.length
  const { mean: centre } = clusterMean({ values, counts }, 0, n)
  const weight = new Float64Array(n + 1)
  const first = new Float64Array(n + 1)
  const second = new Float64Array(n + 1)
  for (let i = 0; i < n; i++) {
    const count = counts[i] as number
    const shifted = (values[i] as number) - centre
    weight[i + 1] = (weight[i] as number) + count
    first[i + 1] = (first[i] as number) + count * shifted
    second[i + 1] = (second[i] as number) + count * shifted * shifted + (spreads?.[i] ?? 0)
  }
  const cost = (begin: number, end: number) => {
    const sum = (first[end] as number) - (first[begin] as number)
    const squares = (second[end] as number) - (second[begin] as number)
    const count = (weight[end] as number) - (weight[begin] as number)
    return count > 0 ? Math.max(0, squares - (sum * sum) / count) : 0
  }
  // Each of n additions rounds a sum that is at most the last; a cost is a difference of two, a partition has several.
  return { cost, rounding: 8 * n * Number.EPSILON * (second[n] as number) }
}

/**
 * Moves each boundary to the midpoint of the centres beside it until none moves (Lloyd's step, which never raises the
 * cost). The optimum is a fixed point; prefix sums of widely spread values may be off it by rounding.
 */
function settle(atoms: Atoms, ends: Int32Array): { iterations: number; converged: boolean } {
  const k = ends.length
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const centres = Float64Array.from(
      ends,
      (end, j) => clusterMean(atoms, j === 0 ? 0 : (ends[j - 1] as number), end).mean,
    )
    const cuts = midpoints(centres)
    let moved = false
    for (let j = 0; j < k - 1; j++) {
      const least = (j === 0 ? 0 : (ends[j - 1] as number)) + 1
      const most = (ends[j + 1] as number) - 1
      let end = ends[j] as number
      const cut = cuts[j] as number
      while (end > least && (atoms.values[end - 1] as number) > cut) end--
      while (end < most && (atoms.values[end] as number) < cut) end++
      moved ||= end !== ends[j]
      ends[j] = end
    }
    if (!moved) return { iterations: pass, converged: true }
  }
  return { iterations: MOST_PASSES, converged: false }
}

/** In two passes: exact to rounding wherever the cluster lies. */
function clusterMean({ values, counts }: Atoms, begin: number, end: number): { count: number; mean: number } {
  const origin = values[begin] as number
  let count = 0
  let sum = 0
  for (let i = begin; i < end; i++) {
    const weight = counts[i] as number
    count += weight
    sum += weight * ((values[i] as number) - origin)
  }
  return { count, mean: origin + sum / count }
}
