/**
 * Papers from elsewhere: readers of formats, and the import that matches them to known papers.
 * @module
 */
export { type ArxivFeed, parseArxiv } from './arxiv.js'
export { parseBibtex } from './bibtex.js'
export { type CaptureOptions, parseCapture } from './capture.js'
export { type ConnectorSettings, type Pull, readConnectors } from './connectors.js'
export { parseDailyPapers } from './daily-papers.js'
export { type ImportOptions, type ImportReport, importPapers } from './import.js'
export { ImportError, type IncomingPaper, type Parsed, type Skipped } from './incoming.js'
export { parseOwnJson } from './json.js'
export { type LookUpOptions, lookUpArxiv } from './look-up.js'
export { TryLaterError } from './polite-fetch.js'
export {
  type ArxivOptions,
  type DailyPapersOptions,
  type PullOptions,
  type PullReport,
  pullArxiv,
  pullDailyPapers,
} from './pull.js'
export { FORMATS, type Format, type ReadOptions, type ReadResult, readPapers } from './read.js'
