/**
 * Papers as records.
 * @module
 */
export {
  type ArchivedList,
  type ArchiveName,
  type ArchivePage,
  archivePage,
  forgetArchives,
  isOver,
  keepArchive,
  keptArchive,
  latestArchive,
} from './archives.js'
export { type CatalogueCard, recordClaims, seed } from './catalogue.js'
export { type Lineage, lineageOf, type Relative } from './lineage.js'
export {
  type Counted,
  type FeedOptions,
  type FeedPage,
  feedVersion,
  type ListFilters,
  type ListOrder,
  latestDay,
  listAuthors,
  listFeed,
  listTopics,
  neighbours,
} from './lists.js'
export { type ListOptions, listPapers, paperByArxiv, paperBySlug } from './papers.js'
export { type Period, type PeriodKind, parsePeriod, periodOf } from './period.js'
export { FROM, type PaperRecord, RECORD, type Related, type Source, titleKey, withoutVersion } from './record.js'
export { type SimilarOptions, type SimilarPaper, similarPapers } from './similar.js'
export { daysWithPapers, SITEMAP_PART, type SitemapPaper, sitemapPapers, sitemapParts } from './sitemap.js'
export { type EarlierVersion, earlierVersions } from './versions.js'
