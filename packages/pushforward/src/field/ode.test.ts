import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConvergenceError } from '../errors.js'
import { type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { normalPoints } from '../measure/sampling.js'
import type { Field } from './field.js'
import { type OdeMethod, solveOde } from './ode.js'
import oracle from './ode.oracle.json' with { type: 'json' }
import { fixedSteps, rungeKuttaStep } from './ode-step.js'
import { type Tableau, tableaus } from './ode-tableaus.js'
import { timeGrid } from './time-grid.js'

/** A field from the velocity of one point. */
function pointwise(d: number, velocity: (x: readonly number[], t: number) => readonly number[]): Field {
  return {
    d,
    value: ({ data, n }, t) => {
      const out = new Float64Array(n * d)
      for (let i = 0; i < n; i++) out.set(velocity([...data.subarray(i * d, (i + 1) * d)], t), i * d)
      return { data: out, n, d }
    },
  }
}

const fields: Record<string, Field> = {
  lotka: pointwise(2, ([x = 0, y = 0]) => [x * (1.5 - y), y * (x - 3)]),
  pendulum: pointwise(2, ([x = 0, y = 0], t) => [y, -Math.sin(x) + 0.3 * Math.cos(2 * t)]),
  vanDerPol: pointwise(2, ([x = 0, y = 0]) => [y, 20 * (1 - x * x) * y - x]),
}

/** dx/dt = x cos t: x(t) = x(0) e^{sin t}. */
const swing = pointwise(1, ([x = 0], t) => [x * Math.cos(t)])

/** Slope of log |error| by log h, by least squares. */
function fittedOrder(steps: readonly number[], error: (count: number) => number): number {
  const u = steps.map((count) => -Math.log(count))
  const v = steps.map((count) => Math.log(error(count)))
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const [mu, mv] = [mean(u), mean(v)]
  const products = u.map((value, k) => (value - mu) * ((v[k] as number) - mv))
  return mean(products) / mean(u.map((value) => (value - mu) ** 2))
}

const largestGap = (a: Points, b: Points) =>
  Float64Array.from(a.data).reduce((most, value, k) => Math.max(most, Math.abs(value - (b.data[k] as number))), 0)

describe('solveOde', () => {
  test('the exponential, in all methods', () => {
    const decay = pointwise(1, ([x = 0]) => [-x])
    const end = (method: OdeMethod) => solveOde(decay, points([1]), [0, 1], { method }).points.data[0] as number
    // One step multiplies by the Taylor polynomial of e^{-h} to the method's order, h = 1/100.
    expect(end('euler')).toBeCloseTo(0.99 ** 100, 14)
    expect(end('midpoint')).toBeCloseTo((1 - 0.01 + 0.01 ** 2 / 2) ** 100, 14)
    expect(end('heun')).toBeCloseTo((1 - 0.01 + 0.01 ** 2 / 2) ** 100, 14)
    // Local error h⁵/120 a step: 1e-12/1.2 · 100/100 · 1/e.
    expect(Math.abs(end('rk4') - Math.exp(-1))).toBeLessThan(4e-11)
    expect(Math.abs(end('dopri5') - Math.exp(-1))).toBeLessThan(1e-6)
  })

  // A grid of fixed steps also for dopri5, whose own steps would follow the tolerance.
  test.each(Object.entries(tableaus))('%s has its order', (_, tableau: Tableau) => {
    const error = (count: number) => {
      const { state } = fixedSteps(swing, tableau, Float64Array.of(1), timeGrid([0, 2], count), () => {})
      return Math.abs((state[0] as number) - Math.exp(Math.sin(2)))
    }
    // Fine enough that the next order is below a tenth, coarse enough that rounding (1e-15) is below a hundredth.
    const counts = tableau.order === 5 ? [40, 60, 80, 120] : [128, 192, 256, 384]
    expect(Math.abs(fittedOrder(counts, error) - tableau.order)).toBeLessThan(0.1)
  })

  test("dopri5's error estimate is of fifth order in the step: the embedded method has order 4", () => {
    const estimate = (count: number) => {
      const { stages } = rungeKuttaStep(swing, tableaus.dopri5, Float64Array.of(1), 0.3, 1 / count)
      const weighted = stages.map((k, i) => (tableaus.dopri5.errorWeights?.[i] as number) * (k[0] as number))
      return Math.abs(weighted.reduce((a, b) => a + b, 0) / count)
    }
    expect(Math.abs(fittedOrder([40, 60, 80, 120], estimate) - 5)).toBeLessThan(0.1)
  })

  test.each(oracle.cases)('dopri5 agrees with SciPy DOP853: $field, $span', ({ field, x, span, end }) => {
    const { points: reached, converged } = solveOde(fields[field] as Field, points([x]), span as [number, number], {
      method: 'dopri5',
      tolerance: 1e-11,
    })
    expect(converged).toBe(true)
    // Errors of 1e-11 a step add up over some hundred steps; none of these orbits is chaotic.
    expect(largestGap(reached, points([end]))).toBeLessThan(5e-9)
  })

  test('tolerance is what dopri5 keeps: the error falls with it in proportion', () => {
    const error = (tolerance: number) => {
      const { points: reached } = solveOde(swing, points([1]), [0, 2], { method: 'dopri5', tolerance })
      return Math.abs((reached.data[0] as number) - Math.exp(Math.sin(2)))
    }
    for (const tolerance of [1e-4, 1e-6, 1e-8, 1e-10]) expect(error(tolerance)).toBeLessThan(5 * tolerance)
  })

  test('a batch is as accurate as its points alone', () => {
    const still = points(
      Float64Array.from({ length: 2000 }, (_, k) => (k < 1998 ? 0 : 1)),
      2,
    )
    const options = { method: 'dopri5', tolerance: 1e-8 } as const
    const batch = solveOde(fields.lotka as Field, still, [0, 5], options)
    const alone = solveOde(fields.lotka as Field, points([[1, 1]]), [0, 5], options)
    expect(batch.points.data.slice(1998)).toEqual(alone.points.data)
    expect(batch.steps).toBe(alone.steps)
  })

  test('forward and backward returns to the start', () => {
    const start = normalPoints(rng(20261125), 20, 2)
    const there = solveOde(fields.pendulum as Field, start, [0, 4], { steps: 400 })
    const back = solveOde(fields.pendulum as Field, there.points, [4, 0], { steps: 400 })
    // Two global errors of h⁴ = 1e-8 with constants (derivatives of the field, sensitivity) of order 10.
    expect(largestGap(back.points, start)).toBeLessThan(1e-6)
    const options = { method: 'dopri5', tolerance: 1e-10 } as const
    const adaptive = solveOde(fields.pendulum as Field, start, [0, 4], options)
    const returned = solveOde(fields.pendulum as Field, adaptive.points, [4, 0], options)
    expect(largestGap(returned.points, start)).toBeLessThan(1e-7)
  })

  test('a grid of times: equal to equal steps, and dopri5 ends a step at each', () => {
    const times = [0, 0.1, 0.5, 2]
    expect(solveOde(swing, points([1]), [0, 2], { times: timeGrid([0, 2], 7) })).toEqual(
      solveOde(swing, points([1]), [0, 2], { steps: 7 }),
    )
    expect([...timeGrid([1, 0], 4)]).toEqual([1, 0.75, 0.5, 0.25, 0])
    const seen: number[] = []
    solveOde(swing, points([1]), [0, 2], { times, method: 'dopri5', onStep: ({ t }) => seen.push(t) })
    expect(seen).toEqual(expect.arrayContaining(times.slice(1)))
  })

  test('reports each step with a state that may be kept', () => {
    const kept: Points[] = []
    const result = solveOde(swing, points([1]), [1, 0], { steps: 4, onStep: ({ x }) => kept.push(x) })
    expect(result).toMatchObject({ t: 0, steps: 4, rejected: 0, evaluations: 16, converged: true })
    expect(new Set(kept.map(({ data }) => data[0])).size).toBe(4)
    expect(kept[3]).toEqual(result.points)
  })

  test('counts every evaluation, the rejected ones included', () => {
    let calls = 0
    const counted: Field = {
      d: 2,
      value: (x, t) => {
        calls++
        return (fields.vanDerPol as Field).value(x, t)
      },
    }
    const result = solveOde(counted, points([[2, 0]]), [0, 30], { method: 'dopri5' })
    expect(result.rejected).toBeGreaterThan(0)
    expect(result.evaluations).toBe(calls)
    expect(result.evaluations).toBe(2 + 6 * (result.steps + result.rejected))
  })

  test('no time, no step', () => {
    for (const method of Object.keys(tableaus) as OdeMethod[]) {
      expect(solveOde(swing, points([3]), [1, 1], { method })).toMatchObject({
        steps: 0,
        evaluations: 0,
        converged: true,
      })
    }
  })

  test('is linear in the start for a linear field', () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true })
    fc.assert(
      fc.property(number, number, fc.constantFrom(...(Object.keys(tableaus) as OdeMethod[])), (x, y, method) => {
        const end = (start: number) =>
          solveOde(swing, points([start]), [0, 1], { method, tolerance: 1e-9 }).points.data[0] as number
        // dopri5's steps depend on the start, so linearity holds to its tolerance.
        expect(Math.abs(end(x) + end(y) - end(x + y))).toBeLessThan(1e-6)
      }),
      { seed: 20261125, numRuns: 50 },
    )
  })

  test('a solution that ends in finite time is not stepped over', () => {
    // dx/dt = x², x(0) = 1 goes to infinity at t = 1.
    const blowUp = pointwise(1, ([x = 0]) => [x * x])
    const result = solveOde(blowUp, points([1]), [0, 2], { method: 'dopri5' })
    expect(result.converged).toBe(false)
    expect(Math.abs(result.t - 1)).toBeLessThan(1e-5)
    const short = solveOde(fields.vanDerPol as Field, points([[2, 0]]), [0, 30], { method: 'dopri5', maxSteps: 10 })
    expect(short.converged).toBe(false)
    expect(short.steps + short.rejected).toBe(10)
  })

  test('names the step and the time at which a field is not finite, and carries the last state', () => {
    const broken = pointwise(1, ([x = 0], t) => [t > 0.5 ? Number.NaN : x])
    const caught = (method: OdeMethod) => {
      try {
        solveOde(broken, points([1]), [0, 1], { method, steps: 4 })
      } catch (error) {
        if (error instanceof ConvergenceError) return error
      }
      throw new Error('nothing was thrown')
    }
    expect(caught('euler').message).toBe('solveOde: the field or the state is not finite in step 4, at t = 0.75')
    expect(caught('rk4').message).toMatch(/in step 3, at t = 0.625/)
    expect(caught('dopri5').message).toMatch(/at t = 0.50000/)
    expect(caught('euler').result).toMatchObject({ t: 0.75, steps: 3, converged: false })
    expect(caught('euler').residual).toBe(0.25)
  })

  test('stops when asked', () => {
    const controller = new AbortController()
    const onStep = ({ step }: { step: number }) => {
      if (step === 3) controller.abort(new Error('enough'))
    }
    expect(() => solveOde(swing, points([1]), [0, 1], { onStep, signal: controller.signal })).toThrow('enough')
  })

  test('names what is wrong', () => {
    const solve = (options: object, span: [number, number] = [0, 1]) => solveOde(swing, points([1]), span, options)
    expect(() => solveOde(swing, points([[1, 2]]), [0, 1])).toThrow(/x: points have dimension 2; 1 is needed/)
    expect(() => solve({}, [0, Number.NaN])).toThrow(/span: is \[0, NaN\]; two finite times/)
    expect(() => solve({ steps: 0 })).toThrow(/steps: is 0; a positive integer/)
    expect(() => solve({ steps: 1.5 })).toThrow(/steps: is 1.5/)
    expect(() => solve({ method: 'verlet' })).toThrow(/method: is 'verlet'; one of euler, midpoint/)
    expect(() => solve({ times: [0, 0.5, 0.5, 1] })).toThrow(/times: \[2\] is 0.5 after 0.5; a strictly monotone grid/)
    expect(() => solve({ times: [0, 0.5] })).toThrow(/times: go from 0 to 0.5; they must go from 0 to 1/)
    expect(() => solve({ method: 'dopri5', tolerance: 0 })).toThrow(/tolerance: is 0; a positive number/)
    expect(() => solve({ method: 'dopri5', maxSteps: Number.NaN })).toThrow(/maxSteps: is NaN/)
    const narrow: Field = { d: 1, value: () => points([1, 2]) }
    expect(() => solveOde(narrow, points([1]), [0, 1])).toThrow(/field: value has 2 numbers; n · d = 1 are needed/)
  })
})
