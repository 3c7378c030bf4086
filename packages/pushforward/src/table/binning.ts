/**
 * A binning: a rule that sends values to bins, with the counts of the rows that it was made from.
 * @module
 */
import { assignColumn } from './assign.js'
import type { BinRule } from './bin-rule.js'
import { binSQL } from './binning-sql.js'
import { column, type Values } from './column.js'
import { type BinTable, countColumn } from './count.js'

export interface Binning extends BinRule {
  /** How the bins were found: `quantile`, `cart`, `optimal`, … */
  readonly method: string
  /** The rows that the binning was made from. */
  readonly table: BinTable
  /** What a reader of the table should know, such as "the column is constant". Empty when all is well. */
  readonly warnings: readonly string[]
  /**
   * The bin of each value, `[n]`.
   * @throws InputError naming the row of an unseen level or of a missing value that has no bin
   */
  apply(x: Values): Int32Array
  /**
   * The same rule as a SQL expression over a column: a CASE that gives the bin, or NULL where `apply` would throw.
   * Works in DuckDB and PostgreSQL.
   */
  toSQL(column: string): string
}

export interface BinningInput {
  /** y, 0 or 1, `[n]`. */
  readonly target?: Uint8Array
  /** Row weights, `[n]`, >= 0. Default: every row counts 1. */
  readonly weights?: Float64Array
  readonly method: string
  readonly warnings?: readonly string[]
}

/**
 * A binning from a rule and the rows that it is to count: what every method of finding bins ends with.
 * @param x column or values, `[n]`
 * @throws InputError if x is not of the rule's kind, or holds a value that has no bin
 * @example
 * makeBinning([5, 8, 40], numericRule({ edges: [8, 16] }), { method: 'given' }).table.count // Float64Array [1, 1, 1]
 */
export function makeBinning(
  x: Values,
  rule: BinRule,
  { target, weights, method, warnings = [] }: BinningInput,
): Binning {
  return {
    ...rule,
    method,
    warnings,
    table: countColumn(rule, column('x', x), { target, weights }),
    apply: (values) => assignColumn(rule, column('x', values)),
    toSQL: (name) => binSQL(rule, name),
  }
}
