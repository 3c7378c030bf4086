import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { advect } from './advect.js'
import { analyticFlow } from './analytic.js'
import { asField, type FlowField, type PlanarFlow } from './planar-flow.js'

/** The same flow, unknown to compiled code. */
const plain = ({ velocity, jacobian, laplacian }: PlanarFlow): PlanarFlow =>
  ({ velocity, jacobian, laplacian }) as PlanarFlow

// End points by DOP853 (SciPy, rtol 1e-12), printed to 10 digits.
const ENDS: [string, PlanarFlow, [number, number], number, [number, number], number][] = [
  ['double gyre', analyticFlow.doubleGyre(), [1, 0.5], 15, [0.9975928211, 0.5022569385], 1e-9],
  ['double gyre', analyticFlow.doubleGyre(), [0.3, 0.4], 15, [1.6485891091, 0.4011490908], 1e-9],
  ['double gyre', analyticFlow.doubleGyre(), [1.1, 0.25], 15, [1.0986090043, 0.7600912713], 1e-9],
  ['Bickley jet', analyticFlow.bickley(), [5000, 1000], 20, [4926.67303, 1179.75385], 1e-4],
]

describe.each([
  ['compiled', (flow: PlanarFlow) => flow],
  ['as a field', plain],
])('%s', (_, form) => {
  test.each(ENDS)('%s %#: the end is that of an independent integrator', (_, flow, start, T, end, tolerance) => {
    const { points: out, alive } = advect(form(flow), points([start]), 0, T, { step: T / 3000 })
    for (const k of [0, 1]) expect(Math.abs((out.data[k] as number) - (end[k] as number))).toBeLessThan(tolerance)
    expect(alive[0]).toBe(1)
  })

  test('saddle: e and 1/e', () => {
    const { data } = advect(form(analyticFlow.saddle()), points([[1, 1]]), 0, 1).points
    // Error of a step h: h⁵/120; 100 of them with h = 1/100, times e.
    expect(Math.abs((data[0] as number) - Math.E)).toBeLessThan(1e-9)
    expect(Math.abs((data[1] as number) - 1 / Math.E)).toBeLessThan(1e-9)
  })
})

test.each(ENDS)('dopri5 keeps its tolerance: %s %#', (_, flow, start, T, end, tolerance) => {
  const result = advect(flow, points([start]), 0, T, { method: 'dopri5', tolerance: 1e-12 })
  expect(result.converged).toBe(true)
  for (const k of [0, 1])
    expect(Math.abs((result.points.data[k] as number) - (end[k] as number))).toBeLessThan(10 * tolerance)
})

test('ABC in space', () => {
  const field = analyticFlow.abc()
  const [x, y, z] = advect(field, points([[1, 2, 3]]), 0, 8, { step: 8 / 4000 }).points.data as unknown as number[]
  expect(x).toBeCloseTo(-0.53302158, 7)
  expect(y).toBeCloseTo(2.39156997, 7)
  expect(z).toBeCloseTo(19.34096967, 7)
})

test('the order of the method is four', () => {
  const start = points([[1.1, 0.25]])
  const exact = advect(analyticFlow.doubleGyre(), start, 0, 5, { step: 5 / 4000 }).points.data
  const errors = [50, 100, 200].map((steps) => {
    const { data } = advect(analyticFlow.doubleGyre(), start, 0, 5, { step: 5 / steps }).points
    return Math.hypot((data[0] as number) - (exact[0] as number), (data[1] as number) - (exact[1] as number))
  }) as [number, number, number]
  for (const order of [Math.log2(errors[0] / errors[1]), Math.log2(errors[1] / errors[2])]) {
    expect(order).toBeGreaterThan(3.8)
    expect(order).toBeLessThan(4.2)
  }
})

test('there and back is where it started', () => {
  const start = points([[0.3, 0.4]])
  const there = advect(analyticFlow.doubleGyre(), start, 0, 5, { step: 0.01 }).points
  const back = advect(analyticFlow.doubleGyre(), there, 5, 0, { step: 0.01 }).points
  for (const k of [0, 1]) expect(Math.abs((back.data[k] as number) - (start.data[k] as number))).toBeLessThan(1e-9)
})

test('steps are reported with their time', () => {
  const seen: [number, number, number][] = []
  advect(analyticFlow.saddle(), points([[1, 0]]), 2, 1, {
    step: 0.25,
    onStep: ({ step, t, points: { data } }) => seen.push([step, t, data[0] as number]),
  })
  expect(seen.map(([step, t]) => [step, t])).toEqual([
    [1, 1.75],
    [2, 1.5],
    [3, 1.25],
    [4, 1],
  ])
  for (const [, t, x] of seen) expect(Math.abs(x - Math.exp(t - 2))).toBeLessThan(5e-5) // 4 h⁵/120
})

test('a point that leaves a bounded field is NaN, its neighbours are not', () => {
  const inside = (x: number) => (x < 2 ? 1 : Number.NaN)
  const bounded: PlanarFlow = {
    velocity: (x, _y, _t, out) => {
      out[0] = inside(x)
      out[1] = 0
    },
  }
  for (const method of ['rk4', 'dopri5'] as const) {
    const { points: out, alive } = advect(
      bounded,
      points([
        [0, 0],
        [1.5, 0],
      ]),
      0,
      1,
      { method, step: 0.1 },
    )
    expect(out.data[0]).toBeCloseTo(1, 12)
    expect(out.data[2]).toBeNaN()
    expect([...alive]).toEqual([1, 0])
  }
})

test('no time is no motion', () => {
  expect([...advect(analyticFlow.saddle(), points([[1, 2]]), 3, 3).points.data]).toEqual([1, 2])
})

test('an aborted signal stops the steps', () => {
  const abort = new AbortController()
  const onStep = () => abort.abort(new Error('enough'))
  expect(() => advect(analyticFlow.saddle(), points([[1, 2]]), 0, 1, { signal: abort.signal, onStep })).toThrow(
    'enough',
  )
})

test('bad input is named', () => {
  const flow = analyticFlow.saddle()
  const x = points([[1, 2]])
  expect(() => advect(flow, points([[1, 2, 3]]), 0, 1)).toThrow('points: points have dimension 3; 2 is needed')
  expect(() => advect(flow, x, 0, Number.NaN)).toThrow('t1: is NaN')
  expect(() => advect(flow, x, 0, 1, { step: 0 })).toThrow('step: is 0')
  expect(() => advect(flow, x, 0, 1, { method: 'euler' as 'rk4' })).toThrow("method: is 'euler'")
  const timed: FlowField = { ...asField(flow), times: [0, 2] }
  expect(() => advect(timed, x, 0, 3)).toThrow('t1: is 3; the flow has data from 0 to 2')
})
