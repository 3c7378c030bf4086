/**
 * The thread that compares two tables.
 * @module
 */
import type { DataFile } from '@pushforward/lab'
import { InputError } from 'pushforward/measure'
import { type ColumnDrift, type DriftReport, drift, readTable, type Table } from 'pushforward/table'
import { suggestion } from './suggest.js'
import { work } from './thread.js'

export interface DriftTask {
  readonly expected: DataFile
  readonly actual: DataFile
  /** Default: all that both tables have. */
  readonly columns?: readonly string[]
}

interface PlainColumn extends Omit<ColumnDrift, 'rule' | 'expected' | 'actual'> {
  /** Rows by bin. */
  readonly expected: readonly number[]
  readonly actual: readonly number[]
}

/** A report that JSON can carry. */
export type PlainDrift = Omit<DriftReport, 'columns'> & { readonly columns: readonly PlainColumn[] }

async function read({ name, bytes }: DataFile): Promise<Table> {
  try {
    return await readTable(bytes)
  } catch (error) {
    if (error instanceof Error) error.message = `${name}: ${error.message}`
    throw error
  }
}

function assertColumns(columns: readonly string[], { columns: there }: Table, file: string): void {
  const names = there.map(({ name }) => name)
  for (const name of columns) {
    if (names.includes(name)) continue
    throw new InputError(`columns: ${file} has no "${name}".${suggestion(name, names)} It has ${names.join(', ')}`)
  }
}

work<DriftTask, never, PlainDrift>(async ({ expected, actual, columns }) => {
  const [before, after] = [await read(expected), await read(actual)]
  assertColumns(columns ?? [], before, expected.name)
  assertColumns(columns ?? [], after, actual.name)
  const { columns: compared, ...rest } = drift(before, after, { columns })
  return {
    ...rest,
    columns: compared.map(({ rule: _, expected: rowsBefore, actual: rowsAfter, ...column }) => ({
      ...column,
      expected: [...rowsBefore],
      actual: [...rowsAfter],
    })),
  }
})
