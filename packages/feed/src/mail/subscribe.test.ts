import { beforeEach, describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { storeSecret } from '../store/index.js'
import { preferencesToken, unsubscribeToken } from './digest-mail.js'
import {
  changePreferences,
  confirmationOf,
  confirmSubscription,
  forgetUnconfirmed,
  isSuppressed,
  type MailSettings,
  readPreferences,
  recordFailure,
  requestSubscription,
  subscriptionOf,
  unsubscribe,
} from './index.js'
import { claim } from './outbox.js'

const settings: MailSettings = { publicUrl: 'https://papers.example.org', from: 'Pushforward <papers@example.org>' }
const now = new Date('2026-04-23T08:30:00Z')
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000)
const weekly = readPreferences({
  rhythm: 'weekly',
  topics: ['flows', 'maps', 'flows', ''],
  timeZone: 'Europe/Berlin',
  hour: '7',
})
const daily = readPreferences({ rhythm: 'daily' })

onBothStores('a subscription', (store) => {
  beforeEach(() =>
    store().execute(
      'delete from deliveries; delete from subscriptions; delete from opt_ins; delete from bounces; delete from suppressions',
    ),
  )
  const ask = (address: string, at = now, preferences = daily) =>
    requestSubscription(store(), settings, { address, preferences, witness: { at, ip: '192.0.2.1', agent: 'Browser' } })
  const mails = () =>
    store().query<{ recipient: string; body: string }>('select recipient, body from deliveries order by id')
  const mailedToken = async () => /subscribe\/(\S+)/.exec((await mails()).at(-1)?.body ?? '')?.[1] ?? ''
  const subscribed = async (address: string, preferences = daily) => {
    await ask(address, now, preferences)
    const subscription = await confirmSubscription(store(), await mailedToken(), { at: hours(1) })
    if (!subscription) throw new Error('not confirmed')
    return subscription
  }

  test('is asked for, confirmed by the mailed link, and then due at its hour; the evidence is kept', async () => {
    await ask('Ada@Example.org', now, weekly)
    expect((await mails())[0]?.recipient).toBe('ada@example.org')
    expect(await store().query('select 1 from subscriptions')).toEqual([])
    const token = await mailedToken()
    expect(await confirmationOf(store(), token, hours(47))).toEqual({
      address: 'ada@example.org',
      preferences: weekly,
      done: false,
    })
    const witness = { at: hours(1), ip: '192.0.2.2', agent: 'Another browser' }
    expect(await confirmSubscription(store(), token, witness)).toMatchObject({
      address: 'ada@example.org',
      ...weekly,
      confirmedAt: hours(1),
      unsubscribedAt: null,
    })
    expect(await store().query('select due_at from subscriptions')).toEqual([
      { due_at: new Date('2026-04-27T05:00:00Z') },
    ])
    expect(
      await store().query(
        'select requested_at, requested_ip, requested_agent, confirmed_at, confirmed_ip, confirmed_agent from opt_ins',
      ),
    ).toEqual([
      {
        requested_at: now,
        requested_ip: '192.0.2.1',
        requested_agent: 'Browser',
        confirmed_at: hours(1),
        confirmed_ip: '192.0.2.2',
        confirmed_agent: 'Another browser',
      },
    ])
  })

  test('can be confirmed for 48 hours, by its own link alone', async () => {
    await ask('ada@example.org')
    const token = await mailedToken()
    expect(await confirmationOf(store(), token, hours(48))).toBeUndefined()
    expect(await confirmSubscription(store(), token, { at: hours(48) })).toBeUndefined()
    expect(await confirmSubscription(store(), `${token}x`, { at: now })).toBeUndefined()
    const other = unsubscribeToken(await storeSecret(store()), 1)
    expect(await confirmSubscription(store(), other, { at: now })).toBeUndefined()
    expect(await store().query('select 1 from subscriptions')).toEqual([])
  })

  test('sends one confirmation mail a day to an address, however often and at once it is asked for', async () => {
    await Promise.all(Array.from({ length: 8 }, () => ask('ada@example.org')))
    await ask('ada@example.org', hours(23.9), weekly)
    expect(await mails()).toHaveLength(1)
    // What was asked for last is what the mail confirms.
    expect(await confirmationOf(store(), await mailedToken(), hours(24))).toMatchObject({ preferences: weekly })
    await ask('ada@example.org', hours(24))
    expect(await mails()).toHaveLength(2)
  })

  test('changes nothing when somebody else asks for an address that has one', async () => {
    const { id } = await subscribed('ada@example.org')
    await ask('ada@example.org', hours(30), weekly)
    expect(await mails()).toHaveLength(2)
    expect(await store().query('select id, rhythm from subscriptions')).toEqual([{ id, rhythm: 'daily' }])
  })

  test('is forgotten a week after it was asked for and not confirmed', async () => {
    await subscribed('ada@example.org')
    await ask('eve@example.org')
    await forgetUnconfirmed(store(), hours(7 * 24 - 1))
    expect(await store().query('select 1 from opt_ins')).toHaveLength(2)
    await forgetUnconfirmed(store(), hours(7 * 24 + 1))
    expect(await store().query('select address from opt_ins')).toEqual([{ address: 'ada@example.org' }])
  })

  test('is found by the links of a digest, each for its purpose', async () => {
    const { id } = await subscribed('ada@example.org')
    const secret = await storeSecret(store())
    expect(await subscriptionOf(store(), 'preferences', preferencesToken(secret, id))).toMatchObject({ id })
    expect(await subscriptionOf(store(), 'unsubscribe', unsubscribeToken(secret, id))).toMatchObject({ id })
    // Whoever sees the headers of a mail may end the subscription, not read it.
    expect(await subscriptionOf(store(), 'preferences', unsubscribeToken(secret, id))).toBeUndefined()
    expect(await subscriptionOf(store(), 'unsubscribe', unsubscribeToken(secret, id + 1))).toBeUndefined()
  })

  test('takes other preferences, and is due by those', async () => {
    const subscription = await subscribed('ada@example.org')
    await changePreferences(store(), subscription, weekly, hours(2))
    expect(await store().query('select rhythm, topics, hour, due_at from subscriptions')).toEqual([
      { rhythm: 'weekly', topics: ['flows', 'maps'], hour: 7, due_at: new Date('2026-04-27T05:00:00Z') },
    ])
  })

  test('ends when told, once; an old link does not begin it again, a new confirmation does', async () => {
    const subscription = await subscribed('ada@example.org')
    const token = await mailedToken()
    await unsubscribe(store(), subscription, 'one-click', hours(2))
    await unsubscribe(store(), subscription, 'page', hours(3))
    await changePreferences(store(), subscription, weekly, hours(3))
    expect(await store().query('select unsubscribed_at, unsubscribed_by, due_at from subscriptions')).toEqual([
      { unsubscribed_at: hours(2), unsubscribed_by: 'one-click', due_at: null },
    ])
    expect(await confirmSubscription(store(), token, { at: hours(4) })).toMatchObject({ unsubscribedAt: hours(2) })
    await ask('ada@example.org', hours(25))
    expect(await confirmSubscription(store(), await mailedToken(), { at: hours(26) })).toMatchObject({
      id: subscription.id,
      unsubscribedAt: null,
    })
  })

  test('of a suppressed address begins again only when confirmed anew, and then with a clean slate', async () => {
    const subscription = await subscribed('ada@example.org')
    await recordFailure(store(), { address: 'ada@example.org', kind: 'complaint', at: hours(2) })
    expect(await isSuppressed(store(), 'ada@example.org')).toBe(true)
    expect(await store().query('select unsubscribed_by from subscriptions')).toEqual([{ unsubscribed_by: 'complaint' }])
    await changePreferences(store(), subscription, weekly, hours(3))
    await ask('ada@example.org', hours(25))
    expect(await isSuppressed(store(), 'ada@example.org')).toBe(true)
    expect(await claim(store(), hours(25), 1000)).toMatchObject({ kind: 'confirmation', unwanted: false })
    await confirmSubscription(store(), await mailedToken(), { at: hours(26) })
    expect(await isSuppressed(store(), 'ada@example.org')).toBe(false)
    expect(
      await recordFailure(store(), { address: 'ada@example.org', kind: 'hard', status: '5.2.2', at: hours(27) }),
    ).toBe(false)
  })
})

describe('preferences', () => {
  test.each([
    [{}, 'rhythm: choose daily or weekly'],
    [{ rhythm: 'hourly' }, 'rhythm: choose daily or weekly'],
    [{ rhythm: 'daily', timeZone: 'Mars/Olympus' }, 'timeZone: "Mars/Olympus" is not known'],
    [{ rhythm: 'daily', hour: '24' }, 'hour: choose an hour from 0 to 23'],
    [{ rhythm: 'daily', hour: '' }, 'hour: choose an hour'],
    [{ rhythm: 'daily', hour: '7.5' }, 'hour: choose an hour'],
    [{ rhythm: 'daily', topics: Array.from({ length: 31 }, (_, i) => `t${i}`) }, 'topics: at most 30'],
    [{ rhythm: 'daily', topics: ['a\nb'] }, 'topics:'],
  ])('%j are refused', (given, message) => expect(() => readPreferences(given)).toThrow(message))
})
