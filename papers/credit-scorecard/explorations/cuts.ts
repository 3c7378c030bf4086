/**
 * Cut points to drag: weight of evidence and three intervals of the information value answer.
 * @module
 */
import { defineExploration, figure, metric } from '@pushforward/lab'
import { bin } from 'pushforward/table'
import * as z from 'zod'
import { compareInferences } from '../analysis.js'
import { openCredit } from '../data.js'
import { cutsFigure, intervalsFigure } from '../figures/evidence.js'
import { shownColumns } from './column.js'

const MOST_CUTS = 15
const ALPHA = 0.05

export const cuts = defineExploration({
  id: 'cuts',
  title: 'Drag the cut points: see what the bins say, and how sure it is.',
  parameters: z.object({
    cuts: z
      .array(z.number())
      .max(MOST_CUTS)
      .default([8, 16, 36])
      .describe('Cut points, in the unit of the variable; bins are [a, b)'),
    variable: z
      .string()
      .default('')
      .describe('Column of your own table; empty: duration_in_month, or the number column that says most'),
  }),

  async prepare(context) {
    const rows = await openCredit(context)
    return { source: rows.name, columnOf: shownColumns(rows) }
  },

  *respond({ cuts: given, variable }, { source, columnOf }) {
    const { name, values, bad, range } = columnOf(variable)
    const inside = [...new Set(given)].filter((cut) => cut > range[0] && cut <= range[1]).sort((a, b) => a - b)
    const binning = bin(values, bad, { edges: inside })
    const counts = binning.table
    const inferences = compareInferences(counts, ALPHA)
    const left = given.length - inside.length
    const note =
      left > 0
        ? `${left} cut points lie outside the range of ${name}. Double-click to add one.`
        : `${source}, n = ${bad.length}.`
    yield figure(cutsFigure(name, range, inside, counts, `${note}`))
    yield figure(intervalsFigure(name, `${inside.length + 1} bins`, inferences))
    yield metric('IV', inferences.delta.value)
    yield metric('SE, delta method', inferences.delta.se)
    yield metric('SE, paper', inferences.paper.se)
    yield metric('p value, χ²', inferences.delta.test.pValue)
  },
})
