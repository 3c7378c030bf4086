/**
 * CSV as a table: delimiter and kinds of columns are found, quotes, CRLF and a byte order mark are understood, and what
 * can't be read is refused with its line.
 *
 * One pass in which each column is built as the kind of its first value; a column that turns out to hold another kind
 * later is built again as text in a second pass. Cost O(bytes), memory about that of the columns.
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import { type Column, rowsOf, type Table } from './column.js'
import { type CellKind, type ColumnBuilder, columnBuilder } from './column-builder.js'
import { findDelimiter } from './csv-delimiter.js'

export interface CsvOptions {
  /** Default: the one of comma, semicolon, tab and bar that splits the first lines evenly. */
  readonly delimiter?: string
  /** Decimal mark. Default `.`; files with semicolons often need `,`. */
  readonly decimal?: '.' | ','
  /** Cells that mean "missing", compared without case and outer blanks. Default '', NA, NaN, null. */
  readonly missing?: readonly string[]
  /** Kinds that columns must have; others are found. A cell of another kind is then refused, with its row. */
  readonly kinds?: Readonly<Record<string, CellKind>>
  /** Columns to read. Default all. */
  readonly columns?: readonly string[]
  /** Largest file, in bytes. Default 256 MiB, as a JavaScript text can't be much longer: larger tables go by Parquet. */
  readonly maxBytes?: number
}

export const MOST_BYTES = 256 * 2 ** 20

const MISSING = ['', 'na', 'nan', 'null']

/**
 * @param source the file's bytes (UTF-8, or UTF-16 with a byte order mark) or its text, with a header in the first line
 * @throws InputError naming what is wrong and where: an empty file, a header that names a column twice, a line with
 *   more or fewer cells than the header, a quote that is never closed, a cell of the wrong kind, a file above `maxBytes`
 * @throws UnsupportedError if the optional package papaparse is not installed
 * @example
 * (await readCsv('age,city\n31,Ulm\n,Jena\n')).columns[0].missing // 1
 */
export async function readCsv(source: Uint8Array | string, options: CsvOptions = {}): Promise<Table> {
  const { maxBytes = MOST_BYTES } = options
  if (source.length === 0) throw new InputError('csv: the file is empty (0 bytes)')
  if (source.length > maxBytes) {
    throw new InputError(
      `csv: the file has ${source.length} bytes; at most ${maxBytes} are accepted (set maxBytes, or use Parquet)`,
    )
  }
  const text = decode(source)
  const parse = await loadParser()
  const { delimiter = findDelimiter(text) } = options
  const header = readHeader(parse, text, delimiter, options)
  const built = buildColumns(parse, text, delimiter, header, options, new Set())
  const surprised = built.filter((builder) => builder.surprised())
  if (surprised.length === 0) return tableOf(built)
  const names = new Set(surprised.map(({ name }) => name))
  const texts = buildColumns(parse, text, delimiter, header, { ...options, columns: [...names] }, names)
  return tableOf(built.map((builder) => texts.find(({ name }) => name === builder.name) ?? builder))
}

function tableOf(builders: readonly ColumnBuilder[]): Table {
  const columns: Column[] = builders.map((builder) => builder.finish())
  const rows = columns[0] ? rowsOf(columns[0]) : 0
  if (rows === 0) throw new InputError('csv: there is a header but no row below it')
  return { columns, rows }
}

function decode(source: Uint8Array | string): string {
  if (typeof source === 'string') return source.replace(/^\uFEFF/, '')
  const [a, b] = source
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(source)
  } catch {
    throw new InputError(`csv: the file is not ${encoding.toUpperCase()} text; save it as UTF-8`)
  }
  if (text.includes('\0')) throw new InputError('csv: the file holds zero bytes, so it is not text')
  return text
}

interface ParseOptions {
  readonly delimiter: string
  /** Lines to read; 0 for all. */
  readonly preview?: number
  /** Called with each line's cells, whether a quote in it is never closed, and the position after it. */
  readonly line: (cells: string[], unclosed: boolean, end: number) => void
}

type Parse = (text: string, options: ParseOptions) => void

async function loadParser(): Promise<Parse> {
  let papa: typeof import('papaparse')
  try {
    const loaded = await import('papaparse')
    papa = loaded.default ?? loaded
  } catch {
    throw new UnsupportedError('csv: the optional package papaparse is not installed; npm install papaparse')
  }
  return (text, { delimiter, preview = 0, line }) => {
    papa.parse<string[]>(text, {
      delimiter,
      preview,
      step({ data, meta, errors }) {
        const unclosed = errors.some(({ code }) => code === 'MissingQuotes')
        line(data, unclosed, meta.cursor)
      },
    })
  }
}

function readHeader(parse: Parse, text: string, delimiter: string, options: CsvOptions): string[] {
  let cells: string[] = []
  parse(text, {
    delimiter,
    preview: 1,
    line: (first) => {
      cells = first
    },
  })
  const header = cells.map((cell, k) => cell.trim() || `column ${k + 1}`)
  header.forEach((name, k) => {
    const first = header.indexOf(name)
    if (first < k) throw new InputError(`csv: the header names "${name}" twice (columns ${first + 1} and ${k + 1})`)
  })
  for (const wanted of [...(options.columns ?? []), ...Object.keys(options.kinds ?? {})]) {
    if (!header.includes(wanted)) {
      throw new InputError(`csv: column "${wanted}" is not in the header; there are ${header.join(', ')}`)
    }
  }
  return header
}

/** @param asText columns that are built as text whatever they hold */
function buildColumns(
  parse: Parse,
  text: string,
  delimiter: string,
  header: readonly string[],
  { kinds = {}, decimal = '.', missing = MISSING, columns = header }: CsvOptions,
  asText: ReadonlySet<string>,
): ColumnBuilder[] {
  const markers = new Set(missing.map((marker) => marker.trim().toLowerCase()))
  const builders = header.map((name) => {
    if (!columns.includes(name)) return undefined
    return columnBuilder(name, { kind: asText.has(name) ? 'text' : kinds[name], decimal, markers })
  })
  let start = 0
  parse(text, {
    delimiter,
    line(cells, unclosed, end) {
      const from = start
      start = end
      if (from === 0) return // the header
      if (unclosed) throw new InputError(`csv: a quote that opens in line ${lineAt(text, from)} is never closed`)
      // A blank line is the end of the file, or nothing; where there is one column only it is a missing value.
      const blank = cells.length === 1 && cells[0] === ''
      if (blank && (header.length > 1 || from >= text.length)) return
      if (cells.length !== header.length) {
        const line = lineAt(text, from)
        throw new InputError(
          `csv: line ${line} has ${cells.length} cells; ${header.length} are needed, as in the header`,
        )
      }
      for (let k = 0; k < cells.length; k++) builders[k]?.push(cells[k] as string)
    },
  })
  return builders.filter((builder) => builder !== undefined)
}

/** The line, from 1, of a position in the text. */
function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++
  return line
}
