/**
 * Search over papers.
 * @module
 */
export { type ParsedQuery, parseQuery } from './query.js'
export { MOST_RANKED, type SearchOptions, type SearchPage, type SearchResult, search } from './search.js'
export type { Segment } from './segments.js'
