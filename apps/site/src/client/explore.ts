/**
 * Explorations: a worker of their own prepares them once, then answers every move of a handle. Those of a run are answered
 * by the run's worker, which has what was learnt. While one answer is on its way only the latest position waits.
 * @module
 */
import { applyEvents, type ExplorationState, type Session } from '../paper/session.js'
import type { Reply, Request, Values } from './protocol.js'
import type { RunListener, Runner } from './run.js'

export interface Explorer extends RunListener {
  /** Prepares an exploration and draws it at its present values. */
  wake(state: ExplorationState): void
  move(state: ExplorationState, values: Values): void
  /** Prepares again what is awake: the data have changed. */
  refresh(): void
}

/** @param askRun reaches the worker of the run */
export function createExplorer(session: Session, startWorker: () => Worker, askRun: Runner['ask']): Explorer {
  let worker: Worker | undefined
  const waiting = new Map<string, Values>()
  const asked = new Set<string>()

  const send = (request: Request) => {
    worker ??= listenTo(startWorker())
    worker.postMessage(request)
  }
  const listenTo = (started: Worker) => {
    started.onmessage = ({ data }: MessageEvent<Reply>) => receive(data)
    return started
  }
  const stateOf = (id: string | undefined) => session.explorations.find(({ view }) => view.id === id)

  const receive = (reply: Reply) => {
    const state = 'exploration' in reply ? stateOf(reply.exploration) : undefined
    if (!state) return
    if (reply.type === 'prepared') {
      state.status.value = 'live'
      asked.delete(state.view.id)
      ask(state, waiting.get(state.view.id) ?? state.values.value)
    } else if (reply.type === 'answer') {
      state.problem.value = undefined
      applyEvents(state, reply.events)
      next(state)
    } else if (reply.type === 'failed') {
      state.problem.value = reply.problem.message
      next(state)
    }
  }
  const ask = (state: ExplorationState, parameters: Values) => {
    const { id } = state.view
    if (state.status.value !== 'live' || asked.has(id)) {
      waiting.set(id, parameters)
      return
    }
    waiting.delete(id)
    asked.add(id)
    const request = { type: 'respond', exploration: id, parameters } as const
    if (state.view.ofRun) askRun(request)
    else send(request)
  }
  const next = (state: ExplorationState) => {
    asked.delete(state.view.id)
    const parameters = waiting.get(state.view.id)
    if (parameters) ask(state, parameters)
  }
  const prepare = (state: ExplorationState) => {
    if (state.view.ofRun) return
    state.status.value = 'preparing'
    const { slug } = session.data
    send({ type: 'prepare', slug, exploration: state.view.id, files: session.files.value })
  }

  const ofRun = session.explorations.filter(({ view }) => view.ofRun)

  return {
    begun: () => {
      for (const state of ofRun) {
        state.status.value = 'asleep'
        state.problem.value = undefined
        asked.delete(state.view.id)
      }
    },
    learnt: () => {
      for (const state of ofRun) {
        state.status.value = 'live'
        ask(state, state.values.value)
      }
    },
    answered: receive,
    wake: (state) => {
      if (state.status.value === 'asleep') prepare(state)
    },
    move: (state, values) => {
      state.values.value = values
      if (state.status.value === 'asleep') prepare(state)
      ask(state, values)
    },
    refresh: () => {
      for (const state of session.explorations) if (state.status.value !== 'asleep') prepare(state)
    },
  }
}
