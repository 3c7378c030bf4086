/**
 * Papers as records in PostgreSQL, embedded here. Knows no mathematics.
 * @module
 */
export { openStore, prepareCluster, type StoreOptions } from './embedded.js'
export { type ListOptions, listPapers, type PaperRecord, paperByArxiv, paperBySlug, seed } from './papers.js'
export type { Queries, Store, Value } from './store.js'
