import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestEmbeddings, testEmbeddings, wordVectors } from '../fixture/embeddings.js'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import { fusionScore } from '../ranking/index.js'
import { search } from '../search/index.js'
import { createMeaning, type EmbeddingSettings, embeddingStanding, embedPapers, type Meaning } from './index.js'

const now = new Date('2026-11-25T12:00:00Z')
const PAPERS = [
  { title: 'Earth mover', abstract: 'A distance.', published: '2024-01-01', topics: ['distances'] },
  { title: 'Soil transport', abstract: 'A distance.', published: '2025-01-01' },
  { title: 'Sinkhorn iterations', abstract: 'Entropy and scaling.', published: '2025-02-01' },
  { title: 'Denoising an image', abstract: 'Picture restoration.', published: '2025-03-01', topics: ['images'] },
  { title: 'Haulage on dirt', abstract: 'A distance.', published: '2026-01-01', topics: ['distances'] },
]

onBothStores('vectors', (store) => {
  let endpoint: TestEmbeddings
  let settings: EmbeddingSettings
  beforeAll(async () => {
    endpoint = await testEmbeddings()
    settings = { url: endpoint.url, model: 'words', batch: 2 }
    await importPapers(store(), PAPERS, { source: 'submission', now })
  })
  beforeEach(() => endpoint.behave('well'))
  afterAll(() => endpoint.close())
  const asked = () => endpoint.requests.flatMap(({ input }) => input).length
  const ready = async (options: Parameters<typeof createMeaning>[1] = {}): Promise<Meaning> => {
    const meaning = createMeaning(settings, options)
    await meaning.refresh(store())
    return meaning
  }
  const titles = async (query: string, options: Parameters<typeof search>[2]) =>
    (await search(store(), query, options)).results.map(({ title }) => title)

  test('are made once, and go on behind what was made before the endpoint failed', async () => {
    endpoint.behave((request) => (asked() > 2 ? { data: [] } : wordVectors(request)))
    await expect(embedPapers(store(), settings)).rejects.toMatchObject({ fault: 'malformed' })
    expect(await embeddingStanding(store(), 'words')).toEqual({ embedded: 2, waiting: 3 })
    endpoint.behave('well')
    const before = asked()
    const seen: number[] = []
    const report = await embedPapers(store(), settings, { onProgress: (done) => seen.push(done) })
    expect(report).toEqual({ embedded: 3, unchanged: 0, skipped: [] })
    expect([asked() - before, seen]).toEqual([3, [2, 3]])
    expect(await embedPapers(store(), settings)).toEqual({ embedded: 0, unchanged: 0, skipped: [] })
    expect(asked() - before).toBe(3)
    expect(endpoint.requests.at(-1)?.input).toEqual(['Haulage on dirt\nA distance.'])
  })

  test('find a paper that has no word of the query', async () => {
    expect(await titles('ground moving', {})).toEqual([])
    const { results, total } = await search(store(), 'ground moving', { meaning: await ready(), limit: 3 })
    expect(results.map(({ title, foundBy }) => [title, foundBy])).toEqual([
      ['Earth mover', 'meaning'],
      ['Soil transport', 'meaning'],
      ['Haulage on dirt', 'meaning'],
    ])
    expect(total).toBe(5)
  })

  test('are fused with words by their places', async () => {
    const { results } = await search(store(), 'soil transport', { meaning: await ready() })
    // The only match of the words; of the three that mean the same, equal in cosine, the second by number.
    expect(results[0]).toMatchObject({ title: 'Soil transport', foundBy: 'both', score: fusionScore([1, 2]) })
    expect(results[1]).toMatchObject({ title: 'Earth mover', foundBy: 'meaning', score: fusionScore([undefined, 1]) })
    expect(results[0]?.highlights.title.some(({ isMatch }) => isMatch)).toBe(true)
    expect(results[1]?.highlights.title).toEqual([{ text: 'Earth mover', isMatch: false }])
  })

  test('obey the filters, phrases and exclusions of a query', async () => {
    const meaning = await ready()
    const near = { meaning, limit: 3 }
    expect(await titles('ground moving', { ...near, topics: ['distances'] })).toEqual([
      'Earth mover',
      'Haulage on dirt',
    ])
    expect(await titles('ground moving topic:images', near)).toEqual(['Denoising an image'])
    expect(await titles('ground moving', { ...near, from: '2025-01-01', to: '2025-01-31' })).toEqual(['Soil transport'])
    expect(await titles('ground moving year:2026', near)).toEqual(['Haulage on dirt'])
    expect(await titles('ground moving -dirt', { ...near, limit: 2 })).toEqual(['Earth mover', 'Soil transport'])
    expect(await titles('"on dirt" ground', near)).toEqual(['Haulage on dirt'])
    expect(await titles('ground', { ...near, runs: true })).toEqual([])
    expect(await titles('ground author:nobody', near)).toEqual([])
    const before = asked()
    // Nothing to compare with.
    expect(await titles('author:nobody', near)).toEqual([])
    expect(await titles('', { ...near, limit: 100 })).toHaveLength(5)
    expect(asked()).toBe(before)
  })

  test('take no place from a hidden paper, nor give it one', async () => {
    const meaning = await ready()
    await store().query("update papers set hidden = true where title = 'Earth mover'")
    expect(await titles('ground moving', { meaning, limit: 2 })).toEqual(['Soil transport', 'Haulage on dirt'])
    await store().query("update papers set hidden = false where title = 'Earth mover'")
  })

  test('are cut in pages that together are the whole, also when the endpoint fails in between', async () => {
    const meaning = await ready({ rest: 0 })
    const whole = await titles('distance', { meaning })
    const walk = async (between: () => void, second: Meaning | undefined) => {
      const first = await search(store(), 'distance', { meaning, limit: 2 })
      between()
      const rest = await titles('distance', { meaning: second, cursor: first.next })
      return [...first.results.map(({ title }) => title), ...rest]
    }
    expect(await walk(() => {}, meaning)).toEqual(whole)
    const words = new Set(await titles('distance', {}))
    const without = await walk(() => endpoint.behave({ status: 500 }), await ready())
    expect(new Set(without)).toEqual(new Set([...words, ...without]))
    const begun = await search(store(), 'distance', { limit: 1 })
    endpoint.behave('well')
    const continued = await titles('distance', { meaning, cursor: begun.next })
    expect([begun.results[0]?.title, ...continued]).toEqual(await titles('distance', {}))
  })

  test('don’t hide that nothing has the words that were typed', async () => {
    const { corrected, results } = await search(store(), 'sinkhron', { meaning: await ready() })
    expect(corrected).toBe('sinkhorn')
    expect(results.find(({ title }) => title === 'Sinkhorn iterations')?.foundBy).toBe('both')
    // No slip of “scaling”: the words find nothing, and what was meant stays what was typed.
    const meant = await search(store(), 'dirt hauling photograph', { meaning: await ready() })
    expect(meant.corrected).toBeUndefined()
    expect(meant.total).toBe(5)
  })

  test('are done without when they come late, wrong or not at all: by words, and counted', async () => {
    for (const [behaviour, counted] of [
      ['late', 'late'],
      ['garbage', 'failed'],
      ['huge', 'failed'],
      [{ status: 500 }, 'failed'],
      [(request: { model: string; input: readonly string[] }) => wordVectors(request, 64), 'failed'],
    ] as const) {
      const lines: string[] = []
      let time = now.getTime()
      const meaning = await ready({ budget: 50, log: (line) => lines.push(line), clock: () => new Date(time) })
      endpoint.behave(behaviour)
      expect(await titles('sinkhorn', { meaning })).toEqual(['Sinkhorn iterations'])
      expect(await titles('sinkhorn', { meaning })).toEqual(['Sinkhorn iterations'])
      expect(meaning.counts()).toEqual({
        answered: 0,
        late: 0,
        failed: 0,
        resting: 1,
        crowded: 0,
        papers: 5,
        [counted]: 1,
      })
      endpoint.behave('well')
      time += 10_000
      expect((await titles('sinkhorn', { meaning })).length).toBeGreaterThan(1)
      const before = asked()
      await titles('sinkhorn', { meaning })
      expect(asked()).toBe(before)
      expect(meaning.counts()).toMatchObject({ answered: 2, resting: 1 })
      expect(lines).toEqual([
        expect.stringMatching(/by words alone: the endpoint/),
        'embeddings: the endpoint answers again',
      ])
    }
  })

  test('are not asked for by more searches at once than an endpoint can answer', async () => {
    const meaning = await ready({ budget: 1000 })
    const before = asked()
    const found = await Promise.all(Array.from({ length: 20 }, (_, k) => meaning.vectorOf(`ground ${k}`)))
    expect(found.filter(Boolean)).toHaveLength(16)
    expect([asked() - before, meaning.counts()]).toEqual([16, expect.objectContaining({ answered: 16, crowded: 4 })])
  })

  test('are made anew for a text that changed, and only looked at for one that did not', async () => {
    const meaning = await ready()
    await store().query(
      "update papers set title = 'Ground moving', abstract = null, updated_at = now() where title like 'Sinkhorn%'",
    )
    await store().query("update papers set updated_at = now() where title = 'Earth mover'")
    expect(await embeddingStanding(store(), 'words')).toEqual({ embedded: 5, waiting: 2 })
    expect(await embedPapers(store(), settings)).toEqual({ embedded: 1, unchanged: 1, skipped: [] })
    expect(await embeddingStanding(store(), 'words')).toEqual({ embedded: 5, waiting: 0 })
    // No word of the query is in it, and its meaning is the query's own.
    expect(await titles('soil haulage', { meaning, limit: 1 })).toEqual(['Earth mover'])
    await meaning.refresh(store())
    expect(await titles('soil haulage', { meaning, limit: 1 })).toEqual(['Ground moving'])
  })

  test('of a text that the endpoint refuses are left out, and named; the others of its batch are made', async () => {
    await importPapers(store(), [{ title: 'Far too long', abstract: 'word '.repeat(200) }], {
      source: 'submission',
      now,
    })
    await importPapers(store(), [{ title: 'Short' }], { source: 'submission', now })
    endpoint.behave({ longest: 500 })
    const report = await embedPapers(store(), settings)
    expect(report).toEqual({
      embedded: 1,
      unchanged: 0,
      skipped: [{ title: 'Far too long', reason: 'the endpoint answers 413 to our request' }],
    })
    // Cut to what the model reads it is taken.
    expect(await embedPapers(store(), { ...settings, characters: 400 })).toMatchObject({
      embedded: 1,
      skipped: [],
    })
    await store().query("update papers set hidden = true where title in ('Far too long', 'Short')")
  })

  test('are made anew for another model; one that hides under the same name is found out', async () => {
    endpoint.behave((request) => wordVectors(request, 64))
    await store().query("update papers set title = 'Sinkhorn again', updated_at = now() where title like 'Ground%'")
    await expect(embedPapers(store(), settings)).rejects.toThrow(
      'words gave vectors of 256 numbers before and gives 64 now: it is another model under the same name',
    )
    const old = await ready()
    const other = { ...settings, model: 'others' }
    expect(await embedPapers(store(), other)).toMatchObject({ embedded: 5 })
    expect(await embeddingStanding(store(), 'words')).toEqual({ embedded: 0, waiting: 5 })
    const meaning = createMeaning(other)
    await meaning.refresh(store())
    expect(await titles('ground moving', { meaning, limit: 1 })).toEqual(['Earth mover'])
    // A process that still has the old model goes on by words.
    await old.refresh(store())
    expect(await titles('ground moving', { meaning: old })).toEqual([])
    endpoint.behave('well')
    expect(await embedPapers(store(), other, { afresh: true })).toMatchObject({ embedded: 5 })
    await meaning.refresh(store())
    expect(await titles('ground moving', { meaning, limit: 1 })).toEqual(['Earth mover'])
    expect(meaning.counts().papers).toBe(5)
  })
})
