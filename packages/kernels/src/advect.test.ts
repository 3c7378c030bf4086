import { afterEach, describe, expect, test } from 'vitest'
import { advectRk4, type FlowKernel, sines, velocities } from './advect.js'
import { startThreads, stopThreads } from './pool.js'

afterEach(() => stopThreads())

const ulps = (value: number, exact: number) =>
  Math.abs(value - exact) / 2 ** Math.max(Math.floor(Math.log2(Math.abs(exact))) - 52, -1074)

describe('sines and cosines', () => {
  // Both are rounded numbers: an error below 2 units against an exact value shows as at most 2 against the host's.
  test.each([
    ['sin', Math.sin],
    ['cos', Math.cos],
  ] as const)('%s is within 2 units in the last place of the host over ±10⁶', (kind, exact) => {
    const x = Float64Array.from({ length: 400_001 }, (_, k) => {
      const s = (k - 200_000) / 200_000
      return 1e6 * s ** 5 + s // dense near 0, where phases are, and out to the end of the range
    })
    const y = sines(x, kind)
    let most = 0
    for (const [k, at] of x.entries()) most = Math.max(most, ulps(y[k] as number, exact(at)))
    expect(most).toBeLessThanOrEqual(2)
  })

  test('next to multiples of π the small value keeps its digits', () => {
    const x = Float64Array.from({ length: 2001 }, (_, k) => (k - 1000) * Math.PI)
    const y = sines(x, 'sin')
    // The nearest double to kπ is off by up to 2^-53 kπ, and the sine there is that offset; 93 bits of π/2 are used.
    for (const [k, at] of x.entries()) expect(Math.abs((y[k] as number) - Math.sin(at))).toBeLessThan(1e-25)
  })

  test('of multiples of π: exact at whole numbers, within 2 units in the last place of the host between', () => {
    const x = Float64Array.from({ length: 40_001 }, (_, k) => (k - 20_000) / 5001)
    const y = sines(x, 'sinPi')
    let most = 0
    for (const [k, at] of x.entries()) {
      const r = at - Math.round(at) // exact; the host's argument πr is rounded, which is half a unit more
      const exact = (Math.round(at) % 2 === 0 ? 1 : -1) * Math.sin(Math.PI * r)
      if (exact !== 0) most = Math.max(most, ulps(y[k] as number, exact))
    }
    expect(most).toBeLessThanOrEqual(3)
    expect([...sines(new Float64Array([0, 1, -2, 1e6]), 'sinPi')].map(Math.abs)).toEqual([0, 0, 0, 0])
    expect([...sines(new Float64Array([0.5, -0.5, 1.5, 1e6 + 0.5]), 'sinPi')]).toEqual([1, -1, -1, 1])
  })

  test('NaN passes, zero is zero', () => {
    for (const kind of ['sin', 'sinPi'] as const) {
      expect([...sines(new Float64Array([Number.NaN, 0]), kind)]).toEqual([Number.NaN, 0])
    }
    expect([...sines(new Float64Array([Number.NaN, 0]), 'cos')]).toEqual([Number.NaN, 1])
  })
})

const GYRE: FlowKernel = { kind: 'double-gyre', parameters: [0.1, 0.25, (2 * Math.PI) / 10] }

const PLAIN: Record<string, [FlowKernel, number, (x: readonly number[], t: number) => number[]]> = {
  'double gyre': [
    GYRE,
    2,
    ([x = 0, y = 0], t) => {
      const a = 0.25 * Math.sin((2 * Math.PI * t) / 10)
      const f = Math.PI * (a * x * x + (1 - 2 * a) * x)
      const slope = 2 * a * x + 1 - 2 * a
      const size = 0.1 * Math.PI
      return [-size * Math.sin(f) * Math.cos(Math.PI * y), size * Math.cos(f) * Math.sin(Math.PI * y) * slope]
    },
  ],
  'Bickley jet': [
    { kind: 'bickley', parameters: [2, 0.7, 0.3, 0.2, 1, 0.4, 0.1, 2, 0, 0.3, 3, -1] },
    2,
    ([x = 0, y = 0], t) => {
      const sech2 = 1 / Math.cosh(y / 0.7) ** 2
      const waves = [0.2, 0.1, 0.3] as const
      const phases = [x - 0.4 * t, 2 * x, 3 * x + t] as const
      const sum = waves.reduce((s, a, n) => s + a * Math.cos(phases[n] as number), 0)
      const slope = waves.reduce((s, a, n) => s + a * (n + 1) * Math.sin(phases[n] as number), 0)
      return [2 * sech2 * (1 + 2 * Math.tanh(y / 0.7) * sum) - 0.3, -2 * 0.7 * sech2 * slope]
    },
  ],
  'Taylor–Green': [
    { kind: 'taylor-green', parameters: [1.5, 2, 0.05] },
    2,
    ([x = 0, y = 0], t) => {
      const size = 1.5 * Math.exp(-2 * 0.05 * 4 * t)
      return [-size * Math.cos(2 * x) * Math.sin(2 * y), size * Math.sin(2 * x) * Math.cos(2 * y)]
    },
  ],
  linear: [{ kind: 'linear', parameters: [1, 2, 3, 4] }, 2, ([x = 0, y = 0]) => [x + 2 * y, 3 * x + 4 * y]],
  ABC: [
    { kind: 'abc', parameters: [1.7, 1.4, 1] },
    3,
    ([x = 0, y = 0, z = 0]) => [
      1.7 * Math.sin(z) + Math.cos(y),
      1.4 * Math.sin(x) + 1.7 * Math.cos(z),
      Math.sin(y) + 1.4 * Math.cos(x),
    ],
  ],
}

/** frac(k √2), …: points without a generator, in [−2, 2)^d. */
const scattered = (n: number, d: number) =>
  Float64Array.from({ length: n * d }, (_, k) => 4 * (((k + 1) * Math.SQRT2 + k * k * 0.001) % 1) - 2)

test.each(Object.entries(PLAIN))('%s: velocities are those of the formula', (_, [flow, d, formula]) => {
  const points = scattered(331, d)
  for (const t of [0, 3.7]) {
    const out = velocities(flow, points, d, t)
    for (let i = 0; i < 331; i++) {
      const exact = formula([...points.subarray(i * d, (i + 1) * d)], t)
      // Sums of a few rounded terms of size below 20.
      for (const [k, v] of exact.entries()) expect(Math.abs((out[i * d + k] as number) - v)).toBeLessThan(2e-14)
    }
  }
})

test('a path is the one of the classical Runge–Kutta method, in any number of pieces', () => {
  const flow = PLAIN['double gyre']?.[2] as (x: readonly number[], t: number) => number[]
  const x = [1.1, 0.25]
  const h = 0.1
  const move = (a: readonly number[], s: number, b: readonly number[]) => a.map((v, k) => v + s * (b[k] as number))
  let position: readonly number[] = x
  for (let k = 0; k < 30; k++) {
    const k1 = flow(position, k * h)
    const k2 = flow(move(position, h / 2, k1), (k + 0.5) * h)
    const k3 = flow(move(position, h / 2, k2), (k + 0.5) * h)
    const k4 = flow(move(position, h, k3), (k + 1) * h)
    position = move(
      position,
      h / 6,
      k1.map((v, i) => v + 2 * (k2[i] as number) + 2 * (k3[i] as number) + (k4[i] as number)),
    )
  }
  const options = { start: 0, end: 3, steps: 30 }
  const whole = advectRk4(GYRE, new Float64Array(x), 2, options)
  for (const k of [0, 1]) expect(Math.abs((whole[k] as number) - (position[k] as number))).toBeLessThan(1e-13) // 30 steps of round-off
  const times: number[] = []
  const pieces = advectRk4(GYRE, new Float64Array(x), 2, { ...options, onStep: (_, time) => times.push(time) })
  expect(pieces).toEqual(whole)
  expect(times.length).toBe(30)
  expect(times.at(-1)).toBeCloseTo(3, 14)
})

test('threads change no bit', async () => {
  const points = scattered(40_001, 2)
  const options = { start: 0, end: 5, steps: 7 }
  const alone = advectRk4(GYRE, points, 2, options)
  expect(await startThreads(2)).toBe(2)
  expect(advectRk4(GYRE, points, 2, options)).toEqual(alone)
})

test('a particle has the same path in any company', () => {
  const points = scattered(1001, 2)
  const options = { start: 0, end: 5, steps: 7 }
  const together = advectRk4(GYRE, points, 2, options)
  for (const i of [0, 1, 63, 64, 999, 1000]) {
    const single = advectRk4(GYRE, points.slice(2 * i, 2 * i + 2), 2, options)
    expect(single).toEqual(together.slice(2 * i, 2 * i + 2))
  }
})

test.each([
  ['periodic', [true, true]],
  ['bounded', [false, false]],
] as const)(
  'on a large %s grid particles are taken row by row, and each has the path that it has alone',
  (_, periodic) => {
    const n = 100 // two frames of 100 × 100 nodes are above the size from which the order matters
    const coefficients = Float64Array.from(
      { length: 2 * (n + 3) * (n + 3) * 2 },
      (_, k) => 0.3 * Math.sin(k * k * 0.37),
    )
    const flow: FlowKernel = {
      ...{ kind: 'gridded', coefficients, nx: n, ny: n, frames: 2, origin: [-2, -2], spacing: [0.04, 0.04] },
      ...{ periodic, startTime: 0, interval: 5, interpolation: 'linear' },
    }
    const points = scattered(1001, 2)
    points.set([7, -9, Number.NaN, 0, -2, 1.96, 2, 2], 20) // outside, nowhere, on the edges
    const options = { start: 0, end: 5, steps: 7 }
    const together = advectRk4(flow, points, 2, options)
    for (const i of [0, 1, 9, 10, 11, 12, 13, 14, 63, 64, 999, 1000]) {
      const single = advectRk4(flow, points.slice(2 * i, 2 * i + 2), 2, options)
      expect(single).toEqual(together.slice(2 * i, 2 * i + 2))
    }
    expect(Number.isNaN(together[22])).toBe(true)
    expect(Number.isNaN(together[20])).toBe(!periodic[0])
  },
)
