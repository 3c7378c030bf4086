import { describe, expect, test } from 'vitest'
import { analyticFlow } from './analytic.js'
import { ftle } from './ftle.js'
import { ftleRidges } from './ftle-ridges.js'
import { type Grid, gridPoints, planarGrid } from './grid.js'

const sampled = (n: number, f: (x: number, y: number) => number): Grid => {
  const nodes = planarGrid({ x: [-1, 1], y: [-1, 1], nx: n, ny: n })
  const { data } = gridPoints(nodes)
  return {
    ...nodes,
    values: Float64Array.from({ length: n * n }, (_, i) => f(data[2 * i] as number, data[2 * i + 1] as number)),
  }
}

const lengthOf = (segments: Float64Array) => {
  let sum = 0
  for (let k = 0; k < segments.length; k += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = segments.subarray(k, k + 4)
    sum += Math.hypot(c - a, d - b)
  }
  return sum
}

describe('closed forms', () => {
  test('a bent wall exp(−20 (y − x/3 − 0.05)²): its crest, a line of known length', () => {
    const { segments, sharpness } = ftleRidges(sampled(81, (x, y) => Math.exp(-20 * (y - x / 3 - 0.05) ** 2)))
    // Differences of order four on nodes 1/40 apart, of waves 1/√40 wide.
    for (let k = 0; k < segments.length; k += 2) {
      const [x = 0, y = 0] = segments.subarray(k, k + 2)
      expect(Math.abs(y - x / 3 - 0.05)).toBeLessThan(1e-3)
    }
    expect(lengthOf(segments)).toBeCloseTo(2 * Math.hypot(1, 1 / 3), 2)
    // −λ on the crest is 40 |(−1/3, 1)|²; a cell is wide enough to see less.
    for (const value of sharpness) expect(value).toBeGreaterThan(35)
  })

  test('a circular wall: its circumference', () => {
    const { segments } = ftleRidges(sampled(101, (x, y) => Math.exp(-50 * (Math.hypot(x, y) - 0.6) ** 2)))
    const onCrest: number[] = []
    for (let k = 0; k < segments.length; k += 4) {
      const [x = 0, y = 0] = segments.subarray(k, k + 2)
      if (Math.abs(Math.hypot(x, y) - 0.6) < 0.05) onCrest.push(...segments.subarray(k, k + 4))
    }
    expect(Math.abs(lengthOf(Float64Array.from(onCrest)) - 2 * Math.PI * 0.6)).toBeLessThan(0.02)
  })

  test('height and sharpness choose', () => {
    const two = sampled(81, (x) => Math.exp(-40 * (x - 0.5) ** 2) + 0.3 * Math.exp(-40 * (x + 0.5) ** 2))
    const xs = (ridges: { segments: Float64Array }) => [...ridges.segments].filter((_, k) => k % 2 === 0)
    expect(xs(ftleRidges(two, { sharpness: 5 })).some((x) => x < 0)).toBe(true)
    for (const chosen of [ftleRidges(two, { height: 0.5 }), ftleRidges(two, { sharpness: 40 })]) {
      expect(chosen.heights.length).toBeGreaterThan(70)
      for (const x of xs(chosen)) expect(x).toBeCloseTo(0.5, 3)
    }
  })
})

test('double gyre: ridges are higher than the field on average', () => {
  const nodes = planarGrid({ x: [0, 2], y: [0, 1], nx: 100, ny: 50 })
  const field = ftle(analyticFlow.doubleGyre(), nodes, 0, 10, { step: 0.2, delta: 1e-4 })
  const { heights } = ftleRidges(field, { sharpness: 20 })
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length
  expect(heights.length).toBeGreaterThan(50)
  expect(mean(heights)).toBeGreaterThan(mean(field.values))
})

test('bad input is named', () => {
  const field = sampled(8, (x) => x)
  expect(() => ftleRidges(field, { sharpness: -1 })).toThrow('sharpness: is -1')
  expect(() => ftleRidges({ ...field, shape: [64], spacing: [1], origin: [0], periodic: [false] })).toThrow(
    'field: has 1 axes',
  )
})
