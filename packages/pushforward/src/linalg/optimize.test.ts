import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConvergenceError } from '../errors.js'
import oracle from './linalg.oracle.json' with { type: 'json' }
import { bisect, minimizeNewton, type SmoothFunction } from './optimize.js'

/** Σ w (x − c)², whose bounded minimum is c, clipped. */
const bowl =
  (centre: readonly number[], weight: readonly number[]): SmoothFunction =>
  (x, gradient, hessian) => {
    let value = 0
    centre.forEach((c, i) => {
      const [away, w] = [(x[i] as number) - c, weight[i] as number]
      value += w * away * away
      gradient[i] = 2 * w * away
      hessian[i * centre.length + i] = 2 * w
    })
    return value
  }

const rosenbrock: SmoothFunction = (at, gradient, hessian) => {
  const [x, y] = at as unknown as [number, number]
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x)
  gradient[1] = 200 * (y - x * x)
  hessian.set([1200 * x * x - 400 * y + 2, -400 * x, -400 * x, 200])
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2
}

describe('minimizeNewton', () => {
  test('a bowl under a bound', () => {
    const { x, value, iterations, converged, residual } = minimizeNewton(bowl([3, -1], [1, 1]), [0, 5], {
      lower: [Number.NEGATIVE_INFINITY, 0],
    })
    expect(x[0]).toBeCloseTo(3, 14) // one rounding of the square root in the factor
    expect(x[1]).toBe(0)
    expect({ value, converged }).toEqual({ value: 1, converged: true })
    expect(residual).toBeLessThan(1e-14)
    expect(iterations).toBeLessThanOrEqual(2)
  })

  test('a valley that is not convex everywhere', () => {
    const free = minimizeNewton(rosenbrock, [-1.2, 1])
    expect(free.converged).toBe(true)
    expect(free.x[0]).toBeCloseTo(1, 9)
    expect(free.x[1]).toBeCloseTo(1, 9)
    // With x ≤ ½ the minimum along x = ½ is y = ¼.
    const bounded = minimizeNewton(rosenbrock, [-1.2, 1], { upper: [0.5, Number.POSITIVE_INFINITY] })
    expect(bounded.converged).toBe(true)
    expect([...bounded.x]).toEqual([0.5, 0.25])
  })

  // L-BFGS-B stops at gradients of 1e-12 to 1e-8; curvature is at least about 0.1.
  test.each(oracle.bounded)('agrees with SciPy under bounds', ({ a, b, lower, upper, x, value }) => {
    const n = b.length
    const objective: SmoothFunction = (at, gradient, hessian) => {
      let sum = 0
      for (let i = 0; i < n; i++) {
        let row = 0
        for (let j = 0; j < n; j++) {
          const entry = (a[i] as number[])[j] as number
          row += entry * (at[j] as number)
          hessian[i * n + j] = entry
        }
        const z = 2 * (at[i] as number)
        const p = 1 / (1 + Math.exp(-z))
        sum += 0.5 * row * (at[i] as number) - (b[i] as number) * (at[i] as number) + Math.log1p(Math.exp(z))
        gradient[i] = row - (b[i] as number) + 2 * p
        hessian[i * n + i] = (hessian[i * n + i] as number) + 4 * p * (1 - p)
      }
      return sum
    }
    const result = minimizeNewton(objective, new Float64Array(n), {
      lower: lower.map((bound) => bound ?? Number.NEGATIVE_INFINITY),
      upper: upper.map((bound) => bound ?? Number.POSITIVE_INFINITY),
    })
    expect(result.converged).toBe(true)
    expect(result.value).toBeLessThanOrEqual(value + 1e-12)
    x.forEach((expected, i) => {
      expect(Math.abs((result.x[i] as number) - expected)).toBeLessThan(1e-6)
    })
  })

  test('a separable bowl in a box ends at the clipped centre, from anywhere', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true })
    const vector = fc.array(number, { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(vector, vector, vector, (centre, low, start) => {
        const upper = low.map((value) => value + 1)
        const { x, converged } = minimizeNewton(bowl(centre, [1, 10, 0.1]), start, { lower: low, upper })
        expect(converged).toBe(true)
        centre.forEach((c, i) => {
          expect(x[i]).toBeCloseTo(Math.min(upper[i] as number, Math.max(low[i] as number, c)), 7)
        })
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })

  test('reaches the tolerance where the decrease of f is far below its rounding', () => {
    const offset = 1e6
    const shifted: SmoothFunction = (x, gradient, hessian) => offset + rosenbrock(x, gradient, hessian)
    const { converged, residual, iterations } = minimizeNewton(shifted, [-1.2, 1])
    expect(converged).toBe(true)
    expect(residual).toBeLessThan(1e-9)
    expect(iterations).toBeLessThan(40)
  })

  test('says how it ended', () => {
    const stopped = minimizeNewton(rosenbrock, [-1.2, 1], { maxIterations: 3 })
    expect(stopped).toMatchObject({ converged: false, iterations: 3 })
    expect(stopped.residual).toBeGreaterThan(1e-9)
    expect(() => minimizeNewton(rosenbrock, [-1.2, 1], { maxIterations: 3, strict: true })).toThrow(ConvergenceError)
  })

  test('names what is wrong', () => {
    expect(() => minimizeNewton(rosenbrock, [0, 0], { lower: [0] })).toThrow('lower: has 1 numbers; 2 are needed')
    expect(() => minimizeNewton(rosenbrock, [0, 0], { lower: [0, 2], upper: [1, 1] })).toThrow(/bound 1 is 2, above/)
    expect(() => minimizeNewton(() => Number.NaN, [0])).toThrow(/the objective is NaN there/)
  })
})

describe('bisect', () => {
  test('finds the root of two in either direction', () => {
    expect(bisect((x) => x * x - 2, 0, 2).value).toBeCloseTo(Math.SQRT2, 14)
    expect(bisect((x) => 2 - x * x, 0, 2)).toMatchObject({ converged: true })
    expect(bisect((x) => x, 0, 1)).toEqual({ value: 0, iterations: 0, converged: true, residual: 0 })
  })

  test('says when the bracket is still wide', () => {
    expect(bisect((x) => x * x - 2, 0, 2, { maxIterations: 3 })).toMatchObject({ converged: false, iterations: 3 })
  })

  test('names what is wrong', () => {
    expect(() => bisect((x) => x * x + 1, -1, 1)).toThrow(/values of opposite signs are needed/)
  })
})
