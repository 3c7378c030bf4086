/**
 * What this site does at set times, as its operator has decided.
 * @module
 */
import { pruneDumps, writeDailyDump } from '@pushforward/feed/dump'
import { embedPapers } from '@pushforward/feed/embedding'
import { type Pull, pullArxiv, pullDailyPapers } from '@pushforward/feed/ingest'
import type { Timer } from '@pushforward/feed/jobs'
import type { Store } from '@pushforward/feed/store'
import type { Config } from './config.js'

export interface SiteTimersOptions {
  readonly store: Store
  readonly config: Partial<Pick<Config, 'connectors' | 'dump' | 'embeddings'>>
  /** Where dumps are kept; absent: none are made. */
  readonly dumpFolder?: string
  /** Default: the machine's. */
  readonly clock?: () => Date
  /** Lines for the operator. */
  readonly log?: (line: string) => void
}

/** Seconds between two looks for papers without a vector. */
const EMBEDDING = 60
/** Seconds after which all papers are looked at, whether any change was seen or not. */
const EMBEDDING_IN_FULL = 3600

export function siteTimers(options: SiteTimersOptions): readonly Timer[] {
  return [...dumping(options), ...pulling(options), ...embedding(options)]
}

function dumping({
  store,
  config,
  dumpFolder,
  clock = () => new Date(),
  log = () => {},
}: SiteTimersOptions): readonly Timer[] {
  const { at = '', days = 0 } = config.dump ?? {}
  if (dumpFolder === undefined || days === 0) return []
  const work = async () => {
    const now = clock()
    const papers = await writeDailyDump(store, dumpFolder, now.toISOString().slice(0, 10))
    if (papers !== undefined) log(`dump: ${papers} papers are in ${dumpFolder}`)
    await pruneDumps(dumpFolder, days, now)
  }
  return [{ name: 'dump', schedule: { daily: at }, work }]
}

function pulling({ store, config: { connectors }, clock, log = () => {} }: SiteTimersOptions): readonly Timer[] {
  if (!connectors) return []
  const { contact, at, pulls } = connectors
  const ask = (pull: Pull, signal: AbortSignal) => {
    const options = { contact, signal, ...(clock ? { clock } : {}) }
    return pull.service === 'arxiv'
      ? pullArxiv(store, { ...options, ...pull })
      : pullDailyPapers(store, { ...options, ...pull })
  }
  return pulls.map((pull) => ({
    name: `pull-${pull.service}`,
    schedule: { daily: at },
    work: async (signal) => {
      const { added, changed, isUnchanged } = await ask(pull, signal)
      log(`${pull.service}: ${isUnchanged ? 'nothing new' : `${added} added, ${changed} changed`}`)
    },
  }))
}

function embedding({ store, config: { embeddings }, log = () => {} }: SiteTimersOptions): readonly Timer[] {
  if (!embeddings) return []
  const isNews = newsOf(store)
  const work = async (signal: AbortSignal) => {
    if (!(await isNews())) return
    const { embedded, skipped } = await embedPapers(store, embeddings, { signal })
    if (embedded > 0) log(`embeddings: ${embedded} papers have a new vector`)
    for (const { title, reason } of skipped) log(`embeddings: none for ${JSON.stringify(title)}: ${reason}`)
    isNews.seen()
  }
  return [{ name: 'embed', schedule: { seconds: EMBEDDING }, seconds: EMBEDDING_IN_FULL, work }]
}

/**
 * Whether any paper can have changed since the last time, from two indexes; looking at all papers took 36 ms for 20 000. A
 * change whose transaction was long is older than what was seen when it comes: hence the hour.
 */
function newsOf(store: Store) {
  let known = ''
  let looked = Number.NEGATIVE_INFINITY
  let current = ''
  const isNews = async () => {
    const [row] = await store.query<{ version: string }>(
      "select concat((select max(updated_at) from papers), ' ', (select max(id) from papers)) as version",
    )
    current = row?.version ?? ''
    return current !== known || performance.now() - looked > EMBEDDING_IN_FULL * 1000
  }
  return Object.assign(isNews, {
    seen: () => {
      known = current
      looked = performance.now()
    },
  })
}
