import { describe, expect, test } from 'vitest'
import { analyticFlow } from './analytic.js'
import type { Field } from './field.js'
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

describe('ridges of the FTLE', () => {
  // ξ' = ξ − ξ³, η' = −η in axes turned by arctan 1/3. The flow map stretches by e^T (1 + ξ² (e^{2T} − 1))^{−3/2} along ξ and by
  // e^{−T} along η, so the line ξ = 0, the stable manifold of the saddle, is the ridge: there FTLE = 1, and it falls to both
  // sides as (3/2T) ln(1 + ξ² (e^{2T} − 1)), whose second derivative is 3 (e^{2T} − 1)/T.
  const [cosine, sine] = [3 / Math.sqrt(10), 1 / Math.sqrt(10)]
  const acrossSaddle = (x: number, y: number) => cosine * x + sine * y
  const saddle: Field = {
    d: 2,
    value: ({ data, n, d }) => {
      const out = new Float64Array(2 * n)
      for (let k = 0; k < 2 * n; k += 2) {
        const [x, y] = [data[k] as number, data[k + 1] as number]
        const xi = acrossSaddle(x, y)
        const [rate, decay] = [xi - xi ** 3, -(cosine * y - sine * x)]
        out[k] = cosine * rate - sine * decay
        out[k + 1] = sine * rate + cosine * decay
      }
      return { data: out, n, d }
    },
  }

  test('a saddle in turned axes: the ridge is its stable manifold, as high and as sharp as the closed form', () => {
    const T = 2
    const nodes = planarGrid({ x: [-1, 1], y: [-1, 1], nx: 81, ny: 81 })
    const field = ftle(saddle, nodes, 0, T, { step: 0.05, delta: 1e-5 })
    const { segments, heights, sharpness } = ftleRidges(field, { sharpness: 20 })
    const [h, rise] = [1 / 40, Math.exp(2 * T) - 1]
    for (let k = 0; k < segments.length; k += 2) {
      // f is even in ξ, so e·∇f is odd, and a straight line between nodes misses its zero by about h (h/w)² / 6, 1/w² = 3 · 53.6.
      expect(Math.abs(acrossSaddle(segments[k] as number, segments[k + 1] as number))).toBeLessThan(0.05 * h)
    }
    // From side to side of the square.
    expect(Math.abs(lengthOf(segments) - 2 * Math.hypot(1, sine / cosine))).toBeLessThan(4 * h)
    // Means over the corners of a cell, none farther than √2 h from the crest.
    for (const height of heights) {
      expect(height).toBeLessThan(1 + 1e-6)
      expect(height).toBeGreaterThan(1 - (1.5 / T) * Math.log1p(2 * h * h * rise))
    }
    // At √2 h from the crest f bends (1 − r)/(1 + r)² = .82 as much as on it, r = 2 h² rise; differences see a little less.
    const crest = (3 * rise) / T
    for (const value of sharpness) {
      expect(value / crest).toBeLessThan(1)
      expect(value / crest).toBeGreaterThan(0.75)
    }
  })

  test('the steady double gyre: the line between the two cells', () => {
    // By its symmetry x → 2 − x the exponent has no slope across x = 1, the stable manifold of (1, 0). In the time 3 that saddle
    // stretches by at most e^{3 π²/10} = 19, so that the ridge is wider than 1/20, four nodes; above y = ½ fluid is drawn
    // together in x before it gets there.
    const nodes = planarGrid({ x: [0.5, 1.5], y: [0.1, 0.5], nx: 84, ny: 33 })
    const field = ftle(analyticFlow.doubleGyre({ epsilon: 0 }), nodes, 0, 3, { step: 0.05, delta: 1e-5 })
    const { segments } = ftleRidges(field, { sharpness: 20 })
    const near = [...segments].filter((_, k) => k % 2 === 0)
    const onLine = near.filter((x) => Math.abs(x - 1) < 0.1)
    // An even number of nodes: none is on the line, which is in the middle of its cells.
    for (const x of onLine) expect(x).toBeCloseTo(1, 6)
    expect(onLine.length).toBe(2 * 32)
  })
})

test('bad input is named', () => {
  const field = sampled(8, (x) => x)
  expect(() => ftleRidges(field, { sharpness: -1 })).toThrow('sharpness: is -1')
  expect(() => ftleRidges({ ...field, shape: [64], spacing: [1], origin: [0], periodic: [false] })).toThrow(
    'field: has 1 axes',
  )
})
