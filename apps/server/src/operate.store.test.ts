import { openQueue, RUNS } from '@pushforward/feed/jobs'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from './config.js'
import { type TestSite, testSite } from './fixture/app.js'
import { createObserver } from './observe.js'

let site: TestSite
beforeAll(async () => {
  const config = readConfig({ METRICS_TOKEN: 'secret' }, 'http://localhost')
  site = await testSite({ config, queue: (store) => openQueue(store, { [RUNS]: {} }) })
})
afterAll(() => site?.close())

const get = (path: string, headers: Record<string, string> = {}) => site.app.request(path, { headers })
const post = (path: string, form: Record<string, string> = {}) =>
  site.app.request(path, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost' },
  })

describe('a run on the server', () => {
  test('is asked for by the form of the paper’s page, shown, cancelled, asked for again', async () => {
    const asked = await post('/papers/example/runs', { shift: '-0.5', seed: '12', profile: 'full' })
    expect(asked.status).toBe(303)
    const address = asked.headers.get('location') ?? ''
    const page = await (await get(address)).text()
    expect(page).toContain('Waiting for a machine')
    expect(page).toContain('full profile · seed 12 · shift -0.5')
    expect(page).toContain('<noscript><meta http-equiv="refresh"')
    expect((await post(`${address}/cancel`)).headers.get('location')).toBe(address)
    const cancelled = await (await get(address)).text()
    expect(cancelled).toContain('<h1>Cancelled</h1>')
    expect(cancelled).not.toContain('http-equiv="refresh"')
    const again = await post(`${address}/again`)
    expect(again.status).toBe(303)
    expect(again.headers.get('location')).not.toBe(address)
    const report = await (await get(`${again.headers.get('location')}/events.json`)).json()
    expect(report).toMatchObject({ state: 'queued', seed: 12, events: [] })
    expect(report).not.toHaveProperty('askedBy')
    await post(`${again.headers.get('location')}/cancel`)
  })

  test('streams its state until it has ended', async () => {
    const { headers } = await post('/papers/example/runs')
    const address = headers.get('location') ?? ''
    await post(`${address}/cancel`)
    const stream = await get(`${address}/events`)
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect(await stream.text()).toBe('event: state\ndata: cancelled\n\n')
  })

  test.each([
    ['/papers/example/runs', { shift: '9' }, 422, 'shift: is 9'],
    ['/papers/rvgp/runs', {}, 404, 'There is no such page'],
    ['/runs/00000000-0000-0000-0000-000000000000/again', {}, 404, 'There is no such page'],
  ] as const)('%s with %j is refused', async (path, form, status, words) => {
    const response = await post(path, form)
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(words)
  })

  test('is not given to who has three already', async () => {
    const addresses: string[] = []
    for (let k = 0; k < 3; k++) addresses.push((await post('/papers/example/runs')).headers.get('location') ?? '')
    const refused = await post('/papers/example/runs')
    expect(refused.status).toBe(429)
    expect(await refused.text()).toContain('3 runs of yours wait or run')
    for (const address of addresses) await post(`${address}/cancel`)
  })
})

describe('the operator', () => {
  test('reads numbers with a token, and nobody without', async () => {
    expect((await get('/metrics')).status).toBe(404)
    expect((await get('/metrics', { authorization: 'Bearer secreT' })).status).toBe(404)
    const metrics = await (await get('/metrics', { authorization: 'Bearer secret' })).text()
    expect(metrics).toMatch(/^pushforward_store_up 1$/m)
    expect(metrics).toMatch(/^pushforward_runs_waiting 0$/m)
    expect(metrics).toMatch(/^pushforward_request_seconds_count\{method="GET",route="\/runs\/:id",status="200"\} \d+$/m)
  })

  test('reads a line for each request, without what signs a reader in', async () => {
    const lines: string[] = []
    const observer = createObserver({ store: site.store, config: readConfig({}, 'http://localhost') }, (line) =>
      lines.push(line),
    )
    const app = new Hono()
    app.use(observer.middleware)
    app.get('/sign-in/:token', (context) => context.text('hello'))
    app.get('/papers/:slug', (context) => context.text('a paper'))
    await app.request('/sign-in/secret')
    await app.request('/papers/monge-gap?seed=1')
    const said = lines.map((line) => JSON.parse(line))
    expect(said).toMatchObject([
      { method: 'GET', path: '/sign-in/:token', status: 200, milliseconds: expect.any(Number) },
      { method: 'GET', path: '/papers/monge-gap', status: 200 },
    ])
  })

  test('is told by health when the store is gone', async () => {
    const lost = await testSite()
    expect(await (await lost.app.request('/healthz')).json()).toMatchObject({ status: 'ok' })
    await lost.close()
    const health = await lost.app.request('/healthz')
    expect([health.status, await health.json()]).toEqual([503, { status: 'the store does not answer' }])
  })
})
