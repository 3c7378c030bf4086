import { createMeaning, embedPapers } from '@pushforward/feed/embedding'
import { type TestEmbeddings, testEmbeddings } from '@pushforward/feed/fixture'
import { importPapers } from '@pushforward/feed/ingest'
import { claimDue, openQueue, type Queue, type Timer, timerKinds, workTimers } from '@pushforward/feed/jobs'
import { openStore, type Store } from '@pushforward/feed/store'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from './config.js'
import { testSite } from './fixture/app.js'
import { createObserver } from './observe.js'
import { siteTimers } from './timers.js'

let endpoint: TestEmbeddings
const ENVIRONMENT = () => ({ EMBEDDINGS_URL: endpoint.url, EMBEDDINGS_MODEL: 'words', METRICS_TOKEN: 'secret' })
const PAPERS = [
  { title: 'Soil transport', abstract: 'A distance.' },
  { title: 'Sinkhorn iterations', abstract: 'Entropy.' },
]
beforeAll(async () => {
  endpoint = await testEmbeddings()
})
afterAll(() => endpoint.close())

test('a search finds by meaning, says so, and goes on by words when the endpoint is gone; metrics tell', async () => {
  const config = readConfig(ENVIRONMENT(), 'http://localhost')
  if (!config.embeddings) throw new Error('the variables are given')
  const meaning = createMeaning(config.embeddings, { rest: 0 })
  const site = await testSite({ config, meaning })
  try {
    await importPapers(site.store, PAPERS, { source: 'submission' })
    await embedPapers(site.store, config.embeddings)
    await meaning.refresh(site.store)
    const get = async (path: string) => (await site.app.request(path)).text()
    const page = await get('/search?q=dirt+haulage')
    expect(page).toContain('Soil transport')
    expect(page).toContain('near in meaning')
    expect(await get('/search/feed.atom?q=dirt+haulage')).toContain('Soil transport')
    expect(await get('/api/papers/search?q=dirt+haulage')).toContain('Soil transport')
    expect(await get('/about/ranking')).toContain('near in')
    endpoint.behave({ status: 500 })
    const plain = await get('/search?q=sinkhorn')
    expect(plain).toContain('<mark>Sinkhorn</mark> iterations')
    expect(plain).not.toContain('near in meaning')
    expect(plain).not.toContain('role="alert"')
    endpoint.behave('well')
    const metrics = await (await site.app.request('/metrics', { headers: { authorization: 'Bearer secret' } })).text()
    expect(metrics).toMatch(/^pushforward_embedded_papers 31$/m)
    expect(metrics).toMatch(/^pushforward_embedding_searches_total\{name="answered"\} 3$/m)
    expect(metrics).toMatch(/^pushforward_embedding_searches_total\{name="failed"\} 1$/m)
    expect(site.failures).toEqual([])
  } finally {
    await site.close()
  }
})

test('new papers get their vectors by a timer; one that fails is told of by health and metrics', async () => {
  const store: Store = await openStore({ memory: true })
  const lines: string[] = []
  const config = readConfig(ENVIRONMENT(), 'http://localhost')
  const timers: readonly Timer[] = siteTimers({ store, config, log: (line) => lines.push(line) })
  expect(siteTimers({ store, config: {} })).toEqual([])
  let now = new Date('2026-11-25T12:00:00Z')
  let queue: Queue | undefined
  try {
    queue = await openQueue(store, timerKinds(timers))
    await workTimers(store, queue, timers, { clock: () => now })
    const tick = async () => {
      now = new Date(now.getTime() + 600_000)
      await claimDue(store, queue as Queue, timers, now)
      for (let attempt = 0; attempt < 400; attempt++) {
        const [row] = await store.query<{ busy: number }>('select count(busy_until) as busy from timers')
        if (row?.busy === 0) return
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      throw new Error('it did not end within 10 s')
    }
    await importPapers(store, PAPERS, { source: 'submission', now })
    await tick()
    expect(lines).toEqual(['embeddings: 2 papers have a new vector'])
    const asked = endpoint.requests.length
    await tick()
    expect(endpoint.requests).toHaveLength(asked)
    endpoint.behave({ status: 401 })
    await importPapers(store, [{ title: 'Another' }], { source: 'submission', now })
    await tick()
    const app = new Hono()
    createObserver({ store, config, timers: timers.map(({ name }) => name) }).routes(app)
    const health = await app.request('/healthz')
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', papers: 3, failing: ['embed'] }])
    const metrics = await (await app.request('/metrics', { headers: { authorization: 'Bearer secret' } })).text()
    expect(metrics).toMatch(/^pushforward_timer_failures\{name="embed"\} 1$/m)
    endpoint.behave('well')
    await tick()
    expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok', papers: 3 })
    expect(lines).toHaveLength(2)
  } finally {
    await queue?.close()
    await store.close()
  }
})
