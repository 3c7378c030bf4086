import { describe, expect, test } from 'vitest'
import { ConvergenceError } from '../errors.js'
import { type Cost, pairCost } from './cost.js'
import { emd } from './emd.js'
import { type SinkhornOptions, sinkhorn } from './sinkhorn.js'
import { measures, TIGHT, violation } from './sinkhorn.test.fixture.js'

describe('results', () => {
  const { x, y } = measures({ n: 20, m: 13, d: 2, offset: [0.4, -0.1], weighted: true })
  const result = sinkhorn(x, y, { epsilon: 0.05, ...TIGHT })

  test('the plan, its products, its cost and its marginals agree', () => {
    const { i, j, mass } = result.plan(0)
    expect(mass).toHaveLength(260)
    const c = pairCost('sqeuclidean', x.points, y.points)
    const v = Float64Array.from({ length: 26 }, (_, k) => Math.sin(k))
    const products = new Float64Array(40)
    let cost = 0
    mass.forEach((p, k) => {
      const [from, to] = [i[k] as number, j[k] as number]
      cost += p * c(from, to)
      for (const column of [0, 1]) {
        products[2 * from + column] = (products[2 * from + column] as number) + p * (v[2 * to + column] as number)
      }
    })
    expect(result.value).toBeCloseTo(cost, 13)
    result.apply('x', v, 2).forEach((value, k) => {
      expect(value).toBeCloseTo(products[k] as number, 13)
    })
    result.apply('x', new Float64Array(13).fill(1)).forEach((value, k) => {
      expect(value).toBeCloseTo(x.weights?.[k] as number, 12)
    })
    result.apply('y', new Float64Array(20).fill(1)).forEach((value, k) => {
      expect(value).toBeCloseTo(y.weights?.[k] as number, 12)
    })
    expect(() => result.apply('x', v)).toThrow('v: has 26 numbers; 13 · 1 = 13 are needed')
  })

  test('entries left out of the plan hold less than 1e-6', () => {
    const sharp = sinkhorn(x, y, { epsilon: 0.002 })
    const { mass } = sharp.plan()
    expect(mass.length).toBeLessThan(260)
    expect(mass.reduce((a, b) => a + b, 0)).toBeGreaterThan(1 - 3e-6)
  })

  test('bounds hold the exact cost, and tighten with ε', () => {
    const exact = emd(x, y).value
    let width = Number.POSITIVE_INFINITY
    for (const epsilon of [0.1, 0.01, 0.001]) {
      const { lower, upper } = sinkhorn(x, y, { epsilon }).bounds()
      expect(lower).toBeLessThanOrEqual(exact + 1e-12)
      expect(upper).toBeGreaterThanOrEqual(exact - 1e-12)
      expect(upper - lower).toBeLessThan(width)
      width = upper - lower
    }
    expect(width).toBeLessThan(0.01 * exact)
  })

  test('bounds hold even when the solver was stopped at once', () => {
    const exact = emd(x, y).value
    const { lower, upper } = sinkhorn(x, y, { epsilon: 0.01, maxIterations: 1, scaling: false }).bounds()
    expect(lower).toBeLessThanOrEqual(exact)
    expect(upper).toBeGreaterThanOrEqual(exact)
  })

  test('a warm start from the solution ends at once', () => {
    const again = sinkhorn(x, y, { epsilon: 0.05, warm: { g: result.potentials.g } })
    expect(again.iterations).toBe(1)
    expect(again.value).toBeCloseTo(result.value, 10)
  })

  test('relative ε and blur are the numbers that they stand for', () => {
    const c = pairCost('sqeuclidean', x.points, y.points)
    let mean = 0
    let square = 0
    let largest = 0
    x.weights?.forEach((a, i) => {
      y.weights?.forEach((b, j) => {
        mean += a * b * c(i, j)
        square += a * b * c(i, j) ** 2
        largest = Math.max(largest, c(i, j))
      })
    })
    const epsilonOf = (epsilon: SinkhornOptions['epsilon'], cost: Cost = 'sqeuclidean') =>
      sinkhorn(x, y, { epsilon, cost, tolerance: 0.1 }).epsilon
    expect(epsilonOf({ relative: 'mean', factor: 0.5 })).toBeCloseTo(0.5 * mean, 13)
    expect(epsilonOf({ relative: 'std', factor: 0.5 })).toBeCloseTo(0.5 * Math.sqrt(square - mean * mean), 13)
    expect(epsilonOf({ relative: 'max', factor: 0.5 })).toBeCloseTo(0.5 * largest, 13)
    expect(epsilonOf({ blur: 0.3 })).toBeCloseTo(2 * 0.09, 15)
    expect(epsilonOf({ blur: 0.3 }, 'euclidean')).toBeCloseTo(0.3, 15)
    expect(epsilonOf({ blur: 0.3 }, { p: 3 })).toBeCloseTo(3 * 0.027, 15)
  })

  test('says when it did not converge, and throws with `strict`', () => {
    const short = sinkhorn(x, y, { epsilon: 0.001, maxIterations: 2, scaling: false })
    expect(short.converged).toBe(false)
    expect(short.iterations).toBe(2)
    expect(short.residual).toBeCloseTo(violation(short, x, y, 'sqeuclidean'), 10)
    expect(() => sinkhorn(x, y, { epsilon: 0.001, maxIterations: 2, scaling: false, strict: true })).toThrow(
      ConvergenceError,
    )
  })

  test('reports progress and obeys its signal', () => {
    const seen: number[] = []
    const controller = new AbortController()
    const onProgress = ({ iteration, residual }: { iteration: number; residual: number }) => {
      expect(residual).toBeGreaterThan(0)
      seen.push(iteration)
      if (iteration === 3) controller.abort(new Error('enough'))
    }
    const options = { epsilon: 0.002, scaling: false, signal: controller.signal, onProgress } as const
    expect(() => sinkhorn(x, y, options)).toThrow('enough')
    expect(seen).toEqual([1, 2, 3])
  })
})
