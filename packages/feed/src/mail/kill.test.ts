import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { folderPlace, killAtRandom, type Place } from '../fixture/kill.js'
import { testSmtp } from '../fixture/smtp.js'
import { newDatabase } from '../fixture/stores.js'
import { seed } from '../papers/index.js'
import { openStore } from '../store/index.js'
import { createSender, outboxStanding } from './index.js'
import { drain } from './worker.js'

/** KILLS=30 for the whole of it; a few in every run. KILL_SEED for other moments. */
const KILLS = Number(process.env.KILLS ?? 3)
const CONNECTIONS = 3
/** More than are sent within the lives of all processes. */
const READERS = 30 * KILLS
const NOW = '2026-04-23T08:00:00Z'
const SEED = Number(process.env.KILL_SEED ?? 20_260_423)
const FROM = {
  publicUrl: 'https://papers.example.org',
  from: 'Pushforward <papers@example.org>',
  connections: CONNECTIONS,
}

async function killed(place: Place) {
  const smtp = await testSmtp({ behave: () => ({ delay: 10 }) })
  try {
    const before = await openStore(place)
    await seed(before, [CARD])
    await before.query(
      `insert into subscriptions (address, rhythm, time_zone, hour, confirmed_at, due_at)
       select 'reader-' || n || '@example.org', 'daily', 'UTC', 8, $1, $1 from generate_series(1, $2::int) as n`,
      [new Date(NOW), READERS],
    )
    await before.close()

    const said = await killAtRandom({
      script: 'kill-mail.js',
      place,
      kills: KILLS,
      moment: async (random) => {
        // From before the first mail of a life to well into it.
        const enough = smtp.mails.length + Math.floor(random() * 20)
        const patience = Date.now() + 20_000
        while (smtp.mails.length < enough && Date.now() < patience) await setTimeout(1)
        await setTimeout(random() * 40)
      },
      seed: SEED,
      tell: { smtpUrl: smtp.url, connections: CONNECTIONS, now: NOW },
    })

    const taken = smtp.mails.length
    const store = await openStore(place)
    // Later than every lease, and than every wait for another attempt.
    const clock = () => new Date(Date.parse(NOW) + 24 * 3_600_000)
    const sender = createSender(smtp.url, FROM)
    await drain({ store, sender, settings: FROM, clock })
    sender.close()
    const standing = await outboxStanding(store)
    const optIns = await store.query<{ address: string; confirmed: boolean; mailed: boolean }>(
      `select address, confirmed_at is not null and confirmed_ip = '192.0.2.2' as confirmed,
         exists (select 1 from deliveries d where d.kind = 'confirmation' and d.key = o.id::text) as mailed from opt_ins o`,
    )
    const subscribed = await store.query<{ address: string }>(
      `select address from subscriptions where address like 'new-%'`,
    )
    await store.close()
    return {
      said,
      taken,
      standing,
      optIns,
      subscribed: subscribed.map(({ address }) => address),
      mails: [...smtp.mails],
    }
  } finally {
    await smtp.close()
  }
}

const CARD = {
  slug: 'monge-gap',
  arxiv: '2302.04953',
  title: 'The Monge gap',
  authors: ['Théo Uscidda', 'Marco Cuturi'],
  published: '2026-04-22',
  question: 'Is this map optimal?',
  summary: 'A regulariser that says how far a map is from optimal.',
  topics: ['maps'],
}

function judge({ said, taken, standing, optIns, subscribed, mails }: Awaited<ReturnType<typeof killed>>) {
  expect(said.filter((line) => line.startsWith('failed'))).toEqual([])
  // Killed in the middle of it: neither before the first mail nor after the last.
  expect(taken).toBeGreaterThan(KILLS)
  const idOf = (raw: string) => /^Message-ID: (\S+)\r$/im.exec(raw)?.[1] ?? ''
  const digests = mails.filter(({ to }) => to.startsWith('reader-'))
  expect(new Set(digests.map(({ to }) => to)).size, 'every reader got the digest').toBe(READERS)
  expect(new Set(digests.map(({ to, raw }) => `${to} ${idOf(raw)}`)).size, 'under one Message-ID').toBe(READERS)
  const once = new Set(mails.map(({ raw }) => idOf(raw)))
  expect(mails.length - once.size, 'doubles').toBeLessThanOrEqual(KILLS * CONNECTIONS)
  expect(standing).toMatchObject({ queued: 0, sending: 0, failed: 0, suppressed: 0 })

  const named = (verb: string) => said.filter((line) => line.startsWith(`${verb} `)).map((line) => line.split(' ')[1])
  const asked = optIns.map(({ address }) => address)
  expect(asked, 'nothing acknowledged is lost').toEqual(expect.arrayContaining(named('asked')))
  expect(new Set(asked).size, 'nothing doubled').toBe(asked.length)
  expect(subscribed).toEqual(expect.arrayContaining(named('confirmed')))
  // Neither half of a transaction without the other.
  for (const { address, confirmed, mailed } of optIns) {
    expect(mailed).toBe(true)
    expect(subscribed.includes(address)).toBe(confirmed)
  }
  const confirmations = mails.filter(({ to }) => to.startsWith('new-'))
  expect(new Set(confirmations.map(({ to }) => to))).toEqual(new Set(asked))
  console.log(
    `${KILLS} kills: ${digests.length + confirmations.length} mails, ${taken} of them before the last kill; ` +
      `${mails.length - once.size} doubles, at most ${KILLS * CONNECTIONS}; ${asked.length} subscriptions asked for`,
  )
}

describe('killed at random moments, subscription and digest are neither lost nor doubled', () => {
  let remove: (() => Promise<void>) | undefined
  afterEach(() => remove?.())

  test('on the embedded store', async () => {
    const folder = await folderPlace()
    remove = folder.remove
    judge(await killed(folder.place))
  }, 600_000)

  test.skipIf(inject('postgres') === '')(
    'on a PostgreSQL server',
    async () => {
      judge(await killed({ databaseUrl: await newDatabase() }))
    },
    600_000,
  )
})
