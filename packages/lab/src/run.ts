/**
 * Runs a paper: checks what it is given, passes its events on, and collects the report.
 * @module
 */
import { InputError, rng } from 'pushforward/measure'
import type { LabEvent } from './events.js'
import { assertFigure } from './figure/check.js'
import type { Context, DataFile, Paper, Profile } from './paper.js'
import { type ParameterValues, parseParameters } from './parameters.js'
import { createTally, plainFigure, type Report } from './report.js'

/** `run`: the method on the visitor's input. `measure`: the claims. */
export type Part = 'run' | 'measure'

export interface RunOptions {
  /** Values by name; what is absent takes the paper's default. */
  readonly parameters?: ParameterValues
  /** Default 0: the same call gives the same numbers. */
  readonly seed?: number
  /** Default `quick`. */
  readonly profile?: Profile
  /** Stops the run: the generator then throws the signal's reason. */
  readonly signal?: AbortSignal
  /** The visitor's files; default none, which means the paper's demonstration data. */
  readonly data?: readonly DataFile[]
  /** Finds data sets by name. Default: none is installed. */
  readonly dataset?: Context['dataset']
  /** Default both, in this order. */
  readonly parts?: readonly Part[]
  /** What computes, for the report. Default `cpu`. */
  readonly device?: string
  /** Receives what the paper's `run` returned, once it has ended: the state of the paper's run explorations. */
  readonly onResult?: (result: unknown) => void
}

/** Events as they happen; the report is what the generator returns. */
export type Run = AsyncGenerator<LabEvent, Report, void>

/**
 * Starts a paper. Input is checked at once; nothing is computed before the first event is asked for.
 * @throws InputError if a parameter, the seed or the files are not what the paper takes
 */
export function runPaper(paper: Paper, options: RunOptions = {}): Run {
  const { seed = 0, profile = 'quick', data = [], parts = ['run', 'measure'], device = 'cpu' } = options
  const { signal = new AbortController().signal, dataset = async () => undefined, onResult } = options
  const parameters = parseParameters(paper.parameters, options.parameters ?? {})
  if (profile !== 'quick' && profile !== 'full') {
    throw new InputError(`profile: is ${JSON.stringify(profile)}; quick or full is needed`)
  }
  rng(seed)
  assertData(paper, data)
  // Each part draws from the seed afresh, so that measuring after a run gives what measuring alone gives.
  const context = (): Context => ({ seed, random: rng(seed), profile, signal, data, dataset })

  return (async function* () {
    const started = performance.now()
    const tally = createTally(paper)
    let explorations: Report['explorations']
    for (const part of parts) {
      signal.throwIfAborted()
      const events = part === 'run' ? paper.run(parameters, context()) : paper.measure(context())
      let step = await events.next()
      try {
        for (; !step.done; step = await events.next()) {
          tally.add(step.value)
          yield step.value
          signal.throwIfAborted()
        }
      } finally {
        // A run that is left early gives back what it holds.
        if (!step.done) await events.return(undefined)
      }
      if (part === 'run') {
        onResult?.(step.value)
        explorations = firstAnswers(paper, step.value)
      }
    }
    return {
      slug: paper.slug,
      seed,
      profile,
      seconds: (performance.now() - started) / 1000,
      device,
      parameters,
      ...tally.findings(parts.includes('measure') ? 'the paper reported nothing' : 'this run did not measure claims'),
      ...(explorations && { explorations }),
    }
  })()
}

/** What run explorations show before anyone has moved a handle: a part of the run's report. */
function firstAnswers({ runExplorations }: Paper, result: unknown): Report['explorations'] {
  if (!runExplorations) return undefined
  return Object.fromEntries(
    runExplorations.map((exploration) => {
      const events = [...exploration.respond(parseParameters(exploration.parameters, {}), result)]
      const figures = events.flatMap((event) => (event.type === 'figure' ? [event.figure] : []))
      figures.forEach(assertFigure)
      return [exploration.id, figures.map(plainFigure)]
    }),
  )
}

/** Drains a run: every event to the listener, the report to the caller. */
export async function collect(run: Run, listen: (event: LabEvent) => void = () => {}): Promise<Report> {
  for (;;) {
    const step = await run.next()
    if (step.done) return step.value
    listen(step.value)
  }
}

function assertData(paper: Paper, data: readonly DataFile[]): void {
  if (data.length === 0) return
  const request = paper.data
  if (!request) throw new InputError(`data: ${paper.slug} takes no files; it generates its data`)
  const { min, max } = request.files
  if (data.length < min || data.length > max) {
    const accepted = min === max ? `${min}` : `${min} to ${max}`
    throw new InputError(`data: ${data.length} files were given; ${accepted} needed: ${request.description}`)
  }
  for (const { name } of data) {
    if (!request.accept.some((extension) => name.toLowerCase().endsWith(extension))) {
      throw new InputError(`data: ${name} has an extension that is not read; accepted are ${request.accept.join(', ')}`)
    }
  }
}
