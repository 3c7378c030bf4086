/**
 * Binning of one column: cut points for numbers, groups for categories, bins of their own for special codes and missing
 * values. Cost: one sort for the cut points (O(n log n)), one pass for the counts.
 * @module
 */
import { InputError } from '../errors.js'
import { type BinRule, categoricalRule, numericRule } from './bin-rule.js'
import { type Binning, makeBinning } from './binning.js'
import { type CartOptions, cartCuts } from './cart.js'
import { type CategoryOptions, orderCategories } from './categories.js'
import { type ChiMergeOptions, chiMergeCuts } from './chimerge.js'
import { asText, type Column, column, type NumberColumn, type TextColumn, type Values } from './column.js'
import { assertRowWeights } from './count.js'
import { type CutInput, quantileCuts, uniformCuts, uniqueCuts } from './cuts.js'
import { mdlpCuts } from './mdlp.js'
import { stumpCuts } from './stumps.js'
import { binaryTarget, type TargetOptions } from './target.js'
import { type TreeOptions, treeCuts } from './tree-binning.js'

export type BinMethod = 'quantile' | 'uniform' | 'unique' | 'cart' | 'mdlp' | 'stumps' | 'chimerge' | 'tree'

/** What every way of binning shares: who has a bin of its own, and which rows count how much. */
export interface RuleOptions extends TargetOptions, CategoryOptions {
  /** `left` (default, the convention of every table here): [a, b). `right`: (a, b], for scores with ties. */
  readonly closed?: 'left' | 'right'
  /** Codes that are no measurements, such as −999; each gets a bin of its own. Default none. */
  readonly specialCodes?: readonly (number | string)[]
  /**
   * `auto` (default): a bin for missing values if there are any, so that tables have no empty row. `bin`: always.
   * `error`: a missing value is refused.
   */
  readonly missing?: 'auto' | 'bin' | 'error'
  /** Reads numbers as categories. Default false; text always is. */
  readonly categorical?: boolean
  /** Sends levels that were not seen here to a bin `other`. Default false: `apply` then throws on such a level. */
  readonly other?: boolean
  /** Weight of each row, `[n]`, >= 0. Default: 1 each. */
  readonly weights?: ArrayLike<number>
}

export interface BinOptions extends RuleOptions, CartOptions, ChiMergeOptions, TreeOptions {
  /** Stumps that `stumps` grows at most. Default 100. */
  readonly rounds?: number
  /**
   * How cut points of numbers are found. Default `quantile`: it needs no target and bins are alike in size. `cart`,
   * `mdlp`, `stumps`, `chimerge` and `tree` need y. Categories have one bin for each level (rare ones pooled), whatever the method.
   */
  readonly method?: BinMethod
  /** Bins for `quantile` (default 20, fine enough to be merged later) and `uniform` (default 10). */
  readonly bins?: number
  /** Cut points instead of a method: strictly ascending. */
  readonly edges?: ArrayLike<number>
}

type CutFinder = (input: CutInput, options: BinOptions) => Float64Array

const METHODS: Record<BinMethod, CutFinder> = {
  quantile: ({ values }, { bins = 20 }) => quantileCuts(values, bins),
  uniform: ({ values }, { bins = 10 }) => uniformCuts(values, bins),
  unique: ({ values }, { closed }) => uniqueCuts(values, closed),
  cart: (input, options) => cartCuts(input, options),
  mdlp: (input) => mdlpCuts(input),
  stumps: (input, options) => stumpCuts(input, options),
  chimerge: (input, options) => chiMergeCuts(input, options),
  tree: (input, options) => treeCuts(input, options),
}

/**
 * @param x column or values, `[n]`
 * @param y target, `[n]`, 0 and 1 (or any two values, with `event`); undefined where the method needs none
 * @throws InputError naming what is wrong: lengths, a target that is not binary, an unknown method, missing values
 *   under `missing: 'error'`
 * @example
 * bin([1, 2, 3, 4], [0, 0, 1, 1], { method: 'quantile', bins: 2 }).edges // Float64Array [2.5]
 */
export function bin(x: Values, y?: Values, options: BinOptions = {}): Binning {
  const read = column('x', x)
  const rows = readRows(read, y, options)
  if (read.kind === 'text' || options.categorical) return binCategories(asText(read), rows, options)
  const { method = 'quantile', edges } = options
  const find = METHODS[method]
  if (!find) throw new InputError(`method: "${method}" is unknown; accepted are ${Object.keys(METHODS).join(', ')}`)
  const input = ordinaryRows(read, rows, options)
  const cuts = edges ?? separating(find(input, options), input.values, options.closed)
  return binNumbers(read, cuts, rows, { ...options, method: edges ? 'given' : method })
}

/** Target and weights, checked. */
export interface Rows {
  readonly target?: Uint8Array
  readonly weights?: Float64Array
}

/** The check at the door of every binning. */
export function readRows(x: Column, y: Values | undefined, { event, weights }: RuleOptions): Rows {
  const n = x.kind === 'text' ? x.codes.length : x.values.length
  if (n === 0) throw new InputError('x: has no rows; at least one is needed')
  const target = y === undefined ? undefined : binaryTarget(y, { event })
  if (target && target.length !== n) throw new InputError(`y: has ${target.length} rows; ${n} are needed, as in x`)
  if (weights) assertRowWeights(weights, n)
  return { target, weights: weights && Float64Array.from(weights) }
}

/** The rows whose value is neither missing nor a special code. */
export function ordinaryRows(
  { values, missing }: NumberColumn,
  { target, weights }: Rows,
  { specialCodes = [] }: RuleOptions,
): CutInput {
  if (missing === 0 && specialCodes.length === 0) return { values, target, weights }
  const codes = new Set<number | string>(specialCodes)
  const kept: number[] = []
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (!Number.isNaN(value) && !codes.has(value)) kept.push(i)
  }
  return {
    values: Float64Array.from(kept, (i) => values[i] as number),
    target: target && Uint8Array.from(kept, (i) => target[i] as number),
    weights: weights && Float64Array.from(kept, (i) => weights[i] as number),
  }
}

/** Leaves out cut points with all values on one side: their bins would be empty. */
function separating(cuts: Float64Array, values: Float64Array, closed: 'left' | 'right' = 'left'): Float64Array {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return cuts.filter((cut) => (closed === 'left' ? cut > least && cut <= greatest : cut >= least && cut < greatest))
}

/** A binning of numbers from cut points, however they were found. */
export function binNumbers(
  x: NumberColumn,
  edges: ArrayLike<number>,
  rows: Rows,
  options: RuleOptions & { readonly method: string },
): Binning {
  const { closed, specialCodes = [], method } = options
  const special = specialCodes.map((code) => {
    if (typeof code === 'number' && Number.isFinite(code)) return code
    throw new InputError(`specialCodes: ${JSON.stringify(code)} is not a finite number, and x holds numbers`)
  })
  const rule = numericRule({ edges, closed, special, missing: needsMissingBin(x, options) })
  return makeBinning(x, rule, { ...rows, method, warnings: warningsOf(x, rule) })
}

/** One bin for each level, rare ones pooled. */
export function binCategories(x: TextColumn, rows: Rows, options: RuleOptions): Binning {
  const special = (options.specialCodes ?? []).map(String)
  const { levels, rare } = orderCategories(x, special, rows, options)
  const rule = categoricalRule({
    categories: levels.map((level) => [level]),
    special,
    other: options.other || rare.length > 0,
    missing: needsMissingBin(x, options),
  })
  return makeBinning(x, rule, { ...rows, method: 'categories', warnings: warningsOf(x, rule) })
}

function needsMissingBin({ missing, name }: Column, { missing: policy = 'auto' }: RuleOptions): boolean {
  if (policy === 'error' && missing > 0) {
    throw new InputError(`${name}: ${missing} values are missing; none are accepted under { missing: 'error' }`)
  }
  return policy === 'bin' || (policy === 'auto' && missing > 0)
}

function warningsOf(x: Column, { ordinary, special }: BinRule): string[] {
  const rows = x.kind === 'text' ? x.codes.length : x.values.length
  if (x.missing === rows) return [`${x.name}: every value is missing`]
  if (ordinary === 1 && special.length === 0) return [`${x.name}: one bin holds every value, which tells nothing`]
  return []
}
