import { describe, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { type CatalogueCard, listPapers, paperByArxiv, paperBySlug, recordClaims, seed, titleKey } from './index.js'

const card = (slug: string, changes: Partial<CatalogueCard> = {}): CatalogueCard => ({
  slug,
  arxiv: '2301.00001',
  title: `A title with "quotes" and Ö of ${slug}`,
  authors: ['Ada Lovelace', 'Ö. Deniz Akyildiz'],
  published: '2023-01-01',
  question: 'Does it hold?',
  summary: 'It does.',
  topics: ['maps'],
  ...changes,
})

onBothStores('papers', (store) => {
  test('come back as they were written, newest first, ties by slug', async () => {
    const cards = [
      card('b', { arxiv: '2301.00002' }),
      card('a', { arxiv: '2301.00001' }),
      card('c', { arxiv: '2402.12345', published: '2024-02-29', topics: ['flows', 'maps'] }),
    ]
    await seed(store(), cards)
    const listed = await listPapers(store())
    expect(listed).toMatchObject([cards[2], cards[1], cards[0]] as object[])
    expect(listed[0]).toMatchObject({ authorCount: 2, listedOn: '2024-02-29', votes: 0, votesElsewhere: null })
    expect(listed[0]?.appearedAt).toEqual(new Date('2024-02-29T00:00:00Z'))
    expect((await listPapers(store(), { topic: 'flows' })).map(({ slug }) => slug)).toEqual(['c'])
    expect(await listPapers(store(), { topic: "maps' or true --" })).toEqual([])
  })

  test('are found by slug and by arXiv identifier, with or without version', async () => {
    expect((await paperBySlug(store(), 'c'))?.published).toBe('2024-02-29')
    expect((await paperByArxiv(store(), '2402.12345'))?.slug).toBe('c')
    expect((await paperByArxiv(store(), '2402.12345v3'))?.slug).toBe('c')
    expect(await paperBySlug(store(), 'nothing')).toBeUndefined()
    expect(await paperByArxiv(store(), '9999.99999')).toBeUndefined()
  })

  test('take new facts when seeded again, and stay one row', async () => {
    await seed(store(), [card('a', { title: 'Another title' })])
    expect((await paperBySlug(store(), 'a'))?.title).toBe('Another title')
    expect(await listPapers(store())).toHaveLength(3)
  })

  test('keep their former address when the catalogue gives them another', async () => {
    const before = await paperBySlug(store(), 'a')
    await seed(store(), [card('better-name')])
    const after = await paperBySlug(store(), 'a')
    expect(after).toMatchObject({ id: before?.id, slug: 'better-name' })
    expect(await listPapers(store())).toHaveLength(3)
  })

  test('that an import brought under a title of another version become the catalogue’s', async () => {
    const add = (slug: string, title: string) =>
      store().query(
        `with paper as (
           insert into papers (slug, title, title_key, authors, author_count, published, topics, source)
           values ($1, $2, $3, '{}', 2, '2025-03-13', '{}', 'capture') returning id)
         insert into paper_scores (paper_id, hot) select id, 0 from paper`,
        [slug, title, titleKey(title)],
      )
    await add('g2sf-miad', 'G$^{2}$SF-MIAD: Geometry-Guided Score Fusion for Multimodal Anomaly Detection')
    await add('another', 'Score Fusion of a Guided Kind for Geometry of Multimodal Detection')
    const title = 'G²SF: Geometry-Guided Score Fusion for Multimodal Anomaly Detection'
    await seed(store(), [card('score-fusion', { title, arxiv: '2503.10091', published: '2025-03-13' })])
    expect(await paperBySlug(store(), 'g2sf-miad')).toMatchObject({ slug: 'score-fusion', title })
    expect(await paperBySlug(store(), 'another')).toMatchObject({ arxiv: null })
    await store().query("delete from papers where slug in ('score-fusion', 'another')")
  })

  test('are refused with a malformed identifier or an empty title, and then nothing is written', async () => {
    const good = card('d', { arxiv: '2301.00009' })
    await expect(seed(store(), [good, card('e', { arxiv: 'cs/0301001' })])).rejects.toThrow(/check constraint/)
    await expect(seed(store(), [good, card('e', { arxiv: '2301.00010', title: '' })])).rejects.toThrow(/check/)
    expect(await paperBySlug(store(), 'd')).toBeUndefined()
  })

  // W = 48 h; the unit oracles of the ranking's documentation.
  test('are hot as documented', async () => {
    const hot = async (votes: number, comments: number, held: number, total: number, hours: number) => {
      const appeared = new Date(hours * 3_600_000)
      const rows = await store().query<{ hot: number }>('select hot($1, $2, $3, $4, $5) as hot', [
        votes,
        comments,
        held,
        total,
        appeared,
      ])
      return rows[0]?.hot
    }
    expect(await hot(9, 0, 0, 0, 0)).toBeCloseTo(1, 12)
    expect(await hot(9, 0, 0, 0, 48)).toBeCloseTo(2, 12)
    expect(await hot(99, 0, 0, 0, 0)).toBeCloseTo(2, 12)
    expect(await hot(1, 50, 0, 0, 0)).toBeCloseTo(0.4771212547, 10)
    expect(await hot(0, 0, 7, 8, 0)).toBeCloseTo(0.2625, 12)
  })

  test('rise in the trend when their claims hold', async () => {
    await recordClaims(store(), 'b', { held: 3, refuted: 1, total: 4 })
    expect((await paperBySlug(store(), 'b'))?.claims).toEqual({ held: 3, refuted: 1, total: 4 })
    // c appeared more than a year later, which no claim makes up for; b and the other appeared on one day.
    expect((await listPapers(store(), { by: 'trending' })).map(({ slug }) => slug)).toEqual(['c', 'b', 'better-name'])
  })
})

describe('the key of a title', () => {
  test('ignores case, accents, punctuation and the marks of mathematics', () => {
    expect(titleKey('Poincaré, $L_2$–Boosting')).toBe(titleKey('poincare l2 boosting'))
    expect(titleKey('流')).toBe('流')
    expect(titleKey('???')).toBe('???')
  })
})
