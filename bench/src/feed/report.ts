/**
 * Tables of the feed: no peer to compare with, so apart from the rows.
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../machine.js'
import { benchFolder } from '../side.js'

export interface FeedTable {
  readonly title: string
  readonly what: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** As it was before the start. */
  readonly machine: Machine
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const path = join(benchFolder, 'results/feed.json')
const MARK = '# The feed'

/** Puts a table into results/feed.json, in place of one of the same title, and all into RESULTS.md. Returns the path. */
export function writeFeedTable(table: FeedTable): string {
  const others = readFeedTables().filter(({ title }) => title !== table.title)
  writeFileSync(path, `${JSON.stringify({ tables: [...others, table] }, null, 1)}\n`)
  const results = join(benchFolder, 'RESULTS.md')
  const rows = existsSync(results) ? readFileSync(results, 'utf8').split(`\n${MARK}\n`)[0] : ''
  writeFileSync(results, rows + feedMarkdown())
  return path
}

const readFeedTables = (): readonly FeedTable[] =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { tables: FeedTable[] }).tables : []

/** What stands below the rows in RESULTS.md; empty where nothing was measured. */
export function feedMarkdown(): string {
  const tables = [...readFeedTables()].sort((a, b) => (a.title < b.title ? -1 : 1))
  return tables.length === 0 ? '' : `\n${MARK}\n\n${tables.map(section).join('\n')}`
}

function section({ title, what, at, machine, head, rows }: FeedTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const busy = machine.load > 0.5 ? `, **load ${machine.load.toFixed(1)} before the start**` : ''
  const memory = Math.round(machine.memory / 2 ** 30)
  return `## ${title}

${what}

${[line(head), line(head.map((_, k) => (k === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')}

- ${at.slice(0, 16).replace('T', ' ')} UTC, commit ${machine.commit}; ${machine.processor}, ${machine.processors} processors, ${memory} GB, Node ${machine.node}${busy}
`
}
