import { startThreads, stopThreads } from '@pushforward/kernels'
import { afterEach, describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { advect } from './advect.js'
import { analyticFlow } from './analytic.js'
import { ftle } from './ftle.js'
import { planarGrid } from './grid.js'
import { type GridFlowOptions, gridFlow } from './grid-flow.js'
import oracle from './grid-flow.oracle.json' with { type: 'json' }
import type { GridInterpolation } from './grid-patch.js'
import type { PlanarFlow, PlanarFunction } from './planar-flow.js'

afterEach(() => stopThreads())

const at = (planar: PlanarFunction | undefined, x: number, y: number, t: number, size: number): number[] => {
  const out = new Float64Array(size)
  planar?.(x, y, t, out)
  return [...out]
}

const axis = (n: number, from: number, step: number) => Float64Array.from({ length: n }, (_, k) => from + k * step)

/** Velocities of a flow at nodes and frames. */
function sampled(flow: PlanarFlow, x: Float64Array, y: Float64Array, t: Float64Array): GridFlowOptions {
  const u = new Float64Array(t.length * y.length * x.length)
  const v = new Float64Array(u.length)
  const pair = new Float64Array(2)
  let k = 0
  for (const time of t) {
    for (const b of y) {
      for (const a of x) {
        flow.velocity(a, b, time, pair)
        u[k] = pair[0] as number
        v[k++] = pair[1] as number
      }
    }
  }
  return { x, y, u, v, ...(t.length > 1 && { t }) }
}

const TAU = 2 * Math.PI
const vortices = (n: number, options: Partial<GridFlowOptions> = {}) =>
  gridFlow({
    ...sampled(analyticFlow.taylorGreen(), axis(n, 0, TAU / n), axis(n, 0, TAU / n), axis(1, 0, 1)),
    periodic: [true, true],
    ...options,
  })

describe('splines are those of SciPy, with their derivatives, up to the edge', () => {
  test.each(oracle.cases)('$name, $x.length × $y.length', ({ name, x, y, u, v, places, values }) => {
    const both = name === 'periodic'
    const flow = gridFlow({ x, y, u: Float64Array.from(u), v: Float64Array.from(v), periodic: [both, both] })
    for (const [k, [px = 0, py = 0]] of places.entries()) {
      const [ofU = [], ofV = []] = values[k] as number[][]
      const velocity = at(flow.velocity, px, py, 0, 2)
      const jacobian = at(flow.jacobian, px, py, 0, 4)
      const laplacian = at(flow.laplacian, px, py, 0, 2)
      const ours = [...velocity, ...jacobian, ...laplacian]
      const theirs = [ofU[0], ofV[0], ofU[1], ofU[2], ofV[1], ofV[2]].map(Number)
      theirs.push(Number(ofU[3]) + Number(ofU[4]), Number(ofV[3]) + Number(ofV[4]))
      // Round-off of solves with condition below 10, times 1/h² = 16 for second derivatives.
      for (const [j, value] of theirs.entries()) expect(Math.abs((ours[j] as number) - value)).toBeLessThan(2e-12)
    }
  })
})

const KINDS: GridInterpolation[] = ['linear', 'hermite', 'spline']

test.each(KINDS)('%s: compiled code computes the same velocities, in space and time', (interpolation) => {
  const options = sampled(analyticFlow.doubleGyre(), axis(9, 0, 0.25), axis(5, 0, 0.25), axis(4, 1, 0.5))
  for (const periodic of [
    [false, false],
    [true, true],
    [true, false],
  ] as const) {
    const flow = gridFlow({ ...options, interpolation, periodic })
    const start = Array.from({ length: 101 }, (_, k) => [(k * 0.618) % 2, (k * 0.414) % 1])
    const plain = { velocity: flow.velocity, times: flow.times as [number, number] }
    const compiled = advect(flow, points(start), 1.2, 2.3, { step: 0.3 }).points.data
    const scalar = advect(plain, points(start), 1.2, 2.3, { step: 0.3 }).points.data
    for (const [k, value] of compiled.entries()) {
      const other = scalar[k] as number
      expect(Number.isNaN(value)).toBe(Number.isNaN(other))
      if (!Number.isNaN(value)) expect(Math.abs(value - other)).toBeLessThan(1e-14)
    }
  }
})

test.each<[GridInterpolation, number]>([
  ['linear', 2],
  ['hermite', 3],
  ['spline', 4],
])('%s: the error falls with order %d, bounded or periodic', (interpolation, order) => {
  for (const periodic of [
    [true, true],
    [false, false],
  ] as const) {
    const errors = [16, 32, 64].map((n) => {
      const nodes = axis(n + (periodic[0] ? 0 : 1), 0, TAU / n)
      const flow = gridFlow({
        ...sampled(analyticFlow.taylorGreen(), nodes, nodes, axis(1, 0, 1)),
        periodic,
        interpolation,
      })
      let worst = 0
      for (let k = 0; k < 10_000; k++) {
        const [x, y] = [((k * Math.SQRT2) % 1) * TAU, ((k * Math.sqrt(3)) % 1) * TAU]
        const [u = 0] = at(flow.velocity, x, y, 0, 2)
        worst = Math.max(worst, Math.abs(u + Math.cos(x) * Math.sin(y)))
      }
      return worst
    }) as [number, number, number]
    // Halving h divides by 2^order; a quarter of an order for the next term of the expansion.
    expect(Math.log2(errors[1] / errors[2])).toBeGreaterThan(order - 0.25)
  }
})

test('the example of the docstring: u = x', () => {
  const x = [0, 1, 2, 3]
  const u = Float64Array.from({ length: 16 }, (_, k) => k % 4)
  const flow = gridFlow({ x, y: x, u, v: new Float64Array(16) })
  const { data } = advect(flow, points([[1, 1]]), 0, 1, { step: 0.01 }).points
  expect(Math.abs((data[0] as number) - Math.E)).toBeLessThan(1e-8)
  expect(data[1]).toBeCloseTo(1, 12)
})

test('FTLE of gridded vortices is that of the formula', () => {
  const nodes = planarGrid({ x: [0.2, 3], y: [0.2, 3], nx: 8, ny: 8 })
  const options = { delta: 1e-4, step: 0.05 }
  const gridded = ftle(vortices(96), nodes, 0, 4, options).values
  const exact = ftle(analyticFlow.taylorGreen(), nodes, 0, 4, options).values
  // Gradients of the spline are off by h³/24 ≈ 1e-5 times T and the stretching.
  for (const [k, value] of gridded.entries()) expect(Math.abs(value - (exact[k] as number))).toBeLessThan(5e-4)
})

test('along a periodic axis paths run on', () => {
  const n = 8
  const one = new Float64Array(n * n).fill(1)
  const still = new Float64Array(n * n)
  const flow = gridFlow({ x: axis(n, 0, 1), y: axis(n, 0, 1), u: one, v: still, periodic: [true, false] })
  const { points: out, alive } = advect(
    flow,
    points([
      [6.5, 3],
      [-20, 3],
    ]),
    0,
    20,
    { step: 0.5 },
  )
  expect([...alive]).toEqual([1, 1])
  for (const [k, value] of [26.5, 3, 0, 3].entries()) expect(out.data[k]).toBeCloseTo(value, 10)
})

test('past a bounded edge a path ends; on the edge it goes on', () => {
  const n = 5
  const u = new Float64Array(n * n).fill(1)
  const flow = gridFlow({ x: axis(n, 0, 1), y: axis(n, 0, 1), u, v: new Float64Array(n * n) })
  const { alive, points: out } = advect(
    flow,
    points([
      [0, 4],
      [3.5, 2],
      [-0.1, 2],
    ]),
    0,
    1,
    { step: 0.25 },
  )
  expect([...alive]).toEqual([1, 0, 0])
  expect(out.data[0]).toBeCloseTo(1, 14)
  for (const k of [2, 3, 4, 5]) expect(out.data[k]).toBeNaN()
})

test.each<GridInterpolation>(['linear', 'hermite'])(
  '%s: land ends the paths that touch it, and no other',
  (interpolation) => {
    const n = 12
    const u = new Float64Array(n * n).fill(0.1)
    const v = new Float64Array(n * n)
    for (const field of [u, v]) field[6 * n + 6] = Number.NaN
    const flow = gridFlow({ x: axis(n, 0, 1), y: axis(n, 0, 1), u, v, land: true, interpolation })
    const { alive } = advect(
      flow,
      points([
        [6.4, 6.4],
        [2, 2],
        [9.5, 6.5],
        [5.5, 1.5],
      ]),
      0,
      1,
      { step: 0.5 },
    )
    expect([...alive]).toEqual([0, 1, 1, 1])
    const values = ftle(flow, planarGrid({ x: [2.5, 6.5], y: [6.5, 6.6], nx: 2, ny: 2 }), 0, 1, { delta: 0.01 }).values
    expect([...values].map(Number.isNaN)).toEqual([false, true, false, true])
  },
)

test('threads change no bit', async () => {
  const flow = vortices(32)
  const start = points(
    Float64Array.from({ length: 60_000 }, (_, k) => (k * 0.618034) % 7),
    2,
  )
  const alone = advect(flow, start, 0, 2, { step: 0.2 }).points.data
  expect(await startThreads(2)).toBe(2)
  expect(advect(flow, start, 0, 2, { step: 0.2 }).points.data).toEqual(alone)
})

test('the Courant number counts cells between frames, land aside', () => {
  const u = new Float64Array(32).fill(-3)
  u[5] = Number.NaN
  const options = { x: axis(4, 0, 2), y: axis(4, 0, 1), u, v: new Float64Array(32), land: true }
  expect(gridFlow({ ...options, t: [0, 0.5] }).courant).toBe(0.75)
  expect(vortices(8).courant).toBe(0)
})

test('frames that a call does not need have no say', () => {
  const options = sampled(analyticFlow.doubleGyre(), axis(9, 0, 0.25), axis(5, 0, 0.25), axis(6, 0, 1))
  const flow = gridFlow(options)
  const short = gridFlow({ ...options, t: axis(3, 2, 1), u: options.u.slice(90, 225), v: options.v.slice(90, 225) })
  const start = points([
    [0.7, 0.6],
    [1.2, 0.3],
  ])
  for (const [t0, t1] of [
    [2.5, 3.5],
    [4, 2],
  ] as const) {
    const long = advect(flow, start, t0, t1, { step: 0.5 }).points.data
    const { data } = advect(short, start, t0, t1, { step: 0.5 }).points
    // Times count from another origin: round-off of a weight in time.
    for (const [k, value] of long.entries()) expect(Math.abs(value - (data[k] as number))).toBeLessThan(1e-14)
  }
})

test('given forces take the place of second derivatives, between nodes as velocities do', () => {
  const x = axis(16, 0, Math.PI / 8)
  const wave = Float64Array.from({ length: 256 }, (_, k) => Math.sin(x[k % 16] as number))
  const periodic = [true, true] as const
  const flow = gridFlow({ x, y: x, u: wave, v: wave, laplacian: { u: wave, v: wave.map((f) => -2 * f) }, periodic })
  const velocity = at(flow.velocity, 1.23, 0.4, 0, 2)
  const forces = at(flow.laplacian, 1.23, 0.4, 0, 2)
  expect(forces[0]).toBe(velocity[0])
  expect(forces[1]).toBeCloseTo(-2 * (velocity[0] as number), 14)
  expect(() => gridFlow({ x, y: x, u: wave, v: wave, laplacian: { u: wave, v: wave.subarray(1) } })).toThrow(
    /laplacian.v: has 255/,
  )
})

test('bad input is named', () => {
  const x = axis(4, 0, 1)
  const field = new Float64Array(16)
  const good = { x, y: x, u: field, v: field }
  const bent = Float64Array.from([0, 1, 2.1, 3])
  const hole = field.slice()
  hole[9] = Number.NaN
  expect(() => gridFlow({ ...good, x: bent })).toThrow('x[2]: is 2.1; even spacing asks for 2. Regrid the data')
  expect(() => gridFlow({ ...good, x: axis(4, 0, -1) })).toThrow('x: ascending values are needed')
  expect(() => gridFlow({ ...good, y: axis(3, 0, 1) })).toThrow('y: has 3 values; at least 4 are needed')
  expect(() => gridFlow({ ...good, t: [0, 1, 3] })).toThrow('t[1]: is 1; even spacing asks for 1.5')
  expect(() => gridFlow({ ...good, u: new Float64Array(15) })).toThrow('u: has 15 numbers; t × y × x = 1 × 4 × 4 = 16')
  expect(() => gridFlow({ ...good, v: hole })).toThrow('v[0][2][1]: is NaN; a finite number is needed, or land: true')
  expect(() => gridFlow({ ...good, land: true, interpolation: 'spline' })).toThrow('land: a spline')
  expect(() => gridFlow({ ...good, interpolation: 'cubic' as 'spline' })).toThrow("interpolation: is 'cubic'")
  const film = gridFlow({ ...good, t: [0, 1], u: new Float64Array(32), v: new Float64Array(32) })
  expect(() => advect(film, points([[1, 1]]), 0, 1.5)).toThrow('t1: is 1.5; the flow has data from 0 to 1')
})
