import { onBothStores } from '@pushforward/feed/fixture'
import { enqueueMail, outboxStanding } from '@pushforward/feed/mail'
import { signId, storeSecret } from '@pushforward/feed/store'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser, type FeedSite, feedSite } from './fixture/browsers.js'

const HOUR = 3_600_000
const FORM = { address: 'ada@example.org', rhythm: 'daily', hour: '8', timeZone: 'Europe/Berlin', topics: 'maps' }

onBothStores('the digest on the site', (store) => {
  let site: FeedSite
  let browser: Browser
  beforeAll(async () => {
    site = await feedSite(store(), { MAIL_INBOUND_TOKEN: 'mta-secret' })
  })
  beforeEach(async () => {
    browser = new Browser(site)
    await store().execute(
      'delete from deliveries; delete from subscriptions; delete from opt_ins; delete from suppressions; delete from bounces',
    )
  })
  const mailedPath = async () => {
    const [mail] = await store().query<{ body: string }>(
      `select body from deliveries where kind = 'confirmation' order by id desc limit 1`,
    )
    return /\/subscribe\/\S+/.exec(mail?.body ?? '')?.[0] ?? ''
  }
  const subscribed = async () => {
    await browser.post('/subscribe', FORM)
    const html = await (await browser.post(await mailedPath())).text()
    const preferences = /href="(\/subscription\/[^"]+)"/.exec(html)?.[1] ?? ''
    const leave = /href="(\/u\/[^"]+)"/.exec(await browser.page(preferences))?.[1] ?? ''
    return { preferences, leave }
  }
  const row = async () =>
    (await store().query<Record<string, unknown>>('select rhythm, hour, topics, unsubscribed_by from subscriptions'))[0]

  test('is asked for by a form that needs no script', async () => {
    const html = await browser.page('/subscribe?topic=maps')
    expect(html).toContain('action="/subscribe" method="post"')
    expect(html).toMatch(/name="topics" value="maps" checked/)
    expect(html).toContain('<option value="Europe/Berlin">')
    expect(html).not.toMatch(/<script(?! src=)/)
  })

  test('answers the same whether or not an address is known, and mails a link to confirm', async () => {
    const answers: string[] = []
    const ask = async () => {
      const response = await browser.post('/subscribe', FORM)
      expect(response.status).toBe(202)
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      answers.push(await response.text())
    }
    await ask()
    await ask() // a mail is on its way
    await browser.post(await mailedPath())
    await ask() // it is subscribed
    site.now = new Date(site.now.getTime() + 25 * HOUR)
    await ask()
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).not.toContain('ada@example.org')
    expect((await outboxStanding(store())).queued).toBe(2)
  })

  test('is confirmed by a button, not by opening the link', async () => {
    await browser.post('/subscribe', FORM)
    const path = await mailedPath()
    for (let scan = 0; scan < 3; scan++) {
      const page = await browser.page(path)
      expect(page).toContain('<strong>ada@example.org</strong>')
      expect(page).toContain('every day at 8:00 (Europe/Berlin) the best papers on maps')
      expect(page).toContain(`action="${path}" method="post"`)
    }
    expect(await row()).toBeUndefined()
    const done = await browser.post(path, {}, { 'user-agent': 'Browser' })
    expect(await done.text()).toContain('You are subscribed')
    expect(await row()).toMatchObject({ rhythm: 'daily', hour: 8, topics: ['maps'], unsubscribed_by: null })
    const [evidence] = await store().query('select confirmed_ip, confirmed_agent from opt_ins')
    expect(evidence).toEqual({ confirmed_ip: browser.address, confirmed_agent: 'Browser' })
    // Once more: the same page, nothing new.
    expect(await (await browser.post(path)).text()).toContain('You are subscribed')
    site.now = new Date(site.now.getTime() + 48 * HOUR)
    expect((await browser.post(path)).status).toBe(404)
  })

  test.each([
    [{ address: 'nobody' }, 'address', 'no e-mail address'],
    [{ address: 'a@example.org\r\nBcc: b@example.org' }, 'address', 'no e-mail address'],
    [{ rhythm: 'hourly' }, 'rhythm', 'Choose daily or weekly'],
    [{ hour: '24' }, 'hour', 'Choose an hour'],
    [{ timeZone: '<b>' }, 'timeZone', 'is not known'],
  ])('refuses %j beside its field, with the form as filled', async (change, field, words) => {
    const response = await browser.post('/subscribe', { ...FORM, ...change })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(new RegExp(`id="${field}-problem">([^<]*)`).exec(html)?.[1]).toContain(words)
    expect(html).not.toContain('<b>')
    expect(html).toMatch(/name="topics" value="maps" checked/)
    expect((await outboxStanding(store())).queued).toBe(0)
  })

  test('takes no form of another site, and twenty an hour of one network', async () => {
    const foreign = await browser.post('/subscribe', FORM, { origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    const statuses: number[] = []
    for (let i = 0; i < 22; i++) {
      statuses.push((await browser.post('/subscribe', { ...FORM, address: `a${i}@example.org` })).status)
    }
    expect(statuses).toEqual([...Array(20).fill(202), 429, 429])
  })

  test('has its preferences changed by a link, and says what can’t be used', async () => {
    const { preferences } = await subscribed()
    const page = await browser.page(preferences)
    expect(page).toMatch(/value="Europe\/Berlin"/)
    const changed = await browser.post(preferences, { rhythm: 'weekly', hour: '20', timeZone: 'Asia/Tokyo' })
    expect(await changed.text()).toContain('Saved.')
    expect(await row()).toMatchObject({ rhythm: 'weekly', hour: 20, topics: [] })
    const wrong = await browser.post(preferences, { rhythm: 'weekly', hour: '20', timeZone: 'Nowhere' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('value="Nowhere"')
    expect(await row()).toMatchObject({ hour: 20 })
  })

  test('keeps nobody’s page in a cache, and no link in search engines', async () => {
    const { preferences, leave } = await subscribed()
    for (const path of [preferences, leave]) {
      const response = await browser.get(path)
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(await response.text()).toContain('<meta name="robots" content="noindex"')
    }
  })

  describe('is left', () => {
    // RFC 8058: a POST by a mail program, from anywhere, without cookies, answered without a redirect.
    test('with one click of a mail program', async () => {
      const { leave } = await subscribed()
      const response = await site.app.request(leave, {
        method: 'POST',
        body: 'List-Unsubscribe=One-Click',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
      })
      expect(response.status).toBe(200)
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(await row()).toMatchObject({ unsubscribed_by: 'one-click' })
    })

    test('with one click sent as multipart, too', async () => {
      const { leave } = await subscribed()
      const body = new FormData()
      body.set('List-Unsubscribe', 'One-Click')
      expect((await site.app.request(leave, { method: 'POST', body })).status).toBe(200)
      expect(await row()).toMatchObject({ unsubscribed_by: 'one-click' })
    })

    test('by the button of a page, and not by opening it', async () => {
      const { leave, preferences } = await subscribed()
      for (let scan = 0; scan < 3; scan++)
        expect(await browser.page(leave)).toContain(`action="${leave}" method="post"`)
      expect(await row()).toMatchObject({ unsubscribed_by: null })
      expect(await (await browser.post(leave)).text()).toContain('You are unsubscribed')
      expect(await row()).toMatchObject({ unsubscribed_by: 'page' })
      expect(await browser.page(leave)).toContain('You are unsubscribed')
      expect(await browser.page(preferences)).toContain('gets no digest')
    })

    test('by nobody who guesses', async () => {
      const { leave } = await subscribed()
      const guessed = leave.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
      for (const path of [guessed, '/u/1', '/subscription/1-x', '/subscribe/x.y.z']) {
        expect((await browser.get(path)).status).toBe(404)
        expect((await browser.post(path)).status).toBe(404)
      }
      expect(await row()).toMatchObject({ unsubscribed_by: null })
    })
  })

  test('takes bounces of a mail server that knows the token', async () => {
    await enqueueMail(store(), { kind: 'reply', key: 'x', to: 'gone@example.org', subject: 'S', text: 'T' })
    const [delivery] = await store().query<{ id: number }>('select id from deliveries')
    const token = signId(await storeSecret(store()), 'bounce', delivery?.id ?? 0)
    const body = [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      'Final-Recipient: rfc822; gone@example.org',
      'Action: failed',
      'Status: 5.1.1',
      '--b--',
      '',
    ].join('\r\n')
    const post = (authorization?: string) =>
      site.app.request(`/mail/inbound?recipient=${encodeURIComponent(`bounce+${token}@localhost`)}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'message/rfc822', ...(authorization ? { authorization } : {}) },
      })
    for (const authorization of [undefined, 'Bearer wrong', 'Basic mta-secret', 'Bearer ']) {
      expect((await post(authorization)).status).toBeGreaterThanOrEqual(401)
    }
    const response = await post('Bearer mta-secret')
    expect(await response.json()).toEqual({
      kind: 'bounce',
      address: 'gone@example.org',
      status: '5.1.1',
      suppressed: true,
    })
  })

  test('fails nowhere', () => expect(site.failures).toEqual([]))
})
