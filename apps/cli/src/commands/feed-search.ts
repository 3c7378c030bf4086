/**
 * `pushforward feed search`: papers that match a query.
 * @module
 */
import { createMeaning, readEmbeddingSettings } from '@pushforward/feed/embedding'
import { MOST_RANKED, type SearchPage, search } from '@pushforward/feed/search'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson, table } from '../output.js'

export interface FeedSearchFlags extends FeedStoreFlags {
  readonly topic?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly runs?: true
  readonly limit: number
  readonly json?: true
}

export async function feedSearch(query: string, { topic, from, to, runs, limit, json, ...where }: FeedSearchFlags) {
  const settings = readEmbeddingSettings(process.env)
  const page = await withFeed(where, async (store) => {
    const meaning = settings && createMeaning(settings, { log: (line) => process.stderr.write(`${line}\n`) })
    await meaning?.refresh(store)
    return search(store, query, { topics: topic, from, to, runs, limit, ...(meaning ? { meaning } : {}) })
  })
  if (json) printJson(page)
  else print(searchText(page))
}

function searchText({ results, total, corrected }: SearchPage): string {
  const lines = corrected === undefined ? [] : [`Nothing has exactly these words. Results for: ${corrected}`, '']
  if (results.length === 0) return [...lines, 'No papers.'].join('\n')
  lines.push(
    table(
      results.map(({ published, title, arxiv, foundBy }) => [
        published,
        title,
        arxiv ?? '',
        ...(foundBy === 'meaning' ? ['near in meaning'] : []),
      ]),
    ),
  )
  if (total > results.length) {
    lines.push('', `${results.length} of ${total === MOST_RANKED ? `at least ${total}` : total}; --limit shows more.`)
  }
  return lines.join('\n')
}
