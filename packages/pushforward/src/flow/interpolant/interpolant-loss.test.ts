import { describe, expect, test } from 'vitest'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { interpolant, interpolate } from './interpolant.js'
import { interpolantLoss } from './interpolant-loss.js'

const moments = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) }
}

describe('interpolantLoss', () => {
  test('one row, by hand', () => {
    const batch = interpolate(interpolant('oneSidedLinear'), { x1: points([3]), z: points([1]), t: 0.5 })
    expect(interpolantLoss('velocity', points([2]), batch).loss).toBe(-2)
    expect(interpolantLoss('slope', points([2]), batch).loss).toBe(2 - 6)
    expect(interpolantLoss('denoiser', points([2]), batch).loss).toBe(0)
    expect(interpolantLoss('score', points([2]), batch).loss).toBe(2 + 4)
    expect(Array.from(interpolantLoss('velocity', points([5]), batch, { form: 'quadratic' }).cotangent)).toEqual([3])
    expect(interpolantLoss('velocity', points([5]), batch, { form: 'quadratic' }).loss).toBe(4.5)
  })

  test('N(0, 1) to N(2, 1) with γ² = 2t(1−t): b = 2 has the least loss, −2', () => {
    const random = rng(4)
    const n = 40_000
    const [x0, z] = [normalPoints(random, n), normalPoints(random, n)]
    const x1 = { ...normalPoints(random, n) }
    x1.data.forEach((value, k) => {
      x1.data[k] = value + 2
    })
    const t = random.fillUniform(new Float64Array(n))
    const batch = interpolate(interpolant('linear', { brownian: 2 }), { x0, x1, z, t, antithetic: true })
    const at = (b: number) =>
      interpolantLoss('velocity', { data: new Float64Array(2 * n).fill(b), n: 2 * n, d: 1 }, batch).loss
    // The antithetic average of the target has variance Var(x1 − x0) = 2: four standard errors of 2 Y are 0.057.
    expect(Math.abs(at(2) + 2)).toBeLessThan(0.057)
    // Exactly ½(b − 2)² above, plus what the mean of Y misses of 2.
    expect(at(2.5)).toBeGreaterThan(at(2))
    expect(at(1.5)).toBeGreaterThan(at(2))
  })

  // ŝ(x) = w x at w = −1, N(0,1) to N(0,1), Brownian γ: the variance of a row's gradient by w is known (σ² = (1−t)² + t²).
  test.each([1e-4, 1e-3, 0.01, 0.1, 0.5])('the score’s gradient at t = %f: variance with and without pairs', (t) => {
    const random = rng(5)
    const n = 200_000
    const [x0, x1, z] = [normalPoints(random, n), normalPoints(random, n), normalPoints(random, n)]
    const rowGradients = (antithetic: boolean) => {
      const batch = interpolate(interpolant('linear'), { x0, x1, z, t, antithetic })
      const { data, n: rows } = batch.x
      const { cotangent } = interpolantLoss('score', { ...batch.x, data: data.map((x) => -x) as Float64Array }, batch)
      const each = Array.from({ length: n }, (_, i) => rows * (cotangent[i] as number) * (data[i] as number))
      if (!antithetic) return each
      return each.map((value, i) => (value + rows * (cotangent[n + i] as number) * (data[n + i] as number)) / 2)
    }
    const sigma2 = (1 - t) ** 2 + t ** 2
    const gamma = Math.sqrt(t * (1 - t))
    const paired = 2 * sigma2 ** 2 + 2 * (1 - gamma ** 2) ** 2
    const plain = paired + sigma2 * (1 / gamma - 2 * gamma) ** 2
    // The sample variance of products of normals has a relative standard error below √(8·…/n) ≈ 1 %; four of them.
    expect(Math.abs(moments(rowGradients(false)).variance / plain - 1)).toBeLessThan(0.04)
    expect(Math.abs(moments(rowGradients(true)).variance / paired - 1)).toBeLessThan(0.04)
  })

  test('weights scale rows; the gradient is that of the differences', () => {
    const random = rng(6)
    const batch = interpolate(interpolant('linear'), {
      x0: normalPoints(random, 5, 2),
      x1: normalPoints(random, 5, 2),
      z: normalPoints(random, 5, 2),
      t: 0.3,
    })
    const weights = [1, 2, 0, 0.5, 3]
    const output = normalPoints(random, 5, 2)
    for (const kind of ['velocity', 'slope', 'score', 'denoiser'] as const) {
      const { cotangent } = interpolantLoss(kind, output, batch, { weights })
      output.data.forEach((_, k) => {
        const at = (by: number) => {
          const data = output.data.map((value, l) => (l === k ? value + by : value)) as Float64Array
          return interpolantLoss(kind, { ...output, data }, batch, { weights }).loss
        }
        // Quadratic in the output: central differences are exact up to rounding, 1e-16 of the loss over h.
        expect((at(1e-3) - at(-1e-3)) / 2e-3).toBeCloseTo(cotangent[k] as number, 10)
      })
    }
  })

  test('names what is wrong', () => {
    const batch = interpolate(interpolant('linear'), { x0: points([0]), x1: points([1]), z: points([1]), t: 0 })
    expect(() => interpolantLoss('score', points([0]), batch)).toThrow(
      /t: \[0\] is 0, where γ is 0.*learn the denoiser/,
    )
    expect(() => interpolantLoss('denoiser', points([0, 0]), batch)).toThrow(/output: is 2 × 1; 1 × 1/)
    expect(() => interpolantLoss('denoiser', points([0]), batch, { weights: [1, 2] })).toThrow(/weights: has 2/)
  })
})
