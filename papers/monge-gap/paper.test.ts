import { type Context, collect, type DataFile, type LabEvent, runPaper } from '@pushforward/lab'
import * as learn from 'pushforward/learn'
import * as measure from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { callOf } from './call.js'
import { measureConvexity, measureSupport, measureZeros } from './claims/exact.js'
import { measureOwnCells } from './claims/own-cells.js'
import paper from './paper.js'

const { rng, writeNpy } = measure

const file = (name: string, text: string): DataFile => ({ name, bytes: new TextEncoder().encode(text) })

/** A cloud as CSV: d columns of normal numbers around a centre. */
function cloud(n: number, d: number, seed: number, centre = 0): string {
  const random = rng(seed)
  return Array.from({ length: n }, () =>
    Array.from({ length: d }, () => (centre + random.normal()).toFixed(4)).join(','),
  ).join('\n')
}

const run = async (parameters: object, data: readonly DataFile[] = []) =>
  collect(runPaper(paper, { parameters: { ...parameters }, data, parts: ['run'] }))

const context = (data: readonly DataFile[] = []): Context => ({
  seed: 0,
  random: rng(0),
  profile: 'quick',
  signal: new AbortController().signal,
  data,
  dataset: async () => undefined,
})

describe('monge-gap', () => {
  test('learns the Gaussians of the demonstration nearly without waste', async () => {
    const { figures, metrics } = await run({ steps: 400 })
    expect(figures.map(({ id }) => id)).toEqual(['map', 'curves'])
    const last = (name: string) => metrics.find((metric) => metric.name === name)?.value as number
    // The demonstration has 128 points and a few seconds: 1 % wasted, and within a tenth of the variance.
    expect(last('exact gap') / last('cost paid')).toBeLessThan(0.01)
    expect(last('distance to the optimal map, %')).toBeLessThan(10)
  })

  test('shows a figure before it has learnt anything, and says how far it is on its way', async () => {
    const events: LabEvent[] = []
    await collect(runPaper(paper, { parameters: { steps: 300 }, parts: ['run'] }), (event) => events.push(event))
    expect(events[0]).toMatchObject({ type: 'figure', figure: { id: 'map' } })
    const shares = events.flatMap((event) => (event.type === 'progress' ? [event.done / event.total] : []))
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    // Ten times a second, so a fast machine says it less often.
    expect(shares.length).toBeGreaterThan(2)
  })

  test('takes clouds of one’s own: two files, labels, columns side by side, NumPy, many dimensions', async () => {
    const labelled = `a,b,group\n${cloud(30, 2, 1).replaceAll('\n', ',control\n')},control\n${cloud(20, 2, 2, 3).replaceAll('\n', ',treated\n')},treated`
    const npy: DataFile = {
      name: 'cells.npy',
      bytes: writeNpy(
        Float64Array.from({ length: 60 }, () => rng(5).normal()),
        [20, 3],
      ),
    }
    const cases: readonly (readonly [readonly DataFile[], RegExp])[] = [
      [[file('x.csv', cloud(30, 2, 1)), file('y.csv', cloud(40, 2, 2, 3))], /^30 source and 40 target/],
      [[file('cells.csv', labelled)], /^30 source and 20 target/],
      [[file('both.csv', cloud(25, 4, 3))], /^25 source and 25 target/],
      [[npy, file('y.csv', cloud(25, 3, 4))], /^20 source and 25 target/],
      [[file('x.csv', cloud(20, 1, 6)), file('y.csv', cloud(25, 1, 7))], /^20 source and 25 target/],
    ]
    for (const [data, caption] of cases) {
      const { figures, metrics } = await run({ steps: 5 }, data)
      expect(figures[0]?.caption).toMatch(caption)
      expect(metrics.map(({ name }) => name)).not.toContain('distance to the optimal map, %')
    }
  })

  test('more than two dimensions are drawn by their principal components', async () => {
    const wide = cloud(40, 3, 8)
      .split('\n')
      .map((line) =>
        line
          .split(',')
          .map((field, k) => Number(field) * [0.01, 5, 1][k]!)
          .join(','),
      )
      .join('\n')
    const { figures } = await run({ steps: 2 }, [file('x.csv', wide), file('y.csv', wide)])
    const [figure] = figures
    const { layer } = (figure as unknown as { spec: { layer: { data: { values: { x: number; y: number }[] } }[] } })
      .spec
    const values = layer[1]?.data.values ?? []
    const spread = (name: 'x' | 'y') =>
      Math.max(...values.map((value) => value[name])) - Math.min(...values.map((value) => value[name]))
    // The second column is the widest, the third next; the first, nearly constant, is not seen.
    expect(spread('x')).toBeGreaterThan(10)
    expect(spread('y')).toBeGreaterThan(1)
  })

  test.each(['squared-euclidean', 'euclidean', 'sparse'] as const)('every cost runs: %s', async (cost) => {
    const { metrics } = await run({ cost, steps: 20, points: 40, problem: 'moons' })
    expect(metrics.find(({ name }) => name === 'exact gap')?.value).toBeGreaterThanOrEqual(-1e-12)
  })

  test.each([
    ['gaussians', 'squared-euclidean'],
    ['moons', 'sparse'],
    ['gaussians', 'euclidean'],
  ] as const)('the call that is shown does what the run does: %s, %s', async (problem, cost) => {
    const parameters = { problem, cost, lambda: 0.5, steps: 15, points: 32, identity: true, epsilon: 0.01 }
    const { metrics } = await run(parameters)
    const code = callOf(parameters)
    const imports = [...code.matchAll(/^import (\{.*\}) from '(.*)'$/gm)]
    expect(imports.length).toBe(2)
    const modules: Record<string, object> = {
      'pushforward/learn': learn,
      'pushforward/measure': measure,
    }
    const printed: unknown[][] = []
    const bound = imports.map(([, names, from]) => `const ${names} = modules['${from}']`).join('\n')
    const body = code.replaceAll(/^import .*$/gm, '')
    const program = new Function('modules', 'console', `return (async () => {\n${bound}\n${body}\n})()`)
    await program(modules, { log: (...values: unknown[]) => printed.push(values) })
    expect(printed.at(-1)?.[0]).toBeCloseTo(metrics.find(({ name }) => name === 'exact gap')?.value as number, 9)
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

  test('says that a training broke down, and still draws the last good map', async () => {
    const far = cloud(20, 2, 9)
      .split('\n')
      .map((line) =>
        line
          .split(',')
          .map((field) => `${field}e18`)
          .join(','),
      )
      .join('\n')
    const events: LabEvent[] = []
    const { figures } = await collect(
      runPaper(paper, {
        parameters: { steps: 50 },
        parts: ['run'],
        data: [file('x.csv', cloud(20, 2, 10)), file('y.csv', far)],
      }),
      (event) => events.push(event),
    )
    expect(events.filter((event) => event.type === 'progress').at(-1)).toMatchObject({ note: /not finite|done/ })
    expect(figures.map(({ id }) => id)).toEqual(['map', 'curves'])
  })

  test('names what is wrong with files and parameters', async () => {
    const x = file('x.csv', cloud(10, 2, 1))
    await expect(run({}, [x])).rejects.toThrow(/x.csv: has 2 columns of numbers; give two files/)
    await expect(run({}, [x, file('y.csv', cloud(10, 3, 2))])).rejects.toThrow(/source has 2 columns and the target 3/)
    await expect(run({}, [x, file('y.csv', '1,2\n3,oops')])).rejects.toThrow(/y.csv: csv: line 2, column 2 is "oops"/)
    await expect(run({}, [x, file('y.csv', '1,2')])).rejects.toThrow(/the target has 1 point/)
    await expect(run({}, [x, { name: 'y.npy', bytes: new Uint8Array(5) }])).rejects.toThrow(/y.npy/)
    await expect(run({ lambda: -1 })).rejects.toThrow(/lambda/)
    await expect(run({ cost: 'taxi' })).rejects.toThrow(/cost/)
  })

  test.each([
    ['nonneg-zero', measureZeros],
    ['convex-l2sq', measureConvexity],
    ['support', measureSupport],
  ] as const)('the claim about all maps holds on another seed: %s', async (id, measure) => {
    const events: LabEvent[] = []
    for await (const event of measure({ ...context(), seed: 7 }, 1)) events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'claim', id, holds: true })
  })

  test('cells of one’s own are reported on the part held out, and never judged', async () => {
    const data = [file('control.csv', cloud(300, 2, 11)), file('treated.csv', cloud(300, 2, 12, 2))]
    const events: LabEvent[] = []
    for await (const event of measureOwnCells(context(data))) events.push(event)
    const said = events.at(-1) as { id: string; holds: boolean | null; measured: Record<string, number> }
    expect(said).toMatchObject({ id: 'single-cell', holds: null })
    const fit = (name: string) => said.measured[name] as number
    // The shift by (2, 2), 8 in squared distance, is what a map must take away on cells it has not seen.
    expect(fit('fit, unseen cells')).toBeLessThan(0.2 * fit('fit without a map'))
    expect(fit('fit without a map')).toBeGreaterThan(6)
  })

  test('the bent map wastes nothing at 0° and more the more it is bent', async () => {
    const [bend] = paper.explorations ?? []
    const state = await bend?.prepare(context())
    const gapAt = (angle: number) => {
      const events = [...(bend?.respond({ angle }, state) ?? [])] as LabEvent[]
      const metric = events.find((event) => event.type === 'metric' && event.name === 'gap')
      return (metric as { value: number }).value
    }
    const gaps = [0, 30, 60, 90, 180].map(gapAt)
    expect(Math.abs(gaps[0] as number)).toBeLessThan(1e-12)
    for (let k = 1; k < gaps.length; k++) expect(gaps[k]).toBeGreaterThan((gaps[k - 1] as number) + 0.01)
  })
})
