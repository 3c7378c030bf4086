/**
 * Streamed passes over the pairs of two weighted point clouds, in memory O(n + m): what entropic transport consists of.
 *
 *   soft-min      f_i = −ε log Σ_j b_j exp((g_j − c(x_i, y_j)) / ε)
 *   plan          p_ij = b_j exp((f_i + g_j − c(x_i, y_j)) / ε): its row sums, Σ_j p_ij c_ij, Σ_j p_ij v_jk and
 *                 Σ_j p_ij ∂c/∂x(x_i, y_j)
 *
 * Points come in an order in which neighbours are near (see `width`), because tiles whose terms can't matter are left
 * out: their bounding boxes say so. What a pass leaves out is below the rounding of its type. Every pass cuts the rows
 * into blocks that depend on the sizes only, so its result does not depend on the number of threads.
 *
 * Speed, one thread of a 3.65 GHz AMD EPYC (Zen 4), Node 20, nothing left out, tiles of 64: float32, d = 2, |x − y|²:
 * 0.94 ns a pair. The same 128-bit instructions compiled from C take 0.76 ns; the limit is 0.45 ns, when two additions
 * and two multiplications a cycle never wait (13 and 7 for four pairs, as there is no fused multiply-add). float64:
 * 4.0 ns, and 5.9 ns for the sums of a plan.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import wasm from './generated/softmin.js'
import { kernelModule } from './module.js'
import { run } from './run.js'
import {
  allocateSingle,
  type Cloud,
  centreOf,
  fillHeights,
  fillScaled,
  fillSingle,
  openSide,
  type Side,
} from './softmin-layout.js'
import { putPerPoint, putTiles } from './tiles.js'

export const softminModule = kernelModule('softmin', wasm)

/** Codes of assembly/tile-cost.ts and assembly/pass-f64.ts. */
export type StreamedCost =
  | { readonly code: 0 | 1 | 2 | 3 | 5 }
  /** |x − y|₂^exponent */
  | { readonly code: 6; readonly exponent: number }
  /** Row-major `[n, m]`. */
  | { readonly code: 7; readonly matrix: Float64Array }

export type { Cloud }

export interface PairsOptions {
  readonly d: number
  readonly cost: StreamedCost
  /** Points in a tile: a multiple of 16. Runs of this length should be compact. */
  readonly width: number
}

export type Precision = 'float32' | 'float64'

/** Which cloud the rows of a pass are. */
export type RowSide = 'x' | 'y'

export interface SoftminRequest {
  readonly rows: RowSide
  /** ε, in the unit of the cost. */
  readonly epsilon: number
  readonly precision: Precision
  /** Potential of the other side. */
  readonly potential: Float64Array
  /** A guess of the result: a near one saves a pass; −Infinity where there is none. */
  readonly guess: Float64Array
  /** Where the result goes; may be the array of the guess. */
  readonly out: Float64Array
  /** Whether to add up the plan a_i p_ij of the result by blocks of rows and tiles of columns. */
  readonly mass?: boolean
}

/** The plan added up over rectangles: `mass[block * tiles + tile]`. */
export interface BlockMass {
  readonly mass: Float64Array
  readonly blocks: number
  readonly tiles: number
  /** Rows in a block and columns in a tile; the last ones may be shorter. */
  readonly grain: number
  readonly width: number
}

export interface PlanRequest {
  readonly rows: RowSide
  readonly epsilon: number
  /** Potentials of the rows and of the columns. */
  readonly own: Float64Array
  readonly potential: Float64Array
  /** Row-major, a row for each column of the plan, `[m, columns]`. Default: none. */
  readonly values?: Float64Array
  readonly columns?: number
  /** Whether to add up the columns too. Default false. */
  readonly columnSums?: boolean
}

export interface PlanSums {
  /** Σ_j p_ij */
  readonly sums: Float64Array
  /** Σ_j p_ij c_ij */
  readonly costs: Float64Array
  /** Σ_j p_ij v_jk, row-major */
  readonly products: Float64Array
  /** Σ_i a_i p_ij, if asked for. */
  readonly columnSums?: Float64Array
}

/** Statistics of the cost under the product of the weights. */
export interface CostMoments {
  readonly mean: number
  readonly standardDeviation: number
  readonly largest: number
}

export interface Pairs {
  /** Writes the soft-min to `out`. float32 knows codes 0 and 1 only. */
  softmin(request: SoftminRequest): BlockMass | undefined
  plan(request: PlanRequest): PlanSums
  /** Σ_j p_ij ∂c/∂x(x_i, y_j), row-major [rows, d]; not for a matrix. */
  gradient(request: PlanRequest): Float64Array
  /** @param weightsX, weightsY in place of the clouds' own */
  costMoments(weightsX?: Float64Array, weightsY?: Float64Array): CostMoments
}

const BITS = Math.LOG2E
/** Partial column sums of a plan kept at most, so that they stay O(m). */
const MOST_COLUMN_SUMS = 16

/**
 * Copies two clouds in and returns the passes over their pairs; valid inside the arena's scope.
 * @param y the other cloud; the same object as `x` for a cloud with itself
 */
export function openPairs(arena: Arena, x: Cloud, y: Cloud, { d, cost, width }: PairsOptions): Pairs {
  const sideX = openSide(arena, x, d, width)
  const sideY = x === y ? sideX : openSide(arena, y, d, width)
  const matrix = cost.code === 7 ? arena.putFloat64(cost.matrix) : 0
  const exponent = cost.code === 6 ? cost.exponent : 1
  const most = (of: (side: Side) => number) => Math.max(of(sideX), of(sideY))
  const blocks = most((side) => side.blocks)
  const tiles = most((side) => side.tiles.count)
  const fours = Math.ceil(tiles / 4)
  const scratch = arena.allocate(blocks * Math.max(3 * width * 8, fours * 48))
  const sums = arena.allocateFloat64(blocks * tiles)
  const mass = arena.allocateFloat64(blocks * tiles)
  const weights = { x: arena.putFloat64(x.weights), y: arena.putFloat64(y.weights) }
  let singleEpsilon = 0

  const sides = (rows: RowSide): readonly [Side, Side] => (rows === 'x' ? [sideX, sideY] : [sideY, sideX])

  /** The arguments that all float64 passes share. */
  const common = (rows: RowSide, epsilon: number, grain?: number): number[] => {
    const [row, column] = sides(rows)
    const ofMatrix = cost.code === 7
    const [rowStride, columnStride] = rows === 'x' ? [sideY.n * 8, 8] : [8, sideY.n * 8]
    return [
      ...[ofMatrix ? matrix : row.rows, column.tiles.at, column.heights, column.tops, column.boxes, row.guesses],
      ...[scratch, column.tiles.count, width, d, cost.code, exponent, BITS / epsilon],
      ...[rowStride, columnStride, grain ?? row.grain, column.n],
    ]
  }

  const prepareSingle = (epsilon: number) => {
    if (epsilon === singleEpsilon) return
    singleEpsilon = epsilon
    // In half bits: |s x − s y|² = |x − y|² / (2 ε ln 2) for |·|², and likewise for |·|.
    const scale = cost.code === 0 ? Math.sqrt((0.5 * BITS) / epsilon) : (0.5 * BITS) / epsilon
    const centre = centreOf([x.coordinates, y.coordinates], d)
    for (const side of new Set([sideX, sideY])) {
      side.single ??= allocateSingle(arena, side, d)
      fillSingle(arena, side, side.single, d, scale, centre)
    }
  }

  const softmin32 = ({ rows, epsilon, potential, guess, out }: SoftminRequest, massAt: Address) => {
    if (cost.code !== 0 && cost.code !== 1) throw new Error(`cost ${cost.code} has no float32 pass`)
    prepareSingle(epsilon)
    const [row, column] = sides(rows)
    const [own, other] = [row.single, column.single]
    if (!own || !other) throw new Error('float32 clouds are missing')
    const bits = BITS / epsilon
    const { count } = column.tiles
    const heights = arena.float32(other.heights, count * width)
    fillHeights(heights, arena.float32(other.tops, Math.ceil(count / 4) * 4), column, potential, 0.5 * bits, 0.5)
    fillScaled(arena.float64(row.guesses, row.n), guess, bits)
    run(
      softminModule,
      'softminF32',
      row.n,
      [
        ...[own.rows, other.tiles, other.heights, other.tops, other.boxes, row.guesses, row.out, scratch],
        ...[count, width, d, cost.code, row.grain, massAt, weights[rows]],
      ],
      row,
    )
    fillScaled(out, arena.float64(row.out, row.n), -1 / bits)
  }

  const softmin64 = ({ rows, epsilon, potential, guess, out }: SoftminRequest, massAt: Address) => {
    const [row, column] = sides(rows)
    putPotentials(arena, row, guess, column, potential, epsilon)
    const own = [row.out, sums, massAt, weights[rows]]
    run(softminModule, 'softminF64', row.n, [...common(rows, epsilon), ...own], row)
    fillScaled(out, arena.float64(row.out, row.n), -epsilon / BITS)
  }

  return {
    softmin(request) {
      const [row, column] = sides(request.rows)
      const massAt = request.mass ? mass : 0
      if (request.precision === 'float32') softmin32(request, massAt)
      else softmin64(request, massAt)
      if (!request.mass) return undefined
      const { count } = column.tiles
      const view = arena.float64(mass, row.blocks * count).slice()
      return { mass: view, blocks: row.blocks, tiles: count, grain: row.grain, width }
    },

    plan({ rows, epsilon, own, potential, values = new Float64Array(0), columns = 0, columnSums = false }) {
      return scope((arena) => {
        const [row, column] = sides(rows)
        putPotentials(arena, row, own, column, potential, epsilon)
        const valueTiles = columns > 0 ? putTiles(arena, values, columns, width).at : 0
        const sumsAt = arena.allocateFloat64(row.n)
        const costsAt = arena.allocateFloat64(row.n)
        const productsAt = arena.allocateFloat64(row.n * columns)
        let { grain } = row
        while (columnSums && grain * MOST_COLUMN_SUMS < row.n) grain *= 2
        const blocks = columnSums ? Math.ceil(row.n / grain) : 0
        const padded = column.tiles.count * width
        const columnsAt = columnSums ? arena.allocateFloat64(blocks * padded) : 0
        const results = [sumsAt, costsAt, valueTiles, columns, productsAt, columnsAt, weights[rows]]
        run(softminModule, 'planF64', row.n, [...common(rows, epsilon, grain), ...results], { grain })
        return {
          sums: arena.float64(sumsAt, row.n).slice(),
          costs: arena.float64(costsAt, row.n).slice(),
          products: arena.float64(productsAt, row.n * columns).slice(),
          ...(columnSums && { columnSums: sumOfBlocks(arena.float64(columnsAt, blocks * padded), blocks, column.n) }),
        }
      })
    },

    gradient({ rows, epsilon, own, potential }) {
      return scope((arena) => {
        const [row, column] = sides(rows)
        putPotentials(arena, row, own, column, potential, epsilon)
        const at = arena.allocateFloat64(row.n * d)
        run(softminModule, 'gradientF64', row.n, [...common(rows, epsilon), at], row)
        return arena.float64(at, row.n * d).slice()
      })
    },

    costMoments(weightsX = x.weights, weightsY = y.weights) {
      return scope((arena) => {
        const padded = putPerPoint(arena, weightsY, sideY.tiles, 0)
        const out = [0, 1, 2].map(() => arena.allocateFloat64(sideX.n))
        run(softminModule, 'costMomentsF64', sideX.n, [...common('x', 1), ...out, padded], sideX)
        const [means, squares, maxima] = out.map((at) => arena.float64(at, sideX.n)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ]
        const mean = weighted(weightsX, means)
        const variance = weighted(weightsX, squares) - mean * mean
        return {
          mean,
          standardDeviation: Math.sqrt(Math.max(variance, 0)),
          largest: maxima.reduce((a, b) => Math.max(a, b)),
        }
      })
    },
  }
}

/** Writes the potentials of both sides in bits, for a float64 pass. */
function putPotentials(
  arena: Arena,
  row: Side,
  own: Float64Array,
  column: Side,
  potential: Float64Array,
  epsilon: number,
): void {
  const bits = BITS / epsilon
  const { count, width } = column.tiles
  const heights = arena.float64(column.heights, count * width)
  fillHeights(heights, arena.float64(column.tops, count), column, potential, bits, 1)
  fillScaled(arena.float64(row.guesses, row.n), own, bits)
}

/** Adds up the first n numbers of every block, in the order of the blocks. */
function sumOfBlocks(sums: Float64Array, blocks: number, n: number): Float64Array {
  const out = new Float64Array(n)
  const stride = sums.length / blocks
  for (let block = 0; block < blocks; block++) {
    for (let j = 0; j < n; j++) out[j] = (out[j] as number) + (sums[block * stride + j] as number)
  }
  return out
}

function weighted(weights: Float64Array, values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (values[i] as number)
  return sum
}
