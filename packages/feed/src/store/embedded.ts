/**
 * The embedded store: PostgreSQL in this process, in memory or in a folder.
 *
 * A new cluster takes seconds to initialise, so the build prepares one with all migrations applied and a new store
 * starts as a copy of it.
 * @module
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { PGlite, type Transaction, types } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { lend } from './channel.js'
import { type Migration, migrate, migrations } from './migrations.js'
import { own } from './ownership.js'
import { type Queries, type Store, safeInteger, type Value } from './store.js'

const EXTENSIONS = { pg_trgm, unaccent }
/**
 * Opens the embedded store and brings it up to date.
 * @param dataDir a folder that is made when absent; in memory without it
 * @throws StoreInUseError when another process has `dataDir` open
 */
export async function openEmbedded(dataDir?: string, list?: readonly Migration[]): Promise<Store> {
  if (dataDir === undefined) return start(undefined, list)
  const { promise: started, resolve, reject } = withResolvers<Store>()
  // The socket stands before the lock does, and whoever asks through it waits until the store is open.
  const ownership = await own(dataDir, (socket) => lend(whenReady(started), socket))
  try {
    const store = await start(dataDir, list)
    resolve(store)
    return {
      ...store,
      close: async () => {
        ownership.stop()
        await store.close()
        await ownership.release()
      },
    }
  } catch (error) {
    reject(error)
    await ownership.release()
    throw error
  }
}

async function start(dataDir?: string, list?: readonly Migration[]): Promise<Store> {
  const all = await migrations()
  // The prepared cluster has all migrations; whoever asks for fewer waits for an empty one.
  const prepared = !list || list.length === all.length ? preparedCluster : async () => undefined
  if (dataDir !== undefined && !existsSync(`${dataDir}/PG_VERSION`)) await makeFolder(dataDir, await prepared())
  const loadDataDir = dataDir === undefined ? await prepared() : undefined
  const startParams = [...PGlite.defaultStartParams, '-c', `shared_buffers=${await pagesKept(dataDir)}MB`]
  const options = { dataDir, loadDataDir, parsers: PARSERS, extensions: EXTENSIONS, startParams }
  const store = toStore(await PGlite.create(options))
  await migrate(store, list ?? all)
  return store
}

/** Megabytes of the database's pages that are kept in memory: what it holds, within these. The first is PostgreSQL's default. */
const KEPT = { least: 128, most: 512 } as const

/**
 * A page that is not kept comes from a file through several layers of JavaScript: with 100 000 papers (0.5 GB) in the default's
 * 128 MB, the slowest searches take twice the time. The memory is taken at the start, so a small store takes no more.
 */
async function pagesKept(dataDir?: string): Promise<number> {
  const base = `${dataDir}/base`
  if (dataDir === undefined || !existsSync(base)) return KEPT.least
  const files = await readdir(base, { recursive: true })
  const sizes = await Promise.all(files.map(async (file) => (await stat(`${base}/${file}`)).size))
  const megabytes = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024 ** 2)
  return Math.max(KEPT.least, Math.min(KEPT.most, megabytes))
}

/** Made beside its place and then moved there: a process that ends in the middle leaves no half folder. */
async function makeFolder(dataDir: string, loadDataDir: Blob | undefined): Promise<void> {
  const draft = `${dataDir}.new`
  await rm(draft, { recursive: true, force: true })
  const database = await PGlite.create({ dataDir: draft, loadDataDir, extensions: EXTENSIONS })
  await database.close()
  // An empty folder may stand there; one that holds anything else stays, and the move fails.
  await rmdir(dataDir).catch(() => {})
  await rename(draft, dataDir)
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue
    reject = onReason
  })
  // Nobody may be waiting when it fails; the opener hears of it anyway.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

const whenReady = (started: Promise<Store>): Store => ({
  kind: 'embedded',
  query: async (sql, values) => (await started).query(sql, values),
  execute: async (script) => (await started).execute(script),
  transaction: async (work) => (await started).transaction(work),
  close: async () => {},
})

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

function toStore(database: PGlite): Store {
  return {
    kind: 'embedded',
    ...toQueries(database),
    execute: async <Row>(script: string) => {
      try {
        return (await database.exec(script)).flatMap(({ rows }) => rows as Row[])
      } catch (error) {
        // There is one session: a transaction that the script began would swallow whatever comes next.
        await database.exec('rollback')
        throw error
      }
    },
    transaction: (work) => database.transaction((transaction) => work(toQueries(transaction))),
    close: () => database.close(),
  }
}

function toQueries(database: PGlite | Transaction): Queries {
  return {
    query: async <Row>(sql: string, values: readonly Value[] = []) =>
      (await database.query<Row>(sql, [...values])).rows,
    execute: async <Row>(script: string) => (await database.exec(script)).flatMap(({ rows }) => rows as Row[]),
  }
}
