/**
 * Papers from elsewhere: readers of formats, and the import that matches them to known papers.
 * @module
 */
export { type CaptureOptions, parseCapture } from './capture.js'
export { type ImportOptions, type ImportReport, importPapers } from './import.js'
export { ImportError, type IncomingPaper, type Parsed, type Skipped } from './incoming.js'
