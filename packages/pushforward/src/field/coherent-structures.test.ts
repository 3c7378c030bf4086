import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { analyticFlow } from './analytic.js'
import { barrierField } from './barriers.js'
import { coherentStructures, type Structures, type StructuresOptions } from './coherent-structures.js'
import { flowMapGradient } from './flow-map.js'
import { ftle } from './ftle.js'
import { type GridNodes, gridPoints, planarGrid } from './grid.js'
import type { PlanarFlow } from './planar-flow.js'

const side = [0, 2 * Math.PI] as const
const torus = planarGrid({ x: side, y: side, nx: 16, ny: 16, periodic: [true, true] })
const viscosity = 0.01
const flow = analyticFlow.taylorGreen({ viscosity })

function found(
  nodes: GridNodes,
  durations: readonly number[],
  options: Partial<StructuresOptions> = {},
  of: PlanarFlow = flow,
) {
  const shares: number[] = []
  const generator = coherentStructures(of, nodes, 0, durations, { viscosity, ...options })
  for (;;) {
    const { value, done } = generator.next()
    if (done) return { shares, structures: value }
    shares.push(value)
  }
}

const largestGap = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0)

describe('structures of several durations in one pass', () => {
  test.each([1, -1])('are those of one call a duration, forward and backward: sign %d', (sign) => {
    const durations = [1, 2, 5].map((T) => sign * T)
    const options = { step: 0.02, delta: 1e-4 }
    const { structures, shares } = found(torus, durations, options)
    expect(structures.map(({ T }) => T)).toEqual(durations)
    expect(shares.length).toBe(250)
    expect(shares.at(-1)).toBe(1)
    for (const { T, ...own } of structures) {
      // The same paths, but for the rounding of their times.
      expect(largestGap(own.ftle.values, ftle(flow, torus, 0, T, options).values)).toBeLessThan(1e-9)
      const { field, hamiltonian } = barrierField(flow, torus, 0, T, { viscosity, step: 0.02 })
      // ω decays at the rate 2ν: the trapezoidal rule errs by (2ν)² · .02² / 12 of it, 1e-8, times ν |ω| = .02.
      expect(largestGap(own.hamiltonian.values, hamiltonian?.values as Float64Array)).toBeLessThan(1e-9)
      expect(largestGap(own.barriers.values, field.values)).toBeLessThan(1e-8)
      const { determinant } = flowMapGradient(flow, gridPoints(torus), 0, T, options)
      const mean = determinant.reduce((sum, value) => sum + Math.abs(value - 1), 0) / determinant.length
      expect(own.areaError).toBeCloseTo(mean, 8)
    }
  })

  test('are told of as soon as they are there', () => {
    const told: number[] = []
    const walk = coherentStructures(flow, torus, 0, [1, 2, 5], {
      ...{ viscosity, step: 0.5 },
      onFound: ({ T }) => told.push(T),
    })
    for (let step = 0; step < 4; step++) walk.next()
    expect(told).toEqual([1, 2])
  })

  test('on a decaying Taylor-Green flow H is that of the formula: 2ν cos x cos y (1 − e^(−2νT)) / (2νT)', () => {
    const { structures } = found(torus, [5], { step: 0.05 })
    const { hamiltonian } = structures[0] as Structures
    const node = 3 * 16 + 2
    const [x, y] = [(2 * Math.PI * 2) / 16, (2 * Math.PI * 3) / 16]
    const exact = 2 * viscosity * Math.cos(x) * Math.cos(y) * ((1 - Math.exp(-0.1)) / 0.1)
    expect(hamiltonian.values[node]).toBeCloseTo(exact, 8)
  })

  test('nodes whose paths leave are NaN, and the area error is that of the others', () => {
    const gyre = { ...flow, velocity: (_x: number, _y: number, _t: number, out: Float64Array) => void out.set([1, 0]) }
    const uniform: PlanarFlow = {
      velocity: (x, y, t, out) => (x > 1 ? void out.fill(Number.NaN) : gyre.velocity(x, y, t, out)),
      jacobian: (_x, _y, _t, out) => void out.fill(0),
    }
    const nodes = planarGrid({ x: [0, 1], y: [0, 1], nx: 6, ny: 6 })
    const { structures } = found(nodes, [0.5], { step: 0.1 }, uniform)
    const { ftle: stretching, areaError } = structures[0] as Structures
    expect([...stretching.values.subarray(0, 6)].map(Number.isNaN)).toEqual([false, false, false, true, true, true])
    expect(areaError).toBeLessThan(1e-9)
  })

  test('names what is wrong', () => {
    expect(() => found(torus, [])).toThrow('durations: is empty')
    expect(() => found(torus, [0])).toThrow('durations: [0] is 0; a finite number other than 0 is needed')
    expect(() => found(torus, [2, 1])).toThrow('durations: [1] is 1; one beyond 2 on the same side of 0 is needed')
    expect(() => found(torus, [1, -2])).toThrow(/durations: \[1\] is -2/)
    expect(() => found(torus, [1], { viscosity: 0 })).toThrow('viscosity: is 0; a positive number is needed')
    expect(() => found(torus, [1], {}, { velocity: flow.velocity })).toThrow(InputError)
  })
})
