/**
 * The port to the database. One SQL dialect (PostgreSQL) for the embedded store and for a server.
 *
 * Types at the edge, whatever the driver: `date` is text `YYYY-MM-DD`, `int8` a number (an error above 2^53), `numeric`
 * text, `timestamptz` a Date, `bytea` a Uint8Array, arrays and jsonb their JavaScript counterparts. A jsonb value is given
 * as text.
 * @module
 */

export type Value =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly (string | null)[]
  | readonly (number | null)[]
  | readonly (Date | null)[]

export interface QueryOptions {
  /**
   * The best plan is the same whatever the values, as where a row is looked up by its key: a server may make it once a session.
   * Default false: a plan for these values.
   */
  readonly keepPlan?: boolean
}

export interface Queries {
  /** One statement with values for `$1`, `$2`, … */
  query<Row>(sql: string, values?: readonly Value[], options?: QueryOptions): Promise<Row[]>
  /**
   * A script of several statements, without values; the rows of all of them. One that fails leaves no transaction open that
   * it began.
   */
  execute<Row = unknown>(script: string): Promise<Row[]>
}

export interface Store extends Queries {
  /** `embedded`: PostgreSQL in this process, one session. `server`: a PostgreSQL server, a pool of sessions. */
  readonly kind: 'embedded' | 'server'
  /**
   * Commits when `work` resolves, rolls back when it rejects. The embedded store has one session: `work` must ask only its
   * own `queries`, never the store.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A folder of the embedded store belongs to one process at a time. */
export class StoreInUseError extends Error {
  override readonly name = 'StoreInUseError'
  constructor(
    readonly dataDir: string,
    /** The process that has it. */
    readonly owner: number,
  ) {
    super(`the store in ${dataDir} is in use by process ${owner}`)
  }
}

/** Reads an `int8` from its text. */
export function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${text} does not fit a JavaScript number`)
  return value
}
