import { type Context, collect, type DataFile, type LabEvent, runPaper } from '@pushforward/lab'
import * as divergence from 'pushforward/divergence'
import * as flow from 'pushforward/flow'
import * as measure from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { callOf } from './call.js'
import { measureBound } from './claims/bound.js'
import { measureMirror } from './claims/mirror.js'
import { measureTransport } from './claims/transport.js'
import { kolmogorovDistance } from './distribution-distance.js'
import type { Learnt } from './explorations/noise.js'
import paper from './paper.js'
import { checkerboard, insideCheckerboard, modes } from './problems.js'

const { gaussian, rng } = measure

const file = (name: string, text: string): DataFile => ({ name, bytes: new TextEncoder().encode(text) })

/** A cloud as CSV: d columns of normal numbers around a centre. */
function cloud(n: number, d: number, seed: number, centre = 0, scale = 1): string {
  const random = rng(seed)
  return Array.from({ length: n }, () =>
    Array.from({ length: d }, () => (scale * (centre + random.normal())).toFixed(4)).join(','),
  ).join('\n')
}

const run = async (parameters: object, data: readonly DataFile[] = [], listen?: (event: LabEvent) => void) =>
  collect(runPaper(paper, { parameters: { ...parameters }, data, parts: ['run'] }), listen)

const context = (seed = 0): Context => ({
  seed,
  random: rng(seed),
  profile: 'quick',
  signal: new AbortController().signal,
  data: [],
  dataset: async () => undefined,
})

const SMALL = { steps: 10, points: 60, samplingSteps: 10, batch: 32 }

describe('stochastic-interpolants', () => {
  test('the board has eight squares, half of the plane that a Gaussian fills', () => {
    expect(insideCheckerboard(checkerboard().sample(2000, rng(1)))).toBe(1)
    // Four standard errors of a share of 4000 points.
    expect(Math.abs(insideCheckerboard(gaussian([0, 0], 1).sample(4000, rng(2))) - 0.5)).toBeLessThan(0.032)
  })

  test('Kolmogorov’s distance of a law’s own sample is what Kolmogorov says', () => {
    const { two, three } = modes()
    expect(kolmogorovDistance(two.sample(2000, rng(3)), two)).toBeLessThan(1.95 / Math.sqrt(2000))
    expect(kolmogorovDistance(two.sample(2000, rng(3)), three)).toBeGreaterThan(0.15)
  })

  test('learns a board a little, and shows particles on their way, the losses and three samplers', async () => {
    const events: LabEvent[] = []
    const { figures, metrics } = await run({ steps: 150, points: 500 }, [], (event) => events.push(event))
    expect(events[0]).toMatchObject({ type: 'figure', figure: { id: 'particles' } })
    expect(figures.map(({ id }) => id)).toEqual(['particles', 'losses', 'samplers'])
    const titles = events.flatMap((event) => (event.type === 'figure' ? [event.figure.title] : []))
    expect(titles.filter((title) => /^t = 0\.\d\d: particles on their way/.test(title)).length).toBeGreaterThan(15)
    const distance = metrics.find(({ name }) => name === 'energy distance')?.value as number
    // N(0, I) itself is .61 from the board.
    expect(distance).toBeLessThan(0.3)
  })

  test('takes clouds of one’s own, of any scale and dimension', async () => {
    const cases: readonly (readonly [readonly DataFile[], RegExp])[] = [
      [[file('x.csv', cloud(30, 2, 1)), file('y.csv', cloud(40, 2, 2, 3))], /^30 source and 40 target/],
      [[file('both.csv', cloud(25, 4, 3, 0, 1e5))], /^25 source and 25 target/],
      [[file('x.csv', cloud(20, 3, 6)), file('y.csv', cloud(25, 3, 7))], /^20 source and 25 target/],
      [[file('x.csv', cloud(20, 1, 6)), file('y.csv', cloud(25, 1, 7))], /^20 source and 25 target/],
    ]
    for (const [data, caption] of cases) {
      const { figures, metrics } = await run(SMALL, data)
      expect(figures[0]?.caption).toMatch(caption)
      expect(metrics.every(({ value }) => Number.isFinite(value))).toBe(true)
    }
  })

  test.each([
    [0, 'brownian'],
    [3, 'bsquared'],
    [1, 'sinesquared'],
  ] as const)('ε = %f, γ = %s runs', async (epsilon, gamma) => {
    const { metrics } = await run({ ...SMALL, problem: 'clusters', epsilon, gamma })
    expect(metrics.find(({ name }) => name === 'energy distance')?.value).toBeGreaterThan(0)
  })

  test.each([
    ['checkerboard', 0],
    ['clusters', 2],
  ] as const)('the call that is shown does what the run does: %s, ε = %f', async (problem, epsilon) => {
    const parameters = { ...SMALL, problem, epsilon, gamma: 'bsquared' as const }
    const { metrics } = await run(parameters)
    const code = callOf(parameters)
    const modules: Record<string, object> = {
      'pushforward/divergence': divergence,
      'pushforward/flow': flow,
      'pushforward/measure': measure,
    }
    const imports = [...code.matchAll(/^import (\{.*\}) from '(.*)'$/gm)]
    expect(imports.length).toBe(3)
    const bound = imports.map(([, names, from]) => `const ${names} = modules['${from}']`).join('\n')
    const body = code.replaceAll(/^import .*$/gm, '')
    const printed: unknown[][] = []
    const program = new Function('modules', 'console', `return (async () => {\n${bound}\n${body}\n})()`)
    await program(modules, { log: (...values: unknown[]) => printed.push(values) })
    expect(printed.at(-1)?.[0]).toBeCloseTo(metrics.find(({ name }) => name === 'energy distance')?.value as number, 9)
  })

  test('stops at once when it is cancelled', async () => {
    const controller = new AbortController()
    const running = collect(
      runPaper(paper, { parameters: { steps: 20_000 }, parts: ['run'], signal: controller.signal }),
      (event) => {
        if (event.type === 'progress') controller.abort(new Error('enough'))
      },
    )
    await expect(running).rejects.toThrow('enough')
  })

  test('names what is wrong with files and parameters', async () => {
    const x = file('x.csv', cloud(10, 2, 1))
    await expect(run({}, [x])).rejects.toThrow(/x.csv: has 2 columns of numbers; give two files/)
    await expect(run({}, [x, file('y.csv', cloud(10, 3, 2))])).rejects.toThrow(/source has 2 columns and the target 3/)
    await expect(run({ epsilon: -1 })).rejects.toThrow(/epsilon/)
    await expect(run({ gamma: 'blue' })).rejects.toThrow(/gamma/)
  })

  test('outcomes of what needs no training, on another seed', async () => {
    const outcomes: Record<string, boolean | null> = {}
    for (const events of [
      measureBound(context()),
      measureTransport(context(7), 1, 1000),
      measureMirror(context(7), 1),
    ]) {
      for await (const event of events) if (event.type === 'claim') outcomes[event.id] = event.holds
    }
    expect(outcomes).toEqual({
      bound: true,
      'flow-unbounded': true,
      'same-law': true,
      'paths-differ': true,
      'mirror-keeps': true,
      'mirror-forgets': true,
      'mirror-fills': false,
    })
  })

  test('what a run has learnt from own clouds is sampled with any ε, and not trained again', async () => {
    const data = [file('x.csv', cloud(60, 2, 1)), file('y.csv', cloud(80, 2, 2, 3, 10))]
    let learnt: unknown
    const onResult = (result: unknown) => {
      learnt = result
    }
    const parameters = { ...SMALL, steps: 60 }
    const report = await collect(runPaper(paper, { parameters, data, parts: ['run'], onResult }))
    const [noise] = paper.runExplorations ?? []
    const answer = (epsilon: number) => [...(noise?.respond({ epsilon }, learnt as Learnt) ?? [])]
    const figureOf = (events: readonly LabEvent[]) => events.flatMap((e) => (e.type === 'figure' ? [e.figure] : []))[0]
    for (const epsilon of [0, 0.4, 2, 6]) {
      expect(figureOf(answer(epsilon))?.caption).toMatch(/^60 source and 80 target/)
    }
    expect(answer(2)).toEqual(answer(2))
    expect(figureOf(answer(0))?.title).toMatch(/^Without noise, the flow: energy distance/)
    expect(figureOf(answer(2))?.title).toMatch(/^With ε = 2 γ: energy distance/)
    // At its default it is a part of the run's report.
    expect(report.explorations?.noise).toEqual([figureOf(answer(1))])
  })

  test('explorations answer: the bound holds for every error, noise spreads the paths', async () => {
    const answer = async (id: string, parameters: object) => {
      const exploration = paper.explorations?.find((each) => each.id === id)
      const state = await exploration?.prepare(context())
      const events = [...(exploration?.respond(parameters, state) ?? [])] as LabEvent[]
      return Object.fromEntries(events.flatMap((e) => (e.type === 'metric' ? [[e.name, e.value]] : [])))
    }
    const coarse = await answer('bound', { frequency: 10, size: 0.3 })
    // 1 % of the exact 1.722 and 2.25e-4.
    expect(Math.abs((coarse['divergence of the flow'] as number) / 1.72202366 - 1)).toBeLessThan(0.01)
    expect(Math.abs((coarse['divergence at ε = 1'] as number) / 2.25e-4 - 1)).toBeLessThan(0.01)
    expect((await answer('paths', { epsilon: 0, start: -3.2 }))['deviation of the ends']).toBeLessThan(1e-9)
    expect((await answer('paths', { epsilon: 2, start: -3.2 }))['deviation of the ends']).toBeGreaterThan(1)
  })
})
