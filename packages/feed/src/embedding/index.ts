/**
 * Vectors of papers' texts, made by an endpoint that the operator names, for search by meaning.
 * @module
 */
export {
  type BacklogOptions,
  type BacklogReport,
  type EmbeddingStanding,
  embeddingStanding,
  embedPapers,
} from './backlog.js'
export { EmbeddingError, type EmbeddingFault, type EmbedOptions, embed } from './endpoint.js'
export { createMeaning, type Meaning, type MeaningCounts, type MeaningOptions } from './meaning.js'
export { type EmbeddingSettings, readEmbeddingSettings } from './settings.js'
export { createVectorTable, type VectorTable } from './table.js'
export { type UnitBytes, unitBytes } from './unit-bytes.js'
