import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { type Grid, grid, gridPoints, planarGrid } from './grid.js'
import { turbulenceScales } from './turbulence-scales.js'

const torus = (n: number, rows = 4) =>
  planarGrid({ x: [0, 2 * Math.PI], y: [0, 1], nx: n, ny: rows, periodic: [true, true] })

function sample(nodes: ReturnType<typeof torus>, f: (x: number, y: number) => number): Grid {
  const { data, n } = gridPoints(nodes)
  const values = Float64Array.from({ length: n }, (_, i) => f(data[2 * i] as number, data[2 * i + 1] as number))
  return grid(values, nodes.shape, nodes)
}

/** The definition, pair by pair: trapezoids of the masked correlation up to its first zero. */
function integralByPairs(u: Grid, mask: ArrayLike<boolean>): number {
  const n = u.shape[1] as number
  const step = u.spacing[1] as number
  const rowMean = (i: number) => u.values.slice(i - (i % n), i - (i % n) + n).reduce((sum, x) => sum + x / n, 0)
  const centred = u.values.map((x, i) => x - rowMean(i))
  const correlation = (r: number) => {
    let [sum, pairs] = [0, 0]
    for (let i = 0; i < centred.length; i++) {
      if (!u.periodic[1] && (i % n) + r >= n) continue
      const j = i - (i % n) + ((i + r) % n)
      if (!mask[i] || !mask[j]) continue
      sum += (centred[i] as number) * (centred[j] as number)
      pairs++
    }
    return sum / pairs
  }
  let integral = 0
  for (let r = 1; r < n; r++) {
    const [before, value] = [correlation(r - 1) / correlation(0), correlation(r) / correlation(0)]
    if (value <= 0) return integral + (step * before ** 2) / (2 * (before - value))
    integral += (step * (before + value)) / 2
  }
  return integral
}

describe('closed forms', () => {
  test('one wave: uPrime A/√2, taylor 1/k, integral 1/k, timescale √2/(kA), whatever the mean profile', () => {
    const nodes = torus(240)
    const [amplitude, k] = [3, 5]
    const u = sample(nodes, (x, y) => amplitude * Math.sin(k * x) + 7 * y)
    const v = sample(nodes, (x, y) => amplitude * Math.cos(k * x) - y * y)
    const scales = turbulenceScales(u, v, { viscosity: 0.01 })
    expect(scales.uPrime).toBeCloseTo(amplitude / Math.SQRT2, 12)
    expect(scales.taylor).toBeCloseTo(1 / k, 12)
    // The trapezoid of cos kr up to its zero at a node (240/5/4 = 12 steps) errs by (kh)²/12.
    expect(Math.abs(scales.integral * k - 1)).toBeLessThan(((k * 2 * Math.PI) / 240) ** 2 / 11)
    expect(scales.timescale).toBeCloseTo(scales.integral / scales.uPrime, 12)
    expect(scales.reTaylor).toBeCloseTo((amplitude / Math.SQRT2 / k) * 100, 9)
    expect(scales.decorrelates).toBe(true)
    expect(scales.count).toBe(960)
  })

  test('a spectrum with random phases has the scales of its spectrum, to the rule of integration (seed 4)', () => {
    // Over a full period R(r) = Σ E_k cos kr for any phases; with E_k = e^(−(ks)²/2), λ² = Σ E / Σ k² E.
    const nodes = torus(512, 8)
    const s = 0.3
    const weights = Array.from({ length: 40 }, (_, k) => (k === 0 ? 0 : Math.exp(-((k * s) ** 2) / 2)))
    const random = rng(4)
    const phases = Array.from({ length: 8 * 40 }, () => 2 * Math.PI * random.uniform())
    const wave = (shift: number) => (x: number, y: number) =>
      weights.reduce(
        (sum, e, k) =>
          sum + Math.sqrt(2 * e) * Math.cos(k * x + (phases[Math.round(y * 8) * 40 + k] as number) + shift),
        0,
      )
    const scales = turbulenceScales(sample(nodes, wave(0)), sample(nodes, wave(1)))
    const sum = (of: (k: number) => number) => weights.reduce((total, e, k) => total + e * of(k), 0)
    expect(scales.uPrime).toBeCloseTo(Math.sqrt(sum(() => 1)), 10)
    expect(scales.taylor).toBeCloseTo(Math.sqrt(sum(() => 1) / sum((k) => k * k)), 10)
    // First zero of Σ E cos kr by bisection, the integral there in closed form, Σ E sin(kr)/k.
    let [low, high] = [0, Math.PI]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (sum((k) => Math.cos(k * middle)) > 0) low = middle
      else high = middle
    }
    const exact = sum((k) => (k === 0 ? 0 : Math.sin(k * low) / k)) / sum(() => 1)
    // Trapezoid: h² |R′(r₀)|/12 and the last, cut step; R′ is below 1/s.
    expect(Math.abs(scales.integral - exact)).toBeLessThan(((2 * Math.PI) / 512) ** 2 / (6 * s))
    expect(scales.reTaylor).toBeNaN()
  })
})

describe('the mask', () => {
  test('what lies outside counts in no mean, and pairs need both ends inside', () => {
    const nodes = torus(24, 3)
    const random = rng(9)
    const u = sample(nodes, () => random.normal())
    const v = sample(nodes, () => random.normal())
    const mask = Array.from({ length: 72 }, () => random.uniform() < 0.6)
    expect(turbulenceScales(u, v, { mask }).integral).toBeCloseTo(integralByPairs(u, mask), 12)
    expect(turbulenceScales(u, v, { mask }).count).toBe(mask.filter(Boolean).length)
  })

  test('rows outside can be anything', () => {
    const nodes = torus(32, 4)
    const wave = (x: number, y: number) => (y < 0.5 ? Math.sin(2 * x) : 100 * Math.cos(3 * x + y))
    const [u, v] = [sample(nodes, wave), sample(nodes, wave)]
    const mask = Uint8Array.from({ length: 128 }, (_, i) => (i < 64 ? 1 : 0))
    const scales = turbulenceScales(u, v, { mask })
    expect(scales.uPrime).toBeCloseTo(Math.SQRT1_2, 12)
    expect(scales.taylor).toBeCloseTo(0.5, 12)
  })
})

test('a bounded axis pairs nodes without wrapping, and a correlation that stays positive is told', () => {
  const nodes = planarGrid({ x: [0, 1], y: [0, 1], nx: 101, ny: 2 })
  const still = sample(nodes, () => 0)
  const u = sample(nodes, (x, y) => Math.sin(20 * x) + Math.cos(31 * x * (1 + y)))
  const { integral, decorrelates } = turbulenceScales(u, still)
  expect(integral).toBeCloseTo(integralByPairs(u, new Array(202).fill(true)), 12)
  expect(decorrelates).toBe(true)
  const mask = Uint8Array.from({ length: 202 }, (_, i) => (i % 101 < 3 ? 1 : 0))
  const slow = sample(nodes, (x) => Math.cos(2 * Math.PI * x))
  expect(turbulenceScales(slow, still, { mask }).decorrelates).toBe(false)
})

test('bad input is named', () => {
  const nodes = torus(8)
  const u = sample(nodes, Math.sin)
  expect(() => turbulenceScales(u, sample(torus(9), Math.cos))).toThrow(/shape/)
  expect(() => turbulenceScales(u, u, { mask: [1, 0] })).toThrow(/mask/)
  expect(() => turbulenceScales(u, u, { mask: new Uint8Array(32) })).toThrow(/empty/)
  expect(() => turbulenceScales(u, u, { viscosity: 0 })).toThrow(/viscosity/)
  expect(() =>
    turbulenceScales(
      sample(nodes, (_, y) => y),
      u,
    ),
  ).toThrow(InputError)
})
