/**
 * Counts by bin inside a database: one scan and one GROUP BY, whatever the number of rows; only the counts travel.
 * Everything after works on counts, so `informationValue(await binCounts(…))` on a billion rows costs one scan.
 *
 * DuckDB in Node by the optional package @duckdb/node-api, loaded at the first use. Any other connection with the same
 * one method serves too: the SQL is that of PostgreSQL.
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import { type BinRule, labelsOf } from './bin-rule.js'
import { binSQL, identifier } from './binning-sql.js'
import { type BinTable, kish } from './count.js'

/** What is needed of a connection; that of DuckDB has it. */
export interface SqlConnection {
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>
}

const PACKAGE = '@duckdb/node-api'

/**
 * Opens a DuckDB database.
 * @param path a file; default a database in memory
 * @throws UnsupportedError if the optional package @duckdb/node-api is not installed
 */
export async function openDuckDB(path = ':memory:'): Promise<SqlConnection & { closeSync(): void }> {
  let api: typeof import('@duckdb/node-api')
  try {
    // By a variable, so that bundlers for pages leave the native package alone.
    api = await import(/* @vite-ignore */ PACKAGE)
  } catch {
    throw new UnsupportedError('duckdb: the optional package @duckdb/node-api is not installed')
  }
  return (await api.DuckDBInstance.create(path)).connect()
}

export interface BinCountsOptions {
  /** Column of the target, and the value that is the event (default 1). Default: rows are counted without a target. */
  readonly target?: { readonly column: string; readonly event?: number | string | boolean }
  /** Column of row weights, >= 0. Default: every row counts 1. */
  readonly weights?: string
}

/** A table by its name, or anything that may stand after FROM: `{ sql: "read_parquet('loans/*.parquet')" }`. */
export type SqlSource = string | { readonly sql: string }

/**
 * The table of counts that `makeBinning` would give for the same rows.
 * @param rule a binning or its rule. Categories are compared as the database writes them: text, or whole numbers
 * @throws InputError if a value has no bin, a target is missing or not binary, a weight is missing or negative
 */
export async function binCounts(
  connection: SqlConnection,
  source: SqlSource,
  column: string,
  rule: BinRule,
  { target, weights }: BinCountsOptions = {},
): Promise<BinTable> {
  const from = typeof source === 'string' ? identifier(source) : source.sql
  const weight = weights === undefined ? '1' : `CAST(${identifier(weights)} AS FLOAT8)`
  const sql = [
    `SELECT ${binSQL(rule, column)} AS bin,`,
    `${target ? identifier(target.column) : '0'} AS target,`,
    `CAST(SUM(${weight}) AS FLOAT8), CAST(SUM(${weight} * ${weight}) AS FLOAT8), MIN(${weight}),`,
    `CAST(COUNT(*) - COUNT(${weight}) AS FLOAT8)`,
    `FROM ${from} GROUP BY 1, 2 ORDER BY 1, 2`,
  ].join(' ')
  const rows = (await connection.runAndReadAll(sql)).getRows().map(readGroup)
  if (rows.length === 0) throw new InputError(`${column}: has no rows; at least one is needed`)
  const isEvent = target ? eventTest(rows, target.column, target.event) : () => false

  const good = new Float64Array(rule.bins)
  const bad = new Float64Array(rule.bins)
  const squares = { good: 0, bad: 0 }
  for (const { bin, value, sum, square, least, withoutWeight } of rows) {
    if (bin === undefined) throw new InputError(`${column}: ${sum} rows hold values that the binning has no bin for`)
    if (withoutWeight > 0 || !(least >= 0)) {
      throw new InputError(`${weights}: weights are missing or negative; finite numbers >= 0 are needed`)
    }
    const event = isEvent(value)
    const counts = event ? bad : good
    counts[bin] = (counts[bin] as number) + sum
    squares[event ? 'bad' : 'good'] += square
  }
  return tableOf(rule, good, bad, squares, target !== undefined)
}

interface Group {
  /** Undefined where the rule has no bin. */
  readonly bin: number | undefined
  readonly value: unknown
  readonly sum: number
  readonly square: number
  readonly least: number
  readonly withoutWeight: number
}

function readGroup(row: readonly unknown[]): Group {
  const [bin, value, sum, square, least, withoutWeight] = row
  return {
    bin: bin === null ? undefined : Number(bin),
    // Integers of 64 bits and truth values, as the numbers that a typed array would hold.
    value: typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value,
    sum: Number(sum),
    square: Number(square),
    least: Number(least),
    withoutWeight: Number(withoutWeight),
  }
}

function eventTest(
  groups: readonly Group[],
  column: string,
  event: number | string | boolean = 1,
): (value: unknown) => boolean {
  const wanted = typeof event === 'boolean' ? Number(event) : event
  const distinct = [...new Set(groups.map(({ value }) => value))]
  if (distinct.includes(null))
    throw new InputError(`${column}: is missing in some rows; a target is needed in every row`)
  const shown = distinct.map((value) => JSON.stringify(value)).join(', ')
  if (distinct.length > 2) {
    throw new InputError(`${column}: has the values ${shown}; two are needed, of which one is the event`)
  }
  if (distinct.length === 2 && !distinct.includes(wanted)) {
    throw new InputError(`event: ${JSON.stringify(event)} is not a value of ${column}, which has ${shown}`)
  }
  return (value) => value === wanted
}

function tableOf(
  rule: BinRule,
  good: Float64Array,
  bad: Float64Array,
  squares: { good: number; bad: number },
  hasTarget: boolean,
): BinTable {
  const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0)
  const [sumGood, sumBad] = [sum(good), sum(bad)]
  const effective = {
    all: kish(sumGood + sumBad, squares.good + squares.bad),
    good: kish(sumGood, squares.good),
    bad: kish(sumBad, squares.bad),
  }
  const count = good.map((rows, j) => rows + (bad[j] as number))
  const labels = labelsOf(rule)
  return hasTarget ? { labels, count, good, bad, effective } : { labels, count, effective }
}
