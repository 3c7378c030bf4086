import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { ARXIV_ERROR } from './fixtures/arxiv.js'
import { DAILY_PAPERS } from './fixtures/daily-papers.js'
import { pullArxiv, pullDailyPapers } from './index.js'

/** A service on loopback that answers what a test says, one answer a request. */
type Reply = (response: ServerResponse, request: IncomingMessage) => void
const send =
  (body: string, headers: Record<string, string> = {}, status = 200): Reply =>
  (response) =>
    response.writeHead(status, headers).end(body)

const entry = (k: number) =>
  `<entry><id>http://arxiv.org/abs/2604.${10_000 + k}v1</id><title>Paper ${k}</title><published>2026-04-01T00:00:00Z</published></entry>`
const page = (total: number, ...entries: number[]) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><opensearch:totalResults>${total}</opensearch:totalResults>${entries.map(entry).join('')}</feed>`
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k)

onBothStores('a pull', (store) => {
  let server: Server
  let origin = ''
  let replies: Reply[] = []
  let asked: IncomingMessage[] = []
  // Time passes only while somebody waits, so a test sees each pause.
  let now = new Date('2026-04-23T09:00:00Z')
  let pauses: number[] = []
  const options = () => ({
    contact: 'mailto:feed@example.org',
    clock: () => now,
    sleep: async (milliseconds: number) => {
      pauses.push(milliseconds)
      now = new Date(now.getTime() + milliseconds)
    },
  })
  const daily = (more = {}) => pullDailyPapers(store(), { url: `${origin}/api/daily_papers`, ...options(), ...more })
  const arxiv = (more = {}) =>
    pullArxiv(store(), { url: `${origin}/api/query`, query: 'cat:stat.ML', ...options(), ...more })

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request)
      const reply = replies.shift()
      if (reply) reply(response, request)
      else response.writeHead(500).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    replies = []
    asked = []
    pauses = []
    now = new Date(now.getTime() + 86_400_000)
  })

  test('says who asks, and asks next time whether anything is new', async () => {
    const validators = { etag: '"one"', 'last-modified': 'Wed, 22 Apr 2026 09:00:00 GMT' }
    replies = [send(JSON.stringify(DAILY_PAPERS), validators), send('', {}, 304)]
    expect(await daily({ day: '2026-04-22' })).toMatchObject({ added: 2, requests: 1, isUnchanged: false })
    expect(asked[0]?.url).toBe('/api/daily_papers?date=2026-04-22')
    expect(asked[0]?.headers['user-agent']).toBe('Pushforward/0.1 (mailto:feed@example.org)')
    expect(asked[0]?.headers['if-none-match']).toBeUndefined()
    expect(await daily({ day: '2026-04-22' })).toMatchObject({ added: 0, requests: 1, isUnchanged: true })
    expect(asked[1]?.headers).toMatchObject({
      'if-none-match': '"one"',
      'if-modified-since': 'Wed, 22 Apr 2026 09:00:00 GMT',
    })
    // Two requests within no time: the second waited for its turn.
    expect(pauses).toEqual([3000])
  })

  test('reads arXiv page by page, three seconds apart, until nothing is new', async () => {
    replies = [
      send(page(250, ...range(0, 100))),
      send(page(250, ...range(100, 200))),
      send(page(250, ...range(200, 250))),
    ]
    expect(await arxiv()).toMatchObject({ added: 250, requests: 3 })
    expect(pauses).toEqual([3000, 3000])
    expect(asked.map(({ url }) => new URL(url ?? '', origin).searchParams.get('start'))).toEqual(['0', '100', '200'])
    expect(asked[0]?.url).toContain('search_query=cat%3Astat.ML')
    replies = [send(page(250, ...range(0, 100)))]
    expect(await arxiv()).toMatchObject({ added: 0, requests: 1 })
  })

  test('does not believe an empty answer at once', async () => {
    replies = [send(page(1)), send(page(1)), send(page(1, 300))]
    expect(await arxiv({ query: 'all:rivers' })).toMatchObject({ added: 1, requests: 3 })
    replies = [send('[]', { etag: '"empty"' }), send('[]'), send('[]'), send('[]')]
    expect(await daily()).toMatchObject({ added: 0, requests: 3 })
    expect(asked.at(-1)?.headers['if-none-match']).toBeUndefined()
  })

  test('comes back when it is told to, and not before', async () => {
    replies = [send('', { 'retry-after': '120' }, 429)]
    const start = now.getTime()
    await expect(daily()).rejects.toMatchObject({ name: 'TryLaterError', retryAt: new Date(start + 120_000) })
    await expect(arxiv()).rejects.toThrow(/answers 429; again after/)
    expect(asked).toHaveLength(1)
    now = new Date(start + 120_000)
    replies = [send(JSON.stringify(DAILY_PAPERS))]
    expect(await daily()).toMatchObject({ requests: 1 })
  })

  test('waits twice as long after each failure, at most an hour, and forgets them with the first success', async () => {
    const waits: number[] = []
    for (let k = 0; k < 9; k++) {
      const error = await daily().catch((failure: { retryAt: Date }) => failure)
      const retryAt = (error as { retryAt: Date }).retryAt
      waits.push((retryAt.getTime() - now.getTime()) / 1000)
      now = retryAt
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
    replies = [send('[{"paper": {"id": "2604.00021", "title": "Tides"}}]')]
    await daily()
    now = new Date(now.getTime() + 60_000)
    const failure = (await daily().catch((error: { retryAt: Date }) => error)) as { retryAt: Date }
    expect(failure.retryAt.getTime() - now.getTime()).toBe(30_000)
  })

  test('asks no other host, whatever a redirect says', async () => {
    replies = [send('', { location: 'http://127.0.0.1:1/secret' }, 302)]
    await expect(daily()).rejects.toThrow('redirects to http://127.0.0.1:1, which is not asked')
    replies = [send('', { location: 'file:///etc/passwd' }, 301)]
    await expect(daily()).rejects.toThrow('redirects to file://, which is not asked')
    replies = [send('', { location: '/moved' }, 302), send(JSON.stringify(DAILY_PAPERS))]
    expect(await daily()).toMatchObject({ requests: 1 })
    expect(asked.at(-1)?.url).toBe('/moved')
    replies = Array.from({ length: 9 }, () => send('', { location: '/again' }, 302))
    await expect(daily()).rejects.toThrow('redirects without end')
    await expect(daily({ url: 'file:///etc/passwd' })).rejects.toThrow('is no http or https address')
  })

  test('reads so much and no more, for so long and no longer', async () => {
    replies = [send(' '.repeat(5000))]
    await expect(daily({ largest: 4000 })).rejects.toThrow('answers with more than 4000 bytes')
    replies = [(response) => void response.writeHead(200).write('[')]
    await expect(daily({ timeout: 200 })).rejects.toThrow(/does not answer in time/)
  })

  test('imports nothing of an answer that is damaged, and no error as a paper', async () => {
    replies = [send('[{"paper": {"id": "2604.99999", "title": "Half"}}, {')]
    await expect(daily()).rejects.toThrow(/no JSON/)
    replies = [send(ARXIV_ERROR)]
    await expect(arxiv()).rejects.toThrow('incorrect id format')
    replies = [send('<html>busy</html>', {}, 404)]
    await expect(daily()).rejects.toThrow('answers 404')
    expect(await store().query(`select 1 from papers where arxiv = '2604.99999'`)).toEqual([])
  })
})
