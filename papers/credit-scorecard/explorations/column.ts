/**
 * The number column that explorations show.
 * @module
 */
import { InputError } from 'pushforward/measure'
import { type Column, columnNamed, informationValue, type NumberColumn, numbersNamed } from 'pushforward/table'
import { binColumn } from '../analysis.js'
import type { CreditRows } from '../data.js'

export interface ShownColumn {
  readonly name: string
  readonly values: NumberColumn
  readonly bad: Uint8Array
  /** Least and greatest value. */
  readonly range: readonly [number, number]
}

/** Shown unless the visitor's table has other columns. */
const USUAL = 'duration_in_month'

/** The columns of a table by name, each made ready once: an answer has no time to search. */
export function shownColumns(rows: CreditRows): (name: string) => ShownColumn {
  const known = new Map<string, ShownColumn>()
  return (name) => {
    const shown = known.get(name) ?? numberColumnOf(rows, name)
    known.set(name, shown)
    return shown
  }
}

/** @throws InputError if the table has no number column, or none of the name */
function numberColumnOf({ predictors, bad }: CreditRows, wanted: string): ShownColumn {
  const name = wanted || usual(predictors.columns, bad)
  columnNamed(predictors, name)
  const column = numbersNamed(predictors, name)
  // Rows without a value have no place on the axis.
  const present = [...column.values.keys()].filter((i) => !Number.isNaN(column.values[i] as number))
  const values = Float64Array.from(present, (i) => column.values[i] as number)
  let range: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) range = [Math.min(range[0], value), Math.max(range[1], value)]
  return {
    name,
    values: { ...column, values, missing: 0 },
    bad: Uint8Array.from(present, (i) => bad[i] as number),
    range,
  }
}

function usual(columns: readonly Column[], bad: Uint8Array): string {
  const numbers = columns.filter(({ kind }) => kind !== 'text')
  if (numbers.some(({ name }) => name === USUAL)) return USUAL
  const saying = numbers.map((column) => {
    const { table } = binColumn(column, bad, { method: 'quantile', maxBins: 10 })
    return { name: column.name, value: informationValue(table, { inference: 'delta' }).debiased }
  })
  if (saying.length === 0) throw new InputError('variable: the table has no number column; cut points need one')
  return saying.reduce((most, each) => (each.value > most.value ? each : most)).name
}
