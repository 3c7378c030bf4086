import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { points } from '../measure/points.js'
import { emd } from './emd.js'
import { type Emd1dResult, emd1d } from './emd1d.js'
import oracle from './emd1d.oracle.json' with { type: 'json' }

const SEED = 20261123
const fraction = (value: number) => value - Math.floor(value)
const ramp = (n: number, root: number, shift: number) =>
  Float64Array.from({ length: n }, (_, i) => fraction((i + 1) * Math.sqrt(root) + shift))

function normalised(raw: Float64Array): Float64Array {
  const sum = raw.reduce((total, value) => total + value, 0)
  return raw.map((value) => value / sum)
}

/** The samples of tools/oracles/emd1d.py. */
function sample({ n, m, weighted }: { n: number; m: number; weighted: boolean }) {
  const uneven = (count: number, shift: number) => normalised(ramp(count, 53, shift).map((value) => 0.1 + value))
  return {
    x: ramp(n, 2, 0),
    y: ramp(m, 3, 0.3).map((value) => 0.7 * value ** 2),
    weightsX: weighted ? uneven(n, 0) : undefined,
    weightsY: weighted ? uneven(m, 0.5) : undefined,
  }
}

function marginals(result: Emd1dResult, n: number, m: number) {
  const rows = new Float64Array(n)
  const columns = new Float64Array(m)
  const { i, j, mass } = result.plan()
  mass.forEach((amount, k) => {
    rows[i[k] as number] = (rows[i[k] as number] as number) + amount
    columns[j[k] as number] = (columns[j[k] as number] as number) + amount
  })
  return { rows, columns }
}

const arc = (x: number, y: number, period: number) => {
  const gap = fraction(Math.abs(x - y) / period) * period
  return Math.min(gap, period - gap)
}

describe('closed forms', () => {
  test('pairs sorted samples', () => {
    expect(emd1d([0, 1], [3, 2], { p: 1 })).toMatchObject({ value: 2, distance: 2 })
    expect(emd1d([0, 1], [3, 2])).toMatchObject({ value: 4, distance: 2 })
    expect(emd1d([0, 1], [4, 2], { p: Infinity })).toMatchObject({ value: 3, distance: 3 })
  })

  test('splits mass between samples of different sizes', () => {
    const { i, j, mass } = emd1d([0, 10], [1, 2, 3], { p: 1 }).plan()
    expect([...i]).toEqual([0, 0, 1, 1])
    expect([...j]).toEqual([0, 1, 1, 2])
    ;[1 / 3, 1 / 6, 1 / 6, 1 / 3].forEach((share, k) => {
      expect(mass[k]).toBeCloseTo(share, 15)
    })
  })

  test('takes points and measures', () => {
    const weighted = { points: points([5, 1]), weights: new Float64Array([0.25, 0.75]) }
    expect(emd1d(points([0]), weighted, { p: 1 }).value).toBe(2)
    expect(emd1d(points([0]), weighted, { p: 1, weightsY: new Float64Array([1, 0]) }).value).toBe(5)
  })

  test('goes the short way round a circle', () => {
    expect(emd1d([0.05], [0.95], { p: 1, period: 1 }).value).toBeCloseTo(0.1, 15)
    expect(emd1d([-0.05], [12.95], { p: 2, period: 1 }).value).toBeCloseTo(0, 15)
    // A rotation by less than a quarter turn moves every point by it.
    const x = ramp(50, 2, 0)
    const turned = x.map((value) => value + 0.01)
    expect(emd1d(x, turned, { p: 3, period: 1 }).value).toBeCloseTo(1e-6, 15)
  })
})

describe('agrees with SciPy and POT', () => {
  test.each(oracle.line)('line: $n → $m, weighted $weighted, p = $p', (c) => {
    const { x, y, weightsX, weightsY } = sample(c)
    const result = emd1d(x, y, { p: c.p, weightsX, weightsY })
    expect(Math.abs(result.value / c.value - 1)).toBeLessThan(1e-12)
  })

  test.each(oracle.circle)('circle: $n → $m, weighted $weighted, p = $p', (c) => {
    const { x, y, weightsX, weightsY } = sample(c)
    const result = emd1d(x, y, { p: c.p, weightsX, weightsY, period: 1 })
    expect(Math.abs(result.value / c.value - 1)).toBeLessThan(1e-12)
    const { rows, columns } = marginals(result, c.n, c.m)
    rows.forEach((mass, i) => {
      expect(mass).toBeCloseTo(weightsX?.[i] ?? 1 / c.n, 13)
    })
    columns.forEach((mass, j) => {
      expect(mass).toBeCloseTo(weightsY?.[j] ?? 1 / c.m, 13)
    })
    // The plan's own cost, along the arcs, is the value.
    const { i, j, mass } = result.plan()
    let cost = 0
    mass.forEach((amount, k) => {
      cost += amount * arc(x[i[k] as number] as number, y[j[k] as number] as number, 1) ** c.p
    })
    expect(cost).toBeCloseTo(c.value, 13)
  })

  test('the cases of the design', () => {
    const x = ramp(7, 2, 0)
    const y = ramp(5, 2, 0.3)
    const weightsX = Float64Array.from({ length: 7 }, (_, i) => (i + 1) / 28)
    const weightsY = Float64Array.from({ length: 5 }, (_, j) => (5 - j) / 15)
    const doubled = y.map((value) => 2 * value)
    const line = [0.5309764315899206, 0.370228517497917, 0.2875899534570939]
    const circle = [0.08328454836778, 0.008896160766601, 0.001184098865351]
    for (const p of [1, 2, 3]) {
      expect(emd1d(x, doubled, { p, weightsX, weightsY }).value).toBeCloseTo(line[p - 1] as number, 15)
      expect(emd1d(x, y, { p, weightsX, weightsY, period: 1 }).value).toBeCloseTo(circle[p - 1] as number, 15)
    }
  })
})

describe('properties', () => {
  const grid = fc.integer({ min: -64, max: 64 }).map((k) => k / 16)
  const values = fc.array(grid, { minLength: 1, maxLength: 12 })
  const weighted = values.chain((x) =>
    fc.record({
      x: fc.constant(x),
      weights: fc
        .array(fc.integer({ min: 0, max: 4 }), { minLength: x.length, maxLength: x.length })
        .filter((counts) => counts.some((count) => count > 0))
        .map((counts) => normalised(Float64Array.from(counts))),
    }),
  )
  const exponent = fc.constantFrom(1, 1.5, 2, 3)

  test('equals the simplex on the line and on the circle, with ties and zero weights', () => {
    fc.assert(
      fc.property(weighted, weighted, exponent, (u, v, p) => {
        const x = { points: points(u.x), weights: u.weights }
        const y = { points: points(v.x), weights: v.weights }
        const line = emd(x, y, {
          method: 'simplex',
          cost: (s, t) => Math.abs((s[0] as number) - (t[0] as number)) ** p,
        })
        expect(emd1d(x, y, { p }).value).toBeCloseTo(line.value, 10)
        const onCircle = emd(x, y, {
          method: 'simplex',
          cost: (s, t) => arc(s[0] as number, t[0] as number, 3) ** p,
        })
        expect(emd1d(x, y, { p, period: 3 }).value).toBeCloseTo(onCircle.value, 10)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('does not depend on order, common shifts, direction or turns; W_p grows with p', () => {
    fc.assert(
      fc.property(values, values, grid, (x, y, shift) => {
        const value = emd1d(x, y).value
        const moved = (sample: number[], by: number) => sample.map((t) => t + by)
        expect(emd1d([...x].reverse(), y).value).toBe(value)
        expect(emd1d(y, x).value).toBeCloseTo(value, 12)
        expect(emd1d(moved(x, shift), moved(y, shift)).value).toBeCloseTo(value, 12)
        const period = 5
        const round = emd1d(x, y, { period }).value
        expect(emd1d(moved(x, 2 * period), y, { period }).value).toBeCloseTo(round, 12)
        expect(emd1d(moved(x, shift), moved(y, shift), { period }).value).toBeCloseTo(round, 10)
        expect(round).toBeLessThanOrEqual(value + 1e-12)
        const distances = [1, 1.5, 2, 4, Infinity].map((p) => emd1d(x, y, { p }).distance)
        distances.slice(1).forEach((distance, k) => {
          expect(distance).toBeGreaterThanOrEqual((distances[k] as number) - 1e-12)
        })
      }),
      { seed: SEED, numRuns: 200 },
    )
  })
})

describe('names what is wrong', () => {
  test.each<[string, () => unknown, string | RegExp]>([
    ['p < 1', () => emd1d([0], [1], { p: 0.5 }), /p: is 0.5; a number >= 1 is needed \(for concave costs use emd/],
    ['NaN as p', () => emd1d([0], [1], { p: Number.NaN }), /p: is NaN/],
    ['a NaN', () => emd1d([0, Number.NaN], [1]), 'x: points[1][0] is NaN; finite numbers are needed'],
    ['nothing', () => emd1d([0], []), /y: has no points/],
    ['points in the plane', () => emd1d(points([[0, 1]]), [1]), /x: points have dimension 2; 1 is needed/],
    ['weights of another length', () => emd1d([0, 1], [1], { weightsX: new Float64Array([1]) }), /1 weights for 2/],
    ['negative weights', () => emd1d([0], [1, 2], { weightsY: new Float64Array([2, -1]) }), /weights\[1\] is -1/],
    ['a circle of length 0', () => emd1d([0], [1], { period: 0 }), /period: is 0; a positive number/],
    ['p = Infinity on a circle', () => emd1d([0], [1], { period: 1, p: Infinity }), /a finite p is needed/],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(InputError)
    expect(run).toThrow(message)
  })
})
