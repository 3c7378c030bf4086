import type { LabEvent } from '@pushforward/lab'
import { metric } from '@pushforward/lab'
import { describe, expect, test } from 'vitest'
import { createSession } from '../paper/session.js'
import type { PaperData } from '../view.js'
import { createExplorer } from './explore.js'
import type { Reply, Request } from './protocol.js'

const data: PaperData = {
  slug: 'example',
  parameters: [],
  values: {},
  seed: 0,
  claims: [],
  explorations: [
    {
      id: 'turn',
      title: 'Turn it',
      parameters: [{ name: 'angle', type: 'number', description: '', default: 0, primary: true }],
      figures: [],
    },
    {
      id: 'noise',
      title: 'Change the noise',
      parameters: [{ name: 'noise', type: 'number', description: '', default: 1, primary: true }],
      ofRun: true,
      figures: [],
    },
  ],
  figures: [],
  call: '',
}

/** A worker that keeps what it is told and answers when the test says so. */
function slowWorker() {
  const heard: Request[] = []
  const worker = { postMessage: (request: Request) => heard.push(request) } as unknown as Worker
  const say = (reply: Reply) => worker.onmessage?.({ data: reply } as MessageEvent<Reply>)
  return { worker, heard, say }
}

function setUp() {
  const session = createSession(data)
  const { worker, heard, say } = slowWorker()
  const [state, ofRun] = session.explorations
  if (!state || !ofRun) throw new Error('the session has two explorations')
  const toRun: Request[] = []
  const answer = (events: readonly LabEvent[] = []) => say({ type: 'answer', exploration: 'turn', events })
  const explorer = createExplorer(
    session,
    () => worker,
    (request) => toRun.push(request),
  )
  return { state, ofRun, heard, toRun, say, answer, explorer }
}

describe('an exploration', () => {
  test('is prepared once, when it is first seen, and then drawn at its defaults', () => {
    const { state, heard, say, explorer } = setUp()
    explorer.wake(state)
    explorer.wake(state)
    expect(heard).toEqual([{ type: 'prepare', slug: 'example', exploration: 'turn', files: [] }])
    say({ type: 'prepared', exploration: 'turn' })
    expect(heard.at(-1)).toEqual({ type: 'respond', exploration: 'turn', parameters: { angle: 0 } })
  })

  test('asks for one answer at a time, and of what waits only for the latest', () => {
    const { state, heard, say, answer, explorer } = setUp()
    explorer.wake(state)
    say({ type: 'prepared', exploration: 'turn' })
    for (const angle of [1, 2, 3]) explorer.move(state, { angle })
    expect(heard).toHaveLength(2)
    answer([metric('gap', 0)])
    expect(heard.slice(2)).toEqual([{ type: 'respond', exploration: 'turn', parameters: { angle: 3 } }])
    answer([metric('gap', 3)])
    expect(heard).toHaveLength(3)
    expect(state.metrics.value[0]?.value).toBe(3)
  })

  test('that is moved before it is ready answers for where it was moved to', () => {
    const { state, heard, say, explorer } = setUp()
    explorer.move(state, { angle: 9 })
    say({ type: 'prepared', exploration: 'turn' })
    expect(heard.at(-1)).toEqual({ type: 'respond', exploration: 'turn', parameters: { angle: 9 } })
  })

  test('shows why it can’t answer, and goes on with the next move', () => {
    const { state, heard, say, answer, explorer } = setUp()
    explorer.wake(state)
    say({ type: 'prepared', exploration: 'turn' })
    say({ type: 'failed', exploration: 'turn', problem: { where: 'parameters', message: 'angle: is 999' } })
    expect(state.problem.value).toBe('angle: is 999')
    explorer.move(state, { angle: 5 })
    expect(heard.at(-1)).toEqual({ type: 'respond', exploration: 'turn', parameters: { angle: 5 } })
    answer()
    expect(state.problem.value).toBeUndefined()
  })
})

describe('an exploration of a run', () => {
  test('waits for the run, then asks its worker, at where its handles are', () => {
    const { ofRun, heard, toRun, explorer } = setUp()
    explorer.wake(ofRun)
    explorer.move(ofRun, { noise: 3 })
    expect([heard, toRun]).toEqual([[], []])
    explorer.begun()
    explorer.learnt()
    expect(toRun).toEqual([{ type: 'respond', exploration: 'noise', parameters: { noise: 3 } }])
    expect(heard).toEqual([])
  })

  test('sleeps again while the next run is on its way, and a late answer does not wake it', () => {
    const { ofRun, toRun, explorer } = setUp()
    explorer.begun()
    explorer.learnt()
    explorer.move(ofRun, { noise: 2 })
    explorer.begun()
    explorer.answered({ type: 'answer', exploration: 'noise', events: [metric('distance', 0.5)] })
    explorer.refresh()
    expect(ofRun.status.value).toBe('asleep')
    expect(toRun).toHaveLength(1)
    explorer.learnt()
    expect(toRun.slice(1)).toEqual([{ type: 'respond', exploration: 'noise', parameters: { noise: 2 } }])
  })
})
