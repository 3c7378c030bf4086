/**
 * `pushforward verify`: measures the claims of papers and compares them with what was recorded.
 * @module
 */
import {
  type Comparison,
  compareWithRecord,
  type Profile,
  type Report,
  recordFigures,
  recordReport,
} from '@pushforward/lab'
import { formatNumber } from '@pushforward/lab/figure'
import { datasetFolders, provenance, readVerified, writeFigures, writeVerified } from '@pushforward/lab/node'
import { EXIT } from '../failure.js'
import { print, printJson, table } from '../output.js'
import { type PaperTask, runOnThread } from '../paper-task.js'
import { folderOf, openPaper, repository } from '../papers.js'
import { createProgress } from '../progress.js'
import { measuredText, outcomeText } from '../report-text.js'

export interface VerifyFlags {
  readonly profile: Profile
  readonly seed: number
  readonly threads: number
  readonly record?: true
  readonly json?: true
}

/** A paper that could not be measured at all counts as a difference. */
type Verification = Comparison | (Pick<Comparison, 'slug' | 'profile'> & { readonly error: string })

export async function verify(names: readonly string[], flags: VerifyFlags): Promise<void> {
  const papers = names.length > 0 ? names : (await import('@pushforward/papers')).runnable
  // Mistyped names are told before hours of measuring, not after.
  for (const name of papers) await openPaper(name)

  const verifications: Verification[] = []
  for (const name of papers) {
    const verification = await verifyOne(name, flags)
    verifications.push(verification)
    if (!flags.json) print(`${verificationText(verification)}\n`)
  }
  const differences = sum(verifications, (one) => ('error' in one ? 1 : one.differences))
  const skipped = sum(verifications, (one) => ('error' in one ? 0 : one.skipped))
  if (flags.json) printJson({ profile: flags.profile, papers: verifications, differences, skipped })
  else print(summary(verifications.length, differences, skipped))
  process.exitCode = differences === 0 ? EXIT.done : EXIT.different
}

const sum = <T>(list: readonly T[], count: (entry: T) => number) =>
  list.reduce((total, entry) => total + count(entry), 0)

async function verifyOne(name: string, { profile, seed, threads, record }: VerifyFlags): Promise<Verification> {
  const task = { paper: name, parameters: {}, seed, threads, data: [], folders: datasetFolders(repository()) }
  let measured: Report
  try {
    measured = await runWithProgress({ ...task, profile, parts: ['measure'] })
  } catch (error) {
    return { slug: name, profile, error: error instanceof Error ? error.message : String(error) }
  }
  const folder = folderOf(name)
  if (record) {
    writeVerified(folder, recordReport(measured, provenance(repository()), readVerified(folder)))
    writeFigures(folder, recordFigures(await runWithProgress({ ...task, profile: 'quick', parts: ['run'] })))
  }
  return compareWithRecord(measured, readVerified(folder))
}

function runWithProgress(task: PaperTask): Promise<Report> {
  const progress = createProgress(`${task.paper} (${task.parts.join(', ')})`)
  return runOnThread(task, progress.show).finally(progress.end)
}

function verificationText(verification: Verification): string {
  if ('error' in verification) return `${verification.slug} (${verification.profile}): failed\n  ${verification.error}`
  const { slug, profile, seconds, claims } = verification
  const rows = claims.map(({ id, outcome, recorded, agreement, measured, note }) => [
    `  ${id}`,
    outcomeText(outcome),
    recorded === undefined ? 'no record' : `${recorded}${agreement === 'different' ? ' ≠' : ''}`,
    [measuredText(measured), note].filter(Boolean).join('; '),
  ])
  const lines = table([['  claim', 'outcome', 'recorded', 'measured'], ...rows]).split('\n')
  return [`${slug} (${profile}, ${formatNumber(seconds)} s)`, ...lines.map(shortened)].join('\n')
}

/** One line each, on a terminal and in a log; `--json` has everything. */
function shortened(line: string): string {
  const width = process.stdout.columns || 160
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

function summary(papers: number, differences: number, skipped: number): string {
  const differ = differences === 1 ? 'outcome differs' : 'outcomes differ'
  const parts = [`${papers} ${papers === 1 ? 'paper' : 'papers'}`, `${differences} ${differ} from the record`]
  if (skipped > 0) parts.push(`${skipped} skipped for want of data`)
  return `${parts.join(', ')}.`
}
