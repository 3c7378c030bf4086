import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { isKnown, takesGzip, wholeBodies } from './whole.js'

const LONG = 'A long page. '.repeat(500)
const GZIP = { 'accept-encoding': 'gzip' }

function site() {
  const app = new Hono()
  app.use(wholeBodies())
  app.get('/long', (context) => context.html(LONG, 200, { vary: 'accept', 'cache-control': 'no-cache' }))
  app.get('/short', (context) => context.html('short'))
  app.get('/huge', (context) => context.json(Array.from({ length: 100_000 }, (_, k) => k)))
  app.get('/tagged', (context) => context.text(LONG, 200, { etag: '"own"' }))
  app.get('/cookies', (context) => {
    context.header('set-cookie', 'a=1', { append: true })
    context.header('set-cookie', 'b=2', { append: true })
    return context.html(LONG)
  })
  app.get('/file', (context) =>
    context.body(new Blob(['file']).stream(), 200, { 'content-type': 'application/gzip', etag: '"file"' }),
  )
  app.get('/events', (context) => context.body(LONG, 200, { 'content-type': 'text/event-stream' }))
  app.get('/none', (context) => context.html(LONG, 404))
  app.post('/long', (context) => context.html(LONG))
  return app
}

const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer())

describe('a whole body', () => {
  test('is compressed for those who take it, and its tag is a weak one then', async () => {
    const plain = await site().request('/long')
    const small = await site().request('/long', { headers: GZIP })
    expect(await plain.text()).toBe(LONG)
    expect(gunzipSync(await bytes(small)).toString()).toBe(LONG)
    expect(small.headers.get('etag')).toBe(`W/${plain.headers.get('etag')}`)
    for (const { headers } of [plain, small]) expect(headers.get('vary')).toBe('accept, accept-encoding')
    expect(small.headers.get('content-encoding')).toBe('gzip')
  })

  test('is compressed in another thread when it is large', async () => {
    const answer = await site().request('/huge', { headers: GZIP })
    expect(JSON.parse(gunzipSync(await bytes(answer)).toString())).toHaveLength(100_000)
  })

  test('is confirmed by its tag', async () => {
    for (const path of ['/long', '/short', '/tagged', '/file']) {
      const tag = (await site().request(path, { headers: GZIP })).headers.get('etag') ?? ''
      const again = await site().request(path, { headers: { ...GZIP, 'if-none-match': `"x", ${tag}` } })
      expect([again.status, await again.text(), again.headers.get('content-type')]).toEqual([304, '', null])
      expect((await site().request(path, { headers: { 'if-none-match': '"x"' } })).status).toBe(200)
    }
    const again = await site().request('/long', { headers: { 'if-none-match': '*' } })
    expect(again.headers.get('cache-control')).toBe('no-cache')
  })

  test('keeps every cookie', async () => {
    const { headers } = await site().request('/cookies', { headers: GZIP })
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })
})

test.each([
  ['what is short', '/short', 'GET', null, true],
  ['a stream of events', '/events', 'GET', null, false],
  ['a file of its own form', '/file', 'GET', null, true],
  ['what is not there', '/none', 'GET', 'gzip', false],
  ['the answer to a form', '/long', 'POST', 'gzip', false],
])('%s: compression and tag', async (_, path, method, coding, hasTag) => {
  const { headers } = await site().request(path, { method, headers: GZIP })
  expect([headers.get('content-encoding'), headers.has('etag')]).toEqual([coding, hasTag])
})

test.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['gzip;q=0, br', false],
  ['gzip; q=0.0', false],
  ['*', true],
  ['identity, x-gzip', false],
])('Accept-Encoding %j', (accepted, expected) => expect(takesGzip(accepted)).toBe(expected))

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['a', false],
  ['*', true],
])('If-None-Match %j', (asked, expected) => expect(isKnown(asked, '"a"')).toBe(expected))
