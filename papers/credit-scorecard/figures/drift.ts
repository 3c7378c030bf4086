/**
 * Drift between two tables, column by column.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import type { DriftReport } from 'pushforward/table'
import { digits } from './evidence.js'

/** PSI of every column beside what chance gives it, the largest first. */
export function driftFigure({ columns, rows, alpha }: DriftReport, names: readonly [string, string]): ChartFigure {
  const values = columns
    .map(({ name, psi, drifted, adjustedP }) => ({
      name,
      psi: psi.value,
      chance: psi.test.criticalValue,
      drifted,
      adjustedP,
    }))
    .toSorted((a, b) => b.psi - a.psi)
  const moved = values.filter(({ drifted }) => drifted)
  const [most] = values
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400 } }
  return {
    kind: 'chart',
    id: 'drift',
    title: `Drifted: ${moved.length} of ${values.length} columns.`,
    caption: `${names[0]} (${rows.expected} rows) and ${names[1]} (${rows.actual} rows). Bars: PSI; ticks: what chance exceeds in ${digits(100 * alpha)} % of tables. Orange: drifted, by Holm’s adjustment over all columns.`,
    alternative: `Population stability indices of ${values.length} columns, the largest ${digits(most?.psi ?? 0)} for ${most?.name ?? 'none'}; drifted: ${moved.map(({ name }) => name).join(', ') || 'none'}.`,
    aspect: values.length > 12 ? 1 : 1.4,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'bar', opacity: 0.6 },
          encoding: {
            y,
            x: { field: 'psi', type: 'quantitative', title: 'population stability index' },
            color: { condition: { test: 'datum.drifted', value: 'role:target' }, value: 'role:baseline' },
          },
        },
        {
          mark: { type: 'tick', thickness: 3, color: 'role:made' },
          encoding: { y, x: { field: 'chance', type: 'quantitative' } },
        },
      ],
    },
  }
}
