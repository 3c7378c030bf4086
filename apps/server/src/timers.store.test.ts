import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { onBothStores } from '@pushforward/feed/fixture'
import { importPapers } from '@pushforward/feed/ingest'
import {
  claimDue,
  openQueue,
  type Queue,
  type Timer,
  timerKinds,
  timerStates,
  workTimers,
} from '@pushforward/feed/jobs'
import { listFeed } from '@pushforward/feed/papers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from './config.js'
import { Browser, feedSite } from './fixture/browsers.js'
import { siteTimers } from './timers.js'

const DAILY = [{ paper: { id: '2611.00001', title: 'Of the day', publishedAt: '2026-11-24T00:00:00Z', upvotes: 3 } }]
const ARXIV = `<feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults>1</opensearch:totalResults><entry>
  <id>http://arxiv.org/abs/2611.00002v1</id><title>Of arXiv</title><published>2026-11-24T00:00:00Z</published></entry></feed>`

/** A service that counts what it is asked. */
async function service(answer: (response: ServerResponse) => void) {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(`${request.url}`)
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, close: () => server.close() }
}

onBothStores('what is done at set times', (store) => {
  let now = new Date('2026-11-25T01:00:00Z')
  let isDown = false
  const lines: string[] = []
  const queues: Queue[] = []
  let daily: Awaited<ReturnType<typeof service>>
  let arxiv: Awaited<ReturnType<typeof service>>
  let folder: string
  let timers: readonly Timer[]
  let config: ReturnType<typeof readConfig>
  beforeAll(async () => {
    daily = await service((response) => response.end(JSON.stringify(DAILY)))
    arxiv = await service((response) =>
      isDown ? response.writeHead(503, { 'retry-after': '7200' }).end() : response.end(ARXIV),
    )
    folder = await mkdtemp(join(tmpdir(), 'timers-'))
    config = readConfig(
      {
        CONNECTORS: 'arxiv,daily-papers',
        CONTACT: 'mailto:a@b.example',
        ARXIV_QUERY: 'cat:stat.ML',
        ARXIV_URL: arxiv.url,
        DAILY_PAPERS_URL: daily.url,
        DUMP_DAYS: '2',
        METRICS_TOKEN: 'secret',
      },
      'http://localhost',
    )
    const clock = () => now
    timers = siteTimers({ store: store(), config, dumpFolder: folder, clock, log: (line) => lines.push(line) })
    // Two processes of the site.
    for (let k = 0; k < 2; k++) {
      const queue = await openQueue(store(), timerKinds(timers))
      await workTimers(store(), queue, timers, { clock })
      queues.push(queue)
    }
    await importPapers(store(), [{ title: 'A first paper' }], { source: 'submission', now })
  })
  afterAll(async () => {
    await Promise.all(queues.map((queue) => queue.close()))
    daily?.close()
    arxiv?.close()
    await rm(folder, { recursive: true })
  })

  /** Both processes look at the clock; what they claim is done. */
  const at = async (time: string) => {
    now = new Date(time)
    const claimed = await Promise.all(queues.map((queue) => claimDue(store(), queue, timers, now)))
    for (let attempt = 0; attempt < 400; attempt++) {
      const [row] = await store().query<{ busy: number }>('select count(busy_until) as busy from timers')
      if (row?.busy === 0) return claimed.flat().toSorted()
      await setTimeout(25)
    }
    throw new Error('it did not end within 10 s')
  }
  const site = async () => {
    const made = await feedSite(
      store(),
      { METRICS_TOKEN: 'secret' },
      { clock: () => now, dumpFolder: folder, timers: timers.map(({ name }) => name) },
    )
    return new Browser(made)
  }

  test('has its time: nothing before, once then, whatever the number of processes', async () => {
    expect(timers.map(({ name }) => name)).toEqual(['dump', 'pull-daily-papers', 'pull-arxiv'])
    expect(await at('2026-11-25T01:00:00Z')).toEqual([])
    expect(await at('2026-11-25T02:30:00Z')).toEqual(['dump'])
    expect(await at('2026-11-25T06:30:10Z')).toEqual(['pull-arxiv', 'pull-daily-papers'])
    expect(await at('2026-11-25T23:59:00Z')).toEqual([])
    expect(lines.splice(0).toSorted()).toEqual([
      'arxiv: 1 added, 0 changed',
      'daily-papers: 1 added, 0 changed',
      `dump: 1 papers are in ${folder}`,
    ])
    expect([daily.asked, arxiv.asked.map((url) => new URL(url, arxiv.url).searchParams.get('search_query'))]).toEqual([
      ['/api'],
      ['cat:stat.ML'],
    ])
    const titles = (await listFeed(store())).papers.map(({ title }) => title)
    expect(titles).toEqual(expect.arrayContaining(['Of the day', 'Of arXiv']))
  })

  test('serves the dump of the night, and keeps as many as it is told', async () => {
    const browser = await site()
    const first = await browser.get('/dump/papers.ndjson.gz')
    expect([first.status, (await readdir(folder)).sort()]).toEqual([200, ['2026-11-25']])
    await at('2026-11-26T02:30:00Z')
    await at('2026-11-27T02:30:00Z')
    expect((await readdir(folder)).sort()).toEqual(['2026-11-26', '2026-11-27'])
    const newest = await browser.get('/dump/papers.parquet')
    const dated = await browser.get('/dump/2026-11-27/papers.parquet')
    expect(dated.headers.get('etag')).toBe(newest.headers.get('etag'))
    for (const path of ['/dump/2026-11-25/papers.parquet', '/dump/..%2f/papers.parquet', '/dump/2026-11-27/other']) {
      expect((await browser.get(path)).status).toBe(404)
    }
  })

  test('tells when a service fails, and asks again when that says', async () => {
    isDown = true
    await at('2026-11-28T06:30:00Z')
    const browser = await site()
    const health = await browser.get('/healthz')
    expect([health.status, await health.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'ok', failing: ['pull-arxiv'] }),
    ])
    const metrics = await (await browser.request('/metrics', { headers: { authorization: 'Bearer secret' } })).text()
    expect(metrics).toMatch(/^pushforward_timer_failures\{name="pull-arxiv"\} 1$/m)
    expect(metrics).toMatch(/^pushforward_timer_failures\{name="dump"\} 0$/m)
    expect(metrics).toContain(`pushforward_timer_success_seconds{name="pull-daily-papers"} ${now.getTime() / 1000}`)
    const [state] = await timerStates(store(), ['pull-arxiv'])
    expect(state).toMatchObject({ nextAt: new Date('2026-11-28T08:30:00Z'), problem: expect.stringMatching(/503/) })
    isDown = false
    expect(await at('2026-11-28T08:29:59Z')).toEqual([])
    expect(await at('2026-11-28T08:30:00Z')).toEqual(['pull-arxiv'])
    expect(await (await browser.get('/healthz')).json()).not.toHaveProperty('failing')
  })
})

test('nothing is pulled by default, and dumps can be left to whoever asks', () => {
  const timersOf = (environment: Readonly<Record<string, string>>) =>
    siteTimers({
      store: undefined as never,
      config: readConfig(environment, 'http://localhost'),
      dumpFolder: '/nowhere',
    }).map(({ name, schedule }) => [name, schedule])
  expect(timersOf({})).toEqual([['dump', { daily: '02:30' }]])
  expect(timersOf({ DUMP_AT: '23:00' })).toEqual([['dump', { daily: '23:00' }]])
  expect(timersOf({ DUMP_DAYS: '0' })).toEqual([])
  expect(() => timersOf({ DUMP_AT: '25:00' })).toThrow('DUMP_AT: is "25:00"; a time of UTC such as 02:30 is needed')
})
