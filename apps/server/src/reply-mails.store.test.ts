import { onBothStores } from '@pushforward/feed/fixture'
import { replyToken } from '@pushforward/feed/mail'
import { storeSecret } from '@pushforward/feed/store'
import { beforeAll, expect, test } from 'vitest'
import { Browser, type FeedSite, feedSite, PAPER, personOf } from './fixture/browsers.js'

onBothStores('mails about answers, on the site', (store) => {
  let site: FeedSite
  let ada: Browser
  beforeAll(async () => {
    site = await feedSite(store())
    ada = new Browser(site)
    await ada.signIn('ada@example.org')
  })
  const wanted = async () =>
    (await store().query<{ on: boolean }>(`select reply_mails as on from people where email = 'ada@example.org'`))[0]
      ?.on
  const link = async () =>
    `/replies/${replyToken(await storeSecret(store()), (await personOf(store(), 'ada@example.org')).id)}`

  test('are queued by a form that answers, in the account’s data, and turned off and on there', async () => {
    const bob = new Browser(site)
    await bob.signIn('bob@example.org')
    const path = `/papers/${PAPER.slug}/comment`
    await ada.post(path, { body: 'One' })
    const [first] = await store().query<{ id: number }>('select id from comments')
    await bob.post(path, { body: 'Two', reply: String(first?.id) })
    expect(await store().query(`select recipient, state from deliveries where kind = 'comment-reply'`)).toEqual([
      { recipient: 'ada@example.org', state: 'queued' },
    ])
    expect(await ada.page('/account')).toContain('Send no such mails')
    await ada.post('/account/replies', { wanted: '0' })
    expect(await wanted()).toBe(false)
    expect(await (await ada.get('/account/data.json')).json()).toMatchObject({ account: { reply_mails: false } })
    await ada.post('/account/replies', { wanted: '1' })
    expect(await wanted()).toBe(true)
  })

  test('end by the link in them: a button, or one click in a mail program, without a cookie', async () => {
    const reader = new Browser(site)
    for (let k = 0; k < 2; k++) expect(await reader.page(await link())).toContain('Send no such mails')
    expect(await wanted()).toBe(true)
    const oneClick = await reader.post(
      await link(),
      { 'List-Unsubscribe': 'One-Click' },
      { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' },
    )
    expect(oneClick.status).toBe(200)
    expect(await wanted()).toBe(false)
    expect(await reader.page(await link())).toContain('is told of no answer')
  })

  test('a link that is not ours is dead', async () => {
    const path = (await link()).replace(/.$/, (letter) => (letter === 'a' ? 'b' : 'a'))
    expect((await new Browser(site).get(path)).status).toBe(404)
    expect((await new Browser(site).post(path)).status).toBe(404)
  })
})
