/**
 * What tables a store has, in an order in which they can be filled.
 * @module
 */
import type { Queries } from '../store/store.js'

export interface Table {
  readonly name: string
  /** Columns that hold data; generated ones make themselves. */
  readonly columns: readonly string[]
  readonly key: readonly string[]
  /** Columns that number themselves. */
  readonly identities: readonly string[]
}

interface TableRow extends Table {
  readonly refersTo: readonly string[]
}

/** What is made anew: the list of migrations by them, the words of papers by triggers when papers come in. */
const MADE = ['migrations', 'lexicon', 'stems']

/** All tables that hold what nothing else says; each after those that it refers to. */
export async function tables(store: Queries): Promise<readonly Table[]> {
  const rows = await store.query<TableRow>(
    `
    select c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped), '{}') as identities,
      coalesce((select array_agg(a.attname::text order by array_position(i.indkey::int[], a.attnum::int))
        from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary), '{}') as key,
      coalesce((select array_agg(distinct other.relname::text) from pg_constraint f
        join pg_class other on other.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as "refersTo"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all($1)
    order by c.relname`,
    [MADE],
  )
  return inOrder(rows)
}

function inOrder(rows: readonly TableRow[]): readonly Table[] {
  const done: TableRow[] = []
  const isDone = (name: string) => done.some((row) => row.name === name)
  while (done.length < rows.length) {
    const next = rows.filter(({ name, refersTo }) => !isDone(name) && refersTo.every(isDone))
    if (next.length === 0) throw new Error('tables refer to each other in a circle: there is no order to fill them in')
    done.push(...next)
  }
  return done.map(({ refersTo, ...table }) => table)
}

/** A name as SQL takes it. Names come from the database's own list, never from a file. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
