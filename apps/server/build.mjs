/** Prepares what the server starts with: the store's cluster, the first figures of every exploration, all pictures. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareCluster } from '@pushforward/feed/store'
import { datasetFolders, datasetReader } from '@pushforward/lab/node'
import { loadPaper, runnable } from '@pushforward/papers'
import { createPrograms, firstFigures, firstFiguresReader } from './dist/index.js'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const explorations = fileURLToPath(new URL('dist/explorations/', import.meta.url))
const pictures = fileURLToPath(new URL('dist/pictures/', import.meta.url))
const dataset = datasetReader(datasetFolders(repository))

await prepareCluster()
for (const folder of [explorations, pictures]) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}
for (const slug of runnable) {
  const paper = await loadPaper(slug)
  if (!paper?.explorations) continue
  writeFileSync(join(explorations, `${slug}.json`), JSON.stringify(await firstFigures(paper, dataset)))
}

const programs = createPrograms({
  folder: join(repository, 'papers'),
  runnable,
  load: loadPaper,
  firstFigures: firstFiguresReader(explorations),
})
for (const slug of runnable) writeFileSync(join(pictures, `${slug}.json`), JSON.stringify(await programs.drawn(slug)))
