import { InputError, planeOf, recordFlow, temporalJet3 } from 'pushforward/field'
import { rng } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { growJet, type JetRunOptions, type JetStage, NOISE_IN_SPACE } from './jet.js'

/** All stages, and the jet that they end in. */
function grown(options: JetRunOptions) {
  const growing = growJet(options)
  const stages: JetStage[] = []
  for (;;) {
    const { value, done } = growing.next()
    if (done) return { stages, jet: value }
    stages.push(value)
  }
}

const SMALL = { seed: 7, n: 48, viscosity: 2e-3, t0: 0.6, before: 0.2, after: 0.3 } as const

describe('the jet of the paper', () => {
  test('is filmed around t0, and its flow passes through the frames', () => {
    const { stages, jet } = grown(SMALL)
    expect([...jet.film.t].map((t) => t.toFixed(9))).toEqual(
      ['0.4', '0.5', '0.6', '0.7', '0.8', '0.9'].map((t) => `${t}00000000`),
    )
    expect(stages.map(({ time }) => time.toFixed(1)).join(' ')).toBe('0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9')
    expect(stages.at(-1)?.share).toBe(1)
    expect(stages.at(-1)?.frame.scalar.values).toEqual(jet.frame(0.9).scalar.values)
    const out = new Float64Array(2)
    const { u, v } = jet.frame(jet.t0)
    jet.flow.velocity((2 * Math.PI * 11) / 48, (2 * Math.PI * 25) / 48, jet.t0, out)
    // Splines pass through the nodes, to the rounding of their prefilter.
    expect(Math.abs((out[0] as number) - (u.values[25 * 48 + 11] as number))).toBeLessThan(1e-12)
    expect(Math.abs((out[1] as number) - (v.values[25 * 48 + 11] as number))).toBeLessThan(1e-12)
  })

  test('the same seed gives the same jet, whatever is filmed of it', () => {
    const whole = grown({ ...SMALL, before: 0.6 }).jet
    expect(whole.film.t[0]).toBe(0)
    const { jet } = grown(SMALL)
    expect(jet.frame(0.6).vorticity.values).toEqual(whole.frame(0.6).vorticity.values)
    expect(grown({ ...SMALL, seed: 8 }).jet.frame(0.6).vorticity.values).not.toEqual(jet.frame(0.6).vorticity.values)
  })

  test('in space: the plane is filmed with the force Δu, which the flow gives back', () => {
    const small = { seed: 7, flow: 'space', n: 16, viscosity: 0.02, t0: 0.4, before: 0.1, after: 0.1 } as const
    const { stages, jet } = grown(small)
    expect([...jet.film.t].map((t) => t.toFixed(1))).toEqual(['0.3', '0.4', '0.5'])
    expect(stages.map(({ time }) => time.toFixed(1)).join(' ')).toBe('0.1 0.2 0.3 0.4 0.5')
    expect(jet.film.laplacian?.u.length).toBe(3 * 16 * 16)
    const solver = temporalJet3({ n: 16, viscosity: 0.02, noise: NOISE_IN_SPACE, random: rng(7) })
    recordFlow(planeOf(solver), { until: 0.4 })
    const { v, laplacian } = solver.plane()
    // The same steps, as the film of either stops at every interval; splines pass through the nodes.
    const frame = jet.frame(0.4)
    frame.v.values.forEach((value, i) => void expect(Math.abs(value - (v.values[i] as number))).toBeLessThan(1e-14))
    const out = new Float64Array(2)
    jet.flow.laplacian?.(jet.film.x[3] as number, jet.film.y[9] as number, jet.film.t[1] as number, out)
    expect(Math.abs((out[1] as number) - (laplacian.v.values[9 * 16 + 3] as number))).toBeLessThan(1e-12)
    expect(grown({ ...small, seed: 8 }).jet.film.u).not.toEqual(jet.film.u)
  })

  test('names what is wrong', () => {
    expect(() => grown({ ...SMALL, before: 1 })).toThrow(InputError)
    expect(() => grown({ ...SMALL, after: -1 })).toThrow(/after: is -1/)
    expect(() => grown({ ...SMALL, viscosity: 0 })).toThrow(/viscosity/)
  })
})
