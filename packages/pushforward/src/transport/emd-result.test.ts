import { describe, expect, test } from 'vitest'
import { ConvergenceError, InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { type Cost, pairCost } from './cost.js'
import { emd } from './emd.js'
import { affine, cloud, dualViolation, unevenWeights } from './emd.test.fixture.js'

const x = cloud('bell', 600, 2, 0)
const y = affine(cloud('bell', 500, 2, 0.3), 0.4, [3, 1])
const a = unevenWeights(600, 0)
const b = unevenWeights(500, 0.5)

describe('what the plan gives', () => {
  const result = emd({ points: x, weights: a }, { points: y, weights: b })

  test('marginals are the weights to 1e-15 and the masses are positive', () => {
    const rows = result.apply('x', new Float64Array(500).fill(1))
    const columns = result.apply('y', new Float64Array(600).fill(1))
    rows.forEach((mass, i) => {
      expect(Math.abs(mass - (a[i] as number))).toBeLessThan(1e-15)
    })
    columns.forEach((mass, j) => {
      expect(Math.abs(mass - (b[j] as number))).toBeLessThan(1e-15)
    })
    expect(result.plan().mass.every((mass) => mass > 0)).toBe(true)
  })

  test('both potentials contribute the same, and mass moves where they are tight', () => {
    const { f, g } = result.potentials
    const sum = (weights: Float64Array, values: Float64Array) =>
      weights.reduce((total, weight, k) => total + weight * (values[k] as number), 0)
    expect(sum(a, f)).toBeCloseTo(sum(b, g), 12)
    expect(sum(a, f) + sum(b, g)).toBeCloseTo(result.value, 12)
    const c = pairCost('sqeuclidean', x, y)
    const { i, j } = result.plan()
    i.forEach((row, k) => {
      const column = j[k] as number
      expect(Math.abs((f[row] as number) + (g[column] as number) - c(row, column))).toBeLessThan(1e-12)
    })
  })

  test('apply with several columns acts on each', () => {
    const v = Float64Array.from({ length: 1000 }, (_, k) => Math.sin(k))
    const both = result.apply('x', v, 2)
    const second = result.apply(
      'x',
      v.filter((_, k) => k % 2 === 1),
    )
    second.forEach((value, i) => {
      expect(both[2 * i + 1]).toBe(value)
    })
  })

  test('the barycentric map conserves the mean', () => {
    const mapped = result.barycentric()
    for (let k = 0; k < 2; k++) {
      let image = 0
      let target = 0
      for (let i = 0; i < 600; i++) image += (a[i] as number) * (mapped.data[2 * i + k] as number)
      for (let j = 0; j < 500; j++) target += (b[j] as number) * (y.data[2 * j + k] as number)
      expect(image).toBeCloseTo(target, 13)
    }
  })
})

describe('gradient', () => {
  const costs: Cost[] = ['sqeuclidean', 'euclidean', 'cityblock', 'chebyshev', 'cosine', 'sphere', { p: 3 }, { p: 1.5 }]

  test.each(costs.map((cost) => ({ cost })))('agrees with finite differences for $cost', ({ cost }) => {
    const few = cloud('bell', 12, 3, 0.1)
    const others = affine(cloud('bell', 9, 3, 0.4), 0.7, [1, 0.2, -0.4])
    const gradient = emd(few, others, { cost }).gradient('x')
    const mirrored = emd(others, few, { cost }).gradient('y')
    const step = 1e-6
    for (const at of [0, 7, 20, 35]) {
      const moved = (by: number) => {
        const data = Float64Array.from(few.data)
        data[at] = (data[at] as number) + by
        return emd({ ...few, data }, others, { cost }).value
      }
      // Central differences: error of second order in the step, plus rounding 1e-16 / 1e-6.
      expect(gradient.data[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 8)
      expect(mirrored.data[at]).toBeCloseTo(gradient.data[at] as number, 12)
    }
  })

  test('is refused where it is not known', () => {
    const two = points([0, 1])
    const byFunction = emd(two, two, { cost: (u, v) => Math.abs((u[0] as number) - (v[0] as number)) })
    expect(() => byFunction.gradient('x')).toThrow(InputError)
  })
})

describe('points of weight 0', () => {
  const kept = { points: x, weights: a }
  const padded = {
    points: { data: Float64Array.from([...x.data, 100, 100, 3, 1]), n: 602, d: 2 },
    weights: Float64Array.from([...a, 0, 0]),
  }

  test('change nothing but get potentials and an image', () => {
    const result = emd(padded, { points: y, weights: b })
    expect(result.value).toBeCloseTo(emd(kept, { points: y, weights: b }).value, 13)
    expect(dualViolation(result.potentials, pairCost('sqeuclidean', padded.points, y))).toBeLessThan(1e-9)
    const { f, g } = result.potentials
    const c = pairCost('sqeuclidean', padded.points, y)
    const least = Math.min(...Array.from(g, (value, j) => c(600, j) - value))
    expect(f[600]).toBeCloseTo(least, 8)
    const image = [...result.barycentric().data.subarray(1200, 1202)]
    const tight = Array.from(g, (value, j) => ({ j, slack: c(600, j) - value - (f[600] as number) }))
    const nearest = tight.reduce((best, entry) => (entry.slack < best.slack ? entry : best)).j
    expect(image).toEqual([...y.data.subarray(2 * nearest, 2 * nearest + 2)])
  })

  test('on the other side and with a matrix too', () => {
    const value = emd(kept, { points: y, weights: b }).value
    expect(emd({ points: y, weights: b }, padded).value).toBeCloseTo(value, 13)
    const c = pairCost('sqeuclidean', y, padded.points)
    const matrix = Float64Array.from({ length: 500 * 602 }, (_, at) => c(Math.floor(at / 602), at % 602))
    const result = emd({ points: y, weights: b }, padded, { cost: { matrix } })
    expect(result.value).toBeCloseTo(value, 13)
    expect(dualViolation(result.potentials, c)).toBeLessThan(1e-9)
  })
})

describe('an early end', () => {
  test.each([0, 50, 500])('after %d pivots leaves a feasible plan and a bound', (maxIterations) => {
    const exact = emd(x, y)
    for (const method of ['simplex', 'shortlist'] as const) {
      const result = emd(x, y, { method, maxIterations })
      expect(result.converged).toBe(false)
      expect(result.iterations).toBe(maxIterations)
      expect(result.residual).toBeLessThan(1e-12)
      expect(result.plan().mass.length).toBeLessThan(1100)
      expect(result.value).toBeGreaterThanOrEqual(exact.value)
      expect(result.dual).toBeLessThanOrEqual(exact.value)
      expect(result.gap).toBeCloseTo(result.value - result.dual, 12)
    }
  })

  test('throws with strict, and carries the plan', () => {
    try {
      emd(x, y, { method: 'simplex', maxIterations: 10, strict: true })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ConvergenceError)
      expect((error as ConvergenceError).residual).toBeGreaterThan(0)
    }
  })

  test('by a signal throws its reason', () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort(new Error('enough'))
    expect(() => emd(x, y, { signal: controller.signal, onProgress })).toThrow('enough')
  })

  test('progress tells pivots and level', () => {
    const seen: number[] = []
    emd(x, y, { method: 'shortlist', onProgress: ({ points: size }) => seen.push(size) })
    expect(seen[0]).toBeLessThan(1100)
    expect(seen[seen.length - 1]).toBe(1100)
  })

  test('a warm start from the solution needs few pivots', () => {
    const exact = emd(x, y)
    for (const method of ['simplex', 'shortlist'] as const) {
      const again = emd(x, y, { method, warm: exact.potentials })
      expect(again.value).toBeCloseTo(exact.value, 13)
      expect(again.iterations).toBeLessThan(emd(x, y, { method }).iterations / 2)
    }
  })
})
