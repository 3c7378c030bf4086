/**
 * Numbered SQL files, each applied once and never changed afterwards.
 * @module
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Queries, Store } from './store.js'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly script: string
  /** SHA-256 of the script. */
  readonly checksum: string
}

const FOLDER = new URL('../../migrations/', import.meta.url)
const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/
/** Any number of our own: two processes that start at once on one database must not both migrate. */
const LOCK = 7_274_001

/** The migrations of this package, in order. */
export async function migrations(): Promise<readonly Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file, index) => {
      const [, digits, name] = FILE_NAME.exec(file) ?? []
      const number = Number(digits)
      if (!name || number !== index + 1) throw new Error(`migrations/${file}: expected number ${index + 1} and a name`)
      const script = await readFile(new URL(file, FOLDER), 'utf8')
      return { number, name, script, checksum: createHash('sha256').update(script).digest('hex') }
    }),
  )
}

/**
 * Brings a store to the last of `list`.
 * @returns the numbers that were applied now
 * @throws Error when an applied migration has been changed since, or when the store is newer than the list
 */
export function migrate(store: Store, list: readonly Migration[]): Promise<readonly number[]> {
  return store.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [LOCK])
    await transaction.execute(`create table if not exists migrations (
      number int primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`)
    const applied = await checkMigrations(transaction, list)
    const pending = list.filter(({ number }) => !applied.includes(number))
    for (const { number, name, script, checksum } of pending) {
      await transaction.execute(script)
      await transaction.query('insert into migrations (number, name, checksum) values ($1, $2, $3)', [
        number,
        name,
        checksum,
      ])
    }
    return pending.map(({ number }) => number)
  })
}

/**
 * The numbers of the migrations that a store has.
 * @throws Error when one of them has been changed since, or is not in `list`
 */
export async function checkMigrations(store: Queries, list: readonly Migration[]): Promise<readonly number[]> {
  const applied = await store.query<Omit<Migration, 'script'>>(
    'select number, name, checksum from migrations order by number',
  )
  for (const { number, name, checksum } of applied) {
    const known = list.find((migration) => migration.number === number)
    if (!known) throw new Error(`the store holds migration ${number} (${name}), which this version does not know`)
    if (known.checksum !== checksum) throw new Error(`migration ${number} (${name}) was changed after it was applied`)
  }
  return applied.map(({ number }) => number)
}
