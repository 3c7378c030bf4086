/**
 * The catalogue of all papers, and the programs of those that run.
 * @module
 */
export { type CatalogueEntry, cardOf, catalogue } from './catalogue.js'
export { loadPaper, runnable } from './registry.js'
