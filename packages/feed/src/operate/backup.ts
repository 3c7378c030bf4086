/**
 * A store as lines of text, and back: the same for the embedded store and for a server, so that a backup of one fills the
 * other.
 *
 * First a head with the number of the last migration, then each table's head and rows as JSON, ordered by key, last a line
 * that counts the rows: a file that was cut is known. Rows are made and read by PostgreSQL itself, so that no number, time or
 * byte passes through another type system. Jobs that wait in the queue's own schema are not part of it.
 * @module
 */
import { type Migration, migrate, migrations } from '../store/migrations.js'
import type { Queries, Store } from '../store/store.js'
import { quoted, type Table, tables } from './tables.js'

const FORMAT = 'pushforward-backup'
const BATCH = 500

interface Head {
  readonly format: typeof FORMAT
  readonly migration: number
  readonly made: string
}

type Line = Head | { readonly table: string; readonly columns: readonly string[] } | { readonly end: number }

/** What can't be taken in: not a backup, cut off, of a newer version, or into a store that is not empty. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

/**
 * Writes everything that `store` holds, as of one moment.
 * @param write receives lines without their ends, and is waited for
 * @returns the number of rows
 */
export function backup(store: Store, write: (line: string) => Promise<void>, now = new Date()): Promise<number> {
  return store.transaction(async (transaction) => {
    await transaction.execute('set transaction isolation level repeatable read read only')
    const [last] = await transaction.query<{ number: number }>('select max(number) as number from migrations')
    const head: Head = { format: FORMAT, migration: last?.number ?? 0, made: now.toISOString() }
    await write(JSON.stringify(head))
    let count = 0
    for (const table of await tables(transaction)) {
      await write(JSON.stringify({ table: table.name, columns: table.columns } satisfies Line))
      count += await writeRows(transaction, table, write)
    }
    await write(JSON.stringify({ end: count } satisfies Line))
    return count
  })
}

async function writeRows(store: Queries, { name, columns, key }: Table, write: (line: string) => Promise<void>) {
  const order = key.length > 0 ? `order by ${key.map(quoted).join(', ')}` : ''
  await store.execute(
    `declare rows no scroll cursor for
     select to_jsonb(r)::text as row from (select ${columns.map(quoted).join(', ')} from ${quoted(name)} ${order}) r`,
  )
  let count = 0
  for (;;) {
    const rows = await store.query<{ row: string }>(`fetch ${BATCH} from rows`)
    for (const { row } of rows) await write(row)
    count += rows.length
    if (rows.length < BATCH) break
  }
  await store.execute('close rows')
  return count
}

/**
 * Fills an empty store with a backup, wholly or not at all, and brings it up to date.
 * @param openAt opens the store with the first `migration` migrations; a new folder or a new database is needed for a
 *   backup of an older version
 * @returns the store, open, and the number of rows
 * @throws BackupError when the lines are no backup, are cut off, or the store holds something
 */
export async function restore(
  lines: AsyncIterable<string>,
  openAt: (list: readonly Migration[]) => Promise<Store>,
): Promise<{ readonly store: Store; readonly rows: number }> {
  const reader = lines[Symbol.asyncIterator]()
  const head = await readHead(reader)
  const all = await migrations()
  const latest = all.at(-1)?.number ?? 0
  if (head.migration > latest) {
    throw new BackupError(
      `the backup is of a newer version: it has migration ${head.migration}, this version knows ${latest}`,
    )
  }
  const store = await openAt(all.slice(0, head.migration))
  try {
    const rows = await store.transaction(async (transaction) => {
      const present = await tables(transaction)
      await empty(transaction, present)
      const count = await fill(transaction, present, reader)
      for (const table of present) await renumber(transaction, table)
      return count
    })
    await migrate(store, all)
    return { store, rows }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function readHead(reader: AsyncIterator<string>): Promise<Head> {
  const first = await reader.next()
  const head = first.done ? undefined : parse(first.value)
  if (!head || !('format' in head) || head.format !== FORMAT || !Number.isInteger(head.migration)) {
    throw new BackupError('this is not a backup: its first line is not the head of one')
  }
  return head
}

function parse(line: string): Line | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** What migrations put in goes; what people put in stops us. */
async function empty(store: Queries, present: readonly Table[]): Promise<void> {
  for (const name of ['papers', 'people'].filter((known) => present.some((table) => table.name === known))) {
    const [row] = await store.query<{ n: number }>(`select count(*) as n from ${quoted(name)}`)
    if (row && row.n > 0) {
      throw new BackupError(`the store is not empty: it has ${row.n} ${name}; restore into a new folder or database`)
    }
  }
  for (const { name } of [...present].reverse()) await store.execute(`delete from ${quoted(name)}`)
}

async function fill(store: Queries, present: readonly Table[], reader: AsyncIterator<string>): Promise<number> {
  let table: Table | undefined
  let columns: readonly string[] = []
  let batch: string[] = []
  let count = 0
  const flush = async () => {
    if (!table || batch.length === 0) return
    const names = columns.map(quoted).join(', ')
    await store.query(
      `insert into ${quoted(table.name)} (${names}) overriding system value
       select ${names} from jsonb_populate_recordset(null::${quoted(table.name)}, $1::jsonb)`,
      [`[${batch.join(',')}]`],
    )
    count += batch.length
    batch = []
  }
  for (let number = 2; ; number++) {
    const { value: line, done } = await reader.next()
    if (done) throw new BackupError(`the backup is cut off after line ${number - 1}: its last line is missing`)
    const parsed = parse(line)
    if (!parsed) throw new BackupError(`line ${number} of the backup can't be read`)
    if (isTableHead(parsed)) {
      await flush()
      table = present.find(({ name }) => name === parsed.table)
      columns = parsed.columns
      const known = table?.columns
      const unknown = known && columns.find((column) => !known.includes(column))
      if (!table || unknown)
        throw new BackupError(
          unknown
            ? `line ${number}: there is no column ${unknown} in ${parsed.table}`
            : `line ${number}: there is no table ${parsed.table}`,
        )
    } else if (isEnd(parsed)) {
      await flush()
      if (parsed.end !== count) throw new BackupError(`the backup says ${parsed.end} rows and holds ${count}`)
      return count
    } else {
      batch.push(line)
      if (batch.length === BATCH) await flush()
    }
  }
}

/** A row may have columns named like a head's; a head has nothing else. */
const isTableHead = (line: object): line is Extract<Line, { table: string }> =>
  Object.keys(line).join() === 'table,columns' && Array.isArray((line as { columns: unknown }).columns)
const isEnd = (line: object): line is Extract<Line, { end: number }> => Object.keys(line).join() === 'end'

async function renumber(store: Queries, { name, identities }: Table): Promise<void> {
  for (const column of identities) {
    await store.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce((select max(${quoted(column)}) from ${quoted(name)}), 0) + 1, false)`,
      [quoted(name), column],
    )
  }
}
