import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
import { gridFlow } from './grid-flow.js'
import { spectralNavierStokes2 } from './navier-stokes.js'
import { recordFlow, temporalJet } from './turbulent-jet.js'

describe('temporal jet', () => {
  test('starts with the profile of speed and scalar, and the same seed gives the same jet', () => {
    const n = 96
    const { u, v, scalar } = temporalJet({ n, noise: 0 }).fields()
    for (let j = 0; j < n; j++) {
      const exact = Math.cosh((j * 2 * Math.PI - n * Math.PI) / (n * 0.35)) ** -2
      // 31 waves of a sech² of width .35 leave out what is below e^(−π .35 · 32 / 2) · 4: 1e-7.
      expect(Math.abs((u.values[j * n + 5] as number) - exact)).toBeLessThan(1e-6)
      expect(Math.abs((scalar?.values[j * n + 5] as number) - exact)).toBeLessThan(1e-6)
      expect(Math.abs(v.values[j * n + 5] as number)).toBeLessThan(1e-14)
    }
    const field = (seed: number) => temporalJet({ n: 24, random: rng(seed) }).fields().vorticity.values
    expect(field(3)).toEqual(field(3))
    expect(field(3)).not.toEqual(field(4))
  })

  test('noise has the given root mean square before the profile confines it', () => {
    const n = 64
    const part = (noise: number) => temporalJet({ n, noise }).fields()
    const [smooth, rough] = [part(0), part(2)]
    // Where the profile is near one the noise is whole: its local size there scatters around 2 by some tens of percent.
    let sum = 0
    let count = 0
    for (let i = 0; i < n * n; i++) {
      if ((smooth.scalar?.values[i] as number) < 0.9) continue
      sum += ((rough.vorticity.values[i] as number) - (smooth.vorticity.values[i] as number)) ** 2
      count++
    }
    expect(Math.sqrt(sum / count)).toBeGreaterThan(1.4)
    expect(Math.sqrt(sum / count)).toBeLessThan(2.6)
  })
})

describe('recorded flow', () => {
  test('a film is a flow to advect with: between frames its velocity is their mean, and it is periodic', () => {
    const film = recordFlow(temporalJet({ n: 32, viscosity: 5e-3 }), { until: 0.2 })
    const flow = gridFlow(film)
    const out = new Float64Array(2)
    const at = 1024 + 9 * 32 + 7 // frame 1, y 9, x 7
    flow.velocity((film.x[7] as number) + 2 * Math.PI, film.y[9] as number, 0.1, out)
    // Splines pass through the nodes, to the rounding of their prefilter.
    expect(Math.abs((out[0] as number) - (film.u[at] as number))).toBeLessThan(1e-13)
    expect(Math.abs((out[1] as number) - (film.v[at] as number))).toBeLessThan(1e-13)
    flow.velocity(film.x[7] as number, film.y[9] as number, 0.15, out)
    expect(Math.abs((out[0] as number) - ((film.u[at] as number) + (film.u[at + 1024] as number)) / 2)).toBeLessThan(
      1e-13,
    )
  })

  test('frames are the fields of the solver at equal intervals, as [t][y][x]', () => {
    const jet = () => temporalJet({ n: 32, viscosity: 5e-3, random: rng(5) })
    const film = recordFlow(jet(), { from: 0.2, until: 0.5, interval: 0.1 })
    expect([...film.t].map((t) => t.toFixed(12))).toEqual([
      '0.200000000000',
      '0.300000000000',
      '0.400000000000',
      '0.500000000000',
    ])
    expect(film.u.length).toBe(4 * 32 * 32)
    expect([film.x[8], film.y[16]]).toEqual([Math.PI / 2, Math.PI])
    const solver = jet()
    for (const end of [0.1, 0.2]) {
      const length = end - solver.time
      const steps = Math.ceil(length / (0.45 * solver.stableStep()))
      for (let k = 0; k < steps; k++) solver.step(length / steps)
    }
    const { u, scalar } = solver.fields()
    expect(film.u.slice(0, 1024)).toEqual(u.values)
    expect(film.scalar?.slice(0, 1024)).toEqual(scalar?.values)
  })

  test('progress is told, a signal ends it, times out of order are refused', () => {
    const shares: number[] = []
    recordFlow(temporalJet({ n: 16 }), { until: 0.2, onProgress: (share) => shares.push(share) })
    expect(shares.map((share) => share.toFixed(12))).toEqual(['0.500000000000', '1.000000000000'])
    const rest = spectralNavierStokes2({ n: 4, viscosity: 1, vorticity: new Float64Array(16) })
    expect(recordFlow(rest, { from: 0.3, until: 0.5 }).t.length).toBe(3)
    expect(rest.time).toBeCloseTo(0.5, 12)
    expect(() => recordFlow(temporalJet({ n: 16 }), { until: 1, signal: AbortSignal.abort() })).toThrow(/abort/i)
    const solver = temporalJet({ n: 16 })
    recordFlow(solver, { until: 0.2 })
    expect(() => recordFlow(solver, { from: 0.1, until: 0.4 })).toThrow(InputError)
    expect(() => recordFlow(solver, { until: 0.1 })).toThrow(InputError)
    expect(() => recordFlow(solver, { until: 1, stepShare: 2 })).toThrow(/stepShare/)
    expect(() => temporalJet({ width: 2 })).toThrow(/width/)
    expect(() => temporalJet({ noise: -1 })).toThrow(/noise/)
    expect(() => temporalJet({ n: 15 })).toThrow(/n: is 15/)
  })
})
