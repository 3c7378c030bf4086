import { beforeEach, describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { type Secret, signId, storeSecret } from '../store/index.js'
import { unsubscribeToken } from './digest-mail.js'
import { enqueueMail, type Inbound, isSuppressed, LONGEST_INBOUND, receiveMail } from './index.js'

const now = new Date('2026-04-23T08:00:00Z')

/** As Postfix writes them: RFC 3464, the report of the first example of its appendix with our addresses. */
const dsn = (to: string, fields: string) => `Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: ${to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Thu, 23 Apr 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; ada@example.org
Original-Recipient: rfc822;ada@example.org
${fields}
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach
    does not exist

--b1
Content-Type: message/rfc822

From: papers@example.org
Subject: A digest

Text
--b1--
`

/** RFC 5965, appendix B.2. */
const arf = (type: string, report: string, enclosed: string) => `From: <abusedesk@example.com>
Date: Thu, 23 Apr 2026 17:40:36 EDT
Subject: FW: A digest
To: <abuse@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP 192.0.2.1.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: ${type}
User-Agent: SomeGenerator/1.0
Version: 1
${report}
--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: <papers@example.org>
To: <Undisclosed Recipients>
${enclosed}Subject: A digest
MIME-Version: 1.0

Text
--part1_13d.2e68ed54_boundary--
`

onBothStores('mail that comes back', (store) => {
  let secret: Secret
  let delivery: number
  let subscription: number
  beforeEach(async () => {
    secret = await storeSecret(store())
    await store().execute(
      'delete from bounces; delete from deliveries; delete from suppressions; delete from subscriptions',
    )
    await enqueueMail(store(), { kind: 'reply', key: 'a', to: 'ada@example.org', subject: 'S', text: 'T', now })
    const [sent] = await store().query<{ id: number }>('select id from deliveries')
    const [of] = await store().query<{ id: number }>(
      `insert into subscriptions (address, rhythm, time_zone, hour, confirmed_at, due_at)
       values ('ada@example.org', 'daily', 'UTC', 8, $1, $1) returning id`,
      [now],
    )
    delivery = sent?.id ?? 0
    subscription = of?.id ?? 0
  })
  const receive = (text: string, recipient?: string): Promise<Inbound> =>
    receiveMail(store(), Buffer.from(text.replace(/\n/g, '\r\n')), { now, recipient })
  const bounceTo = () => `bounce+${signId(secret, 'bounce', delivery)}@example.org`
  const suppressed = () => isSuppressed(store(), 'ada@example.org')
  const due = async () => (await store().query<{ due_at: Date | null }>('select due_at from subscriptions'))[0]?.due_at

  test('suppresses at once an address that does not exist, and ends its subscription', async () => {
    expect(await receive(dsn(bounceTo(), 'Action: failed\nStatus: 5.1.1'))).toEqual({
      kind: 'bounce',
      address: 'ada@example.org',
      status: '5.1.1',
      suppressed: true,
    })
    expect(await due()).toBeNull()
    expect(await store().query('select diagnostic from bounces')).toEqual([
      { diagnostic: 'smtp; 550-5.1.1 The email account that you tried to reach does not exist' },
    ])
  })

  test.each(['5.1.10', '5.1.1'])('suppresses at once for %s', async (status) => {
    await receive(dsn(bounceTo(), `Action: failed\nStatus: ${status}`))
    expect(await suppressed()).toBe(true)
  })

  test('counts other failures, the same mail once though it is told twice', async () => {
    for (let i = 0; i < 3; i++) {
      expect(await receive(dsn(bounceTo(), 'Action: failed\nStatus: 5.2.2'))).toMatchObject({ suppressed: false })
    }
    expect(await store().query('select kind, status from bounces')).toEqual([{ kind: 'hard', status: '5.2.2' }])
    await receive(dsn(bounceTo(), 'Action: failed\nStatus: 4.4.7'))
    expect(await store().query('select kind from bounces order by id')).toEqual([{ kind: 'hard' }, { kind: 'soft' }])
  })

  test('takes the recipient that the mail server tells, in whatever case', async () => {
    expect(await receive(dsn('somebody', 'Action: failed\nStatus: 5.1.1'), bounceTo().toUpperCase())).toMatchObject({
      suppressed: true,
    })
  })

  test.each([
    ['a delay', () => dsn(bounceTo(), 'Action: delayed\nStatus: 4.4.1'), 'it reports no failure'],
    [
      'an absence note',
      () => `From: a@example.org\nTo: ${bounceTo()}\nSubject: Away\n\nBack on Monday\n`,
      'no delivery report',
    ],
    [
      'a report with a token that is not ours',
      () => dsn('bounce+1-aaaaaaaaaaaaaaaaaaaaaaaa@example.org', 'Action: failed\nStatus: 5.1.1'),
      'not sent to an address of ours',
    ],
    [
      'a report with a token for another purpose',
      () => dsn(`bounce+${unsubscribeToken(secret, delivery)}@example.org`, 'Action: failed\nStatus: 5.1.1'),
      'not sent to',
    ],
    ['a report without a token', () => dsn('papers@example.org', 'Action: failed\nStatus: 5.1.1'), 'not sent to'],
    ['nothing', () => '', 'not sent to'],
    ['too much', () => 'x'.repeat(LONGEST_INBOUND + 1), 'too long'],
    [
      'a deep nest',
      () => Array.from({ length: 60 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join(''),
      '',
    ],
  ])('ignores %s, and says why', async (_what, text, reason) => {
    const result = await receive(text())
    expect(result).toMatchObject({ kind: 'ignored', reason: expect.stringContaining(reason) })
    expect(await suppressed()).toBe(false)
    expect(await due()).toEqual(now)
  })

  test('unsubscribes by mail', async () => {
    const to = `unsubscribe+${unsubscribeToken(secret, subscription)}@example.org`
    expect(await receive(`From: eve@example.org\nTo: <${to}>\nSubject: unsubscribe\n\n`)).toEqual({
      kind: 'unsubscribed',
      address: 'ada@example.org',
    })
    expect(await store().query('select unsubscribed_by from subscriptions')).toEqual([{ unsubscribed_by: 'mail' }])
    expect(await suppressed()).toBe(false)
  })

  describe('a complaint', () => {
    test.each([
      ['the original sender', () => [`Original-Mail-From: <${bounceTo()}>\n`, ''] as const],
      ['the return path of what it encloses', () => ['', `Return-Path: <${bounceTo()}>\n`] as const],
      [
        'the link of what it encloses, folded',
        () =>
          [
            '',
            `List-Unsubscribe:\n <https://papers.example.org/u/${unsubscribeToken(secret, subscription)}>\n`,
          ] as const,
      ],
    ])('suppresses at once, found by %s', async (_by, tokens) => {
      const [report, enclosed] = tokens()
      expect(await receive(arf('abuse', report, enclosed))).toEqual({
        kind: 'complaint',
        address: 'ada@example.org',
        suppressed: true,
      })
      expect(await store().query('select reason from suppressions')).toEqual([{ reason: 'complaint' }])
      expect(await store().query('select unsubscribed_by from subscriptions')).toEqual([
        { unsubscribed_by: 'complaint' },
      ])
    })

    test('that is none, or about a mail of others, is ignored', async () => {
      expect(await receive(arf('not-spam', `Original-Mail-From: <${bounceTo()}>\n`, ''))).toMatchObject({
        kind: 'ignored',
      })
      expect(
        await receive(
          arf('abuse', 'Original-Mail-From: <papers@example.org>\n', 'Message-ID: <reply.a@example.org>\n'),
        ),
      ).toMatchObject({ kind: 'ignored' })
      expect(await suppressed()).toBe(false)
    })
  })
})
