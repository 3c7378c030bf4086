import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { type DumpRow, writeDump } from './index.js'

onBothStores('a dump', (store) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dump-'))
    await store().query(
      `with added as (
         insert into papers (slug, arxiv, title, title_key, authors, author_count, published, abstract, topics, listed_on, hidden)
         select 'p-' || n, case when n % 2 = 0 then '2604.' || lpad(n::text, 5, '0') end, E'Title "' || n || E'"\\n😀', 'p' || n,
           array['Ö ' || n, 'B'], 3, '2026-04-19', case when n % 3 = 0 then 'Text' end, '{}', '2026-04-20', n = 1
         from generate_series(1, 2501) as n order by n returning id)
       insert into paper_scores (paper_id, claims_held, claims_total, hot) select id, 1, 2, 0 from added`,
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  const lines = async () =>
    gunzipSync(await readFile(join(folder, 'papers.ndjson.gz')))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as DumpRow)

  test('holds every paper that is shown once, and leaves nothing half done', async () => {
    const { papers, files } = await writeDump(store(), folder)
    expect(papers).toBe(2500)
    expect(files).toEqual([join(folder, 'papers.ndjson.gz'), join(folder, 'papers.parquet')])
    const rows = await lines()
    expect(rows).toHaveLength(2500)
    expect(new Set(rows.map(({ slug }) => slug)).size).toBe(2500)
    expect(rows[0]).toMatchObject({
      slug: 'p-2',
      title: 'Title "2"\n😀',
      authors: ['Ö 2', 'B'],
      published: '2026-04-19',
    })
    expect((await readdir(folder)).sort()).toEqual(['papers.ndjson.gz', 'papers.parquet'])
  })

  test('says the same in both formats', async () => {
    const file = await asyncBufferFromFile(join(folder, 'papers.parquet'))
    const metadata = await parquetMetadataAsync(file)
    // One row group a batch: what was in memory.
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([1000, 1000, 500])
    expect(await parquetReadObjects({ file })).toEqual(await lines())
  })

  test('replaces the one before', async () => {
    await store().query("update papers set title = 'Changed' where slug = 'p-2'")
    await writeDump(store(), folder)
    expect((await lines())[0]?.title).toBe('Changed')
  })
})

test('a dump that fails leaves the one before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dump-'))
  const broken = { query: () => Promise.reject(new Error('the store is gone')), execute: async () => [] }
  await expect(writeDump(broken, folder)).rejects.toThrow('the store is gone')
  expect(await readdir(folder)).toEqual([])
  await rm(folder, { recursive: true })
})
