/**
 * Starts, follows and stops runs in a worker, and writes what happens into the session.
 * @module
 */
import { type DataFile, type LabEvent, type ParameterValue, readParameter } from '@pushforward/lab'
import { applyEvents, commandLine, isBusy, isUsual, type Part, type Session } from '../paper/session.js'
import type { Reply, Request, Values } from './protocol.js'

/** A worker in a long synchronous step can't hear that it should stop. */
const PATIENCE = 500

export interface Runner {
  /** Loads the paper's code, so that a run starts at once. */
  warm(): void
  /** Asks for the columns of the visitor's table. */
  look(file: DataFile): void
  run(form: HTMLFormElement): void
  measure(form: HTMLFormElement): void
  stop(): void
  /** Asks an exploration of the run. */
  ask(request: Extract<Request, { type: 'respond' }>): void
}

/** Who plays with what a run has learnt. */
export interface RunListener {
  /** A run starts: what the one before has learnt is gone. */
  begun(): void
  /** The run has ended, and can be asked. */
  learnt(): void
  /** An answer has come, or the reason why there is none. */
  answered(reply: Reply): void
}

export function createRunner(session: Session, startWorker: () => Worker, listener: RunListener): Runner {
  const { slug } = session.data
  let worker: Worker | undefined
  let arrived: LabEvent[] = []
  let frame = 0

  const send = (request: Request) => {
    worker ??= listenTo(startWorker())
    worker.postMessage(request)
  }
  const listenTo = (started: Worker) => {
    started.onmessage = ({ data }: MessageEvent<Reply>) => receive(data)
    started.onerror = (event) => fail(event.message || 'The worker could not be started; reload the page.')
    return started
  }
  const flush = () => {
    cancelAnimationFrame(frame)
    frame = 0
    applyEvents(session, arrived)
    arrived = []
  }
  const receive = (reply: Reply) => {
    if ('exploration' in reply && reply.exploration !== undefined) {
      listener.answered(reply)
    } else if (reply.type === 'call') {
      session.call.value = reply.text
    } else if (reply.type === 'events') {
      arrived.push(...reply.events)
      frame ||= requestAnimationFrame(flush)
    } else if (reply.type === 'columns') {
      session.columns.value = reply.names
    } else if (reply.type === 'done') {
      flush()
      session.report.value = reply.report
      const { phase } = session
      const ran = 'part' in phase.value && phase.value.part === 'run'
      end({ kind: 'done', seconds: reply.report.seconds, threads: reply.threads })
      if (ran) listener.learnt()
    } else if (reply.type === 'cancelled') {
      flush()
      end({ kind: 'stopped', seconds: sinceStart() })
    } else if (reply.type === 'failed') {
      flush()
      session.problem.value = reply.problem
      end({ kind: 'stopped', seconds: sinceStart() })
    }
  }
  const fail = (message: string) => {
    discardWorker()
    session.problem.value = { where: 'run', message }
    if (isBusy(session.phase.value)) end({ kind: 'stopped', seconds: sinceStart() })
  }
  const discardWorker = () => {
    worker?.terminate()
    worker = undefined
  }

  let started = 0
  const sinceStart = () => (performance.now() - started) / 1000
  const end = (outcome: { kind: 'done'; seconds: number; threads: number } | { kind: 'stopped'; seconds: number }) => {
    const phase = session.phase.value
    if ('part' in phase) session.phase.value = { ...outcome, part: phase.part }
  }

  const start = (part: Part, form: HTMLFormElement) => {
    if (isBusy(session.phase.value)) return
    session.problem.value = undefined
    const read = readForm(session, form)
    if ('message' in read) {
      session.problem.value = { where: 'parameters', message: read.message }
      return
    }
    const { texts, values, seed } = read
    if (part === 'run') {
      history.replaceState(null, '', `${location.pathname}${queryOf(session, texts, seed)}${location.hash}`)
      session.command.value = commandLine(slug, seed, texts, session.data)
      session.metrics.value = []
      listener.begun()
    } else {
      session.claims.value = {}
    }
    session.report.value = undefined
    session.progress.value = undefined
    started = performance.now()
    session.phase.value = { kind: 'working', part, since: started }
    send({ type: 'start', slug, part, parameters: values, seed, files: session.files.value })
  }

  return {
    warm: () => {
      if (!worker) send({ type: 'warm', slug })
    },
    look: (file) => {
      if (!isBusy(session.phase.value)) send({ type: 'look', file })
    },
    ask: send,
    run: (form) => start('run', form),
    measure: (form) => start('measure', form),
    stop: () => {
      const phase = session.phase.value
      if (phase.kind !== 'working') return
      session.phase.value = { kind: 'stopping', part: phase.part }
      send({ type: 'cancel' })
      setTimeout(() => {
        if (session.phase.value.kind !== 'stopping') return
        discardWorker()
        receive({ type: 'cancelled' })
      }, PATIENCE)
    },
  }
}

type FormContent =
  | { readonly texts: Readonly<Record<string, string>>; readonly values: Values; readonly seed: number }
  | { readonly message: string }

/** What the controls hold, as text and as values; or what is wrong with it. Ranges are checked by the paper. */
function readForm({ data }: Session, form: HTMLFormElement): FormContent {
  const content = new FormData(form)
  const texts: Record<string, string> = {}
  const values: Record<string, ParameterValue> = {}
  try {
    for (const parameter of data.parameters) {
      const text = String(content.get(parameter.name) ?? '')
      if (text === '' && parameter.default === undefined) continue
      texts[parameter.name] = text
      values[parameter.name] = readParameter(parameter, text)
    }
  } catch (error) {
    return { message: (error as Error).message }
  }
  const seed = Number(content.get('seed'))
  if (!Number.isSafeInteger(seed) || seed < 0) {
    return { message: `seed: is ${JSON.stringify(content.get('seed'))}; an integer from 0 is needed` }
  }
  return { texts, values, seed }
}

/** The permalink: what differs from the defaults. */
function queryOf({ data }: Session, texts: Readonly<Record<string, string>>, seed: number): string {
  const query = new URLSearchParams()
  for (const { name, default: usual } of data.parameters) {
    const text = texts[name]
    if (text !== undefined && !isUsual(text, usual)) query.set(name, text)
  }
  if (seed !== 0) query.set('seed', String(seed))
  const text = query.toString()
  return text && `?${text}`
}
