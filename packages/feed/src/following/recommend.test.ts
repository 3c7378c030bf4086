import { beforeAll, beforeEach, expect, test } from 'vitest'
import { arrive } from '../fixture/people.js'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { similarPapers } from '../papers/index.js'
import type { Person } from '../people/index.js'
import { FOLLOWED, follow, recommend, savePaper } from './index.js'

const now = new Date('2026-03-02T12:00:00Z')
const PAPERS = [
  { title: 'Sinkhorn distances', abstract: 'Entropic transport of measures.', topics: ['maps'] },
  { title: 'Sinkhorn for rivers', abstract: 'Entropic sediments.', topics: ['water'] },
  { title: 'Rivers', abstract: 'Water and sediments.', topics: ['water'] },
  { title: 'Gradient boosting', abstract: 'Trees of decisions.', authors: ['Bo Li'] },
  { title: 'Transports', abstract: 'Moving of measures.', topics: ['maps'] },
  { title: 'Lakes', abstract: 'Sediments at rest.', topics: ['water'] },
]

onBothStores('recommendations', (store) => {
  let ada: Person
  beforeAll(async () => {
    await importPapers(store(), PAPERS, { source: 'submission', now })
    ada = (await arrive(store(), 'ada@example.org', { now })).person
  })
  beforeEach(() => store().execute('delete from saved_papers; delete from follows'))
  const idOf = async (title: string) =>
    (await store().query<{ id: number }>('select id from papers where title = $1', [title]))[0]?.id ?? 0
  const cosines = async (title: string) =>
    new Map((await similarPapers(store(), await idOf(title), { limit: 9 })).map((paper) => [paper.title, paper.cosine]))
  const save = (slug: string) => savePaper(store(), ada, slug, now)

  test('are none where nothing was saved and nothing is followed', async () => {
    expect(await recommend(store(), ada.id)).toEqual([])
  })

  test('are the papers similar to the one that was saved, because of the same words', async () => {
    await save('sinkhorn-distances')
    const similar = await similarPapers(store(), await idOf('Sinkhorn distances'), { limit: 9 })
    const found = await recommend(store(), ada.id)
    expect(found.map(({ title, words }) => [title, words])).toEqual(
      similar.map(({ title, because }) => [title, because]),
    )
    // One vector, made 1 long: the same cosine up to the rounding of a few products.
    for (const [k, { cosine }] of found.entries()) expect(cosine).toBeCloseTo(similar[k]?.cosine ?? 0, 12)
  })

  /** With u, v the unit vectors of two saved papers: cos(u + v, c) = (cos(u, c) + cos(v, c)) / √(2 + 2 cos(u, v)). */
  test('have the cosine to the sum of what was saved', async () => {
    await save('sinkhorn-distances')
    await save('rivers')
    const [u, v] = [await cosines('Sinkhorn distances'), await cosines('Rivers')]
    const length = Math.sqrt(2 + 2 * (u.get('Rivers') ?? 0))
    const found = await recommend(store(), ada.id)
    expect(found.map(({ title }) => title).sort()).toEqual(['Sinkhorn for rivers', 'Transports'])
    for (const { title, cosine } of found)
      expect(cosine).toBeCloseTo(((u.get(title) ?? 0) + (v.get(title) ?? 0)) / length, 12)
  })

  test('are what is followed, newest first, with what is followed of it; what was saved is none', async () => {
    await follow(store(), ada, 'topic', 'water', now)
    await follow(store(), ada, 'author', 'Bo Li', now)
    const found = await recommend(store(), ada.id)
    expect(found.map(({ title, cosine, followed }) => [title, cosine, followed.topics, followed.authors])).toEqual([
      ['Lakes', 0, ['water'], []],
      ['Gradient boosting', 0, [], ['Bo Li']],
      ['Rivers', 0, ['water'], []],
      ['Sinkhorn for rivers', 0, ['water'], []],
    ])
    await save('lakes')
    expect((await recommend(store(), ada.id)).map(({ title }) => title)).not.toContain('Lakes')
  })

  test('are ordered by the cosine, and more where they are followed', async () => {
    await save('sinkhorn-distances')
    await follow(store(), ada, 'topic', 'maps', now)
    const found = await recommend(store(), ada.id)
    const score = ({ cosine, followed }: (typeof found)[number]) => cosine + (followed.topics.length > 0 ? FOLLOWED : 0)
    expect(found.map(score)).toEqual([...found.map(score)].sort((a, b) => b - a))
    expect(found.find(({ title }) => title === 'Transports')?.followed.topics).toEqual(['maps'])
    expect(await recommend(store(), ada.id, { limit: 1 })).toHaveLength(1)
  })

  test('leave out what is hidden or withdrawn', async () => {
    await save('sinkhorn-distances')
    await store().execute(`update papers set hidden = true where slug = 'transports';
      update papers set withdrawn_at = now() where slug = 'sinkhorn-for-rivers'`)
    expect(await recommend(store(), ada.id)).toEqual([])
    await store().execute('update papers set hidden = false, withdrawn_at = null')
  })
})
