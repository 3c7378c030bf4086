/**
 * The worker that runs papers: it loads one paper's code, passes its events on once a frame, and stops when told. What a
 * run has learnt stays here, and answers for the explorations of the run.
 * @module
 */
import { startThreads, threadCount } from '@pushforward/kernels'
import { type DataFile, type LabEvent, type Paper, parseParameters, runPaper } from '@pushforward/lab'
import { loadPaper } from '@pushforward/papers'
import { rng } from 'pushforward/measure'
import type { Problem } from '../paper/session.js'
import type { Reply, Request, Values } from './protocol.js'

/** One frame of a page, in milliseconds. */
const FRAME = 16

let running: AbortController | undefined
/** What the last run has learnt, for explorations of it. */
let learnt: { readonly paper: Paper; readonly result: unknown } | undefined
const prepared = new Map<string, { readonly paper: Paper; readonly state: unknown }>()

const post = (reply: Reply) => self.postMessage(reply)

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  if (request.type === 'warm')
    void warm(request.slug).catch(() => {}) // what fails here fails again, aloud, at the start
  else if (request.type === 'start') void start(request)
  else if (request.type === 'cancel') running?.abort()
  else if (request.type === 'look') void look(request.file)
  else if (request.type === 'prepare') void prepare(request)
  else respond(request)
}

let threads: Promise<number> | undefined

async function warm(slug: string): Promise<Paper> {
  // Once: a second pool on the same memory would draw the first one's blocks.
  threads ??= self.crossOriginIsolated ? startThreads() : Promise.resolve(1)
  const [paper] = await Promise.all([loadPaper(slug), threads])
  if (!paper) throw new Error(`the paper ${slug} has no program`)
  return paper
}

async function start({ slug, part, parameters, seed, files }: Extract<Request, { type: 'start' }>): Promise<void> {
  const controller = new AbortController()
  running = controller
  if (part === 'run') learnt = undefined
  let where: Problem['where'] = 'parameters'
  try {
    const paper = await warm(slug)
    const { signal } = controller
    post({ type: 'call', text: paper.call(parseParameters(paper.parameters, parameters)) })
    where = files.length > 0 ? 'data' : 'run'
    const device = `${navigator.hardwareConcurrency} cores, ${threadCount()} used, WebAssembly`
    const onResult = (result: unknown) => {
      learnt = { paper, result }
    }
    const run = runPaper(paper, { parameters, seed, signal, data: files, dataset, parts: [part], device, onResult })
    let events: LabEvent[] = []
    let posted = performance.now()
    const flush = () => {
      if (events.length > 0) post({ type: 'events', events })
      events = []
      posted = performance.now()
    }
    for (;;) {
      const step = await run.next()
      if (step.done) {
        flush()
        post({ type: 'done', report: step.value, threads: threadCount() })
        return
      }
      events.push(step.value)
      if (performance.now() - posted < FRAME) continue
      flush()
      await nextTask() // lets a `cancel` in
    }
  } catch (error) {
    if (controller.signal.aborted) post({ type: 'cancelled' })
    else post({ type: 'failed', problem: { where: isInputError(error) ? where : 'run', message: messageOf(error) } })
  } finally {
    running = undefined
  }
}

/** A table that can't be read has no columns to offer; the run says why. */
async function look({ bytes }: DataFile): Promise<void> {
  const { readTable } = await import('pushforward/table')
  const table = await readTable(bytes).catch(() => undefined)
  post({ type: 'columns', names: table?.columns.map(({ name }) => name) ?? [] })
}

async function prepare({ slug, exploration, files }: Extract<Request, { type: 'prepare' }>): Promise<void> {
  try {
    const paper = await loadPaper(slug)
    const program = paper?.explorations?.find(({ id }) => id === exploration)
    if (!paper || !program) throw new Error(`${slug} has no exploration ${exploration}`)
    const { signal } = new AbortController()
    const state = await program.prepare({ seed: 0, random: rng(0), profile: 'quick', signal, data: files, dataset })
    prepared.set(exploration, { paper, state })
    post({ type: 'prepared', exploration })
  } catch (error) {
    post({ type: 'failed', exploration, problem: { where: 'run', message: messageOf(error) } })
  }
}

function respond({ exploration, parameters }: Extract<Request, { type: 'respond' }>): void {
  try {
    const events = prepared.has(exploration) ? answer(exploration, parameters) : answerOfRun(exploration, parameters)
    post({ type: 'answer', exploration, events })
  } catch (error) {
    post({ type: 'failed', exploration, problem: { where: 'parameters', message: messageOf(error) } })
  }
}

function answer(exploration: string, parameters: Values): LabEvent[] {
  const known = prepared.get(exploration)
  const program = known?.paper.explorations?.find(({ id }) => id === exploration)
  if (!known || !program) throw new Error(`the exploration ${exploration} is not prepared`)
  return [...program.respond(parseParameters(program.parameters, parameters), known.state)]
}

function answerOfRun(exploration: string, parameters: Values): LabEvent[] {
  const program = learnt?.paper.runExplorations?.find(({ id }) => id === exploration)
  if (!learnt || !program) throw new Error(`the exploration ${exploration} has no run to answer for`)
  return [...program.respond(parseParameters(program.parameters, parameters), learnt.result)]
}

/** A data set of the project, served by the site; undefined where it is not installed. */
async function dataset(name: string): Promise<DataFile | undefined> {
  const response = await fetch(`/data/${name}`)
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`the data set ${name} could not be loaded (${response.status})`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { name: response.headers.get('x-file-name') ?? name, bytes }
}

/** A new task, sooner than a timer's. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** By name: the paper's copy of the class may be another than ours. */
const isInputError = (error: unknown) => error instanceof Error && error.name === 'InputError'
