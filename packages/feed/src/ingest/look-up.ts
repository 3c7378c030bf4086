/**
 * One paper from arXiv by its identifier, for a form that is to be filled in.
 *
 * Somebody waits for it, so it gives up sooner than a pull; it keeps the same distance between requests as all that ask
 * arXiv from this store, and an answer holds for a day, as arXiv's own does.
 * @module
 */
import type { Store } from '../store/store.js'
import { parseArxiv } from './arxiv.js'
import { ImportError, type IncomingPaper } from './incoming.js'
import { type Politeness, politeFetch } from './polite-fetch.js'

export interface LookUpOptions extends Omit<Politeness, 'pause'> {
  /** Default `https://export.arxiv.org/api/query`. */
  readonly url?: string
}

export const ARXIV_API = 'https://export.arxiv.org/api/query'

const PAUSE = 3000
const TIMEOUT = 8000
/** Milliseconds in all for which it waits for its turn. */
const PATIENCE = 7000
/** One entry is some 3 KB. */
const LARGEST = 2 ** 18
const DAY = 86_400_000
/** What arXiv did not have may have come meanwhile. */
const MISSING = 600_000
/** An empty answer is asked for again: it gives some by mistake. */
const TRIES = 2

/**
 * @param arxiv identifier without version
 * @returns undefined when arXiv has no such paper
 * @throws TryLaterError, ImportError as `politeFetch`
 */
export async function lookUpArxiv(
  store: Store,
  arxiv: string,
  options: LookUpOptions,
): Promise<IncomingPaper | undefined> {
  const { url = ARXIV_API, clock = () => new Date() } = options
  const now = clock()
  const [kept] = await store.query<{ paper: IncomingPaper | null }>(
    `select paper from arxiv_answers
     where arxiv = $1 and asked_at > case when paper is null then $2::timestamptz else $3::timestamptz end`,
    [arxiv, new Date(now.getTime() - MISSING), new Date(now.getTime() - DAY)],
  )
  if (kept) return kept.paper ?? undefined
  const paper = await ask(store, arxiv, { timeout: TIMEOUT, largest: LARGEST, patience: PATIENCE, ...options, url })
  await store.query('delete from arxiv_answers where asked_at <= $1', [new Date(now.getTime() - DAY)])
  await store.query(
    `insert into arxiv_answers (arxiv, paper, asked_at) values ($1, $2::jsonb, $3)
     on conflict (arxiv) do update set paper = excluded.paper, asked_at = excluded.asked_at`,
    [arxiv, paper ? JSON.stringify(paper) : null, clock()],
  )
  return paper
}

async function ask(
  store: Store,
  arxiv: string,
  { url, ...options }: LookUpOptions & { readonly url: string },
): Promise<IncomingPaper | undefined> {
  const address = new URL(url)
  address.searchParams.set('id_list', arxiv)
  address.searchParams.set('max_results', '1')
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    // Nothing is remembered as imported, so the request is never conditional.
    const answer = await politeFetch(store, address, { pause: PAUSE, ...options })
    if (answer.kind === 'unchanged') throw new ImportError(`${address.host} answers 304 to what was not asked`)
    const { papers } = parseArxiv(new TextDecoder().decode(answer.bytes))
    const [paper] = papers
    if (!paper) continue
    // Whatever it says, another paper is not the one that was asked for.
    if (paper.arxiv?.replace(/v\d+$/, '') !== arxiv) throw new ImportError(`${address.host} answers with another paper`)
    return paper
  }
  return undefined
}
