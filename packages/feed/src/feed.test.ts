import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listPapers, openStore, type PaperRecord, paperByArxiv, paperBySlug, type Store, seed } from './index.js'
import { type Migration, migrate, migrations } from './migrations.js'

const paper = (slug: string, changes: Partial<PaperRecord> = {}): PaperRecord => ({
  slug,
  arxiv: '2301.00001',
  title: 'A title with "quotes" and Ö',
  authors: ['Ada Lovelace', 'Ö. Deniz Akyildiz'],
  published: '2023-01-01',
  question: 'Does it hold?',
  summary: 'It does.',
  topics: ['maps'],
  ...changes,
})

let store: Store
beforeAll(async () => {
  store = await openStore({ memory: true })
})
afterAll(() => store.close())

describe('papers', () => {
  test('come back as they were written, newest first, ties by slug', async () => {
    const papers = [
      paper('b', { arxiv: '2301.00002' }),
      paper('a', { arxiv: '2301.00001' }),
      paper('c', { arxiv: '2402.12345', published: '2024-02-29', topics: ['flows', 'maps'] }),
    ]
    await seed(store, papers)
    expect(await listPapers(store)).toEqual([papers[2], papers[1], papers[0]])
    expect((await listPapers(store, { topic: 'flows' })).map(({ slug }) => slug)).toEqual(['c'])
    expect(await listPapers(store, { topic: "maps' or true --" })).toEqual([])
  })

  test('are found by slug and by arXiv identifier, with or without version', async () => {
    expect((await paperBySlug(store, 'c'))?.published).toBe('2024-02-29')
    expect((await paperByArxiv(store, '2402.12345'))?.slug).toBe('c')
    expect((await paperByArxiv(store, '2402.12345v3'))?.slug).toBe('c')
    expect(await paperBySlug(store, 'nothing')).toBeUndefined()
    expect(await paperByArxiv(store, '9999.99999')).toBeUndefined()
  })

  test('take new facts when seeded again, and stay one row', async () => {
    await seed(store, [paper('a', { title: 'Another title' })])
    expect((await paperBySlug(store, 'a'))?.title).toBe('Another title')
    expect(await listPapers(store)).toHaveLength(3)
  })

  test('are refused without an author, with a malformed identifier, or twice with the same one', async () => {
    await expect(seed(store, [paper('d', { arxiv: '2301.00009', authors: [] })])).rejects.toThrow(/check constraint/)
    await expect(seed(store, [paper('d', { arxiv: 'cs/0301001' })])).rejects.toThrow(/check constraint/)
    await expect(seed(store, [paper('d', { arxiv: '2301.00002' })])).rejects.toThrow(/unique constraint/)
  })
})

describe('the store', () => {
  test('gives the agreed types for dates, counts and large numbers', async () => {
    const [row] = await store.query<Record<string, unknown>>(
      `select date '2024-02-29' as day, count(*) as rows, 1.5::numeric as exact, array['x'] as list from papers`,
    )
    expect(row).toEqual({ day: '2024-02-29', rows: 3, exact: '1.5', list: ['x'] })
    await expect(store.query('select 9007199254740993::int8')).rejects.toThrow('does not fit')
  })

  test('rolls back a transaction that fails', async () => {
    const failing = store.transaction(async (transaction) => {
      await transaction.query('delete from papers')
      throw new Error('stop here')
    })
    await expect(failing).rejects.toThrow('stop here')
    expect(await listPapers(store)).toHaveLength(3)
  })

  test('keeps a folder over a restart and lets one process in at a time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'feed-'))
    const dataDir = join(folder, 'store')
    try {
      const first = await openStore({ dataDir })
      await seed(first, [paper('a')])
      await expect(openStore({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`)
      await first.close()
      expect(existsSync(`${dataDir}.lock`)).toBe(false)
      await writeFile(`${dataDir}.lock`, '2147483646') // what a killed process leaves behind
      const second = await openStore({ dataDir })
      expect(await paperBySlug(second, 'a')).toEqual(paper('a'))
      await second.close()
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('migrations', () => {
  const first: Migration = { number: 900, name: 'first', script: 'create table t (x int)', checksum: 'abc' }

  test('are numbered without gaps and applied at opening', async () => {
    const applied = await store.query<{ number: number }>('select number from migrations order by number')
    expect(applied.map(({ number }) => number)).toEqual((await migrations()).map(({ number }) => number))
  })

  test('run once each, in one transaction', async () => {
    const list = [...(await migrations()), first]
    expect(await migrate(store, list)).toEqual([900])
    expect(await migrate(store, list)).toEqual([])
    const broken = { number: 901, name: 'broken', script: 'create table u (x int); select nonsense', checksum: 'def' }
    await expect(migrate(store, [...list, broken])).rejects.toThrow(/nonsense/)
    expect(await store.query("select 1 from pg_tables where tablename = 'u'")).toEqual([])
  })

  test('refuse a script that was changed, and a store that is newer', async () => {
    const list = await migrations()
    await expect(migrate(store, [...list, { ...first, checksum: 'xyz' }])).rejects.toThrow('900 (first) was changed')
    await expect(migrate(store, list)).rejects.toThrow('which this version does not know')
  })
})
