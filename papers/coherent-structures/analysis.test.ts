import type { LabEvent } from '@pushforward/lab'
import { findInterface, type Grid, gridFlow, InputError, signedDistance } from 'pushforward/field'
import { points, rng } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import { type Analysis, analyse, type Stage } from './analysis.js'
import { decorrelation } from './autocorrelation.js'
import { judgeMark, judgeSuperlayer } from './claims/diffusive.js'
import { claims, measureClaims } from './claims/index.js'
import { judgeClusters } from './claims/interfaces.js'
import { judgeDecorrelation } from './claims/observers.js'
import { jetsInSpace, jetsOf } from './claims/seeds.js'
import { growthAndFlux } from './growth.js'
import { enstrophySplit, jetInterfaces } from './interfaces.js'
import { frameOf, INTERVAL, type JetFilm, type JetRun } from './jet.js'
import { frameOfInterface, observersDifference, residence } from './moving-frame.js'
import { averageAt, halfWidth, OF_BARRIERS, peakOf, riseWidth, stepsFrom } from './profiles.js'
import { PLANE, SPACE } from './settings.js'

type At = (x: number, y: number, t: number) => number

/** A jet by formulas, from time 0 to `until`, with t0 = 0 unless said. */
function jetBy(n: number, until: number, by: Partial<Record<'u' | 'v' | 'vorticity' | 'scalar', At>>, t0 = 0): JetRun {
  const x = Float64Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n)
  const t = Float64Array.from({ length: Math.round(until / INTERVAL) + 1 }, (_, k) => k * INTERVAL)
  const film = (at: At = () => 0) => {
    const out = new Float64Array(t.length * n * n)
    out.forEach((_, i) => {
      out[i] = at(x[i % n] as number, x[Math.floor(i / n) % n] as number, t[Math.floor(i / (n * n))] as number)
    })
    return out
  }
  const fields = { u: film(by.u), v: film(by.v), vorticity: film(by.vorticity), scalar: film(by.scalar) }
  const whole: JetFilm = { t, x, y: x, ...fields, periodic: [true, true] }
  const frame = (time: number) => frameOf(whole, Math.round(time / INTERVAL))
  return { seed: 0, viscosity: 0.01, t0, film: whole, flow: gridFlow(whole), frame }
}

/** What a generator returns, and what it yields on its way. */
function ended<Yielded, Result>(generator: Generator<Yielded, Result, void>): { yielded: Yielded[]; result: Result } {
  const yielded: Yielded[] = []
  for (;;) {
    const { value, done } = generator.next()
    if (done) return { yielded, result: value }
    yielded.push(value)
  }
}

describe('interfaces of a jet', () => {
  const strip: At = (_, y) => Math.min(3, Math.floor(Math.abs(y - Math.PI)))
  const jet = jetBy(64, 0.1, {
    u: (x) => Math.sin(3 * x),
    v: (x) => Math.cos(3 * x),
    scalar: (x, y, t) => 3 - strip(x, y, t),
  })

  test('clusters of four concentrations are these, and levels lie between them', () => {
    const { centres, thresholds, tnti, tti, scales } = jetInterfaces(jet.frame(0), 0.01)
    expect([...centres].map((value) => value.toFixed(9))).toEqual(['0', '1', '2', '3'].map((v) => `${v}.000000000`))
    expect([...thresholds].map((value) => value.toFixed(9))).toEqual(['0.500000000', '1.500000000', '2.500000000'])
    // Two borders each, straight across the box.
    expect(tnti.length).toBeCloseTo(4 * Math.PI, 9)
    expect(tti.length).toBeCloseTo(4 * Math.PI, 9)
    expect(scales.taylor).toBeCloseTo(1 / 3, 9)
  })

  test('enstrophy is split by the mask', () => {
    expect(enstrophySplit([3, 1, -1, 0], Uint8Array.of(1, 0, 0, 0))).toEqual({ share: 9 / 11, ratio: 9 / (2 / 3) })
  })

  test('names what is wrong: dye without contrast, fewer concentrations than clusters, no viscosity', () => {
    const frame = jet.frame(0)
    const even: Grid = { ...frame.scalar, values: frame.scalar.values.map(() => 1) }
    expect(() => jetInterfaces({ ...frame, scalar: even }, 0.01)).toThrow(InputError)
    expect(() => jetInterfaces(frame, 0.01, 5)).toThrow(/k: is 5/)
    expect(() => jetInterfaces(frame, 0)).toThrow(/viscosity/)
  })
})

describe('profiles along normals', () => {
  const jet = jetBy(128, 0.1, { scalar: (_, y) => 2 - Math.abs(y - Math.PI) })
  const { scalar } = jet.frame(0)
  const line = findInterface(scalar, 0.75)
  const step = Math.PI / 128

  test('steps are half grid spacings, and what goes along is told from what goes through', () => {
    const { xi, mean } = averageAt(signedDistance(scalar, 0.75), line, [-6, 0, 6])
    expect([...xi]).toEqual([-6 * step, 0, 6 * step])
    // The level is a straight line: distances are exact.
    mean.forEach((value, k) => void expect(value).toBeCloseTo(xi[k] as number, 9))
    const b = {
      ...scalar,
      components: 2,
      values: Float64Array.from({ length: 2 * 128 * 128 }, (_, i) => (i % 2 ? -4 : 3)),
    }
    const of = (name: keyof typeof OF_BARRIERS) => averageAt(b, line, [0], OF_BARRIERS[name]).mean[0]
    expect(of('along')).toBeCloseTo(3, 9)
    expect(of('through')).toBeCloseTo(4, 9)
    expect(of('size')).toBeCloseTo(5, 9)
  })

  test('the peak and the width of a triangle are its own; without a half height there is none', () => {
    const tent = (middle: number, width: number, ends = 0) => {
      const xi = Float64Array.from(stepsFrom(-20, 48), (k) => k * step)
      const mean = xi.map((at) => ends + Math.max(0, 1 - Math.abs(at - middle) / width))
      return { xi, mean, count: xi.map(() => 100), standardError: xi.map(() => 0) }
    }
    const own = tent(5 * step, 15 * step, 0.2)
    expect(peakOf(own)).toEqual({ xi: own.xi[25], height: 1.2 })
    expect(halfWidth(own)).toBeCloseTo(15 * step, 12)
    expect(halfWidth(tent(45 * step, 15 * step))).toBeNaN()
    // From a quarter to three quarters of a side.
    expect(riseWidth(own)).toBeCloseTo(7.5 * step, 12)
    expect(riseWidth(tent(45 * step, 15 * step))).toBeCloseTo(7.5 * step, 12)
    const few = { ...own, count: own.xi.map((at) => (at > 6 * step ? 9 : 100)) }
    expect(halfWidth(few)).toBeNaN()
    expect(peakOf({ ...own, count: own.xi.map((at) => (at > 0 ? 9 : 100)) }).xi).toBe(0)
  })
})

describe('along paths', () => {
  test('a wave that turns its phase at the rate σ over fluid at rest decorrelates after acos(1/e)/σ', () => {
    const [sigma, tiny] = [1.5, 1e-6]
    const jet = jetBy(32, 2, { v: (x, _, t) => tiny * Math.cos(2 * x - sigma * t) })
    const { result, yielded } = ended(decorrelation(jet, new Uint8Array(32 * 32).fill(1)))
    // Between frames the correlation is taken as linear: (σ Δt)² / 8 of 1, over the slope σ sin.
    for (const time of [result.force, result.velocity]) {
      expect(Math.abs(time - Math.acos(Math.exp(-1)) / sigma)).toBeLessThan(0.003)
    }
    expect(yielded.length).toBe(Math.ceil(result.force / INTERVAL) + 1)
  })

  test('uniform motion and a mean over x are no fluctuation; what does not decorrelate has no time', () => {
    const jet = jetBy(32, 1, { u: (x, y) => 0.3 + Math.cos(y) + 1e-6 * Math.cos(x), v: () => 0 })
    const { result } = ended(
      decorrelation(
        jet,
        Uint8Array.from({ length: 1024 }, (_, i) => (i % 32 === 3 ? 1 : 0)),
      ),
    )
    expect(result.force).toBe(Number.POSITIVE_INFINITY)
    const still = jetBy(32, 1, { v: (x) => 1e-6 * Math.cos(x) })
    expect(ended(decorrelation(still, new Uint8Array(1024).fill(1))).result.velocity).toBe(Number.POSITIVE_INFINITY)
  })

  test('a strip that widens: growth is twice its rate times the period, flux is that of ω on its borders', () => {
    const [rate, n] = [0.2, 192]
    // The borders, at π ± (1 + rate t + 0.3 cos x), cross grid rows everywhere: counting errs little.
    const half: At = (x, _, t) => 1 + rate * t + 0.3 * Math.cos(x)
    const jet = jetBy(n, 2, {
      scalar: (x, y, t) => half(x, y, t) - Math.abs(y - Math.PI),
      vorticity: (_, y) => Math.sin(y),
    })
    const { result } = ended(growthAndFlux(jet, 0, [1]))
    // A border that crosses rows at all angles is counted to a few nodes: 5 h² over the window.
    expect(Math.abs((result.growth[0] as number) - 4 * Math.PI * rate)).toBeLessThan(0.02)
    // ∮ |∂ω/∂n| dl = ∮ |ω_y| |n_y| dl = 2 ∫ |cos y| dx over each border, by the trapezoidal rule.
    let exact = 0
    for (let i = 0; i < n; i++)
      exact += 2 * Math.abs(Math.cos(Math.PI + half((2 * Math.PI * i) / n, 0, 1))) * ((2 * Math.PI) / n)
    // Chords of the level line and bilinear values: second order in h = .033.
    expect(Math.abs((result.flux[0] as number) / (0.01 * exact) - 1)).toBeLessThan(0.01)
  })
})

test('dye that diffuses: the area above a level grows as its level line moves', () => {
  // c = e^(−κt) cos(y − π) + 0.5 cos x e^(−κt) solves c_t = κ Δc. Above the level 0.3 it shrinks at an exact rate.
  const kappa = 0.01
  const wave: At = (x, y, t) => Math.exp(-kappa * t) * (Math.cos(y - Math.PI) + 0.5 * Math.cos(x))
  const jet = jetBy(192, 2, { scalar: wave, vorticity: wave })
  const { growth, wholeGrowth, dyeFlux } = ended(growthAndFlux(jet, 0.3, [1])).result
  // Half widths arccos(.3 e^(κt) − .5 cos x), whose rate is −.3 κ e^(κt) / √(1 − (…)²); mean over x by the trapezoidal rule.
  let exact = 0
  for (let i = 0; i < 64; i++) {
    const cosine = 0.3 * Math.exp(kappa) - 0.5 * Math.cos((2 * Math.PI * i) / 64)
    exact -= ((2 * Math.PI) / 64) * 2 * ((0.3 * kappa * Math.exp(kappa)) / Math.sqrt(1 - cosine ** 2))
  }
  // Second order in h: chords, bilinear values.
  expect(Math.abs((dyeFlux[0] as number) / exact - 1)).toBeLessThan(2e-3)
  // Counted nodes: a few of h² = .001 over the window of 2.
  expect(Math.abs((wholeGrowth[0] as number) - exact)).toBeLessThan(0.005)
  expect(growth).toEqual(wholeGrowth)
})

describe('the moving observer', () => {
  const speed = 0.5
  const jet = jetBy(64, 8, { u: () => speed, scalar: (_, y) => 2 - Math.abs(y - Math.PI) })
  const parcels = points(Array.from({ length: 512 }, (_, i) => [(2 * Math.PI * i) / 512, 2]))
  const moving = frameOfInterface(jet, 1, 0)

  test('keeps in view what a fixed one sees for half a window’s crossing time', () => {
    const { fixed, moving: kept, movingStayed, fixedStayed, speed: own } = residence(jet, moving, parcels, 1)
    // Parcels are h = 2π/256 apart: the mean over a window of 1 errs by h/2 over the speed.
    expect(Math.abs(fixed - 0.5 / speed)).toBeLessThan(0.025)
    expect(kept).toBeCloseTo(8, 9)
    expect([fixedStayed, movingStayed]).toEqual([0, 1])
    expect(own).toBeCloseTo(speed, 9)
  })

  test('sees the same stretching', () => {
    const wavyJet = jetBy(48, 1, {
      u: (_, y, t) => 0.3 + 0.2 * t + Math.sin(y),
      v: (x) => 0.5 * Math.sin(x),
      scalar: (x, y) => 2 - Math.abs(y - Math.PI) + 0.2 * Math.cos(x),
    })
    const frame = frameOfInterface(wavyJet, 1, 0)
    // The claim's bound: errors of order four in a step of .02.
    expect(observersDifference(wavyJet, frame, 1)).toBeLessThan(1e-6)
  })
})

describe('the whole analysis', () => {
  const SMALL = { seed: 7, n: 64, viscosity: 4e-3, t0: 4 } as const

  test('says how far it is, and gives every figure', () => {
    const { yielded, result } = ended(analyse(SMALL, PLANE))
    const shares = yielded.map(({ share }: Stage) => share)
    expect(shares.every((share, k) => share >= 0 && share <= 1 && share >= (shares[k - 1] ?? 0))).toBe(true)
    expect(yielded.length).toBeGreaterThan(300)
    expect(result.enstrophy.share).toBeGreaterThan(0.5)
    expect(result.tnti.map(({ T }) => T)).toEqual([0.5, 1, 2, 4, 8])
    expect(result.tntiRidges.map(({ T }) => T)).toEqual([-0.5, -1, -2])
    expect(result.tnti.every(({ ftle, size }) => ftle.behind > ftle.outer && size.behind > size.before)).toBe(true)
    // The film is of an incompressible flow, and δ small.
    expect(Math.max(...result.areaErrors)).toBeLessThan(1e-3)
    expect(result.observers).toBeLessThan(1e-6)
    expect(result.growth.flux.every((flux) => flux > 0)).toBe(true)
  })

  test('of the plane of a jet in space: its own durations and steps of ξ, and paths that leave the plane', () => {
    const { result } = ended(analyse({ seed: 7, n: 24, viscosity: 0.01, t0: 4 }, SPACE))
    expect(result.tnti.map(({ T }) => T)).toEqual([0.5, 1, 2, 4, 6.5])
    expect(result.widths).toHaveLength(5)
    // A quarter of the spacing is a step, and 48 of them the deepest.
    for (const { xi } of result.tntiRidges)
      expect(Math.abs(xi / (Math.PI / 48) - Math.round(xi / (Math.PI / 48)))).toBeLessThan(1e-9)
    // The plane of a flow in space is not incompressible: areas of fluid in it change.
    expect(result.areaErrors[0]).toBeGreaterThan(1e-3)
    expect(result.areaErrors.at(-1)).toBeGreaterThan(result.areaErrors[0] as number)
    expect(result.decorrelation.force).toBeGreaterThan(0)
  })

  test('stops when it is told to', () => {
    expect(() => ended(analyse(SMALL, PLANE, AbortSignal.abort(new Error('enough'))))).toThrow('enough')
  })
})

describe('the rule of the claims', () => {
  const seen = (share: number, widths = [1, 1, 1, 1, 1]) =>
    ({
      enstrophy: { share, ratio: 100 },
      turbulentShare: 0.25,
      widths,
      rises: widths,
      scales: { taylor: 1 },
    }) as unknown as Analysis

  test('is every seed', () => {
    expect(judgeClusters([seen(0.96), seen(0.95)], PLANE)).toMatchObject({ id: 'tnti-by-clusters', holds: true })
    const { holds, measured } = judgeClusters([seen(0.96), seen(0.94), seen(0.99)], PLANE)
    expect(holds).toBe(false)
    expect(measured).toMatchObject({
      'seeds that meet the criterion': '2 of 3',
      'share of enstrophy inside': [0.96, 0.94, 0.99],
    })
  })

  test('a layer without a width does not meet it, and is told in words', () => {
    expect(judgeSuperlayer([seen(1)], PLANE).holds).toBe(true)
    const { holds, measured } = judgeSuperlayer([seen(1, [1, 1, Number.NaN, 1, 1]), seen(1)], PLANE)
    expect(holds).toBe(false)
    expect(measured['width/λ, T = 2']).toBe('none, 1')
  })

  test('in space it is that of space: other thresholds, other names', () => {
    const marked = (ratio: number) => ({ size: { behind: ratio, before: 1 } })
    const jet = { tnti: [marked(3)], tti: [marked(2)], areaErrors: [0.03, 0.3] } as unknown as Analysis
    expect(judgeMark([jet], PLANE)).toMatchObject({ id: 'diffusive-barrier', holds: false })
    expect(judgeMark([jet], SPACE)).toMatchObject({
      id: 'diffusive-barrier-in-space',
      holds: true,
      measured: { 'mean |det ∇F − 1|, T = .5': [0.03], 'mean |det ∇F − 1|, T = 6.5': [0.3] },
    })
    const layer = seen(1, [1, 1, 1.3, 1, 1.5])
    expect(judgeSuperlayer([layer], PLANE).holds).toBe(false)
    expect(judgeSuperlayer([layer], SPACE).holds).toBe(true)
    const turning = { decorrelation: { force: 0.8, velocity: 1 } } as unknown as Analysis
    expect(judgeDecorrelation([turning], PLANE).holds).toBe(true)
    expect(judgeDecorrelation([turning], SPACE).holds).toBe(false)
  })

  test('quick measures the planar jet, and says why not the other', async () => {
    const events: LabEvent[] = []
    const context = {
      seed: 0,
      random: rng(0),
      profile: 'quick' as const,
      signal: new AbortController().signal,
      data: [],
      dataset: async () => undefined,
    }
    for await (const event of measureClaims(context)) events.push(event)
    const judgedIds = events.flatMap((event) => (event.type === 'claim' ? [event.id] : []))
    expect(judgedIds).toEqual(claims.map(({ id }) => id))
    expect(events.at(-1)).toMatchObject({ type: 'claim', id: 'moving-frame-in-space', holds: null })
    expect(claims.find(({ id }) => id === 'superlayer-in-space')?.criterion).toMatch(/T = .5, 1, 2, 4, 6.5: .* 65 %/)
  }, 60_000)

  test('seeds are those chosen, others for another run; quick measures one', () => {
    expect(jetsOf({ seed: 0, profile: 'full' })).toEqual({ seeds: [201, 202, 203, 204, 205], n: 192 })
    expect(jetsOf({ seed: 2, profile: 'quick' })).toEqual({ seeds: [2201], n: 128 })
    expect(jetsInSpace({ seed: 1, profile: 'full' })).toEqual({ seeds: [1201, 1202, 1203, 1204, 1205], n: 64 })
    expect(jetsInSpace({ seed: 0, profile: 'quick' })).toBeUndefined()
  })
})
