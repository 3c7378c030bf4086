/**
 * One way to open either store.
 * @module
 */
import { openEmbedded } from './embedded.js'
import { openServer, type ServerStoreOptions } from './server.js'
import type { Store } from './store.js'

/** Where the store lives: `dataDir`, a folder that is made when absent; `memory`; or a PostgreSQL server. */
export type StoreOptions = { readonly dataDir: string } | { readonly memory: true } | ServerStoreOptions

/**
 * Opens the store and brings it up to date.
 * @throws StoreInUseError when another process has `dataDir` open
 */
export function openStore(options: StoreOptions): Promise<Store> {
  if ('databaseUrl' in options) return openServer(options)
  return openEmbedded('dataDir' in options ? options.dataDir : undefined)
}
