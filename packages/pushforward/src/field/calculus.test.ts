import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { curl, derivative, divergence, gradient, laplacian } from './calculus.js'
import { type Grid, type GridNodes, grid, gridPoints, planarGrid } from './grid.js'

/** Samples a function of the coordinates (x first); several numbers make several components. */
function sample(nodes: GridNodes, f: (...x: number[]) => number | readonly number[]): Grid {
  const { data, n, d } = gridPoints(nodes)
  const rows = Array.from({ length: n }, (_, i) => [f(...data.subarray(i * d, (i + 1) * d))].flat())
  return grid(Float64Array.from(rows.flat()), nodes.shape, { ...nodes, components: rows[0]?.length ?? 1 })
}

const worst = (a: Grid, b: Grid) => {
  expect(a.values.length).toBe(b.values.length)
  return a.values.reduce((most, x, i) => Math.max(most, Math.abs(x - (b.values[i] as number))), 0)
}

const torus = (ny: number, nx: number): GridNodes =>
  planarGrid({ x: [1, 1 + 2 * Math.PI], y: [0, 4], nx, ny, periodic: [true, true] })
const box = (n: number): GridNodes => planarGrid({ x: [0, 1], y: [-1, 1], nx: n, ny: 2 * n - 1 })

/** An error of rounding in the values, times the largest wave number (squared for the Laplacian). */
const rounding = (waves: number) => 40 * 2 ** -52 * waves

describe('periodic axes', () => {
  const ky = Math.PI / 2 // one period on [0, 4]
  const f = (x = 0, y = 0) => Math.sin(3 * x) * Math.cos(2 * ky * y)
  const fx = (x = 0, y = 0) => 3 * Math.cos(3 * x) * Math.cos(2 * ky * y)
  const fy = (x = 0, y = 0) => -2 * ky * Math.sin(3 * x) * Math.sin(2 * ky * y)

  test.each([
    [12, 20],
    [11, 15],
  ])('resolved waves are differentiated to rounding, %i × %i nodes', (ny, nx) => {
    const nodes = torus(ny, nx)
    const values = sample(nodes, f)
    expect(
      worst(
        gradient(values),
        sample(nodes, (x, y) => [fx(x, y), fy(x, y)]),
      ),
    ).toBeLessThan(rounding(nx))
    const exact = sample(nodes, (x, y) => -(9 + 4 * ky * ky) * f(x, y))
    expect(worst(laplacian(values), exact)).toBeLessThan(rounding(nx * nx))
  })

  test('an analytic function converges faster than any power: the error falls below 1e-11 at 48 nodes', () => {
    const error = (n: number) => {
      const nodes = torus(4, n)
      const values = sample(nodes, (x = 0) => Math.exp(Math.sin(x)))
      return worst(
        derivative(values, 1),
        sample(nodes, (x = 0) => Math.cos(x) * Math.exp(Math.sin(x))),
      )
    }
    expect(error(12)).toBeGreaterThan(1e-5)
    expect(error(48)).toBeLessThan(1e-11)
  })

  test('divergence of a curl and curl of a gradient are zero to rounding; the Laplacian is the divergence of the gradient', () => {
    const nodes = torus(15, 21) // odd: no wave of n/2 periods
    const values = sample(nodes, (x = 0, y = 0) => Math.exp(Math.cos(x + 1)) * Math.sin(ky * y))
    const slope = gradient(values)
    const turned = { ...slope, values: slope.values.map((_, i) => (i % 2 ? 1 : -1) * (slope.values[i ^ 1] as number)) }
    const zero = { ...values, values: values.values.map(() => 0) }
    expect(worst(curl(slope), zero)).toBeLessThan(rounding(21 * 21))
    expect(worst(divergence(turned), zero)).toBeLessThan(rounding(21 * 21))
    expect(worst(divergence(slope), laplacian(values))).toBeLessThan(rounding(21 * 21))
    expect(worst(curl(turned), laplacian(values))).toBeLessThan(rounding(21 * 21))
  })
})

describe('bounded axes', () => {
  test('polynomials of degree four have exact derivatives, at the ends too', () => {
    const nodes = box(7)
    const values = sample(nodes, (x = 0, y = 0) => x ** 4 - 2 * x * y ** 3 + y)
    const exact = sample(nodes, (x = 0, y = 0) => [4 * x ** 3 - 2 * y ** 3, 1 - 6 * x * y * y])
    expect(worst(gradient(values), exact)).toBeLessThan(1e-13)
    const second = sample(nodes, (x = 0, y = 0) => 12 * x * x - 12 * x * y)
    expect(worst(laplacian(values), second)).toBeLessThan(2e-12) // weights of 214/12 over h² = 1/36
  })

  test('the documented example: x + 2y has the gradient (1, 2)', () => {
    const nodes = planarGrid({ x: [0, 1], y: [0, 1], nx: 5, ny: 5 })
    const slope = gradient(sample(nodes, (x = 0, y = 0) => x + 2 * y))
    expect(
      worst(
        slope,
        sample(nodes, () => [1, 2]),
      ),
    ).toBeLessThan(1e-14)
  })

  test.each([
    ['first', 1],
    ['second', 2],
  ] as const)('the measured order of the %s derivative is four', (_, order) => {
    const error = (n: number) => {
      const nodes = planarGrid({ x: [0, 2], y: [0, 1], nx: n, ny: 1 + 5 })
      const exact = (x = 0) => (order === 1 ? 2 * Math.cos(2 * x) : -4 * Math.sin(2 * x))
      return worst(
        derivative(
          sample(nodes, (x = 0) => Math.sin(2 * x)),
          1,
          order,
        ),
        sample(nodes, exact),
      )
    }
    expect(Math.log2(error(41) / error(81))).toBeGreaterThan(3.8)
    expect(Math.log2(error(41) / error(81))).toBeLessThan(4.3)
  })
})

test('mixed axes and three dimensions: curl and divergence of a helical field', () => {
  // v = (sin z, cos z, x y) on a box that is periodic in z: ∇·v = 0, ∇×v = (x + sin z, cos z − y, 0).
  const nodes: GridNodes = {
    shape: [16, 6, 5],
    spacing: [Math.PI / 8, 0.3, 0.2],
    origin: [0, 1, -1],
    periodic: [true, false, false],
  }
  const v = sample(nodes, (x = 0, y = 0, z = 0) => [Math.sin(z), Math.cos(z), x * y])
  expect(
    worst(
      divergence(v),
      sample(nodes, () => 0),
    ),
  ).toBeLessThan(1e-13)
  const exact = sample(nodes, (x = 0, y = 0, z = 0) => [x + Math.sin(z), Math.cos(z) - y, 0])
  expect(worst(curl(v), exact)).toBeLessThan(1e-13)
})

test('bad input is named', () => {
  const small = grid(new Float64Array(16), [4, 4])
  expect(() => gradient(small)).toThrow(/bounded axis needs 5/)
  expect(() => divergence(small)).toThrow(/components/)
  expect(() => derivative(small, 2)).toThrow(InputError)
  expect(() => curl(grid(new Float64Array(6), [6]))).toThrow(InputError)
})
