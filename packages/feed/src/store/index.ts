/**
 * PostgreSQL, embedded in this process or on a server: one port, one dialect, the same migrations.
 * @module
 */
export { prepareCluster } from './embedded.js'
export { type Migration, migrate, migrations } from './migrations.js'
export { openSharedStore, openStore, type StoreOptions } from './open.js'
export { type Secret, signId, signToken, storeSecret, verifyId, verifyToken } from './secret.js'
export { type Queries, type Store, StoreInUseError, type Value } from './store.js'
