/**
 * Parquet as a table, by hyparquet, which is loaded at the first use.
 *
 * Column chunks are copied into typed arrays as they arrive, so a column of doubles costs 8 bytes a row and no objects.
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import { type Cell, type Column, column, numberColumn, type Table } from './column.js'
import { decompressors } from './parquet-codecs.js'

export interface ParquetOptions {
  /** Columns to read. Default all. */
  readonly columns?: readonly string[]
  /** Largest file, in bytes. Default 2 GiB: a larger one is better counted in DuckDB. */
  readonly maxBytes?: number
}

const MOST_BYTES = 2 ** 31

const MAGIC = 'PAR1'

/** Whether bytes start as a Parquet file does. */
export function isParquet(bytes: Uint8Array): boolean {
  return magicAt(bytes, 0)
}

function magicAt(bytes: Uint8Array, at: number): boolean {
  return String.fromCharCode(...bytes.subarray(at, at + 4)) === MAGIC
}

/**
 * @throws InputError if the file is empty, no Parquet, cut short or above `maxBytes`, if a column is not there or holds
 *   nested values
 * @throws UnsupportedError if the optional package hyparquet is not installed, or the host can't undo the compression
 */
export async function readParquet(
  bytes: Uint8Array,
  { columns, maxBytes = MOST_BYTES }: ParquetOptions = {},
): Promise<Table> {
  assertParquet(bytes, maxBytes)
  const { parquetMetadata, parquetRead, parquetSchema } = await loadReader()
  // A Uint8Array may be a window on a larger buffer (Node's Buffer is).
  const file = bytes.slice().buffer
  try {
    const metadata = parquetMetadata(file)
    const rows = Number(metadata.num_rows)
    if (rows === 0) throw new InputError('parquet: the file has columns but no rows')
    const fields = parquetSchema(metadata).children.map(({ element, children }) => ({
      name: element.name,
      nested: children.length > 0 || element.repetition_type === 'REPEATED',
    }))
    const wanted = columns ?? fields.map(({ name }) => name)
    for (const name of wanted) {
      const field = fields.find((each) => each.name === name)
      if (!field) {
        const there = fields.map((each) => each.name).join(', ')
        throw new InputError(`parquet: column "${name}" is not in the file; there are ${there}`)
      }
      if (field.nested)
        throw new InputError(`parquet: column "${name}" holds nested values; name the flat ones: columns`)
    }
    const buffers = new Map(wanted.map((name) => [name, columnBuffer(name, rows)]))
    await parquetRead({
      file,
      metadata,
      columns: [...wanted],
      compressors: decompressors(),
      onChunk: ({ columnName, columnData, rowStart }) => buffers.get(columnName)?.write(columnData, rowStart),
    })
    return { rows, columns: wanted.map((name) => (buffers.get(name) as ColumnBuffer).finish()) }
  } catch (error) {
    if (error instanceof InputError || error instanceof UnsupportedError) throw error
    throw new InputError(`parquet: the file can't be read: ${(error as Error).message}`)
  }
}

function assertParquet(bytes: Uint8Array, maxBytes: number): void {
  if (bytes.length === 0) throw new InputError('parquet: the file is empty (0 bytes)')
  if (bytes.length > maxBytes) {
    throw new InputError(`parquet: the file has ${bytes.length} bytes; at most ${maxBytes} are accepted (set maxBytes)`)
  }
  if (!isParquet(bytes)) throw new InputError('parquet: the file does not start with PAR1, so it is no Parquet file')
  if (!magicAt(bytes, bytes.length - 4))
    throw new InputError('parquet: the file does not end with PAR1: it is cut short')
}

async function loadReader(): Promise<typeof import('hyparquet')> {
  try {
    return await import('hyparquet')
  } catch {
    throw new UnsupportedError('parquet: the optional package hyparquet is not installed; npm install hyparquet')
  }
}

interface ColumnBuffer {
  write(data: ArrayLike<unknown>, from: number): void
  finish(): Column
}

/** Numbers as long as they stay numbers; whatever else comes is kept as cells and read at the end. */
function columnBuffer(name: string, rows: number): ColumnBuffer {
  const values = new Float64Array(rows).fill(Number.NaN)
  let cells: Cell[] | undefined
  let isDate = false
  let isBoolean = false
  return {
    write(data, from) {
      for (let k = 0; k < data.length; k++) {
        const value = data[k]
        const row = from + k
        if (cells) cells[row] = asCell(name, row, value)
        else if (typeof value === 'number') values[row] = finite(name, row, value)
        else if (value === null || value === undefined) values[row] = Number.NaN
        else if (typeof value === 'boolean') {
          isBoolean = true
          values[row] = Number(value)
        } else if (value instanceof Date) {
          isDate = true
          values[row] = value.getTime()
        } else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) values[row] = Number(value)
        else {
          // The first text, or an integer beyond 2^53, which as a number would lose digits: the column is text.
          cells = Array.from(values.subarray(0, row), (before) => (Number.isNaN(before) ? null : String(before)))
          cells[row] = asCell(name, row, value)
        }
      }
    },
    finish() {
      if (cells)
        return column(
          name,
          Array.from({ length: rows }, (_, row) => (cells as Cell[])[row] ?? null),
        )
      return numberColumn(name, values, isDate ? 'date' : isBoolean ? 'boolean' : 'number')
    },
  }
}

/** NaN is missing; an infinite number is no measurement. */
function finite(name: string, row: number, value: number): number {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    throw new InputError(`${name}: row ${row} is ${value}; a finite number or NaN is needed`)
  }
  return value
}

function asCell(name: string, row: number, value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  throw new InputError(`${name}: row ${row} holds a nested value; flat columns are needed`)
}
