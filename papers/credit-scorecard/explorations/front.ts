/**
 * A limit on unfairness, and what the best score within it can do.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import { InputError } from 'pushforward/measure'
import { conservativeRatio, fairnessFront } from 'pushforward/table'
import * as z from 'zod'
import { examine, fitCard, scoredRows } from '../analysis.js'
import { openCredit, readPublic, split } from '../data.js'
import { frontFigure, pointWithin } from '../figures/front.js'

const ALPHA = 0.05
const BINNING = { method: 'optimal', maxBins: 8 } as const

export const front = defineExploration({
  id: 'front',
  title: 'Set a limit on unfairness: see what it costs.',
  parameters: z.object({
    epsilon: z
      .number()
      .min(0)
      .max(1)
      .multipleOf(0.01)
      .default(0.2)
      .describe('Limit ε on the information value of the score towards the group')
      .meta({ primary: true }),
    errors: z.number().min(0).max(3).multipleOf(0.1).default(1).describe('Standard errors k of the conservative ratio'),
  }),

  /** On the public data: a table of one's own has no group until a run names one, and the run draws its front. */
  async prepare(context) {
    const rows = (await readPublic(context, 'simu-credit')) ?? (await openCredit({ ...context, data: [] }))
    const parts = split(rows, context.random.split('split'))
    const examined = rows.predictors.columns.map(({ name }) => examine(name, parts, BINNING, ALPHA))
    const fitted = fitCard(examined, parts, { variables: 10, alpha: ALPHA })
    if (!fitted) throw new InputError(`data: no column of ${rows.name} tells good from bad; a front needs one`)
    const held = scoredRows(fitted.binnings, parts.test)
    const traced = fairnessFront(scoredRows(fitted.binnings, parts.train), { held, signal: context.signal })
    return { traced, caption: `${rows.name}, protected: ${rows.group?.label}; ${parts.test.bad.length} test rows.` }
  },

  *respond({ epsilon, errors }, { traced, caption }) {
    const chosen = pointWithin(traced, epsilon)
    yield figure(frontFigure(traced, epsilon, caption, [{ kind: 'slider', parameter: 'epsilon' }]))
    yield metric('AUC', chosen.auc)
    yield metric('adverse impact ratio', chosen.air)
    yield metric('IV towards the group', chosen.ivGroup.value)
    yield metric('conservative ratio', conservativeRatio(chosen.ivModel, chosen.ivGroup, errors))
  },
})
