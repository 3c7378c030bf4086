/**
 * The store of the feed's commands: a folder, or a PostgreSQL server.
 * @module
 */
import { fileURLToPath } from 'node:url'
import type { Store } from '@pushforward/feed/store'
import { InputError } from 'pushforward/measure'

export interface FeedStoreFlags {
  readonly data?: string
  readonly databaseUrl?: string
}

/** The folder that `serve` takes when it is told none. */
const FOLDER = fileURLToPath(new URL('../../../.data/feed', import.meta.url))

/**
 * Opens the store that the flags name, through the running server where one owns the folder, and closes it after `work`.
 * A new folder is empty: the catalogue comes with the first `serve`.
 */
export async function withFeed<T>(flags: FeedStoreFlags, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openFeed(flags)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

async function openFeed(flags: FeedStoreFlags): Promise<Store> {
  const { openSharedStore } = await import('@pushforward/feed/store')
  return openSharedStore(storeOf(flags))
}

/** Where the store lives that the flags name. */
export function storeOf({ data, databaseUrl }: FeedStoreFlags): { dataDir: string } | { databaseUrl: string } {
  if (data !== undefined && databaseUrl !== undefined) {
    throw new InputError('--data, --database-url: both are given; the store is in one of them')
  }
  const url = databaseUrl ?? (data === undefined ? process.env.DATABASE_URL : undefined)
  return url ? { databaseUrl: url } : { dataDir: data ?? FOLDER }
}
