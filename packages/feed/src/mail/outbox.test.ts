import { beforeEach, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { enqueueMail } from './index.js'
import { claim, outboxStanding, pruneOutbox, settle } from './outbox.js'

const MINUTE = 60_000
const now = new Date('2026-04-23T08:00:00Z')
const after = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
const mail = (key: string, changes: object = {}) => ({
  kind: 'sign-in',
  key,
  to: 'ada@example.org',
  subject: 'Sign in',
  text: 'https://example.org/secret',
  now,
  ...changes,
})

onBothStores('the outbox', (store) => {
  beforeEach(() => store().execute('delete from deliveries; delete from suppressions'))

  test('holds a mail once, and only if its transaction commits', async () => {
    expect(await enqueueMail(store(), mail('a'))).toBe(true)
    expect(await enqueueMail(store(), mail('a', { subject: 'Another' }))).toBe(false)
    const failing = store().transaction(async (queries) => {
      await enqueueMail(queries, mail('b'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await outboxStanding(store())).toMatchObject({ queued: 1, oldest: now })
  })

  test.each([
    'ada@example.org\r\nBcc: eve@example.org',
    'ada@example.org, eve@example.org',
    'Ada <ada@example.org>',
    '"a b"@example.org',
    'ada@',
    'ada',
    `${'a'.repeat(65)}@example.org`,
    'ada@exa mple.org',
    'ada@[127.0.0.1]',
  ])('refuses %j as an address', async (to) => {
    await expect(enqueueMail(store(), mail('a', { to }))).rejects.toThrow(/^to: .* is no e-mail address/)
  })

  test('takes an address in lower case, and a subject as one line', async () => {
    await enqueueMail(store(), mail('a', { to: ' Ada.Ö+x@Example.ORG ', subject: 'Sign in\r\nBcc: eve@example.org' }))
    expect(await claim(store(), now, MINUTE)).toMatchObject({
      recipient: 'ada.ö+x@example.org',
      subject: 'Sign in Bcc: eve@example.org',
      messageId: 'sign-in.a',
    })
  })

  test('gives every mail to one of many workers', async () => {
    for (let i = 0; i < 30; i++) await enqueueMail(store(), mail(String(i)))
    const claims = await Promise.all(Array.from({ length: 40 }, () => claim(store(), now, MINUTE)))
    const ids = claims.flatMap((mail) => (mail ? [mail.id] : []))
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
  })

  test('gives a mail again only when its lease has ended, and then the first worker can’t take it back', async () => {
    await enqueueMail(store(), mail('a'))
    const first = await claim(store(), now, MINUTE)
    expect(first).toMatchObject({ attempts: 1 })
    expect(await claim(store(), after(0.9), MINUTE)).toBeUndefined()
    const second = await claim(store(), after(1), MINUTE)
    expect(second).toMatchObject({ id: first?.id, attempts: 2, messageId: first?.messageId })
    if (!first || !second) return
    const retry = { state: 'queued', response: '451 later', next: after(6) } as const
    expect(await settle(store(), first, retry, after(1))).toBe(false)
    expect(await settle(store(), second, retry, after(1))).toBe(true)
    expect(await claim(store(), after(5.9), MINUTE)).toBeUndefined()
    // What a server took is sent, whoever gave it.
    expect(await settle(store(), first, { state: 'sent', response: '250 ok' }, after(2))).toBe(true)
    expect(await outboxStanding(store())).toMatchObject({ sent: 1, queued: 0 })
  })

  test('forgets the secrets of a finished mail at once, and the mail after a month', async () => {
    await enqueueMail(store(), mail('a'))
    const claimed = await claim(store(), now, MINUTE)
    if (claimed) await settle(store(), claimed, { state: 'sent', response: '250 ok' }, now)
    expect(await store().query('select subject, body, html, sent_at from deliveries')).toEqual([
      { subject: null, body: null, html: null, sent_at: now },
    ])
    await pruneOutbox(store(), after(29 * 24 * 60))
    expect((await outboxStanding(store())).sent).toBe(1)
    await pruneOutbox(store(), after(31 * 24 * 60))
    expect((await outboxStanding(store())).sent).toBe(0)
  })

  test('knows what is expired, and what a suppressed address did not ask for', async () => {
    await enqueueMail(store(), mail('old', { expires: after(15) }))
    expect(await claim(store(), after(15), MINUTE)).toMatchObject({ expired: true })
    await store().query("insert into suppressions values ('ada@example.org', 'bounce', '5.1.1', $1)", [now])
    await enqueueMail(store(), mail('asked'))
    expect(await claim(store(), now, MINUTE)).toMatchObject({ unwanted: false, expired: false })
    await enqueueMail(store(), mail('news', { kind: 'reply' }))
    expect(await claim(store(), now, MINUTE)).toMatchObject({ kind: 'reply', unwanted: true })
  })
})
