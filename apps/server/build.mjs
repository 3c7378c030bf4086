/** Prepares what the server starts with: the store's cluster, and the first figures of every exploration. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareCluster } from '@pushforward/feed/store'
import { datasetFolders, datasetReader } from '@pushforward/lab/node'
import { loadPaper, runnable } from '@pushforward/papers'
import { firstFigures } from './dist/index.js'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const folder = new URL('dist/explorations/', import.meta.url)
const dataset = datasetReader(datasetFolders(repository))

await prepareCluster()
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const slug of runnable) {
  const paper = await loadPaper(slug)
  if (!paper?.explorations) continue
  writeFileSync(new URL(`${slug}.json`, folder), JSON.stringify(await firstFigures(paper, dataset)))
}
