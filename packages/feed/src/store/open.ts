/**
 * One way to open either store.
 * @module
 */

import { borrow } from './channel.js'
import { openEmbedded } from './embedded.js'
import { checkMigrations, type Migration, migrations } from './migrations.js'
import { ownerOf } from './ownership.js'
import { openServer, type ServerStoreOptions } from './server.js'
import { type Store, StoreInUseError } from './store.js'

/** Where the store lives: `dataDir`, a folder that is made when absent; `memory`; or a PostgreSQL server. */
export type StoreOptions = { readonly dataDir: string } | { readonly memory: true } | ServerStoreOptions

/**
 * Opens the store and brings it up to date. Whoever has opened a folder owns it until `close`.
 * @param list the migrations to bring it to. Default: all; a restore of an older backup asks for fewer
 * @throws StoreInUseError when another process owns `dataDir`; `openSharedStore` goes through it
 */
export function openStore(options: StoreOptions, list?: readonly Migration[]): Promise<Store> {
  if ('databaseUrl' in options) return openServer(options, list)
  return openEmbedded('dataDir' in options ? options.dataDir : undefined, list)
}

/**
 * Opens the store, or goes through the process that owns it: what a command does that may run beside a server. A store
 * of another version than ours is refused as ever, since its owner keeps it.
 */
export async function openSharedStore(options: StoreOptions): Promise<Store> {
  try {
    return await openStore(options)
  } catch (error) {
    if (!(error instanceof StoreInUseError)) throw error
    const owner = await ownerOf(error.dataDir)
    const store = owner && (await borrow(owner.socket).catch(() => undefined))
    // It ended between the two: now the folder can be taken.
    if (!store) return openStore(options)
    await checkMigrations(store, await migrations())
    return store
  }
}
