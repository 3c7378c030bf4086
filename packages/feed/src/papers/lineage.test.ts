import { expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { type CatalogueCard, lineageOf, paperBySlug, type Related, seed } from './index.js'

const card = (slug: string, year: number, related?: readonly Related[]): CatalogueCard => ({
  slug,
  arxiv: `${year % 100}01.00001`,
  title: `On ${slug}`,
  authors: ['Ada Lovelace'],
  published: `${year}-01-01`,
  question: 'Does it hold?',
  summary: 'It does.',
  topics: ['maps'],
  ...(related ? { related } : {}),
})

onBothStores('lineage', (store) => {
  const lineage = async (slug: string) => {
    const paper = await paperBySlug(store(), slug)
    const { buildsOn, followedBy, sameProblem } = await lineageOf(store(), { id: paper?.id ?? 0 })
    const slugs = (those: readonly { readonly slug: string }[]) => those.map(({ slug }) => slug)
    return { buildsOn: slugs(buildsOn), followedBy: slugs(followedBy), sameProblem: slugs(sameProblem) }
  }
  const none = { buildsOn: [], followedBy: [], sameProblem: [] }

  // Written before what they name: a card may come later than those that speak of it.
  const cards = [
    card('heir', 2022, [{ slug: 'root', kind: 'builds-on' }]),
    card('rival', 2021, [
      { slug: 'root', kind: 'builds-on' },
      { slug: 'heir', kind: 'same-problem' },
    ]),
    card('root', 2020),
    card('alone', 2019),
  ]

  test('is written once and read from both sides, the oldest first', async () => {
    await seed(store(), cards)
    expect(await lineage('root')).toEqual({ ...none, followedBy: ['rival', 'heir'] })
    expect(await lineage('rival')).toEqual({ ...none, buildsOn: ['root'], sameProblem: ['heir'] })
    expect(await lineage('heir')).toEqual({ ...none, buildsOn: ['root'], sameProblem: ['rival'] })
    expect(await lineage('alone')).toEqual(none)
    const heir = await paperBySlug(store(), 'heir')
    expect(heir?.related).toEqual([{ slug: 'root', kind: 'builds-on' }])
    expect((await lineageOf(store(), { id: heir?.id ?? 0 })).buildsOn).toEqual([{ slug: 'root', title: 'On root' }])
  })

  test('is no change when it is seeded again, and one when a card says otherwise', async () => {
    const before = (await paperBySlug(store(), 'rival'))?.updatedAt
    await seed(store(), cards)
    expect((await paperBySlug(store(), 'rival'))?.updatedAt).toEqual(before)
    await seed(store(), [card('rival', 2021)])
    expect(await lineage('rival')).toEqual(none)
    expect((await paperBySlug(store(), 'rival'))?.updatedAt.getTime()).toBeGreaterThan(before?.getTime() ?? 0)
    await seed(store(), cards)
  })

  test('holds when a paper takes another address', async () => {
    await seed(store(), [{ ...card('root', 2020), slug: 'trunk' }])
    expect(await lineage('trunk')).toEqual({ ...none, followedBy: ['rival', 'heir'] })
    expect(await lineage('heir')).toEqual({ ...none, buildsOn: ['trunk'], sameProblem: ['rival'] })
  })

  test('does not tell of hidden papers, nor of papers that are not there', async () => {
    await store().query("update papers set hidden = true where slug = 'rival'")
    await seed(store(), [card('alone', 2019, [{ slug: 'lost', kind: 'builds-on' }])])
    expect(await lineage('trunk')).toEqual({ ...none, followedBy: ['heir'] })
    expect(await lineage('heir')).toEqual({ ...none, buildsOn: ['trunk'] })
    expect(await lineage('alone')).toEqual(none)
  })

  test('looks at no more papers than say something', async () => {
    await store().query(
      `insert into papers (slug, title, title_key, authors, author_count, published, topics, source)
       select 'n-' || n, 'N ' || n, 'n' || n, '{}', 1, '2024-01-01', '{}', 'capture' from generate_series(1, 5000) n`,
    )
    await store().query('analyze papers')
    const plan = await store().query<{ 'QUERY PLAN': string }>(
      `explain select from papers p where p.related <> '[]' and p.related @> '[{"slug": "trunk"}]'`,
    )
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('papers_related')
  })
})
