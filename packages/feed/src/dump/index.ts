/**
 * All papers at once, in open formats.
 * @module
 */
export { dumpDays, pruneDumps, writeDailyDump } from './daily.js'
export { type DumpReport, NDJSON, PARQUET, writeDump } from './files.js'
export { type DumpRow, dumpRows } from './rows.js'
