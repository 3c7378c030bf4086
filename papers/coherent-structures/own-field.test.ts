import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type ChartFigure, collect, type DataFile, type RasterFigure, runPaper } from '@pushforward/lab'
import { renderFigure } from '@pushforward/lab/figure'
import * as field from 'pushforward/field'
import * as measure from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import paper from './paper.js'

const file = (name: string, text: string): DataFile => ({ name, bytes: new TextEncoder().encode(text) })
const QUICK = { resolution: 40, particles: 0, withJet: false }
const run = (parameters: object, data: readonly DataFile[] = []) =>
  collect(runPaper(paper, { parameters: { ...QUICK, ...parameters }, data, parts: ['run'] }))
const raster = (figures: readonly { readonly id: string }[], id: string) =>
  figures.find((figure) => figure.id === id) as RasterFigure

/** x, y, t, u, v and c of functions on nodes, as text. */
function tableOf(
  axes: { readonly x: readonly number[]; readonly y: readonly number[]; readonly t?: readonly number[] },
  at: (x: number, y: number, t: number) => readonly [u: number, v: number, c?: number],
): string {
  const { x, y, t = [0] } = axes
  const rows = t.flatMap((time) =>
    y.flatMap((up) => x.map((across) => [across, up, time, ...at(across, up, time)].join())),
  )
  return `x,y,t,u,v${at(x[0] as number, y[0] as number, 0).length > 2 ? ',c' : ''}\n${rows.join('\n')}\n`
}
const evenly = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + (i * (to - from)) / (count - 1))
const metricOf = (metrics: readonly { readonly name: string; readonly value: number }[], part: string) =>
  metrics.find(({ name }) => name.includes(part))?.value as number

/** A film of the double gyre as text: 21 × 11 nodes, frames 0 … 10. */
function gyreTable(change: (line: string, k: number) => string | undefined = (line) => line): string {
  const flow = field.analyticFlow.doubleGyre()
  const out = new Float64Array(2)
  const lines: string[] = []
  for (let t = 0; t <= 10; t++) {
    for (let j = 0; j <= 10; j++) {
      for (let i = 0; i <= 20; i++) {
        flow.velocity(i / 10, j / 10, t, out)
        const line = change(`${i / 10},${j / 10},${t},${out[0]?.toFixed(6)},${out[1]?.toFixed(6)}`, lines.length)
        if (line !== undefined) lines.push(line)
      }
    }
  }
  return `x,y,t,u,v\n${lines.join('\n')}\n`
}

describe('your own velocities', () => {
  test('a film as text gives what the formula gives', async () => {
    const own = await run({ duration: 1 }, [file('gyre.csv', gyreTable())])
    const { figures } = await run({ duration: 1 / 3, resolution: 40 })
    const [a, b] = [raster(own.figures, 'structures'), raster(figures, 'structures')]
    expect(a.values).toHaveLength(b.values.length)
    const off = Array.from(a.values, (value, k) => Math.abs((value as number) - (b.values[k] as number)))
    // T = 5, a spline on h = .1 and frames 1 apart: the median is off by a few hundredths of the exponent.
    expect(off.filter(Number.isFinite).sort((p, q) => p - q)[off.length >> 1]).toBeLessThan(0.02)
    expect(own.figures[0]?.caption).toContain('gyre.csv: 21 × 11 nodes, 11 frames')
  })

  test('the measured air jet: three snapshots with gaps, if it is installed', async () => {
    const bytes = gunzipSync(readFileSync(new URL('../../data/piv-air-jet/piv-air-jet.csv.gz', import.meta.url)))
    const dataset = async (name: string) =>
      name === 'piv-air-jet' ? { name: 'piv-air-jet.csv', bytes: Uint8Array.from(bytes) } : undefined
    const parameters = { ...QUICK, flow: 'air-jet', start: 2, resolution: 128 }
    const { figures } = await collect(runPaper(paper, { parameters, dataset, parts: ['run'] }))
    const { values, columns, rows, labels, caption } = raster(figures, 'structures')
    expect([columns, rows]).toEqual([127, 127])
    expect(labels.value).toBe('rate of stretching (m/s per mm)')
    expect(caption).toContain('128 × 128 nodes, 3 frames; 6.3 % without velocity')
    // Hermite interpolation next to a gap touches it: more than the gaps are missing, and far from all.
    const gaps = Array.from(values).filter((value) => value === null).length / values.length
    expect(gaps).toBeGreaterThan(0.055)
    expect(gaps).toBeLessThan(0.2)
    const barriers = (start: number) =>
      collect(runPaper(paper, { parameters: { ...parameters, show: 'barriers', start }, dataset, parts: ['run'] }))
    const [first, third] = [await barriers(0), await barriers(2)]
    // Of the first snapshot .089, known from elsewhere, to the treatment of nodes next to gaps.
    expect(Math.abs(metricOf(first.metrics, 'divergence in the plane') - 0.089)).toBeLessThan(0.001)
    expect(raster(first.figures, 'structures').caption).not.toContain('divergence')
    expect(raster(third.figures, 'structures').caption).toContain('h/u′ = 0.101, above 0.1')
    await expect(run({ flow: 'air-jet' })).rejects.toThrow('the data set piv-air-jet is not installed')
  })

  test('strokes become a flow that stays in its box', async () => {
    const stroke = Array.from(
      { length: 20 },
      (_, k) =>
        `${(Math.cos(k / 4) / 2).toFixed(4)},${(Math.sin(k / 4) / 2).toFixed(4)},${(-Math.sin(k / 4)).toFixed(4)},${Math.cos(k / 4).toFixed(4)}`,
    )
    const { figures } = await run({}, [file('strokes.csv', `x,y,u,v\n${stroke.join('\n')}\n`)])
    const { caption, values } = raster(figures, 'structures')
    expect(caption).toContain('20 velocities along strokes')
    expect(Array.from(values).filter((value) => value === null).length).toBeLessThan(0.05 * values.length)
  })

  test('snapshots show what belongs to one moment', async () => {
    const { figures } = await run({ timeResolved: false, start: 3 }, [file('gyre.csv', gyreTable())])
    const { labels, caption } = raster(figures, 'structures')
    expect(labels.value).toContain('rate of stretching')
    expect(caption).toContain('At t = 3')
    await expect(run({ timeResolved: false, start: 30 }, [file('gyre.csv', gyreTable())])).rejects.toThrow(
      'start: is 30; there are snapshots from 0 to 10',
    )
  })

  test('a missing value is an error, or land when said so', async () => {
    const holed = gyreTable((line, k) => (k % 231 === 115 ? line.replace(/,[^,]*,[^,]*$/, ',nan,nan') : line))
    await expect(run({}, [file('holes.csv', holed)])).rejects.toThrow(/holes\.csv.*land: true/s)
    const { figures, metrics } = await run({ land: true, duration: 0.2 }, [file('holes.csv', holed)])
    expect(figures[0]?.caption).toContain('without velocity')
    expect(metrics.find(({ name }) => name === 'share of nodes whose paths leave')?.value).toBeGreaterThan(0)
  })

  test.each([
    ['cut short', [file('u.npy', '\x93NUMPY')], /u\.npy/],
    ['of another kind than its name says', [file('flow.nc', 'no such thing')], /flow\.nc: begins with the bytes/],
    ['without velocities', [file('a.csv', 'x,y\n0,0\n1,0\n0,1\n1,1\n')], /a\.csv/],
    [
      'with a row missing',
      [
        file(
          'gyre.csv',
          gyreTable((line, k) => (k === 100 ? undefined : line)),
        ),
      ],
      /gyre\.csv: has no line for x = 1.6/,
    ],
    [
      'with text for a number',
      [
        file(
          'gyre.csv',
          gyreTable((line, k) => (k === 5 ? line.replace(/[\d.]+$/, 'fast') : line)),
        ),
      ],
      /gyre\.csv: line 7/,
    ],
    [
      'of fluid at rest',
      [
        file(
          'rest.csv',
          'x,y,u,v\n0,0,0,0\n1,0,0,0\n2,0,0,0\n3,0,0,0\n0,1,0,0\n1,1,0,0\n2,1,0,0\n3,1,0,0\n0,2,0,0\n1,2,0,0\n2,2,0,0\n3,2,0,0\n0,3,0,0\n1,3,0,0\n2,3,0,0\n3,3,0,0\n',
        ),
      ],
      /every velocity is 0/,
    ],
  ])('a file %s is refused with its name', async (_, files, message) => {
    await expect(run({}, files)).rejects.toThrow(message)
    await expect(run({}, files)).rejects.toThrow(measure.InputError)
  })

  test('a time outside the record is refused with what there is', async () => {
    await expect(run({ duration: 2, start: 1 }, [file('gyre.csv', gyreTable())])).rejects.toThrow(
      /leaves the data, which are from 0 to 10/,
    )
  })
})

describe('what measured velocities leave open is said', () => {
  const square = { x: evenly(-1, 1, 21), y: evenly(-1, 1, 21) }
  /** Divergence 2a, h = .1; u′² = (1 + a²) ⟨x²⟩, with ⟨x²⟩ = 1.1/3 over 21 nodes: (n + 1)/(3(n − 1)). */
  const spiral = (a: number) => tableOf(square, (x, y) => [a * x - y, x + a * y])
  const share = (a: number) => (2 * a * 0.1) / Math.sqrt((1 + a * a) * (22 / 60))

  test('divergence above a tenth: level lines of H are not exact, and are not called barriers', async () => {
    const { figures, metrics } = await run({ show: 'barriers', duration: 0.1 }, [file('spiral.csv', spiral(-0.5))])
    expect(metricOf(metrics, 'divergence in the plane')).toBeCloseTo(share(0.5), 9)
    const { caption, title } = raster(figures, 'structures')
    expect(caption).toContain('mean |∂u/∂x + ∂v/∂y| h/u′ = 0.148, above 0.1')
    expect(title).toContain('if nothing left the plane')
    const moment = await run({ show: 'barriers', timeResolved: false }, [file('spiral.csv', spiral(-0.5))])
    expect(raster(moment.figures, 'structures').caption).toContain('above 0.1')
  })

  test('below a tenth, and for exponents, which need no such form, there is the number alone', async () => {
    const below = await run({ show: 'barriers', duration: 0.1 }, [file('spiral.csv', spiral(-0.2))])
    expect(metricOf(below.metrics, 'divergence in the plane')).toBeCloseTo(share(0.2), 9)
    expect(raster(below.figures, 'structures').caption).not.toContain('above')
    const { figures } = await run({ duration: 0.1 }, [file('spiral.csv', spiral(-0.5))])
    expect(raster(figures, 'structures').caption).not.toContain('above')
    const formula = await run({ flow: 'taylor-green', show: 'barriers' })
    expect(formula.metrics.filter(({ name }) => name.includes('divergence'))).toEqual([])
  })

  test('more than a cell between frames: interpolation in time decides', async () => {
    const turning = (interval: number) =>
      tableOf({ ...square, t: [0, interval, 2 * interval] }, (x, y, t) => [-y, x + 1e-3 * t])
    const caption = async (interval: number) =>
      raster((await run({}, [file('turning.csv', turning(interval))])).figures, 'structures').caption
    // The largest velocity is 1, a cell .1.
    expect(await caption(0.25)).toContain(
      'structures move 2.5 cells between frames, so that interpolation in time decides',
    )
    expect(await caption(0.09)).not.toContain('cells between frames')
  })

  test('a time beyond the data: the error says what fits', async () => {
    const film = file('gyre.csv', gyreTable())
    await expect(run({ duration: 1, start: 6 }, [film])).rejects.toThrow(
      'leaves the data, which are from 0 to 10; a duration of at most 0.8, or a smaller start, is needed',
    )
    await expect(run({ duration: 0.8, start: 6 }, [film])).resolves.toBeDefined()
    await expect(run({ start: 10 }, [film])).rejects.toThrow('; a smaller start is needed')
    await expect(run({ start: 11, direction: 'backward' }, [film])).rejects.toThrow(
      'start: is 11; the data are from 0 to 10, so at most 10 is accepted',
    )
  })

  test('uneven axes are interpolated to even ones: the film is the same, and the caption says so', async () => {
    const flow = field.analyticFlow.doubleGyre()
    const out = new Float64Array(2)
    const at = (x: number, y: number, t: number) => {
      flow.velocity(x, y, t, out)
      return [out[0] as number, out[1] as number] as const
    }
    // Towards x = 2 and early times nodes are closer.
    const x = evenly(0, 1, 31).map((s) => 2 * s * (1.25 - 0.25 * s))
    const t = evenly(0, 1, 21).map((s) => 10 * s * (0.9 + 0.1 * s))
    const axes = { x, y: evenly(0, 1, 16), t }
    const uneven = await run({ duration: 1 }, [file('gyre.csv', tableOf(axes, at))])
    const { caption, values } = raster(uneven.figures, 'structures')
    expect(caption).toMatch(/x was spaced by 0\.0506 to 0\.0828 and is interpolated to every 0\.05/)
    expect(caption).toMatch(/t was spaced by 0\.453 to 0\.547 and is interpolated to every 0\.435/)
    expect(caption).not.toContain('y was')
    // Of the frames that there were: those put between them, .435 apart, would have it 3.1.
    expect(caption).toContain('structures move 3.8 cells')
    const { figures } = await run({ duration: 1 / 3 })
    const exact = raster(figures, 'structures').values
    const off = Array.from(values, (value, k) => Math.abs((value as number) - (exact[k] as number)))
    // Of exponents around .2: frames half a time unit apart, twice linear in time, move the median by less than a hundredth.
    expect(off.filter(Number.isFinite).sort((p, q) => p - q)[off.length >> 1]).toBeLessThan(0.01)
  })

  test('an axis that turns back is refused', async () => {
    const npy = (name: string, values: readonly number[], shape?: readonly number[]): DataFile => ({
      name,
      bytes: measure.writeNpy(Float64Array.from(values), shape),
    })
    const u = Array.from({ length: 25 }, (_, k) => k % 5)
    const files = [npy('u.npy', u, [5, 5]), npy('v.npy', u, [5, 5]), npy('x.npy', [0, 1, 3, 2, 4])]
    await expect(run({}, files)).rejects.toThrow('x.npy: goes from 3 to 2 at [3]')
  })
})

describe('your own scalar', () => {
  // A vortex with ω = 2 exp(−r²) and dye exp(−r²/2): all averages along the normals of circles are known.
  const nodes = { x: evenly(-3, 3, 61), y: evenly(-3, 3, 61) }
  const vortex = (x: number, y: number, _t?: number, dye = Math.exp(-(x * x + y * y) / 2)) => {
    const square = x * x + y * y
    const turn = square === 0 ? 1 : -Math.expm1(-square) / square
    return [-turn * y, turn * x, dye] as const
  }
  const table = tableOf(nodes, vortex)
  const levels = () => {
    const dye = nodes.y.flatMap((y) => nodes.x.map((x) => Math.exp(-(x * x + y * y) / 2)))
    return measure.kmeans1d(dye, 4).thresholds
  }
  /** |∇ω| and half of |r dΩ/dr|, Ω = (1 − exp(−r²))/r². */
  const gradient = (r: number) => 4 * r * Math.exp(-r * r)
  const stretching = (r: number) => Math.abs(Math.exp(-r * r) + Math.expm1(-r * r) / r ** 2)
  type Row = { interface: 'TNTI' | 'TTI'; xi: number; value: number }
  const rowsOf = (figures: readonly { readonly id: string }[], id: string) => {
    const chart = figures.find((each) => each.id === id) as ChartFigure
    return (chart.spec as { layer: { data: { values: Row[] } }[] }).layer[0]?.data.values ?? []
  }
  const furthest = (rows: readonly Row[], of: (r: number) => number) => {
    const [tnti, tti] = [...levels()].map((level) => Math.sqrt(-2 * Math.log(level))) as [number, number]
    const errors = rows
      .map(({ interface: name, xi, value }) => ({ r: (name === 'TNTI' ? tnti : tti) - xi, value }))
      .filter(({ r }) => r > 0.3)
      .map(({ r, value }) => Math.abs(value - of(r)))
    expect(errors.length).toBeGreaterThan(40)
    return Math.max(...errors)
  }

  test('of a snapshot: interfaces at the borders of its clusters, averages of the closed form', async () => {
    const { figures, metrics } = await run({ timeResolved: false, resolution: 60 }, [file('vortex.csv', table)])
    expect(figures.map(({ id }) => id)).toEqual(['scalar', 'structures', 'stretching', 'transport'])
    const { lines, caption, values } = raster(figures, 'scalar')
    expect(values).toHaveLength(61 * 61)
    expect(caption).toContain('4 clusters of c (vortex.csv: c): ')
    const [outer, inner] = [...levels()] as [number, number]
    expect(metricOf(metrics, 'level of the edge')).toBe(outer)
    for (const [k, level] of [outer, inner].entries()) {
      const curve = lines?.[k]?.curves[0] as Float64Array
      const r = Math.sqrt(-2 * Math.log(level))
      // Linear between nodes: h²/8 · max |c″/c′|, which is about 1/r + r here.
      for (let i = 0; i < curve.length; i += 2) {
        expect(Math.abs(Math.hypot(curve[i] as number, curve[i + 1] as number) - r)).toBeLessThan(0.005)
      }
    }
    // Fields on h = .1, sampled linearly: h²/8 times the largest sum of second derivatives at r > .3, 1.56 and 11.
    expect(furthest(rowsOf(figures, 'stretching'), stretching)).toBeLessThan(0.00195)
    expect(furthest(rowsOf(figures, 'transport'), gradient)).toBeLessThan(0.0138)
    for (const figure of figures) expect(await renderFigure(figure)).toMatch(/^<svg/)
  })

  test('of a steady flow: the same barriers, as the vorticity on a circle is that at its start', async () => {
    const { figures } = await run({ duration: 0.2, resolution: 60 }, [file('vortex.csv', table)])
    expect(figures.map(({ id }) => id)).toEqual(['scalar', 'structures', 'stretching', 'transport'])
    // As above.
    expect(furthest(rowsOf(figures, 'transport'), gradient)).toBeLessThan(0.0138)
    for (const figure of figures) expect(await renderFigure(figure)).toMatch(/^<svg/)
  })

  test('of a film: it is that of the time t₀, linear between frames', async () => {
    const film = tableOf({ ...nodes, t: [0, 1, 2] }, (x, y, t) => vortex(x, y, t, Math.exp(-(x * x + y * y) / 2) + t))
    const { figures } = await run({ duration: 0.2, start: 0.5 }, [file('film.csv', film)])
    const { values, columns } = raster(figures, 'scalar')
    expect(Math.abs((values[30 * columns + 30] as number) - 1.5)).toBeLessThan(1e-6)
  })

  test('with gaps: they belong to no cluster', async () => {
    const holed = tableOf(nodes, (x, y) =>
      Math.hypot(x - 2, y - 2) < 0.4 ? [Number.NaN, Number.NaN, Number.NaN] : vortex(x, y),
    )
    const { figures } = await run({ timeResolved: false, land: true }, [file('holes.csv', holed)])
    expect(Array.from(raster(figures, 'scalar').values).includes(null)).toBe(true)
    // Cubic convolution takes the place of the spline; its slopes err by O(h²) too. As much again is an allowance for that,
    // made when .022 had been measured, and no derived bound.
    expect(furthest(rowsOf(figures, 'transport'), gradient)).toBeLessThan(2 * 0.0138)
  })

  test('of fewer values than clusters it is refused with its name', async () => {
    const flat = tableOf(nodes, (x, y) => vortex(x, y, 0, 1))
    await expect(run({}, [file('flat.csv', flat)])).rejects.toThrow(/flat\.csv: c: has no two interfaces: .*1 distinct/)
  })
})
