import { setTimeout } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { testEmbeddings } from '../fixture/embeddings.js'
import { folderPlace, killAtRandom, type Place } from '../fixture/kill.js'
import { newDatabase } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { openStore } from '../store/index.js'
import { embedPapers } from './index.js'

/** KILLS=30 for the whole of it; a few in every run. KILL_SEED for other moments. */
const KILLS = Number(process.env.KILLS ?? 3)
const SEED = Number(process.env.KILL_SEED ?? 20_260_424)
const TIMEOUT = 60_000 + 30_000 * KILLS
const BATCH = 4

/** A life makes a batch or more, or is killed in its first. */
async function survives(place: Place): Promise<void> {
  const endpoint = await testEmbeddings()
  const papers = Array.from({ length: KILLS * 10 * BATCH }, (_, k) => ({ title: `Paper ${k}` }))
  const prepared = await openStore(place)
  await importPapers(prepared, papers, { source: 'submission' })
  await prepared.close()
  const said = await killAtRandom({
    script: 'kill-embed.js',
    place,
    kills: KILLS,
    seed: SEED,
    tell: { url: endpoint.url },
    moment: async (random, said) => {
      const enough = said.length + 1 + Math.floor(random() * 5)
      const patience = Date.now() + 20_000
      while (said.length < enough && Date.now() < patience) await setTimeout(1)
      await setTimeout(random() * 20)
    },
  })
  const store = await openStore(place)
  try {
    const asked = () => endpoint.requests.flatMap(({ input }) => input)
    const before = asked().length
    const { embedded } = await embedPapers(store, { url: endpoint.url, model: 'words', batch: BATCH })
    // What a life has said is kept, so all lives together asked for each text once, but for a batch at each death.
    expect(before).toBeGreaterThanOrEqual(said.length * BATCH)
    expect(asked().length).toBeLessThanOrEqual(papers.length + KILLS * BATCH)
    expect(embedded).toBeLessThanOrEqual(papers.length - said.length * BATCH)
    expect(new Set(asked())).toEqual(new Set(papers.map(({ title }) => title)))
    const [row] = await store.query<{ n: number }>('select count(*) as n from paper_embeddings')
    expect(row?.n).toBe(papers.length)
    expect(await embedPapers(store, { url: endpoint.url, model: 'words' })).toMatchObject({ embedded: 0, unchanged: 0 })
  } finally {
    await store.close()
    await endpoint.close()
  }
}

describe('vectors under kill -9', () => {
  test(
    'are kept and none is asked for twice, in the embedded store',
    async () => {
      const { place, remove } = await folderPlace()
      try {
        await survives(place)
      } finally {
        await remove()
      }
    },
    TIMEOUT,
  )

  test.skipIf(inject('postgres') === '')(
    'likewise on a PostgreSQL server',
    async () => survives({ databaseUrl: await newDatabase() }),
    TIMEOUT,
  )
})
