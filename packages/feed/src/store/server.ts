/**
 * The store on a PostgreSQL server.
 * @module
 */
import { Pool, type PoolClient, types } from 'pg'
import { type Migration, migrate, migrations } from './migrations.js'
import { type Queries, type Store, safeInteger, type Value } from './store.js'

/** Sessions of one process; a server allows 100 in all by default. */
const SESSIONS = 10
/** Milliseconds to wait for a session before a request fails: better an error than a queue without end. */
const PATIENCE = 10_000

const { builtins } = types
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.DATE]: (text) => text,
  [builtins.INT8]: safeInteger,
}

export interface ServerStoreOptions {
  readonly databaseUrl: string
  /** Sessions of this process at most. Default 10. */
  readonly sessions?: number
}

/** Connects to the database at `databaseUrl` and brings it up to date. */
export async function openServer(
  { databaseUrl, sessions = SESSIONS }: ServerStoreOptions,
  list?: readonly Migration[],
): Promise<Store> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: sessions,
    // A date made into a time means midnight UTC, as in the embedded store.
    options: '-c timezone=UTC',
    connectionTimeoutMillis: PATIENCE,
    types: {
      getTypeParser: ((id: number, format?: 'text' | 'binary') =>
        (format !== 'binary' && PARSERS[id]) ||
        types.getTypeParser(id, format as 'text')) as typeof types.getTypeParser,
    },
  })
  // A session that breaks while idle is replaced when next needed; unheard, the event would end the process.
  pool.on('error', () => {})
  const store: Store = {
    kind: 'server',
    ...toQueries(pool),
    execute: (script) => runAlone(pool, script),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  }
  try {
    await migrate(store, list ?? (await migrations()))
  } catch (error) {
    await pool.end()
    throw error
  }
  return store
}

async function transaction<T>(pool: Pool, work: (queries: Queries) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(toQueries(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function toQueries(connection: Pool | PoolClient): Queries {
  return {
    query: async <Row>(sql: string, values: readonly Value[] = []) =>
      (await connection.query(sql, [...values])).rows as Row[],
    execute: (script) => runScript(connection, script),
  }
}

/** Several statements give several results, one gives one. */
async function runScript<Row>(connection: Pool | PoolClient, script: string): Promise<Row[]> {
  const results: unknown = await connection.query(script)
  return (Array.isArray(results) ? results : [results]).flatMap(({ rows }: { rows: Row[] }) => rows)
}

/** A script in a session of its own, which goes back without the transaction that a failed script may have begun. */
async function runAlone<Row>(pool: Pool, script: string): Promise<Row[]> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    return await runScript<Row>(client, script)
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
