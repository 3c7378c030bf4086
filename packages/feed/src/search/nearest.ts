/**
 * The papers nearest to a query in meaning, of those that its filters let through.
 *
 * Every paper has some cosine with every query, so there must be an end: the 50 nearest. Few papers pass a narrow filter:
 * then all of them are compared. Of more than 5000 that do, those are kept that are among the 5000 nearest of all: where a
 * twentieth or more pass, that is 250 on average.
 * @module
 */
import type { Meaning } from '../embedding/meaning.js'
import type { Queries } from '../store/store.js'
import { type Filters, isNarrowed, MATCHES, matchValues } from './matches.js'
import type { ParsedQuery } from './query.js'

const MOST_NEAR = 50
const MOST_COMPARED = 5000
/** Without filters only hidden papers fall out. */
const SPARE = 200

/** @returns their numbers, the nearest first; undefined where there is nothing to compare with, or no vector in time */
export async function nearestPapers(
  store: Queries,
  query: ParsedQuery,
  { meaning, ...filters }: Filters & { readonly meaning?: Meaning },
): Promise<readonly number[] | undefined> {
  if (meaning === undefined || query.plain === '') return undefined
  const vector = await meaning.vectorOf(query.plain)
  if (vector === undefined) return undefined
  const [strict = '', names = '', , ...rest] = matchValues({ ...query, text: query.strict }, filters)
  const passing = async (condition: string, value: number | readonly number[]) => {
    const sql = `select p.id from papers p where ${MATCHES} and ${condition}`
    return (await store.query<{ id: number }>(sql, [strict, names, value, ...rest])).map(({ id }) => id)
  }
  const narrowed = isNarrowed(query, filters)
  if (narrowed) {
    const all = await passing('true limit $3::int', MOST_COMPARED + 1)
    if (all.length <= MOST_COMPARED) return meaning.nearest(vector, MOST_NEAR, all)
  }
  const nearest = meaning.nearest(vector, narrowed ? MOST_COMPARED : SPARE)
  const passed = new Set(await passing('p.id = any($3::int[])', nearest))
  return nearest.filter((id) => passed.has(id)).slice(0, MOST_NEAR)
}
