import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { advect } from './advect.js'
import { analyticFlow } from './analytic.js'
import { barrierField, hamiltonianField } from './barriers.js'
import { flowMapGradient } from './flow-map.js'
import { type FlowStep, followFlow } from './follow-flow.js'
import { planarGrid } from './grid.js'
import { gridFlow } from './grid-flow.js'

const start = points([
  [1, 0.5],
  [0.3, 0.4],
  [1.1, 0.25],
])

describe('a flow followed step by step', () => {
  test.each([15, -15])('ends where advect and flowMapGradient end, T = %d', (T) => {
    const gyre = analyticFlow.doubleGyre()
    const options = { step: 0.1, delta: 1e-4 }
    const all = [...followFlow(gyre, start, [0, T], options)]
    expect(all.map(({ step, steps }) => step - steps)).toEqual(Array.from({ length: 151 }, (_, k) => k - 150))
    const last = all.at(-1) as FlowStep
    expect(last.t).toBe(T)
    const whole = advect(gyre, start, 0, T, options)
    const map = flowMapGradient(gyre, start, 0, T, options)
    // The same steps: they differ by the rounding of t, which the flow stretches by e^(.28 · 15) = 67 at most.
    last.points.data.forEach((x, k) => void expect(x).toBeCloseTo(whole.points.data[k] as number, 12))
    const { gradient, determinant } = last.gradient()
    // As above, over 2δ.
    gradient.forEach((x, k) => void expect(x).toBeCloseTo(map.gradient[k] as number, 7))
    determinant.forEach((x, k) => void expect(x).toBeCloseTo(map.determinant[k] as number, 6))
  })

  test('each step is the flow map of its own time: the saddle stretches by e^t', () => {
    for (const { t, points: ends, gradient } of followFlow(analyticFlow.saddle(), start, [0, 1], { delta: 0.1 })) {
      // A hundredth of a unit a step: 1e-10 e a unit of time.
      expect(ends.data[0]).toBeCloseTo(Math.exp(t), 8)
      expect(gradient().gradient[0]).toBeCloseTo(Math.exp(t), 8)
    }
  })

  test('meets the times on its way', () => {
    const times = [...followFlow(analyticFlow.saddle(), start, [0, 0.25, 1], { step: 0.2 })].map(({ t }) => t)
    expect(times).toEqual([0, 0.125, 0.25, 0.4375, 0.625, 0.8125, 1])
  })

  test('a path that has left a bounded grid stays NaN, and the others go on', () => {
    const x = [0, 1, 2, 3]
    const flow = gridFlow({ x, y: x, u: new Float64Array(16).fill(1), v: new Float64Array(16) })
    const at = points([
      [0.5, 1],
      [2.5, 1],
    ])
    const found = [...followFlow(flow, at, [0, 2], { step: 0.5, delta: 0.01 })].map(({ points: ends, gradient }) => [
      ends.data[0],
      ends.data[2],
      gradient().gradient[4],
    ])
    expect(found[4]?.[0]).toBeCloseTo(2.5, 12)
    expect(found.map((row) => Number.isNaN(row[1]))).toEqual([false, false, true, true, true])
    // The auxiliary path ahead leaves one step earlier than its centre, which is at the border then.
    expect(found.map((row) => Number.isNaN(row[2]))).toEqual([false, true, true, true, true])
    const leaving = [...followFlow(flow, points([[2.5, 1]]), [0, 2], { step: 0.5 })]
    expect(leaving.at(-1)?.points.data[0]).toBeNaN()
  })

  test('its mean of νω has the field of barrierField', () => {
    const viscosity = 0.01
    const flow = analyticFlow.taylorGreen({ viscosity })
    const side = [0, 2 * Math.PI] as const
    const nodes = planarGrid({ x: side, y: side, nx: 16, ny: 16, periodic: [true, true] })
    const { field, hamiltonian } = barrierField(flow, nodes, 0, 1, { viscosity })
    expect(hamiltonian && hamiltonianField(hamiltonian)).toEqual(field)
    expect(() => hamiltonianField(field)).toThrow(InputError)
  })

  test('names what is wrong', () => {
    const saddle = analyticFlow.saddle()
    expect(() => [...followFlow(saddle, start, [0, 1], { delta: -1 })]).toThrow('delta: is -1')
    expect(() => [...followFlow(saddle, start, [0, 1], { step: 0 })]).toThrow('step: is 0')
    expect(() => [...followFlow(saddle, start, [0, 1, 1])]).toThrow(/times: \[2\] is 1 after 1/)
    expect(() => [...followFlow(saddle, start, [])]).toThrow('times: is empty')
    expect(() => [...followFlow(saddle, points([[1, 2, 3]]), [0, 1])]).toThrow(InputError)
    const [first] = followFlow(saddle, start, [0])
    expect(() => first?.gradient()).toThrow(/delta: is undefined/)
    expect(() => [...followFlow(saddle, start, [0, 1], { signal: AbortSignal.abort() })]).toThrow(/abort/i)
  })
})
