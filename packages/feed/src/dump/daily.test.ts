import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { dumpDays, pruneDumps, writeDailyDump } from './index.js'

onBothStores('dumps by day', (store) => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dumps-'))
    await importPapers(store(), [{ title: 'A paper' }], { source: 'submission' })
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('are made once, by one of several at once, and are whole when they have their name', async () => {
    const below = join(folder, 'deep', 'dumps')
    const made = await Promise.all([1, 2, 3].map(() => writeDailyDump(store(), below, '2026-11-25')))
    expect(made.filter((papers) => papers !== undefined)).toEqual([1])
    expect(await writeDailyDump(store(), below, '2026-11-25')).toBeUndefined()
    expect(await readdir(below)).toEqual(['2026-11-25'])
    expect((await readdir(join(below, '2026-11-25'))).sort()).toEqual(['papers.ndjson.gz', 'papers.parquet'])
  })

  test('that fail leave nothing', async () => {
    const failing = {
      query: async () => {
        throw new Error('the store is gone')
      },
      execute: async () => [],
    }
    await expect(writeDailyDump(failing, folder, '2026-11-25')).rejects.toThrow('the store is gone')
    expect(await readdir(folder)).toEqual([])
  })

  test('are kept for some days, and what a killed process left for one', async () => {
    for (const name of ['2026-11-19', '2026-11-18', '2026-11-25', '.2026-11-24.77', '.2026-11-25.78', 'other']) {
      await mkdir(join(folder, name))
    }
    await utimes(join(folder, '.2026-11-24.77'), new Date(0), new Date(0))
    expect(await pruneDumps(folder, 7, new Date('2026-11-25T02:30:00Z'))).toEqual(['2026-11-18'])
    expect(await dumpDays(folder)).toEqual(['2026-11-25', '2026-11-19'])
    expect((await readdir(folder)).sort()).toEqual(['.2026-11-25.78', '2026-11-19', '2026-11-25', 'other'])
    expect(await dumpDays(join(folder, 'none'))).toEqual([])
  })
})
