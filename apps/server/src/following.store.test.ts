import { onBothStores } from '@pushforward/feed/fixture'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Browser, type FeedSite, feedSite, PAPER } from './fixture/browsers.js'

onBothStores('what people keep, on the site', (store) => {
  let site: FeedSite
  let ada: Browser
  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    site = await feedSite(store(), { LOG_REQUESTS: '1' })
    ada = new Browser(site)
    await ada.signIn('ada@example.org')
  })
  afterEach(() => expect(site.failures).toEqual([]))
  const paper = `/papers/${PAPER.slug}`

  describe('saving', () => {
    test('is a button without script that leads back, and a list', async () => {
      expect(await ada.page('/saved')).toContain('You have saved no paper yet')
      expect(await ada.page(paper)).toContain(`action="${paper}/save"`)
      const saved = await ada.post(`${paper}/save`, { save: '1', next: '/newest' })
      expect([saved.status, saved.headers.get('location')]).toEqual([303, '/newest'])
      expect(await ada.page('/newest')).toMatch(/name="undo" value="1" aria-pressed="true"><span[^>]*>★ /)
      const list = await ada.get('/saved')
      expect(list.headers.get('cache-control')).toBe('private, no-store')
      expect(await list.text()).toContain(PAPER.question)
      await ada.post(`${paper}/save`, { undo: '1' })
      expect(await ada.page('/saved')).not.toContain(PAPER.question)
    })

    test('answers a script with the button as it is now, and says what is done', async () => {
      const response = await ada.post(`${paper}/save`, { save: '1', next: '/newest' }, { 'x-part': '1' })
      expect([response.status, response.headers.get('x-said')]).toEqual([200, 'Saved'])
      const html = await response.text()
      expect(html).toMatch(/^<form class="vote"/)
      expect(html).toContain('aria-pressed="true"')
      expect(html).toContain('name="next" value="/newest"')
      const refused = await ada.post('/papers/nowhere/save', { save: '1' }, { 'x-part': '1' })
      expect(refused.status).toBe(404)
      expect(await refused.json()).toMatchObject({ detail: 'There is no such paper.' })
    })

    test('is idempotent through the API', async () => {
      for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE'])
        expect(await (await ada.request(`/api${paper}/save`, { method })).json()).toEqual({ saved: method === 'PUT' })
      expect((await new Browser(site).request(`/api${paper}/save`, { method: 'PUT' })).status).toBe(401)
    })

    test('asks strangers to sign in, and no other site can do it', async () => {
      const stranger = await new Browser(site).post(`${paper}/save`, { next: '/newest' })
      expect(stranger.headers.get('location')).toBe('/sign-in?next=%2Fnewest')
      const forged = await ada.post(`${paper}/save`, { save: '1' }, { origin: 'https://evil.example' })
      expect(forged.status).toBe(403)
      for (const path of ['/saved', '/following', '/for-you'])
        expect((await new Browser(site).get(path)).headers.get('location')).toBe(
          `/sign-in?next=${encodeURIComponent(path)}`,
        )
    })
  })

  test('following topics and authors is a button on their pages, and a list', async () => {
    expect(await ada.page('/following')).toContain('You follow nothing yet')
    expect(await ada.page('/topics/maps')).toContain('action="/following/topics/maps"')
    const followed = await ada.post('/following/topics/maps', { follow: '1' })
    expect(followed.headers.get('location')).toBe('/topics/maps')
    await ada.post('/following/authors/Ada%20Lovelace', { follow: '1' })
    const list = await ada.page('/following')
    expect(list).toContain(PAPER.question)
    expect(list).toContain('href="/authors/Ada%20Lovelace"')
    expect(list).toContain('href="/subscribe?topic=maps"')
    expect(await ada.page('/following?year=1999')).toContain('No paper is in this list')
    const wrong = await ada.get('/following?min=many')
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toContain('value="many"')
    expect((await ada.post('/following/topics/none', { follow: '1' })).status).toBe(404)
    await ada.request('/api/following/authors/Ada%20Lovelace', { method: 'DELETE' })
    expect(await ada.page('/following')).not.toContain('/authors/Ada%20Lovelace"')
  })

  test('the list for a person says how to begin, and why each paper is in it', async () => {
    const bob = new Browser(site)
    await bob.signIn('bob@example.org')
    expect(await bob.page('/for-you')).toContain('Save a paper or two that interest you')
    await bob.post('/following/topics/maps', { follow: '1' })
    const page = await bob.get('/for-you')
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(await page.text()).toContain('maps: a topic that you follow')
    await store().query(
      `with near as (
         insert into papers (slug, title, title_key, published, abstract, authors, topics)
         select 'near-' || n, 'Other ' || n, 'other' || n, '2026-03-01', 'Words.', '{}', '{}' from generate_series(1, 3) as n
         returning id)
       insert into paper_scores (paper_id, hot) select id, 0 from near`,
    )
    await bob.post('/papers/near-1/save', { save: '1' })
    await store().query(`update papers set title = 'Of sinkhorn', abstract = 'Sinkhorn' where slug = 'near-1'`)
    await store().query(`update papers set title = 'Sinkhorn', abstract = 'Sinkhorn maps' where slug = $1`, [
      PAPER.slug,
    ])
    expect(await bob.page('/for-you')).toContain('Because of these words in the papers that you saved: sinkhorn')
  })

  describe('private feeds', () => {
    const make = async () => {
      const page = await (await ada.post('/account/feed')).text()
      const [, token = ''] = /\/private\/([\w-]{43})\/following\.atom/.exec(page) ?? []
      return token
    }

    test('need no cookie, are private, and name themselves without the token', async () => {
      await ada.post('/following/topics/maps', { follow: '1' })
      await ada.post(`${paper}/save`, { save: '1' })
      const token = await make()
      expect(token).toHaveLength(43)
      expect(await ada.page('/account')).not.toContain(token)
      const reader = new Browser(site)
      for (const name of ['following', 'saved', 'for-you']) {
        const atom = await reader.get(`/private/${token}/${name}.atom`)
        expect(atom.status, name).toBe(200)
        expect(atom.headers.get('content-type')).toMatch(/^application\/atom\+xml/)
        expect(atom.headers.get('cache-control')).toBe('private, max-age=600')
        expect(atom.headers.get('referrer-policy')).toBe('no-referrer')
        const text = await atom.text()
        expect(text).toContain(
          `rel="self" type="application/atom+xml" href="http://localhost/private/${token}/${name}.atom"`,
        )
        // Its own address is the one place where the token stands.
        expect(text.split(token)).toHaveLength(2)
        const feed = await (await reader.get(`/private/${token}/${name}.json`)).json()
        expect(feed.home_page_url).toBe(`http://localhost/${name}`)
        expect(feed.items).toHaveLength(1)
      }
    })

    test('end when they are renewed or revoked', async () => {
      const old = await make()
      const token = await make()
      const status = async (token: string) => (await new Browser(site).get(`/private/${token}/saved.atom`)).status
      expect([await status(old), await status(token), await status('x')]).toEqual([404, 200, 404])
      await ada.post('/account/feed/revoke')
      expect(await status(token)).toBe(404)
    })

    test('write no token to the log, whatever is asked for below it', async () => {
      const token = await make()
      const log = vi.mocked(console.log)
      log.mockClear()
      const reader = new Browser(site)
      for (const path of ['saved.atom', 'saved.json', 'saved.atom/', 'nothing', 'a/b/c', ''])
        await reader.get(`/private/${token}/${path}`)
      await reader.post(`/private/${token}/saved.atom`)
      expect(log.mock.calls.length).toBeGreaterThanOrEqual(7)
      for (const [line] of log.mock.calls) {
        expect(line).toContain('/private/:token')
        expect(line).not.toContain(token)
      }
    })
  })
})
