import { beforeAll, expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { similarPapers } from './similar.js'

const now = new Date('2026-11-25T12:00:00Z')
const PAPERS = [
  { title: 'Sinkhorn distances', abstract: 'Entropic transport of measures.' },
  { title: 'Sinkhorn for rivers', abstract: 'Entropic sediments.' },
  { title: 'Rivers', abstract: 'Water and sediments.' },
  { title: 'Gradient boosting', abstract: 'Trees of decisions.', authors: ['A. Sinkhorn'] },
  { title: 'Transports', abstract: 'Moving of measures.' },
]

onBothStores('similar papers', (store) => {
  const idOf = async (title: string) =>
    (await store().query<{ id: number }>('select id from papers where title = $1', [title]))[0]?.id ?? 0
  const similar = async (title: string, limit?: number) =>
    (await similarPapers(store(), await idOf(title), { limit })).map(({ title, cosine, because }) => ({
      title,
      cosine,
      because,
    }))

  beforeAll(async () => {
    await importPapers(store(), PAPERS, { source: 'submission', now })
  })

  /**
   * By hand, with n = 5. "Sinkhorn distances" has sinkhorn 3·ln(5/2), distanc 3·ln 5, entrop ln(5/2), transport ln(5/2),
   * measur ln(5/2); an author called Sinkhorn does not count.
   */
  test('have the cosine of their tf-idf vectors', async () => {
    const half = Math.log(5 / 2)
    const norm = (...weights: number[]) => Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0))
    const distances = norm(3 * half, 3 * Math.log(5), half, half, half)
    const rivers = norm(3 * half, 3 * half, half, half) // sinkhorn, river, entrop, sediment
    const transports = norm(3 * half, Math.log(5), half) // transport, move, measur
    const found = await similar('Sinkhorn distances')
    expect(found.map(({ title }) => title)).toEqual(['Sinkhorn for rivers', 'Transports'])
    // 1e-6: sums of a handful of products in float64, log and square root of PostgreSQL.
    expect(found[0]?.cosine).toBeCloseTo((9 * half ** 2 + half ** 2) / (distances * rivers), 6)
    expect(found[1]?.cosine).toBeCloseTo((3 * half ** 2 + half ** 2) / (distances * transports), 6)
  })

  test('say because of which words, as papers write them, the heaviest first', async () => {
    expect((await similar('Sinkhorn distances')).map(({ because }) => because)).toEqual([
      ['sinkhorn', 'entropic'],
      ['transport', 'measures'],
    ])
  })

  test('are symmetric, no more than asked for, and none where nothing is shared', async () => {
    const [a] = await similar('Transports')
    const [, b] = await similar('Sinkhorn distances')
    expect(a?.cosine).toBeCloseTo(b?.cosine ?? 0, 12)
    expect(await similar('Sinkhorn distances', 1)).toHaveLength(1)
    expect(await similar('Gradient boosting')).toEqual([])
    expect(await similarPapers(store(), 0)).toEqual([])
  })

  test('leave out what a moderator has hidden', async () => {
    await store().query(`update papers set hidden = true where title = 'Transports'`)
    expect((await similar('Sinkhorn distances')).map(({ title }) => title)).toEqual(['Sinkhorn for rivers'])
  })
})
