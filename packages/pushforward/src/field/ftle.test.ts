import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { points } from '../measure/points.js'
import { analyticFlow } from './analytic.js'
import { cauchyGreen, flowMapGradient } from './flow-map.js'
import { ftle, ftleFromGradient } from './ftle.js'
import { planarGrid } from './grid.js'
import type { PlanarFlow } from './planar-flow.js'

const gyre = analyticFlow.doubleGyre()

/** FTLE at points by the equation of variations. */
function exactly(
  flow: PlanarFlow,
  at: [number, number],
  T: number,
  steps = 3000,
): { value: number; determinant: number } {
  const { gradient, determinant } = flowMapGradient(flow, points([at]), 0, T, { step: Math.abs(T) / steps })
  return { value: ftleFromGradient(gradient, 2, T)[0] as number, determinant: determinant[0] as number }
}

/** FTLE at one point by auxiliary paths. */
const nearby = (at: [number, number], delta: number, steps: number) => {
  const { gradient } = flowMapGradient(gyre, points([at]), 0, 15, { delta, step: 15 / steps })
  return ftleFromGradient(gradient, 2, 15)[0] as number
}

describe('double gyre, against DOP853 on the equation of variations', () => {
  test.each<[[number, number], number, number]>([
    [[1, 0.5], 15, 0.0691408578],
    [[1, 0.5], -15, 0.0691408578],
    [[0.3, 0.4], 15, 0.0393144618],
    [[0.3, 0.4], -15, 0.0617275722],
    [[1.1, 0.25], 15, 0.2785821064],
    [[1.1, 0.25], -15, 0.0225676885],
    [[1.7, 0.8], 15, 0.1242669872],
    [[1.7, 0.8], -15, 0.1933282556],
  ])('%j, T = %d', (at, T, value) => {
    const found = exactly(gyre, at, T)
    expect(Math.abs(found.value - value)).toBeLessThan(1e-9) // the oracle is printed to 10 digits
    expect(Math.abs(found.determinant - 1)).toBeLessThan(1e-9)
  })

  test('the discretisation errors of step and delta are those of the method', () => {
    // The same method in another program: nothing but round-off, 1e-16/(δ T), may differ.
    expect(nearby([1.1, 0.25], 1e-2, 150)).toBeCloseTo(0.2573500554, 9)
    expect(nearby([1.1, 0.25], 1e-4, 150)).toBeCloseTo(0.278577587, 9)
    expect(nearby([1.1, 0.25], 1e-4, 600)).toBeCloseTo(0.2785784038, 9)
  })
})

test('Bickley jet', () => {
  const found = exactly(analyticFlow.bickley(), [5000, 1000], 20)
  expect(found.value).toBeCloseTo(0.0128303, 7)
  expect(found.determinant).toBeCloseTo(1, 9)
})

test('ABC in space', () => {
  const { gradient, determinant } = flowMapGradient(analyticFlow.abc(), points([[1, 2, 3]]), 0, 8, { step: 8 / 4000 })
  expect(ftleFromGradient(gradient, 3, 8)[0]).toBeCloseTo(0.2236969628, 9)
  expect(determinant[0]).toBeCloseTo(1, 8)
})

describe('closed forms', () => {
  const nodes = planarGrid({ x: [0, 2], y: [0, 1], nx: 3, ny: 2 })

  test('shear: asinh(kT/2)/T', () => {
    for (const value of ftle(analyticFlow.shear({ rate: 0.7 }), nodes, 0, 3).values) {
      expect(value).toBeCloseTo(Math.asinh(0.7 * 1.5) / 3, 12)
      expect(value).toBeCloseTo(0.305430244, 9)
    }
  })

  test('saddle: its rate, either way in time', () => {
    // RK4 multiplies by e up to 1e-10 in 100 steps of 1/100.
    for (const T of [1, -1]) {
      for (const value of ftle(analyticFlow.saddle(), nodes, 0, T).values)
        expect(Math.abs(value - 1)).toBeLessThan(1e-9)
    }
  })

  test('rotation: zero', () => {
    // RK4 damps by h⁶/144 a step.
    for (const value of ftle(analyticFlow.rotation(), nodes, 0, 5).values) expect(Math.abs(value)).toBeLessThan(1e-8)
  })

  test('a contraction is negative, and zero when clipped', () => {
    const half = new Float64Array([0.5, 0, 0, 0.5])
    expect(ftleFromGradient(half, 2, -2)[0]).toBeCloseTo(Math.log(0.5) / 2, 15)
    expect(ftleFromGradient(half, 2, -2, { clip: true })[0]).toBe(0)
  })
})

test('on a grid: the same as point by point, by either gradient', () => {
  const nodes = planarGrid({ x: [0.2, 1.8], y: [0.1, 0.9], nx: 5, ny: 3 })
  const { values, shape } = ftle(gyre, nodes, 1, 5, { delta: 1e-5, step: 0.05 })
  const variational = ftle(gyre, nodes, 1, 5, { gradient: 'variational', step: 0.05 }).values
  expect(shape).toEqual([3, 5])
  // δ² times third derivatives of F (below 10³ here), and round-off 1e-16/δ.
  for (const [k, value] of values.entries()) expect(Math.abs(value - (variational[k] as number))).toBeLessThan(1e-7)
})

describe('objectivity', () => {
  /** The flow seen from a frame that turns by angle θ(t) = a t and moves by p(t) = (sin t, t²/5): x = Q(t) y + p(t). */
  const fromFrame = (flow: PlanarFlow, a: number): PlanarFlow => ({
    velocity: (y1, y2, t, out) => {
      const [c, s] = [Math.cos(a * t), Math.sin(a * t)]
      flow.velocity(c * y1 - s * y2 + Math.sin(t), s * y1 + c * y2 + (t * t) / 5, t, out)
      const u = (out[0] as number) - Math.cos(t)
      const v = (out[1] as number) - (2 * t) / 5
      // y' = Qᵀ (v − p') − Qᵀ Q' y, and Qᵀ Q' = a [[0, −1], [1, 0]].
      out[0] = c * u + s * v + a * y2
      out[1] = -s * u + c * v - a * y1
    },
  })

  test('the exponent is the same from a turning, moving frame', () => {
    // The frames agree at t = 0. Both gradients carry δ² and 1e-16/δ; steps of 1/200 leave 1e-9.
    const options = { delta: 1e-5, step: 1 / 200 }
    const at = points([
      [0.3, 0.4],
      [1.1, 0.25],
      [1.7, 0.8],
    ])
    const fixed = flowMapGradient(gyre, at, 0, 4, options).gradient
    const moving = flowMapGradient(fromFrame(gyre, 0.8), at, 0, 4, options).gradient
    const [a, b] = [ftleFromGradient(fixed, 2, 4), ftleFromGradient(moving, 2, 4)]
    for (const i of [0, 1, 2]) expect(Math.abs((a[i] as number) - (b[i] as number))).toBeLessThan(1e-7)
  })

  test('space by s and time by r: the exponent by 1/r', () => {
    const [s, r] = [3, 2]
    const scaled: PlanarFlow = {
      velocity: (x, y, t, out) => {
        gyre.velocity(x / s, y / s, t / r, out)
        out[0] = ((out[0] as number) * s) / r
        out[1] = ((out[1] as number) * s) / r
      },
    }
    const options = { delta: 1e-5, step: 0.02 }
    const small = flowMapGradient(gyre, points([[0.3, 0.4]]), 0, 5, options).gradient
    const large = flowMapGradient(scaled, points([[0.9, 1.2]]), 0, 10, { delta: s * 1e-5, step: 0.04 }).gradient
    const value = ftleFromGradient(small, 2, 5)[0] as number
    expect(Math.abs((ftleFromGradient(large, 2, 10)[0] as number) - value / r)).toBeLessThan(1e-9)
  })
})

test('the planar formula is the largest singular value', () => {
  const entry = fc.double({ min: -5, max: 5, noNaN: true })
  fc.assert(
    fc.property(fc.tuple(entry, entry, entry, entry), (m) => {
      const [a, b, c, d] = m
      const half = (a * a + b * b + c * c + d * d) / 2
      const sigma = Math.sqrt(half + Math.sqrt(Math.max(half * half - (a * d - b * c) ** 2, 0)))
      const found = Math.exp(ftleFromGradient(Float64Array.from(m), 2, 1)[0] as number)
      // The textbook form loses half its digits where singular values meet.
      expect(Math.abs(found - sigma)).toBeLessThanOrEqual(1e-7 * (1 + sigma))
    }),
    { seed: 3 },
  )
})

test('gradient of a saddle: stretched by e, squeezed by e', () => {
  const { gradient } = flowMapGradient(analyticFlow.saddle(), points([[0.5, 0.2]]), 0, 1)
  for (const [k, value] of [Math.E, 0, 0, 1 / Math.E].entries()) {
    expect(Math.abs((gradient[k] as number) - value)).toBeLessThan(1e-8)
  }
})

test('progress is reported, and a signal stops the work', () => {
  const nodes = planarGrid({ x: [0, 2], y: [0, 1], nx: 300, ny: 300 })
  const seen: number[] = []
  ftle(analyticFlow.saddle(), nodes, 0, 1, { step: 1, onProgress: (done, total) => seen.push(done / total) })
  expect(seen).toEqual([65_536 / 90_000, 1])
  const signal = AbortSignal.abort(new Error('enough'))
  expect(() => ftle(analyticFlow.saddle(), nodes, 0, 1, { signal })).toThrow('enough')
})

test('Cauchy–Green', () => {
  expect([...cauchyGreen(new Float64Array([1, 2, 0, 1]), 2)]).toEqual([1, 2, 2, 5])
})

test('bad input is named', () => {
  const nodes = planarGrid({ x: [0, 1], y: [0, 1], nx: 2, ny: 2 })
  expect(() => ftle(gyre, nodes, 0, 0)).toThrow('T: is 0')
  expect(() => ftle(gyre, nodes, 0, 1, { delta: -1 })).toThrow('delta: is -1')
  expect(() => ftle(analyticFlow.abc(), nodes, 0, 1)).toThrow('nodes: the grid has 2 axes; the flow has dimension 3')
  const blind: PlanarFlow = { velocity: gyre.velocity }
  expect(() => flowMapGradient(blind, points([[0, 0]]), 0, 1)).toThrow('delta: is undefined')
  expect(() => ftle(blind, nodes, 0, 1, { gradient: 'variational' })).toThrow('the field has no jvp')
  expect(() => ftleFromGradient(new Float64Array(3), 2, 1)).toThrow('gradient: has 3 numbers')
  expect(() => ftleFromGradient(new Float64Array(16), 4, 1)).toThrow('d: is 4')
})
