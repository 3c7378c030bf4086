/**
 * Tables of loans: public ones by name, the visitor's own, and what their columns mean.
 * @module
 */
import type { Context } from '@pushforward/lab'
import { InputError, permutation, type Rng } from 'pushforward/measure'
import {
  binaryTarget,
  type Column,
  columnNamed,
  numbersNamed,
  readTable,
  selectRows,
  type Table,
  table,
} from 'pushforward/table'

/** Rows with a binary outcome, and the columns that may predict it. */
export interface CreditRows {
  readonly name: string
  readonly predictors: Table
  /** 1 for bad. */
  readonly bad: Uint8Array
  readonly group?: ProtectedGroup
}

export interface ProtectedGroup {
  /** 1 for the protected group, 0 for everybody else. */
  readonly isProtected: Uint8Array
  /** Which rows these are, in words. */
  readonly label: string
}

/** What the columns of a table mean. Empty texts are found from the table. */
export interface Roles {
  /** Empty: the last column. */
  readonly target: string
  /** Value of the target that is the event. Empty: 1 or true. */
  readonly event: string
  /** Empty: none. */
  readonly protected: string
  /** Value of the protected column, or `<26` or `>=60` for a column of numbers. Empty: its rarest value. */
  readonly group: string
  /** Columns that are no predictors. */
  readonly dropped?: readonly string[]
}

const UNKNOWN: Roles = { target: '', event: '', protected: '', group: '' }

const GERMAN: Roles = {
  target: 'creditability',
  event: 'bad',
  // Not sex: this copy of the data has that column in four blocks of equal rows, which says nothing of anybody.
  protected: 'age_in_years',
  group: '<26',
  dropped: ['personal_status_and_sex'],
}

const MADE_UP: Roles = { ...UNKNOWN, target: 'default', event: '1', protected: 'housing', group: 'rent' }

/** The public data sets, by their names in the project. */
const PUBLIC: Readonly<Record<string, Roles>> = {
  'german-credit': GERMAN,
  'simu-credit': { target: 'Status', event: '0', protected: 'Race', group: '0', dropped: ['Gender'] },
  'taiwan-default': { ...UNKNOWN, target: 'default', event: '1' },
  compas: { ...UNKNOWN, target: 'two_year_recid', event: '1', dropped: ['is_recid'] },
}

/** A public data set, or undefined where it is not installed. */
export async function readPublic(context: Context, name: string): Promise<CreditRows | undefined> {
  const file = await context.dataset(name)
  const roles = PUBLIC[name]
  return file && roles && assignRoles(name, await readTable(file.bytes), roles)
}

/** What a visitor may say of the columns; empty texts leave it to the table. */
export type NamedRoles = Pick<Roles, 'target' | 'event' | 'protected' | 'group'>

/** The visitor's first file; without one German credit, or loans that are made up where that is not installed. */
export async function openCredit(context: Context, named: NamedRoles = UNKNOWN): Promise<CreditRows> {
  const [own] = context.data
  if (own) return assignRoles(own.name, await readTable(own.bytes), named)
  const german = await context.dataset('german-credit')
  if (german) return assignRoles('German credit', await readTable(german.bytes), override(GERMAN, named))
  return assignRoles('made-up loans', madeUp(context.random.split('loans')), override(MADE_UP, named))
}

/** The roles of a known table, unless the visitor names others. */
function override(known: Roles, { target, event, protected: column, group }: NamedRoles): Roles {
  const outcome = target === '' ? { target: known.target, event: event || known.event } : { target, event }
  const fairness =
    column === '' ? { protected: known.protected, group: group || known.group } : { protected: column, group }
  return { ...outcome, ...fairness, dropped: known.dropped }
}

/**
 * @throws InputError if a column is missing, the target is not binary or has one class, or the group is empty
 */
export function assignRoles(name: string, given: Table, roles: Roles): CreditRows {
  const target = roles.target || (given.columns.at(-1)?.name as string)
  const column = columnNamed(given, target)
  const bad = binaryTarget(column, { event: roles.event === '' ? undefined : parsed(column, roles.event) })
  const events = bad.reduce((sum, event) => sum + event, 0)
  if (events === 0 || events === bad.length) {
    throw new InputError(`${target}: every row is ${events === 0 ? 'good' : 'bad'}; both classes are needed`)
  }
  const left = new Set([target, roles.protected, ...(roles.dropped ?? [])])
  const columns = given.columns.filter((each) => !left.has(each.name) && each.missing < given.rows)
  if (columns.length === 0) throw new InputError(`${name}: no column is left to predict ${target} from`)
  const group = roles.protected === '' ? undefined : groupOf(columnNamed(given, roles.protected), roles.group)
  return { name, predictors: { columns, rows: given.rows }, bad, group }
}

/** The text of a parameter as a value of the column. */
function parsed(column: Column, text: string): string | number | boolean {
  if (column.kind === 'text') return text
  if (column.kind === 'boolean') return text === 'true' || text === '1'
  return Number(text)
}

function groupOf(column: Column, wanted: string): ProtectedGroup {
  const isProtected = membership(column, wanted)
  const size = isProtected.reduce((sum, each) => sum + each, 0)
  const label = wanted === '' ? 'the rarest value' : wanted
  if (size === 0 || size === isProtected.length) {
    const found = size === 0 ? 'no row is' : 'every row is'
    throw new InputError(`group: ${found} ${label} in ${column.name}; some rows of the group and others are needed`)
  }
  return { isProtected, label: `${column.name}: ${label}` }
}

const COMPARISON = /^(<|>=)\s*(-?[\d.]+)$/

function membership(column: Column, wanted: string): Uint8Array {
  if (column.kind === 'text') {
    const code = wanted === '' ? rarest(column, column.codes) : column.levels.indexOf(wanted)
    return Uint8Array.from(column.codes, (each) => +(each === code))
  }
  const [, sign, limit] = COMPARISON.exec(wanted) ?? []
  if (sign === '<') return Uint8Array.from(column.values, (value) => +(value < Number(limit)))
  if (sign === '>=') return Uint8Array.from(column.values, (value) => +(value >= Number(limit)))
  const marked = wanted === '' ? rarest(column, column.values) : Number(parsed(column, wanted))
  return Uint8Array.from(column.values, (value) => +(value === marked))
}

/** Columns with more values than this are measurements, not groups. */
const MOST_GROUPS = 20

/** The code or number of the smallest group. */
function rarest(column: Column, cells: Int32Array | Float64Array): number {
  const sizes = new Map<number, number>()
  for (const cell of cells) {
    const isMissing = column.kind === 'text' ? cell < 0 : Number.isNaN(cell)
    if (!isMissing) sizes.set(cell, (sizes.get(cell) ?? 0) + 1)
  }
  if (sizes.size > MOST_GROUPS) {
    throw new InputError(`group: ${column.name} has ${sizes.size} values; name the one that marks the group, or <26`)
  }
  return [...sizes].reduce((best, entry) => (entry[1] < best[1] ? entry : best))[0]
}

/** A thousand loans whose risk rises with their duration and falls with the income. */
function madeUp(random: Rng): Table {
  const n = 1000
  const draw = (make: () => number) => Float64Array.from({ length: n }, make)
  const duration = draw(() => 4 + random.integer(69))
  const income = draw(() => Math.round(1500 * Math.exp(0.5 * random.normal())))
  const housing = Array.from({ length: n }, () => ['own', 'rent', 'for free'][random.integer(3)] as string)
  const defaulted = duration.map((months, i) => {
    const risk = -1.6 + months / 30 - (income[i] as number) / 3000 + (housing[i] === 'rent' ? 0.5 : 0)
    return random.uniform() < 1 / (1 + Math.exp(-risk)) ? 1 : 0
  })
  return table({ duration_in_month: duration, income, housing, default: defaulted })
}

/** The number columns of a table, all of them. */
export function numbersOf(given: Table): Float64Array[] {
  return given.columns.map(({ name }) => numbersNamed(given, name).values)
}

export const byName = ({ columns }: Table): Record<string, Column> =>
  Object.fromEntries(columns.map((column) => [column.name, column]))

/** Rows of the fit and rows for testing. */
export interface Split {
  readonly train: CreditRows
  readonly test: CreditRows
}

/** The first 70 % of a seeded permutation, and the rest. */
export function split(rows: CreditRows, random: Rng): Split {
  const order = permutation(random, rows.bad.length)
  const size = Math.round(0.7 * order.length)
  return { train: take(rows, order.subarray(0, size)), test: take(rows, order.subarray(size)) }
}

function take({ name, predictors, bad, group }: CreditRows, order: Uint32Array): CreditRows {
  const pick = (values: Uint8Array) => Uint8Array.from(order, (i) => values[i] as number)
  return {
    name,
    predictors: selectRows(predictors, order),
    bad: pick(bad),
    group: group && { ...group, isProtected: pick(group.isProtected) },
  }
}
