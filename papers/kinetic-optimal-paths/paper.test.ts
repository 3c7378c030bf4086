import { type Context, collect, type DataFile, type LabEvent, runPaper } from '@pushforward/lab'
import * as field from 'pushforward/field'
import * as flow from 'pushforward/flow'
import * as measure from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { callOf } from './call.js'
import { checkerboardDenoiser, checkerboardSeparation, sampleCheckerboard, shareInside } from './checkerboard.js'
import { measureEnergies } from './claims/checkerboard.js'
import { dimension } from './explorations/dimension.js'
import { steps } from './explorations/steps.js'
import paper from './paper.js'
import { PROBLEMS } from './problems.js'

const { rng, writeNpy } = measure
const QUICK = { points: 120, samples: 40, pairs: 60 }

const file = (name: string, text: string): DataFile => ({ name, bytes: new TextEncoder().encode(text) })

const run = async (parameters: object = {}, data: readonly DataFile[] = []) =>
  collect(runPaper(paper, { parameters: { ...QUICK, ...parameters }, data, parts: ['run'] }))

const context = (): Context => ({
  seed: 0,
  random: rng(0),
  profile: 'quick',
  signal: new AbortController().signal,
  data: [],
  dataset: async () => undefined,
})

describe('the checkerboard', () => {
  const separation = checkerboardSeparation()

  test.each([
    [0.25, 0.0607],
    [0.5, 0.205876],
    [1, 0.517278],
    [2, 0.82434],
    [4, 0.954679],
    [8, 0.987526],
  ])('λ(%s), by quadrature', (s, value) => {
    // Nodes 0.016 apart in angle at most, cubic interpolation.
    expect(1 - separation.oneMinusLambda(s)).toBeCloseTo(value, 5)
  })

  test('γ starts as the square of the correlation of its axes, 3/16', () => {
    expect(separation.gamma(0.01) / 1e-4).toBeCloseTo((3 / 16) ** 2, 5)
  })

  test('energies and the optimal path', () => {
    const path = flow.kineticOptimalPath(separation)
    // The interpolation beyond s = 40 leaves 1e-4.
    expect(path.Phi).toBeCloseTo(0.33304, 3.9)
    expect(path.energy).toBeCloseTo(0.1099, 4)
    expect(flow.kineticEnergy(flow.trigPath(), separation).total).toBeCloseTo(0.1704, 4)
    expect(Math.abs(flow.kineticEnergy(flow.condOtPath(), separation).total - 0.5377)).toBeLessThan(1e-4)
    const expected = [
      [0.01, 0.1866, 0.9819],
      [0.1, 0.5572, 0.8244],
      [0.5, 0.9054, 0.3909],
      [0.9, 0.9889, 0.1102],
    ] as const
    for (const [t, alpha, sigma] of expected) {
      expect(Math.abs(path.alpha(t) - alpha)).toBeLessThan(3e-4)
      expect(Math.abs(path.sigma(t) - sigma)).toBeLessThan(3e-4)
    }
  })

  test('its posterior mean is that of many points, and stays finite far away', () => {
    const data = sampleCheckerboard(40_000, rng(1))
    const x = measure.points([
      [0.2, -0.4],
      [1.5, 1.2],
      [-2.2, 0.1],
    ])
    const exact = checkerboardDenoiser.denoise(x, 0.5)
    const sampled = flow.empiricalDenoiser(data).denoise(x, 0.5)
    // A posterior of 40 000 points, of which a noise of 0.5 keeps over 1000, within 4 standard errors of 0.4/√1000.
    exact.data.forEach((value, k) => {
      expect(Math.abs(value - (sampled.data[k] as number))).toBeLessThan(0.05)
    })
    const far = checkerboardDenoiser.denoise(measure.points([[30, 30]]), 0.1)
    expect(far.data[0]).toBeCloseTo(Math.sqrt(3), 2)
    expect(shareInside(data)).toBe(1)
  })
})

describe('kinetic-optimal-paths', () => {
  test.each(PROBLEMS)('on %s the optimal path has the least energy', async (problem) => {
    const { figures, metrics } = await run({ problem })
    expect(figures.map(({ id }) => id)).toEqual(['chord', 'separation', 'clouds', 'errors'])
    const energy = (name: string) => metrics.find((each) => each.name === `energy, ${name}`)?.value as number
    expect(energy('kinetic optimal')).toBeLessThan(energy('linear'))
    expect(energy('kinetic optimal')).toBeLessThan(energy('trigonometric'))
  })

  test('says how far it is, often', async () => {
    const shares: number[] = []
    await collect(runPaper(paper, { parts: ['run'] }), (event) => {
      if (event.type === 'progress') shares.push(event.done / event.total)
    })
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.length).toBeGreaterThan(20)
  })

  test('takes a cloud of one’s own, in one dimension, three, and as NumPy', async () => {
    const random = rng(2)
    const rows = (n: number, d: number) =>
      Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal().toFixed(3)).join(',')).join('\n')
    const npy = { name: 'cloud.npy', bytes: writeNpy(random.fillNormal(new Float64Array(90)), [45, 2]) }
    for (const [data, caption] of [
      [file('line.csv', rows(30, 1)), /^30 points of line.csv, d = 1/],
      [file('space.csv', rows(40, 3)), /^40 points of space.csv, d = 3/],
      [npy, /^45 points of cloud.npy, d = 2/],
    ] as const) {
      const { figures } = await run({}, [data])
      expect(figures[0]?.caption).toMatch(caption)
    }
  })

  test('names what is wrong with files and parameters', async () => {
    await expect(run({}, [file('x.csv', '1,2')])).rejects.toThrow('x.csv: has 1 point; at least 2 are needed')
    await expect(run({}, [file('x.csv', '1,2\n3,oops')])).rejects.toThrow(/x.csv: csv: line 2, column 2 is "oops"/)
    await expect(run({}, [file('x.csv', '1,2\n1,2\n1,2')])).rejects.toThrow(/all points are the same/)
    await expect(run({}, [{ name: 'x.npy', bytes: new Uint8Array(4) }])).rejects.toThrow(/^x.npy/)
    await expect(run({ samples: 1 })).rejects.toThrow(/samples/)
  })

  test.each(PROBLEMS)('the call that is shown finds what the run finds: %s', async (problem) => {
    const parameters = { problem, points: 60, samples: 30, pairs: 50, heldOut: false }
    const { metrics } = await run(parameters)
    const code = callOf(parameters)
    const modules: Record<string, object> = {
      'pushforward/field': field,
      'pushforward/flow': flow,
      'pushforward/measure': measure,
    }
    const imports = [...code.matchAll(/^import (\{.*\}) from '(.*)'$/gm)]
    expect(imports.map(([, , from]) => from)).toEqual(Object.keys(modules))
    const bound = imports.map(([, names, from]) => `const ${names} = modules['${from}']`).join('\n')
    const printed: unknown[][] = []
    const program = new Function('modules', 'console', `${bound}\n${code.replaceAll(/^import .*$/gm, '')}`)
    program(modules, { log: (...values: unknown[]) => printed.push(values) })
    const energy = (name: string) => metrics.find((each) => each.name === `energy, ${name}`)?.value as number
    // The call states b, the run integrates the energy along the path.
    expect(printed[0]?.[0]).toBeCloseTo(energy('kinetic optimal'), 9)
    expect(printed[0]?.[1]).toBeCloseTo(energy('linear'), 12)
    expect(printed[1]?.[0]).toHaveLength(60)
  })

  test('measures the energies as the record says', async () => {
    const events: LabEvent[] = []
    for await (const event of measureEnergies()) events.push(event)
    expect(events).toMatchObject([{ type: 'claim', id: 'least-energy', holds: true }])
  })

  test('explorations answer every place of a handle with their figure', async () => {
    for (const [exploration, values] of [
      [steps, [{ steps: 1 }, { steps: 32 }]],
      [dimension, [{ power: 1 }, { power: 11 }]],
    ] as const) {
      const state = await exploration.prepare(context())
      for (const parameters of values) {
        const events = [...exploration.respond(parameters as never, state as never)]
        expect(events.at(-1)).toMatchObject({ type: 'figure', figure: { id: exploration.id } })
      }
    }
  })

  test('stops when asked', async () => {
    const controller = new AbortController()
    const running = collect(runPaper(paper, { signal: controller.signal, parts: ['run'] }), () =>
      controller.abort(new Error('stopped')),
    )
    await expect(running).rejects.toThrow('stopped')
  })
})
