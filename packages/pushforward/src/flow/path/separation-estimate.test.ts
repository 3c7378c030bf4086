import { describe, expect, test } from 'vitest'
import { InputError } from '../../errors.js'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { gaussianSeparation, hypercubeSeparation } from './separation.js'
import { estimateSeparation } from './separation-estimate.js'

describe('estimateSeparation', () => {
  test('two atoms on a line are the corners of a cube: γ, I and Φ within four standard errors', () => {
    const exact = hypercubeSeparation()
    const found = estimateSeparation(points([[-1], [1]]), { noiseSamples: 4000, random: rng(1) })
    found.grid.s.forEach((s, k) => {
      const error = Math.abs((found.grid.gamma[k] as number) - exact.gamma(Math.atan(s)))
      // Beyond s = 2.8 fewer than ten of 4000 noises cross from one atom to the other, and the error is one of counts: it is
      // bounded by all that is at stake there, 1 − γ(arctan 2.8) = 0.07.
      if (s <= 2.8) expect(error).toBeLessThan(4 * (found.grid.standardError[k] as number) + 1e-18)
      else expect(error).toBeLessThan(0.07)
    })
    expect(Math.abs(found.integral.value - 1.017601656877)).toBeLessThan(4 * found.integral.standardError)
    expect(Math.abs(found.angle.value - 0.6912643935)).toBeLessThan(4 * found.angle.standardError)
    expect(found.integral.standardError).toBeLessThan(0.02)
    expect(found.warnings).toEqual([])
  })

  test('small angles have few per cent of error where γ itself is 1e-6', () => {
    const { gamma } = hypercubeSeparation()
    const found = estimateSeparation(points([[-1], [1]]), { noiseSamples: 4000, random: rng(2) })
    // The tangent form: a relative error of about 10/√k, as γ is a mean of sixth powers of a normal.
    expect(Math.abs(found.gamma(0.1) / gamma(0.1) - 1)).toBeLessThan(0.3)
  })

  test('antipodal points in many dimensions: I = 1.0176/√d', () => {
    const d = 1024
    const row = Array.from({ length: d }, () => 1)
    const { integral } = estimateSeparation(points([row, row.map((x) => -x)]), { noiseSamples: 2000 })
    expect(Math.abs(integral.value - 1.017601656877 / Math.sqrt(d))).toBeLessThan(4 * integral.standardError)
  })

  test('shift and scale lead back to the data, and change nothing', () => {
    const x = normalPoints(rng(3), 60, 3)
    const moved = { ...x, data: x.data.map((value) => 5 * value + 7) }
    const [a, b] = [x, moved].map((data) => estimateSeparation(data, { noiseSamples: 200 }))
    expect(b?.integral.value).toBeCloseTo(a?.integral.value as number, 10)
    expect(b?.scale).toBeCloseTo(5 * (a?.scale as number), 10)
    const { data, shift, scale } = b as NonNullable<typeof b>
    data.data.forEach((value, at) => {
      expect(value * scale + (shift[at % 3] as number)).toBeCloseTo(moved.data[at] as number, 10)
    })
  })

  test('held out, a sample of a normal law tells of the law and not of its atoms', () => {
    const v = [1.5, 0.5]
    const x = normalPoints(rng(4), 3000, 2)
    const data = { ...x, data: x.data.map((value, at) => value * Math.sqrt(v[at % 2] as number)) }
    const exact = gaussianSeparation(v)
    const s = Float64Array.of(0.25, 0.5, 1, 2)
    const held = estimateSeparation(data, { heldOut: true, grid: s, noiseSamples: 3000 })
    s.forEach((value, k) => {
      const error = (held.grid.gamma[k] as number) - exact.gamma(Math.atan(value))
      // The posterior of 3000 points is not that of the law: their local number s⁻² · 3000 within a noise, relative.
      const bias = (2 * value * value) / 300
      expect(Math.abs(error)).toBeLessThan(4 * (held.grid.standardError[k] as number) + bias)
    })
  })

  test('weights count as repeated points', () => {
    const weighted = estimateSeparation(
      { points: points([[0], [3]]), weights: Float64Array.of(0.75, 0.25) },
      { noiseSamples: 4000 },
    )
    const repeated = estimateSeparation(points([[0], [0], [0], [3]]), { noiseSamples: 4000 })
    const error = Math.hypot(weighted.integral.standardError, repeated.integral.standardError)
    expect(Math.abs(weighted.integral.value - repeated.integral.value)).toBeLessThan(4 * error)
    expect(weighted.scale).toBeCloseTo(repeated.scale, 12)
  })

  test('says when pairs are few', () => {
    expect(estimateSeparation(points([[-1], [1]]), { noiseSamples: 20 }).warnings[0]).toMatch(
      /^20 noise samples are few/,
    )
  })

  test('names what is wrong', () => {
    const x = points([
      [0, 1],
      [2, 3],
    ])
    const message = (act: () => unknown) => {
      try {
        act()
      } catch (error) {
        return error instanceof InputError ? error.message : `no InputError: ${error}`
      }
      return 'nothing was thrown'
    }
    expect(message(() => estimateSeparation(points([[1, 2]])))).toBe('data: has 1 point; at least 2 are needed')
    expect(
      message(() =>
        estimateSeparation(
          points([
            [3, 4],
            [3, 4],
          ]),
        ),
      ),
    ).toMatch(/^data: all points are the same/)
    expect(message(() => estimateSeparation({ data: Float64Array.of(0, Number.NaN), n: 2, d: 1 }))).toMatch(
      /points\[1\]\[0\] is NaN/,
    )
    expect(message(() => estimateSeparation(x, { normalise: false }))).toMatch(
      /^data: the mean has size 1.58 and the variance is 1.00/,
    )
    expect(message(() => estimateSeparation(x, { grid: new Float64Array(0) }))).toMatch(/^grid: is empty/)
    expect(message(() => estimateSeparation(x, { grid: Float64Array.of(1, 0.5) }))).toMatch(
      /^grid: \[1\] is 0.5 after 1/,
    )
    expect(message(() => estimateSeparation(x, { noiseSamples: 0 }))).toMatch(/^noiseSamples: is 0/)
  })
})
