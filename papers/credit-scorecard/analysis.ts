/**
 * From a table of loans to a scorecard: bins, information values, model, points.
 *
 * Bins are chosen on the training rows and judged on the others: on the rows that chose them an information value is
 * optimistic.
 * @module
 */
import { InputError } from 'pushforward/measure'
import {
  auc,
  type Binning,
  type Binnings,
  bin,
  type ClassCounts,
  type Column,
  type DivergenceEstimate,
  evidenceMatrix,
  informationValue,
  type LogisticModel,
  logistic,
  makeBinning,
  optimalBinning,
  type Scorecard,
  type ScorecardOptions,
  type ScoredRows,
  scorecard,
} from 'pushforward/table'
import { byName, type CreditRows, type Split } from './data.js'

export const METHODS = ['optimal', 'quantile', 'cart', 'chimerge', 'tree', 'stumps'] as const
export type Method = (typeof METHODS)[number]

export interface BinningChoice {
  readonly method: Method
  readonly maxBins: number
}

/** Levels with a smaller share are pooled: their rates are mostly noise. */
const RARE = 0.01

/** A binning that also takes what the training rows did not have: other levels, missing values. */
export function binColumn(column: Column, bad: Uint8Array, { method, maxBins }: BinningChoice): Binning {
  const rule = { missing: 'bin', other: true, catCutoff: RARE } as const
  switch (method) {
    case 'optimal':
      return optimalBinning(column, bad, { ...rule, maxBins, objective: 'debiased', trend: 'monotone' })
    case 'quantile':
      return bin(column, bad, { ...rule, method, bins: maxBins })
    case 'cart':
      return bin(column, bad, { ...rule, method, maxLeaves: maxBins })
    case 'chimerge':
    case 'tree':
      return bin(column, bad, { ...rule, method, maxBins })
    case 'stumps':
      // A split adds one cut point at most.
      return bin(column, bad, { ...rule, method, rounds: maxBins - 1 })
  }
}

/** One variable: its bins, and what they say on rows that did not choose them. */
export interface Variable {
  readonly name: string
  readonly binning: Binning
  /** On the training rows: for choosing variables only. */
  readonly chosenBy: DivergenceEstimate
  /** On the test rows. */
  readonly held: DivergenceEstimate
}

export function examine(name: string, { train, test }: Split, choice: BinningChoice, alpha: number): Variable {
  const column = byName(train.predictors)[name] as Column
  const binning = binColumn(column, train.bad, choice)
  return {
    name,
    binning,
    chosenBy: informationValue(binning.table, { inference: 'delta', interval: 'delta', alpha }),
    held: informationValue(countsOn(test, name, binning), { inference: 'delta', alpha }),
  }
}

/** The rows of a table counted in given bins. */
export function countsOn({ predictors, bad }: CreditRows, name: string, binning: Binning): ClassCounts {
  const column = byName(predictors)[name] as Column
  return makeBinning(column, binning, { target: bad, method: binning.method }).table
}

/** The same counts under three inferences. */
export interface Inferences {
  readonly paper: DivergenceEstimate
  readonly delta: DivergenceEstimate
  readonly noncentral: DivergenceEstimate
}

export function compareInferences(counts: ClassCounts, alpha: number): Inferences {
  return {
    paper: informationValue(counts, { inference: 'paper', alpha }),
    delta: informationValue(counts, { inference: 'delta', interval: 'delta', alpha }),
    noncentral: informationValue(counts, { inference: 'delta', interval: 'noncentral', alpha }),
  }
}

export interface FittedCard {
  readonly binnings: Binnings
  readonly model: LogisticModel
  readonly card: Scorecard
  /** Area under the curve of the points; larger scores are safer. */
  readonly auc: { readonly train: number; readonly test: number }
}

export interface CardOptions extends ScorecardOptions {
  /** Variables at most. */
  readonly variables: number
  readonly alpha: number
}

/** A coefficient at its bound says that the variable adds nothing to the others. */
const ZERO = 1e-9

/** The scorecard of the variables that tell more than chance; undefined when none does. */
export function fitCard(
  examined: readonly Variable[],
  { train, test }: Split,
  { variables, alpha, ...options }: CardOptions,
): FittedCard | undefined {
  const chosen = examined
    .filter(({ binning, chosenBy }) => binning.bins > 1 && chosenBy.debiased > 0 && chosenBy.test.pValue < alpha)
    .sort((a, b) => b.chosenBy.debiased - a.chosenBy.debiased)
    .slice(0, variables)
  if (chosen.length === 0) return undefined
  const columns = byName(train.predictors)
  const all: Binnings = Object.fromEntries(chosen.map(({ name, binning }) => [name, binning]))
  const model = logistic(evidenceMatrix(all, columns), train.bad, { upper: chosen.map(() => 0) })
  const kept = chosen.filter((_, j) => (model.coefficients[j] as number) < -ZERO)
  if (kept.length === 0) return undefined
  const binnings: Binnings = Object.fromEntries(kept.map(({ name, binning }) => [name, binning]))
  const card = scorecard(
    { intercept: model.intercept, coefficients: model.coefficients.filter((beta) => beta < -ZERO) },
    binnings,
    options,
  )
  const goodBy = ({ bad }: CreditRows) => bad.map((event) => 1 - event)
  const aucOn = (rows: CreditRows) => auc(card.scores(byName(rows.predictors)), goodBy(rows))
  return { binnings, model, card, auc: { train: aucOn(train), test: aucOn(test) } }
}

/** Rows as the front takes them: evidence, who is good, who is protected. */
export function scoredRows(binnings: Binnings, { predictors, bad, group }: CreditRows): ScoredRows {
  if (!group) throw new InputError('protected: no column is named; a front needs a protected group')
  return {
    features: evidenceMatrix(binnings, byName(predictors)),
    good: bad.map((event) => 1 - event),
    isProtected: group.isProtected,
  }
}

/**
 * The variable to show: the one named, else the one that says most on the training rows.
 * @throws InputError listing the names that there are
 */
export function shownVariable(examined: readonly Variable[], name: string): Variable {
  const found = examined.find((variable) => variable.name === name)
  if (found) return found
  if (name !== '') {
    throw new InputError(
      `variable: "${name}" is not a predictor; there are ${examined.map((each) => each.name).join(', ')}`,
    )
  }
  return examined.reduce((most, each) => (each.chosenBy.debiased > most.chosenBy.debiased ? each : most))
}
