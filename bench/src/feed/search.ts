/**
 * `node bench/dist/feed/search.js [--papers 100000] [--data DIR | --database-url URL] [--rounds 10]`: fills a store with
 * invented papers (what is there already stays), then measures searches one after the other.
 * @module
 */
import { parseArgs } from 'node:util'
import { importPapers } from '@pushforward/feed/ingest'
import { search } from '@pushforward/feed/search'
import { openStore, type Store } from '@pushforward/feed/store'
import { machine } from '../machine.js'
import { type Corpus, makeCorpus } from './papers.js'
import { makeQueries } from './queries.js'
import { writeFeedTable } from './report.js'

const WARM_UP = 50

async function fill(store: Store, corpus: Corpus, papers: number): Promise<number> {
  const count = async () => (await store.query<{ n: number }>('select count(*) as n from papers'))[0]?.n ?? 0
  const start = performance.now()
  const there = await count()
  for (let k = there; k < papers; k += 5000) {
    const batch = Array.from({ length: Math.min(5000, papers - k) }, (_, i) => corpus.paper(k + i))
    await importPapers(store, batch, { source: 'arxiv' })
    console.error(
      `${k + batch.length} papers, ${((performance.now() - start) / (k + batch.length - there)).toFixed(2)} ms each`,
    )
  }
  if (there < papers) await store.execute('analyze')
  return (performance.now() - start) / Math.max(1, papers - there)
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      papers: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '10' },
      data: { type: 'string', default: '/tmp/pushforward-bench-feed' },
      'database-url': { type: 'string' },
      record: { type: 'boolean' },
    },
  })
  const url = values['database-url']
  const before = machine()
  const store = await openStore(url ? { databaseUrl: url } : { dataDir: values.data })
  try {
    const corpus = makeCorpus()
    const papers = Number(values.papers)
    await fill(store, corpus, papers)
    const queries = makeQueries(corpus, Number(values.rounds), papers)
    for (const { text, options } of queries.slice(0, WARM_UP)) await search(store, text, options)
    const isEmbedded = store.kind === 'embedded'
    const times = new Map<string, { wall: number; processor: number; found: boolean }[]>()
    for (const { kind, text, options } of queries) {
      const used = process.cpuUsage()
      const start = performance.now()
      const { total } = await search(store, text, options)
      const wall = performance.now() - start
      const { user, system } = process.cpuUsage(used)
      const time = { wall, processor: (user + system) / 1000, found: total > 0 }
      for (const name of ['all', kind]) times.set(name, [...(times.get(name) ?? []), time])
    }
    const rows = [...times].map(([kind, list]) => {
      const at = (of: 'wall' | 'processor', q: number) =>
        ms(
          quantile(
            list.map((time) => time[of]).sort((a, b) => a - b),
            q,
          ),
        )
      const matched = `${Math.round((100 * list.filter(({ found }) => found).length) / list.length)} %`
      const processor = isEmbedded ? [at('processor', 0.5), at('processor', 0.99)] : []
      return [kind, String(list.length), ...[0.5, 0.95, 0.99, 1].map((q) => at('wall', q)), ...processor, matched]
    })
    const processor = isEmbedded ? ['processor, median', 'processor, p99'] : []
    const head = ['query', 'count', 'median', 'p95', 'p99', 'most', ...processor, 'with results']
    console.log([head, ...rows].map((row) => row.map((cell) => cell.padEnd(18)).join('')).join('\n'))
    if (values.record) {
      const [version] = await store.query<{ version: string }>(
        "select split_part(version(), ' on ', 1) || ', shared_buffers ' || current_setting('shared_buffers') as version",
      )
      const title = `Search, ${papers} papers, ${store.kind === 'embedded' ? 'embedded store' : 'PostgreSQL server'}`
      const what = `One search after the other, 20 results with highlights, from call to records${isEmbedded ? '; beside the time by the clock, the processor time of the process, in which the database is' : ''}. ${version?.version}.`
      console.error(
        `written: ${writeFeedTable({ title, what, at: new Date().toISOString(), machine: before, head, rows })}`,
      )
    }
  } finally {
    await store.close()
  }
}

await main()
