import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Behaviour, PASSWORD, type TestSmtp, testSmtp } from '../fixture/smtp.js'
import { onBothStores } from '../fixture/stores.js'
import type { Store } from '../store/index.js'
import { createSender, enqueueMail, isSuppressed, type MailSettings, outboxStanding } from './index.js'
import { drain } from './worker.js'

const MINUTE = 60_000
const settings: MailSettings = { publicUrl: 'https://papers.example.org', from: 'Pushforward <papers@example.org>' }

onBothStores('a worker', (store) => {
  let smtp: TestSmtp
  let behaviour: (to: string, attempt: number) => Behaviour = () => ({})
  let now = new Date('2026-04-23T08:00:00Z')
  const clock = () => now
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * MINUTE)
  }
  const send = async (options: { smtpUrl?: string; patience?: number; connections?: number } = {}) => {
    smtp ??= await testSmtp({ behave: (to, attempt) => behaviour(to, attempt) })
    const sender = createSender(options.smtpUrl ?? smtp.url, { ...settings, ...options })
    try {
      return await drain({ store: store(), sender, settings, clock })
    } finally {
      sender.close()
    }
  }
  const queue = (key: string, to = `${key}@example.org`, changes: object = {}) =>
    enqueueMail(store(), { kind: 'reply', key, to, subject: 'Ä reply', text: 'Text', now, ...changes })
  const row = async (key: string) =>
    (
      await store().query<{ state: string; attempts: number; response: string; next_attempt_at: Date }>(
        'select state, attempts, response, next_attempt_at from deliveries where key = $1',
        [key],
      )
    )[0]

  beforeEach(async () => {
    behaviour = () => ({})
    await store().execute('delete from bounces; delete from deliveries; delete from suppressions; delete from opt_ins')
  })
  afterEach(() => smtp?.clear())
  afterAll(() => smtp?.close())

  test('sends what waits, each over one of a few connections, with the same headers at every attempt', async () => {
    for (let i = 0; i < 20; i++) await queue(`m${i}`)
    expect(await send()).toEqual({ sent: 20, retried: 0, failed: 0, suppressed: 0 })
    expect(smtp.mails).toHaveLength(20)
    const first = smtp.mails.find(({ to }) => to === 'm0@example.org')
    expect(first?.from).toMatch(/^bounce\+[a-z0-9]+-[a-z2-7]{24}@example\.org$/)
    const mail = await smtp.parsed(first as (typeof smtp.mails)[number])
    expect(mail).toMatchObject({ messageId: '<reply.m0@example.org>', subject: 'Ä reply', text: 'Text\n' })
    const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))
    expect(headers).toMatchObject({
      from: 'Pushforward <papers@example.org>',
      'reply-to': 'papers@example.org',
      to: 'm0@example.org',
      'auto-submitted': 'auto-generated',
      'content-language': 'en',
      'mime-version': '1.0',
    })
    expect(await outboxStanding(store())).toMatchObject({ sent: 20, queued: 0, sending: 0 })
    expect(await send()).toMatchObject({ sent: 0 })
    expect(smtp.mails).toHaveLength(20)
  })

  test('shares the outbox with others and sends each mail once', async () => {
    for (let i = 0; i < 40; i++) await queue(`m${i}`)
    await Promise.all([send(), send(), send()])
    expect(smtp.mails).toHaveLength(40)
    expect(new Set(smtp.mails.map(({ to }) => to)).size).toBe(40)
  })

  test('tries again after 5 min, 15 min, 1 h, 4 h and 12 h when told to come later, and then gives up', async () => {
    behaviour = () => ({ refuse: { code: 451, text: '4.7.1 greylisted', at: 'rcpt' } })
    await queue('grey', 'grey@example.org')
    for (const wait of [5, 15, 60, 240, 720]) {
      expect(await send()).toMatchObject({ retried: 1, sent: 0 })
      expect((await row('grey'))?.next_attempt_at).toEqual(new Date(now.getTime() + wait * MINUTE))
      later(wait - 0.01)
      expect(await send()).toMatchObject({ retried: 0 })
      later(0.01)
    }
    expect(await send()).toMatchObject({ failed: 1 })
    expect(await row('grey')).toMatchObject({ state: 'failed', attempts: 6 })
    expect(await store().query('select kind, status from bounces')).toEqual([{ kind: 'soft', status: '4.7.1' }])
    expect(await isSuppressed(store(), 'grey@example.org')).toBe(false)
  })

  test('delivers when the greylisting is over', async () => {
    behaviour = (_to, attempt) => (attempt === 1 ? { refuse: { code: 450, text: '4.2.0 later', at: 'data' } } : {})
    await queue('a')
    expect(await send()).toMatchObject({ retried: 1 })
    later(5)
    expect(await send()).toMatchObject({ sent: 1 })
    expect(smtp.mails).toHaveLength(1)
  })

  test('suppresses an address that does not exist at once, and then sends it only what it asks for', async () => {
    behaviour = () => ({ refuse: { code: 550, text: '5.1.1 no such user', at: 'rcpt' } })
    await queue('gone', 'gone@example.org')
    expect(await send()).toMatchObject({ failed: 1 })
    expect(await isSuppressed(store(), 'gone@example.org')).toBe(true)
    behaviour = () => ({})
    await queue('more', 'gone@example.org')
    await queue('link', 'gone@example.org', { kind: 'sign-in' })
    expect(await send()).toMatchObject({ suppressed: 1, sent: 1 })
    expect(smtp.mails.map(({ raw }) => /^Message-ID: (.*)\r$/im.exec(raw)?.[1])).toEqual(['<sign-in.link@example.org>'])
  })

  test('suppresses at the third other refusal within 14 days, and not at a third after them', async () => {
    behaviour = () => ({ refuse: { code: 552, text: '5.2.2 mailbox full', at: 'data' } })
    const refuse = async (key: string) => {
      await queue(key, 'full@example.org')
      await send()
      return isSuppressed(store(), 'full@example.org')
    }
    expect(await refuse('a')).toBe(false)
    later(15 * 24 * 60)
    expect(await refuse('b')).toBe(false)
    expect(await refuse('c')).toBe(false)
    expect(await refuse('d')).toBe(true)
  })

  test.each([
    ['its server is dead', async () => ({ smtpUrl: 'smtp://127.0.0.1:1' })],
    ['its server wants another password', async () => ({ smtpUrl: smtp.url.replace('//', '//user:wrong@') })],
    [
      'its server does not answer in time',
      async () => {
        behaviour = () => ({ delay: 2000 })
        return { patience: 300 }
      },
    ],
    [
      'its server shuts down',
      async () => {
        behaviour = () => ({ refuse: { code: 421, text: '4.3.2 closing', at: 'rcpt' } })
        return {}
      },
    ],
    [
      'its connection breaks before the mail is through',
      async () => {
        behaviour = () => ({ drop: 'before' })
        return {}
      },
    ],
  ])('keeps mails when %s, blames no address, and leaves the rest untouched', async (_why, prepare) => {
    await send()
    for (let i = 0; i < 5; i++) await queue(`m${i}`)
    const result = await send({ ...(await prepare()), connections: 1 })
    expect(result).toMatchObject({ sent: 0, retried: 1, failed: 0, unreachable: expect.any(String) })
    expect(await store().query('select attempts from deliveries order by id')).toEqual(
      [1, 0, 0, 0, 0].map((attempts) => ({ attempts })),
    )
    expect(await store().query('select 1 from bounces')).toEqual([])
    behaviour = () => ({})
    later(5)
    expect(await send()).toMatchObject({ sent: 5 })
  })

  test('sends again what was taken without an answer, with the same Message-ID: the window that can’t be closed', async () => {
    behaviour = (_to, attempt) => (attempt === 1 ? { drop: 'after' } : {})
    await queue('window')
    expect(await send()).toMatchObject({ retried: 1 })
    later(5)
    expect(await send()).toMatchObject({ sent: 1 })
    // A mail of the slow server before may come in late.
    const ids = smtp.mails
      .filter(({ to }) => to.startsWith('window'))
      .map(({ raw }) => /^Message-ID: (.*)\r$/im.exec(raw)?.[1])
    expect(ids).toEqual(['<reply.window@example.org>', '<reply.window@example.org>'])
  })

  test('sends nothing that is of no use any more', async () => {
    await queue('old', 'old@example.org', { expires: new Date(now.getTime() + 15 * MINUTE) })
    later(16)
    expect(await send()).toMatchObject({ failed: 1, sent: 0 })
    expect(await row('old')).toMatchObject({ response: 'too late' })
  })

  test('keeps a mail that a failing store kept from being made, and gives up one that can’t be made', async () => {
    await queue('a')
    await queue('b')
    await store().execute(`update deliveries set body = null where key = 'b'`)
    const failing = { ...store(), query: failsOnce(store(), /from settings/) }
    const sender = createSender(smtp.url, settings)
    const reports: string[] = []
    const options = { store: failing, sender, settings, clock, report: (error: Error) => reports.push(error.message) }
    await expect(drain(options)).rejects.toThrow('the store fails')
    later(6) // its lease has ended
    await drain(options)
    sender.close()
    expect(smtp.mails.map(({ to }) => to)).toEqual(['a@example.org'])
    expect(await row('b')).toMatchObject({ state: 'failed', response: expect.stringContaining('has no text') })
    expect(reports).toHaveLength(1)
  })

  test('writes what was sent though the store fails for a moment, so that it is not sent again', async () => {
    await queue('a')
    const sender = createSender(smtp.url, settings)
    await drain({ store: { ...store(), query: failsOnce(store(), /set state = \$/) }, sender, settings, clock })
    later(60)
    expect(await drain({ store: store(), sender, settings, clock })).toMatchObject({ sent: 0 })
    sender.close()
    expect(smtp.mails).toHaveLength(1)
    expect(await row('a')).toMatchObject({ state: 'sent' })
  })

  test('sends what somebody waits for before digests', async () => {
    await store().execute(`
      insert into subscriptions (address, rhythm, time_zone, hour, confirmed_at, due_at)
        values ('reader@example.org', 'daily', 'UTC', 8, now(), now()) on conflict do nothing;
      insert into editions (rhythm, first_day, last_day, made_at, papers) values ('daily', '2026-04-22', '2026-04-22', now(),
        '[{"slug":"a","title":"A","sentence":"","authorCount":1,"votes":0,"held":0,"total":0,"topics":[]}]');
      insert into deliveries (kind, key, recipient, edition_id, subscription_id, topics, queued_at, next_attempt_at, expires_at)
        select 'digest', '2026-04-22.' || s.id, s.address, e.id, s.id, '{}', '2026-04-23', '2026-04-23', '2026-04-30'
        from subscriptions s, editions e`)
    now = new Date('2026-04-23T08:00:00Z')
    await queue('asked', 'asked@example.org', { kind: 'sign-in' })
    await send({ connections: 1 })
    expect(smtp.mails.map(({ to }) => to)).toEqual(['asked@example.org', 'reader@example.org'])
  })
})

/** The queries of a store whose first that matches fails, as on a connection that breaks. */
function failsOnce(store: Store, pattern: RegExp): Store['query'] {
  let failed = false
  return (sql, values) => {
    if (failed || !pattern.test(sql)) return store.query(sql, values)
    failed = true
    return Promise.reject(new Error('the store fails'))
  }
}

describe('a sender', () => {
  test('gives no password over an open wire', async () => {
    const smtp = await testSmtp()
    // Loopback under a name that does not say so.
    const sender = createSender(smtp.url.replace('127.0.0.1', `user:${PASSWORD}@127.1`), settings)
    expect(await sender.send({ from: 'a@example.org', to: 'b@example.org', text: 'x' })).toMatchObject({
      kind: 'later',
    })
    expect(smtp.mails).toHaveLength(0)
    sender.close()
    const here = createSender(smtp.url.replace('//', `//user:${PASSWORD}@`), settings)
    expect(await here.send({ from: 'a@example.org', to: 'b@example.org', text: 'x' })).toMatchObject({
      kind: 'accepted',
    })
    here.close()
    await smtp.close()
  })
})
