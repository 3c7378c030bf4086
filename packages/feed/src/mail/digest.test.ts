import { createVerify, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestSmtp, testSmtp } from '../fixture/smtp.js'
import { onBothStores } from '../fixture/stores.js'
import { seed } from '../papers/index.js'
import { storeSecret } from '../store/index.js'
import { isoWeek, preferencesToken, unsubscribeToken } from './digest-mail.js'
import { firstSentence } from './editions.js'
import { createSender, fillDueDigests, type MailSettings, sendDigestOf, startMail } from './index.js'
import { drain } from './worker.js'
import { addDays, nextDue } from './zone.js'

const settings: MailSettings = {
  publicUrl: 'https://papers.example.org',
  from: 'Pushforward <papers@example.org>',
  postalAddress: 'Pushforward, 1 Example Street, 12345 Example',
}
const at = (text: string) => new Date(`${text}Z`)

interface Reader {
  readonly rhythm?: 'daily' | 'weekly'
  readonly topics?: readonly string[]
  readonly timeZone?: string
  readonly hour?: number
}

onBothStores('the digest', (store) => {
  let smtp: TestSmtp
  let papers = 0
  beforeAll(async () => {
    smtp = await testSmtp()
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    smtp.clear()
    await store().execute('delete from deliveries; delete from editions; delete from subscriptions; delete from papers')
  })

  const publish = (
    day: string,
    changes: { title?: string; topics?: readonly string[]; summary?: string; authors?: readonly string[] } = {},
  ) =>
    seed(store(), [
      {
        slug: `paper-${++papers}`,
        arxiv: `2604.${String(papers).padStart(5, '0')}`,
        title: `Paper ${papers}`,
        authors: ['Ada Lovelace'],
        published: day,
        question: 'Does it hold?',
        summary: 'It does. And more.',
        topics: ['maps'],
        ...changes,
      },
    ])
  const subscribe = async (address: string, since: Date, reader: Reader = {}) => {
    const { rhythm = 'daily', topics = [], timeZone = 'UTC', hour = 8 } = reader
    const [row] = await store().query<{ id: number }>(
      `insert into subscriptions (address, rhythm, topics, time_zone, hour, confirmed_at, due_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [address, rhythm, topics, timeZone, hour, since, nextDue({ rhythm, timeZone, hour }, since)],
    )
    return row?.id as number
  }
  const queued = async () =>
    (await store().query<{ key: string; recipient: string }>('select key, recipient from deliveries order by id')).map(
      ({ key, recipient }) => `${recipient.split('@')[0]} ${key.replace(/\.\d+$/, '')}`,
    )
  const send = async (now: Date, changes: Partial<MailSettings> = {}) => {
    const all = { ...settings, ...changes }
    const sender = createSender(smtp.url, all)
    await drain({ store: store(), sender, settings: all, clock: () => now })
    sender.close()
  }

  test('comes at the hour of the reader’s clock, and tells of the last day that is over', async () => {
    for (const day of ['2026-03-27', '2026-03-28', '2026-03-29']) await publish(day)
    await subscribe('berlin@example.org', at('2026-03-28T12:00'), { timeZone: 'Europe/Berlin' })
    await subscribe('kiritimati@example.org', at('2026-03-28T12:00'), { timeZone: 'Pacific/Kiritimati' })
    await subscribe('los-angeles@example.org', at('2026-03-28T16:00'), { timeZone: 'America/Los_Angeles' })
    const seen: string[] = []
    for (let minute = 0; minute < 48 * 60; minute += 15) {
      const now = new Date(at('2026-03-28T16:00').getTime() + minute * 60_000)
      const before = (await queued()).length
      await fillDueDigests(store(), now)
      for (const mail of (await queued()).slice(before)) seen.push(`${now.toISOString().slice(0, 16)} ${mail}`)
    }
    expect(seen).toEqual([
      '2026-03-28T18:00 kiritimati 2026-03-27', // 8:00 on the 29th: the list of the 28th is not complete
      '2026-03-29T06:00 berlin 2026-03-28', // the day on which clocks went forward
      '2026-03-29T15:00 los-angeles 2026-03-28',
      '2026-03-29T18:00 kiritimati 2026-03-28',
      '2026-03-30T06:00 berlin 2026-03-29',
      '2026-03-30T15:00 los-angeles 2026-03-29',
    ])
  })

  // Midnight in universal time is 1:00 or 2:00 in Berlin: at 1:00, a change of clocks moves a reader over the end of a day.
  test.each([
    ['forward', '2026-03-25', ['2026-03-25', '2026-03-26', '2026-03-27', '2026-03-28', '2026-03-29']],
    ['back', '2026-10-21', ['2026-10-20', '2026-10-21', '2026-10-22', '2026-10-23', '2026-10-25', '2026-10-26']],
  ])('tells of every day once when clocks go %s', async (_way, start, labels) => {
    for (let i = -3; i < 9; i++) await publish(addDays(start, i), { title: `List of ${addDays(start, i)}` })
    await subscribe('ada@example.org', at(`${start}T12:00`), { timeZone: 'Europe/Berlin', hour: 1 })
    const end = at(`${addDays(start, 6)}T12:00`).getTime()
    for (let now = at(`${start}T12:00`).getTime(); now < end; now += 1_800_000) {
      if ((await fillDueDigests(store(), new Date(now))) > 0) await send(new Date(now))
    }
    expect(await queued()).toEqual(labels.map((label) => `ada ${label}`))
    const told = (await Promise.all(smtp.mails.map((mail) => smtp.parsed(mail)))).flatMap(
      ({ text = '' }) => text.match(/List of \S+/g) ?? [],
    )
    const first = labels[0] as string
    const days = Array.from({ length: told.length }, (_, i) => `List of ${addDays(first, i)}`)
    expect(told.sort()).toEqual(days)
    expect(days.at(-1)).toBe(`List of ${labels.at(-1)}`)
  })

  test('is the best ten of the reader’s topics, and no mail when there is none', async () => {
    for (let i = 0; i < 15; i++)
      await publish('2026-04-22', { topics: i % 3 === 0 ? ['flows'] : ['maps'], title: `Paper no ${i}` })
    await store().execute(`update paper_scores s set votes = v.votes, hot = hot(v.votes, 0, 0, 0, p.appeared_at)
      from papers p, lateral (select substring(p.title from '\\d+')::int as votes) v where p.id = s.paper_id`)
    await subscribe('all@example.org', at('2026-04-22T12:00'))
    await subscribe('flows@example.org', at('2026-04-22T12:00'), { topics: ['flows', 'nothing'] })
    await subscribe('none@example.org', at('2026-04-22T12:00'), { topics: ['nothing'] })
    expect(await fillDueDigests(store(), at('2026-04-23T08:00'))).toBe(2)
    await send(at('2026-04-23T08:00'))
    const numbers = async (to: string) => {
      const mail = smtp.mails.find((each) => each.to === to)
      return mail && ((await smtp.parsed(mail)).text ?? '').match(/(?<=Paper no )\d+/g)?.map(Number)
    }
    expect(await numbers('all@example.org')).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
    expect(await numbers('flows@example.org')).toEqual([12, 9, 6, 3, 0])
    expect(await numbers('none@example.org')).toBeUndefined()
  })

  test('comes once, whoever fills it how often at once', async () => {
    await publish('2026-04-22')
    for (let i = 0; i < 250; i++) await subscribe(`reader${i}@example.org`, at('2026-04-22T12:00'))
    const counts = await Promise.all(Array.from({ length: 4 }, () => fillDueDigests(store(), at('2026-04-23T08:00'))))
    expect(counts.reduce((sum, n) => sum + n)).toBe(250)
    expect(await fillDueDigests(store(), at('2026-04-23T08:01'))).toBe(0)
    expect(await sendDigestOf(store(), '2026-04-22', { now: at('2026-04-23T09:00') })).toMatchObject([
      { queued: 0, already: 250 },
    ])
    expect(new Set(await queued()).size).toBe(250)
  })

  test('tells with the next of a day whose papers came late, and after a long pause of three days at most', async () => {
    await subscribe('ada@example.org', at('2026-04-20T12:00'))
    await publish('2026-04-20', { title: 'List of 20' })
    await fillDueDigests(store(), at('2026-04-21T08:00'))
    await fillDueDigests(store(), at('2026-04-22T08:00')) // 21 is empty
    await publish('2026-04-21', { title: 'List of 21' })
    await publish('2026-04-22', { title: 'List of 22' })
    await fillDueDigests(store(), at('2026-04-23T08:00'))
    for (let day = 23; day < 30; day++) await publish(`2026-04-${day}`, { title: `List of ${day}` })
    await fillDueDigests(store(), at('2026-04-30T11:00'))
    const told = await store().query<{ papers: readonly { title: string }[] }>(
      'select e.papers from deliveries d join editions e on e.id = d.edition_id order by d.id',
    )
    expect(told.map(({ papers }) => papers.map(({ title }) => title.slice(8)).sort())).toEqual([
      ['20'],
      ['21', '22'],
      ['27', '28', '29'],
    ])
    // Due again at its hour, not three hours after it.
    expect(await store().query('select due_at from subscriptions')).toEqual([{ due_at: at('2026-05-01T08:00') }])
  })

  test('is weekly on Mondays', async () => {
    for (let day = 12; day < 20; day++) await publish(`2026-04-${day}`, { title: `List of ${day}` })
    await subscribe('ada@example.org', at('2026-04-14T12:00'), { rhythm: 'weekly' })
    for (let hour = 0; hour < 24 * 7; hour++)
      await fillDueDigests(store(), new Date(at('2026-04-14T12:00').getTime() + hour * 3_600_000))
    expect(await queued()).toEqual(['ada 2026-W16'])
    await send(at('2026-04-20T08:00'))
    const { text = '', subject } = await smtp.parsed(smtp.mails[0] as (typeof smtp.mails)[number])
    expect(text.match(/(?<=List of )\d+/g)?.sort()).toEqual(['13', '14', '15', '16', '17', '18', '19'])
    expect(subject).toMatch(/^List of 19, and 6 more — 13–19 Apr$/)
  })

  test('goes to nobody who has left, though it was queued', async () => {
    await publish('2026-04-22')
    await subscribe('ada@example.org', at('2026-04-22T12:00'))
    await fillDueDigests(store(), at('2026-04-23T08:00'))
    await store().execute(`update subscriptions set unsubscribed_at = now(), due_at = null`)
    await send(at('2026-04-23T08:01'))
    expect(smtp.mails).toHaveLength(0)
    expect(await store().query('select state from deliveries')).toEqual([{ state: 'suppressed' }])
  })

  test('can be looked at without sending it', async () => {
    await publish('2026-04-19')
    await subscribe('ada@example.org', at('2026-04-19T12:00'))
    await subscribe('bea@example.org', at('2026-04-19T12:00'), { rhythm: 'weekly' })
    const dry = await sendDigestOf(store(), '2026-04-19', { now: at('2026-04-20T09:00'), dryRun: true })
    expect(dry).toMatchObject([
      { edition: { rhythm: 'daily', id: 0 }, readers: 1, queued: 1 },
      { edition: { rhythm: 'weekly', firstDay: '2026-04-13' }, readers: 1, queued: 1 },
    ])
    expect(await store().query('select 1 from editions')).toEqual([])
    expect(await queued()).toEqual([])
    await sendDigestOf(store(), '2026-04-19', { now: at('2026-04-20T09:00') })
    expect(await queued()).toEqual(['ada 2026-04-19', 'bea 2026-W16'])
  })

  describe('as a mail', () => {
    test('has the headers of the conventions, one by one', async () => {
      await publish('2026-04-22', { title: 'Monge gaps' })
      await publish('2026-04-22')
      const id = await subscribe('ada@example.org', at('2026-04-22T12:00'))
      await fillDueDigests(store(), at('2026-04-23T08:00'))
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      await send(at('2026-04-23T08:00'), { dkim: { domain: 'example.org', selector: 's1', privateKey: pem } })
      const [mail] = smtp.mails
      if (!mail) throw new Error('no mail')
      const { headers, subject } = await smtp.parsed(mail)
      const of = (name: string) => headers.filter(({ key }) => key === name).map(({ value }) => value)
      const token = unsubscribeToken(await storeSecret(store()), id)
      expect(of('from')).toEqual(['Pushforward <papers@example.org>'])
      expect(of('reply-to')).toEqual(['papers@example.org'])
      expect(of('to')).toEqual(['ada@example.org'])
      expect(subject).toBe('Monge gaps, and 1 more — 22 Apr')
      expect(of('list-id')).toEqual(['Pushforward daily papers <daily.example.org>'])
      expect(of('list-unsubscribe')).toEqual([
        `<https://papers.example.org/u/${token}>, <mailto:unsubscribe+${token}@example.org>`,
      ])
      expect(of('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
      expect(of('feedback-id')).toEqual(['2026-04-22:daily:digest:pushforward'])
      expect(of('message-id')).toEqual([`<digest.2026-04-22.${id}@example.org>`])
      expect(of('precedence')).toEqual(['bulk'])
      expect(of('mime-version')).toEqual(['1.0'])
      expect(of('content-language')).toEqual(['en'])
      expect(of('date')).toHaveLength(1)
      expect(Number.isNaN(Date.parse(of('date')[0] ?? ''))).toBe(false)
      expect(of('content-type')[0]).toMatch(/^multipart\/alternative;/)
      expect(mail.raw.indexOf('text/plain')).toBeLessThan(mail.raw.indexOf('text/html'))
      expect(mail.from).toMatch(/^bounce\+[a-z0-9]+-[a-z2-7]{24}@example\.org$/)
      expect(Math.max(...mail.raw.split('\r\n').map((line) => line.length))).toBeLessThan(998)
      const signature = of('dkim-signature')[0]?.replace(/\s/g, '') ?? ''
      expect(signature).toContain('d=example.org')
      const signed = /(?:^|;)h=([^;]*)/.exec(signature)?.[1]?.split(':') ?? []
      expect(signed).toEqual(
        expect.arrayContaining(['from', 'list-unsubscribe', 'list-unsubscribe-post', 'message-id']),
      )
      expect(verifyDkim(mail.raw, publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBe(true)
    })

    test('says the same in HTML and in text, in 72 columns, under 100 kB, with no picture and no link but ours', async () => {
      const summary =
        'A sentence about what it is that this paper shows, which is long enough to be broken into lines of text. Second.'
      for (let i = 0; i < 12; i++)
        await publish('2026-04-22', {
          title: `A somewhat longer title, as papers have them, with number ${i}`,
          summary,
        })
      const id = await subscribe('ada@example.org', at('2026-04-22T12:00'), { topics: ['flows', 'maps'] })
      await fillDueDigests(store(), at('2026-04-23T08:00'))
      await send(at('2026-04-23T08:00'))
      const { html = '', text = '' } = await smtp.parsed(smtp.mails[0] as (typeof smtp.mails)[number])
      expect(Buffer.byteLength(html)).toBeLessThan(100_000)
      for (const line of text.split('\n')) if (!line.includes('https://')) expect(line.length).toBeLessThanOrEqual(72)
      const body = html.slice(html.indexOf('<h1')).replace(/<style>.*?<\/style>/s, '')
      const words = (source: string) => source.replace(/[-\s]+/g, ' ').trim()
      const fromHtml = words(
        body
          .replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/g, (_, url: string, label: string) =>
            /^(Pref|Unsub)/.test(label) ? `${label}: ${url}` : `${label} ${url}`,
          )
          .replace(/<[^>]+>/g, ' ')
          .replace(/&nbsp;/g, ' '),
      )
      expect(fromHtml).toBe(words(text))
      expect(html).not.toMatch(/<img|<script|<link|url\(/)
      const secret = await storeSecret(store())
      const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url)
      expect(links).toHaveLength(13)
      for (const link of links)
        expect(link).toMatch(/^https:\/\/papers\.example\.org(\/papers\/paper-\d+|\/u\/.*|\/subscription\/.*)?$/)
      expect(links).toContain(`https://papers.example.org/subscription/${preferencesToken(secret, id)}`)
      expect(html).toContain('<html lang="en">')
      expect(html).toContain('<meta name="color-scheme" content="light dark">')
      expect(text.replace(/\s+/g, ' ')).toContain(
        'You get this because ada@example.org is subscribed to the daily digest of papers on flows and maps.',
      )
      expect(text).toContain('Pushforward, 1 Example Street, 12345 Example')
    })

    test('is harmless whatever a title, an author, a summary or a topic says', async () => {
      const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)> \u202e\r\nBcc: eve@example.org\r\n\r\n<b>'
      await publish('2026-04-22', { title: `${evil} &amp; T`, summary: `${evil} S.`, topics: [evil], authors: [evil] })
      await subscribe('ada@example.org', at('2026-04-22T12:00'), { topics: [evil] })
      await fillDueDigests(store(), at('2026-04-23T08:00'))
      await send(at('2026-04-23T08:00'))
      expect(smtp.mails.map(({ to }) => to)).toEqual(['ada@example.org'])
      const { headers, html = '', text = '' } = await smtp.parsed(smtp.mails[0] as (typeof smtp.mails)[number])
      expect(headers.some(({ key }) => key === 'bcc' || key === 'cc')).toBe(false)
      expect(html).not.toMatch(/<(script|img|b)[\s>]/)
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
      expect(html).toContain('&amp;amp; T')
      expect(text).not.toContain('\u202e')
    })
  })

  test('is sent by a running service, from the clock to the mailbox', async () => {
    await publish('2026-04-22')
    await subscribe('ada@example.org', at('2026-04-22T12:00'))
    const failures: Error[] = []
    const service = startMail({
      store: store(),
      settings: { ...settings, smtpUrl: smtp.url },
      clock: () => at('2026-04-23T08:00'),
      interval: 20,
      report: (error) => failures.push(error),
    })
    await expect.poll(() => smtp.mails.length, { timeout: 20_000 }).toBe(1)
    await service.stop()
    expect(failures).toEqual([])
  })

  test('waits where there is no SMTP server, and the operator hears of it', async () => {
    await publish('2026-04-22')
    await subscribe('ada@example.org', at('2026-04-22T12:00'))
    const lines: string[] = []
    const clock = () => at('2026-04-23T08:00')
    const service = startMail({ store: store(), settings, clock, interval: 20, log: (line) => lines.push(line) })
    await expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThan(0)
    await service.stop()
    expect(lines.join('\n')).toMatch(
      /^mail: (waits for an SMTP server \(SMTP_URL\): to ada@example.org, a digest|1 wait for)/,
    )
    expect(await store().query('select state from deliveries')).toEqual([{ state: 'queued' }])
  })
})

/** DKIM with relaxed/relaxed canonicalization (RFC 6376, 3.4), for a mail with each signed header once. */
function verifyDkim(raw: string, publicKey: string): boolean {
  const end = raw.indexOf('\r\n\r\n')
  const headers = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const of = (name: string) => headers.find((line) => line.toLowerCase().startsWith(`${name}:`)) ?? ''
  const relaxed = (line: string) => {
    const colon = line.indexOf(':')
    return `${line.slice(0, colon).trim().toLowerCase()}:${line
      .slice(colon + 1)
      .replace(/[ \t]+/g, ' ')
      .trim()}`
  }
  const signature = of('dkim-signature')
  const names = /[;\s]h=([^;]*)/.exec(signature)?.[1]?.replace(/\s/g, '').split(':') ?? []
  const b = /[;\s]b=([^;]*)/.exec(signature)?.[1]?.replace(/\s/g, '') ?? ''
  const data = [...names.map((name) => relaxed(of(name))), relaxed(signature.replace(/([;\s]b=)[^;]*/, '$1'))].join(
    '\r\n',
  )
  return createVerify('RSA-SHA256').update(data, 'latin1').verify(publicKey, b, 'base64')
}

describe('the week of a day', () => {
  test.each([
    ['2026-04-23', '2026-W17'],
    ['2026-01-01', '2026-W01'],
    ['2027-01-03', '2026-W53'],
    ['2024-12-30', '2025-W01'],
  ])('%s is in %s', (day, week) => expect(isoWeek(day)).toBe(week))
})

describe('the first sentence', () => {
  test.each([
    ['We show `f` of *x* to hold. Then more.', 'We show f of x to hold.'],
    [
      'A map, e.g. Monge’s, by Brenier et al. (1991), is unique. Yes.',
      'A map, e.g. Monge’s, by Brenier et al. (1991), is unique.',
    ],
    ['No end', 'No end'],
    ['', ''],
  ])('of %j', (text, sentence) => expect(firstSentence(text)).toBe(sentence))

  test('is cut at a word', () => {
    const cut = firstSentence('word '.repeat(100))
    expect(cut.length).toBeLessThanOrEqual(280)
    expect(cut).toMatch(/word…$/)
  })
})
