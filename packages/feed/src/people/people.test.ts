import { describe, expect, test } from 'vitest'
import { arrive, mailedToken } from '../fixture/people.js'
import { onBothStores } from '../fixture/stores.js'
import {
  allow,
  apiTokensOf,
  closeSession,
  closeSessions,
  confirmSignIn,
  forgetFullBuckets,
  hashToken,
  linkAddress,
  mailbox,
  makeApiToken,
  networkOf,
  personOfApiToken,
  rename,
  requestSignIn,
  revokeApiToken,
  sessionsOf,
  textField,
  visit,
} from './index.js'

const NOON = new Date('2026-03-02T12:00:00Z')
const later = (seconds: number, from = NOON) => new Date(from.getTime() + seconds * 1000)
const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

describe('an address', () => {
  test('of a mailbox is told in lower case, and holds nothing that could begin a header', () => {
    expect(mailbox(' Ada@Example.ORG ')).toBe('ada@example.org')
    for (const text of ['', 'ada', 'ada@', '@example.org', 'a b@example.org', 'a@b@c.org', `${'a'.repeat(65)}@b.org`]) {
      expect(() => mailbox(text)).toThrow('not an e-mail address')
    }
    for (const text of ['a@b.org\nBcc: c@d.org', 'a@b.org\r\n\r\nbody', 'a@b.org,c@d.org', '<a@b.org>', 'a@b.org\0']) {
      expect(() => mailbox(text)).toThrow('not an e-mail address')
    }
  })

  test.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:7:1::5', '2001:db8:7::/48'],
    ['2001:0DB8:0007:1:2:3:4:5', '2001:db8:7::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['2001:db8::', '2001:db8:0::/48'],
    ['nonsense', 'unknown'],
  ])('%s is in %s', (address, network) => expect(networkOf(address)).toBe(network))
})

test('a text of a form loses control characters and must fit', () => {
  expect(textField('name', ' A\u0000d\na ', { longest: 10 })).toBe('A d a')
  expect(textField('body', 'a\r\nb\u0007\ud800', { longest: 10, lines: true })).toBe('a\nb')
  expect(textField('name', '😀😀', { longest: 2 })).toBe('😀😀')
  expect(() => textField('name', 'abc', { longest: 2 })).toThrow('Name has 3 characters; at most 2 are accepted.')
  expect(() => textField('name', ' \t', { longest: 2 })).toThrow('Name is empty.')
})

onBothStores('people', (store) => {
  describe('a limit', () => {
    const limit = { capacity: 3, perSecond: 1 / 10 }

    test('lets a burst through, then one for each interval, and says when', async () => {
      const take = (at: number) => allow(store(), 'burst', { ...limit, now: later(at) })
      expect(await take(0)).toEqual({ allowed: true, remaining: 2, retryAfter: 0 })
      expect(await take(0)).toEqual({ allowed: true, remaining: 1, retryAfter: 0 })
      expect(await take(0)).toEqual({ allowed: true, remaining: 0, retryAfter: 10 })
      expect(await take(4)).toEqual({ allowed: false, remaining: 0, retryAfter: 6 })
      expect(await take(10)).toEqual({ allowed: true, remaining: 0, retryAfter: 10 })
      expect((await take(19)).allowed).toBe(false)
      expect(await take(1000)).toEqual({ allowed: true, remaining: 2, retryAfter: 0 })
    })

    test('is exact however many ask at once', async () => {
      const asked = Array.from({ length: 20 }, () => allow(store(), 'crowd', { ...limit, now: NOON }))
      expect((await Promise.all(asked)).filter(({ allowed }) => allowed)).toHaveLength(3)
    })

    test('is not stretched by a clock that goes back', async () => {
      for (const at of [0, -50, -50])
        expect((await allow(store(), 'back', { ...limit, now: later(at) })).allowed).toBe(at === 0)
    })

    test('needs no row once it is full', async () => {
      await forgetFullBuckets(store(), later(DAY))
      expect(await store().query('select 1 from rate_limits')).toEqual([])
    })
  })

  describe('signing in', () => {
    test('makes an account by the link, once, within 15 minutes', async () => {
      const request = {
        email: 'Ada@Example.org',
        client: '192.0.2.1',
        next: '/submit',
        publicUrl: 'https://x.org',
        now: NOON,
      }
      await requestSignIn(store(), request)
      const token = await mailedToken(store(), 'ada@example.org')
      expect(await linkAddress(store(), token, later(14 * MINUTE))).toBe('ada@example.org')
      expect(await linkAddress(store(), token, later(15 * MINUTE))).toBeUndefined()
      const confirm = (at: number) =>
        confirmSignIn(store(), token, { client: '192.0.2.1', device: 'x', administrators: [], now: later(at) })
      await expect(confirm(15 * MINUTE)).rejects.toThrow('older than 15 minutes')
      const signedIn = await confirm(MINUTE)
      expect(signedIn).toMatchObject({
        next: '/submit',
        isNew: true,
        person: { email: 'ada@example.org', role: 'member' },
      })
      await expect(confirm(2 * MINUTE)).rejects.toThrow('was used already')
    })

    test('at the same time with one link works once', async () => {
      await requestSignIn(store(), {
        email: 'bo@example.org',
        client: '198.51.100.1',
        next: '/',
        publicUrl: '',
        now: NOON,
      })
      const token = await mailedToken(store(), 'bo@example.org')
      const confirmation = { client: '198.51.100.1', device: '', administrators: [], now: NOON }
      const ends = await Promise.allSettled(
        Array.from({ length: 5 }, () => confirmSignIn(store(), token, confirmation)),
      )
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('leaves no token in the store', async () => {
      const email = 'secret@example.org'
      const { session } = await arrive(store(), email, { now: NOON })
      const link = await mailedToken(store(), email)
      await store().query('delete from deliveries')
      const tables = await store().query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'public'`,
      )
      for (const { name } of tables) {
        const rows = await store().query<{ row: string }>(`select t::text as row from "${name}" t`)
        for (const token of [session, link]) expect(rows.some(({ row }) => row.includes(token))).toBe(false)
      }
    })

    test('takes the same steps for a known address and an unknown one', async () => {
      const trace = async (email: string) => {
        const statements: string[] = []
        const spied = {
          ...store(),
          query: <Row>(sql: string, values?: Parameters<ReturnType<typeof store>['query']>[1]) => {
            statements.push(sql)
            return store().query<Row>(sql, values)
          },
          transaction: <T>(work: Parameters<ReturnType<typeof store>['transaction']>[0]) =>
            store().transaction((queries) =>
              work({
                ...queries,
                query: (sql, values) => {
                  statements.push(sql)
                  return queries.query(sql, values)
                },
              }),
            ) as Promise<T>,
        }
        await requestSignIn(spied, { email, client: '203.0.113.9', next: '/', publicUrl: '', now: later(HOUR) })
        return statements
      }
      expect(await trace('ada@example.org')).toEqual(await trace('never-seen@example.org'))
    })

    test('sends one address a few links an hour, and says nothing of it', async () => {
      for (let k = 0; k < 10; k++) {
        await requestSignIn(store(), {
          email: 'much@example.org',
          client: `10.1.${k}.1`,
          next: '/',
          publicUrl: '',
          now: NOON,
        })
      }
      const sent = await store().query(`select 1 from deliveries where recipient = 'much@example.org'`)
      expect(sent).toHaveLength(4)
    })

    test('refuses a network that asks for many', async () => {
      const ask = (k: number) =>
        requestSignIn(store(), {
          email: `n${k}@example.org`,
          client: `203.0.112.${k}`,
          next: '/',
          publicUrl: '',
          now: NOON,
        })
      for (let k = 0; k < 20; k++) await ask(k)
      await expect(ask(20)).rejects.toThrow('Too many sign-in links')
    })

    test('makes an administrator of whom the operator named', async () => {
      const { person } = await arrive(store(), 'root@example.org', { now: NOON, administrators: ['root@example.org'] })
      expect(person.role).toBe('administrator')
    })
  })

  describe('accounts from one network', () => {
    const join = (name: string, client: string, at: number) =>
      arrive(store(), `${name}@stuffed.org`, { now: later(at), client }).then(({ person }) => person.voteWeight)

    test('within minutes of another have votes of weight 0', async () => {
      expect(await join('a1', '10.200.0.1', 0)).toBe(1)
      expect(await join('a2', '10.200.0.2', 9 * MINUTE)).toBe(0)
      expect(await join('a3', '10.200.0.200', 20 * MINUTE)).toBe(1)
      expect(await join('b1', '10.201.0.1', MINUTE)).toBe(1)
    })

    test('have them as well from the sixth of a day', async () => {
      for (let k = 0; k < 5; k++) expect(await join(`d${k}`, '10.202.0.1', k * HOUR)).toBe(1)
      expect(await join('d5', '10.202.0.1', 5 * HOUR)).toBe(0)
      expect(await join('d6', '10.202.0.1', 30 * HOUR)).toBe(1)
    })

    test('see each other when they are made at once', async () => {
      const weights = await Promise.all(Array.from({ length: 4 }, (_, k) => join(`c${k}`, '10.203.0.1', 0)))
      expect(weights.sort()).toEqual([0, 0, 0, 1])
    })
  })

  describe('a session', () => {
    test('lasts as long as there are visits', async () => {
      const { session, person } = await arrive(store(), 'cy@example.org', { now: NOON })
      expect(await visit(store(), session, later(MINUTE))).toEqual({ person, renewed: false })
      expect((await visit(store(), session, later(20 * DAY)))?.renewed).toBe(true)
      expect(await visit(store(), session, later(45 * DAY))).toBeDefined()
      expect(await visit(store(), session, later(76 * DAY))).toBeUndefined()
    })

    test('is a new one at every sign-in, and the browser’s old one ends', async () => {
      const first = await arrive(store(), 'di@example.org', { now: NOON })
      const second = await arrive(store(), 'di@example.org', { now: later(MINUTE), previous: first.session })
      expect(second.session).not.toBe(first.session)
      expect(second.isNew).toBe(false)
      expect(await visit(store(), first.session, later(2 * MINUTE))).toBeUndefined()
    })

    test('ends here, or everywhere', async () => {
      const here = await arrive(store(), 'ed@example.org', { now: NOON })
      const there = await arrive(store(), 'ed@example.org', { now: later(MINUTE) })
      expect(await sessionsOf(store(), here.person.id, here.session, later(MINUTE))).toMatchObject([
        { current: false },
        { current: true },
      ])
      await closeSession(store(), here.session)
      expect(await visit(store(), here.session, NOON)).toBeUndefined()
      expect(await visit(store(), there.session, later(MINUTE))).toBeDefined()
      await closeSessions(store(), here.person.id)
      expect(await visit(store(), there.session, later(MINUTE))).toBeUndefined()
    })
  })

  test('a handle is unique, a name is anything of a line', async () => {
    const { person: ada } = await arrive(store(), 'fi@example.org', { now: NOON })
    const { person: bob } = await arrive(store(), 'gus@example.org', { now: NOON })
    expect(await rename(store(), ada, { handle: 'Fi-1', name: '<b>Fi</b>' })).toMatchObject({
      handle: 'fi-1',
      name: '<b>Fi</b>',
    })
    await expect(rename(store(), bob, { handle: 'fi-1', name: 'x' })).rejects.toThrow('The handle fi-1 is taken.')
    for (const handle of ['a', 'a_b', '-ab', 'ab-', 'a--b', 'x'.repeat(31), 'é-é-é', "'; drop table people --"]) {
      await expect(rename(store(), bob, { handle, name: 'x' })).rejects.toThrow('3 to 30 letters')
    }
    await expect(rename(store(), bob, { handle: 'admin', name: 'x' })).rejects.toThrow('taken')
    const races = await Promise.allSettled([
      rename(store(), ada, { handle: 'same', name: 'x' }),
      rename(store(), bob, { handle: 'same', name: 'x' }),
    ])
    expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(races.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { field: 'handle' } })
  })

  test('a token for the API is known by its hash, until it is revoked', async () => {
    const { person } = await arrive(store(), 'hal@example.org', { now: NOON })
    const token = await makeApiToken(store(), person, 'my script', NOON)
    expect(token).toMatch(/^pf_[\w-]{43}$/)
    expect((await personOfApiToken(store(), token, later(MINUTE)))?.id).toBe(person.id)
    const [made] = await apiTokensOf(store(), person.id)
    expect(made).toMatchObject({ name: 'my script', usedAt: later(MINUTE) })
    const [row] = await store().query<{ hash: Uint8Array }>('select token_hash as hash from api_tokens where id = $1', [
      made?.id ?? 0,
    ])
    expect(Uint8Array.from(row?.hash ?? [])).toEqual(hashToken(token))
    const { person: other } = await arrive(store(), 'ivy@example.org', { now: NOON })
    await revokeApiToken(store(), other, made?.id ?? 0)
    expect(await personOfApiToken(store(), token, NOON)).toBeDefined()
    await revokeApiToken(store(), person, made?.id ?? 0)
    expect(await personOfApiToken(store(), token, NOON)).toBeUndefined()
  })
})
