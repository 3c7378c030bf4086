/**
 * `pushforward feed dump`: the facts of all papers as files.
 * @module
 */
import { resolve } from 'node:path'
import { writeDump } from '@pushforward/feed/dump'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

export interface FeedDumpFlags extends FeedStoreFlags {
  readonly out: string
  readonly json?: true
}

export async function feedDump({ out, json, ...where }: FeedDumpFlags): Promise<void> {
  const report = await withFeed(where, (store) => writeDump(store, resolve(out)))
  if (json) printJson(report)
  else print(`${report.papers} papers are in\n${report.files.join('\n')}`)
}
