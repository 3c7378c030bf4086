import { collect, type LabEvent, parseParameters, type RasterFigure, runPaper } from '@pushforward/lab'
import { renderFigure } from '@pushforward/lab/figure'
import * as field from 'pushforward/field'
import * as measure from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { callOf } from './call.js'
import { edge } from './explorations/edge.js'
import { stretch } from './explorations/stretch.js'
import paper from './paper.js'

const QUICK = { resolution: 40, particles: 0, withJet: false }
const run = (parameters: object, listen?: (event: LabEvent) => void) =>
  collect(runPaper(paper, { parameters: { ...QUICK, ...parameters }, parts: ['run'] }), listen)
const raster = (figures: readonly { readonly id: string }[], id: string) =>
  figures.find((figure) => figure.id === id) as RasterFigure
const context = {
  seed: 0,
  random: measure.rng(0),
  profile: 'quick' as const,
  signal: new AbortController().signal,
  data: [],
  dataset: async () => undefined,
}

describe('flows with a formula', () => {
  test('the double gyre: exponents of the oracle, in stages that sharpen, with ridges', async () => {
    const lengths: number[] = []
    const { figures } = await run({ resolution: 201 }, (event) => {
      if (event.type === 'figure') lengths.push(Number(/T = (\d+(\.\d+)?)/.exec(event.figure.caption)?.[1]))
    })
    expect(lengths).toEqual([3.75, 7.5, 15])
    const { values, columns, rows, lines } = raster(figures, 'structures')
    expect([columns, rows]).toEqual([201, 101])
    // The oracle's exponent at (1, .5), of the spec; δ is .1 h = .002, which moves it by O(δ²) times third derivatives.
    expect(Math.abs((values[50 * 201 + 100] as number) - 0.0691408578)).toBeLessThan(2e-3)
    expect(lines?.[0]?.curves.length).toBeGreaterThan(5)
  })

  test.each([
    ['saddle', 1, 1],
    ['shear', 3, Math.asinh(1.5) / 3],
  ])('the %s: the same exponent everywhere', async (flow, _, exponent) => {
    const { figures, metrics } = await run({ flow })
    const { values } = raster(figures, 'structures')
    for (const value of values) expect(Math.abs((value as number) - exponent)).toBeLessThan(1e-5)
    expect(metrics[0]?.value).toBeCloseTo(exponent, 4)
    await expect(run({ flow, show: 'barriers' })).rejects.toThrow(/no viscous force/)
  })

  test('decaying Taylor–Green vortices: H/ν is the closed form', async () => {
    const { figures } = await run({ flow: 'taylor-green', show: 'barriers' })
    const { values, columns, rows, extent } = raster(figures, 'structures')
    const g = (1 - Math.exp(-0.1)) / 0.1
    for (const k of [0, 123, 777, 1500]) {
      const x = extent[0] + (((k % columns) + 0.5) / columns) * (extent[1] - extent[0])
      const y = extent[3] - ((Math.floor(k / columns) + 0.5) / rows) * (extent[3] - extent[2])
      // Trapezoidal rule over 60 steps of T = 5, along paths of RK4: 1e-4 of the size.
      expect(Math.abs((values[k] as number) - 2 * Math.cos(x) * Math.cos(y) * g)).toBeLessThan(2e-4)
    }
  })

  test('every picture of every flow and direction can be drawn', async () => {
    for (const flow of ['double-gyre', 'bickley', 'taylor-green', 'saddle', 'shear']) {
      for (const direction of ['forward', 'backward']) {
        const { figures } = await run({ flow, direction, resolution: 24, particles: 10 })
        for (const figure of figures) expect(await renderFigure(figure)).toMatch(/^<svg/)
      }
    }
    const { figures } = await run({ flow: 'taylor-green', show: 'active-ftle' })
    expect(raster(figures, 'structures').values.some((value) => Number.isFinite(value))).toBe(true)
  })
})

describe('the jet', () => {
  test('grows in view, then has interfaces, structures, averages and residence', async () => {
    let pictures = 0
    const { figures, metrics } = await run({ flow: 'jet', jetNodes: 64, follow: true, duration: 0.5 }, (event) => {
      if (event.type === 'figure' && event.figure.id === 'jet') pictures++
    })
    expect(figures.map(({ id }) => id)).toEqual(['jet', 'jet-structures', 'stretching', 'transport', 'residence'])
    expect(pictures).toBeGreaterThan(2)
    const value = (name: string) => metrics.find((each) => each.name === name)?.value as number
    expect(value('share of enstrophy inside the edge')).toBeGreaterThan(0.9)
    expect(value('residence moving along')).toBeGreaterThan(value('residence at rest'))
    for (const figure of figures) expect(await renderFigure(figure)).toMatch(/^<svg/)
  }, 60_000)
})

describe('the jet in space', () => {
  test('its plane grows in view, then has interfaces, structures and averages, and the captions say what it is', async () => {
    let pictures = 0
    const parameters = { flow: 'jet-in-space', spaceNodes: 32, duration: 0.5, show: 'barriers' }
    const { figures, metrics } = await run(parameters, (event) => {
      if (event.type === 'figure' && event.figure.id === 'jet') pictures++
    })
    expect(figures.map(({ id }) => id)).toEqual(['jet', 'jet-structures', 'stretching', 'transport'])
    expect(pictures).toBeGreaterThan(2)
    for (const id of ['jet', 'jet-structures']) {
      expect(raster(figures, id).caption).toMatch(/The plane z = 0 of a jet in space on 32³ nodes, ν = 0.005, seed 0/)
    }
    const value = (name: string) => metrics.find((each) => each.name === name)?.value as number
    expect(value('share of enstrophy inside the edge')).toBeGreaterThan(0.8)
    // Fluid leaves the plane.
    expect(value('mean |det ∇F − 1|')).toBeGreaterThan(1e-4)
  }, 180_000)
})

describe('figures to play with', () => {
  test('the length of time: every answer is a picture that moves', async () => {
    const state = await stretch.prepare(context)
    const values = parseParameters(stretch.parameters, {})
    const [, drawn] = [...stretch.respond(values, state)]
    expect(
      drawn?.type === 'figure' && drawn.figure.kind === 'raster' && drawn.figure.motion?.trails.length,
    ).toBeGreaterThan(100)
    for (const show of ['backward', 'barriers'] as const) {
      expect([...stretch.respond({ ...values, show }, state)]).toHaveLength(2)
    }
  }, 60_000)

  test('the edge: it moves outward with the number of clusters', async () => {
    const state = await edge.prepare(context)
    const level = (clusters: number) => {
      const [first] = [...edge.respond({ clusters, time: 9 }, state)]
      return first?.type === 'metric' ? first.value : Number.NaN
    }
    const found = [2, 3, 4, 5, 6].map(level)
    for (let k = 1; k < found.length; k++) expect(found[k]).toBeLessThan(found[k - 1] as number)
  }, 60_000)
})

describe('the call', () => {
  test.each([
    ['double-gyre', 'ftle'],
    ['double-gyre', 'barriers'],
    ['taylor-green', 'active-ftle'],
    ['jet', 'ftle'],
    ['jet-in-space', 'ftle'],
  ])(
    'of %s, %s, runs as it stands',
    (flow, show) => {
      const text = callOf(
        parseParameters(paper.parameters, { ...QUICK, flow, show, jetNodes: 64, spaceNodes: 32, duration: 0.2 }),
      )
      const body = text.replaceAll(/^import .*$/gm, '')
      const names = [...text.matchAll(/^import \{ (.*) \} from/gm)].flatMap(([, list = '']) => list.split(', '))
      const known: Record<string, unknown> = { ...measure, ...field }
      const logged: unknown[] = []
      const program = new Function(...names, 'console', body)
      program(...names.map((name) => known[name]), { log: (...values: unknown[]) => logged.push(...values) })
      expect(logged.length).toBeGreaterThan(0)
    },
    60_000,
  )
})
