/**
 * Lists of papers for feed readers, and the XML that they are made of.
 * @module
 */
export { ATOM_TYPE, atomFeed } from './atom.js'
export { type FeedDocument, tagAuthority } from './feed.js'
export { JSON_FEED_TYPE, jsonFeed } from './json-feed.js'
export { element, textElement } from './markup.js'
