/**
 * A scorecard as points by bin, and an applicant's way through it.
 * @module
 */
import type { ChartFigure } from '@pushforward/lab'
import type { Binnings, Scorecard } from 'pushforward/table'
import { digits, tidy } from './evidence.js'

/** A row of the printed card; `key` is unique and sorts, its first three characters are not shown. */
interface PrintedRow {
  readonly key: string
  readonly points: number
  /** Empty for the line of a variable. */
  readonly text: string
}

/** A line for each variable, and below it one for each of its bins that held rows. */
function printedRows({ table }: Scorecard, binnings: Binnings): PrintedRow[] {
  const rows: PrintedRow[] = []
  const add = (label: string, points: number, text: string) => {
    rows.push({ key: `${String(rows.length).padStart(3, '0')}${label}`, points, text })
  }
  for (const { name, bins } of table) {
    add(name, 0, '')
    bins.forEach(({ label, points }, k) => {
      if ((binnings[name]?.table.count[k] ?? 0) > 0) add(`${INDENT}${tidy(label)}`, points, digits(points))
    })
  }
  return rows
}

const INDENT = '– '

/** Every variable's bins with their points: the printed scorecard. */
export function pointsFigure(card: Scorecard, binnings: Binnings, caption: string): ChartFigure {
  const { table, roundingError } = card
  const values = printedRows(card, binnings)
  const spread = table.map(({ name, bins }) => {
    const points = bins.map((bin) => bin.points)
    return { name, spread: Math.max(...points) - Math.min(...points) }
  })
  const widest = spread.reduce((most, each) => (each.spread > most.spread ? each : most))
  const axis = {
    labelLimit: 500,
    labelExpr: 'slice(datum.label, 3)',
    labelFontWeight: { condition: { test: `indexof(datum.label, '${INDENT}') == 3`, value: 400 }, value: 600 },
  }
  return {
    kind: 'chart',
    id: 'points',
    title: `The scorecard: ${widest.name} moves a score most, by ${digits(widest.spread)} points.`,
    caption: `${caption} Rounding changes no total by more than ${digits(roundingError)}.`,
    alternative: `Points of ${values.length - table.length} bins of ${table.length} variables; ${widest.name} has the widest spread, ${digits(widest.spread)} points.`,
    aspect: Math.max(0.5, Math.min(1.6, 30 / values.length)),
    spec: {
      data: { values },
      encoding: {
        y: { field: 'key', type: 'nominal', sort: null, title: null, axis },
        x: { field: 'points', type: 'quantitative', title: 'points' },
      },
      layer: [
        { mark: { type: 'bar', opacity: 0.5, color: 'role:source' } },
        {
          // A bar to the left has its number on the other side of zero, not in it.
          transform: [{ calculate: 'max(datum.points, 0)', as: 'end' }],
          mark: { type: 'text', align: 'left', dx: 4 },
          encoding: {
            x: { field: 'end', type: 'quantitative', title: 'points' },
            text: { field: 'text', type: 'nominal' },
          },
        },
      ],
    },
  }
}

/** One applicant: points by variable beside the best that could be had. */
export function applicantFigure(card: Scorecard, row: Readonly<Record<string, number | string>>): ChartFigure {
  const { score, probability } = card.score(row)
  const reasons = card.reasonCodes(row, card.table.length)
  const values = reasons.map(({ variable, label, points, shortfall }) => ({
    bin: `${variable}: ${tidy(label)}`,
    points,
    best: points + shortfall,
    shortfall,
  }))
  const [first] = reasons
  const y = { field: 'bin', type: 'nominal', sort: null, title: null, axis: { labelLimit: 500 } }
  return {
    kind: 'chart',
    id: 'applicant',
    title: `${digits(score)} points: P(bad) = ${digits(100 * probability)} %; most is lost by ${first?.variable ?? 'nothing'}.`,
    caption:
      'Bars: the applicant’s points. Ticks: the best bin of each variable. The order is that of the reason codes.',
    alternative: `An applicant with ${digits(score)} points. Reasons in order: ${reasons.map(({ variable, shortfall }) => `${variable} ${digits(shortfall)} below its best`).join(', ')}.`,
    aspect: 1.8,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'bar', opacity: 0.6 },
          encoding: {
            y,
            x: { field: 'points', type: 'quantitative', title: 'points' },
            color: { condition: { test: 'datum.shortfall > 0', value: 'role:target' }, value: 'role:source' },
          },
        },
        {
          mark: { type: 'tick', thickness: 3, color: 'role:made' },
          encoding: { y, x: { field: 'best', type: 'quantitative' } },
        },
      ],
    },
  }
}
