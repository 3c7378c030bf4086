import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { arrive } from '../fixture/people.js'
import { type TestSmtp, testSmtp } from '../fixture/smtp.js'
import { onBothStores } from '../fixture/stores.js'
import { createSender, type MailSettings } from '../mail/index.js'
import { drain } from '../mail/worker.js'
import { seed } from '../papers/index.js'
import type { Person } from '../people/index.js'
import { claimAuthorship, deleteAccount, moderate, moderationQueue } from './index.js'

const now = new Date('2026-03-02T12:00:00Z')
const settings: MailSettings = {
  publicUrl: 'https://papers.example.org',
  from: 'Pushforward <papers@example.org>',
  postalAddress: 'Street 1, Town',
}
const AUTHOR = 'Ada Lovelace'

onBothStores('mails about claims of authorship', (store) => {
  let smtp: TestSmtp
  let ada: Person
  let root: Person
  const person = async (name: string) =>
    (await arrive(store(), `${name}@example.org`, { now, administrators: ['root@example.org'] })).person
  beforeAll(async () => {
    smtp = await testSmtp()
    const card = {
      arxiv: '2401.00001',
      published: '2024-01-05',
      question: 'Why?',
      summary: 'Because.',
      topics: ['maps'],
    }
    await seed(store(), [{ ...card, slug: 'maps', title: 'A <b>map</b>\n& more', authors: [AUTHOR] }])
    ;[ada, root] = [await person('ada'), await person('root')]
  })
  beforeEach(async () => {
    smtp.clear()
    await store().execute('delete from authorship_claims; delete from deliveries; delete from rate_limits')
    await store().execute('update papers set hidden = false; update people set suspended_at = null')
  })
  afterAll(() => smtp?.close())

  const send = async () => {
    const sender = createSender(smtp.url, settings)
    try {
      return await drain({ store: store(), sender, settings, clock: () => now })
    } finally {
      sender.close()
    }
  }
  const received = async () => Promise.all(smtp.mails.map((mail) => smtp.parsed(mail)))
  const ask = (evidence: string, claimant = ada) =>
    claimAuthorship(store(), claimant, { slug: 'maps', author: AUTHOR, evidence }, now)
  const decide = async (action: 'grant-authorship' | 'deny-authorship', reason: string) => {
    const { claims, confirmed } = await moderationQueue(store())
    const claim = (claims[0] ?? confirmed[0])?.id ?? 0
    await moderate(store(), root, { action, claim }, reason, now)
  }

  test('say what was decided, by whom it is not said, and why; a denial leads to the appeal', async () => {
    await ask('my page')
    await decide('deny-authorship', 'The page names nobody.')
    expect(await send()).toMatchObject({ sent: 1 })
    const [mail] = await received()
    expect(smtp.mails[0]?.to).toBe('ada@example.org')
    expect(mail?.subject).toBe('Your claim to have written “A <b>map</b> & more” was denied')
    expect(mail?.text).toContain(`denied your claim, @${ada.handle}, to be Ada`)
    expect(mail?.text).toContain('> The page names nobody.')
    expect(mail?.text).toContain('https://papers.example.org/papers/maps/authorship')
    expect(mail?.text).toContain('Street 1, Town')
    expect(mail?.text).not.toContain(root.handle)
    expect(mail?.html ?? '').not.toContain('<b>map')
    expect(mail?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
  })

  test('come once for each decision, and tell a first denial from what is taken back', async () => {
    await ask('my page')
    await decide('deny-authorship', 'No')
    await ask('my mail')
    await decide('grant-authorship', 'Yes')
    await decide('deny-authorship', 'It was forged')
    expect(await send()).toMatchObject({ sent: 3 })
    expect(await send()).toMatchObject({ sent: 0 })
    // On connections side by side: in any order.
    expect((await received()).map(({ subject }) => subject?.replace(/“.*”/, '…')).sort()).toEqual([
      'You are known as an author of …',
      'You are no longer known as an author of …',
      'Your claim to have written … was denied',
    ])
    expect(new Set((await received()).map(({ messageId }) => messageId)).size).toBe(3)
  })

  test('are not sent of what is gone: a hidden paper, a suspended claimant, a deleted account', async () => {
    for (const gone of [
      'update papers set hidden = true',
      "update people set suspended_at = now() where handle <> 'x'",
    ]) {
      await ask('my page')
      await decide('deny-authorship', 'No')
      await store().execute(gone)
      expect(await send()).toMatchObject({ sent: 0 })
      await store().execute('update papers set hidden = false; update people set suspended_at = null')
      await store().execute('delete from authorship_claims')
    }
    const leaving = await person('leaving')
    await ask('my page', leaving)
    await decide('deny-authorship', 'No')
    await deleteAccount(store(), leaving, now)
    expect(await store().query('select 1 from authorship_steps')).toEqual([])
    expect(await store().query(`select 1 from deliveries where recipient = 'leaving@example.org'`)).toEqual([])
    expect(await send()).toMatchObject({ sent: 0 })
    expect(smtp.mails).toEqual([])
  })
})
