/**
 * Boosted depth-1 trees under the logistic loss, and the cut points that they choose.
 *
 * The score F starts at logit(ȳ). A round takes g = σ(F) − y, h = σ(F)(1 − σ(F)) and adds the one split, over all
 * columns and cut points, of greatest
 *
 *   gain = G_L² / (H_L + λ) + G_R² / (H_R + λ) − G² / (H + λ),
 *
 * with leaves w = −G / (H + λ) times the learning rate η. The cut points that a column was split at are its bins; a
 * column that never was keeps one bin. A sum of stumps is a sum of step functions of single columns, so it is itself a
 * scorecard. (The paper calls the criterion Gini; the boosting library that it uses maximises the gain above.)
 *
 * Rows are binned once; a round is then one pass over their bin numbers, O(n · columns + cut points).
 *
 * Source: Sudjianto & Burakov 2025 (arXiv 2509.09855), §6; gain of Chen & Guestrin 2016, equation 7.
 * @module
 */
import { binIndices } from '@pushforward/kernels/histogram'
import { InputError } from '../errors.js'
import { assertBinary } from './binary-labels.js'
import { type CutInput, quantileCuts } from './cuts.js'

export interface StumpOptions {
  /** Stumps at most. Default 100, the paper's largest. Ends early when no split gains. */
  readonly rounds?: number
  /** η. Default 0.3, as in the boosting library that the paper uses; the paper gives none. */
  readonly learningRate?: number
  /** λ. Default 1, for the same reason. */
  readonly lambda?: number
  /** Candidate bins of equal share for each column, 2 to 255. Default 64: finer ones move AUC by less than its noise. */
  readonly candidates?: number
  /** Least Σh of a leaf. Default 1, as λ. */
  readonly minChildWeight?: number
  /** By column: +1 where the event's rate may only rise with the value, −1 only fall, 0 either. Default 0. */
  readonly signs?: ArrayLike<number>
}

/** Adds `left` to the score of a row whose value is below `edge`, else `right`. */
export interface Stump {
  readonly column: number
  readonly edge: number
  readonly left: number
  readonly right: number
  /** Where rows without a value go. */
  readonly missing: 'left' | 'right'
}

export interface StumpModel {
  /** The score that every row starts with, logit(ȳ). */
  readonly base: number
  readonly stumps: readonly Stump[]
  /** By column: the distinct cut points that were used, ascending. */
  readonly edges: readonly Float64Array[]
  /** Scores F `[n]`, log-odds of the event, of rows given by columns in the same order. */
  score(columns: readonly Float64Array[]): Float64Array
}

/** Splits that gain less are rounding. */
const LEAST_GAIN = 1e-6

/**
 * @param columns values by column, each `[n]`; NaN is missing
 * @param y 1 for the event, `[n]`, both values present
 * @throws InputError if lengths differ, y has one class, or an option is out of range
 * @example
 * boostStumps([Float64Array.of(1, 2, 3, 4)], [0, 0, 1, 1], { candidates: 2, minChildWeight: 0 }).edges[0] // [2.5]
 */
export function boostStumps(
  columns: readonly Float64Array[],
  y: ArrayLike<number>,
  options: StumpOptions = {},
): StumpModel {
  const { rounds = 100, learningRate = 0.3, candidates = 64 } = options
  const n = y.length
  check(columns, n, options)
  const events = assertBinary('y', y, n)
  const grid = candidateGrid(columns, candidates)
  const base = Math.log(events / (n - events))
  // Two leaves a round mean two factors on exp(F): no exponential is left in the loop over rows.
  const odds = new Float64Array(n).fill(events / (n - events))
  const stumps: Stump[] = []
  for (let round = 0; round < rounds; round++) {
    const split = bestSplit(grid, gradientSums(grid, odds, y), options)
    if (!split) break
    const { column, cut, missing } = split
    const [left, right] = [learningRate * split.left, learningRate * split.right]
    stumps.push({ column, edge: (grid.edges[column] as Float64Array)[cut] as number, left, right, missing })
    multiplyOdds(odds, grid, split, Math.exp(left), Math.exp(right))
  }
  return {
    base,
    stumps,
    edges: columns.map((_, j) => usedEdges(stumps, j)),
    score: (rows) => scoreOf(base, stumps, rows, columns.length),
  }
}

/**
 * Cut points of one column: the stumps that this column alone would grow.
 * @throws InputError without a target, or with weights, which the boosting does not take
 */
export function stumpCuts({ values, target, weights }: CutInput, options: StumpOptions = {}): Float64Array {
  if (!target) throw new InputError('y: is missing; method "stumps" needs a target')
  if (weights) throw new InputError('weights: method "stumps" counts every row once; use another method')
  return boostStumps([values], target, options).edges[0] as Float64Array
}

function check(columns: readonly Float64Array[], rows: number, options: StumpOptions): void {
  const { rounds = 100, learningRate = 0.3, lambda = 1, candidates = 64, minChildWeight = 1, signs } = options
  const need = (name: string, value: number, holds: boolean, what: string) => {
    if (!holds) throw new InputError(`${name}: is ${value}; ${what} is needed`)
  }
  need('rounds', rounds, Number.isInteger(rounds) && rounds >= 1, 'a positive integer')
  need('learningRate', learningRate, learningRate > 0 && learningRate <= 1, 'a number in (0, 1]')
  need('lambda', lambda, lambda >= 0 && lambda < Number.POSITIVE_INFINITY, 'a finite number >= 0')
  need('minChildWeight', minChildWeight, minChildWeight >= 0, 'a number >= 0')
  need('candidates', candidates, Number.isInteger(candidates) && candidates >= 2 && candidates <= 255, '2 to 255')
  if (columns.length === 0) throw new InputError('columns: there are none; at least one is needed')
  assertRows(columns, rows, 'y')
  if (signs && signs.length !== columns.length) {
    throw new InputError(`signs: has ${signs.length} numbers; ${columns.length} are needed, one a column`)
  }
}

function assertRows(columns: readonly Float64Array[], rows: number, as: string): void {
  columns.forEach((column, j) => {
    if (column.length !== rows) {
      throw new InputError(`columns: column ${j} has ${column.length} rows; ${rows} are needed, as in ${as}`)
    }
  })
}

/** Every column's candidate cut points, and every row's bins between them. */
interface Grid {
  readonly edges: readonly Float64Array[]
  /** Columns. */
  readonly width: number
  /**
   * `[n, width]`: where the sums of a row's bin lie, `cell(column, bin)`; the bin is the number of cut points at or below
   * the value, and one more than there can be for a missing value.
   */
  readonly cells: Int32Array
  /** Columns with missing values. */
  readonly gaps: readonly boolean[]
}

/** Room for a column's bins in the sums. */
const STRIDE = 256

/** Σg of a bin lies here, Σh beside it. */
const cell = (column: number, bin: number) => 2 * (column * STRIDE + bin)

function candidateGrid(columns: readonly Float64Array[], candidates: number): Grid {
  const width = columns.length
  const cells = new Int32Array((columns[0]?.length ?? 0) * width)
  const gaps: boolean[] = []
  const edges = columns.map((column, j) => {
    const gap = column.some(Number.isNaN)
    const cuts = quantileCuts(gap ? column.filter((value) => !Number.isNaN(value)) : column, candidates)
    binIndices(column, cuts).forEach((bin, i) => {
      cells[i * width + j] = cell(j, bin)
    })
    gaps.push(gap)
    return cuts
  })
  return { edges, width, cells, gaps }
}

/** Σg and Σh of every column and bin. */
function gradientSums({ cells, width }: Grid, odds: Float64Array, y: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(2 * STRIDE * width)
  for (let i = 0, at = 0; i < odds.length; i++) {
    const probability = 1 - 1 / (1 + (odds[i] as number)) // right at odds 0 and ∞ too
    const g = probability - (y[i] as number)
    const h = probability * (1 - probability)
    for (const end = at + width; at < end; at++) {
      const cell = cells[at] as number
      sums[cell] = (sums[cell] as number) + g
      sums[cell + 1] = (sums[cell + 1] as number) + h
    }
  }
  return sums
}

/** Odds times the factor of the row's side; a table by bin, because the branch would be a coin toss. */
function multiplyOdds(odds: Float64Array, grid: Grid, split: Split, timesLeft: number, timesRight: number): void {
  const { cells, width, edges } = grid
  const { column, cut, missing } = split
  const start = cell(column, 0)
  const times = new Float64Array(cell(1, 0)).fill(timesRight).fill(timesLeft, 0, cell(0, cut + 1))
  const absent = (edges[column] as Float64Array).length + 1
  times[cell(0, absent)] = missing === 'left' ? timesLeft : timesRight
  for (let i = 0, at = column; i < odds.length; i++, at += width) {
    odds[i] = (odds[i] as number) * (times[(cells[at] as number) - start] as number)
  }
}

interface Split {
  readonly column: number
  /** The split is between bins `cut` and `cut + 1` of the grid. */
  readonly cut: number
  readonly left: number
  readonly right: number
  readonly missing: 'left' | 'right'
  readonly gain: number
}

/** The split of greatest gain over all columns, cuts and sides for missing rows; the first of equals. */
function bestSplit(grid: Grid, sums: Float64Array, options: StumpOptions): Split | undefined {
  let best: Split | undefined
  for (let column = 0; column < grid.width; column++) {
    const found = bestCut(grid, sums, column, options)
    if (found && found.gain > (best?.gain ?? LEAST_GAIN)) best = found
  }
  return best
}

function bestCut(grid: Grid, sums: Float64Array, column: number, options: StumpOptions): Split | undefined {
  const { lambda = 1, minChildWeight = 1, signs } = options
  const sign = signs?.[column] ?? 0
  const cuts = (grid.edges[column] as Float64Array).length
  const start = cell(column, 0)
  let [valueG, valueH] = [0, 0]
  for (let bin = 0; bin <= cuts; bin++) {
    valueG += sums[start + 2 * bin] as number
    valueH += sums[start + 2 * bin + 1] as number
  }
  const missingG = sums[start + cell(0, cuts + 1)] as number
  const missingH = sums[start + cell(0, cuts + 1) + 1] as number
  const [totalG, totalH] = [valueG + missingG, valueH + missingH]
  const parent = (totalG * totalG) / (totalH + lambda)
  let best: Split | undefined
  for (const missing of grid.gaps[column] ? (['right', 'left'] as const) : (['right'] as const)) {
    let [leftG, leftH] = missing === 'left' ? [missingG, missingH] : [0, 0]
    for (let cut = 0; cut < cuts; cut++) {
      leftG += sums[start + 2 * cut] as number
      leftH += sums[start + 2 * cut + 1] as number
      const [rightG, rightH] = [totalG - leftG, totalH - leftH]
      if (leftH < minChildWeight || rightH < minChildWeight) continue
      const left = -leftG / (leftH + lambda)
      const right = -rightG / (rightH + lambda)
      if ((right - left) * sign < 0) continue
      const gain = (leftG * leftG) / (leftH + lambda) + (rightG * rightG) / (rightH + lambda) - parent
      if (gain > (best?.gain ?? LEAST_GAIN)) best = { column, cut, left, right, missing, gain }
    }
  }
  return best
}

function usedEdges(stumps: readonly Stump[], column: number): Float64Array {
  const used = new Set(stumps.filter((stump) => stump.column === column).map((stump) => stump.edge))
  return Float64Array.from(used).sort()
}

function scoreOf(
  base: number,
  stumps: readonly Stump[],
  columns: readonly Float64Array[],
  width: number,
): Float64Array {
  if (columns.length !== width) {
    throw new InputError(`columns: there are ${columns.length}; ${width} are needed, as in the fit`)
  }
  assertRows(columns, columns[0]?.length ?? 0, 'column 0')
  const scores = new Float64Array(columns[0]?.length ?? 0).fill(base)
  for (const { column, edge, left, right, missing } of stumps) {
    const values = columns[column] as Float64Array
    const ofMissing = missing === 'left' ? left : right
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number
      scores[i] = (scores[i] as number) + (value < edge ? left : value >= edge ? right : ofMissing)
    }
  }
  return scores
}
