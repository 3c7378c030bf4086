/**
 * `pushforward run`: one paper with its parameters as flags.
 * @module
 */
import { type DataFile, type Paper, type Profile, parseParameters, type Report } from '@pushforward/lab'
import { assertReplaceable, datasetFolders, readDataFile, writeFolderWhole } from '@pushforward/lab/node'
import type { Command } from 'commander'
import { print, printJson } from '../output.js'
import { runOnThread } from '../paper-task.js'
import { openPaper, repository } from '../papers.js'
import { addParameterFlags, givenParameters } from '../parameter-flags.js'
import { createProgress } from '../progress.js'
import { metricsCsv, reportText } from '../report-text.js'

interface RunFlags {
  readonly seed: number
  readonly profile: Profile
  readonly threads: number
  readonly data?: readonly string[]
  readonly out?: string
  readonly json?: true
}

/**
 * Gives the command the flags of the paper that its arguments name, and its action.
 * @param argv the arguments after the command's own name
 */
export async function prepareRun(command: Command, argv: readonly string[]): Promise<void> {
  const name = paperIn(argv, command)
  // Without a name the command itself complains, or shows its general help.
  if (name === undefined) return
  const paper = await openPaper(name)
  addParameterFlags(command, paper)
  command.description(`${paper.title}\n${paper.question}`)
  const option = command.options.find(({ long }) => long === '--data')
  if (option) option.description = describeData(paper)
  command.action((_, flags: RunFlags) => run(name, paper, flags, command))
}

function describeData({ data }: Paper): string {
  if (!data) return 'this paper takes no files: it generates its data'
  const { min, max } = data.files
  return `your own data: ${data.description} (${min === max ? min : `${min} to ${max}`} of ${data.accept.join(', ')})`
}

/** The first argument that is neither a flag nor the value of one; unknown flags are taken to have a value. */
function paperIn(argv: readonly string[], command: Command): string | undefined {
  for (let k = 0; k < argv.length; k++) {
    const argument = argv[k] as string
    if (!argument.startsWith('-')) return argument
    const known = command.options.find(({ long, short }) => long === argument || short === argument)
    const alone = argument.includes('=') || ['-h', '--help'].includes(argument) || argument.startsWith('--no-')
    if (!alone && (known?.required ?? true)) k++
  }
  return undefined
}

async function run(name: string, paper: Paper, { data, out, json, ...flags }: RunFlags, command: Command) {
  const parameters = givenParameters(command, paper)
  parseParameters(paper.parameters, parameters)
  const files: readonly DataFile[] = (data ?? []).map(readDataFile)
  if (out !== undefined) assertReplaceable(out, isResult)

  const progress = createProgress(paper.slug)
  const folders = datasetFolders(repository())
  const { seed, profile, threads } = flags
  const task = { paper: name, parameters, seed, profile, threads, data: files, folders } as const
  const report = await runOnThread({ ...task, parts: ['run', 'measure'] }, progress.show).finally(progress.end)
  if (out !== undefined) writeFolderWhole(out, await results(report), isResult)
  if (json) printJson(report)
  else print(reportText(report))
}

const isResult = (file: string) => file === 'report.json' || file === 'metrics.csv' || file.endsWith('.svg')

async function results(report: Report): Promise<ReadonlyMap<string, string>> {
  const { renderFigure } = await import('@pushforward/lab/figure')
  const files = new Map([
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
    ['metrics.csv', metricsCsv(report)],
  ])
  for (const figure of report.figures) files.set(`${figure.id}.svg`, await renderFigure(figure))
  return files
}
