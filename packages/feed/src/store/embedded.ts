/**
 * The embedded store: PostgreSQL in this process, in memory or in a folder.
 *
 * A new cluster takes seconds to initialise, so the build prepares one with all migrations applied and a new store
 * starts as a copy of it.
 * @module
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PGlite, type Transaction, types } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { migrate, migrations } from './migrations.js'
import { type Queries, type Store, StoreInUseError, safeInteger, type Value } from './store.js'

const EXTENSIONS = { pg_trgm, unaccent }

/**
 * Opens the embedded store and brings it up to date.
 * @param dataDir a folder that is made when absent; in memory without it
 * @throws StoreInUseError when another process has `dataDir` open
 */
export async function openEmbedded(dataDir?: string): Promise<Store> {
  const unlock = dataDir === undefined ? undefined : await lock(dataDir)
  try {
    const isNew = dataDir === undefined || !existsSync(`${dataDir}/PG_VERSION`)
    const loadDataDir = isNew ? await preparedCluster() : undefined
    const store = toStore(
      await PGlite.create({ dataDir, loadDataDir, parsers: PARSERS, extensions: EXTENSIONS }),
      unlock,
    )
    await migrate(store, await migrations())
    return store
  } catch (error) {
    await unlock?.()
    throw error
  }
}

/** Writes the cluster that new stores start from, unless it is there already. Called by the build. */
export async function prepareCluster(): Promise<void> {
  const file = await preparedFile()
  if (existsSync(file)) return
  const database = await PGlite.create({ extensions: EXTENSIONS })
  await migrate(toStore(database), await migrations())
  const archive = await database.dumpDataDir('gzip')
  await database.close()
  await mkdir(new URL('.', file), { recursive: true })
  await writeFile(file, new Uint8Array(await archive.arrayBuffer()))
}

async function preparedCluster(): Promise<Blob | undefined> {
  const file = await preparedFile()
  return existsSync(file) ? new Blob([await readFile(file)]) : undefined
}

/**
 * The name says what is inside, so a cluster of other migrations, or of another PostgreSQL (package.json pins its
 * version), is never taken.
 */
async function preparedFile(): Promise<URL> {
  const key = createHash('sha256').update(await readFile(new URL('../../package.json', import.meta.url)))
  for (const { checksum } of await migrations()) key.update(checksum)
  return new URL(`../../dist/cluster-${key.digest('hex').slice(0, 16)}.tar.gz`, import.meta.url)
}

const PARSERS = {
  [types.DATE]: (text: string) => text,
  [types.INT8]: safeInteger,
}

function toStore(database: PGlite, unlock?: () => Promise<void>): Store {
  return {
    kind: 'embedded',
    ...toQueries(database),
    transaction: (work) => database.transaction((transaction) => work(toQueries(transaction))),
    close: async () => {
      await database.close()
      await unlock?.()
    },
  }
}

function toQueries(database: PGlite | Transaction): Queries {
  return {
    query: async <Row>(sql: string, values: readonly Value[] = []) =>
      (await database.query<Row>(sql, [...values])).rows,
    execute: async (script) => {
      await database.exec(script)
    },
  }
}

/** One process a folder: a second cluster on the same files would destroy them. */
async function lock(dataDir: string): Promise<() => Promise<void>> {
  const file = `${dataDir}.lock`
  await mkdir(dirname(file), { recursive: true })
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' })
      return () => rm(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => ''))
    if (isRunning(owner)) throw new StoreInUseError(dataDir, owner)
    await rm(file, { force: true })
  }
}

function isRunning(pid: number): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
