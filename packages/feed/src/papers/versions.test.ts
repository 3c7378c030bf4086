import { expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { paperByArxiv } from './papers.js'
import { earlierVersions } from './versions.js'

const V1 = {
  arxiv: '2502.00007',
  version: 1,
  title: 'Rivers That Forget',
  authors: ['Ada Özil'],
  published: '2025-02-01',
  abstract: 'Transport with a memory that fades.',
}
const V2 = { ...V1, version: 2, title: 'Rivers That Remember', abstract: 'Transport with a memory that stays.' }

onBothStores('earlier versions', (store) => {
  test('of a paper are its replaced title and abstract, and when they were replaced; nothing that was added is one', async () => {
    const bare = { arxiv: V1.arxiv, version: 1, title: V1.title, authors: V1.authors, published: V1.published }
    for (const [k, paper] of [bare, V1, V2].entries()) {
      await importPapers(store(), [paper], { source: 'arxiv', now: new Date(Date.UTC(2026, 0, k + 1)) })
    }
    const { id } = (await paperByArxiv(store(), V1.arxiv)) as { id: number }
    expect(await earlierVersions(store(), id)).toEqual([
      { until: new Date('2026-01-03T00:00:00Z'), title: V1.title, abstract: V1.abstract },
    ])
    expect((await paperByArxiv(store(), V1.arxiv))?.title).toBe(V2.title)
  })
})
