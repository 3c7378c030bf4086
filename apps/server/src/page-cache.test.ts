import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { pageCache } from './page-cache.js'
import { wholeBodies } from './whole.js'

function site(options: { capacity?: number } = {}) {
  let now = 0
  let made = 0
  const app = new Hono()
  app.use(pageCache({ lifetime: 1000, clock: () => now, ...options }))
  app.use(wholeBodies())
  app.get('/private', (context) => context.html(`${++made}`, 200, { 'cache-control': 'private, no-cache' }))
  app.get('/cookie', (context) => context.html(`${++made}`, 200, { 'set-cookie': 'a=b' }))
  app.get('/missing', (context) => context.html(`${++made}`, 404))
  app.get('/data', (context) => context.json(++made))
  app.get('/slow', async (context) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return context.html(`${++made}`)
  })
  app.get('/long', (context) => context.html(`${++made}${' long'.repeat(1000)}`))
  app.get('*', (context) => context.html(`${++made}`))
  app.post('*', (context) => context.text('written'))
  const text = async (path: string, headers: Record<string, string> = {}) =>
    (await app.request(path, { headers })).text()
  return {
    app,
    text,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

describe('a public page', () => {
  test('is made once in its lifetime', async () => {
    const { text, pass } = site()
    expect(await text('/a?x=1')).toBe('1')
    expect(await text('/a?x=1')).toBe('1')
    expect(await text('/a?x=2')).toBe('2')
    pass(1001)
    expect(await text('/a?x=1')).toBe('3')
  })

  test('is made once for all who ask at the same time', async () => {
    const { text } = site()
    expect(await Promise.all([text('/slow'), text('/slow'), text('/slow')])).toEqual(['1', '1', '1'])
  })

  test('is confirmed from memory by its tag, also where it was compressed', async () => {
    const { app } = site()
    const headers = { 'accept-encoding': 'gzip' }
    const first = await app.request('/long', { headers })
    expect(first.headers.get('content-encoding')).toBe('gzip')
    const tag = first.headers.get('etag') ?? ''
    const again = await app.request('/long', { headers: { ...headers, 'if-none-match': `"x", ${tag}` } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    // Whoever can't read the compressed body gets one of their own.
    const plain = await app.request('/long')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toMatch(/^2 long/)
  })
})

describe('nobody gets', () => {
  test('a page of whoever shows a cookie or a token, nor one that says that it is private', async () => {
    const { text } = site()
    expect(await text('/a', { cookie: 'session=1' })).toBe('1')
    expect(await text('/a', { authorization: 'Bearer 1' })).toBe('2')
    expect(await text('/a')).toBe('3')
    for (const path of ['/private', '/cookie', '/missing', '/data']) expect(await text(path)).not.toBe(await text(path))
  })

  test('what a write has changed', async () => {
    const { app, text } = site()
    expect(await text('/papers/one')).toBe('1')
    expect(await text('/papers/one.md')).toBe('2')
    expect(await text('/papers/one-more')).toBe('3')
    expect(await text('/newest')).toBe('4')
    await app.request('/papers/one/vote', { method: 'POST' })
    expect(await text('/papers/one-more')).toBe('3')
    expect(await text('/newest')).toBe('4')
    expect(await text('/papers/one')).toBe('5')
    expect(await text('/papers/one.md')).toBe('6')
    await app.request('/api/papers/one/vote', { method: 'POST' })
    expect(await text('/newest')).toBe('4')
    expect(await text('/papers/one')).toBe('7')
    // What only its owner sees drops nothing.
    for (const path of ['/papers/one/save', '/api/papers/one/save', '/following/topics/maps', '/account/feed'])
      await app.request(path, { method: 'POST' })
    expect(await text('/papers/one')).toBe('7')
    expect(await text('/newest')).toBe('4')
    await app.request('/submit', { method: 'POST' })
    expect(await text('/newest')).toBe('8')
    await app.request('/api/papers/submit', { method: 'POST' })
    expect(await text('/newest')).toBe('9')
  })

  test('a page that was begun before a write, once the write is done', async () => {
    const { app, text } = site()
    const begun = text('/slow')
    await app.request('/submit', { method: 'POST' })
    expect(await begun).toBe('1')
    expect(await text('/slow')).toBe('2')
  })

  test('a page anew because another paper was voted for meanwhile', async () => {
    const { app, text } = site()
    const begun = text('/slow')
    await app.request('/api/papers/one/vote', { method: 'POST' })
    expect(await begun).toBe('1')
    expect(await text('/slow')).toBe('1')
  })
})

test('the oldest pages go when there are too many', async () => {
  const { text } = site({ capacity: 2 })
  for (const path of ['/a', '/b', '/c']) await text(path)
  expect(await text('/c')).toBe('3')
  expect(await text('/b')).toBe('2')
  expect(await text('/a')).toBe('4')
})
