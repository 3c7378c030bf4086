/**
 * The binary target: y = 1 marks the event (a bad loan, a default), y = 0 its absence (good).
 * @module
 */
import { InputError } from '../errors.js'
import { column, rowsOf, type Values } from './column.js'

export interface TargetOptions {
  /**
   * The value that is the event. Default 1 (or true); a text target needs it, because which of two words is the bad one
   * can't be guessed.
   */
  readonly event?: number | string | boolean
}

const SHOWN = 6

/**
 * Reads a target as 0 and 1.
 * @param y `[n]`, two distinct values at most, none missing
 * @throws InputError listing the distinct values if there are more than two, or if `event` is not among them
 * @example
 * binaryTarget(['good', 'bad', 'good'], { event: 'bad' }) // Uint8Array [0, 1, 0]
 */
export function binaryTarget(y: Values, { event }: TargetOptions = {}): Uint8Array {
  if (y instanceof Uint8Array && event === undefined && y.every((value) => value <= 1)) return y
  const read = column('y', y)
  const n = rowsOf(read)
  if (read.missing > 0) {
    const row = read.kind === 'text' ? read.codes.indexOf(-1) : read.values.findIndex(Number.isNaN)
    throw new InputError(`y: row ${row} is missing; a target is needed in every row`)
  }
  const cell =
    read.kind === 'text' ? (i: number) => read.levels[read.codes[i] as number] : (i: number) => read.values[i]
  const distinct = new Set<number | string | undefined>()
  for (let i = 0; i < n && distinct.size <= SHOWN; i++) distinct.add(cell(i))
  const wanted = typeof event === 'boolean' ? Number(event) : event
  const shown = [...distinct].slice(0, SHOWN).map((value) => JSON.stringify(value))
  const found = `${shown.join(', ')}${distinct.size > SHOWN ? ', …' : ''}`
  if (distinct.size > 2) throw new InputError(`y: has the values ${found}; two are needed, of which one is the event`)
  if (wanted === undefined && [...distinct].some((value) => value !== 0 && value !== 1)) {
    throw new InputError(`y: has the values ${found}; 0 and 1 are needed, or name the event: { event: … }`)
  }
  if (wanted !== undefined && distinct.size === 2 && !distinct.has(wanted)) {
    throw new InputError(`event: ${JSON.stringify(wanted)} is not a value of y, which has ${found}`)
  }
  return Uint8Array.from({ length: n }, (_, i) => (cell(i) === (wanted ?? 1) ? 1 : 0))
}
