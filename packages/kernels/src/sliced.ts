/**
 * Transport costs of two samples along many directions: project, sort, match. Directions are shared out to the threads;
 * results do not depend on how many there are.
 * @module
 */
import { type Address, type Arena, scope } from './arena.js'
import { type Columns, putColumns } from './columns.js'
import wasm from './generated/sliced.js'
import { kernelModule } from './module.js'
import { run } from './run.js'

export const slicedModule = kernelModule('sliced', wasm)

/** Blocks that directions are dealt in: at most this many threads work at once, and each needs scratch of its own. */
const MOST_BLOCKS = 16

/** Bytes of scratch over all blocks before fewer blocks are used. */
const SCRATCH_LIMIT = 2 ** 28

/** Points row-major `[n, d]` with weights that sum to 1; absent: uniform. */
export interface SlicedSample {
  readonly data: Float32Array | Float64Array
  readonly n: number
  readonly weights?: Float64Array
}

export interface SlicedCosts {
  /** W_p^p of the projections, one a direction. */
  readonly costs: Float64Array
  /** Sum over directions of the gradient by the points of x, `[n, d]`; empty unless asked for. */
  readonly byPoint: Float64Array
  /** Gradient of each cost by its direction, `[directions, d]`; empty unless asked for. */
  readonly byDirection: Float64Array
}

export interface SlicedOptions {
  readonly byPoint?: boolean
  readonly byDirection?: boolean
}

/**
 * @param directions `[*, d]`, row-major
 * @param p exponent, >= 1 and finite
 */
export function slicedCosts(
  x: SlicedSample,
  y: SlicedSample,
  d: number,
  directions: Float64Array,
  p: number,
  { byPoint = false, byDirection = false }: SlicedOptions = {},
): SlicedCosts {
  const count = directions.length / d
  return scope((arena) => {
    const columnsX = putColumns(arena, x.data, x.n, d)
    const columnsY = putColumns(arena, y.data, y.n, d)
    const { slicedScratch } = slicedModule.exports() as { slicedScratch: (n: number, m: number) => number }
    const accumulated = byPoint ? columnsX.stride * d : 0
    const scratchBytes = Math.ceil(slicedScratch(x.n, y.n) / 16) * 16
    const most = Math.floor(SCRATCH_LIMIT / (scratchBytes + 8 * accumulated))
    const grain = Math.ceil(count / Math.max(1, Math.min(MOST_BLOCKS, most)))
    const blocks = Math.ceil(count / grain)
    const costs = arena.allocateFloat64(count)
    const sums = byPoint ? arena.putFloat64(new Float64Array(blocks * accumulated)) : 0
    const slopes = byDirection ? arena.allocateFloat64(count * d) : 0
    const args = [...sampleArguments(arena, x, y, columnsX), ...sampleArguments(arena, y, x, columnsY)]
    args.push(x.weights || y.weights ? 1 : x.n * y.n, d, arena.putFloat64(directions), p, costs)
    args.push(arena.allocate(blocks * scratchBytes), scratchBytes, grain, sums, slopes)
    run(slicedModule, 'sliced', count, args, { grain })
    return {
      costs: arena.float64(costs, count).slice(),
      byPoint: byPoint ? rowsOfSum(arena, sums, blocks, columnsX) : new Float64Array(0),
      byDirection: byDirection ? arena.float64(slopes, count * d).slice() : new Float64Array(0),
    }
  })
}

/** Two uniform samples are matched in whole units, m for each x and n for each y; otherwise by their weights. */
function sampleArguments(arena: Arena, own: SlicedSample, other: SlicedSample, columns: Columns): number[] {
  const weights = own.weights ? arena.putFloat64(own.weights) : 0
  const unit = own.weights || other.weights ? 1 / own.n : other.n
  return [columns.at, columns.stride, own.n, weights, unit]
}

/** Adds the blocks' columns in order and turns them into rows. */
function rowsOfSum(arena: Arena, at: Address, blocks: number, { stride, count, d }: Columns): Float64Array {
  const rows = new Float64Array(count * d)
  for (let block = 0; block < blocks; block++) {
    const columns = arena.float64(at + 8 * block * stride * d, stride * d)
    for (let k = 0; k < d; k++) {
      for (let i = 0; i < count; i++) {
        rows[i * d + k] = (rows[i * d + k] as number) + (columns[k * stride + i] as number)
      }
    }
  }
  return rows
}
