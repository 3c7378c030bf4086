import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collect, recordFigures, runPaper } from '@pushforward/lab'
import { writeFigures } from '@pushforward/lab/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Drawn, stampOf } from './drawn.js'
import { card, paper } from './fixture/paper.js'
import { createPrograms } from './programs.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawn-'))
  writeFigures(join(folder, card.slug), recordFigures(await collect(runPaper(paper, { parameters: { pace: 'fast' } }))))
})
afterAll(() => rm(folder, { recursive: true }))

const programsWith = (drawn?: Drawn) =>
  createPrograms({
    folder,
    runnable: [card.slug],
    load: async () => paper,
    firstFigures: async () => ({}),
    drawn: async () => drawn,
  })

test('pictures that the build has drawn of this very recording are shown; of another, they are drawn anew', async () => {
  const made = (await programsWith().drawn(card.slug)) as Drawn
  expect(made.of).toBe(stampOf((await programsWith().figures(card.slug)) as string))
  expect(made.pictures.map?.wide).toMatch(/^<svg/)
  const built = { map: { wide: 'built', narrow: 'built' } }
  const query = new URLSearchParams()
  expect((await programsWith({ of: made.of, pictures: built }).view(card.slug, query))?.pictures).toEqual(built)
  const stale = await programsWith({ of: 'another', pictures: built }).view(card.slug, query)
  expect(stale?.pictures).toEqual(made.pictures)
})
