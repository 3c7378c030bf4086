import { expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { daysWithPapers, SITEMAP_PART, sitemapPapers, sitemapParts } from './index.js'

onBothStores('what has an address', (store) => {
  const add = (id: number, day: string) =>
    store().query(
      `insert into papers (id, slug, title, title_key, authors, author_count, published, listed_on, topics, source)
       overriding system value values ($1, 'p-' || $1::int, 'P', 'p' || $1::int, '{}', 1, $2::date, $2::date, '{}', 'capture')`,
      [id, day],
    )

  test('is nothing while there are no papers', async () => {
    expect(await sitemapParts(store())).toEqual([])
    expect(await sitemapPapers(store(), 1)).toEqual([])
    expect(await daysWithPapers(store(), 10)).toEqual([])
  })

  test('comes in parts by number, without those that nobody is left in and without hidden papers', async () => {
    // The last of the first part, the first of the second, none of the third, a hidden one in the fourth.
    await add(1, '2026-01-05')
    await add(SITEMAP_PART, '2026-01-02')
    await add(SITEMAP_PART + 1, '2026-01-05')
    await add(3 * SITEMAP_PART + 7, '2026-01-07')
    await add(5 * SITEMAP_PART, '2026-01-01')
    await store().query('update papers set hidden = true where id = $1', [3 * SITEMAP_PART + 7])
    expect(await sitemapParts(store())).toEqual([1, 2, 5])
    const slugs = async (part: number) => (await sitemapPapers(store(), part)).map(({ slug }) => slug)
    expect(await slugs(1)).toEqual(['p-1', `p-${SITEMAP_PART}`])
    expect(await slugs(2)).toEqual([`p-${SITEMAP_PART + 1}`])
    expect(await slugs(3)).toEqual([])
    expect(await slugs(4)).toEqual([])
    expect(await slugs(5)).toEqual([`p-${5 * SITEMAP_PART}`])
    expect((await sitemapPapers(store(), 1))[0]?.updatedAt).toBeInstanceOf(Date)
    expect(await slugs(2 ** 40)).toEqual([])
  })

  test('has the days that have papers, each once, the latest first, as many as are asked for', async () => {
    expect(await daysWithPapers(store(), 10)).toEqual(['2026-01-05', '2026-01-02', '2026-01-01'])
    expect(await daysWithPapers(store(), 2)).toEqual(['2026-01-05', '2026-01-02'])
  })
})
