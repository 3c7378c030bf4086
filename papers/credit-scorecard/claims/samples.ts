/**
 * Rows, splits and seeds that the claims share.
 * @module
 */
import type { Context } from '@pushforward/lab'
import { permutation, rng } from 'pushforward/measure'
import {
  binaryTarget,
  type Column,
  columnNamed,
  numbersNamed,
  readTable,
  selectRows,
  type Table,
} from 'pushforward/table'

/** Rows with a binary outcome, and the columns that may predict it. */
export interface CreditRows {
  readonly predictors: Table
  /** 1 for bad. */
  readonly bad: Uint8Array
  /** 1 for the protected group, where the data name one. */
  readonly isProtected?: Uint8Array
}

interface Roles {
  readonly target: string
  /** Value of the target that is the event. */
  readonly event: number | string
  readonly group?: { readonly column: string; readonly value: number | string }
  /** Columns that are no predictors. */
  readonly dropped?: readonly string[]
}

/** What the columns of the public data sets mean. */
const ROLES: Readonly<Record<string, Roles>> = {
  'german-credit': {
    target: 'creditability',
    event: 'bad',
    group: { column: 'personal_status_and_sex', value: 'female : divorced/separated/married' },
  },
  'simu-credit': { target: 'Status', event: 0, group: { column: 'Race', value: 0 }, dropped: ['Gender'] },
  'taiwan-default': { target: 'default', event: 1 },
  compas: { target: 'two_year_recid', event: 1, dropped: ['is_recid'] },
}

/** A public data set, or undefined where it is not installed. */
export async function readRows(context: Context, name: string): Promise<CreditRows | undefined> {
  const file = await context.dataset(name)
  const roles = ROLES[name]
  if (!file || !roles) return undefined
  const { columns, rows } = await readTable(file.bytes)
  const all = { columns, rows }
  const { target, event, group, dropped = [] } = roles
  const left = new Set([target, group?.column, ...dropped])
  return {
    predictors: { columns: columns.filter((column) => !left.has(column.name)), rows },
    bad: binaryTarget(columnNamed(all, target), { event }),
    isProtected: group && labelsOf(columnNamed(all, group.column), group.value),
  }
}

/** 1 where the column has the value. */
export function labelsOf(column: Column, value: number | string): Uint8Array {
  if (column.kind !== 'text') return Uint8Array.from(column.values, (each) => +(each === Number(value)))
  const level = column.levels.indexOf(String(value))
  return Uint8Array.from(column.codes, (code) => +(code === level))
}

/** The number columns of a table. */
export function numbersOf(table: Table): Float64Array[] {
  return table.columns.map(({ name }) => numbersNamed(table, name).values)
}

/** Rows of the fit and rows for testing. */
export interface Split {
  readonly train: CreditRows
  readonly test: CreditRows
}

/** The first 70 % of a seeded permutation, and the rest. */
export function split(rows: CreditRows, seed: number): Split {
  const order = permutation(rng(seed), rows.bad.length)
  const size = Math.round(0.7 * order.length)
  return { train: take(rows, order.subarray(0, size)), test: take(rows, order.subarray(size)) }
}

function take({ predictors, bad, isProtected }: CreditRows, order: Uint32Array): CreditRows {
  const labels = (values: Uint8Array) => Uint8Array.from(order, (i) => values[i] as number)
  return {
    predictors: selectRows(predictors, order),
    bad: labels(bad),
    isProtected: isProtected && labels(isProtected),
  }
}

/** Seeds that no choice in this folder was made with. */
const FIRST_SEED = 200

/** `count` seeds, others for each seed of the run. */
export function seedsOf({ seed }: Context, count: number): number[] {
  return Array.from({ length: count }, (_, k) => FIRST_SEED + k + 1000 * seed)
}

export const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2
}
