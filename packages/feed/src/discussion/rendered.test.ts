import { createHash } from 'node:crypto'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { arrive } from '../fixture/people.js'
import { onBothStores } from '../fixture/stores.js'
import { importPapers } from '../ingest/index.js'
import type { Person } from '../people/index.js'
import {
  comment,
  commentById,
  editComment,
  moderate,
  RENDER_VERSION,
  renderMarkdown,
  renderOldComments,
  thread,
} from './index.js'

const now = new Date('2026-03-02T12:00:00Z')
/** What a renderer that was wrong could have let through. */
const HOSTILE = '<p>Hi</p><script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">x</a>'

const CORPUS = [
  '# One\n## Two\n### Three\n\n*a* **b** ~~c~~ `d`\n\n> e\n\n1. f\n2. g\n\n- h\n- [x] i\n\n---\n\n```js\nj()\n```',
  '| a | b |\n| :-- | --: |\n| c | d |',
  '[a](https://example.org "t") <https://b.example> www.c.example d@e.example ![f](https://g.example/h.png)',
  '<script>alert(1)</script> <b onclick="x">y</b> <!-- z --> [v](javascript:alert(1)) &lt;w&gt;',
  'k[^1]\n\n[^1]: l',
]

/** Another digest: the output has changed, so RENDER_VERSION goes up by one, and the digest is written here. */
test('the version of the renderer stands for what it makes', () => {
  const digest = createHash('sha256').update(CORPUS.map(renderMarkdown).join('\n')).digest('hex')
  expect([RENDER_VERSION, digest.slice(0, 16)]).toEqual([1, 'd313f41cbd0a53e2'])
})

onBothStores('comments that an older renderer has made', (store) => {
  let ada: Person
  let root: Person
  let paper: { readonly id: number; readonly slug: string }
  beforeAll(async () => {
    await importPapers(store(), [{ title: 'Paper one' }], { source: 'submission', now })
    ;[paper = { id: 0, slug: '' }] = await store().query<typeof paper>('select id, slug from papers')
    ada = (await arrive(store(), 'ada@example.org', { now })).person
    root = (await arrive(store(), 'root@example.org', { now, administrators: ['root@example.org'] })).person
  })
  beforeEach(() => store().execute('delete from comments; delete from rate_limits'))

  const write = (body = 'Hi *there*', parent?: number) => comment(store(), ada, { slug: paper.slug, body, parent }, now)
  const age = (version = RENDER_VERSION - 1) =>
    store().query('update comments set html = $1, render_version = $2', [HOSTILE, version])
  const kept = () =>
    store().query<{ html: string; render_version: number }>('select html, render_version from comments order by id')

  test('are never shown as they were kept: a thread makes them anew, and keeps that', async () => {
    const first = await write()
    await write('`<script>`', first)
    await age()
    const [shown] = await thread(store(), paper.id, { now })
    expect(shown?.html).toBe('<p>Hi <em>there</em></p>')
    expect(shown?.replies[0]?.html).toBe('<p><code>&lt;script&gt;</code></p>')
    expect(shown).not.toHaveProperty('renderVersion')
    expect(await kept()).toEqual([
      { html: '<p>Hi <em>there</em></p>', render_version: RENDER_VERSION },
      { html: '<p><code>&lt;script&gt;</code></p>', render_version: RENDER_VERSION },
    ])
  })

  test('nor where one comment is quoted', async () => {
    const id = await write()
    await age()
    expect((await commentById(store(), id)).html).toBe('<p>Hi <em>there</em></p>')
    expect((await kept())[0]?.render_version).toBe(RENDER_VERSION)
  })

  test('are all made anew when a server starts, in batches, the removed ones too', async () => {
    const first = await write()
    for (let k = 1; k < 45; k++) {
      await store().query(
        `insert into comments (paper_id, parent_id, depth, person_id, body, html, created_at)
         values ($1, $2, 1, $3, $4, $5, $6)`,
        [paper.id, first, ada.id, `*${k}*`, HOSTILE, now],
      )
    }
    await age()
    await moderate(store(), root, { action: 'remove-comment', comment: first }, 'x', now)
    expect(await renderOldComments(store(), { pause: 0 })).toBe(45)
    const rows = await kept()
    expect(
      rows.every(({ html, render_version }) => !html.includes('script') && render_version === RENDER_VERSION),
    ).toBe(true)
    expect(await renderOldComments(store(), { pause: 0 })).toBe(0)
    await moderate(store(), root, { action: 'restore-comment', comment: first }, 'x', now)
    expect((await thread(store(), paper.id, { now }))[0]?.html).toBe('<p>Hi <em>there</em></p>')
  })

  test('are of the present version once they are changed', async () => {
    const id = await write()
    await age()
    await editComment(store(), ada, id, 'New', now)
    expect(await kept()).toEqual([{ html: '<p>New</p>', render_version: RENDER_VERSION }])
  })

  test('what a newer renderer has made stays as it is: two versions can run on one store', async () => {
    await write()
    await store().query('update comments set html = $1, render_version = $2', ['<p>Newer</p>', RENDER_VERSION + 1])
    expect((await thread(store(), paper.id, { now }))[0]?.html).toBe('<p>Newer</p>')
    expect(await renderOldComments(store(), { pause: 0 })).toBe(0)
  })
})
