/**
 * Search over papers.
 * @module
 */
export type { Segment } from './highlight.js'
export { type ParsedQuery, parseQuery } from './query.js'
export { MOST_RANKED, type SearchOptions, type SearchPage, type SearchResult, search } from './search.js'
