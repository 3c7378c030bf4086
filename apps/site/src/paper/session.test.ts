import { claim, type Figure, figure, metric, progress } from '@pushforward/lab'
import { describe, expect, test } from 'vitest'
import type { PaperData } from '../view.js'
import { applyEvents, commandLine, createSession } from './session.js'

const data: PaperData = {
  slug: 'example',
  parameters: [
    { name: 'shift', type: 'number', description: '', default: 1, primary: true },
    { name: 'corners', type: 'points', description: '', default: [[0, 1]], primary: false },
    { name: 'target', type: 'text', description: '', primary: false },
  ],
  values: { shift: '1', corners: '0,1' },
  seed: 0,
  claims: [],
  explorations: [
    {
      id: 'move',
      title: 'Move it',
      parameters: [{ name: 'angle', type: 'number', description: '', default: 30, primary: true }],
      figures: [],
    },
  ],
  figures: [{ id: 'map', kind: 'chart', title: 'T', caption: 'C', aspect: 1, narrowAspect: 1, alternative: 'A' }],
  call: 'call()',
}

const drawn = (id: string): Figure => ({
  kind: 'chart',
  id,
  title: 'New',
  caption: '',
  aspect: 2,
  alternative: 'B',
  spec: {},
})

describe('commandLine', () => {
  test('gives what differs from the defaults, quoted where a shell would read it', () => {
    expect(commandLine('example', 0, data.values, data)).toBe('npx pushforward run example')
    expect(commandLine('example', 7, { shift: '-2', corners: '0,1;2,3', target: 'net income' }, data)).toBe(
      "npx pushforward run example --seed 7 --shift -2 --corners '0,1;2,3' --target 'net income'",
    )
    expect(commandLine('example', 0, { target: "it's; rm -rf" }, data)).toBe(
      `npx pushforward run example --target 'it'\\''s; rm -rf'`,
    )
  })
})

describe('a session', () => {
  test('starts with the recorded figures and the explorations at their defaults', () => {
    const session = createSession(data)
    expect(session.figures.value).toEqual([{ frame: data.figures[0] }])
    expect(session.explorations[0]?.values.value).toEqual({ angle: 30 })
    expect(session.phase.value).toEqual({ kind: 'ready' })
  })

  test('keeps the last progress and figure of an id, lets metrics grow, and collects claims', () => {
    const session = createSession(data)
    applyEvents(session, [progress(1, 4), metric('gap', 3, 1), figure(drawn('map')), metric('count', 5)])
    applyEvents(session, [progress(2, 4, 'half'), metric('gap', 2, 2), figure(drawn('curve')), claim('a', true)])
    expect(session.progress.value).toMatchObject({ done: 2, total: 4, note: 'half' })
    expect(session.metrics.value).toEqual([
      { name: 'gap', value: 2, steps: [1, 2], values: [3, 2] },
      { name: 'count', value: 5, steps: [], values: [] },
    ])
    expect(session.figures.value.map(({ frame, live }) => [frame.id, live?.title])).toEqual([
      ['map', 'New'],
      ['curve', 'New'],
    ])
    expect(session.claims.value.a?.holds).toBe(true)
  })

  test('shows a refused permalink as a problem of the parameters', () => {
    const session = createSession({ ...data, problem: 'shift: is 9' })
    expect(session.problem.value).toEqual({ where: 'parameters', message: 'shift: is 9' })
  })
})
