import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newDatabase, onBothStores } from '../fixture/stores.js'
import { listPapers, seed } from '../papers/index.js'
import { type Migration, migrations, openStore, type Store } from '../store/index.js'
import { backup, backupToFile, move, restore, restoreFromFile } from './index.js'

const card = {
  arxiv: '2301.00001',
  authors: ['Ö "Q" Deniz', "O'Hara"],
  published: '2023-01-01',
  question: 'Does it \\ hold?\n',
  summary: 'It does.',
  topics: ['maps', 'a,b'],
}

/** Every type that a store may hold, a row that refers to another of its table, and a generated column. */
const EXTRA = `create table extra (
  id bigint generated always as identity primary key, parent bigint references extra, bytes bytea, moment timestamptz,
  exact numeric, float float8, list text[], tree jsonb, made int generated always as (1 + 1) stored)`
const ROWS = `insert into extra (parent, bytes, moment, exact, float, list, tree) values
  (null, '\\x00ff0a', '2024-02-29T12:30:00.123456Z', 12345678901234567890.123456789, 0.1, array['a', null, '{"'], '{"k": [1e400]}'),
  (1, null, 'infinity', null, 'NaN', '{}', null)`

/** Migrations and the table above. */
const opening = (options: () => Promise<Parameters<typeof openStore>[0]>) => async (list: readonly Migration[]) => {
  const store = await openStore(await options(), list)
  await store.execute(EXTRA)
  return store
}

async function linesOf(store: Store): Promise<string[]> {
  const lines: string[] = []
  await backup(store, async (line) => void lines.push(line), new Date(0))
  return lines
}

async function* iterate(lines: readonly string[]) {
  yield* lines
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operate-'))
})
afterAll(() => rm(folder, { recursive: true }))

onBothStores('a backup', (store, kind) => {
  beforeAll(async () => {
    await seed(
      store(),
      Array.from({ length: 1200 }, (_, i) => ({
        ...card,
        slug: `paper-${i}`,
        title: `Paper ${i}`,
        arxiv: `2301.${String(i).padStart(5, '0')}`,
      })),
    )
    await store().execute(EXTRA)
    await store().execute(ROWS)
  })

  const targets: [string, () => Promise<Parameters<typeof openStore>[0]>][] = [
    ['the embedded store', async () => ({ memory: true })],
    ...(inject('postgres') ? [['a server', async () => ({ databaseUrl: await newDatabase() })] as const] : []),
  ] as never

  test.each(targets)('moves everything to %s, and new rows go on with the next number', async (_, options) => {
    const { store: moved, rows } = await move(store(), opening(options))
    const [before, after] = [await linesOf(store()), await linesOf(moved)]
    expect(after).toEqual(before)
    expect(JSON.parse(before.at(-1) ?? '')).toEqual({ end: rows })
    expect((await listPapers(moved)).length).toBe(1200)
    await moved.execute(`insert into extra (parent) values (2)`)
    expect(await moved.query('select max(id) as id from extra')).toEqual([{ id: 3 }])
    await moved.close()
  })

  test('is a file that appears whole, and fills a new folder', async () => {
    const file = join(folder, `${kind}.backup`)
    const rows = await backupToFile(store(), file)
    const dataDir = join(folder, `restored-${kind}`)
    const restored = await restoreFromFile(
      file,
      opening(async () => ({ dataDir })),
    )
    expect(restored.rows).toBe(rows)
    expect(await linesOf(restored.store)).toEqual(await linesOf(store()))
    await restored.store.close()
    await expect(backupToFile(store(), join(folder, 'no', 'such', 'folder'))).rejects.toThrow('ENOENT')
    expect((await readdir(folder)).filter((name) => name.includes('.backup.'))).toEqual([])
  })
})

describe('what is no backup', () => {
  const inMemory = async (list: readonly Migration[]) => openStore({ memory: true }, list)
  let lines: string[]
  beforeAll(async () => {
    const store = await openStore({ memory: true })
    await seed(store, [{ ...card, slug: 'one', title: 'One' }])
    lines = await linesOf(store)
    await store.close()
  })

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    ['nothing', () => [], /not a backup/],
    ['another text', () => ['id,title'], /not a backup/],
    ['a file that was cut', (all) => all.slice(0, -1), /cut off after line/],
    ['a file without a row', (all) => all.filter((line) => !line.includes('"hot": ')), /says \d+ rows and holds/],
    [
      'a broken line',
      (all) => all.map((line) => (line.includes('"slug": "one"') ? '{"slug' : line)),
      /line \d+ of the/,
    ],
    [
      'a table that is not known',
      (all) => all.map((line) => line.replace('"table":"papers"', '"table":"p"')),
      /no table/,
    ],
    [
      'one of a newer version',
      (all) => all.map((line) => line.replace(/"migration":\d+/, '"migration":9999')),
      /newer/,
    ],
  ])('%s is refused, and nothing is kept', async (_, spoil, message) => {
    let opened: Store | undefined
    const open = async (list: readonly Migration[]) => {
      const store = await inMemory(list)
      opened = { ...store, close: async () => {} }
      return opened
    }
    await expect(restore(iterate(spoil(lines)), open)).rejects.toThrow(message)
    if (opened) expect(await opened.query('select slug from papers')).toEqual([])
  })

  test('nor does one go into a store that holds papers', async () => {
    const open = async () => {
      const store = await openStore({ memory: true })
      await seed(store, [{ ...card, slug: 'two', title: 'Two' }])
      return store
    }
    await expect(restore(iterate(lines), open)).rejects.toThrow('the store is not empty: it has 1 papers')
  })

  test('a file that is not gzip says so', async () => {
    const file = join(folder, 'text.backup')
    await writeFile(file, lines.join('\n'))
    await expect(restoreFromFile(file, inMemory)).rejects.toThrow(/can't be read as a gzip file/)
    await writeFile(file, gzipSync(lines.join('\n')).subarray(0, 400))
    await expect(restoreFromFile(file, inMemory)).rejects.toThrow(/gzip|cut off|not a backup/)
    await expect(restoreFromFile(join(folder, 'none'), inMemory)).rejects.toThrow('ENOENT')
  })

  test('one of an older version is brought up to date', async () => {
    const all = await migrations()
    const old = await openStore({ memory: true }, all.slice(0, 1))
    await old.query(
      `insert into papers (slug, arxiv, title, authors, published, question, summary, topics)
       values ('old', '2301.00001', 'Old', '{A}', '2023-01-01', 'q', 's', '{}')`,
    )
    const { store } = await restore(iterate(await linesOf(old)), inMemory)
    expect((await listPapers(store)).map(({ slug, votes }) => ({ slug, votes }))).toEqual([{ slug: 'old', votes: 0 }])
    await old.close()
    await store.close()
  })
})
