/**
 * `pushforward drift`: how far each column of one table has moved from another.
 * @module
 */
import { formatNumber } from '@pushforward/lab/figure'
import { readDataFile } from '@pushforward/lab/node'
import type { DriftTask, PlainDrift } from '../drift-thread.js'
import { print, printJson, table } from '../output.js'
import { onThread } from '../thread.js'

export interface DriftFlags {
  readonly columns?: readonly string[]
  readonly json?: true
}

export async function drift(expected: string, actual: string, { columns, json }: DriftFlags): Promise<void> {
  const task: DriftTask = { expected: readDataFile(expected), actual: readDataFile(actual), columns }
  const found = await onThread<DriftTask, never, PlainDrift>(new URL('../drift-thread.js', import.meta.url), task)
  if (json) printJson({ expected, actual, ...found })
  else print(driftText(found))
}

function driftText({ columns, rows, alpha, onlyExpected, onlyActual }: PlainDrift): string {
  const head = ['column', 'kind', 'PSI', `${100 * (1 - alpha)} % interval`, 'adjusted p', '']
  const body = columns.map(({ name, kind, psi, adjustedP, drifted }) => [
    name,
    kind,
    formatNumber(psi.value),
    psi.interval.map((end) => formatNumber(end)).join(' to '),
    formatNumber(adjustedP),
    drifted ? 'drifted' : '',
  ])
  const lines = [`${rows.expected} rows expected, ${rows.actual} actual`, '', table([head, ...body])]
  for (const { name, warnings } of columns) lines.push(...warnings.map((warning) => `${name}: ${warning}`))
  if (onlyExpected.length > 0) lines.push(`Not in the actual table: ${onlyExpected.join(', ')}`)
  if (onlyActual.length > 0) lines.push(`Not in the expected table: ${onlyActual.join(', ')}`)
  return lines.join('\n')
}
