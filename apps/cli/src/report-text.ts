/**
 * Reports and measurements in words and in CSV.
 * @module
 */
import type { ClaimReport, Outcome, Report } from '@pushforward/lab'
import { formatCount, formatNumber } from '@pushforward/lab/figure'
import { table } from './output.js'

const MARK: Record<Outcome, string> = { held: '✓', refuted: '✕', 'not evaluated': '–' }

export const outcomeText = (outcome: Outcome): string => `${MARK[outcome]} ${outcome}`

/** `gap 0.00123, seeds 3 values from 0.1 to 0.3` */
export function measuredText(measured: ClaimReport['measured']): string {
  const text = (value: ClaimReport['measured'][string]): string => {
    if (typeof value === 'number') return Number.isInteger(value) ? formatCount(value) : formatNumber(value)
    if (typeof value !== 'object') return String(value)
    if (value.length <= 3) return value.map((entry) => formatNumber(entry)).join(', ')
    return `${value.length} values from ${formatNumber(Math.min(...value))} to ${formatNumber(Math.max(...value))}`
  }
  return Object.entries(measured)
    .map(([name, value]) => `${name} ${text(value)}`)
    .join('; ')
}

/** The report of a run for people. */
export function reportText({ slug, profile, seed, seconds, device, claims, metrics, figures }: Report): string {
  const lines = [`${slug}, ${profile} profile, seed ${seed}: ${formatNumber(seconds)} s, ${device}`, '']
  for (const { outcome, id, statement, measured, note } of claims) {
    lines.push(`${outcomeText(outcome)}  ${id}`, `    ${statement}`)
    const numbers = measuredText(measured)
    if (numbers) lines.push(`    measured: ${numbers}`)
    if (note) lines.push(`    note: ${note}`)
  }
  if (metrics.length > 0) {
    lines.push('', table(metrics.map(({ name, value }) => [name, formatNumber(value)])))
  }
  if (figures.length > 0)
    lines.push('', `Figures: ${figures.map(({ id }) => id).join(', ')} (--out FOLDER writes them)`)
  return lines.join('\n')
}

/** Every value of every metric: `metric,step,value`; the step is empty for a single number. */
export function metricsCsv({ metrics }: Pick<Report, 'metrics'>): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = metrics.flatMap(({ name, value, curve }) =>
    curve ? curve.steps.map((step, k) => `${quoted(name)},${step},${curve.values[k]}`) : [`${quoted(name)},,${value}`],
  )
  return ['metric,step,value', ...rows, ''].join('\n')
}
