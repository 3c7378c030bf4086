import { checkAtom, onBothStores } from '@pushforward/feed/fixture'
import { digestFor, digestHtml, digestText, draftEdition } from '@pushforward/feed/mail'
import { storeSecret } from '@pushforward/feed/store'
import { beforeAll, describe, expect, test } from 'vitest'
import { Browser, type FeedSite, feedSite, mailedLink, PAPER, personOf } from './fixture/browsers.js'

const PAYLOADS = [
  '<script>alert(7)</script>',
  '"><img src=x onerror=alert(7)>',
  "' onmouseover='alert(7)",
  '</textarea><script>alert(7)</script>',
  '</title><script>alert(7)</script>',
  ']]><script>alert(7)</script>',
  '$\\href{javascript:alert(7)}{x}$ `</code><script>alert(7)</script>`',
]

const INJECTIONS = [
  "'; drop table papers; --",
  "' or '1'='1",
  '\\',
  '$1',
  '%',
  '\u0000',
  '\ud800',
  '1e999',
  '-1',
  'a'.repeat(3000),
]

/** What no page may hold: an element or an attribute that a stranger has written. */
function expectHarmless(html: string, path: string): void {
  const scripts = [...html.matchAll(/<script\b([^>]*)>/gi)].map(([, attributes = '']) => attributes)
  for (const attributes of scripts) expect(attributes, path).toMatch(/ src="\/|type="application\/json"/)
  expect(html.match(/<img\b[^>]*src=["']?x/i), path).toBeNull()
  // Quotation marks in attributes are escaped: outside of them no handler is left.
  const tags = html.match(/<[a-z][^\s>]*(?:\s+[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*\s*\/?>/gi) ?? []
  for (const tag of tags) expect(tag.replaceAll(/"[^"]*"/g, ''), path).not.toMatch(/\son[a-z]+\s*=/i)
  expect(html, path).not.toMatch(/href="\s*(javascript|data|vbscript):/i)
}

/** What a reader of XML finds in a text. */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

onBothStores('hostile input', (store) => {
  let site: FeedSite
  let ada: Browser
  let root: Browser
  beforeAll(async () => {
    site = await feedSite(store())
    ada = new Browser(site)
    root = new Browser(site)
    await ada.signIn('ada@example.org')
    await root.signIn('root@example.org')
  })
  const paper = `/papers/${PAPER.slug}`
  const bearer = async (browser: Browser) =>
    /pf_[\w-]{43}/.exec(await (await browser.post('/account/tokens', { name: 'x' })).text())?.[0] ?? ''

  describe('scripts in texts', () => {
    const queries = new Set<string>()
    const paths = new Set<string>([
      '/',
      '/trending',
      '/topics',
      '/moderation',
      '/account',
      '/moderation/queue',
      '/submit',
      '/saved',
      '/following',
      '/for-you',
      paper,
    ])

    test('are text wherever they are shown', async () => {
      for (const [k, payload] of PAYLOADS.entries()) {
        site.now = new Date(site.now.getTime() + 3_600_000)
        const forms = [
          ['/account', { name: payload.slice(0, 60), handle: `mallory-${k}` }],
          ['/account', { name: 'x', handle: payload }],
          [`${paper}/comment`, { body: payload }],
          [`${paper}/comment`, { body: `[x](${payload}) ![y](${payload}) **${payload}**` }],
          ['/flag', { paper: PAPER.slug, reason: 'spam', note: payload }],
          ['/flag', { paper: PAPER.slug, reason: payload }],
          [`${paper}/authorship`, { author: 'Bo Li', evidence: payload }],
          [`${paper}/authorship`, { author: payload, evidence: payload }],
          ['/account/tokens', { name: payload.slice(0, 60) }],
          ['/sign-in', { email: payload, next: payload }],
          ['/submit', { title: payload, authors: payload, arxiv: payload, abstract: payload, paste: payload }],
          ['/submit', { paste: payload, read: '1' }],
          ['/submit', { paste: JSON.stringify({ title: payload, authors: [payload] }), read: '1' }],
          ['/account/delete', { confirm: payload }],
        ] as const
        for (const [path, form] of forms) expectHarmless(await (await ada.post(path, form)).text(), path)
        const submitted = await ada.post('/submit', {
          title: `${payload} ${k}`,
          authors: payload,
          arxiv: `2405.0000${k}`,
          abstract: payload,
          topics: payload.replaceAll(',', '').slice(0, 60),
          projectUrl: `https://example.org/${encodeURIComponent(payload)}`,
        })
        const page = submitted.headers.get('location') ?? ''
        expect(page).toMatch(/^\/papers\/[a-z0-9-]+$/)
        for (const end of ['', '/comment', '/authorship']) paths.add(page + end)
        paths.add(`/flag?paper=${page.slice('/papers/'.length)}`)
        const topic = encodeURIComponent(payload.replaceAll(',', '').slice(0, 60).trim())
        for (const path of [
          `${page}/save`,
          `/following/topics/${topic}`,
          `/following/authors/${encodeURIComponent(payload)}`,
        ]) {
          await root.post(path, { next: payload })
          expectHarmless(await (await ada.post(path, { next: payload }, { 'x-part': '1' })).text(), path)
        }
        queries.add(`/people/mallory-${k}`)
        queries.add(`/authors/${encodeURIComponent(payload)}`)
        queries.add(`/topics/${encodeURIComponent(payload)}`)
        for (const name of ['q', 'topic', 'next', 'arxiv', 'reply', 'before']) {
          for (const path of ['/search', '/', '/sign-in', '/moderation', `${paper}/comment`, '/subscribe']) {
            queries.add(`${path}?${name}=${encodeURIComponent(payload)}`)
          }
        }
        const { handle } = await personOf(store(), 'ada@example.org')
        await root.post('/moderation', { action: 'discount-votes', person: handle, reason: payload })
        await root.post('/moderation', { action: 'count-votes', person: handle, reason: payload })
      }
      const nobody = new Browser(site)
      const visits = [
        ...[ada, root, nobody].flatMap((browser) => [...paths].map((path) => ({ browser, path }))),
        ...[...queries].map((path) => ({ browser: nobody, path })),
      ]
      for (const { browser, path } of visits) {
        const response = await browser.get(path)
        expect(response.status, path).toBeLessThan(500)
        const policy = response.headers.get('content-security-policy') ?? ''
        expect(policy, path).toContain("script-src 'self' 'wasm-unsafe-eval'")
        expectHarmless(await response.text(), path)
      }
    }, 300_000)

    test('are text in feeds and in the API', async () => {
      const atom = await ada.get('/feed.atom')
      expect(atom.headers.get('content-type')).toContain('application/atom+xml')
      const xml = await atom.text()
      checkAtom(xml)
      expect(xml).not.toContain('<script')
      const contents = [...xml.matchAll(/<content type="html">([^<]*)<\/content>/g)].map(([, text = '']) =>
        unescaped(text),
      )
      expect(contents.length).toBeGreaterThan(PAYLOADS.length)
      for (const html of contents) expectHarmless(html, 'feed.atom')
      const json = await (await ada.get('/feed.json')).json()
      for (const { content_html: html = '' } of json.items) expectHarmless(html, 'feed.json')
      for (const path of [
        '/api/papers?limit=100',
        '/api/daily_papers',
        '/api/papers/search?q=alert',
        '/api/openapi.json',
      ]) {
        const response = await ada.get(path)
        expect(response.headers.get('content-type'), path).toContain('json')
        expect(response.headers.get('x-content-type-options'), path).toBe('nosniff')
      }
      const text = await ada.get('/papers/script-alert-7-script-0.md')
      expect(text.headers.get('content-type')).toContain('text/markdown')
    })

    test('are text in mails, and end no header', async () => {
      const day = site.now.toISOString().slice(0, 10)
      const edition = await draftEdition(store(), { rhythm: 'daily', firstDay: day, lastDay: day })
      expect(edition.papers.length).toBeGreaterThan(3)
      const reader = { subscriptionId: 1, address: 'x@example.org', topics: [] }
      const settings = { publicUrl: 'http://localhost', from: 'Pushforward <papers@example.org>' }
      const digest = digestFor(edition, reader, await storeSecret(store()), settings)
      expectHarmless(digestHtml(digest), 'digest')
      expect(digest.subject).not.toMatch(/[\r\n]/)
      expect(digestText(digest)).toContain('alert(7)')
    })
  })

  describe('a change that another site starts', () => {
    const posts = [
      [`${paper}/vote`, { vote: '1' }],
      [`${paper}/comment`, { body: 'forged' }],
      ['/comments/1/delete', {}],
      ['/comments/1/vote', { opinion: 'useful' }],
      ['/flag', { paper: PAPER.slug, reason: 'spam' }],
      [`${paper}/authorship`, { author: 'Bo Li', evidence: 'forged' }],
      ['/submit', { title: 'forged', authors: 'x', projectUrl: 'https://example.org' }],
      ['/account', { name: 'forged', handle: 'forged' }],
      ['/account/tokens', { name: 'forged' }],
      ['/account/tokens/1/revoke', {}],
      ['/account/delete', { confirm: 'x' }],
      [`${paper}/save`, { save: '1' }],
      ['/following/topics/maps', { follow: '1' }],
      ['/following/authors/Bo%20Li', { follow: '1' }],
      ['/account/feed', {}],
      ['/account/feed/revoke', {}],
      ['/account/replies', { wanted: '0' }],
      ['/sign-out', { everywhere: '1' }],
      ['/sign-in', { email: 'victim@example.org' }],
      ['/moderation', { action: 'hide-paper', paper: PAPER.slug, reason: 'forged' }],
    ] as const
    const origins: readonly HeadersInit[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost.evil.example' },
      { origin: 'http://localhost:81' },
      { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://localhost', 'sec-fetch-site': 'same-site' },
    ]

    test.each(posts)('is refused: %s', async (path, form) => {
      for (const headers of origins) expect((await root.post(path, form, headers)).status).toBe(403)
    })

    test('is refused by the API, whatever the method and the type of the body', async () => {
      for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
        for (const headers of origins) {
          const response = await root.request(`/api/papers/${PAPER.slug}/vote`, { method, headers })
          expect(response.status).toBe(403)
          expect(response.headers.get('content-type')).toBe('application/problem+json')
        }
      }
      const body = JSON.stringify({ paper_id: '2406.00001', title: 'forged' })
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
        const headers = { origin: 'https://evil.example', 'content-type': type }
        expect((await root.request('/api/papers/submit', { method: 'POST', body, headers })).status).toBe(403)
      }
      const ours = { 'content-type': 'text/plain' }
      expect((await root.request('/api/papers/submit', { method: 'POST', body, headers: ours })).status).toBe(415)
    })

    test('has changed nothing', async () => {
      expect(await store().query(`select 1 from comments where body = 'forged'`)).toEqual([])
      expect(await store().query(`select 1 from papers where title = 'forged' or hidden`)).toEqual([])
      expect(await store().query(`select 1 from people where name = 'forged'`)).toEqual([])
      expect((await root.get('/account')).status).toBe(200)
    })

    test('is not taken with a cookie that has lost its origin', async () => {
      const [[name, value] = []] = [...root.cookies]
      const headers = { cookie: `${name}=${value}`, 'content-type': 'application/x-www-form-urlencoded' }
      const response = await site.app.request(`${paper}/vote`, { method: 'POST', body: 'vote=1', headers })
      expect(response.status).toBe(403)
    })

    test('may come with a token, and then no cookie counts', async () => {
      const token = await bearer(ada)
      const call = (authorization: string) =>
        root.request(`/api/papers/${PAPER.slug}/vote`, {
          method: 'PUT',
          headers: { authorization, origin: 'https://app.example' },
        })
      expect((await call(`Bearer ${token}`)).status).toBe(200)
      expect((await call('Bearer pf_wrong')).status).toBe(401)
      expect((await call('Basic cm9vdDp4')).status).toBe(401)
      expect((await call('')).status).toBe(401)
      const [{ voters } = { voters: 0 }] = await store().query<{ voters: number }>(
        'select count(*) as voters from votes',
      )
      expect(voters).toBe(1)
    })
  })

  test('no method is another one in disguise', async () => {
    const token = await bearer(ada)
    const headers = {
      authorization: `Bearer ${token}`,
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
    }
    await site.app.request(`/api/papers/${PAPER.slug}/vote?_method=DELETE`, { method: 'PUT', headers })
    const [row] = await store().query<{ votes: number }>(
      'select s.votes from paper_scores s join papers p on p.id = s.paper_id where p.slug = $1',
      [PAPER.slug],
    )
    expect(row?.votes).toBe(1)
    await ada.post(`${paper}/comment`, { body: 'stays', _method: 'DELETE' })
    expect(await ada.page(paper)).toContain('stays')
    const got = await ada.request(`${paper}/vote`, { method: 'GET' })
    expect(got.status).toBe(404)
  })

  test('fields that a form does not have change nothing', async () => {
    await ada.post('/account', {
      name: 'Ada',
      handle: 'ada-l',
      role: 'administrator',
      vote_weight: '9',
      id: '1',
      __proto__: 'x',
    })
    const [row] = await store().query('select role, vote_weight as weight from people where handle = $1', ['ada-l'])
    expect(row).toEqual({ role: 'member', weight: 1 })
    const token = await bearer(ada)
    const body = `{"paper_id":"2407.00001","title":"T","authors":["A"],"__proto__":{"admin":true},"constructor":{"x":1},"hidden":true}`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    expect((await site.app.request('/api/papers/submit', { method: 'POST', body, headers })).status).toBe(201)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  test('SQL in any parameter is text', async () => {
    const count = async () => (await store().query<{ rows: number }>('select count(*) as rows from papers'))[0]?.rows
    const before = await count()
    const token = await bearer(root)
    for (const [k, injection] of INJECTIONS.entries()) {
      site.now = new Date(site.now.getTime() + 86_400_000)
      const text = encodeURIComponent(injection.toString().replaceAll('\ud800', '\ufffd'))
      const gets = [
        ...[`/papers/${text}`, `/papers/${text}.md`, `/papers/${text}/comment`, `/papers/${text}/authorship`],
        ...[`/topics/${text}`, `/authors/${text}`, `/abs/${text}`, `/day/${text}`, `/week/${text}`, `/month/${text}`],
        ...[`/search?q=${text}`, `/search?q=a&topic=${text}&from=${text}`, `/?topic=${text}&year=${text}&min=${text}`],
        ...[`/trending?cursor=${text}`, `/moderation?before=${text}`, `/flag?comment=${text}`, `/flag?paper=${text}`],
        ...[
          `${paper}/comment?reply=${text}`,
          `${paper}/comment?edit=${text}`,
          `/sign-in/${text}`,
          `/moderation/act?comment=${text}`,
        ],
        ...[
          `/api/papers?cursor=${text}`,
          `/api/papers/${text}`,
          `/api/papers/search?q=${text}`,
          `/api/daily_papers?date=${text}`,
        ],
        ...[`/api/daily_papers?submitter=${text}`, `/runs/${text}`, `/feed.atom?topic=${text}`, `/u/${text}`],
        ...[`/saved?cursor=${text}`, `/following?topic=${text}&year=${text}&cursor=${text}`, `/people/${text}`],
        ...[`/private/${text}/saved.atom`, `/private/${text}/following.json?cursor=${text}`, `/replies/${text}`],
      ]
      for (const path of gets) expect((await root.get(path)).status, path).toBeLessThan(500)
      const forms = [
        ['/sign-in', { email: `${injection}@example.org`, next: injection }],
        ['/account', { name: injection, handle: injection }],
        [`/papers/${text}/vote`, { vote: '1', next: injection }],
        [`/papers/${text}/save`, { save: '1', next: injection }],
        [`/following/topics/${text}`, { follow: '1', next: injection }],
        [`/following/authors/${text}`, { undo: '1' }],
        [`/replies/${text}`, {}],
        ['/account/replies', { wanted: injection }],
        [`${paper}/comment`, { body: injection, reply: injection }],
        [`${paper}/comment`, { body: `${injection} ${k}` }],
        [`/comments/${text}/vote`, { opinion: injection }],
        ['/flag', { paper: injection, reason: injection, note: injection }],
        ['/flag', { comment: injection, reason: 'spam', note: injection }],
        [`${paper}/authorship`, { author: injection, evidence: injection }],
        ['/submit', { title: injection, authors: injection, arxiv: injection, published: injection }],
        ['/moderation', { action: injection, reason: injection }],
        ['/moderation', { action: 'suspend', person: injection, reason: 'x' }],
        ['/moderation', { action: 'hide-paper', paper: injection, reason: 'x' }],
        ['/moderation', { action: 'grant-authorship', claim: injection, reason: 'x' }],
        [`/account/tokens/${text}/revoke`, {}],
        ['/account/delete', { confirm: injection }],
        ['/subscribe', { address: injection, email: injection, topics: injection, timeZone: injection }],
      ] as const
      for (const [path, form] of forms) {
        const response = await root.post(path, form)
        expect(response.status, `${path} ${JSON.stringify(form)}`).toBeLessThan(500)
      }
      for (const method of ['PUT', 'DELETE']) {
        for (const path of [`papers/${text}/vote`, `papers/${text}/save`, `following/topics/${text}`])
          expect((await root.request(`/api/${path}`, { method })).status, path).toBeLessThan(500)
      }
      const document = { paper_id: injection, title: injection, authors: [injection], comment: injection }
      const response = await site.app.request('/api/papers/submit', {
        method: 'POST',
        body: JSON.stringify(document),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
      expect(response.status).toBeLessThan(500)
    }
    expect(await count()).toBe(before)
    expect(site.failures).toEqual([])
  }, 300_000)

  describe('a session', () => {
    test('that somebody has planted is never taken up', async () => {
      const victim = new Browser(site)
      const planted = 'A'.repeat(43)
      victim.cookies.set('session', planted)
      await victim.signIn('victim@example.org')
      expect(victim.cookies.get('session')).not.toBe(planted)
      const attacker = new Browser(site)
      attacker.cookies.set('session', planted)
      expect((await attacker.get('/account')).status).toBe(303)
    })

    test('of an attacker ends when the victim signs in over it', async () => {
      const attacker = new Browser(site)
      await attacker.signIn('attacker@example.org')
      const planted = attacker.cookies.get('session') ?? ''
      const victim = new Browser(site)
      victim.cookies.set('session', planted)
      await victim.signIn('victim@example.org')
      expect((await attacker.get('/account')).status).toBe(303)
    })

    test('is bound to this host over TLS where the site has it', async () => {
      const secure = await feedSite(store(), { PUBLIC_URL: 'https://papers.example.org' })
      secure.now = new Date(site.now.getTime() + 86_400_000)
      const browser = new Browser(secure)
      const headers = { origin: 'https://papers.example.org' }
      await browser.post('/sign-in', { email: 'tls@example.org' }, headers)
      const response = await browser.post(await mailedLink(store(), 'tls@example.org'), {}, headers)
      expect(response.headers.get('set-cookie')).toMatch(/^__Host-session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
      browser.cookies.set('session', browser.cookies.get('__Host-session') ?? '')
      browser.cookies.delete('__Host-session')
      expect((await browser.get('/account')).status).toBe(303)
    })
  })

  describe('stuffed votes', () => {
    const stuff = async (target: FeedSite, addressOf: (k: number) => string, headers: (k: number) => HeadersInit) => {
      for (let k = 0; k < 4; k++) {
        const browser = new Browser(target, addressOf(k))
        const email = `s${k}-${addressOf(0)}@stuffed.org`
        await browser.post('/sign-in', { email }, headers(k))
        await browser.post(await mailedLink(store(), email), {}, headers(k))
        await browser.post(`${paper}/vote`, { vote: '1' }, headers(k))
        expect(await browser.page(paper)).toContain(k === 0 ? 'aria-pressed="true"' : 'yours waits for review')
      }
    }
    const votes = async () =>
      (
        await store().query<{ votes: number }>(
          'select s.votes from paper_scores s join papers p on p.id = s.paper_id where p.slug = $1',
          [PAPER.slug],
        )
      )[0]?.votes ?? 0

    test('of one network count once, whatever address its requests claim', async () => {
      const before = await votes()
      await stuff(
        site,
        (k) => `203.0.113.${k + 1}`,
        (k) => ({ 'x-forwarded-for': `198.51.${k}.7` }),
      )
      expect(await votes()).toBe(before + 1)
    })

    test('behind a proxy count by the address that the proxy has seen', async () => {
      const proxied = await feedSite(store(), { TRUST_PROXY: '1' })
      proxied.now = site.now
      const before = await votes()
      await stuff(
        proxied,
        () => '127.0.0.1',
        (k) => ({ 'x-forwarded-for': `10.${k}.0.1, 203.0.112.${k + 1}` }),
      )
      expect(await votes()).toBe(before + 1)
    })
  })

  test('a known address and an unknown one get the same answer', async () => {
    const browser = new Browser(site)
    const answer = async (email: string) => {
      const response = await browser.post('/sign-in', { email })
      const headers = [...response.headers].filter(([name]) => name !== 'etag')
      return { status: response.status, headers, text: (await response.text()).replaceAll(email, 'ADDRESS') }
    }
    const known = await answer('ada@example.org')
    expect(await answer('unknown@example.org')).toEqual(known)
    // Nor does asking too often say more.
    for (let k = 0; k < 6; k++) expect(await answer('ada@example.org')).toEqual(known)
    const suspended = await answer('victim@example.org')
    expect(suspended).toEqual(known)
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    '/%0d%0aset-cookie:x=1',
    '/a\r\nset-cookie: x=1',
    '/\t/evil.example',
    ' //evil.example',
    '@evil.example',
    '.evil.example',
  ])('next=%j leads to a page of this site', async (next) => {
    const browser = new Browser(site)
    const signedIn = await browser.signIn(
      `next${next.length}-${Buffer.from(next).toString('hex').slice(0, 20)}@example.org`,
      next,
    )
    const places = [
      signedIn.headers.get('location') ?? '',
      (await browser.get(`/sign-in?next=${encodeURIComponent(next)}`)).headers.get('location') ?? '',
      (await browser.post(`${paper}/vote`, { vote: '1', next })).headers.get('location') ?? '',
      (await browser.post('/account', { name: 'x', handle: `h-${next.length}`, next })).headers.get('location') ?? '/',
    ]
    for (const place of places) {
      expect(new URL(place, 'http://localhost').origin).toBe('http://localhost')
      expect(place).not.toMatch(/[\r\n]/)
    }
    expect([...browser.cookies.keys()]).toEqual(['session'])
  })

  test.each([
    'a@b.org\r\nBcc: victim@example.org',
    'a@b.org%0aBcc:x@y.org',
    'a@b.org, c@d.org',
    '"a b"@c.org',
    'a@b.org\u0000',
  ])('a mail goes to one address, without other headers: %j', async (email) => {
    const browser = new Browser(site)
    const response = await browser.post('/sign-in', { email })
    const sent = await store().query<{ recipient: string }>('select recipient from deliveries')
    for (const { recipient } of sent) expect(recipient).toMatch(/^[^\s,<>"]+@[^\s,<>"@]+$/)
    expect([200, 422]).toContain(response.status)
  })

  test.each([
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e%2fmanifest.json',
    '/data/..%2f..%2fetc%2fpasswd',
    '/data/%2fetc%2fpasswd',
    '/papers/..%2f..%2fpackage.json',
    '/papers/..%2fexample/figures.json',
    '/papers/%2e%2e/figures.json',
    '/papers/x%00/picture.svg',
    '/icon.svg%00.html',
    '/..%5c..%5cwindows',
    '/runs/..%2f..%2fx/events.json',
  ])('%s leads out of no folder', async (path) => {
    const response = await new Browser(site).get(path)
    expect([400, 404]).toContain(response.status)
    expect(await response.text()).not.toMatch(/root:|"private": true/)
  })

  describe('bodies', () => {
    test('without end are refused, by what they say and by what comes', async () => {
      const large = 'x'.repeat(600 * 1024)
      for (const path of [`${paper}/comment`, '/submit', '/sign-in', '/subscribe', `/u/${'x'.repeat(40)}`]) {
        const response = await ada.post(path, { body: large })
        expect(response.status, path).toBe(413)
      }
      let sent = 0
      const endless = new ReadableStream({
        pull: (controller) => {
          sent += 65_536
          controller.enqueue(new Uint8Array(65_536).fill(120))
        },
      })
      const response = await ada.request('/sign-in', {
        method: 'POST',
        body: endless,
        duplex: 'half',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      } as RequestInit)
      expect(response.status).toBe(413)
      expect(sent).toBeLessThan(2 ** 21)
      const api = await ada.request('/api/papers/submit', {
        method: 'POST',
        body: large,
        headers: { 'content-type': 'application/json' },
      })
      expect(api.status).toBe(413)
      expect(api.headers.get('content-type')).toBe('application/problem+json')
    })

    test('that are no forms, or no JSON, are refused in words', async () => {
      const token = await bearer(ada)
      for (const type of [
        'text/plain',
        'application/json',
        'multipart/form-data',
        'multipart/form-data; boundary=x',
        '',
      ]) {
        const response = await ada.request(`${paper}/vote`, {
          method: 'POST',
          body: '{"vote":',
          headers: { 'content-type': type },
        })
        expect(response.status, type).toBeLessThan(500)
        expect(response.status, type).toBeGreaterThanOrEqual(300)
      }
      for (const body of ['', '{', 'null', '[]', '7', '{"paper_id":{}}', `${'['.repeat(100_000)}`]) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const response = await site.app.request('/api/papers/submit', { method: 'POST', body, headers })
        expect(response.status, body.slice(0, 20)).toBe(422)
      }
    })
  })

  test('nothing failed', () => expect(site.failures).toEqual([]))
})
