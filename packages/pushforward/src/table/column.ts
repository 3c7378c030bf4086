/**
 * Columns and tables: what the readers make and every function of rows takes.
 *
 * Numbers are one Float64Array with NaN for missing; text is dictionary-coded, so a column of 10^7 rows with a few
 * levels is one Int32Array.
 * @module
 */
import { InputError } from '../errors.js'

export interface NumberColumn {
  readonly name: string
  /** `boolean` holds 0 and 1; `date` holds milliseconds since 1970-01-01 UTC. */
  readonly kind: 'number' | 'boolean' | 'date'
  /** `[rows]`; NaN is missing, infinities do not occur. */
  readonly values: Float64Array
  /** Rows without a value. */
  readonly missing: number
}

export interface TextColumn {
  readonly name: string
  readonly kind: 'text'
  /** `[rows]`, index into `levels`; −1 is missing. */
  readonly codes: Int32Array
  /** Distinct texts in the order of their first appearance. */
  readonly levels: readonly string[]
  readonly missing: number
}

export type Column = NumberColumn | TextColumn

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: number
}

/** A value of a column given as a plain list; null, undefined and NaN are missing. */
export type Cell = number | string | boolean | null | undefined

/** What functions of one column take: a column, or its values. */
export type Values = Column | ArrayLike<Cell>

function isColumn(x: Values): x is Column {
  return 'kind' in x
}

/**
 * Reads values as a column. A `Float64Array` is used as it is, not copied.
 * @param values numbers, booleans or texts, one kind only; null, undefined and NaN are missing
 * @throws InputError naming the column and row of an infinite number or of a value of another kind
 * @example
 * column('grade', ['a', 'b', null, 'a']).codes // Int32Array [0, 1, -1, 0]
 */
export function column(name: string, values: Values): Column {
  if (isColumn(values)) return values
  if (values instanceof Float64Array) return numberColumn(name, values)
  const first = firstPresent(values)
  if (typeof first === 'string') return textColumn(name, values)
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null || value === undefined) numbers[i] = Number.NaN
    else if (typeof value === typeof first) numbers[i] = Number(value)
    else throw mixed(name, i, value, typeof first)
  }
  return numberColumn(name, numbers, typeof first === 'boolean' ? 'boolean' : 'number')
}

function firstPresent(values: ArrayLike<Cell>): Cell {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value !== null && value !== undefined) return value
  }
  return undefined
}

function mixed(name: string, row: number, value: Cell, kind: string): InputError {
  return new InputError(`${name}: row ${row} is ${JSON.stringify(value)}; a ${kind} is needed, as in the rows above`)
}

/** @throws InputError naming the row of an infinite number */
export function numberColumn(name: string, values: Float64Array, kind: NumberColumn['kind'] = 'number'): NumberColumn {
  let missing = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (value - value === 0) continue
    if (!Number.isNaN(value)) throw new InputError(`${name}: row ${i} is ${value}; a finite number or NaN is needed`)
    missing++
  }
  return { name, kind, values, missing }
}

function textColumn(name: string, values: ArrayLike<Cell>): TextColumn {
  const codes = new Int32Array(values.length)
  const index = new Map<string, number>()
  let missing = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value === null || value === undefined) {
      codes[i] = -1
      missing++
    } else if (typeof value === 'string') {
      const code = index.get(value) ?? index.size
      if (code === index.size) index.set(value, code)
      codes[i] = code
    } else throw mixed(name, i, value, 'text')
  }
  return { name, kind: 'text', codes, levels: [...index.keys()], missing }
}

/** Codes such as 1, 2, 3 may be categories too: they are read as their decimal text. */
export function asText(x: Column): TextColumn {
  if (x.kind === 'text') return x
  return textColumn(
    x.name,
    Array.from(x.values, (value) => (Number.isNaN(value) ? null : String(value))),
  )
}

/** Rows of a column. */
export function rowsOf(column: Column): number {
  return column.kind === 'text' ? column.codes.length : column.values.length
}

/**
 * A table from named columns of equal length.
 * @throws InputError if lengths differ
 * @example
 * table({ age: [31, 45], city: ['Ulm', 'Jena'] }).rows // 2
 */
export function table(columns: Readonly<Record<string, Values>>): Table {
  const made = Object.entries(columns).map(([name, values]) => ({ ...column(name, values), name }))
  const rows = made[0] ? rowsOf(made[0]) : 0
  for (const each of made) {
    if (rowsOf(each) !== rows) {
      throw new InputError(`${each.name}: has ${rowsOf(each)} rows; ${rows} are needed, as in ${made[0]?.name}`)
    }
  }
  return { columns: made, rows }
}

/**
 * The column of a name.
 * @throws InputError listing the names that there are
 */
export function columnNamed({ columns }: Table, name: string): Column {
  const found = columns.find((each) => each.name === name)
  if (found) return found
  throw new InputError(
    `column: "${name}" is not in the table; there are ${columns.map((each) => each.name).join(', ')}`,
  )
}

/**
 * The column of a name, which must hold numbers.
 * @throws InputError naming column, row and text where it does not
 */
export function numbersNamed(table: Table, name: string): NumberColumn {
  const found = columnNamed(table, name)
  if (found.kind !== 'text') return found
  const row = found.codes.findIndex((code) => code >= 0 && !Number.isFinite(Number(found.levels[code])))
  const shown = row < 0 ? 'text' : `"${found.levels[found.codes[row] as number]}" in row ${row}`
  throw new InputError(`${name}: holds ${shown}; numbers are needed`)
}

/** Some rows of a table, in the order given. */
export function selectRows({ columns }: Table, rows: ArrayLike<number>): Table {
  const take = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i] as number] as number
    return to
  }
  return {
    rows: rows.length,
    columns: columns.map((each) => {
      if (each.kind !== 'text') {
        return numberColumn(each.name, take(each.values, new Float64Array(rows.length)), each.kind)
      }
      const codes = take(each.codes, new Int32Array(rows.length))
      return { ...each, codes, missing: codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0) }
    }),
  }
}
