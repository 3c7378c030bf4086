import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type TestSmtp, testSmtp } from '@pushforward/feed/fixture'
import { seed } from '@pushforward/feed/papers'
import { openStore, signId, storeSecret } from '@pushforward/feed/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandInFolder, compiled } from './fixtures/command.js'

const { folder, pushforward } = commandInFolder()
const place = () => join(folder(), 'feed')
const feed = (command: string, ...args: string[]) => pushforward('feed', command, ...args, '--data', place())

const PAPER = {
  slug: 'monge-gap',
  arxiv: '2302.04953',
  title: 'The Monge Gap',
  authors: ['Théo Uscidda', 'Marco Cuturi'],
  published: '2026-04-23',
  question: 'Is this map optimal?',
  summary: 'A regulariser that says how far a map is from optimal. And more.',
  topics: ['maps'],
}

/** A store with one paper and two readers, one of whom wants another topic. */
async function filled() {
  const store = await openStore({ dataDir: place() })
  await seed(store, [PAPER])
  await store.execute(`insert into subscriptions (address, rhythm, topics, time_zone, hour, confirmed_at, due_at) values
    ('ada@example.org', 'daily', '{}', 'UTC', 8, now(), now() + interval '1 day'),
    ('bob@example.org', 'daily', '{flows}', 'UTC', 8, now(), now() + interval '1 day')`)
  return store
}

describe('pushforward feed digest', () => {
  let smtp: TestSmtp
  beforeEach(async () => {
    smtp = await testSmtp()
  })
  afterEach(async () => {
    delete process.env.SMTP_URL
    await smtp.close()
  })

  test('is shown without being sent, then waits for a server, then is sent once', async () => {
    await (await filled()).close()
    const dry = await feed('digest', '--date', '2026-04-23', '--dry-run', '--json')
    expect([dry.code, dry.stderr]).toEqual([0, ''])
    const edition = {
      rhythm: 'daily',
      firstDay: '2026-04-23',
      lastDay: '2026-04-23',
      subject: 'The Monge Gap — 23 Apr',
      papers: [{ slug: 'monge-gap', title: 'The Monge Gap', votes: 0 }],
      readers: 2,
      queued: 1,
      already: 0,
      nothing: 1,
    }
    expect(JSON.parse(dry.stdout)).toEqual({ date: '2026-04-23', dryRun: true, editions: [edition], waiting: 0 })
    const queued = await feed('digest', '--date', '2026-04-23')
    expect(queued.stdout).toBe(
      'daily: The Monge Gap — 23 Apr\n  The Monge Gap\n' +
        '  2 subscribed; 1 queued, 0 had it, 1 without papers of their topics\n' +
        '1 wait; set SMTP_URL to send them, or run the server with it\n',
    )
    process.env.SMTP_URL = smtp.url
    const sent = await feed('digest', '--date', '2026-04-23', '--json')
    expect(JSON.parse(sent.stdout)).toMatchObject({
      editions: [{ queued: 0, already: 1 }],
      sent: { sent: 1, failed: 0 },
      waiting: 0,
    })
    await feed('digest', '--date', '2026-04-23')
    expect(smtp.mails.map(({ to }) => to)).toEqual(['ada@example.org'])
    // Four commands, each of which starts a store.
  }, 240_000)

  test('goes through whoever has the store open', async () => {
    const store = await filled()
    process.env.SMTP_URL = smtp.url
    expect((await feed('digest', '--date', '2026-04-23')).stdout).toContain('1 sent')
    expect(smtp.mails).toHaveLength(1)
    await store.close()
  })

  test('refuses what is no day with code 2', async () => {
    for (const day of ['2026-02-30', 'May', '2026-4-1']) {
      expect(await feed('digest', '--date', day)).toMatchObject({ code: 2, stderr: expect.stringContaining('--date') })
    }
  })
})

describe('pushforward feed bounce', () => {
  test('takes a mail from a pipe, and says what became of it', async () => {
    const store = await filled()
    const [{ id } = { id: 0 }] = await store.query<{ id: number }>(
      "select id from subscriptions where address = 'ada@example.org'",
    )
    const token = signId(await storeSecret(store), 'unsubscribe', id)
    await store.close()
    const bounce = (mail: string, ...args: string[]) =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [compiled('main.js'), 'feed', 'bounce', '--data', place(), ...args])
        let text = ''
        child.stdout.on('data', (part) => {
          text += part
        })
        child.on('close', (code) => resolve(`${code} ${text}`))
        child.stdin.end(mail)
      })
    expect(await bounce(`To: unsubscribe+${token}@example.org\r\nSubject: unsubscribe\r\n\r\n`)).toBe(
      '0 unsubscribed: ada@example.org\n',
    )
    expect(await bounce('To: papers@example.org\r\n\r\nHello\r\n')).toBe(
      '0 ignored: it was not sent to an address of ours with a valid token\n',
    )
    const json = await bounce('Hello\r\n', '--json', '--recipient', `unsubscribe+${token}@example.org`)
    expect(JSON.parse(json.slice(2))).toEqual({ kind: 'unsubscribed', address: 'ada@example.org' })
  })
})
