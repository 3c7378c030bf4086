import { type AddressInfo, connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestSite, testSite } from './fixture/app.js'
import { nodeServer } from './node-server.js'

let site: TestSite
beforeAll(async () => {
  site = await testSite()
})
afterAll(() => site.close())

const get = (path: string, headers: Record<string, string> = {}) => site.app.request(path, { headers })
const text = async (path: string) => (await get(path)).text()

describe('the feed', () => {
  test('lists every paper, those that run with the outcome of their claims', async () => {
    const html = await text('/')
    expect(html.match(/<li class="entry/g)).toHaveLength(29)
    expect(html).toContain('1 of 3 claims hold')
    expect(html).toContain('1 refuted')
    expect(html.match(/does not run yet<\/p>/g)).toHaveLength(27)
  })

  test('has its topics at addresses of their own, and says so when there is none', async () => {
    const old = await get('/?topic=credit%20risk')
    expect([old.status, old.headers.get('location')]).toEqual([301, '/topics/credit%20risk'])
    const html = await text('/topics/credit%20risk')
    expect(html.match(/<li class="entry/g)).toHaveLength(1)
    expect(html).toContain('How sure can we be of a credit score?')
    const unknown = await get('/topics/%3Cscript%3E')
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).toContain('No paper has the topic “&lt;script>”')
  })
})

describe('a paper’s page', () => {
  test('shows recorded figures in both sizes, claims, and the first pictures of explorations', async () => {
    const html = await text('/papers/example')
    expect(html.match(/<div class="picture-(wide|narrow)"><svg/g)).toHaveLength(6)
    expect(html).toContain('var(--role-source)')
    expect(html).toContain('<msup>')
    expect(html).toContain('On this test it did not hold')
    expect(html).toContain('Last verified run, 20 November 2026: seed 0, ')
  })

  test('an exploration of the run stands below the run, shows the recorded one, and waits', async () => {
    const html = await text('/papers/example')
    const section = html.slice(html.indexOf('id="explore-shift-again"'), html.indexOf('id="claims"'))
    expect(html.indexOf('id="run-panel"')).toBeLessThan(html.indexOf('id="explore-shift-again"'))
    expect(section).toContain('Last verified run.')
    expect(section).toMatch(/<fieldset class="plain" disabled/)
  })

  test('takes parameters and seed from the link', async () => {
    const html = await text('/papers/example?shift=-0.5&seed=12')
    expect(html).toMatch(/name="shift"[^>]*value="-0.5"/)
    expect(html).toContain('const shift = -0.5')
    expect(html).toContain('npx pushforward run example --seed 12 --shift -0.5')
  })

  test.each(['shift=9', 'shift=north', 'seed=-1', 'seed=1.5'])(
    'refuses %s in words and shows the defaults',
    async (query) => {
      const html = await text(`/papers/example?${query}`)
      expect(html).toContain('A parameter can’t be used')
      expect(html).toMatch(new RegExp(`<p>${query.split('=')[0]}: is `))
      expect(html).toContain('const shift = 1')
    },
  )

  test('exists for a paper without a program, too', async () => {
    const html = await text('/papers/rvgp')
    expect(html).toContain('Not yet a program')
    expect(html).not.toContain('/assets/paper.js')
  })

  test('names similar papers by the words that both use', async () => {
    expect(await text('/papers/example')).toMatch(/Because of [a-z]+(, [a-z]+)* and [a-z]+/)
  })

  test('gives its recorded figures as data and as a picture with both themes', async () => {
    const figures = await get('/papers/example/figures.json')
    expect(figures.headers.get('content-type')).toBe('application/json')
    expect((await figures.json()).figures[0].id).toBe('map')
    const picture = await text('/papers/example/picture.svg')
    expect(picture).toMatch(/^<svg[^>]*><style>/)
    expect(picture).toContain('prefers-color-scheme:dark')
    expect((await get('/papers/rvgp/figures.json')).status).toBe(404)
  })
})

describe('addresses', () => {
  test.each([
    ['/abs/2302.04953', '/papers/monge-gap'],
    ['/abs/2302.04953v2', '/papers/monge-gap'],
    ['/papers', '/'],
    ['/about/', '/about'],
  ])('%s leads to %s', async (from, to) => {
    const response = await get(from)
    expect([301, 302]).toContain(response.status)
    expect(new URL(response.headers.get('location') ?? '', 'http://localhost').pathname).toBe(to)
  })

  test.each([
    '/nothing',
    '/papers/nothing',
    '/abs/nothing',
    '/day/2026-02-30',
    '/week/2026-W54',
    '/data/nothing',
    '/data/..%2fsecret',
    '/assets/nothing.js',
  ])('%s is a page that says that there is none', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is no such page')
  })

  test('an arXiv identifier that is not here can be submitted', async () => {
    const response = await get('/abs/9999.99999')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('href="/submit?arxiv=9999.99999"')
  })

  test('a paper is text for whoever asks for it', async () => {
    for (const response of [
      await get('/papers/example.md'),
      await get('/papers/example', { accept: 'text/markdown' }),
    ]) {
      expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
      expect(await response.text()).toContain('# Does a shift move every point alike?')
    }
    expect((await get('/papers/2301.00001.md')).headers.get('location')).toBe('/papers/example.md')
  })

  test('data sets come with their file name', async () => {
    const response = await get('/data/credit')
    expect(response.headers.get('x-file-name')).toBe('credit.csv')
    expect(await response.text()).toBe('age,income\n40,2\n')
  })

  test('health tells the number of papers', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok', papers: 29 })
  })
})

describe('responses', () => {
  test('isolate the page and allow no inline script', async () => {
    for (const path of ['/', '/papers/example', '/nothing', '/assets/site.css', '/data/credit']) {
      const { headers } = await get(path)
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
      expect(policy).toContain("worker-src 'self' blob:")
    }
  })

  test('are confirmed by their ETag without being sent again', async () => {
    const first = await get('/')
    const etag = first.headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const second = await get('/', { 'if-none-match': etag })
    expect(second.status).toBe(304)
    expect(await second.text()).toBe('')
  })

  test('are compressed for whoever can read that', async () => {
    expect((await get('/', { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBe('gzip')
    const asset = await get('/assets/site.css', { 'accept-encoding': 'gzip, br' })
    expect(asset.headers.get('content-encoding')).toBe('br')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await get('/assets/site.css')).headers.get('content-encoding')).toBeNull()
  })

  test('of a page that fails say so without its reason, which goes to the operator', async () => {
    const response = await get('/papers/broken')
    expect(response.status).toBe(500)
    const html = await response.text()
    expect(html).toContain('could not make this page')
    expect(html).not.toContain('be loaded')
    expect(site.failures.map(({ message }) => message)).toEqual(['this paper can’t be loaded'])
  })

  test('have no body for HEAD', async () => {
    const response = await site.app.request('/', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })
})

test('a visitor who hangs up in the middle of a form is no fault of ours', async () => {
  const server = nodeServer(site.app.fetch as Parameters<typeof nodeServer>[0])
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const before = site.failures.length
  const ended = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(
    'POST /papers/example/runs HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\ncontent-length: 100\r\n\r\npace=',
  )
  await new Promise((resolve) => server.once('request', resolve))
  socket.resetAndDestroy()
  await ended
  // The failure is heard of after the connection.
  await setTimeout(50)
  expect(site.failures.slice(before)).toEqual([])
  await new Promise((resolve) => server.close(resolve))
})
