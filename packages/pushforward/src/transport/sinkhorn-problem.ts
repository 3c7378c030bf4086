/**
 * Two samples and a cost in the form that the streamed passes take: points of weight 0 dropped, the others in an order
 * that keeps neighbours near.
 * @module
 */
import type { StreamedCost } from '@pushforward/kernels/softmin'
import { InputError } from '../errors.js'
import type { Measure } from '../measure/points.js'
import { weightsOf } from '../measure/points.js'
import { COST_CODE, type Cost } from './cost.js'
import { costScale, type Geometry, geometryOf, selectPoints, selectRows } from './emd-geometry.js'
import { compactOrder } from './sinkhorn-order.js'

/** One side of a problem. */
export interface SoftCloud {
  /** Row-major `[count, d]`, prepared for the cost (emd-geometry.ts) and in order. */
  readonly coordinates: Float64Array
  /** Positive `[count]`, sum 1. */
  readonly weights: Float64Array
  /** Index in the sample of each point, `[count]`. */
  readonly order: Uint32Array
  /** Points of the sample, those of weight 0 included. */
  readonly size: number
}

export interface SoftProblem {
  readonly x: SoftCloud
  /** The same object as `x` for a sample with itself. */
  readonly y: SoftCloud
  readonly d: number
  readonly cost: StreamedCost
  /** An upper bound of the cost. */
  readonly scale: number
  /** Points in a tile. */
  readonly width: number
}

/** Tiles to aim at: enough for a good coarse correction, few enough for it to be cheap beside a pass. */
const TILES = 96

/** Tiles shorter than 16 points leave vectors empty; longer than 128 they leave the first-level cache. */
export function tileWidth(points: number): number {
  let width = 16
  while (width < 128 && width * TILES < points) width *= 2
  return width
}

/** Prepares a checked pair of samples. */
export function softProblem(x: Measure, y: Measure, cost: Cost): SoftProblem {
  const whole = geometryOf(x.points, y.points, cost)
  const a = weightsOf(x)
  const b = weightsOf(y)
  const keptX = positivePositions(a)
  const keptY = positivePositions(b)
  const geometry = selectPoints(whole, keptX, keptY)
  const { d, matrix } = geometry
  const width = tileWidth(Math.max(geometry.n, geometry.m))
  const sides = { d, cost: streamedCost(geometry), scale: Math.min(costScale(geometry), costAcross(geometry)), width }
  if (matrix) {
    assertReachable(geometry, matrix)
    return { ...sides, x: plainCloud(a, keptX), y: plainCloud(b, keptY) }
  }
  const cloudX = orderedCloud(geometry.x, d, a, keptX, width)
  const same = x === y || (x.points === y.points && x.weights === y.weights)
  return { ...sides, x: cloudX, y: same ? cloudX : orderedCloud(geometry.y, d, b, keptY, width) }
}

function streamedCost({ cost: { code, p }, d, matrix }: Geometry): StreamedCost {
  if (matrix) return { code: COST_CODE.matrix, matrix }
  if (code === COST_CODE.power) return { code: COST_CODE.power, exponent: p }
  // On the line all norms are one, and only this one has float32 passes.
  const norm = code === COST_CODE.cityblock || code === COST_CODE.chebyshev
  return { code: norm && d === 1 ? COST_CODE.euclidean : code } as StreamedCost
}

/**
 * The cost across two balls around the origin that hold the samples, for costs |x − y|^p: in many dimensions a far
 * better bound than the box. Infinity for the others.
 */
function costAcross({ cost: { code, p }, x, y, d }: Geometry): number {
  const power = code === COST_CODE.sqeuclidean ? 2 : code === COST_CODE.euclidean ? 1 : p
  const known = code === COST_CODE.sqeuclidean || code === COST_CODE.euclidean || code === COST_CODE.power
  return known ? (radius(x, d) + radius(y, d)) ** power : Number.POSITIVE_INFINITY
}

function radius(rows: Float64Array, d: number): number {
  let most = 0
  for (let at = 0; at < rows.length; at += d) {
    let square = 0
    for (let k = 0; k < d; k++) square += (rows[at + k] as number) ** 2
    most = Math.max(most, square)
  }
  return Math.sqrt(most)
}

function orderedCloud(
  rows: Float64Array,
  d: number,
  weights: Float64Array,
  kept: Uint32Array,
  width: number,
): SoftCloud {
  const order = compactOrder(rows, kept.length, d, width)
  const index = order.map((at) => kept[at] as number)
  return {
    coordinates: selectRows(rows, d, order),
    weights: gather(weights, index),
    order: index,
    size: weights.length,
  }
}

/** A side of a matrix has no points: coordinates at 0, in the sample's order. */
function plainCloud(weights: Float64Array, kept: Uint32Array): SoftCloud {
  return {
    coordinates: new Float64Array(kept.length),
    weights: gather(weights, kept),
    order: kept,
    size: weights.length,
  }
}

/** @throws InputError if a point with mass has no finite cost */
function assertReachable({ n, m }: Geometry, matrix: Float64Array): void {
  const rows = new Uint8Array(n)
  const columns = new Uint8Array(m)
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < m; j++, at++) {
      if (Number.isFinite(matrix[at])) {
        rows[i] = 1
        columns[j] = 1
      }
    }
  }
  const row = rows.indexOf(0)
  const column = columns.indexOf(0)
  if (row < 0 && column < 0) return
  const which = row >= 0 ? `row ${row}` : `column ${column}`
  throw new InputError(`cost: ${which} of the matrix has mass but no finite entry; a finite cost is needed`)
}

function positivePositions(weights: Float64Array): Uint32Array {
  const positions = new Uint32Array(weights.length)
  let count = 0
  for (let i = 0; i < weights.length; i++) if ((weights[i] as number) > 0) positions[count++] = i
  return positions.subarray(0, count)
}

/** values[order[k]] for each k. */
export function gather(values: Float64Array, order: Uint32Array): Float64Array {
  return Float64Array.from(order, (i) => values[i] as number)
}

/** Puts rows of `columns` numbers back to where they came from; rows of dropped points stay 0. */
export function scatter(values: Float64Array, { order, size }: SoftCloud, columns = 1): Float64Array {
  const out = new Float64Array(size * columns)
  for (let k = 0; k < order.length; k++) {
    const to = (order[k] as number) * columns
    for (let c = 0; c < columns; c++) out[to + c] = values[k * columns + c] as number
  }
  return out
}

export function dot(u: Float64Array, v: Float64Array): number {
  let sum = 0
  for (let i = 0; i < u.length; i++) sum += (u[i] as number) * (v[i] as number)
  return sum
}
