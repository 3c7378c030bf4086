import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onBothStores } from '@pushforward/feed/fixture'
import { lookUpArxiv } from '@pushforward/feed/ingest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Browser, type FeedSite, feedSite } from './fixture/browsers.js'

const entry = (id: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry>
  <id>http://arxiv.org/abs/${id}v2</id><published>2024-02-09T18:59:40Z</published><title>Rivers &lt;b&gt;of&lt;/b&gt; Mass</title>
  <summary>Mass flows.</summary><author><name>Ada Lovelace</name></author><author><name>Bo Li</name></author>
  <category term="stat.ML"/></entry></feed>`

onBothStores('a submission from arXiv', (store) => {
  let server: Server
  let reply: string | number
  let asked = 0
  let site: FeedSite
  let ada: Browser
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked++
      if (typeof reply === 'number') response.writeHead(reply).end()
      else response.writeHead(200).end(reply)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/query`
    // Each look at the clock finds it an hour on: the distance between requests has tests of its own.
    let now = Date.parse('2026-11-25T12:00:00Z')
    const clock = () => {
      now += 3_600_000
      return new Date(now)
    }
    const lookUp = (arxiv: string) => lookUpArxiv(store(), arxiv, { url, contact: 'mailto:a@b.example', clock })
    site = await feedSite(store(), {}, { lookUp })
    ada = new Browser(site)
    await ada.signIn('ada@example.org')
  })
  afterAll(() => server?.close())
  beforeEach(() => {
    asked = 0
  })

  test('an identifier fills the form in, to be looked over; submitted, it is a paper', async () => {
    reply = entry('2402.00002')
    const html = await (
      await ada.post('/submit', {
        arxiv: 'https://arxiv.org/abs/2402.00002v1',
        look: '1',
        codeUrl: 'https://c.example/',
      })
    ).text()
    expect(html).toContain('Filled in from arXiv. Please look it over, then submit.')
    expect(html).toContain('value="2402.00002"')
    expect(html).toContain('value="Rivers &lt;b>of&lt;/b> Mass"')
    expect(html).toContain('Ada Lovelace\nBo Li</textarea>')
    expect(html).toContain('value="2024-02-09"')
    expect(html).toContain('Mass flows.</textarea>')
    expect(html).toContain('value="https://c.example/"')
    expect(asked).toBe(1)
    // The page of an unknown identifier leads here with it; a form without a title is filled as well.
    expect(await ada.page('/submit?arxiv=2402.00002')).toContain('Filled in from arXiv')
    expect(await (await ada.post('/submit', { arxiv: '2402.00002' })).text()).toContain('Filled in from arXiv')
    const submitted = await ada.post('/submit', {
      arxiv: '2402.00002',
      title: 'Rivers of Mass',
      authors: 'Ada Lovelace',
    })
    const page = submitted.headers.get('location') ?? ''
    expect(page).toMatch(/^\/papers\/rivers-of-mass/)
    // From now on it is known, and arXiv is not asked.
    asked = 0
    for (const answer of [
      await ada.post('/submit', { arxiv: '2402.00002', look: '1' }),
      await ada.get('/submit?arxiv=2402.00002v7'),
    ]) {
      expect([answer.status, answer.headers.get('location')]).toEqual([303, page])
    }
    expect(asked).toBe(0)
  })

  test('when arXiv fails, or has none, the form stays as it was filled, and says why', async () => {
    reply = 503
    const failed = await (await ada.post('/submit', { arxiv: '2402.00009', look: '1', abstract: 'kept' })).text()
    expect(failed).toMatch(/arXiv can’t be asked now: 127\.0\.0\.1:\d+ answers 503\. Please fill/)
    expect(failed).toContain('kept</textarea>')
    expect(failed).not.toContain('role="alert"')
    reply = '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
    expect(await ada.page('/submit?arxiv=2402.00009')).toContain('arXiv has no paper 2402.00009.')
    reply = '<!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>'
    expect(await ada.page('/submit?arxiv=2402.00008')).toContain('arXiv can’t be asked now')
    const byHand = { arxiv: '2402.00008', title: 'By hand', authors: 'Ada Lovelace' }
    expect((await ada.post('/submit', byHand)).headers.get('location')).toBe('/papers/by-hand')
    const none = await ada.post('/submit', { arxiv: 'somewhere', look: '1' })
    expect(await none.text()).toContain('Give an arXiv identifier first.')
    expect(site.failures).toEqual([])
  })

  test('through the API an identifier alone will do; where arXiv is not asked it must be told more', async () => {
    const made = await (await ada.post('/account/tokens', { name: 'script' })).text()
    const [token = ''] = /pf_[\w-]{43}/.exec(made) ?? []
    const api = (document: unknown) =>
      site.app.request('/api/papers/submit', {
        method: 'POST',
        body: JSON.stringify(document),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
    reply = entry('2405.00005').replace('Rivers', 'Lakes')
    const added = await api({ paper_id: '2405.00005' })
    expect([added.status, await added.json()]).toEqual([201, expect.objectContaining({ added: true })])
    reply = 404
    const refused = await api({ paper_id: '2405.00006' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      field: 'title',
      detail: expect.stringContaining('arXiv can’t be asked now'),
    })
  })

  test('nobody is asked for who is not signed in, nor where it is off', async () => {
    reply = entry('2406.00006')
    expect((await new Browser(site).get('/submit?arxiv=2406.00006')).status).toBe(303)
    expect((await new Browser(site).post('/submit', { arxiv: '2406.00006', look: '1' })).status).toBe(303)
    const bob = new Browser(await feedSite(store()))
    await bob.signIn('bob@example.org')
    const page = await bob.page('/submit?arxiv=2406.00006')
    expect(page).toContain('value="2406.00006"')
    expect(page).toContain('This site does not ask arXiv')
    expect(page).not.toContain('Fill in from arXiv')
    expect(asked).toBe(0)
  })
})
