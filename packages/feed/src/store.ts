/**
 * The port to the database. One SQL dialect (PostgreSQL) for the embedded store and for a server.
 *
 * Types at the edge, whatever the driver: `date` is text `YYYY-MM-DD`, `int8` a number (an error above 2^53), `numeric`
 * text, `timestamptz` a Date, `bytea` a Uint8Array, arrays and jsonb their JavaScript counterparts.
 * @module
 */

export type Value = string | number | boolean | null | Date | Uint8Array | readonly string[]

export interface Queries {
  /** One statement with values for `$1`, `$2`, … */
  query<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>
  /** A script of several statements, without values and without rows. */
  execute(script: string): Promise<void>
}

export interface Store extends Queries {
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}
