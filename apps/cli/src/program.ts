/**
 * The command and its sub-commands. What a sub-command needs is loaded when it is called, so that the others start fast.
 * @module
 */
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DriftFlags } from './commands/drift.js'
import type { TransportFlags } from './commands/transport.js'
import type { VerifyFlags } from './commands/verify.js'
import type { WorkerFlags } from './commands/worker.js'
import { addFeed } from './feed-program.js'

const EPILOGUE = `
Exit codes: 0 done; 1 an outcome differs from the record; 2 bad input; 130 cancelled.
With --json, stdout holds exactly one JSON document; progress goes to stderr.`

/** @param argv arguments without interpreter and script */
export async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command('pushforward')
    .description('Research on probability distributions and the flows between them, runnable.')
    .addHelpText('after', EPILOGUE)
    .showHelpAfterError('(--help shows what is accepted)')
    .exitOverride()
  addList(program)
  await addRun(program, argv)
  addVerify(program)
  addDrift(program)
  addTransport(program)
  addFeed(program)
  addServe(program)
  addWorker(program)
  return program
}

const json = () => new Option('--json', 'print one JSON document')
const seed = () => new Option('--seed <number>', 'seed of everything random').argParser(readSeed).default(0)
const threads = () =>
  new Option('--threads <number>', 'threads of the kernels; results do not depend on it')
    .argParser(readCount)
    .default(1)
const profile = () =>
  new Option('--profile <name>', 'quick: seconds; full: as the criteria ask')
    .choices(['quick', 'full'])
    .default('quick')

function addList(program: Command): void {
  program
    .command('list')
    .description('show all papers, and which of them run')
    .addOption(json())
    .action(async (flags) => (await import('./commands/list.js')).list(flags))
}

const RUN_EXAMPLES = `
Examples:
  pushforward run monge-gap --seed 1
  pushforward run monge-gap --data source.csv --data target.csv --out results
  pushforward run monge-gap --help     its parameters, with ranges, units and defaults`

async function addRun(program: Command, argv: readonly string[]): Promise<void> {
  const command = program
    .command('run')
    .description('run a paper')
    .argument('<paper>', 'its slug, or the path of a compiled paper')
    .addOption(seed())
    .addOption(profile())
    .addOption(threads())
    .option('--data <file>', 'your own data in place of the demonstration data; repeat for several files', gather)
    .option('--out <folder>', 'write report.json, metrics.csv and the figures as SVG')
    .addOption(json())
    .addHelpText('after', RUN_EXAMPLES)
  // The paper decides which flags there are, so it is needed before they are read.
  if (argv[0] === 'run') await (await import('./commands/run.js')).prepareRun(command, argv.slice(1))
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

const VERIFY_EXAMPLES = `
Examples:
  pushforward verify                            every paper that runs, in seconds each
  pushforward verify monge-gap --profile full   as the record was made`

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('measure the claims of papers and compare them with the recorded outcomes')
    .argument('[paper...]', 'slugs; default: every paper that runs')
    .addOption(profile())
    .addOption(seed())
    .addOption(threads())
    .option('--record', 'write the outcomes to verified.json and the figures of a run to figures.json')
    .addOption(json())
    .addHelpText('after', VERIFY_EXAMPLES)
    .action(async (names: readonly string[], flags: VerifyFlags) =>
      (await import('./commands/verify.js')).verify(names, flags),
    )
}

const DRIFT_EXAMPLES = `
Examples:
  pushforward drift last-year.csv this-year.csv
  pushforward drift last-year.parquet this-year.parquet --columns age,income --json`

function addDrift(program: Command): void {
  program
    .command('drift')
    .description('population stability index of each column of two tables, with interval and test')
    .argument('<expected>', 'the reference: CSV or Parquet')
    .argument('<actual>', 'what is to be judged: CSV or Parquet')
    .option('--columns <names>', 'columns to compare, between commas (default: all that both tables have)', readNames)
    .addOption(json())
    .addHelpText('after', DRIFT_EXAMPLES)
    .action(async (expected: string, actual: string, flags: DriftFlags) =>
      (await import('./commands/drift.js')).drift(expected, actual, flags),
    )
}

function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.every(Boolean)) return names
  throw new InvalidArgumentError('Names between commas are needed.')
}

const COSTS = ['sqeuclidean', 'euclidean', 'cityblock', 'chebyshev', 'cosine', 'sphere']

const TRANSPORT_EXAMPLES = `
Examples:
  pushforward transport source.csv target.csv --out plan.csv
  pushforward transport source.npy target.npy --cost euclidean --json
  pushforward transport source.csv target.csv --method sinkhorn --epsilon 1%
  pushforward transport source.npy target.npy --method sliced --projections 1000`

function addTransport(program: Command): void {
  program
    .command('transport')
    .description('what it costs to move one cloud of points onto another, and how')
    .argument('<x>', 'points: CSV with one point a line, or NPY of shape (n, d)')
    .argument('<y>', 'points, of the same dimension')
    .addOption(
      new Option('--method <name>', 'emd: exact; sinkhorn: with entropy; sliced: by projections onto lines')
        .choices(['emd', 'sinkhorn', 'sliced'])
        .default('emd'),
    )
    .addOption(new Option('--cost <name>', 'cost of a pair (default: sqeuclidean, |x − y|²)').choices(COSTS))
    .option(
      '--epsilon <number>',
      'entropy for --method sinkhorn, in the unit of the cost, or as a share of its mean such as 1% (default: 5%)',
      readEpsilon,
    )
    .option('--projections <number>', 'directions for --method sliced (default: 128)', readCount)
    .option('--seed <number>', 'seed of the directions for --method sliced (default: 0)', readSeed)
    .addOption(threads())
    .option('--out <file>', 'write the plan as CSV: i,j,mass, positions from 0')
    .addOption(json())
    .addHelpText('after', TRANSPORT_EXAMPLES)
    .action(async (x: string, y: string, flags: TransportFlags) =>
      (await import('./commands/transport.js')).transport(x, y, flags),
    )
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the site on this machine')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: PORT, else 3000)', readPort)
    .option('--data <folder>', 'where the store lives (default: .data/feed in the clone)')
    .option('--database-url <url>', 'a PostgreSQL server in place of the embedded store (default: DATABASE_URL)')
    .action(async ({ databaseUrl = process.env.DATABASE_URL, ...flags }) => {
      const { serve } = await import('@pushforward/server')
      await serve({ ...flags, databaseUrl })
    })
}

function addWorker(program: Command): void {
  program
    .command('worker')
    .description('work off runs of papers for a site whose store is on a PostgreSQL server')
    .option('--database-url <url>', 'its database (default: DATABASE_URL)')
    .option('--concurrency <number>', 'runs at a time (default: RUN_WORKERS, else 1)', readCount)
    .addHelpText('after', '\nRUN_SECONDS and RUN_MEMORY (in MiB) limit what one run may take.')
    .action(async (flags: WorkerFlags) => (await import('./commands/worker.js')).worker(flags))
}

/** The library's generator takes seeds from 0 to 2^53 − 1. */
function readSeed(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('An integer from 0 to 2^53 − 1 is needed.')
}

function readEpsilon(text: string): TransportFlags['epsilon'] {
  const number = Number(text.replace(/%$/, ''))
  if (!(text.trim() !== '' && number > 0 && number < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError('A positive number is needed, or a share such as 5%.')
  }
  return text.endsWith('%') ? { relative: 'mean', factor: number / 100 } : number
}

function readCount(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('A positive integer is needed.')
}

function readPort(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= 65_535) return number
  throw new InvalidArgumentError('An integer from 0 to 65535 is needed.')
}
