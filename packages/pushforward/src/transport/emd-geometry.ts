/**
 * Two samples and a ground cost in the form that the kernels of exact transport take: float64 rows, a cost code, a
 * matrix only where nothing else describes the cost.
 * @module
 */
import type { CostKey } from '@pushforward/kernels/kd-tree'
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import { COST_CODE, type Cost, pairCost } from './cost.js'

export interface Geometry {
  readonly n: number
  readonly m: number
  readonly d: number
  readonly cost: CostKey
  /** Row-major `[n, d]`, moved and scaled as the cost allows. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Row-major `[n, m]`, for costs given as a matrix or a function. */
  readonly matrix?: Float64Array
}

/**
 * Prepares a checked pair of samples.
 *
 * `cosine` becomes |u − v|² of unit vectors over √2; `sphere` takes unit vectors; the other named costs are invariant to
 * a common shift, and the samples are centred so that |x|² does not swamp differences. A function is evaluated once for
 * each pair, which takes n · m memory.
 * @throws InputError if a function gives NaN or −Infinity
 */
export function geometryOf(x: Points, y: Points, cost: Cost): Geometry {
  const { n, d } = x
  const m = y.n
  const empty = new Float64Array(0)
  if (typeof cost === 'object' && 'matrix' in cost) {
    return { n, m, d: 1, cost: { code: COST_CODE.matrix, p: 1 }, x: empty, y: empty, matrix: cost.matrix }
  }
  if (typeof cost === 'function') {
    const matrix = tabulated(x, y, cost)
    return { n, m, d: 1, cost: { code: COST_CODE.matrix, p: 1 }, x: empty, y: empty, matrix }
  }
  const key = typeof cost === 'object' ? powerKey(cost.p) : { code: COST_CODE[cost], p: 1 }
  if (key.code === COST_CODE.cosine) {
    const sqeuclidean = { code: COST_CODE.sqeuclidean, p: 2 }
    return { n, m, d, cost: sqeuclidean, x: directions(x, Math.SQRT1_2), y: directions(y, Math.SQRT1_2) }
  }
  if (key.code === COST_CODE.sphere) return { n, m, d, cost: key, x: directions(x, 1), y: directions(y, 1) }
  const centre = middleOf(x, y)
  return { n, m, d, cost: key, x: shifted(x, centre), y: shifted(y, centre) }
}

function powerKey(p: number): CostKey {
  if (p === 1) return { code: COST_CODE.euclidean, p }
  if (p === 2) return { code: COST_CODE.sqeuclidean, p }
  return { code: COST_CODE.power, p }
}

function tabulated(x: Points, y: Points, cost: Cost): Float64Array {
  const c = pairCost(cost, x, y)
  const matrix = new Float64Array(x.n * y.n)
  for (let i = 0, at = 0; i < x.n; i++) {
    for (let j = 0; j < y.n; j++, at++) {
      const value = c(i, j)
      if (Number.isNaN(value) || value === Number.NEGATIVE_INFINITY) {
        throw new InputError(
          `cost: the function gives ${value} for x[${i}] and y[${j}]; a number or Infinity is needed`,
        )
      }
      matrix[at] = value
    }
  }
  return matrix
}

function directions({ data, n, d }: Points, length: number): Float64Array {
  const rows = Float64Array.from(data)
  for (let i = 0; i < n; i++) {
    const row = rows.subarray(i * d, (i + 1) * d)
    let square = 0
    for (const value of row) square += value * value
    const scale = length / Math.sqrt(square)
    for (let k = 0; k < d; k++) row[k] = (row[k] as number) * scale
  }
  return rows
}

function middleOf(x: Points, y: Points): Float64Array {
  const centre = new Float64Array(x.d)
  for (const { data, n, d } of [x, y]) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < d; k++) centre[k] = (centre[k] as number) + (data[i * d + k] as number) / (2 * n)
    }
  }
  return centre
}

function shifted({ data, n, d }: Points, centre: Float64Array): Float64Array {
  const rows = new Float64Array(n * d)
  for (let i = 0, at = 0; i < n; i++) {
    for (let k = 0; k < d; k++, at++) rows[at] = (data[at] as number) - (centre[k] as number)
  }
  return rows
}

/** The rows at the given positions. */
export function selectRows(rows: Float64Array, d: number, positions: Uint32Array): Float64Array {
  const chosen = new Float64Array(positions.length * d)
  positions.forEach((from, to) => {
    for (let k = 0; k < d; k++) chosen[to * d + k] = rows[from * d + k] as number
  })
  return chosen
}

/** The geometry of two subsamples. */
export function selectPoints(geometry: Geometry, keptX: Uint32Array, keptY: Uint32Array): Geometry {
  const { n, m, d, cost, x, y, matrix } = geometry
  if (keptX.length === n && keptY.length === m) return geometry
  const size = { n: keptX.length, m: keptY.length, d, cost }
  if (!matrix) return { ...size, x: selectRows(x, d, keptX), y: selectRows(y, d, keptY) }
  const chosen = new Float64Array(size.n * size.m)
  keptX.forEach((i, k) => {
    keptY.forEach((j, l) => {
      chosen[k * size.m + l] = matrix[i * m + j] as number
    })
  })
  return { ...size, x, y, matrix: chosen }
}

/**
 * The largest finite |c| of a matrix; for points an upper bound, the cost across their common box.
 */
export function costScale({ n, m, d, cost, x, y, matrix }: Geometry): number {
  if (matrix) {
    let largest = 0
    for (const value of matrix) {
      const size = Math.abs(value)
      if (size > largest && size < Number.POSITIVE_INFINITY) largest = size
    }
    return largest
  }
  const low = new Float64Array(d).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(d).fill(Number.NEGATIVE_INFINITY)
  for (const [rows, count] of [[x, n] as const, [y, m] as const]) {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < d; k++) {
        const value = rows[i * d + k] as number
        if (value < (low[k] as number)) low[k] = value
        if (value > (high[k] as number)) high[k] = value
      }
    }
  }
  if (cost.code === COST_CODE.sphere) return Math.PI ** 2
  let sum = 0
  let square = 0
  let most = 0
  for (let k = 0; k < d; k++) {
    const width = (high[k] as number) - (low[k] as number)
    sum += width
    square += width * width
    most = Math.max(most, width)
  }
  if (cost.code === COST_CODE.cityblock) return sum
  if (cost.code === COST_CODE.chebyshev) return most
  if (cost.code === COST_CODE.euclidean) return Math.sqrt(square)
  return cost.code === COST_CODE.power ? square ** (cost.p / 2) : square
}
