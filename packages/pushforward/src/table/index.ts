/**
 * Columns, binning, weight of evidence, drift.
 * @module
 */
export { InputError, UnsupportedError } from '../errors.js'
export { type BinMethod, type BinOptions, bin, type RuleOptions } from './bin.js'
export { type BinRule, categoricalRule, numericRule } from './bin-rule.js'
export { type Binning, makeBinning } from './binning.js'
export {
  type Cell,
  type Column,
  column,
  columnNamed,
  type NumberColumn,
  numbersNamed,
  selectRows,
  type Table,
  type TextColumn,
  table,
  type Values,
} from './column.js'
export type { BinTable } from './count.js'
export type { CountsOrShares, Smoothing } from './count-sample.js'
export { type CsvOptions, readCsv } from './csv.js'
export type {
  BinContribution,
  DivergenceEstimate,
  Divergences,
  Inference,
  InferenceOptions,
} from './divergence-estimate.js'
export { type ColumnDrift, type DriftOptions, type DriftReport, drift } from './drift.js'
export { type BinCountsOptions, binCounts, openDuckDB, type SqlConnection, type SqlSource } from './duckdb.js'
export {
  type FairnessFront,
  type FrontOptions,
  type FrontPoint,
  fairnessFront,
  type ScoredRows,
} from './fairness-front.js'
export { type AdditivePoint, additiveFront, type ColumnOption } from './fairness-front-additive.js'
export { holm } from './holm.js'
export { informationValue, informationValueLabel } from './information-value.js'
export {
  deltaVariance,
  jeffreysBias,
  jeffreysGradient,
  jeffreysVariance,
  type NullTest,
  type SharePair,
} from './jeffreys-inference.js'
export { type LogisticModel, type LogisticOptions, logistic, logits } from './logistic.js'
export { type OptimalBinning, type OptimalBinningOptions, optimalBinning, type Trend } from './optimal-binning.js'
export { conservativeRatio, probabilityAtMost, type ValueWithError } from './paper-inference.js'
export { type ParquetOptions, readParquet } from './parquet.js'
export { type PsiOptions, psi, psiLabel } from './psi.js'
export { adverseImpactRatio, auc, type ImpactOptions } from './ranking-metrics.js'
export {
  type ApplicantScore,
  type Binnings,
  evidenceMatrix,
  type Reason,
  type Scorecard,
  type ScorecardBin,
  type ScorecardOptions,
  type ScorecardVariable,
  scorecard,
} from './scorecard.js'
export { readTable } from './source.js'
export { boostStumps, type Stump, type StumpModel, type StumpOptions } from './stumps.js'
export type { TableDivergenceName } from './table-divergence.js'
export { binaryTarget, type TargetOptions } from './target.js'
export {
  type ClassCounts,
  type WeightOfEvidence,
  type WeightOfEvidenceOptions,
  weightOfEvidence,
} from './weight-of-evidence.js'
