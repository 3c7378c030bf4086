/**
 * `pushforward feed backup|restore|move`: a whole store into a file, out of one, or into another store.
 * @module
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { backupToFile, move, restoreFromFile } from '@pushforward/feed/operate'
import { type Migration, openSharedStore, openStore, type Store, type StoreOptions } from '@pushforward/feed/store'
import { InputError } from 'pushforward/measure'
import { type FeedStoreFlags, storeOf, withFeed } from '../feed-store.js'
import { print, printJson } from '../output.js'

type Flags = FeedStoreFlags & { readonly json?: true }

export async function feedBackup(file: string, { json, ...where }: Flags): Promise<void> {
  if (existsSync(file)) throw new InputError(`${file}: is there already; a backup does not replace another`)
  const rows = await withFeed(where, (store) => backupToFile(store, file))
  if (json) printJson({ file, rows })
  else print(`${rows} rows are in ${file}`)
}

export async function feedRestore(file: string, { json, ...where }: Flags): Promise<void> {
  if (!existsSync(file)) throw new InputError(`${file}: there is no such file`)
  const rows = await filling(storeOf(where), (openAt) => restoreFromFile(file, openAt))
  if (json) printJson({ rows })
  else print(`${rows} rows are restored`)
}

export interface FeedMoveFlags {
  readonly from: string
  readonly to: string
  readonly json?: true
}

export async function feedMove({ from, to, json }: FeedMoveFlags): Promise<void> {
  const [source, target] = [placeOf(from), placeOf(to)]
  if (JSON.stringify(source) === JSON.stringify(target)) throw new InputError('--to: is where the store is already')
  if ('dataDir' in source && !existsSync(source.dataDir)) throw new InputError(`--from: ${from} is no folder`)
  const store = await openSharedStore(source)
  try {
    const rows = await filling(target, (openAt) => move(store, openAt))
    if (json) printJson({ rows })
    else print(`${rows} rows are in ${to}; ${from} is as it was`)
  } finally {
    await store.close()
  }
}

const placeOf = (text: string): StoreOptions =>
  /^postgres(ql)?:/.test(text) ? { databaseUrl: text } : { dataDir: resolve(text) }

type OpenAt = (list: readonly Migration[]) => Promise<Store>

/** Fills a store; a folder that was made for it goes again when that fails. */
async function filling(
  target: StoreOptions,
  fill: (openAt: OpenAt) => Promise<{ readonly store: Store; readonly rows: number }>,
): Promise<number> {
  const made = 'dataDir' in target && !existsSync(target.dataDir) ? target.dataDir : undefined
  try {
    const { store, rows } = await fill((list) => openStore(target, list))
    await store.close()
    return rows
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  }
}
