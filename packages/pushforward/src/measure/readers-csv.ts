/**
 * Points from a CSV file of numbers: one point a line, fields between commas, semicolons, tabs or spaces.
 *
 * For tables with text, dates or missing values there is `pushforward/table`; here every field is a number.
 * @module
 */
import { InputError } from '../errors.js'
import { type Points, points } from './points.js'

export interface CsvPoints extends Points {
  /** The fields of the first line, if it is not numbers. */
  readonly columns?: readonly string[]
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const SEPARATORS = [',', ';', '\t'] as const

/**
 * Reads UTF-8 text, with or without a byte order mark, with Unix or Windows line ends. A first line that holds no number
 * is a header; empty lines and lines that begin with # are passed over. Fields may stand in double quotes.
 * @param bytes the whole file
 * @throws InputError naming line and column (from 1) of the first field that is not a finite number, the first line with
 *   another number of fields, or that there is no line of numbers
 * @example
 * readPointsCsv(new TextEncoder().encode('x,y\n0,1\n2,3\n')).d // 2
 */
export function readPointsCsv(bytes: Uint8Array): CsvPoints {
  const text = decodeText(bytes)
  const values: number[] = []
  let separator: string | RegExp | undefined
  let columns: string[] | undefined
  let width = 0
  let n = 0

  const readLine = (line: string, number: number): void => {
    separator ??= SEPARATORS.find((candidate) => line.includes(candidate)) ?? /\s+/
    const fields = splitLine(line, separator)
    if (n === 0 && !columns && fields.every((field) => !NUMBER.test(field))) {
      columns = fields
      width = fields.length
      return
    }
    width ||= fields.length
    if (fields.length !== width) {
      throw new InputError(`csv: line ${number} has ${fields.length} fields; ${width} are needed, as in the first line`)
    }
    fields.forEach((field, k) => {
      const value = NUMBER.test(field) ? Number(field) : Number.NaN
      if (!Number.isFinite(value)) {
        const shown = field === '' ? 'empty' : JSON.stringify(field.slice(0, 40))
        throw new InputError(`csv: line ${number}, column ${k + 1} is ${shown}; a finite number is needed`)
      }
      values.push(value)
    })
    n++
  }

  let number = 0
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const to = newline < 0 ? text.length : newline
    const line = text.slice(from, to).trim()
    number++
    if (line !== '' && !line.startsWith('#')) readLine(line, number)
    from = to + 1
  }
  if (n === 0) throw new InputError('csv: has no line of numbers; at least one point is needed')
  return { ...points(Float64Array.from(values), width), ...(columns && { columns }) }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) // drops a byte order mark
  } catch {
    throw new InputError('csv: is not UTF-8 text')
  }
}

function splitLine(line: string, separator: string | RegExp): string[] {
  return line.split(separator).map((field) => {
    const trimmed = field.trim()
    return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
      ? trimmed.slice(1, -1).trim()
      : trimmed
  })
}
