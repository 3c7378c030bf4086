import { describe, expect, test } from 'vitest'
import { activeBarriers, activeFtle, polarRotation } from './active-barriers.js'
import { analyticFlow } from './analytic.js'
import { barrierField } from './barriers.js'
import { type Grid, gridPoints, planarGrid } from './grid.js'
import { gridFlow } from './grid-flow.js'
import type { PlanarFlow } from './planar-flow.js'

const TAU = 2 * Math.PI
const viscosity = 0.01
const vortices = analyticFlow.taylorGreen({ viscosity })
const periodicGrid = (n: number) => planarGrid({ x: [0, TAU], y: [0, TAU], nx: n, ny: n, periodic: [true, true] })
/** Nine nodes around a place, near enough for differences of order four to be exact to 1e-9. */
const around = (x: number, y: number, h = 0.01) =>
  planarGrid({ x: [x - 4 * h, x + 4 * h], y: [y - 4 * h, y + 4 * h], nx: 9, ny: 9 })
const middle = ({ values, components = 1 }: Grid, c = 0) => values[40 * components + c] as number

describe('decaying Taylor–Green, T = 5, from (0.4, 0.9)', () => {
  const nodes = around(0.4, 0.9)
  const options = { viscosity, step: 0.01 }

  test('H is 2 cos x₀ cos y₀ (1 − e^{−2νT}) / 2νT times ν', () => {
    const { hamiltonian } = barrierField(vortices, nodes, 0, 5, options)
    expect(middle(hamiltonian as Grid) / viscosity).toBeCloseTo(1.089689016804, 10)
  })

  test.each(['hamiltonian', 'pullback'] as const)('%s: b̄ is the closed form', (form) => {
    const { field } = barrierField(vortices, nodes, 0, 5, { ...options, form })
    expect(Math.abs(middle(field, 0) - 0.01373181)).toBeLessThan(1e-8) // printed to 8 digits
    expect(Math.abs(middle(field, 1) + 0.00460713)).toBeLessThan(1e-8)
  })

  test('the Eulerian field is νΔu at t₀, by either form', () => {
    for (const form of ['hamiltonian', 'pullback'] as const) {
      const { field } = barrierField(vortices, nodes, 0, 0, { ...options, form })
      expect(Math.abs(middle(field, 0) - 0.01442984)).toBeLessThan(1e-8)
      expect(Math.abs(middle(field, 1) + 0.00484133)).toBeLessThan(1e-8)
    }
  })

  test('the Eulerian H is νω', () => {
    const { hamiltonian } = barrierField(vortices, periodicGrid(32), 0, 0, { viscosity: 0.01 })
    const { data } = gridPoints(hamiltonian as Grid)
    for (const [i, value] of (hamiltonian as Grid).values.entries()) {
      const exact = 0.01 * 2 * Math.cos(data[2 * i] as number) * Math.cos(data[2 * i + 1] as number)
      expect(Math.abs(value - exact)).toBeLessThan(1e-16)
    }
  })

  test('vorticity: H is its decay along paths, which stay on their streamline', () => {
    const { hamiltonian } = barrierField(vortices, nodes, 0, 5, { ...options, quantity: 'vorticity' })
    const omega = 2 * Math.cos(0.4) * Math.cos(0.9)
    // The error is that of the path, 1e-10 with steps of 0.01.
    expect(middle(hamiltonian as Grid)).toBeCloseTo((omega * (Math.exp(-2 * viscosity * 5) - 1)) / 5, 9)
  })

  test('on a periodic grid: spectral, the closed form everywhere', () => {
    const { field } = barrierField(vortices, periodicGrid(16), 0, 2, { viscosity, step: 0.02 })
    const g = (1 - Math.exp(-2 * viscosity * 2)) / (2 * viscosity * 2)
    const { data } = gridPoints(field)
    for (let i = 0; i < 256; i++) {
      const [x, y] = [data[2 * i] as number, data[2 * i + 1] as number]
      expect(Math.abs((field.values[2 * i] as number) - viscosity * 2 * g * Math.cos(x) * Math.sin(y))).toBeLessThan(
        1e-8,
      )
      expect(
        Math.abs((field.values[2 * i + 1] as number) + viscosity * 2 * g * Math.sin(x) * Math.cos(y)),
      ).toBeLessThan(1e-8)
    }
  })

  test('from gridded data the same, to the order of the spline', () => {
    const n = 64
    const axis = Float64Array.from({ length: n }, (_, k) => (k * TAU) / n)
    const times = [0, 0.5, 1, 1.5, 2]
    const [u, v] = [new Float64Array(5 * n * n), new Float64Array(5 * n * n)]
    const pair = new Float64Array(2)
    for (let k = 0; k < u.length; k++) {
      vortices.velocity(
        axis[k % n] as number,
        axis[Math.floor(k / n) % n] as number,
        times[Math.floor(k / n / n)] as number,
        pair,
      )
      u[k] = pair[0] as number
      v[k] = pair[1] as number
    }
    const flow = gridFlow({ x: axis, y: axis, t: times, u, v, periodic: [true, true] })
    const nodes = periodicGrid(16)
    for (const [form, bound] of [
      ['hamiltonian', 2e-4],
      ['pullback', 2e-3],
    ] as const) {
      const gridded = barrierField(flow, nodes, 0, 2, { viscosity: 1, form, step: 0.05 }).field.values
      const exact = barrierField(vortices, nodes, 0, 2, { viscosity: 1, form, step: 0.05 }).field.values
      // h³ for ω, h²/12 for the Laplacian of the spline (h ≈ 0.1), both times |Δu| = 2.
      for (const [k, value] of gridded.entries()) expect(Math.abs(value - (exact[k] as number))).toBeLessThan(bound)
    }
  })
})

test('a turning, moving frame turns the field with it', () => {
  // x = Q(t) y + p(t) with Q = rotation by a t + 0.3 and p = (sin t, t²/5).
  const a = 0.8
  const gyre = analyticFlow.doubleGyre()
  const frame = (t: number) => [Math.cos(a * t + 0.3), Math.sin(a * t + 0.3)] as const
  const place = (y1: number, y2: number, t: number): [number, number] => {
    const [c, s] = frame(t)
    return [c * y1 - s * y2 + Math.sin(t), s * y1 + c * y2 + (t * t) / 5]
  }
  const seen: PlanarFlow = {
    velocity: (y1, y2, t, out) => {
      const [c, s] = frame(t)
      gyre.velocity(...place(y1, y2, t), t, out)
      const [u, v] = [(out[0] as number) - Math.cos(t), (out[1] as number) - (2 * t) / 5]
      out[0] = c * u + s * v + a * y2
      out[1] = -s * u + c * v - a * y1
    },
    jacobian: (y1, y2, t, out) => {
      const [c, s] = frame(t)
      gyre.jacobian?.(...place(y1, y2, t), t, out)
      const [p, q, r, w] = out as unknown as [number, number, number, number]
      // Qᵀ G Q − Qᵀ Q'
      const [g11, g12, g21, g22] = [p * c + q * s, -p * s + q * c, r * c + w * s, -r * s + w * c]
      out.set([c * g11 + s * g21, c * g12 + s * g22 + a, -s * g11 + c * g21 - a, -s * g12 + c * g22])
    },
    laplacian: (y1, y2, t, out) => {
      const [c, s] = frame(t)
      gyre.laplacian?.(...place(y1, y2, t), t, out)
      const [u, v] = out as unknown as [number, number]
      out[0] = c * u + s * v
      out[1] = -s * u + c * v
    },
  }
  const [c, s] = frame(0)
  const [x, y] = place(0.3, 0.4, 0)
  for (const [form, bound] of [
    ['pullback', 1e-8],
    ['hamiltonian', 1e-6],
  ] as const) {
    const options = { viscosity: 1, form, step: 0.01 }
    // Differences of H on nodes 0.01 apart are off by h⁴/30 of its fifth derivatives, about 10³ after T = 3.
    const inside = barrierField(seen, around(0.3, 0.4), 0, 3, options).field
    const outside = barrierField(gyre, around(x, y), 0, 3, options).field
    const [b1, b2] = [middle(outside, 0), middle(outside, 1)]
    expect(Math.abs(middle(inside, 0) - (c * b1 + s * b2))).toBeLessThan(bound * Math.hypot(b1, b2))
    expect(Math.abs(middle(inside, 1) - (-s * b1 + c * b2))).toBeLessThan(bound * Math.hypot(b1, b2))
  }
})

describe('active FTLE of the barrier field', () => {
  const n = 64
  const { field } = barrierField(vortices, periodicGrid(n), 0, 5, { viscosity, step: 0.05 })

  test('at a saddle of H it is the rate of the saddle', () => {
    // Node (π/2, π/2); b̄/ν = 2g (cos x sin y, −sin x cos y) has the rate 2g there. δ grows by e^9.5, hence a
    // small one. The spline's slope is off by h⁴/30 = 3e-6.
    const { values } = activeFtle(field, 5, { scale: viscosity, delta: 1e-7 })
    expect(Math.abs((values[(n / 4) * n + n / 4] as number) - 1.9032516393)).toBeLessThan(2e-5)
  })

  test('elsewhere it is that of DOP853', () => {
    const shifted = planarGrid({ x: [0.4, 0.4 + TAU], y: [0.9, 0.9 + TAU], nx: n, ny: n, periodic: [true, true] })
    const b = barrierField(vortices, shifted, 0, 5, { viscosity, step: 0.05 }).field
    // Gradients of the spline are off by up to h³/24 = 4e-5 between nodes, over S = 5.
    expect(
      Math.abs((activeFtle(b, 5, { scale: viscosity, delta: 1e-5 }).values[0] as number) - 0.3173192538),
    ).toBeLessThan(1e-4)
  })

  test('the default scale is the median length: b may be in any unit', () => {
    const one = activeBarriers(field, 2, { step: 0.1 })
    const other = activeBarriers({ ...field, values: field.values.map((v) => 1024 * v) }, 2, { step: 0.1 })
    expect(other.ftle.values).toEqual(one.ftle.values)
    expect(other.rotation.values).toEqual(one.rotation.values)
  })

  test('normalised, weak barriers count as much as strong ones', () => {
    const faded: Grid = {
      ...field,
      values: field.values.map((v, k) => v * (1 + 0.9 * Math.sin((TAU * Math.floor(k / 2)) / n))),
    }
    const one = activeFtle(field, 1, { normalized: true, step: 0.05 }).values
    const other = activeFtle(faded, 1, { normalized: true, step: 0.05 }).values
    // Lengths are divided out: round-off of the quotient, 1e-16 / δ with δ = 0.01, stretched; more at zeros of b.
    const same = one.filter((value, k) => Math.abs(value - (other[k] as number)) < 1e-9).length
    expect(same / one.length).toBeGreaterThan(0.95)
  })
})

test('compression: zero for an incompressible flow, a closed form for a wave along x', () => {
  const nodes = periodicGrid(32)
  expect(barrierField(vortices, nodes, 0, 0, { viscosity }).compression).toBeLessThan(1e-15)
  const wave: PlanarFlow = {
    velocity: (x, _y, _t, out) => out.set([Math.sin(x), 0]),
    jacobian: (x, _y, _t, out) => out.set([Math.cos(x), 0, 0, 0]),
  }
  // ⟨|cos|⟩ on 32 nodes is cot(π/32)/16, u′ = √(1/4).
  const expected = ((1 / Math.tan(Math.PI / 32) / 16) * (TAU / 32)) / 0.5
  expect(barrierField(wave, nodes, 0, 0, { viscosity }).compression).toBeCloseTo(expected, 12)
})

test('polar rotation', () => {
  expect(polarRotation(new Float64Array([0, -2, 2, 0]))[0]).toBeCloseTo(Math.PI / 2, 15)
  // R(0.4) U with U symmetric and positive.
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)]
  const [p, q, r] = [2, 0.3, 0.5]
  const product = [c * p - s * q, c * q - s * r, s * p + c * q, s * q + c * r]
  expect(polarRotation(Float64Array.from(product))[0]).toBeCloseTo(0.4, 14)
})

test('bad input is named', () => {
  const nodes = periodicGrid(8)
  expect(() => barrierField(vortices, nodes, 0, 1, { viscosity: 0 })).toThrow('viscosity: is 0')
  expect(() => barrierField(vortices, nodes, 0, 0, { viscosity, quantity: 'vorticity' })).toThrow('T: is 0')
  expect(() => barrierField({ velocity: vortices.velocity }, nodes, 0, 1, { viscosity })).toThrow(
    'flow: has no jacobian',
  )
  const { velocity, jacobian } = vortices
  const noLaplacian = { velocity, jacobian } as PlanarFlow
  expect(() => barrierField(noLaplacian, nodes, 0, 1, { viscosity, form: 'pullback' })).toThrow(
    'needs a flow with a laplacian',
  )
  expect(() => barrierField(vortices, nodes, 0, 1, { viscosity, form: 'pullback', quantity: 'vorticity' })).toThrow(
    'form:',
  )
  const { field } = barrierField(vortices, nodes, 0, 1, { viscosity })
  expect(() => activeFtle(field, 0)).toThrow('T: is 0')
  expect(() => activeFtle(field, 1, { scale: -1 })).toThrow('scale: is -1')
  expect(() => activeFtle({ ...field, values: new Float64Array(128) }, 1)).toThrow('scale: is 0, the median of |b|')
})
