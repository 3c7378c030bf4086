/**
 * `pushforward feed import`: papers from a file into the store.
 * @module
 */
import { readFile } from 'node:fs/promises'
import { type Format, type ImportReport, importPapers, type ReadResult, readPapers } from '@pushforward/feed/ingest'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

export interface FeedImportFlags extends FeedStoreFlags {
  readonly format: Format | 'auto'
  readonly day?: string
  readonly json?: true
}

export async function feedImport(file: string, { format, day, json, ...where }: FeedImportFlags): Promise<void> {
  const read = readPapers(await bytesOf(file), { format: format === 'auto' ? undefined : format, day })
  const { added, changed, skipped } = await withFeed(where, (store) =>
    importPapers(store, read.papers, {
      source: read.source,
      onProgress: (done, total) => {
        if (total > 1000) process.stderr.write(`${done} of ${total}\n`)
      },
    }),
  )
  const report = { added, changed, skipped: [...read.skipped, ...skipped] }
  if (json) printJson(report)
  else print(importText(read, report))
}

async function bytesOf(file: string): Promise<Uint8Array> {
  if (file === '-') {
    const parts: Buffer[] = []
    for await (const part of process.stdin) parts.push(part as Buffer)
    return Buffer.concat(parts)
  }
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[
      code ?? ''
    ]
    if (!reason) throw error
    throw new InputError(`${file}: ${reason}`)
  }
}

function importText({ format }: ReadResult, { added, changed, skipped }: ImportReport): string {
  const unchanged = skipped.filter(({ reason }) => reason === 'unchanged').length
  const others = skipped.filter(({ reason }) => reason !== 'unchanged')
  return [
    `${format}: ${added} added, ${changed} changed, ${unchanged} unchanged, ${others.length} skipped`,
    ...others.map(({ title, reason }) => `  ${title}: ${reason}`),
  ].join('\n')
}
