/**
 * An Information-Theoretic Framework for Credit Risk Modeling (Sudjianto & Burakov 2025).
 *
 * Binning, evidence, inference, scorecards and fronts belong to `pushforward/table`; this folder says what the columns of
 * a table of loans mean, calls the library and draws.
 * @module
 */
import { type Context, definePaper, figure, type LabEvent, metric, progress } from '@pushforward/lab'
import { InputError } from 'pushforward/measure'
import { drift, fairnessFront, readTable } from 'pushforward/table'
import * as z from 'zod'
import { cardOf } from '../catalogue.js'
import {
  compareInferences,
  countsOn,
  examine,
  fitCard,
  METHODS,
  scoredRows,
  shownVariable,
  type Variable,
} from './analysis.js'
import { callOf } from './call.js'
import { claims, measureClaims } from './claims/index.js'
import { openCredit, split } from './data.js'
import { applicant } from './explorations/applicant.js'
import { cuts } from './explorations/cuts.js'
import { front } from './explorations/front.js'
import { shuffle } from './explorations/shuffle.js'
import { pointsFigure } from './figures/card.js'
import { driftFigure } from './figures/drift.js'
import { evidenceFigure, intervalsFigure, rankingFigure } from './figures/evidence.js'
import { frontFigure, pointWithin } from './figures/front.js'

export default definePaper({
  ...cardOf('credit-scorecard'),

  parameters: z.object({
    variable: z
      .string()
      .default('')
      .describe('Variable to show; empty: the one that says most')
      .meta({ primary: true }),
    method: z.enum(METHODS).default('optimal').describe('How bins are found').meta({ primary: true }),
    maxBins: z.number().int().min(2).max(20).default(6).describe('Bins of a variable, at most').meta({ primary: true }),
    variables: z.number().int().min(1).max(20).default(8).describe('Variables of the scorecard, at most'),
    target: z.string().default('').describe('Column with the outcome; empty: the last one'),
    event: z.string().default('').describe('Value of the outcome that is bad; empty: 1 or true'),
    protected: z.string().default('').describe('Column with a protected group; empty: none in your own table'),
    group: z.string().default('').describe('Value that marks the protected group; empty: the rarest'),
    epsilon: z.number().min(0).max(10).default(0.1).describe('Limit ε on the IV of the score towards the group'),
    alpha: z.number().min(0.001).max(0.5).default(0.05).describe('Level of tests and intervals'),
    points0: z.number().min(-10_000).max(10_000).default(600).describe('Points at odds of 1 bad to 19 good'),
    pdo: z.number().positive().max(1000).default(50).describe('Points that halve the odds'),
  }),

  data: {
    kind: 'table',
    accept: ['.csv', '.parquet'],
    files: { min: 1, max: 2 },
    description:
      'a table of loans with a header and a binary outcome (the last column unless you name one); a second table with the same columns shows drift',
  },

  datasets: ['german-credit'],
  claims,

  async *run(parameters, context) {
    const { method, maxBins, variables, alpha, points0, pdo, epsilon } = parameters
    yield progress(0, 1, 'reading the table')
    yield* compareTables(context, alpha)
    const rows = await openCredit(context, parameters).catch((problem: unknown) => {
      // Two tables without an outcome are a question of drift alone.
      if (context.data.length < 2 || parameters.target !== '' || !(problem instanceof InputError)) throw problem
      return problem
    })
    if (rows instanceof InputError) return yield progress(1, 1, `drift only, as ${rows.message}`)
    const parts = split(rows, context.random.split('split'))
    const [fitted, held] = [parts.train.bad.length, parts.test.bad.length]
    const names = rows.predictors.columns.map(({ name }) => name)

    const examined: Variable[] = []
    for (const name of names) {
      context.signal.throwIfAborted()
      const variable = examine(name, parts, { method, maxBins }, alpha)
      examined.push(variable)
      yield metric(`IV of ${name}`, variable.held.debiased)
      yield progress(examined.length, names.length + 2, `bins of ${name}`)
    }
    yield figure(rankingFigure(examined, `${rows.name}, ${held} rows that chose no bins`))

    const shown = shownVariable(examined, parameters.variable)
    yield figure(evidenceFigure(shown.name, `${rows.name}, ${fitted} training rows`, shown.binning.table))
    const inferences = compareInferences(countsOn(parts.test, shown.name, shown.binning), alpha)
    yield figure(intervalsFigure(shown.name, `${held} rows that chose no bins`, inferences))

    const result = fitCard(examined, parts, { variables, alpha, points0, pdo })
    yield metric('variables in the scorecard', result?.card.table.length ?? 0)
    if (!result) return yield progress(1, 1, 'no variable tells more than chance: there is no scorecard')
    const caption = `Odds of 1 to 19 score ${points0}; ${pdo} points halve them. Test AUC ${result.auc.test.toFixed(3)}.`
    yield figure(pointsFigure(result.card, result.binnings, caption))
    yield metric('AUC, training rows', result.auc.train)
    yield metric('AUC, test rows', result.auc.test)
    yield metric('largest rounding error', result.card.roundingError)
    yield progress(names.length + 1, names.length + 2, 'front of performance against fairness')

    if (rows.group) {
      const test = scoredRows(result.binnings, parts.test)
      const traced = fairnessFront(scoredRows(result.binnings, parts.train), { held: test, signal: context.signal })
      const chosen = pointWithin(traced, epsilon)
      yield figure(frontFigure(traced, epsilon, `${rows.name}, protected: ${rows.group.label}; ${held} test rows.`))
      yield metric('AUC within ε', chosen.auc)
      yield metric('adverse impact ratio within ε', chosen.air)
    }
    yield progress(1, 1)
  },

  measure: measureClaims,
  call: callOf,
  explorations: [cuts, shuffle, front, applicant],
})

/** The second of two files against the first. */
async function* compareTables({ data: [expected, actual] }: Context, alpha: number): AsyncGenerator<LabEvent> {
  if (!expected || !actual) return
  const report = drift(await readTable(expected.bytes), await readTable(actual.bytes), { alpha })
  for (const { name, psi } of report.columns) yield metric(`PSI of ${name}`, psi.value)
  yield figure(driftFigure(report, [expected.name, actual.name]))
}
