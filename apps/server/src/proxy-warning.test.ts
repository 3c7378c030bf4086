import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { readConfig } from './config.js'
import { proxyWarning } from './proxy-warning.js'

test.each([
  ['is not trusted: once, when a request comes through one', {}, 1],
  ['is trusted: never', { TRUST_PROXY: '1' }, 0],
])('a warning of a proxy that %s', async (_, environment, expected) => {
  const lines: string[] = []
  const app = new Hono()
  app.use(proxyWarning({ config: readConfig(environment, 'http://localhost'), log: (line) => lines.push(line) }))
  app.get('/', (context) => context.text('here'))
  await app.request('/')
  expect(lines).toEqual([])
  for (let k = 0; k < 3; k++) {
    const answer = await app.request('/', { headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(await answer.text()).toBe('here')
  }
  expect(lines).toHaveLength(expected)
  for (const line of lines) expect(line).toContain('TRUST_PROXY=1')
})
