/**
 * Weighted sums of a kernel over all pairs of two samples, in float64, without the matrix of pairs.
 *
 *   pairwiseMeans:  Σ_j v_j k(x_i, y_j) for each i        pairwiseSum:  Σ_i Σ_j u_i v_j k(x_i, y_j)
 *
 * Cost O(n m d), memory O((n + m) d). The result does not depend on the number of threads.
 * @module
 */
import { scope } from './arena.js'
import wasm from './generated/pairwise.js'
import { kernelModule } from './module.js'
import { run } from './run.js'
import { putPerPoint, putTiles } from './tiles.js'

export const pairwise = kernelModule('pairwise', wasm)

export type PairKind =
  /** |x − y|₂ */
  | 'euclidean'
  /** |x − y|₂² */
  | 'sqeuclidean'
  /** |x − y|₁ */
  | 'cityblock'
  /** exp(−|x − y|₂² / (2 scale²)) */
  | 'gaussian'
  /** exp(−|x − y|₂ / scale) */
  | 'laplace'

const SQEUCLIDEAN = 0
const EUCLIDEAN = 1
const CITYBLOCK = 2

/** The cost that a kind is a function of, and for exponential kinds the rate in exp(−rate · cost). */
const KINDS: Record<PairKind, { readonly cost: number; readonly rate?: (scale: number) => number }> = {
  euclidean: { cost: EUCLIDEAN },
  sqeuclidean: { cost: SQEUCLIDEAN },
  cityblock: { cost: CITYBLOCK },
  gaussian: { cost: SQEUCLIDEAN, rate: (scale) => 0.5 / scale ** 2 },
  laplace: { cost: EUCLIDEAN, rate: (scale) => 1 / scale },
}

/** Points in a tile: its costs stay in the first-level cache beside the weights. */
const WIDTH = 64
/** Rows in a block; a multiple of WIDTH. */
const GRAIN = 64

type Reals = Float32Array | Float64Array

/**
 * Σ_i Σ_j u_i v_j k(x_i, y_j).
 * @param x row-major `[n, d]`
 * @param y row-major `[m, d]`; the same array as x, with the same weights, costs half
 * @param weightsX u `[n]`, any sign. Default: 1/n each, so that the sum is the mean over pairs
 * @param weightsY v `[m]`. Default: 1/m each
 * @param scale length of `gaussian` and `laplace`, in the unit of the points. Default 1
 * @example
 * pairwiseSum('euclidean', new Float64Array([0, 1]), new Float64Array([3]), 1) // 2.5
 */
export function pairwiseSum(
  kind: PairKind,
  x: Reals,
  y: Reals,
  d: number,
  weightsX?: Float64Array,
  weightsY?: Float64Array,
  scale = 1,
): number {
  const symmetric = x === y && weightsX === weightsY
  const means = rowSums(kind, x, y, d, weightsY, scale, symmetric)
  let sum = 0
  for (let i = 0; i < means.length; i++) sum += (weightsX?.[i] ?? 1) * (means[i] as number)
  return weightsX ? sum : sum / means.length
}

/**
 * Σ_j v_j k(x_i, y_j) for each i.
 * @param weightsY v `[m]`. Default: 1/m each
 * @returns `[n]`
 * @example
 * pairwiseMeans('euclidean', new Float64Array([0, 1]), new Float64Array([3]), 1) // [3, 2]
 */
export function pairwiseMeans(
  kind: PairKind,
  x: Reals,
  y: Reals,
  d: number,
  weightsY?: Float64Array,
  scale = 1,
): Float64Array {
  return rowSums(kind, x, y, d, weightsY, scale, false)
}

function rowSums(
  kind: PairKind,
  x: Reals,
  y: Reals,
  d: number,
  weightsY: Float64Array | undefined,
  scale: number,
  symmetric: boolean,
): Float64Array {
  const n = x.length / d
  const m = y.length / d
  const { cost, rate } = KINDS[kind]
  return scope((arena) => {
    const rows = arena.putFloat64(x)
    const tiles = putTiles(arena, y, d, WIDTH)
    const weights = putPerPoint(arena, weightsY ?? new Float64Array(m).fill(1 / m), tiles, 0)
    const out = arena.allocateFloat64(n)
    const scratch = arena.allocateFloat64(Math.ceil(n / GRAIN) * WIDTH)
    const shape = [tiles.count, WIDTH, d, cost, rate ? 1 : 0, rate ? rate(scale) : 0, symmetric ? 1 : 0, GRAIN]
    run(pairwise, 'pairSums', n, [rows, tiles.at, weights, out, scratch, ...shape], { grain: GRAIN })
    return arena.float64(out, n).slice()
  })
}
