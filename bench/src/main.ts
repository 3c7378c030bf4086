/**
 * `npm run bench [row ...] [-- --quick]`: measures rows and writes results/<date>.json and RESULTS.md. With `--quick`
 * sizes are small, rounds few, and nothing is written: such figures are not for citing.
 * @module
 */
import { parseArgs } from 'node:util'
import { machine } from './machine.js'
import { measureCase } from './measure-case.js'
import { markdown, type RowReport, writeRow, writeTable } from './report.js'
import type { Profile, Row } from './row.js'
import { rows } from './rows/index.js'

const names = rows.map(({ name }) => name)

async function measureRow(row: Row, profile: Profile): Promise<RowReport> {
  const report = { row: row.name, title: row.title, what: row.what, at: new Date().toISOString(), machine: machine() }
  const cases = []
  for (const one of row.cases[profile]) {
    console.error(`${row.title}: ${one.label}`)
    cases.push(await measureCase(row, one, profile, (text) => console.error(text)))
  }
  return { ...report, cases }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } })
  const unknown = positionals.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    console.error(`row: ${unknown.join(', ')} unknown; accepted are ${names.join(', ')}`)
    return 2
  }
  const profile = values.quick ? 'quick' : 'full'
  const chosen = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const reports: RowReport[] = []
  let failed = 0
  for (const row of chosen) {
    try {
      const report = await measureRow(row, profile)
      reports.push(report)
      // Row by row, so that an interrupted run keeps what it has measured.
      if (profile === 'full') console.error(`written: ${writeRow(report)} and ${writeTable(names)}`)
    } catch (error) {
      failed++
      console.error(`${row.title} failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  console.log(markdown(reports))
  if (profile === 'quick') console.error('Quick sizes: nothing was written.')
  const differs = reports.some(({ cases }) =>
    cases.some(({ sides }) => sides.some(({ agreement }) => !agreement.agrees)),
  )
  if (differs) console.error('Some sides differ: see the table.')
  return differs || failed > 0 ? 1 : 0
}

process.exitCode = await main()
