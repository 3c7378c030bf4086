/**
 * Coarser and coarser versions of a transport problem, whose dual potentials tell where to look in the finer ones.
 *
 * Points are merged in cells of a kd-tree (means, summed supplies); rows and columns of a matrix, which has no
 * geometry, are sampled, and the sampled ones carry the supplies of the others.
 * @module
 */
import { scope } from '@pushforward/kernels'
import { putColumns } from '@pushforward/kernels/columns'
import { treeOrder } from '@pushforward/kernels/kd-tree'
import { permutation, rng } from '../measure/random.js'
import { COST_CODE } from './cost.js'
import type { BalancedProblem } from './emd-basis.js'
import { type Geometry, selectPoints, selectRows } from './emd-geometry.js'

/** Arcs of the coarsest level, which is solved over all of them: about 64 × 64. */
const DENSE_ARCS = 4_096

/** log2 of the points that merge into one from level to level. */
const LEVEL_BITS = 2

export interface Level extends BalancedProblem {
  /** For a matrix: the columns of the next finer level that this level's columns are. */
  readonly columns?: Uint32Array
}

export interface Ladder {
  /** From the problem itself, in an order that keeps neighbours together, to the coarsest. */
  readonly levels: readonly Level[]
  /** Original positions of the finest level's points. */
  readonly orderX: Uint32Array
  readonly orderY: Uint32Array
}

export function ladderOf(problem: BalancedProblem): Ladder {
  return problem.geometry.matrix ? sampledLadder(problem) : mergedLadder(problem)
}

/** log2 of the number of points to keep on each side, level by level. */
function* levelSizes(n: number, m: number): Generator<readonly [number, number]> {
  let bitsX = Math.round(Math.log2(n))
  let bitsY = Math.round(Math.log2(m))
  for (let arcs = n * m; arcs > DENSE_ARCS; arcs = 2 ** (bitsX + bitsY)) {
    bitsX = Math.max(0, bitsX - LEVEL_BITS)
    bitsY = Math.max(0, bitsY - LEVEL_BITS)
    yield [bitsX, bitsY]
  }
}

// ---- points ----------------------------------------------------------------------------------------------------------

function mergedLadder({ geometry, supplies }: BalancedProblem): Ladder {
  const { n, m, d } = geometry
  const orderX = cellOrder(geometry.x, n, d)
  const orderY = cellOrder(geometry.y, m, d)
  const x = selectRows(geometry.x, d, orderX)
  const y = selectRows(geometry.y, d, orderY)
  const supplyX = selectRows(supplies.x, 1, orderX)
  const supplyY = selectRows(supplies.y, 1, orderY)
  const levels: Level[] = [{ geometry: { ...geometry, x, y }, supplies: { ...supplies, x: supplyX, y: supplyY } }]
  const unit = geometry.cost.code === COST_CODE.sphere
  for (const [bitsX, bitsY] of levelSizes(n, m)) {
    const cellsX = mergeCells(x, supplyX, d, bitsX, unit)
    const cellsY = mergeCells(y, supplyY, d, bitsY, unit)
    levels.push({
      geometry: { ...geometry, n: cellsX.supplies.length, m: cellsY.supplies.length, x: cellsX.rows, y: cellsY.rows },
      supplies: { ...supplies, x: cellsX.supplies, y: cellsY.supplies },
    })
  }
  return { levels, orderX, orderY }
}

function cellOrder(rows: Float64Array, count: number, d: number): Uint32Array {
  return scope((arena) => {
    const order = treeOrder(arena, putColumns(arena, rows, count, d), Math.ceil(Math.log2(count)))
    return arena.uint32(order, count).slice()
  })
}

interface Cells {
  readonly rows: Float64Array
  readonly supplies: Float64Array
}

/** Means of the 2^bits cells of points in cell order, weighted by supply; brought back to unit length if asked. */
function mergeCells(rows: Float64Array, supplies: Float64Array, d: number, bits: number, unit: boolean): Cells {
  const count = supplies.length
  const cells = Math.min(2 ** bits, count)
  const means = new Float64Array(cells * d)
  const sums = new Float64Array(cells)
  let cell = 0
  const visit = (begin: number, end: number, levels: number): void => {
    if (levels > 0 && end - begin > 1) {
      const middle = (begin + end) >> 1
      visit(begin, middle, levels - 1)
      visit(middle, end, levels - 1)
      return
    }
    const mean = means.subarray(cell * d, (cell + 1) * d)
    let sum = 0
    for (let i = begin; i < end; i++) {
      const supply = supplies[i] as number
      sum += supply
      for (let k = 0; k < d; k++) mean[k] = (mean[k] as number) + supply * (rows[i * d + k] as number)
    }
    const scale = unit ? Math.hypot(...mean) || 1 : sum
    for (let k = 0; k < d; k++) mean[k] = (mean[k] as number) / scale
    sums[cell++] = sum
  }
  visit(0, count, bits)
  return { rows: means.subarray(0, cell * d), supplies: sums.subarray(0, cell) }
}

// ---- matrices --------------------------------------------------------------------------------------------------------

/** The sample is drawn once with this seed: any fixed one serves. */
const SAMPLE_SEED = 1

function sampledLadder(problem: BalancedProblem): Ladder {
  const { n, m } = problem.geometry
  const random = rng(SAMPLE_SEED)
  const levels: Level[] = [problem]
  for (const [bitsX, bitsY] of levelSizes(n, m)) {
    const { geometry, supplies } = levels[levels.length - 1] as Level
    const rows = sample(random.split('rows'), geometry.n, 2 ** bitsX)
    const columns = sample(random.split('columns'), geometry.m, 2 ** bitsY)
    levels.push({
      geometry: selectPoints(geometry, rows, columns) as Geometry,
      supplies: { ...supplies, x: shareOut(supplies.x, rows), y: shareOut(supplies.y, columns) },
      columns,
    })
  }
  const positions = (count: number) => Uint32Array.from({ length: count }, (_, k) => k)
  return { levels, orderX: positions(n), orderY: positions(m) }
}

function sample(random: ReturnType<typeof rng>, count: number, size: number): Uint32Array {
  return permutation(random, count).slice(0, Math.min(size, count)).sort()
}

/** Supplies of the chosen, who take those of the others in turn. */
function shareOut(supplies: Float64Array, chosen: Uint32Array): Float64Array {
  const shares = selectRows(supplies, 1, chosen)
  const isChosen = new Uint8Array(supplies.length)
  for (const k of chosen) isChosen[k] = 1
  let next = 0
  supplies.forEach((supply, k) => {
    if (isChosen[k]) return
    shares[next] = (shares[next] as number) + supply
    next = (next + 1) % shares.length
  })
  return shares
}
