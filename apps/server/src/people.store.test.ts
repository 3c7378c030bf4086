import { onBothStores } from '@pushforward/feed/fixture'
import { beforeAll, describe, expect, test } from 'vitest'
import { Browser, type FeedSite, feedSite, mailedLink, PAPER, personOf } from './fixture/browsers.js'

onBothStores('people on the site', (store) => {
  let site: FeedSite
  let ada: Browser
  let bob: Browser
  let root: Browser
  beforeAll(async () => {
    site = await feedSite(store())
    ada = new Browser(site)
    bob = new Browser(site)
    root = new Browser(site)
    await ada.signIn('ada@example.org')
    await bob.signIn('bob@example.org')
    await root.signIn('root@example.org')
  })
  const paper = `/papers/${PAPER.slug}`

  describe('signing in', () => {
    test('goes by a link whose page has a button, and leads back', async () => {
      const browser = new Browser(site)
      expect(await browser.page('/sign-in?next=/submit')).toContain('name="next" value="/submit"')
      const asked = await browser.post('/sign-in', { email: 'New@Example.org', next: '/submit' })
      expect(await asked.text()).toContain('Look into your mail')
      const link = await mailedLink(store(), 'new@example.org')
      // A scanner that opens the link changes nothing.
      for (let k = 0; k < 3; k++)
        expect(await browser.page(link)).toContain('sign in as <strong class="any-text">new@example.org')
      expect(browser.cookies.size).toBe(0)
      const done = await browser.post(link)
      expect(done.status).toBe(303)
      // A new account is first asked for a name.
      expect(done.headers.get('location')).toBe('/account?next=%2Fsubmit#you')
      const cookie = done.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/^session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
      const named = await browser.post('/account', { name: 'New', handle: 'newcomer', next: '/submit' })
      expect(named.headers.get('location')).toBe('/submit')
      expect((await browser.post(link)).status).toBe(404)
      expect(await browser.page(link)).toContain('works no more')
    })

    test('says what is wrong with an address, beside it', async () => {
      const response = await new Browser(site).post('/sign-in', { email: 'nobody' })
      expect(response.status).toBe(422)
      const html = await response.text()
      expect(html).toContain('value="nobody"')
      expect(html).toContain('This is not an e-mail address')
    })

    test('ends here, or everywhere', async () => {
      const browser = new Browser(site)
      const other = new Browser(site)
      await browser.signIn('two@example.org')
      await other.signIn('two@example.org')
      await browser.post('/sign-out')
      expect(browser.cookies.size).toBe(0)
      expect((await other.get('/account')).status).toBe(200)
      await browser.signIn('two@example.org')
      await browser.post('/sign-out', { everywhere: '1' })
      expect((await other.get('/account')).headers.get('location')).toBe('/sign-in?next=%2Faccount')
    })
  })

  describe('votes', () => {
    test('are given and taken back by a button without script', async () => {
      expect(await ada.page(paper)).toContain('aria-pressed="false"')
      const voted = await ada.post(`${paper}/vote`, { vote: '1', next: paper })
      expect(voted.headers.get('location')).toBe(paper)
      const page = await ada.page(paper)
      expect(page).toContain('aria-pressed="true"')
      expect(page).toContain('1 vote<')
      await ada.post(`${paper}/vote`, { undo: '1' })
      expect(await ada.page(paper)).toContain('0 votes<')
    })

    test('lead who is not signed in to the sign-in, and back', async () => {
      const response = await new Browser(site).post(`${paper}/vote`, { vote: '1' })
      expect(response.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(paper)}`)
    })

    test('of a network that has given very many wait', async () => {
      const busy = new Browser(site, '10.99.9.1')
      await busy.signIn('busy@example.org')
      const full = new Date(site.now.getTime() + 3_600_000)
      await store().query('insert into rate_limits (key, full_at) values ($1, $2)', ['vote:network:10.99.9.0/24', full])
      const response = await busy.post(`${paper}/vote`, { vote: '1' })
      expect(response.status).toBe(429)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    })

    test('by the API are idempotent', async () => {
      const call = (method: string) => bob.request(`/api/papers/${PAPER.slug}/vote`, { method })
      for (const method of ['PUT', 'PUT']) {
        expect(await (await call(method)).json()).toEqual({ votes: 1, voted: true, waiting: false })
      }
      for (const method of ['DELETE', 'DELETE']) {
        expect(await (await call(method)).json()).toEqual({ votes: 0, voted: false, waiting: false })
      }
      const none = await bob.request('/api/papers/nothing/vote', { method: 'PUT' })
      expect(none.status).toBe(404)
      expect(none.headers.get('content-type')).toBe('application/problem+json')
      expect(await none.json()).toMatchObject({ status: 404, detail: 'There is no such paper.' })
      const nobody = new Browser(site)
      expect((await nobody.request(`/api/papers/${PAPER.slug}/vote`, { method: 'PUT' })).status).toBe(401)
    })
  })

  describe('comments', () => {
    test('whose HTML an older renderer has made are served as the present one makes them, on every page', async () => {
      const written = await ada.post(`${paper}/comment`, { body: 'Old *words*' })
      const [, id = ''] = /#comment-(\d+)$/.exec(written.headers.get('location') ?? '') ?? []
      const pages = [paper, `${paper}/comment?reply=${id}`, `/flag?comment=${id}`, `/moderation/act?comment=${id}`]
      for (const path of pages) {
        await store().query('update comments set html = $1, render_version = 0', ['<img src=x onerror="alert(1)">'])
        const page = await root.page(path)
        expect(page, path).toContain('Old <em>words</em>')
        expect(page, path).not.toContain('onerror')
      }
      await ada.post(`/comments/${id}/delete`)
    })

    test('answer a script with the thread, and with the form that a link leads to', async () => {
      const asked = { 'x-part': '1' }
      const written = await ada.post(`${paper}/comment`, { body: 'In *place*' }, asked)
      expect([written.status, written.headers.get('x-said')]).toEqual([200, 'Your%20comment%20is%20there'])
      const thread = await written.text()
      expect(thread).toMatch(/^<div id="thread" data-counted="1 comment">/)
      const [, id = ''] = /id="comment-(\d+)"/.exec(thread) ?? []
      expect(written.headers.get('x-focus')).toBe(`comment-${id}`)
      const form = await (await bob.request(`${paper}/comment?reply=${id}`, { headers: asked })).text()
      expect(form).toMatch(/^<form class="form"/)
      expect(form).toContain(`name="reply" value="${id}"`)
      const empty = await ada.post(`${paper}/comment`, { body: ' ' }, asked)
      expect(empty.status).toBe(422)
      expect(await empty.json()).toMatchObject({ field: 'comment', detail: 'Comment is empty.' })
      const judged = await bob.post(`/comments/${id}/vote`, { opinion: 'useful' }, asked)
      expect(await judged.text()).toContain('useful to 1 of 1 reader')
      const gone = await ada.post(`/comments/${id}/delete`, {}, asked)
      expect(await gone.text()).toContain('Nobody has written yet')
      expect(
        (await new Browser(site).post(`${paper}/comment`, { body: 'x' }, asked)).headers.get('location'),
      ).toContain('/sign-in')
    })

    test('are written, answered, judged, changed and deleted by forms', async () => {
      const written = await ada.post(`${paper}/comment`, { body: 'I *like* it' })
      const [, id = ''] = /#comment-(\d+)$/.exec(written.headers.get('location') ?? '') ?? []
      expect(await bob.page(`${paper}/comment?reply=${id}`)).toContain('I <em>like</em> it')
      await bob.post(`${paper}/comment`, { body: 'So do I', reply: id })
      await bob.post(`/comments/${id}/vote`, { opinion: 'useful' })
      const page = await bob.page(paper)
      expect(page).toContain('<p>I <em>like</em> it</p>')
      expect(page).toContain('useful to 1 of 1 reader')
      expect(page).toContain('2 comments')
      expect(await ada.page(`${paper}/comment?edit=${id}`)).toContain('I *like* it</textarea>')
      await ada.post(`${paper}/comment`, { body: 'I *adore* it', edit: id })
      expect(await bob.page(paper)).toContain('adore')
      site.now = new Date(site.now.getTime() + 16 * 60_000)
      expect(await ada.page(paper)).not.toContain(`?edit=${id}`)
      const late = await ada.post(`${paper}/comment`, { body: 'Too late', edit: id })
      expect(late.status).toBe(403)
      expect(await late.text()).toContain('Too late</textarea>')
      await ada.post(`/comments/${id}/delete`)
      const after = await bob.page(paper)
      expect(after).toContain('Deleted by its author')
      expect(after).toContain('So do I')
      expect(after).not.toContain('adore')
    })

    test('that are too long come back as they were filled in', async () => {
      const response = await ada.post(`${paper}/comment`, { body: `${'x'.repeat(10_001)}` })
      expect(response.status).toBe(422)
      expect(await response.text()).toContain('at most 10000 are accepted')
    })
  })

  test('a flag comes to the queue, is acted on, and everybody reads why', async () => {
    const written = await bob.post(`${paper}/comment`, { body: 'Buy my pills' })
    const [, id = ''] = /#comment-(\d+)$/.exec(written.headers.get('location') ?? '') ?? []
    expect(await ada.page(`/flag?comment=${id}`)).toContain('Buy my pills')
    const unreasoned = await ada.post('/flag', { comment: id, reason: '' })
    expect(unreasoned.status).toBe(422)
    expect(await (await ada.post('/flag', { comment: id, reason: 'spam', note: 'pills' })).text()).toContain(
      'Thank you',
    )
    expect((await ada.get('/moderation/queue')).status).toBe(403)
    expect(await root.page('/moderation/queue')).toContain('Buy my pills')
    const act = await root.post('/moderation', { action: 'remove-comment', comment: id, reason: 'Advertising' })
    expect(act.status).toBe(303)
    expect(await new Browser(site).page('/moderation')).toContain('Advertising')
    expect(await ada.page(paper)).not.toContain('pills')
    expect((await ada.post('/moderation', { action: 'suspend', person: 'bob', reason: 'x' })).status).toBe(403)
  })

  describe('a submission', () => {
    const form = {
      arxiv: 'https://arxiv.org/abs/2402.00002v3',
      title: 'A new paper',
      authors: 'Ada Lovelace\nBo Li',
      published: '2024-02-01',
      topics: 'maps, flows',
    }

    test('becomes a page, once', async () => {
      const first = await ada.post('/submit', form)
      expect(first.headers.get('location')).toBe('/papers/a-new-paper')
      const page = await ada.page('/papers/a-new-paper')
      expect(page).toContain('arXiv:2402.00002')
      expect(page).toContain('Bo Li')
      const again = await bob.post('/submit', { arxiv: '2402.00002' })
      expect(again.headers.get('location')).toBe('/papers/a-new-paper')
      const other = await bob.post('/submit', {
        title: 'a NEW paper!',
        authors: 'x',
        projectUrl: 'https://example.org',
      })
      expect(other.headers.get('location')).toBe('/papers/a-new-paper')
      const [row] = await store().query('select submitted_by from papers where slug = $1', ['a-new-paper'])
      expect(row).toEqual({ submitted_by: (await personOf(store(), 'ada@example.org')).id })
    })

    test.each([
      ['arxiv', 'quant-ph/9705052', 'no arXiv identifier'],
      ['title', '', 'Title is empty'],
      ['authors', ' \n ', 'Authors is empty'],
      ['published', '2024-02-30', 'A day is needed'],
      ['codeUrl', 'javascript:alert(1)', 'http:// or https://'],
    ])('says what is wrong with %s, and keeps the form', async (field, value, message) => {
      const response = await ada.post('/submit', { ...form, arxiv: '2402.00003', [field]: value, abstract: 'kept' })
      expect(response.status).toBe(422)
      const html = await response.text()
      expect(html).toContain(message)
      expect(html).toContain('kept</textarea>')
    })

    test('that is pasted fills the form', async () => {
      const paste =
        '@article{x, title = {On {Maps}}, author = {Lovelace, Ada and Li, Bo}, eprint = {2403.00001}, year = 2024}'
      const html = await (await ada.post('/submit', { paste, read: '1' })).text()
      expect(html).toContain('value="On Maps"')
      expect(html).toContain('value="2403.00001"')
      expect(html).toContain('Ada Lovelace\nBo Li</textarea>')
      const broken = await ada.post('/submit', { paste: '@article{', read: '1' })
      expect(broken.status).toBe(422)
      expect(await broken.text()).toContain('This can’t be read')
    })

    test('comes through the API with a token, in Hugging Face’s shape and ours', async () => {
      const made = await (await ada.post('/account/tokens', { name: 'script' })).text()
      const [token = ''] = /pf_[\w-]{43}/.exec(made) ?? []
      const api = (document: unknown, authorization = `Bearer ${token}`) =>
        site.app.request('/api/papers/submit', {
          method: 'POST',
          body: JSON.stringify(document),
          headers: { authorization, 'content-type': 'application/json' },
        })
      const known = await api({
        paper_id: '2402.00002',
        comment: 'Seen *here*',
        media_urls: ['https://example.org/a.png'],
      })
      expect(known.status).toBe(200)
      expect(await known.json()).toEqual({
        slug: 'a-new-paper',
        added: false,
        url: 'http://localhost/papers/a-new-paper',
      })
      expect(await bob.page('/papers/a-new-paper')).toContain('Seen <em>here</em>')
      const bare = await api({ paper_id: '2404.00004' })
      expect(bare.status).toBe(422)
      expect(await bare.json()).toMatchObject({ field: 'title' })
      const full = await api({ paper_id: '2404.00004', title: 'By program', authors: ['Ada Lovelace'] })
      expect(full.status).toBe(201)
      expect(await full.json()).toMatchObject({ slug: 'by-program', added: true })
      expect((await api({ paper_id: 7 })).status).toBe(422)
      expect((await api({ paper_id: '2404.00004' }, 'Bearer pf_wrong')).status).toBe(401)
      const [, id = ''] = /tokens\/(\d+)\/revoke/.exec(made) ?? []
      await ada.post(`/account/tokens/${id}/revoke`)
      expect((await api({ paper_id: '2402.00002' })).status).toBe(401)
    })
  })

  test('the API’s document tells of votes and submissions', async () => {
    const document = await (await new Browser(site).get('/api/openapi.json')).json()
    expect(Object.keys(document.paths['/papers/{slug}/vote'])).toEqual(['put', 'delete'])
    const { schema } = document.paths['/papers/submit'].post.requestBody.content['application/json']
    expect(Object.keys(schema.properties)).toContain('paper_id')
    // A path may be broken before each of its parts.
    expect((await new Browser(site).page('/about/api')).replaceAll('<wbr/>', '')).toContain('/api/papers/submit')
  })

  test('a claim of authorship is decided, and shown', async () => {
    expect(await bob.page(`${paper}/authorship?author=Bo%20Li`)).toContain('<option selected>Bo Li</option>')
    await bob.post(`${paper}/authorship`, { author: 'Bo Li', evidence: 'bo@li.org' })
    expect(await bob.page(`${paper}/authorship`)).toContain('waits for a moderator')
    const queue = await root.page('/moderation/queue')
    const [, claim = ''] = /name="claim" value="(\d+)"/.exec(queue) ?? []
    await root.post('/moderation', { action: 'deny-authorship', claim, reason: 'No answer' })
    expect(await bob.page(`${paper}/authorship`)).toContain('No answer')
    await bob.post(`${paper}/authorship`, { author: 'Bo Li', evidence: 'see my page' })
    const appeal = await root.page('/moderation/queue')
    for (const said of ['bo@li.org', 'No answer', 'see my page']) {
      expect(appeal).toContain(`<blockquote class="any-text">${said}</blockquote>`)
    }
    await root.post('/moderation', { action: 'grant-authorship', claim, reason: 'Shown' })
    expect(await bob.page(`${paper}/authorship`)).toContain('known as an author')

    // Beside the name, on the author's page, on a page of the person, in the API.
    const { handle } = await personOf(store(), 'bob@example.org')
    const reader = new Browser(site)
    expect(await reader.page(paper)).toContain(
      `<a href="/authors/Bo%20Li">Bo Li</a> (<a href="/people/${handle}">@${handle}</a>)`,
    )
    expect(await reader.page('/authors/Bo%20Li')).toContain(`href="/people/${handle}"`)
    expect(await reader.page('/authors/Ada%20Lovelace')).not.toContain('/people/')
    const page = await reader.page(`/people/${handle}`)
    expect(page).toContain('<h2>Wrote</h2>')
    expect(page).toContain(`href="${paper}"`)
    expect(page).not.toContain('example.org')
    expect((await reader.get('/people/nobody')).status).toBe(404)
    const api = async (path: string) => (await reader.get(path)).json()
    const { authors } = await api(`/api/papers/${PAPER.arxiv}`)
    expect(authors[0]).not.toHaveProperty('user')
    expect(authors[1]).toMatchObject({
      name: 'Bo Li',
      status: 'claimed_verified',
      statusLastChangedAt: site.now.toISOString(),
      user: { name: handle, user: handle, type: 'user', isPro: false, isMod: false },
    })
    expect(authors[1].user._id).toMatch(/^[0-9a-f]{24}$/)
    const daily = async () =>
      (await api('/api/daily_papers?limit=100')).find((item: { title: string }) => item.title === PAPER.title)
    expect((await daily()).paper.authors[1].user.name).toBe(handle)
    await store().query('delete from comments where person_id = (select id from people where handle = $1)', [handle])
    expect((await daily()).isAuthorParticipating).toBe(false)
    await bob.post(`${paper}/comment`, { body: 'I wrote it' })
    expect((await daily()).isAuthorParticipating).toBe(true)
    await bob.post(`/comments/${(await lastComment()).id}/delete`)
  })

  const lastComment = async () =>
    (await store().query<{ id: number }>('select id from comments order by id desc limit 1'))[0] ?? { id: 0 }

  test('an account is taken along and deleted', async () => {
    const browser = new Browser(site)
    await browser.signIn('going@example.org')
    const data = await browser.get('/account/data.json')
    expect(data.headers.get('content-disposition')).toContain('attachment')
    expect(await data.json()).toMatchObject({ account: { email: 'going@example.org' } })
    expect((await browser.post('/account/delete', { confirm: 'nonsense' })).status).toBe(422)
    const { handle } = await personOf(store(), 'going@example.org')
    expect((await browser.post('/account/delete', { confirm: handle })).status).toBe(303)
    expect(browser.cookies.size).toBe(0)
    await expect(personOf(store(), 'going@example.org')).rejects.toThrow('no account')
  })

  test('pages of a person are kept by no cache', async () => {
    for (const path of ['/account', '/submit', paper, '/sign-in']) {
      expect((await ada.get(path)).headers.get('cache-control') ?? 'no-store').toMatch(/private|no-store/)
    }
  })

  test('nothing failed', () => expect(site.failures).toEqual([]))
})
