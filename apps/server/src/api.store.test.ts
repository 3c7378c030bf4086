import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestSite, testSite } from './fixture/app.js'
import { listPapersForTest } from './fixture/listed.js'

let site: TestSite
beforeAll(async () => {
  site = await testSite()
  await listPapersForTest(site.store)
})
afterAll(() => site.close())

const get = (path: string, headers: Record<string, string> = {}) => site.app.request(path, { headers })
const json = async (path: string) => (await get(path)).json()
const next = (response: Response) =>
  /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]?.replace('http://localhost', '')

/** The fields of Hugging Face that are not optional there, with their types. */
const PAPER = {
  id: expect.any(String),
  title: expect.any(String),
  summary: expect.any(String),
  publishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  submittedOnDailyAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  upvotes: expect.any(Number),
  discussionId: expect.stringMatching(/^[0-9a-f]{24}$/),
}
const DAILY = {
  paper: expect.objectContaining(PAPER),
  title: expect.any(String),
  summary: expect.any(String),
  publishedAt: expect.stringMatching(/Z$/),
  numComments: expect.any(Number),
  thumbnail: expect.stringMatching(/^http/),
  isAuthorParticipating: expect.any(Boolean),
}

describe('the list of all papers', () => {
  test('leads through every paper once', async () => {
    const ids: string[] = []
    let path: string | undefined = '/api/papers?limit=40'
    while (path) {
      const response = await get(path)
      ids.push(...(await response.json()).map(({ id }: { id: string }) => id))
      path = next(response)
    }
    expect(ids).toHaveLength(99)
    expect(new Set(ids).size).toBe(99)
  })

  test('says what only this site knows', async () => {
    const [paper] = await json('/api/papers?topic=maps&runs=0&limit=1')
    expect(paper).toMatchObject({ ...PAPER, pushforward: { topics: expect.arrayContaining(['maps']), runs: false } })
    expect(await json('/api/papers?min=5')).toMatchObject([{ title: 'Listed paper 9', upvotes: 5 }])
    expect(await json('/api/papers?author=Ada%20Lovelace&year=2026&code=1')).toHaveLength(4)
  })

  test('is confirmed by its tag without being sent again', async () => {
    const etag = (await get('/api/papers')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"/)
    expect((await get('/api/papers', { 'if-none-match': etag })).status).toBe(304)
  })
})

describe('the twins of Hugging Face', () => {
  test('daily papers are an array of items around papers', async () => {
    const items = await json('/api/daily_papers?date=2026-04-22&limit=100')
    expect(items).toHaveLength(35)
    for (const item of items) expect(item).toMatchObject(DAILY)
    expect(await json('/api/daily_papers?week=2026-W17&limit=100')).toHaveLength(70)
    expect(await json('/api/daily_papers?month=2026-11')).toEqual([])
    expect(await json('/api/daily_papers?submitter=nobody')).toEqual([])
    expect((await json('/api/daily_papers?sort=trending&limit=1'))[0].title).toBe('Listed paper 9')
  })

  test('daily papers have pages', async () => {
    const first = await get('/api/daily_papers?limit=60')
    expect(next(first)).toBe('/api/daily_papers?limit=60&p=1')
    const rest = await json(next(first) ?? '')
    expect(rest).toHaveLength(39)
    expect((await first.json()).map(({ paper }: { paper: { id: string } }) => paper.id)).not.toContain(rest[0].paper.id)
  })

  test('search gives the same items', async () => {
    const found = await json('/api/papers/search?q=monge%20gap')
    expect(found[0]).toMatchObject(DAILY)
    expect(found[0].paper.id).toBe('2302.04953')
    expect(await json('/api/papers/search?limit=120')).toHaveLength(99)
  })

  test('one paper is flat, by arXiv identifier or slug', async () => {
    const paper = await json('/api/papers/2302.04953')
    expect(paper).toMatchObject({ ...PAPER, id: '2302.04953', linkedModels: [], numTotalModels: 0, linkedSpaces: [] })
    expect(paper.authors[1]).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: 'Marco Cuturi',
      hidden: false,
    })
    expect(await json('/api/papers/monge-gap')).toEqual(paper)
    expect(await json('/api/papers/listed-1')).toMatchObject({ id: 'listed-1' })
  })

  test('one paper tells what others are to it, as its page and its text do', async () => {
    const other = (slug: string, title: string) => ({ slug, title, url: `http://localhost/papers/${slug}` })
    const pld = other('pld', 'PLD: A Choice-Theoretic List-Wise Knowledge Distillation')
    const none = { buildsOn: [], followedBy: [], sameProblem: [] }
    const lineage = async (slug: string) => (await json(`/api/papers/${slug}`)).pushforward.lineage
    expect(await lineage('sinkd')).toEqual({ ...none, sameProblem: [pld] })
    expect((await lineage('pld')).sameProblem).toMatchObject([{ slug: 'sinkd' }])
    expect(await lineage('monge-gap')).toEqual(none)
    const text = async (path: string) => (await site.app.request(path)).text()
    expect(await text('/papers/sinkd')).toContain(`On the same problem: <a href="/papers/pld">${pld.title}</a>`)
    expect(await text('/papers/sinkd.md')).toContain(`On the same problem: [${pld.title}](${pld.url})`)
  })
})

describe('what can’t be answered', () => {
  test.each([
    ['/api/daily_papers?date=2026-02-30', 400, 'day'],
    ['/api/daily_papers?p=-1', 400, 'p'],
    ['/api/daily_papers?limit=1000', 400, 'limit'],
    ['/api/papers?by=magic', 400, 'by'],
    ['/api/papers?cursor=nonsense', 400, 'cursor'],
    ['/api/papers?year=abcd', 400, 'year'],
    [`/api/papers/search?q=${'a'.repeat(251)}`, 400, 'q'],
    ['/api/papers/9999.99999', 404, undefined],
    ['/api/nothing', 404, undefined],
  ])('%s is a problem with details', async (path, status, field) => {
    const response = await get(path)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'about:blank',
      title: expect.any(String),
      status,
      detail: expect.any(String),
      ...(field ? { field } : {}),
    })
  })
})

test('who asks too often is told when to ask again', async () => {
  const response = await get('/api/papers?limit=1')
  expect(response.headers.get('ratelimit-policy')).toBe('"default";q=300;w=60')
  expect(response.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/)
  await site.store.query("update rate_limits set full_at = full_at + interval '10 minutes' where key = 'api:unknown'")
  const refused = await get('/api/papers?limit=1')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
  expect(await refused.json()).toMatchObject({ status: 429, detail: expect.stringContaining('ask again in') })
  await site.store.query("delete from rate_limits where key = 'api:unknown'")
})

describe('the document', () => {
  test('describes every path', async () => {
    const document = await json('/api/openapi.json')
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual([
      '/daily_papers',
      '/following/authors/{name}',
      '/following/topics/{name}',
      '/papers',
      '/papers/search',
      '/papers/submit',
      '/papers/{id}',
      '/papers/{slug}/save',
      '/papers/{slug}/vote',
    ])
    expect(document.components.schemas.Paper.required).toContain('upvotes')
    expect(document.paths['/daily_papers'].get.parameters.map(({ name }: { name: string }) => name)).toContain('week')
  })

  test('is there for people, too', async () => {
    // Long paths may break between their parts.
    const html = (await (await get('/about/api')).text()).replaceAll('<wbr/>', '')
    expect(html).toContain('GET /api/daily_papers')
  })
})

describe('search as a page', () => {
  test('shows where it matched, and is a feed', async () => {
    const html = await (await get('/search?q=monge')).text()
    expect(html).toMatch(/<mark>Monge<\/mark>/)
    expect(html).toContain('/search/feed.atom?q=monge')
    const feed = await json('/search/feed.json?q=monge')
    expect(feed.items[0].url).toBe('http://localhost/papers/monge-gap')
    expect((await get('/search/feed.atom?q=monge')).headers.get('content-type')).toContain('application/atom+xml')
  })

  test('asks whether another word was meant', async () => {
    const html = await (await get('/search?q=mongee%20gapp')).text()
    expect(html).toContain('Did you mean')
    expect(html).toContain('/papers/monge-gap')
  })

  test('is a form before there are words, and says what it can’t use', async () => {
    const html = await (await get('/search')).text()
    expect(html).toContain('name="q"')
    expect(html).not.toContain('Nothing was found')
    expect((await get('/search?q=a&from=north')).status).toBe(400)
    expect(await (await get('/search?q=xyzzyqwerty')).text()).toContain('Nothing was found')
  })
})

describe('the dump', () => {
  test('is made by the first who asks, and confirmed to the others', async () => {
    const response = await get('/dump/papers.ndjson.gz')
    expect(response.headers.get('content-type')).toBe('application/gzip')
    const lines = gunzipSync(new Uint8Array(await response.arrayBuffer()))
      .toString()
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(99)
    const parquet = new Uint8Array(await (await get('/dump/papers.parquet')).arrayBuffer())
    expect(new TextDecoder().decode(parquet.subarray(0, 4))).toBe('PAR1')
    const etag = response.headers.get('etag') ?? ''
    expect((await get('/dump/papers.ndjson.gz', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('/dump/..%2f..%2fetc%2fpasswd')).status).toBe(404)
  })
})
