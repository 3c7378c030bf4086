import { beforeAll, describe, expect, test } from 'vitest'
import { deleteAccount, personalData } from '../discussion/index.js'
import { arrive } from '../fixture/people.js'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { listFeed } from '../papers/index.js'
import type { Person } from '../people/index.js'
import {
  follow,
  followsOf,
  isFollowed,
  listSaved,
  makePrivateFeed,
  personOfPrivateFeed,
  privateFeedOf,
  revokePrivateFeed,
  savedOf,
  savePaper,
  unfollow,
  unsavePaper,
} from './index.js'

const now = new Date('2026-03-02T12:00:00Z')
const minute = (k: number) => new Date(now.getTime() + k * 60_000)
const PAPERS = Array.from({ length: 7 }, (_, k) => ({
  title: `Paper ${k}`,
  authors: [k % 2 ? 'Ada Lovelace' : 'Bo Li'],
  topics: [k < 3 ? 'maps' : 'flows'],
}))

onBothStores('what people keep', (store) => {
  let ada: Person
  let bob: Person
  beforeAll(async () => {
    await importPapers(store(), PAPERS, { source: 'submission', now })
    ;[ada, bob] = [
      (await arrive(store(), 'ada@example.org', { now })).person,
      (await arrive(store(), 'bob@example.org', { now })).person,
    ]
  })
  const titles = (papers: readonly { readonly title: string }[]) => papers.map(({ title }) => title)
  const count = async (table: 'saved_papers' | 'follows') =>
    (await store().query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n

  describe('saved papers', () => {
    test('are one row a person and paper, however often they are saved', async () => {
      for (let k = 0; k < 3; k++) await savePaper(store(), ada, 'paper-0', minute(k))
      await Promise.all([1, 2, 3].map(() => savePaper(store(), bob, 'paper-0', now)))
      expect(await count('saved_papers')).toBe(2)
      for (let k = 0; k < 2; k++) await unsavePaper(store(), bob, 'paper-0')
      expect(await count('saved_papers')).toBe(1)
      const [id = 0] = [...(await savedOf(store(), ada.id, [1, 2, 3, 4, 5, 6, 7]))]
      expect((await listSaved(store(), ada.id)).papers[0]?.id).toBe(id)
      expect((await savedOf(store(), bob.id, [id])).size).toBe(0)
    })

    test('are listed the last saved first, in pages that lead on and back', async () => {
      for (let k = 1; k < 7; k++) await savePaper(store(), ada, `paper-${k}`, minute(k))
      const first = await listSaved(store(), ada.id, { limit: 3 })
      expect(titles(first.papers)).toEqual(['Paper 6', 'Paper 5', 'Paper 4'])
      expect(first.previous).toBeUndefined()
      const second = await listSaved(store(), ada.id, { limit: 3, cursor: first.next })
      expect(titles(second.papers)).toEqual(['Paper 3', 'Paper 2', 'Paper 1'])
      const last = await listSaved(store(), ada.id, { limit: 3, cursor: second.next })
      expect(titles(last.papers)).toEqual(['Paper 0'])
      expect(last.next).toBeUndefined()
      const back = await listSaved(store(), ada.id, { limit: 3, cursor: second.previous })
      expect(titles(back.papers)).toEqual(['Paper 6', 'Paper 5', 'Paper 4'])
      expect(back.previous).toBeUndefined()
      await expect(listSaved(store(), ada.id, { cursor: 'x' })).rejects.toThrow(/cursor/)
    })

    test('are no more where a moderator has hidden the paper, and can’t be saved there', async () => {
      await store().query(`update papers set hidden = true where slug = 'paper-6'`)
      expect(titles((await listSaved(store(), ada.id)).papers)).not.toContain('Paper 6')
      await expect(savePaper(store(), bob, 'paper-6', now)).rejects.toMatchObject({ kind: 'absent' })
      await store().query(`update papers set hidden = false where slug = 'paper-6'`)
    })
  })

  describe('follows', () => {
    test('are of topics and authors that there are, once each', async () => {
      for (let k = 0; k < 2; k++) await follow(store(), ada, 'topic', 'maps', now)
      await follow(store(), ada, 'author', 'Ada Lovelace', now)
      await expect(follow(store(), ada, 'topic', 'Ada Lovelace', now)).rejects.toMatchObject({ kind: 'absent' })
      expect(await followsOf(store(), ada.id)).toEqual({ topics: ['maps'], authors: ['Ada Lovelace'] })
      expect(await isFollowed(store(), ada.id, 'topic', 'maps')).toBe(true)
      expect(await isFollowed(store(), bob.id, 'topic', 'maps')).toBe(false)
    })

    test('list every paper of any of them once, newest first', async () => {
      const followed = await followsOf(store(), ada.id)
      const { papers } = await listFeed(store(), { followed })
      expect(titles(papers)).toEqual(['Paper 5', 'Paper 3', 'Paper 2', 'Paper 1', 'Paper 0'])
      const paged = await listFeed(store(), { followed, limit: 2 })
      const next = await listFeed(store(), { followed, limit: 2, cursor: paged.next })
      expect(titles(next.papers)).toEqual(['Paper 2', 'Paper 1'])
      expect(titles((await listFeed(store(), { followed: { topics: ['maps'], authors: [] } })).papers)).toHaveLength(3)
    })

    test('end, and a second time nothing changes', async () => {
      for (let k = 0; k < 2; k++) await unfollow(store(), ada, 'author', 'Ada Lovelace')
      expect(await followsOf(store(), ada.id)).toEqual({ topics: ['maps'], authors: [] })
    })

    test('are at most 200', async () => {
      await store().query(
        `insert into follows (person_id, kind, name, followed_at)
         select $1, 'topic', 't' || n, $2 from generate_series(1, 200) as n`,
        [bob.id, now],
      )
      await expect(follow(store(), bob, 'topic', 'maps', now)).rejects.toMatchObject({ kind: 'invalid' })
      await follow(store(), bob, 'topic', 't7', now)
    })
  })

  test('private feeds have an address that is stored as its hash, renewed and revoked', async () => {
    const first = await makePrivateFeed(store(), ada, now)
    expect((await personOfPrivateFeed(store(), first))?.id).toBe(ada.id)
    const [row] = await store().query<{ text: string }>('select row_to_json(f)::text as text from private_feeds f')
    expect(row?.text).not.toContain(first)
    const second = await makePrivateFeed(store(), ada, minute(1))
    expect(await personOfPrivateFeed(store(), first)).toBeUndefined()
    expect(await privateFeedOf(store(), ada.id)).toEqual(minute(1))
    await store().query('update people set suspended_at = $2 where id = $1', [ada.id, now])
    expect(await personOfPrivateFeed(store(), second)).toBeUndefined()
    await store().query('update people set suspended_at = null where id = $1', [ada.id])
    await revokePrivateFeed(store(), ada)
    expect(await personOfPrivateFeed(store(), second)).toBeUndefined()
    expect(await privateFeedOf(store(), ada.id)).toBeUndefined()
  })

  test('all of it is in what a person takes along, and goes with the account', async () => {
    await makePrivateFeed(store(), ada, now)
    const data = await personalData(store(), ada)
    expect(data.saved).toHaveLength(7)
    expect(data.follows).toEqual([{ kind: 'topic', name: 'maps', followed_at: now }])
    expect(data.privateFeed).toEqual([{ made_at: now }])
    await deleteAccount(store(), ada, now)
    expect(await count('saved_papers')).toBe(0)
    expect(await store().query('select 1 from private_feeds')).toEqual([])
  })

  test('a suspended account keeps nothing new', async () => {
    const suspended = { ...bob, suspendedAt: now }
    await expect(savePaper(store(), suspended, 'paper-0', now)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(follow(store(), suspended, 'topic', 'maps', now)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(makePrivateFeed(store(), suspended, now)).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
