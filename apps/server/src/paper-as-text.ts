/**
 * A paper as Markdown without a server: what `/papers/<slug>.md` answers.
 * @module
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lineageOf, type PaperRecord } from '@pushforward/feed/papers'
import type { Store } from '@pushforward/feed/store'
import { loadPaper, runnable } from '@pushforward/papers'
import { paperText } from '@pushforward/site'
import { drawnReader } from './drawn.js'
import { firstFiguresReader } from './explorations.js'
import { createPrograms, type Programs } from './programs.js'
import { similarReader } from './similar-reader.js'

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/** The programs of this repository, with what its build has prepared. */
export const builtPrograms = (): Programs =>
  createPrograms({
    folder: join(REPOSITORY, 'papers'),
    runnable,
    load: loadPaper,
    firstFigures: firstFiguresReader(join(REPOSITORY, 'apps/server/dist/explorations')),
    drawn: drawnReader(join(REPOSITORY, 'apps/server/dist/pictures')),
  })

/** @param site where readers find it. Default: where `serve` listens by default. */
export async function paperAsText(store: Store, paper: PaperRecord, site = 'http://localhost:3000'): Promise<string> {
  const [program, similar, lineage] = await Promise.all([
    builtPrograms().view(paper.slug, new URLSearchParams()),
    similarReader(store)(paper.id),
    lineageOf(store, paper),
  ])
  return paperText({ paper, similar, lineage, ...(program ? { program } : {}) }, `${site}/papers/${paper.slug}`)
}
