import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { curl, gradient } from './calculus.js'
import { gridFlow } from './grid-flow.js'
import { planeOf, recordFlow } from './turbulent-jet.js'
import { temporalJet3 } from './turbulent-jet-space.js'

const rootMeanSquare = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length)

describe('temporal jet in space', () => {
  test('without noise it is the profile of speed and scalar on every plane', () => {
    const n = 48
    const { u, v, w, scalar } = temporalJet3({ n, width: 0.5, noise: 0 }).fields()
    for (let i = 0; i < n ** 3; i += 1013) {
      const y = ((Math.floor(i / n) % n) * 2 * Math.PI) / n
      const exact = Math.cosh((y - Math.PI) / 0.5) ** -2
      // 15 waves of a sech² of width .5 leave out what is below e^(−π .5 · 16 / 2) · 4 · 16: 3e-4.
      expect(Math.abs((u.values[i] as number) - exact)).toBeLessThan(3e-4)
      expect(Math.abs((scalar?.values[i] as number) - exact)).toBeLessThan(3e-4)
      expect(Math.abs(v.values[i] as number) + Math.abs(w.values[i] as number)).toBeLessThan(1e-14)
    }
  })

  test('noise of a vorticity stays in the jet, is of the given size, and the same seed gives the same', () => {
    const n = 32
    const jet = (seed: number, noise: number) => temporalJet3({ n, noise, width: 1, random: rng(seed) })
    const [smooth, rough] = [jet(3, 0).plane(), jet(3, 2).plane()]
    const noise = rough.vorticity.values.map((x, i) => x - (smooth.vorticity.values[i] as number))
    const rows = (from: number, to: number) => rootMeanSquare(noise.subarray(from * n, to * n))
    // Where the profile is near one, the noise is whole but for waves that 32 nodes do not carry; the sample is small.
    expect(rows(14, 19)).toBeGreaterThan(1)
    expect(rows(14, 19)).toBeLessThan(3)
    // At the edge of the box sech² is .007; what was projected out reaches further than that.
    expect(rows(0, 3)).toBeLessThan(0.1 * rows(14, 19))
    expect(jet(3, 2).plane().u.values).toEqual(rough.u.values)
    expect(jet(4, 2).plane().u.values).not.toEqual(rough.u.values)
  })

  test('names what is wrong', () => {
    expect(() => temporalJet3({ n: 15 })).toThrow(InputError)
    expect(() => temporalJet3({ n: 16, width: 2 })).toThrow(/width/)
    expect(() => temporalJet3({ n: 16, noise: Number.NaN })).toThrow(/noise/)
    expect(() => temporalJet3({ n: 16, viscosity: 0 })).toThrow(/viscosity/)
  })
})

describe('a plane that is filmed', () => {
  test('holds what a camera sees and Δu of the flow in space, which the film as a flow gives back', () => {
    const n = 16
    const solver = temporalJet3({ n, width: 1, random: rng(2) })
    const film = recordFlow(planeOf(solver, 3), { from: 0.1, until: 0.2 })
    expect(film.u.length).toBe(2 * n * n)
    expect(solver.time).toBeCloseTo(0.2, 12)
    const { u, v, vorticity, laplacian } = solver.plane(3)
    expect(film.u.subarray(n * n)).toEqual(u.values)
    expect(film.laplacian?.v.subarray(n * n)).toEqual(laplacian.v.values)
    const flow = gridFlow(film)
    const out = new Float64Array(2)
    flow.laplacian?.(film.x[5] as number, film.y[9] as number, film.t[1] as number, out)
    // Splines pass through the nodes, to the rounding of their prefilter; forces are about k² = 25 times velocities.
    expect(Math.abs((out[0] as number) - (laplacian.u.values[9 * n + 5] as number))).toBeLessThan(1e-12)
    expect(Math.abs((out[1] as number) - (laplacian.v.values[9 * n + 5] as number))).toBeLessThan(1e-12)
    // ω_z is the curl in the plane, but its turned gradient is not the force: the flow leaves the plane.
    const values = new Float64Array(2 * n * n).map((_, k) => (k % 2 ? v : u).values[k >> 1] as number)
    const own = curl({ ...u, values, components: 2 })
    own.values.forEach((x, i) => void expect(Math.abs(x - (vorticity.values[i] as number))).toBeLessThan(1e-13))
    const turned = gradient(vorticity).values.filter((_, k) => k % 2 === 1)
    expect(rootMeanSquare(turned.map((x, i) => -x - (laplacian.u.values[i] as number)))).toBeGreaterThan(0.1)
  })
})
