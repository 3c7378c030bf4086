import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { rng } from '../measure/random.js'
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
    const steps = Math.ceil(0.2 / ((0.4 * 2 * Math.PI) / 32 / 1.3))
    for (let k = 0; k < steps; k++) solver.step(0.2 / steps)
    const { u, scalar } = solver.fields()
    expect(film.u.slice(0, 1024)).toEqual(u.values)
    expect(film.scalar?.slice(0, 1024)).toEqual(scalar?.values)
  })

  test('progress is told, a signal ends it, times out of order are refused', () => {
    const shares: number[] = []
    recordFlow(temporalJet({ n: 16 }), { until: 0.2, onProgress: (share) => shares.push(share) })
    expect(shares.at(-1)).toBeCloseTo(1, 12)
    expect(() => recordFlow(temporalJet({ n: 16 }), { until: 1, signal: AbortSignal.abort() })).toThrow(/abort/i)
    const solver = temporalJet({ n: 16 })
    recordFlow(solver, { until: 0.2 })
    expect(() => recordFlow(solver, { from: 0.1, until: 0.4 })).toThrow(InputError)
    expect(() => recordFlow(solver, { until: 0.1 })).toThrow(InputError)
    expect(() => temporalJet({ width: 2 })).toThrow(/width/)
    expect(() => temporalJet({ noise: -1 })).toThrow(/noise/)
    expect(() => temporalJet({ n: 15 })).toThrow(/n: is 15/)
  })
})
