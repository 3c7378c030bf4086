/**
 * From which day on the newest so many matches of common words are to be expected. Of a search for the newest 2000 of 20 000
 * matches, most of the work would be to look at the others.
 *
 * It is an estimate from a sample, kept for an hour: what a search finds does not depend on it, only how fast.
 * @module
 */
import type { Queries } from '../store/store.js'

/** Milliseconds for which a sample counts. */
const FRESH = 3_600_000
/** Fewer papers are looked at as fast without it. */
const MANY = 20_000
/** A part of all papers, 5 %, tells their days well enough. */
const SAMPLE = 5
/** More than are expected, because words come and go over the years, and a day that is too late means a second search. */
const MARGIN = 1.3
/** With a larger share of all papers, there is nothing to gain. */
const LARGEST_SHARE = 0.6

interface Ages {
  readonly papers: number
  /** Days of some of them, the newest first. */
  readonly days: readonly string[]
}

const known = new WeakMap<Queries, { readonly made: number; readonly ages: Promise<Ages> }>()

/**
 * @param counts papers that have each of the words that are all looked for
 * @returns a day `YYYY-MM-DD`; undefined: all days are needed
 */
export const recentEnough = async (
  store: Queries,
  counts: readonly number[],
  matches: number,
): Promise<string | undefined> => dayOf(await agesOf(store), counts, matches)

/** Words are taken to be independent of one another and of the day. */
export function dayOf({ papers, days }: Ages, counts: readonly number[], matches: number): string | undefined {
  if (papers < MANY) return undefined
  const expected = counts.reduce((left, count) => left * Math.min(1, count / papers), papers)
  const share = (MARGIN * matches) / expected
  return share < LARGEST_SHARE ? days[Math.floor(share * days.length)] : undefined
}

function agesOf(store: Queries): Promise<Ages> {
  const before = known.get(store)
  if (before && Date.now() - before.made < FRESH) return before.ages
  const ages = sample(store)
  known.set(store, { made: Date.now(), ages })
  // Whoever comes next asks again.
  ages.catch(() => known.delete(store))
  return ages
}

async function sample(store: Queries): Promise<Ages> {
  const rows = await store.query<{ day: string }>(
    `select published as day from papers tablesample system (${SAMPLE}) order by published desc`,
  )
  return { papers: (rows.length * 100) / SAMPLE, days: rows.map(({ day }) => day) }
}
