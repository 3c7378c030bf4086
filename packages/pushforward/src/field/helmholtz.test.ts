import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { type Grid, type GridNodes, grid, gridPoints, planarGrid } from './grid.js'
import { type HelmholtzResult, helmholtz } from './helmholtz.js'

function sample(nodes: GridNodes, f: (x: number, y: number) => readonly [number, number]): Grid {
  const { data, n } = gridPoints(nodes)
  const rows = Array.from({ length: n }, (_, i) => f(data[2 * i] as number, data[2 * i + 1] as number))
  return grid(Float64Array.from(rows.flat()), nodes.shape, { ...nodes, components: 2 })
}

const largest = (values: Float64Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
const distance = (a: Grid, b: Grid) => largest(a.values.map((x, i) => x - (b.values[i] as number)))
const inner = (a: Grid, b: Grid) => a.values.reduce((sum, x, i) => sum + x * (b.values[i] as number), 0)

const torus = (n: number) =>
  planarGrid({ x: [0, 2 * Math.PI], y: [0, 2 * Math.PI], nx: n, ny: n, periodic: [true, true] })

/** Derivatives on the grid magnify rounding by 1/spacing; a few tens of units cover the transforms. */
const rounding = (v: Grid) => (100 * 2 ** -52 * largest(v.values)) / Math.min(...v.spacing)

describe('closed forms', () => {
  const gradientPart = (x: number, y: number) =>
    [Math.cos(x) * Math.cos(2 * y), -2 * Math.sin(x) * Math.sin(2 * y)] as const // φ = sin x cos 2y
  const rotationPart = (x: number, y: number) => [3 * Math.sin(x + 3 * y), -Math.sin(x + 3 * y)] as const // ψ = cos(x + 3y)
  const all = (x: number, y: number) => {
    const [a, b] = [gradientPart(x, y), rotationPart(x, y)]
    return [a[0] + b[0] + 0.3, a[1] + b[1] - 0.2] as const
  }

  test('on a torus the spectral parts are exact for resolved waves, and the mean is the harmonic part', () => {
    const nodes = torus(16)
    const result = helmholtz(sample(nodes, all))
    expect(result.method).toBe('spectral')
    expect(distance(result.gradient, sample(nodes, gradientPart))).toBeLessThan(1e-14)
    expect(distance(result.rotation, sample(nodes, rotationPart))).toBeLessThan(2e-14)
    expect(
      distance(
        result.harmonic,
        sample(nodes, () => [0.3, -0.2]),
      ),
    ).toBeLessThan(2e-14)
    const { data } = gridPoints(nodes)
    for (const [i, phi] of result.potential.values.entries()) {
      const [x, y] = [data[2 * i] as number, data[2 * i + 1] as number]
      expect(Math.abs(phi - Math.sin(x) * Math.cos(2 * y))).toBeLessThan(1e-14)
      expect(Math.abs((result.stream.values[i] as number) - Math.cos(x + 3 * y))).toBeLessThan(1e-14)
    }
  })

  test('the compact parts tend to the same with order two', () => {
    const error = (n: number) => {
      const nodes = torus(n)
      return distance(helmholtz(sample(nodes, all), { method: 'compact' }).gradient, sample(nodes, gradientPart))
    }
    expect(Math.log2(error(32) / error(64))).toBeGreaterThan(1.9)
    expect(Math.log2(error(32) / error(64))).toBeLessThan(2.1)
  })

  test('on a bounded box potentials that vanish on its edge come back with order two', () => {
    // Nodes are centres of n × n cells of [0, 1]², so the outer corners lie on the edge.
    const error = (n: number) => {
      const nodes = planarGrid({ x: [0.5 / n, 1 - 0.5 / n], y: [0.5 / n, 1 - 0.5 / n], nx: n, ny: n })
      const wave = (a: number, b: number, x: number, y: number) =>
        [
          a * Math.PI * Math.cos(a * Math.PI * x) * Math.sin(b * Math.PI * y),
          b * Math.PI * Math.sin(a * Math.PI * x) * Math.cos(b * Math.PI * y),
        ] as const
      const v = sample(nodes, (x, y) => {
        const [a, b] = [wave(1, 2, x, y), wave(2, 1, x, y)]
        return [a[0] - b[1] + 1 + y, a[1] + b[0] + x] // and the gradient of x + xy, which has no divergence
      })
      const { gradient, rotation, harmonic, potential } = helmholtz(v)
      expect(potential.shape).toEqual([n + 1, n + 1])
      expect(potential.origin.map((x) => Math.abs(x) < 1e-15)).toEqual([true, true])
      const exact = [
        sample(nodes, (x, y) => wave(1, 2, x, y)),
        sample(nodes, (x, y) => [-wave(2, 1, x, y)[1], wave(2, 1, x, y)[0]]),
        sample(nodes, (x, y) => [1 + y, x]),
      ] as const
      return Math.max(distance(gradient, exact[0]), distance(rotation, exact[1]), distance(harmonic, exact[2]))
    }
    expect(Math.log2(error(24) / error(48))).toBeGreaterThan(1.8)
    expect(Math.log2(error(24) / error(48))).toBeLessThan(2.2)
  })

  test('a rotation is left alone and a gradient leaves nothing, as documented', () => {
    const box = planarGrid({ x: [-1, 1], y: [-1, 1], nx: 9, ny: 9 })
    const turning = sample(box, (x, y) => [-y, x])
    expect(distance(helmholtz(turning).divergenceFree, turning)).toBeLessThan(rounding(turning))
    expect(largest(helmholtz(sample(torus(8), (x) => [Math.cos(x), 0])).divergenceFree.values)).toBeLessThan(1e-15)
  })
})

/** Every kind of grid and method, with sizes odd and even and unequal spacings. */
const cases = fc.record({
  ny: fc.integer({ min: 2, max: 17 }),
  nx: fc.integer({ min: 2, max: 17 }),
  sy: fc.double({ min: 0.2, max: 3, noNaN: true }),
  periodic: fc.tuple(fc.boolean(), fc.boolean()),
  spectral: fc.boolean(),
  seed: fc.nat(),
})

describe('properties on random fields', () => {
  const check = (property: (v: Grid, result: HelmholtzResult, method: 'spectral' | 'compact') => void) =>
    fc.assert(
      fc.property(cases, ({ ny, nx, sy, periodic, spectral, seed }) => {
        const values = rng(seed).fillNormal(new Float64Array(2 * ny * nx))
        const v = grid(values, [ny, nx], { spacing: [sy, 1], periodic, components: 2 })
        const method = spectral && periodic[0] && periodic[1] ? 'spectral' : 'compact'
        property(v, helmholtz(v, { method }), method)
      }),
      { seed: 11, numRuns: 150 },
    )

  test('the projected field has no divergence to rounding; the other parts have no curl (seed 11)', () => {
    check((v, { divergence, curl, divergenceFree, gradient, harmonic, rotation }) => {
      expect(largest(divergence(divergenceFree).values)).toBeLessThan(rounding(v))
      expect(largest(divergence(rotation).values)).toBeLessThan(rounding(v))
      expect(largest(curl(gradient).values)).toBeLessThan(rounding(v))
      expect(largest(curl(harmonic).values)).toBeLessThan(rounding(v))
      expect(largest(divergence(harmonic).values)).toBeLessThan(rounding(v))
    })
  })

  test('the parts are orthogonal and add up (seed 11)', () => {
    check((v, { gradient, rotation, harmonic }) => {
      const tolerance = 1e-13 * inner(v, v)
      expect(Math.abs(inner(gradient, rotation))).toBeLessThan(tolerance)
      expect(Math.abs(inner(gradient, harmonic))).toBeLessThan(tolerance)
      expect(Math.abs(inner(rotation, harmonic))).toBeLessThan(tolerance)
      const sum = v.values.map((_, i) =>
        [gradient, rotation, harmonic].reduce((s, part) => s + (part.values[i] as number), 0),
      )
      expect(largest(sum.map((x, i) => x - (v.values[i] as number)))).toBeLessThan(4e-15 * largest(v.values))
    })
  })

  test('splitting a part again changes nothing: each projection is idempotent (seed 11)', () => {
    check((v, { divergenceFree, gradient, rotation }, method) => {
      const tolerance = 1e-13 * largest(v.values)
      expect(distance(helmholtz(divergenceFree, { method }).divergenceFree, divergenceFree)).toBeLessThan(tolerance)
      expect(distance(helmholtz(gradient, { method }).gradient, gradient)).toBeLessThan(tolerance)
      expect(distance(helmholtz(rotation, { method }).rotation, rotation)).toBeLessThan(tolerance)
    })
  })
})

describe('bad input', () => {
  test('is named', () => {
    const flat = grid(new Float64Array(18), [3, 3], { components: 2 })
    expect(() => helmholtz(flat, { method: 'spectral' })).toThrow(/two periodic axes/)
    expect(() => helmholtz(grid(new Float64Array(9), [3, 3]))).toThrow(/1 components/)
    expect(() => helmholtz(grid(new Float64Array(2), [1, 1], { components: 2 }))).toThrow(/at least 2/)
    const gap = new Float64Array(18)
    gap[4] = Number.NaN
    expect(() => helmholtz(grid(gap, [3, 3], { components: 2 }))).toThrow(InputError)
  })
})
