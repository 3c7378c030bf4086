/**
 * Papers from the live services: Daily Papers' API, arXiv's API. Nothing calls these but the command and, where an operator
 * names them in CONNECTORS, a timer.
 * @module
 */
import type { Store } from '../store/store.js'
import { parseArxiv } from './arxiv.js'
import { parseDailyPapers } from './daily-papers.js'
import { type ImportReport, importPapers } from './import.js'
import { ImportError, type Parsed } from './incoming.js'
import { parseJson } from './json.js'
import { ARXIV_API } from './look-up.js'
import { type Answer, type Politeness, politeFetch, remember } from './polite-fetch.js'

export interface PullOptions extends Omit<Politeness, 'pause'> {
  /** Milliseconds between two requests. Default 3000, which arXiv asks for; other services ask for less. */
  readonly pause?: number
  /** No further request is begun once it is aborted. */
  readonly signal?: AbortSignal
}

export interface PullReport extends ImportReport {
  /** The service says that nothing is new since the last pull. */
  readonly isUnchanged: boolean
  readonly requests: number
}

export interface DailyPapersOptions extends PullOptions {
  /** Default `https://huggingface.co/api/daily_papers`. */
  readonly url?: string
  /** Of one day, `YYYY-MM-DD`. Default: the newest. */
  readonly day?: string
}

export interface ArxivOptions extends PullOptions {
  /** Default `https://export.arxiv.org/api/query`. */
  readonly url?: string
  /** As arXiv takes it: `cat:stat.ML`, `all:"optimal transport"`. */
  readonly query: string
  /** Papers at most, the last updated first. Default 500. arXiv gives 30 000 for one query. */
  readonly most?: number
}

const PAUSE = 3000
/** A page of arXiv, far below the 2000 that it allows: a page is one transaction and one answer in memory. */
const PAGE = 100
/** An empty answer is asked for again: services give some by mistake. */
const TRIES = 3

/** @throws TryLaterError, ImportError as `politeFetch` */
export async function pullDailyPapers(store: Store, options: DailyPapersOptions): Promise<PullReport> {
  const url = addressOf(options.url ?? 'https://huggingface.co/api/daily_papers')
  if (options.day !== undefined) url.searchParams.set('date', options.day)
  const pull = startPull(store, options)
  const parsed = await pull.read(url, (text) => parseDailyPapers(parseJson(text)))
  if (parsed) await pull.take(url, parsed, 'daily-papers')
  return pull.report()
}

/** Pages until one brings nothing new, or `most` is reached. */
export async function pullArxiv(store: Store, options: ArxivOptions): Promise<PullReport> {
  const { query, most = 500 } = options
  const pull = startPull(store, options)
  for (let start = 0; start < most; start += PAGE) {
    const url = addressOf(options.url ?? ARXIV_API)
    const page = { search_query: query, start, max_results: Math.min(PAGE, most - start) }
    const order = { sortBy: 'lastUpdatedDate', sortOrder: 'descending' }
    for (const [name, value] of Object.entries({ ...page, ...order })) url.searchParams.set(name, String(value))
    const parsed = await pull.read(url, parseArxiv)
    if (!parsed || parsed.papers.length === 0) break
    const { added, changed } = await pull.take(url, parsed, 'arxiv')
    if (added + changed === 0 || start + PAGE >= (parsed.total ?? Number.POSITIVE_INFINITY)) break
  }
  return pull.report()
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username) return url
  throw new ImportError(`${JSON.stringify(text)} is no http or https address`)
}

function startPull(store: Store, options: PullOptions) {
  const politeness = { pause: PAUSE, ...options }
  const { clock = () => new Date() } = options
  const sum = {
    added: 0,
    changed: 0,
    skipped: [] as ImportReport['skipped'][number][],
    requests: 0,
    isUnchanged: false,
  }
  let answer: Answer

  return {
    /** @returns undefined when nothing is new */
    async read<T extends Parsed>(url: URL, parse: (text: string) => T): Promise<T | undefined> {
      for (let attempt = 1; ; attempt++) {
        options.signal?.throwIfAborted()
        answer = await politeFetch(store, url, politeness)
        sum.requests++
        if (answer.kind === 'unchanged') {
          sum.isUnchanged = sum.requests === 1
          return undefined
        }
        const parsed = parse(new TextDecoder('utf-8', { fatal: false }).decode(answer.bytes))
        if (parsed.papers.length + parsed.skipped.length > 0 || attempt === TRIES) return parsed
      }
    },
    async take(url: URL, { papers, skipped }: Parsed, source: 'arxiv' | 'daily-papers'): Promise<ImportReport> {
      const report = await importPapers(store, papers, { source, now: clock() })
      // An empty answer may have been a mistake: the next request must not be conditional on it.
      if (papers.length > 0) await remember(store, url, answer, clock())
      sum.added += report.added
      sum.changed += report.changed
      sum.skipped.push(...skipped, ...report.skipped)
      return report
    },
    report: (): PullReport => sum,
  }
}
