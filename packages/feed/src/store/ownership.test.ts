import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSharedStore, openStore, StoreInUseError } from './index.js'

let folder: string
let dataDir: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'owners-'))
})
beforeEach(() => {
  dataDir = join(folder, `store-${count++}`)
})
afterAll(() => rm(folder, { recursive: true }))

describe('a folder', () => {
  test('has one owner at a time, whose name the next one is told, and is free after its end', async () => {
    const first = await openStore({ dataDir })
    await first.execute('create table kept (x int); insert into kept values (7)')
    const refused = await openStore({ dataDir }).catch((error) => error)
    expect(refused).toBeInstanceOf(StoreInUseError)
    expect(refused).toMatchObject({ dataDir, owner: process.pid })
    await first.close()
    expect(existsSync(`${dataDir}.lock`)).toBe(false)
    const second = await openStore({ dataDir })
    expect(await second.query('select x from kept')).toEqual([{ x: 7 }])
    await second.close()
  })

  test.each([
    ['a number that no process has', '2147483646'],
    ['a process that lives, but is another one', JSON.stringify({ pid: 1, socket: '/nowhere/store' })],
    ['half a lock', '{"pid": 1'],
  ])('is taken from a lock that holds %s', async (_, lock) => {
    await writeFile(`${dataDir}.lock`, lock)
    const store = await openStore({ dataDir })
    expect(JSON.parse(await readFile(`${dataDir}.lock`, 'utf8')).pid).toBe(process.pid)
    await store.close()
    expect((await readdir(folder)).filter((name) => name.startsWith(`store-${count - 1}.lock`))).toEqual([])
  })

  test('goes to one of many who come at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => openStore({ dataDir })))
    const opened = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
    expect(opened).toHaveLength(1)
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toBeInstanceOf(StoreInUseError)
    }
    await opened[0]?.close()
  })

  test('that was half made is made again; one that holds something else is left alone', async () => {
    await mkdir(`${dataDir}.new`, { recursive: true })
    await writeFile(`${dataDir}.new/PG_VERSION`, '18')
    const store = await openStore({ dataDir })
    await store.close()
    expect(existsSync(`${dataDir}.new`)).toBe(false)
    const other = join(folder, 'photographs')
    await mkdir(other)
    await writeFile(join(other, 'cat.jpg'), 'miaow')
    await expect(openStore({ dataDir: other })).rejects.toThrow(/ENOTEMPTY|EEXIST/)
    expect(await readFile(join(other, 'cat.jpg'), 'utf8')).toBe('miaow')
  })
})

describe('a borrowed store', () => {
  test('gives and takes the same types, errors and transactions as its owner’s', async () => {
    const owner = await openStore({ dataDir })
    const borrowed = await openSharedStore({ dataDir })
    const moment = new Date('2024-02-29T12:30:00.125Z')
    const values = ['ö"\\', 0.1, null, moment, new Uint8Array([1, 0, 254]), ['a,b', null]]
    const sql =
      'select $1::text as text, $2::float8 as number, $3::text as nothing, $4::timestamptz as moment, $5::bytea as bytes, $6::text[] as list'
    expect(await borrowed.query(sql, values)).toEqual(await owner.query(sql, values))
    await expect(borrowed.query('select nonsense')).rejects.toMatchObject({ message: /nonsense/, code: '42703' })

    await borrowed.execute('create table counted (n int); insert into counted values (0)')
    const add = (store: typeof owner) => store.transaction((own) => own.query('update counted set n = n + 1'))
    await Promise.all(Array.from({ length: 20 }, (_, i) => add(i % 2 ? owner : borrowed)))
    const failing = borrowed.transaction(async (transaction) => {
      await transaction.query('update counted set n = 99')
      throw new Error('stop here')
    })
    await expect(failing).rejects.toThrow('stop here')
    expect(await owner.query('select n from counted')).toEqual([{ n: 20 }])
    await borrowed.close()
    expect(await owner.query('select 1 as one')).toEqual([{ one: 1 }])
    await owner.close()
  })

  test('ends with its owner, with an error that says so', async () => {
    const owner = await openStore({ dataDir })
    const borrowed = await openSharedStore({ dataDir })
    await owner.close()
    await expect(borrowed.query('select 1')).rejects.toThrow('the process that owns the store ended')
    await borrowed.close()
  })

  test('is the folder itself where nobody has it', async () => {
    const store = await openSharedStore({ dataDir })
    await expect(openStore({ dataDir })).rejects.toBeInstanceOf(StoreInUseError)
    await store.close()
  })
})
