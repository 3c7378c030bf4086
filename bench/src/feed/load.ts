/**
 * `node bench/dist/feed/load.js [--rate 200] [--seconds 30] [--papers 100000] [--data DIR | --database-url URL]`: readers
 * of a running site, for which `search.js` has filled the store.
 *
 * Requests come at random moments, `rate` a second, whether or not the ones before are answered: 80 % pages, 10 % searches,
 * 10 % votes by 500 people. A time counts from the moment at which a request was due, so a site that falls behind can't hide
 * it. Server and readers share the machine's processors.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { makeApiToken } from '@pushforward/feed/people'
import { openStore, type Store } from '@pushforward/feed/store'
import { type Rng, rng } from 'pushforward/measure'
import { machine } from '../machine.js'
import { benchFolder } from '../side.js'
import { type Corpus, makeCorpus } from './papers.js'
import { makeQueries } from './queries.js'
import { writeFeedTable } from './report.js'

const PEOPLE = 500
/** Papers that are read: the hottest, by Zipf's law. */
const READ = 20_000

interface Ask {
  readonly kind: 'page' | 'search' | 'vote'
  readonly method: 'GET' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

interface Target {
  readonly slugs: readonly string[]
  readonly topics: readonly string[]
  readonly days: readonly string[]
  readonly tokens: readonly string[]
}

/** People with tokens, and what there is to read. */
async function prepare(store: Store): Promise<Target> {
  const names = await store.query<{ slug: string }>(
    `select p.slug from paper_scores s join papers p on p.id = s.paper_id where not p.hidden
     order by s.hot desc, s.paper_id limit ${READ}`,
  )
  const topics = await store.query<{ name: string }>(
    'select topic as name from papers, unnest(topics) as topic group by topic order by count(*) desc limit 40',
  )
  const days = await store.query<{ day: string }>(
    'select listed_on as day from papers group by listed_on order by listed_on desc limit 60',
  )
  await store.query(
    `insert into people (email, handle, name, created_at, network)
     select 'reader-' || n || '@example.org', 'reader-' || n, 'Reader', now() - interval '1 year', '203.0.' || n % 250
     from generate_series(1, ${PEOPLE}) as n on conflict do nothing`,
  )
  await store.query("delete from api_tokens where person_id in (select id from people where handle like 'reader-%')")
  const people = await store.query<{ id: number }>("select id from people where handle like 'reader-%' order by id")
  const tokens: string[] = []
  for (const { id } of people) {
    tokens.push(await makeApiToken(store, { id, suspendedAt: null } as never, 'load', new Date()))
  }
  return {
    slugs: names.map(({ slug }) => slug),
    topics: topics.map(({ name }) => name),
    days: days.map(({ day }) => day),
    tokens,
  }
}

/** One request after the other, the same for each call. */
function makeAsks(count: number, target: Target, corpus: Corpus, papers: number, seed = 3): readonly Ask[] {
  const random = rng(seed)
  const queries = makeQueries(corpus, Math.ceil(count / 1000) + 1, papers)
  const slug = () => target.slugs[zipf(random, target.slugs.length)] as string
  const page = () => {
    const share = random.uniform()
    if (share < 0.3) return '/'
    if (share < 0.4) return '/trending'
    if (share < 0.45) return '/newest'
    if (share < 0.55)
      return `/topics/${encodeURIComponent(target.topics[zipf(random, target.topics.length)] as string)}`
    if (share < 0.65) return `/day/${target.days[zipf(random, target.days.length)]}`
    if (share < 0.7) return '/feed.atom'
    return `/papers/${slug()}`
  }
  return Array.from({ length: count }, (_, k): Ask => {
    const share = random.uniform()
    const headers = {
      'accept-encoding': 'gzip',
      'x-forwarded-for': `198.51.${k % 250}.${random.split(`${k}`).uniform() > 0.5 ? 1 : 2}`,
    }
    if (share < 0.8) return { kind: 'page', method: 'GET', path: page(), headers }
    if (share < 0.9) {
      const { text = '', options } = queries[k % queries.length] ?? {}
      const filters = options?.from ? `&from=${options.from}&code=1` : ''
      return { kind: 'search', method: 'GET', path: `/search?q=${encodeURIComponent(text)}${filters}`, headers }
    }
    const token = target.tokens[Math.floor(random.uniform() * target.tokens.length)] as string
    return {
      kind: 'vote',
      method: random.uniform() < 0.8 ? 'PUT' : 'DELETE',
      path: `/api/papers/${slug()}/vote`,
      headers: { ...headers, authorization: `Bearer ${token}` },
    }
  })
}

/** A place below `count` that is the rarer the larger it is. */
const zipf = (random: Rng, count: number) => Math.min(count - 1, Math.floor(count ** random.uniform()) - 1)

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

function ask(port: number, { method, path, headers }: Ask): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers, agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', reject)
    })
    sent.once('error', reject)
    sent.end()
  })
}

async function run(port: number, asks: readonly Ask[], rate: number) {
  const random = rng(4)
  const times = new Map<string, number[]>()
  const failures = new Map<string, number>()
  const start = performance.now()
  let due = start
  const pending: Promise<void>[] = []
  for (const each of asks) {
    due += (-Math.log(1 - random.uniform()) * 1000) / rate
    const wait = due - performance.now()
    if (wait > 1) await setTimeout(wait)
    const from = due
    pending.push(
      ask(port, each)
        .catch(() => 0)
        .then((status) => {
          const time = performance.now() - from
          for (const name of [each.kind, 'all']) listed(times, name).push(time)
          if (status !== 200) failures.set(`${each.kind} ${status}`, (failures.get(`${each.kind} ${status}`) ?? 0) + 1)
        }),
    )
  }
  await Promise.all(pending)
  return { times, failures, seconds: (performance.now() - start) / 1000 }
}

function listed(times: Map<string, number[]>, name: string): number[] {
  const list = times.get(name) ?? []
  times.set(name, list)
  return list
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function startSite(port: number, where: readonly string[]): Promise<ChildProcess> {
  const main = join(benchFolder, '../apps/cli/dist/main.js')
  // With the flags of this process, so that `node --cpu-prof …` makes a profile of the site, too.
  const site = spawn(process.execPath, [...process.execArgv, main, 'serve', '--port', String(port), ...where], {
    env: { ...process.env, TRUST_PROXY: '1', RUN_WORKERS: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let attempt = 0; attempt < 600; attempt++) {
    if (site.exitCode !== null) throw new Error('the site ended before it was asked')
    const status = await ask(port, { kind: 'page', method: 'GET', path: '/healthz', headers: {} }).catch(() => 0)
    if (status === 200) return site
    await setTimeout(100)
  }
  throw new Error('the site did not answer')
}

/** Milliseconds that a process has had so far; not a number where the system does not tell. */
function processorTime({ pid }: ChildProcess): number {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return Number.NaN
  const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? []
  // In user and system mode, in hundredths of a second (proc(5)).
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '30' },
      papers: { type: 'string', default: '100000' },
      data: { type: 'string', default: '/tmp/pushforward-bench-feed' },
      'database-url': { type: 'string' },
      record: { type: 'boolean' },
    },
  })
  const [rate, seconds, papers] = [Number(values.rate), Number(values.seconds), Number(values.papers)]
  const url = values['database-url']
  const before = machine()
  const store = await openStore(url ? { databaseUrl: url } : { dataDir: values.data })
  const target = await prepare(store)
  const [row] = await store.query<{ n: number; version: string }>(
    `select (select count(*) from papers) as n,
       split_part(version(), ' on ', 1) || ', shared_buffers ' || current_setting('shared_buffers') as version`,
  )
  await store.close()
  const asks = makeAsks(Math.round(rate * seconds), target, makeCorpus(), papers)
  const port = await freePort()
  const site = await startSite(port, url ? ['--database-url', url] : ['--data', values.data])
  try {
    // What the first visitors make: code is compiled, plans are cached.
    await run(port, asks.slice(0, Math.min(asks.length, rate * 3)), rate / 2)
    const used = processorTime(site)
    const { times, failures, seconds: took } = await run(port, asks, rate)
    const each = (processorTime(site) - used) / asks.length
    const rows = [...times].map(([kind, list]) => {
      const sorted = list.sort((a, b) => a - b)
      return [kind, String(list.length), ...[0.5, 0.95, 0.99, 1].map((q) => ms(quantile(sorted, q)))]
    })
    const head = ['request', 'count', 'median', 'p95', 'p99', 'most']
    console.log([head, ...rows].map((cells) => cells.map((cell) => cell.padEnd(12)).join('')).join('\n'))
    console.log(`${(asks.length / took).toFixed(0)} requests a second were answered`)
    console.log(`the site took ${ms(each)} of processor time a request`)
    const failed = [...failures].map(([what, count]) => `${what}: ${count}`).join(', ')
    console.log(failed ? `not 200: ${failed}` : 'all were answered with 200')
    if (values.record) {
      const kind = url ? 'PostgreSQL server' : 'embedded store'
      const title = `${rate} requests a second, ${row?.n} papers, ${kind}`
      const what = `80 % pages, 10 % searches, 10 % votes, ${seconds} s, at random moments; from the moment at which a request was due. Site, store and readers on the same processors; the site took ${ms(each)} of processor time a request. ${failed ? `Not answered with 200: ${failed}.` : 'All were answered with 200.'} ${row?.version}.`
      console.log(
        `written: ${writeFeedTable({ title, what, at: new Date().toISOString(), machine: before, head, rows })}`,
      )
    }
  } finally {
    site.kill('SIGTERM')
    await new Promise((resolve) => site.once('exit', resolve))
  }
}

await main()
