import { describe, expect, test } from 'vitest'
import { type Points, points } from '../measure/points.js'
import { rng } from '../measure/random.js'
import { normalPoints } from '../measure/sampling.js'
import { withDerivatives } from './derivatives.js'
import type { Field } from './field.js'

/** v = (sin x · y, t x² + y³), with J = [[cos x · y, sin x], [2 t x, 3 y²]]. */
const bent: Field = {
  d: 2,
  value: ({ data, n, d }, t) => {
    const out = new Float64Array(n * d)
    for (let i = 0; i < n; i++) {
      const [x = 0, y = 0] = data.subarray(2 * i, 2 * i + 2)
      out.set([Math.sin(x) * y, t * x * x + y ** 3], 2 * i)
    }
    return { data: out, n, d }
  },
}

function jacobian([x = 0, y = 0]: ArrayLike<number> & Iterable<number>, t: number) {
  return [Math.cos(x) * y, Math.sin(x), 2 * t * x, 3 * y * y] as const
}

describe('withDerivatives', () => {
  const x = normalPoints(rng(20261125), 30, 2)
  const u = normalPoints(rng(1), 30, 2)
  const t = 0.7
  const row = ({ data }: Points, i: number) => data.subarray(2 * i, 2 * i + 2)

  test.each([
    ['float64', bent, 1e-9],
    // Values rounded to 2⁻²⁴ of about 10, over steps of 5e-3.
    ['float32', { d: 2, value: (x: Points, t: number) => single(bent.value(x, t)) }, 2e-3],
  ] as const)('by differences of %s', (_, field, tolerance) => {
    const { jvp, vjp, divergence } = withDerivatives(field)
    const forward = jvp(x, u, t)
    const backward = vjp(x, u, t)
    const traces = divergence(x, t)
    for (let i = 0; i < x.n; i++) {
      const [a, b, c, e] = jacobian(row(x, i), t)
      const [first = 0, second = 0] = row(u, i)
      const close = (actual: number | undefined, expected: number) =>
        expect(Math.abs((actual as number) - expected)).toBeLessThan(tolerance)
      close(row(forward, i)[0], a * first + b * second)
      close(row(forward, i)[1], c * first + e * second)
      close(row(backward, i)[0], a * first + c * second)
      close(row(backward, i)[1], b * first + e * second)
      close(traces[i], a + e)
    }
  })

  function single({ data, n, d }: Points): Points {
    return { data: new Float32Array(data), n, d }
  }

  test('the slope of a square', () => {
    const square: Field = { d: 1, value: ({ data, n, d }) => ({ data: data.map((value) => value * value), n, d }) }
    expect(withDerivatives(square).divergence(points([3]), 0)[0]).toBeCloseTo(6, 9)
  })

  test('what a field has is used as it is', () => {
    let calls = 0
    const exact: Field = {
      ...bent,
      jvp: ({ n, d }, u) => {
        calls++
        return { data: u.data.map((value) => 2 * value), n, d }
      },
    }
    const { divergence, vjp, jvp } = withDerivatives(exact)
    expect(jvp).toBe(exact.jvp)
    expect(divergence(x, t)).toEqual(new Float64Array(30).fill(4))
    expect(vjp(x, u, t).data).toEqual(u.data.map((value) => 2 * value))
    expect(calls).toBe(4)
    const transposed = withDerivatives({ ...bent, vjp: (_, w) => w })
    expect(transposed.divergence(x, t)).toEqual(new Float64Array(30).fill(2))
  })

  test('a direction of 0 has derivative 0, and a wrong size is named', () => {
    const { jvp } = withDerivatives(bent)
    expect([...jvp(points([[1, 2]]), points([[0, 0]]), 0).data]).toEqual([0, 0])
    expect(() => jvp(points([[1, 2]]), points([1]), 0)).toThrow(/u: is 1 × 1; 1 × 2 is needed/)
  })
})
