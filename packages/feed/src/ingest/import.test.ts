import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { onBothStores } from '../fixture/stores.js'
import { paperByArxiv, paperBySlug, seed } from '../papers/index.js'
import { CAPTURE } from './fixtures/capture.js'
import { type IncomingPaper, importPapers, parseCapture } from './index.js'

const now = new Date('2026-11-25T12:00:00Z')
const REAL = new URL('../../../../../shared/data/daily-papers/capture.txt', import.meta.url)

const CARD = {
  slug: 'shadows',
  arxiv: '2512.00001',
  title: '$L_2$ Shadows of Dice',
  authors: ['Ada Lovelace'],
  published: '2025-12-30',
  question: 'How long is the shadow of a die?',
  summary: 'It depends on the sun.',
  topics: ['dice'],
}

onBothStores('an import', (store) => {
  const run = (papers: readonly IncomingPaper[], source: Parameters<typeof importPapers>[2]['source'], at = now) =>
    importPapers(store(), papers, { source, now: at })
  const historyOf = async (slug: string) =>
    (
      await store().query<{ before: object; source: string }>(
        'select h.before, h.source from paper_history h join papers p on p.id = h.paper_id where p.slug = $1 order by h.id',
        [slug],
      )
    ).map(({ before, source }) => ({ before, source }))

  test('of a captured page adds its papers, and nothing the second time', async () => {
    const { papers } = parseCapture(CAPTURE, { now })
    expect(await run(papers, 'capture')).toEqual({ added: 3, changed: 0, skipped: [] })
    expect(await run(papers, 'capture')).toEqual({
      added: 0,
      changed: 0,
      skipped: papers.map(({ title }) => ({ title, reason: 'unchanged' })),
    })
    expect(await paperBySlug(store(), 'rivers-that-forget-transport-with-memory-loss')).toMatchObject({
      arxiv: null,
      authors: [],
      authorCount: 3,
      published: '2025-02-21',
      listedOn: '2025-02-21',
      votesElsewhere: null,
      commentsElsewhere: 2,
      source: 'capture',
    })
  })

  test('knows a paper under the title of another version, and not another of the same day', async () => {
    const title = 'Lanterns: Geometry-Guided Score Fusion for Paper Lamps'
    await seed(store(), [{ ...CARD, slug: 'lanterns', arxiv: '2512.00002', title, published: '2025-12-29' }])
    const seen = (name: string) => ({ title: name, published: '2025-12-29', authorCount: 1 })
    const renamed = seen('Lanterns-MIAD: Geometry-Guided Score Fusion for Paper Lamps')
    const other = seen('Fusion of Scores for a Lamp')
    expect(await run([renamed, other], 'capture')).toMatchObject({ added: 1 })
    expect((await paperBySlug(store(), 'lanterns'))?.title).toBe(title)
    expect(await run([renamed, other], 'capture')).toMatchObject({ added: 0, changed: 0 })
  })

  test('leaves the facts of the catalogue alone, and fills what it does not say', async () => {
    await seed(store(), [CARD])
    expect((await paperBySlug(store(), 'l-2-shadows-of-dice'))?.slug).toBe('shadows')
    const told = {
      title: 'L2 shadows of dice',
      arxiv: '2512.00001v3',
      authors: ['Somebody Else', 'And Another'],
      published: '2020-01-01',
      topics: ['tables'],
      abstract: 'Another abstract.',
      codeUrl: 'https://code.example/dice',
      votesElsewhere: 7,
    }
    expect(await run([told], 'daily-papers')).toMatchObject({ added: 0, changed: 1 })
    expect(await run([told], 'daily-papers')).toMatchObject({ added: 0, changed: 0 })
    expect(await paperBySlug(store(), 'shadows')).toMatchObject({
      ...CARD,
      authorCount: 1,
      abstract: 'Two paragraphs, the first folded over two lines.\n\nAnd the second.',
      codeUrl: 'https://code.example/dice',
      votesElsewhere: 7,
      commentsElsewhere: 4,
    })
    // Nothing of the catalogue's own is in the history: nothing of it changed.
    expect(await historyOf('shadows')).toEqual([{ source: 'daily-papers', before: { code_url: null } }])
  })

  test('of arXiv gives a captured paper its identifier and names, once', async () => {
    const told = {
      title: 'Rivers that forget: transport with memory loss',
      arxiv: '2502.00007v1',
      authors: ['A. One', 'B. Two', 'C. Three'],
      published: '2025-02-20',
      abstract: 'The whole abstract.',
    }
    expect(await run([told], 'arxiv')).toEqual({ added: 0, changed: 1, skipped: [] })
    const paper = await paperByArxiv(store(), '2502.00007')
    expect(paper).toMatchObject({
      slug: 'rivers-that-forget-transport-with-memory-loss',
      title: told.title,
      authors: told.authors,
      authorCount: 3,
      published: '2025-02-20',
      abstract: 'The whole abstract.',
      source: 'capture',
      commentsElsewhere: 2,
    })
    expect(paper?.updatedAt).toEqual(now)
    expect(await historyOf(paper?.slug ?? '')).toEqual([
      {
        source: 'arxiv',
        before: {
          title: 'Rivers That Forget: Transport With Memory Loss',
          arxiv: null,
          authors: [],
          published: '2025-02-21',
          abstract: 'A first abstract of one line.',
        },
      },
    ])
    expect(await run([told], 'arxiv')).toEqual({
      added: 0,
      changed: 0,
      skipped: [{ title: told.title, reason: 'unchanged' }],
    })
  })

  test('of a newer version on arXiv changes title and abstract and keeps the old; an older version does not', async () => {
    const later = new Date('2026-12-01T00:00:00Z')
    const second = { title: 'Rivers That Remember', arxiv: '2502.00007v2', abstract: 'Corrected.' }
    expect(await run([second], 'arxiv', later)).toMatchObject({ changed: 1 })
    expect(await paperByArxiv(store(), '2502.00007')).toMatchObject({
      slug: 'rivers-that-forget-transport-with-memory-loss',
      title: 'Rivers That Remember',
      abstract: 'Corrected.',
      authorCount: 3,
      updatedAt: later,
    })
    const first = { title: 'Rivers that forget', arxiv: '2502.00007v1', abstract: 'The whole abstract.' }
    expect(await run([first], 'arxiv')).toMatchObject({ changed: 0, skipped: [{ reason: 'unchanged' }] })
    expect((await historyOf('rivers-that-forget-transport-with-memory-loss')).at(-1)).toEqual({
      source: 'arxiv',
      before: { title: 'Rivers that forget: transport with memory loss', abstract: 'The whole abstract.' },
    })
  })

  test('of votes elsewhere moves numbers alone: no history, and no news for readers', async () => {
    const told = (votesElsewhere: number) => ({ title: 'x', arxiv: '2502.00007', votesElsewhere })
    const before = await paperByArxiv(store(), '2502.00007')
    expect(await run([told(5)], 'daily-papers')).toMatchObject({ changed: 1 })
    expect(await run([told(9)], 'daily-papers')).toMatchObject({ changed: 1 })
    const after = await paperByArxiv(store(), '2502.00007')
    expect(after).toEqual({ ...before, votesElsewhere: 9 })
    expect(await historyOf(after?.slug ?? '')).toHaveLength(2)
  })

  test('names what it skips, and takes the rest', async () => {
    const report = await run(
      [
        { title: ' \n ' },
        { title: 'Old identifier', arxiv: 'math/0301001' },
        { title: 'No day', published: '2025-02-30' },
        { title: 'y'.repeat(1001) },
        { title: 'Twice', abstract: 'a' },
        { title: 'twice!', abstract: 'b' },
        { title: 'Twice', arxiv: '2501.00002v2' },
        { title: 'Twice', arxiv: '2501.00002v1' },
        { title: 'A namesake', arxiv: '2501.00003' },
        { title: 'A namesake', arxiv: '2501.00004' },
        { title: 'Control \u0000\u0007 and half \ud800 characters', codeUrl: 'javascript:alert(1)' },
      ],
      'submission',
    )
    expect(report.added).toBe(4)
    expect(report.skipped).toEqual([
      { title: ' \n ', reason: 'it has no title' },
      { title: 'Old identifier', reason: expect.stringContaining('no arXiv identifier') },
      { title: 'No day', reason: 'published: "2025-02-30" is no day YYYY-MM-DD' },
      { title: 'y'.repeat(200), reason: 'its title has 1001 characters; at most 1000 are accepted' },
      { title: 'Twice', reason: 'it stands twice in this import' },
      { title: 'twice!', reason: 'it stands twice in this import' },
      { title: 'Twice', reason: 'it stands twice in this import' },
    ])
    expect((await paperByArxiv(store(), '2501.00003'))?.slug).toBe('a-namesake')
    expect((await paperByArxiv(store(), '2501.00004'))?.slug).toBe('a-namesake-2501-00004')
    expect((await paperByArxiv(store(), '2501.00004'))?.published).toBe('2025-01-01')
    expect(await paperBySlug(store(), 'control-and-half-characters')).toMatchObject({
      title: 'Control and half characters',
      codeUrl: null,
      listedOn: '2026-11-25',
      appearedAt: now,
    })
  })

  test('gives addresses that are no page of the site and nobody else’s', async () => {
    await run(
      [{ title: 'Search' }, { title: '流' }, { title: 'L 2: shadows of dice?', arxiv: '2501.00009' }],
      'submission',
    )
    const slugs = await store().query<{ slug: string }>(
      `select slug from papers where title in ('Search', '流') or arxiv = '2501.00009' order by id`,
    )
    expect(slugs).toEqual([
      { slug: expect.stringMatching(/^search-[0-9a-f]{10}$/) },
      { slug: expect.stringMatching(/^paper-[0-9a-f]{10}$/) },
      // The plain one is the former address of a paper of the catalogue.
      { slug: 'l-2-shadows-of-dice-2501-00009' },
    ])
  })

  test('of more than one batch is whole, and does nothing again', async () => {
    const papers = Array.from({ length: 2345 }, (_, k) => ({ title: `Paper number ${k}`, arxiv: `2601.${10_000 + k}` }))
    const seen: number[] = []
    const report = await importPapers(store(), papers, { source: 'arxiv', now, onProgress: (done) => seen.push(done) })
    expect(report).toEqual({ added: 2345, changed: 0, skipped: [] })
    expect(seen).toEqual([1000, 2000, 2345])
    expect(await run(papers, 'arxiv')).toMatchObject({ added: 0, changed: 0 })
  })

  test('at the same time as another one adds each paper once', async () => {
    const papers = Array.from({ length: 50 }, (_, k) => ({ title: `Twin ${k}` }))
    const reports = await Promise.all([run(papers, 'submission'), run(papers, 'submission')])
    expect(reports.map(({ added }) => added).sort()).toEqual([0, 50])
  })
})

onBothStores('the real page', (store) => {
  test.skipIf(!existsSync(REAL))('into an empty store: 27 papers, then nothing', async () => {
    const { papers } = parseCapture(readFileSync(REAL, 'utf8'), { now })
    const options = { source: 'capture', now } as const
    expect(await importPapers(store(), papers, options)).toEqual({ added: 27, changed: 0, skipped: [] })
    expect(await importPapers(store(), papers, options)).toMatchObject({ added: 0, changed: 0 })
    const slug = 'the-monge-gap-a-regularizer-to-learn-all-transport-maps'
    expect(await paperBySlug(store(), slug)).toMatchObject({ published: '2023-02-09', authorCount: 2 })
  })
})
