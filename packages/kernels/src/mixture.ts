/**
 * Posteriors of noisy points: under a mixture of Gaussians, and under the atoms of a data set.
 *
 *   share_k ∝ exp(constant_k − |G_k (x − m_k)|²/2)          share_j ∝ w_j exp(−|x − x_j|²/2σ²)
 *
 * Each function gives the logarithm of the sum before it is normalised, and means over shares. Two points at a time in
 * float64, in blocks that threads may share; nothing of size points × components is stored.
 * @module
 */
import { type Arena, scope } from './arena.js'
import { putColumns } from './columns.js'
import wasm from './generated/mixture.js'
import { kernelModule } from './module.js'
import { type RunOptions, run } from './run.js'

export const mixtureModule = kernelModule('mixture', wasm)

/** Pairs of points in a block. */
const GRAIN = 64
/** As in the assembly: exponents that a block keeps. */
const CHUNK = 64

/**
 * Components as rows of `width` numbers: constant 1, m d, G triangle, then sections, each an affine map as a vector d and a
 * matrix. Triangles are the rows of the lower half.
 */
export interface ComponentTable {
  readonly d: number
  /** Matrices of sections: a triangle for symmetric ones, d² numbers by rows for square ones. */
  readonly matrices: 'symmetric' | 'square'
  readonly count: number
  readonly width: number
  readonly rows: Float64Array
}

export interface PosteriorMean {
  /** log Σ_k exp(exponent_k), `[n]` */
  readonly logSum: Float64Array
  /** Σ_k share_k (vector_k + matrix_k x), `[n, d]` */
  readonly mean: Float64Array
}

/**
 * @param points `[n, d]`, row-major
 * @param section where the affine map begins in a row
 */
export function mixturePosterior(
  points: Float32Array | Float64Array,
  table: ComponentTable,
  section: number,
  options: RunOptions = {},
): PosteriorMean {
  const { d } = table
  const n = points.length / d
  return scope((arena) => {
    const { x, logSum, mean } = posteriorColumns(arena, points, table, section, 0, options)
    return { logSum: arena.float64(logSum, n).slice(), mean: rowsOf(arena, mean, n, d, x.stride) }
  })
}

export interface TraceOptions extends RunOptions {
  /** Section of g. Default that of e. */
  readonly beside?: number
}

/**
 * Σ_k share_k (number_k + (e_k − ē)·(g_k − ḡ)), `[n]`, for affine maps e and g of two sections, their means ē and ḡ, and the
 * number that stands behind the first: for e = g the trace of a covariance, within plus between components; for the mean of
 * e with ∇ share_k = share_k (g_k − ḡ), its divergence.
 */
export function mixtureTrace(
  points: Float32Array | Float64Array,
  table: ComponentTable,
  section: number,
  { beside = section, ...options }: TraceOptions = {},
): Float64Array {
  const n = points.length / table.d
  return scope((arena) => {
    const { x, logSum, mean, at, square } = posteriorColumns(arena, points, table, section, 1, options)
    const other = beside === section ? mean : posteriorColumns(arena, points, table, beside, 0, options).mean
    const out = mean + 8 * table.d * x.stride
    const { count, width, d } = table
    const args = [at, count, width, d, section, mean, x.at, x.stride, logSum, out, square, beside, other]
    run(mixtureModule, 'spread', Math.ceil(n / 2), args, { grain: GRAIN, ...options })
    return arena.float64(out, n).slice()
  })
}

function posteriorColumns(
  arena: Arena,
  points: Float32Array | Float64Array,
  { d, count, width, rows, matrices }: ComponentTable,
  section: number,
  extra: number,
  { grain = GRAIN }: RunOptions,
) {
  const n = points.length / d
  const pairs = Math.ceil(n / 2)
  const x = putColumns(arena, points, n, d)
  const at = arena.putFloat64(rows)
  const logSum = arena.allocateFloat64(x.stride)
  const mean = arena.allocateFloat64(x.stride * (d + extra))
  const square = matrices === 'square' ? 1 : 0
  const bytes = 16 * (CHUNK + d + (square ? d * d : (d * (d + 1)) / 2) + extra)
  const scratch = arena.allocate(bytes * Math.ceil(pairs / grain))
  const args = [at, count, width, d, section, extra, x.at, x.stride, logSum, mean, scratch, bytes, grain, square]
  run(mixtureModule, 'posterior', pairs, args, { grain })
  return { x, logSum, mean, at, square }
}

export interface Atoms {
  readonly d: number
  readonly count: number
  /** log w_j, then the coordinates of atom j: `[count, 1 + d]`; every weight positive. */
  readonly rows: Float64Array
}

/** @param sigma noise of each point `[n]`, positive */
export function atomPosterior(
  points: Float32Array | Float64Array,
  atoms: Atoms,
  sigma: Float64Array,
  options: RunOptions = {},
): PosteriorMean {
  const n = points.length / atoms.d
  return scope((arena) => {
    const { x, logSum, mean } = atomColumns(arena, points, atoms, sigma, options)
    return { logSum: arena.float64(logSum, n).slice(), mean: rowsOf(arena, mean, n, atoms.d, x.stride) }
  })
}

/** Σ_j share_j |x_j − D|² / σ², `[n]`, for D the mean over shares. */
export function atomTrace(
  points: Float32Array | Float64Array,
  atoms: Atoms,
  sigma: Float64Array,
  options: RunOptions = {},
): Float64Array {
  const n = points.length / atoms.d
  return scope((arena) => {
    const { x, logSum, mean, at, scales } = atomColumns(arena, points, atoms, sigma, options)
    const out = arena.allocateFloat64(x.stride)
    const args = [at, atoms.count, atoms.d, x.at, x.stride, scales, logSum, mean, out]
    run(mixtureModule, 'atomSpread', Math.ceil(n / 2), args, { grain: GRAIN, ...options })
    return arena.float64(out, n).map((value, i) => value / (sigma[i] as number) ** 2)
  })
}

function atomColumns(
  arena: Arena,
  points: Float32Array | Float64Array,
  atoms: Atoms,
  sigma: Float64Array,
  { grain = GRAIN }: RunOptions,
) {
  const { d, count, rows } = atoms
  const n = points.length / d
  const pairs = Math.ceil(n / 2)
  const x = putColumns(arena, points, n, d)
  const at = arena.putFloat64(rows)
  const scales = arena.putFloat64(sigma.map((noise) => -0.5 / noise ** 2))
  const logSum = arena.allocateFloat64(x.stride)
  const mean = arena.allocateFloat64(x.stride * d)
  const bytes = 16 * (CHUNK + d)
  const scratch = arena.allocate(bytes * Math.ceil(pairs / grain))
  const args = [at, count, d, x.at, x.stride, scales, logSum, mean, scratch, bytes, grain]
  run(mixtureModule, 'atoms', pairs, args, { grain })
  return { x, logSum, mean, at, scales }
}

/** Columns to rows. */
function rowsOf(arena: Arena, at: number, n: number, d: number, stride: number): Float64Array {
  const columns = arena.float64(at, stride * d)
  const out = new Float64Array(n * d)
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < n; i++) out[i * d + k] = columns[k * stride + i] as number
  }
  return out
}
