import { setTimeout } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { newDatabase, onBothStores } from '../fixture/stores.js'
import { type Migration, migrate, migrations, openStore } from './index.js'

onBothStores('a store', (store, kind) => {
  test('says which it is', () => expect(store().kind).toBe(kind))

  test('gives the agreed types', async () => {
    const [row] = await store().query<Record<string, unknown>>(
      `select date '2024-02-29' as day, count(*) as rows, 1.5::numeric as exact, array['x'] as list, array[1, 2] as numbers,
         '\\x00ff'::bytea as bytes, timestamptz '2024-02-29T01:00+01' as moment, '{"a": [1]}'::jsonb as tree, 2.5::float8 as float
       from (values (1), (2)) as two`,
    )
    expect(row).toMatchObject({
      day: '2024-02-29',
      rows: 2,
      exact: '1.5',
      list: ['x'],
      numbers: [1, 2],
      moment: new Date('2024-02-29T00:00:00Z'),
      tree: { a: [1] },
      float: 2.5,
    })
    expect(Uint8Array.from(row?.bytes as Uint8Array)).toEqual(new Uint8Array([0, 255]))
    await expect(store().query('select 9007199254740993::int8')).rejects.toThrow('does not fit')
  })

  test('takes the same types as values', async () => {
    const moment = new Date('2024-02-29T12:30:00.125Z')
    const [row] = await store().query<Record<string, unknown>>(
      `select $1::text as text, $2::float8 as number, $3::bool as yes, $4::text as nothing, $5::timestamptz as moment,
         $6::bytea as bytes, $7::text[] as list, $8::int[] as numbers, $9::jsonb as tree`,
      ['ö"\\', 0.1, true, null, moment, new Uint8Array([1, 0, 254]), ['a,b', null, '"'], [3, null], '{"k":"v"}'],
    )
    expect(row).toMatchObject({ text: 'ö"\\', number: 0.1, yes: true, nothing: null, moment })
    expect(Uint8Array.from(row?.bytes as Uint8Array)).toEqual(new Uint8Array([1, 0, 254]))
    expect(row).toMatchObject({ list: ['a,b', null, '"'], numbers: [3, null], tree: { k: 'v' } })
  })

  test('makes a time of a date at midnight UTC', async () => {
    const [row] = await store().query<{ at: Date }>("select date '2024-07-01'::timestamptz as at")
    expect(row?.at).toEqual(new Date('2024-07-01T00:00:00Z'))
  })

  test('keeps a plan where it may, and answers as ever', async () => {
    const twice = (x: number) =>
      store().query('select $1::int * 2 as twice, $2::text as text', [x, `${x}`], { keepPlan: true })
    // A server tries five plans for their values before it keeps one for all.
    for (let x = 0; x < 10; x++) expect(await twice(x)).toEqual([{ twice: 2 * x, text: `${x}` }])
    const within = store().transaction((transaction) =>
      transaction.query<{ one: number }>('select 1 as one', [], { keepPlan: true }),
    )
    expect(await within).toEqual([{ one: 1 }])
  })

  test('rolls back a transaction that fails', async () => {
    await store().execute('create table kept (x int); insert into kept values (1)')
    const failing = store().transaction(async (transaction) => {
      await transaction.query('delete from kept')
      throw new Error('stop here')
    })
    await expect(failing).rejects.toThrow('stop here')
    expect(await store().query('select x from kept')).toEqual([{ x: 1 }])
    // The session is as usable as before.
    await expect(store().transaction((transaction) => transaction.query('select nonsense'))).rejects.toThrow('nonsense')
    expect(await store().query('select 1 as one')).toEqual([{ one: 1 }])
  })

  test('runs scripts, gives the rows of all statements, and survives one that fails in its own transaction', async () => {
    expect(await store().execute('select 1 as a; select 2 as a; select 3 as a where false')).toEqual([
      { a: 1 },
      { a: 2 },
    ])
    await expect(store().execute('begin; select nonsense; commit')).rejects.toThrow('nonsense')
    expect(await store().query('select 1 as one')).toEqual([{ one: 1 }])
    // What the session does next is kept.
    await store().execute('create table after_failure (x int)')
    expect(await store().query("select 1 from pg_tables where tablename = 'after_failure'")).toHaveLength(1)
  })

  test('keeps transactions apart', async () => {
    await store().execute('create table counted (n int); insert into counted values (0)')
    const add = () => store().transaction((transaction) => transaction.query('update counted set n = n + 1'))
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await store().query('select n from counted')).toEqual([{ n: 20 }])
  })

  describe('migrations', () => {
    const first: Migration = { number: 900, name: 'first', script: 'create table t (x int)', checksum: 'abc' }

    test('are numbered without gaps and applied at opening', async () => {
      const applied = await store().query<{ number: number }>('select number from migrations order by number')
      expect(applied.map(({ number }) => number)).toEqual((await migrations()).map(({ number }) => number))
    })

    test('run once each, in one transaction', async () => {
      const list = [...(await migrations()), first]
      expect(await migrate(store(), list)).toEqual([900])
      expect(await migrate(store(), list)).toEqual([])
      const broken = { number: 901, name: 'broken', script: 'create table u (x int); select nonsense', checksum: 'def' }
      await expect(migrate(store(), [...list, broken])).rejects.toThrow(/nonsense/)
      expect(await store().query("select 1 from pg_tables where tablename = 'u'")).toEqual([])
    })

    test('refuse a script that was changed, and a store that is newer', async () => {
      const list = await migrations()
      const changed = { ...first, checksum: 'xyz' }
      await expect(migrate(store(), [...list, changed])).rejects.toThrow('900 (first) was changed')
      await expect(migrate(store(), list)).rejects.toThrow('which this version does not know')
    })
  })
})

describe.skipIf(inject('postgres') === '')('a server', () => {
  test('is brought up to date once when two processes start together', async () => {
    const databaseUrl = await newDatabase()
    const stores = await Promise.all([
      openStore({ databaseUrl }),
      openStore({ databaseUrl }),
      openStore({ databaseUrl }),
    ])
    const [row] = (await stores[0]?.query<{ n: number }>('select count(*) as n from migrations')) ?? []
    expect(row?.n).toBe((await migrations()).length)
    await Promise.all(stores.map((store) => store.close()))
  })

  test('that cannot be reached is an error at once', async () => {
    await expect(openStore({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(/ECONNREFUSED/)
  })

  test('a session that breaks between two statements fails its transaction and nothing else', async () => {
    const databaseUrl = await newDatabase()
    const store = await openStore({ databaseUrl })
    try {
      const broken = store.transaction(async (transaction) => {
        const [own] = await transaction.query<{ id: number }>('select pg_backend_pid() as id')
        await store.query('select pg_terminate_backend($1)', [own?.id ?? 0])
        // Time for the end of the connection to be heard of, with no statement to tell it to.
        await setTimeout(100)
        await transaction.query('select 1')
      })
      await expect(broken).rejects.toThrow()
      expect(await store.query('select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await store.close()
    }
  })
})
