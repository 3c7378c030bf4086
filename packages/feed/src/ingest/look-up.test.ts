import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { lookUpArxiv, readConnectors } from './index.js'

const entry = (id: string) => `<entry><id>http://arxiv.org/abs/${id}</id><published>2023-02-09T18:59:40Z</published>
  <title>The Monge Gap:\n  A Regularizer</title><summary>  Optimal transport.\n</summary>
  <author><name>Théo Uscidda</name></author><author><name>Marco Cuturi</name></author>
  <category term="stat.ML"/></entry>`
const feed = (...entries: string[]) => `<feed xmlns="http://www.w3.org/2005/Atom">${entries.join('')}</feed>`

onBothStores('a look-up at arXiv', (store) => {
  let server: Server
  let url = ''
  let now = new Date('2026-11-25T12:00:00Z')
  let replies: (string | number)[] = []
  let asked: IncomingMessage[] = []
  let pauses: number[] = []
  const lookUp = (arxiv: string, more = {}) =>
    lookUpArxiv(store(), arxiv, {
      url,
      contact: 'mailto:feed@example.org',
      clock: () => now,
      sleep: async (milliseconds) => {
        pauses.push(milliseconds)
        now = new Date(now.getTime() + milliseconds)
      },
      ...more,
    })
  const pass = (milliseconds: number) => {
    now = new Date(now.getTime() + milliseconds)
  }
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request)
      const reply = replies.shift() ?? 500
      if (typeof reply === 'number') response.writeHead(reply).end()
      else response.writeHead(200, { etag: '"one"' }).end(reply)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/query`
  })
  afterAll(() => server.close())
  beforeEach(() => {
    replies = []
    asked = []
    pauses = []
    pass(2 * 86_400_000)
  })

  test('brings a paper, says who asks, and is kept for a day', async () => {
    replies = [feed(entry('2302.04953v2')), feed(entry('2302.04953v3'))]
    const paper = await lookUp('2302.04953')
    expect(paper).toMatchObject({
      title: 'The Monge Gap: A Regularizer',
      arxiv: '2302.04953v2',
      authors: ['Théo Uscidda', 'Marco Cuturi'],
      published: '2023-02-09',
      abstract: 'Optimal transport.',
    })
    expect(asked[0]?.url).toBe('/api/query?id_list=2302.04953&max_results=1')
    expect(asked[0]?.headers['user-agent']).toBe('Pushforward/0.1 (mailto:feed@example.org)')
    pass(86_300_000)
    expect(await lookUp('2302.04953')).toEqual(paper)
    expect(asked).toHaveLength(1)
    pass(100_000)
    expect(await lookUp('2302.04953')).toMatchObject({ arxiv: '2302.04953v3' })
    expect(asked[1]?.headers['if-none-match']).toBeUndefined()
  })

  test('keeps three seconds between requests, and gives up when others are before it', async () => {
    replies = [feed(entry('2302.00001v1')), feed(entry('2302.00002v1'))]
    await lookUp('2302.00001')
    await lookUp('2302.00002')
    expect(pauses).toEqual([3000])
    await expect(lookUp('2302.00003', { patience: 2000 })).rejects.toThrow(/is being left alone; again after/)
    expect(asked).toHaveLength(2)
  })

  test('knows what arXiv has not, after asking twice, and asks again ten minutes later', async () => {
    replies = [feed(), feed(), feed(entry('2302.09999v1'))]
    expect(await lookUp('2302.09999')).toBeUndefined()
    expect(asked).toHaveLength(2)
    pass(599_000)
    expect(await lookUp('2302.09999')).toBeUndefined()
    expect(asked).toHaveLength(2)
    pass(2000)
    expect(await lookUp('2302.09999')).toMatchObject({ arxiv: '2302.09999v1' })
  })

  test('fails as what is asked does, and leaves it alone', async () => {
    replies = [feed(entry('2302.00004v1')), '<feed><entry>']
    await expect(lookUp('2302.04444')).rejects.toThrow('answers with another paper')
    await expect(lookUp('2302.04444')).rejects.toThrow()
    replies = [503]
    await expect(lookUp('2302.04444')).rejects.toThrow(/answers 503; again after/)
    const before = asked.length
    await expect(lookUp('2302.04444')).rejects.toThrow(/answers 503; again after/)
    expect(asked).toHaveLength(before)
    replies = [`<feed>${' '.repeat(300_000)}</feed>`]
    pass(86_400_000)
    await expect(lookUp('2302.04444')).rejects.toThrow('answers with more than 262144 bytes')
  })
})

test('connectors are off by default; those that are named need a contact, and arXiv a query', () => {
  expect(readConnectors({ CONTACT: 'mailto:a@example.org', ARXIV_QUERY: 'cat:stat.ML' })).toBeUndefined()
  const CONTACT = 'mailto:a@example.org'
  expect(readConnectors({ CONNECTORS: 'arxiv-lookup', CONTACT })).toEqual({
    contact: CONTACT,
    lookUp: {},
    pulls: [],
    at: '06:30',
  })
  expect(
    readConnectors({
      CONNECTORS: 'arxiv, daily-papers',
      CONTACT,
      ARXIV_QUERY: 'cat:stat.ML',
      ARXIV_URL: 'http://mirror.example/query',
      PULL_AT: '23:05',
    }),
  ).toEqual({
    contact: CONTACT,
    pulls: [
      { service: 'daily-papers' },
      { service: 'arxiv', query: 'cat:stat.ML', url: 'http://mirror.example/query' },
    ],
    at: '23:05',
  })
  for (const [environment, name] of [
    [{ CONNECTORS: 'arxiv' }, 'CONTACT'],
    [{ CONNECTORS: 'arxiv', CONTACT: 'me' }, 'CONTACT'],
    [{ CONNECTORS: 'arxiv', CONTACT }, 'ARXIV_QUERY'],
    [{ CONNECTORS: 'wikipedia', CONTACT }, 'CONNECTORS'],
    [{ CONNECTORS: 'daily-papers', CONTACT, PULL_AT: '24:00' }, 'PULL_AT'],
    [{ CONNECTORS: 'arxiv-lookup', CONTACT, ARXIV_URL: 'file:///x' }, 'ARXIV_URL'],
  ] as const) {
    expect(() => readConnectors(environment)).toThrow(new RegExp(`^${name}: `))
  }
})
