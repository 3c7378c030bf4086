/**
 * `pushforward feed embed`: vectors of all papers that have none, at once.
 * @module
 */
import { embeddingStanding, embedPapers, readEmbeddingSettings } from '@pushforward/feed/embedding'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

export interface FeedEmbedFlags extends FeedStoreFlags {
  readonly afresh?: true
  readonly json?: true
}

export async function feedEmbed({ afresh, json, ...where }: FeedEmbedFlags): Promise<void> {
  const settings = readEmbeddingSettings(process.env)
  if (!settings) {
    throw new InputError(
      'EMBEDDINGS_URL: is missing; an endpoint makes the vectors, such as http://localhost:11434/v1/embeddings',
    )
  }
  const report = await withFeed(where, async (store) => {
    const { waiting } = await embeddingStanding(store, settings.model)
    const tell = (done: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${afresh ? 'all' : waiting} papers`)
    }
    const made = await embedPapers(store, settings, { afresh, onProgress: tell })
    if (process.stderr.isTTY) process.stderr.write('\n')
    return { ...made, papers: (await embeddingStanding(store, settings.model)).embedded }
  })
  if (json) return printJson(report)
  const { embedded, unchanged, skipped, papers } = report
  print(
    [
      `${embedded} new vectors, ${unchanged} unchanged, ${skipped.length} skipped; ${papers} papers have one`,
      ...skipped.map(({ title, reason }) => `  ${title}: ${reason}`),
    ].join('\n'),
  )
}
