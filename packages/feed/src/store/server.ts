/**
 * The store on a PostgreSQL server.
 * @module
 */
import { createHash } from 'node:crypto'
import { Pool, type PoolClient, types } from 'pg'
import { type Migration, migrate, migrations } from './migrations.js'
import { type Queries, type QueryOptions, type Store, safeInteger, type Value } from './store.js'

/** Sessions of one process; a server allows 100 in all by default. */
const SESSIONS = 10
/** Milliseconds to wait for a session before a request fails: better an error than a queue without end. */
const PATIENCE = 10_000
/** Milliseconds after which an idle session is closed: whoever is given a new one in a burst waits 10 ms longer. */
const IDLE = 600_000

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
    idleTimeoutMillis: IDLE,
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
    execute: (script) => withSession(pool, (client) => runScript(client, script)),
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

const transaction = <T>(pool: Pool, work: (queries: Queries) => Promise<T>): Promise<T> =>
  withSession(pool, async (client) => {
    await client.query('begin')
    const result = await work(toQueries(client))
    await client.query('commit')
    return result
  })

/** A session of one's own, which goes back without the transaction that failed work may have left open. */
async function withSession<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  // One that breaks between two statements tells nobody else, and unheard the event would end the process. The next
  // statement fails.
  client.on('error', onError)
  try {
    return await work(client)
  } catch (error) {
    await client.query('rollback').catch(onError)
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

const names = new Map<string, string>()

/** Named statements are what a session keeps. Two versions of the site behind one pooler must not share a name. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? createHash('sha256').update(sql).digest('base64url').slice(0, 32)
  names.set(sql, name)
  return name
}

function toQueries(connection: Pool | PoolClient): Queries {
  return {
    query: async <Row>(sql: string, values: readonly Value[] = [], { keepPlan = false }: QueryOptions = {}) => {
      const asked = { text: sql, values: [...values], ...(keepPlan ? { name: nameOf(sql) } : {}) }
      return (await connection.query(asked)).rows as Row[]
    },
    execute: (script) => runScript(connection, script),
  }
}

/** Several statements give several results, one gives one. */
async function runScript<Row>(connection: Pool | PoolClient, script: string): Promise<Row[]> {
  const results: unknown = await connection.query(script)
  return (Array.isArray(results) ? results : [results]).flatMap(({ rows }: { rows: Row[] }) => rows)
}
