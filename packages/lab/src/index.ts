/**
 * The contract: what a paper is, what it says while it runs, and how its claims are recorded.
 * @module
 */
export * from './events.js'
export type * from './figure/figure.js'
export { literal } from './literal.js'
export { shortened } from './measured.js'
export * from './paper.js'
export {
  acceptedValues,
  decodeParameters,
  describeParameters,
  encodeParameters,
  type ParameterDescription,
  type ParameterType,
  type ParameterValue,
  type ParameterValues,
  parseParameters,
  readParameter,
  writeParameter,
} from './parameters.js'
export { type ClaimReport, type MetricReport, type Outcome, outcomeOf, type Report } from './report.js'
export { collect, type Part, type Run, type RunOptions, runPaper } from './run.js'
export {
  type Agreement,
  type ClaimComparison,
  type Comparison,
  compareWithRecord,
  type Provenance,
  parseVerified,
  type RecordedFigures,
  recordFigures,
  recordReport,
  type VerificationRecord,
  type Verified,
} from './verify.js'
