/**
 * Backups as gzip files.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Migration } from '../store/migrations.js'
import type { Store } from '../store/store.js'
import { BackupError, backup, restore } from './backup.js'

/**
 * Writes a backup to `file`; it appears there whole or not at all.
 * @returns the number of rows
 */
export async function backupToFile(store: Store, file: string): Promise<number> {
  const draft = `${file}.${randomUUID()}`
  const { readable, writable } = new TransformStream<string, string>()
  const writer = writable.getWriter()
  const rows = backup(store, (line) => writer.write(`${line}\n`)).then(
    async (count) => {
      await writer.close()
      return count
    },
    async (error) => {
      await writer.abort(error)
      throw error
    },
  )
  try {
    const [count] = await Promise.all([
      rows,
      pipeline(Readable.fromWeb(readable as never), createGzip(), createWriteStream(draft, { mode: 0o600 })),
    ])
    await rename(draft, file)
    return count
  } finally {
    await rm(draft, { force: true })
  }
}

/** Fills an empty store from a file that `backupToFile` wrote. */
export async function restoreFromFile(file: string, openAt: (list: readonly Migration[]) => Promise<Store>) {
  return restore(linesOf(file), openAt)
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const text = createGunzip()
  const failed = pipeline(source, text).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  )
  try {
    yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })
  } catch {
    // Said below, by the pipeline.
  } finally {
    source.destroy()
  }
  const error = await failed
  if (error?.code === 'ENOENT') throw error
  if (error) throw new BackupError(`${file} can't be read as a gzip file: ${error.message}`)
}
