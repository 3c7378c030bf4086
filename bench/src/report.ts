/**
 * Results as files: one JSON document a day, and one table of the latest full measurement of every row.
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seconds } from './duration.js'
import { feedMarkdown } from './feed/report.js'
import type { Machine } from './machine.js'
import type { CaseReport, SideReport } from './measure-case.js'
import { benchFolder } from './side.js'

export interface RowReport {
  readonly row: string
  readonly title: string
  readonly what: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly machine: Machine
  readonly cases: readonly CaseReport[]
}

const resultsFolder = join(benchFolder, 'results')

/** Puts a row into the day's file, in place of an earlier measurement of the same day. Returns the path. */
export function writeRow(report: RowReport): string {
  mkdirSync(resultsFolder, { recursive: true })
  const path = join(resultsFolder, `${report.at.slice(0, 10)}.json`)
  const earlier = existsSync(path) ? read(path) : []
  const rows = [...earlier.filter(({ row }) => row !== report.row), report]
  writeFileSync(path, `${JSON.stringify({ rows }, null, 1)}\n`)
  return path
}

/** Writes RESULTS.md from the newest measurement of each row. Returns the path. */
export function writeTable(order: readonly string[]): string {
  const latest = new Map<string, RowReport>()
  const files = readdirSync(resultsFolder).filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name))
  for (const file of files.sort()) {
    for (const report of read(join(resultsFolder, file))) latest.set(report.row, report)
  }
  const rows = order.flatMap((name) => latest.get(name) ?? [])
  const path = join(benchFolder, 'RESULTS.md')
  writeFileSync(path, markdown(rows) + feedMarkdown())
  return path
}

const read = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { rows: RowReport[] }).rows

export function markdown(rows: readonly RowReport[]): string {
  const head = `# Ours and peers, side by side

Each row is measured by \`npm run bench <row>\`: every side is a process of its own on the same data; after warm-up all
sides run in turn, round after round, another one first each time. Times are medians, with the least and the most in
brackets; the ratio is the peer's median over ours (above 1: ours is faster), with a 95 % bootstrap interval over rounds.
Memory is what a side's process grew by, at its peak, after it had read the data. Every row checks that the sides agree.
`
  return `${[head, ...rows.map(section)].join('\n')}`
}

function section({ row, title, what, at, machine, cases }: RowReport): string {
  const where = `${machine.processor}, ${machine.processors} processors, ${gigabytes(machine.memory)} GB, Node ${machine.node}`
  const busy = machine.load > 0.5 ? `, **load ${machine.load.toFixed(1)} before the start**` : ''
  const versions = new Set(
    cases.flatMap(({ sides }) => sides.flatMap((side) => Object.entries(side.versions).map((v) => v.join(' ')))),
  )
  const notes = new Map(
    cases.flatMap(({ sides }) => sides.flatMap(({ name, note }) => (note ? [[name, note] as const] : []))),
  )
  return `## ${title}

${what}

${cases.map(table).join('\n')}
${[...notes].map(([name, note]) => `- ${name}: ${note}`).join('\n')}
- \`${row}\`, ${at.slice(0, 16).replace('T', ' ')} UTC, commit ${machine.commit}; ${where}${busy}; ${[...versions].sort().join(', ')}
`.replace(/\n\n\n+/g, '\n\n')
}

function table({ label, sides, absent }: CaseReport): string {
  const lines = [
    `**${label}**`,
    '',
    '| | threads | time of one run | ratio | memory | agreement |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...sides.map(line),
    ...absent.map(({ name, reason }) => `| ${name} | | ${reason} | | | |`),
    '',
  ]
  return lines.join('\n')
}

function line({ name, threads, seconds: time, ratio, memory, agreement, calibration }: SideReport): string {
  const times = `${seconds(time.median)} (${seconds(time.least)} – ${seconds(time.most)})`
  const against = ratio ? `**${digits(ratio.value)}** (${ratio.interval.map(digits).join(' – ')})` : '1'
  const grown = `${((memory.peak - memory.before) / 2 ** 20).toFixed(0)} MB`
  const checked = [calibration, `${agreement.agrees ? '' : '**differs**: '}${agreement.text}`]
    .filter(Boolean)
    .join('; ')
  return `| ${name} | ${threads} | ${times} | ${against} | ${grown} | ${checked} |`
}

const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
const gigabytes = (bytes: number) => Math.round(bytes / 2 ** 30)
