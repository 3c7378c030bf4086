/**
 * Builds a column from cells of text whose kind is not known beforehand.
 * @module
 */
import { InputError } from '../errors.js'
import type { Column } from './column.js'

export type CellKind = Column['kind']

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const BOOLEAN = /^(true|false)$/i

/** Reads a cell as each kind, NaN where it is not of that kind. */
const READERS: Record<Exclude<CellKind, 'text'>, (cell: string) => number> = {
  number: (cell) => (NUMBER.test(cell) ? Number(cell) : Number.NaN),
  boolean: (cell) => (BOOLEAN.test(cell) ? Number(cell.toLowerCase() === 'true') : Number.NaN),
  date: (cell) => (DATE.test(cell) ? parseDate(cell) : Number.NaN),
}

/** Milliseconds since 1970 UTC; a time without a zone is taken as UTC, so that tables mean the same everywhere. */
function parseDate(cell: string): number {
  const iso = cell.replace(' ', 'T')
  return Date.parse(iso.length === 10 || /(Z|[+-]\d{2}:?\d{2})$/.test(iso.slice(10)) ? iso : `${iso}Z`)
}

export interface ColumnBuilderOptions {
  /** The kind that is asked for; undefined to take that of the first value. */
  readonly kind?: CellKind
  readonly decimal: '.' | ','
  /** Cells that mean "missing", in lower case. */
  readonly markers: ReadonlySet<string>
}

export interface ColumnBuilder {
  readonly name: string
  /** @throws InputError if a kind was asked for and the cell is not of it */
  push(cell: string): void
  /** True once a cell was not of the kind of the first: the column is text, and must be built again as such. */
  surprised(): boolean
  finish(): Column
}

/** A growing column, because rows arrive one cell at a time by the million. */
export function columnBuilder(name: string, { kind: asked, decimal, markers }: ColumnBuilderOptions): ColumnBuilder {
  let kind = asked
  let rows = 0
  let missing = 0
  let surprised = false
  let values = new Float64Array(0)
  let codes = new Int32Array(0)
  const index = new Map<string, number>()

  const pushText = (cell: string, absent: boolean) => {
    codes = grown(codes, rows, (length) => new Int32Array(length))
    if (absent) {
      codes[rows] = -1
      return
    }
    const code = index.get(cell) ?? index.size
    if (code === index.size) index.set(cell, code)
    codes[rows] = code
  }
  const pushNumber = (cell: string, trimmed: string, absent: boolean) => {
    const value = absent ? Number.NaN : readAs(kind as Exclude<CellKind, 'text'>, trimmed, decimal)
    if (!absent && Number.isNaN(value)) {
      if (asked) throw new InputError(`${name}: row ${rows} is ${JSON.stringify(cell)}; a ${asked} is needed`)
      surprised = true
    }
    values = grown(values, rows, (length) => new Float64Array(length))
    values[rows] = value
  }

  return {
    name,
    surprised: () => surprised,
    push(cell) {
      if (surprised) return
      const trimmed = cell.trim()
      const absent = markers.has(trimmed.toLowerCase())
      if (absent) missing++
      else if (kind === undefined) {
        kind = guess(trimmed, decimal)
        if (kind === 'text') codes = new Int32Array(rows).fill(-1) // all rows so far were missing
      }
      if (kind === 'text') pushText(cell, absent)
      else pushNumber(cell, trimmed, absent)
      rows++
    },
    finish() {
      if (kind === 'text') return { name, kind, codes: codes.slice(0, rows), levels: [...index.keys()], missing }
      return { name, kind: kind ?? 'number', values: values.slice(0, rows), missing }
    },
  }
}

function readAs(kind: Exclude<CellKind, 'text'>, cell: string, decimal: '.' | ','): number {
  const value = READERS[kind](decimal === ',' ? cell.replace(',', '.') : cell)
  // Beyond 1.8e308 a number would become infinite, which no statistic survives.
  return Number.isFinite(value) ? value : Number.NaN
}

function guess(cell: string, decimal: '.' | ','): CellKind {
  return (['number', 'boolean', 'date'] as const).find((kind) => !Number.isNaN(readAs(kind, cell, decimal))) ?? 'text'
}

function grown<T extends Int32Array | Float64Array>(array: T, row: number, make: (length: number) => T): T {
  if (row < array.length) return array
  const larger = make(Math.max(1024, 2 * array.length))
  larger.set(array)
  return larger
}
