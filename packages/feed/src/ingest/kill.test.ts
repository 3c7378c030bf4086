import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { folderPlace, killAtRandom, type Place } from '../fixture/kill.js'
import { BATCH, batchOf } from '../fixture/kill-import.js'
import { newDatabase } from '../fixture/stores.js'
import { search } from '../search/index.js'
import { openStore, type Store } from '../store/index.js'
import { importPapers } from './index.js'

/** KILLS=30 for the whole of it; a few in every run. KILL_SEED for other moments. */
const KILLS = Number(process.env.KILLS ?? 3)
const SEED = Number(process.env.KILL_SEED ?? 20_260_424)
/** A life is a few seconds on a busy machine, most of them the start of the store. */
const TIMEOUT = 60_000 + 30_000 * KILLS

async function survives(place: Place): Promise<void> {
  const said = await killAtRandom({
    script: 'kill-import.js',
    place,
    kills: KILLS,
    seed: SEED,
    moment: async (random, said) => {
      // From before the first import of a life to well into it.
      const enough = said.length + Math.floor(random() * 8)
      const patience = Date.now() + 20_000
      while (said.length < enough && Date.now() < patience) await setTimeout(1)
      await setTimeout(random() * 100)
    },
  })
  const store = await openStore(place)
  try {
    const acknowledged = said.map((line) => line.split(' ').map(Number) as [number, number, number])
    expect(acknowledged.length).toBeGreaterThan(0)
    await isWhole(store)
    // What was acknowledged is there: the same again changes nothing.
    for (const [life, batch, version] of acknowledged) {
      const report = await importPapers(store, batchOf(life, batch, version), { source: 'arxiv' })
      expect([life, batch, version, report.added, report.changed]).toEqual([life, batch, version, 0, 0])
    }
    const [life, batch] = acknowledged.at(-1) as [number, number, number]
    const { results } = await search(store, `word${(life * 100 + batch) * BATCH} `)
    expect(results.map(({ title }) => title)).toEqual([batchOf(life, batch, 1)[0]?.title])
    // What was cut off is done by doing it again, and then nothing is missing and nothing is there twice.
    for (let life = 0; life < KILLS; life++) {
      for (const version of [1, 2]) await importPapers(store, batchOf(life, 0, version), { source: 'arxiv' })
    }
    await isWhole(store)
  } finally {
    await store.close()
  }
}

/** Whole batches, one row a paper, and everything that is counted beside the papers counted right. */
async function isWhole(store: Store): Promise<void> {
  const one = async (sql: string) => (await store.query<{ n: number }>(sql))[0]?.n
  const halves = `select count(*) as n from (select 1 from papers group by regexp_replace(title, 'Number \\d+ of ', '')
    having count(*) <> ${BATCH}) as part`
  expect(await one(halves)).toBe(0)
  expect(await one('select count(*) - count(distinct title_key) as n from papers')).toBe(0)
  expect(
    await one('select count(*) as n from papers p left join paper_scores s on s.paper_id = p.id where s is null'),
  ).toBe(0)
  // A second version leaves one row of history, a first none.
  expect(
    await one(`select count(*) as n from papers p where (select count(*) from paper_history h where h.paper_id = p.id)
      <> case when abstract like '%version 2%' then 1 else 0 end`),
  ).toBe(0)
  expect(
    await one(`select count(*) as n from (
      select word, count(*)::int as papers from papers p
        cross join lateral paper_words(p.title, p.authors, p.topics, p.question, p.summary, p.abstract) word group by word) c
      full join (select * from lexicon where papers <> 0) l using (word)
      where l.papers is distinct from c.papers and to_tsvector('feed_text', word) <> ''`),
  ).toBe(0)
  expect(
    await one(`select count(*) as n from (
      select lexeme as stem, count(*)::int as papers from papers, unnest(search)
      where weights && array['A', 'C', 'D'] group by lexeme) c
      full join (select * from stems where papers <> 0) s using (stem) where s.papers is distinct from c.papers`),
  ).toBe(0)
}

describe('an import that is killed again and again', () => {
  let remove = async () => {}
  afterEach(() => remove())

  test('loses nothing acknowledged and doubles nothing, embedded', { timeout: TIMEOUT }, async () => {
    const folder = await folderPlace()
    remove = folder.remove
    await survives(folder.place)
  })

  test.skipIf(inject('postgres') === '')('nor on a PostgreSQL server', { timeout: TIMEOUT }, async () => {
    await survives({ databaseUrl: await newDatabase() })
  })
})
