import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { folderPlace, killAtRandom, type Place } from '../fixture/kill.js'
import { newDatabase } from '../fixture/stores.js'
import { seed } from '../papers/index.js'
import { openStore } from '../store/index.js'

/** KILLS=30 for the whole of it; a few in every run. KILL_SEED for other moments. */
const KILLS = Number(process.env.KILLS ?? 3)
const SEED = Number(process.env.KILL_SEED ?? 20_260_302)
const PEOPLE = 24
const PAPERS = 3
const NOW = '2026-03-02T12:00:00Z'

const card = (k: number) => ({
  slug: `paper-${k}`,
  arxiv: `2401.0000${k}`,
  title: `Paper ${k}`,
  authors: ['Ada Lovelace'],
  published: '2024-01-05',
  question: 'Why?',
  summary: 'Because.',
  topics: ['maps'],
})

async function killed(place: Place) {
  const before = await openStore(place)
  await seed(
    before,
    Array.from({ length: PAPERS }, (_, k) => card(k)),
  )
  await before.query(
    `insert into people (email, handle, name, created_at, network)
     select 'r' || n || '@example.org', 'reader-' || n, 'Reader', $1, '10.0.' || n || '.0/24'
     from generate_series(0, $2::int - 1) as n`,
    [new Date(NOW), PEOPLE],
  )
  // One of them has submitted the first paper: their comments do not count in its rank.
  await before.query(
    `update papers set submitted_by = (select id from people where handle = 'reader-0') where slug = 'paper-0'`,
  )
  await before.close()
  const said = await killAtRandom({
    script: 'kill-people.js',
    place,
    kills: KILLS,
    seed: SEED,
    moment: async (random, said) => {
      // From the first act of a life to well into it, and then anywhere within one.
      const enough = said.length + 1 + Math.floor(random() * 60)
      const patience = Date.now() + 20_000
      while (said.length < enough && Date.now() < patience) await setTimeout(1)
      await setTimeout(random() * 20)
    },
    tell: { people: PEOPLE, papers: PAPERS, now: NOW },
  })
  const store = await openStore(place)
  const votes = await store.query<{ key: string }>(
    `select r.handle || '/' || p.slug as key from votes v join people r on r.id = v.person_id join papers p on p.id = v.paper_id`,
  )
  const comments = await store.query<{ body: string; times: number }>(
    'select body, count(*) as times from comments group by body',
  )
  const scores = await store.query(
    `select s.votes, s.comments, s.comments_by_others as others, s.hot,
       (select count(*) from votes v where v.paper_id = p.id) as true_votes,
       (select count(*) from comments c where c.paper_id = p.id) as true_comments,
       (select count(*) from comments c where c.paper_id = p.id and c.person_id is distinct from p.submitted_by) as true_others,
       hot(s.votes, s.comments_by_others, s.claims_held, s.claims_total, p.appeared_at) as true_hot
     from papers p join paper_scores s on s.paper_id = p.id`,
  )
  await store.close()
  return { said, votes: new Set(votes.map(({ key }) => key)), comments, scores }
}

function judge({ said, votes, comments, scores }: Awaited<ReturnType<typeof killed>>) {
  // What was last said of each: done, or begun and perhaps done.
  const last = new Map<string, { readonly kind: string; readonly done: boolean }>()
  const acknowledged: string[] = []
  let interrupted = 0
  for (const line of said) {
    const [stage, kind = '', key = ''] = line.split(' ')
    last.set(key, { kind, done: stage === 'done' })
    if (stage === 'done') acknowledged.push(kind)
  }
  const written = new Map(comments.map(({ body, times }) => [body, times]))
  for (const [key, { kind, done }] of last) {
    if (!done) interrupted++
    if (kind === 'comment') expect(written.get(key) ?? 0, `comment ${key}`).toBeGreaterThanOrEqual(done ? 1 : 0)
    else if (done) expect(votes.has(key), `${kind} ${key}`).toBe(kind === 'vote')
  }
  for (const { times } of comments) expect(times, 'nothing doubled').toBe(1)
  for (const key of votes) expect(last.has(key)).toBe(true)
  for (const row of scores) {
    expect(row).toMatchObject({
      votes: (row as Record<string, number>).true_votes,
      comments: (row as Record<string, number>).true_comments,
      others: (row as Record<string, number>).true_others,
      hot: (row as Record<string, number>).true_hot,
    })
  }
  expect(acknowledged.length).toBeGreaterThan(KILLS)
  console.log(`${KILLS} kills: ${acknowledged.length} acts acknowledged, ${interrupted} interrupted`)
}

describe('votes and comments survive kill -9: nothing acknowledged is lost, nothing doubled', () => {
  const ends: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  test('embedded', { timeout: 600_000 }, async () => {
    const { place, remove } = await folderPlace()
    ends.push(remove)
    judge(await killed(place))
  })

  test.skipIf(inject('postgres') === '')('on a PostgreSQL server', { timeout: 600_000 }, async () => {
    judge(await killed({ databaseUrl: await newDatabase() }))
  })
})
