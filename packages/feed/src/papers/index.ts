/**
 * Papers as records.
 * @module
 */
export { type CatalogueCard, recordClaims, seed } from './catalogue.js'
export { type ListOptions, listPapers, paperByArxiv, paperBySlug } from './papers.js'
export { FROM, type PaperRecord, RECORD, type Related, type Source, titleKey, withoutVersion } from './record.js'
