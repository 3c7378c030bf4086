/**
 * Lists of papers for feed readers.
 * @module
 */
export { ATOM_TYPE, atomFeed } from './atom.js'
export { type FeedDocument, tagAuthority } from './feed.js'
export { JSON_FEED_TYPE, jsonFeed } from './json-feed.js'
