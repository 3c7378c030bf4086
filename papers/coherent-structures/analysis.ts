/**
 * Everything that is measured on one jet, in one pass.
 * @module
 */
import { coherentStructures, type Interface, type Structures, type TurbulenceScales } from 'pushforward/field'
import { type Decorrelation, decorrelation } from './autocorrelation.js'
import { type Growth, growthAndFlux } from './growth.js'
import { enstrophySplit, jetInterfaces } from './interfaces.js'
import { growJet, type JetRun, type JetRunOptions } from './jet.js'
import { frameOfInterface, observersDifference, type Residence, residence } from './moving-frame.js'
import { averageAt, halfWidth, OF_BARRIERS, peakOf, riseWidth, stepsFrom } from './profiles.js'
import type { Setting } from './settings.js'

/** Durations backward, all below the turnover time. */
export const BACKWARD = [-0.5, -1, -2] as const
/** Times around t0 at which growth and flux are compared: their windows of ±1 touch, and do not overlap. */
const GROWTH_TIMES = [-2, 0, 2, 4, 6] as const
/** Distances from the interface, in steps of the setting. */
const NEAR = 10
const OUTER = -20
/** Of profiles: from the outer flow to 24 grid spacings, or 12, into the turbulence. */
const PROFILE = stepsFrom(OUTER, 48)

/** At one interface, forward in time, at the distances above. */
export interface AtInterface {
  readonly T: number
  /** ⟨FTLE⟩ */
  readonly ftle: { readonly outer: number; readonly before: number; readonly on: number; readonly behind: number }
  /** ⟨|b̄|⟩ */
  readonly size: { readonly before: number; readonly on: number; readonly behind: number }
  /** ⟨φ_∥⟩ and ⟨φ_n⟩ on the interface. */
  readonly along: number
  readonly through: number
  /** Share of rays that have not crossed the level again at ξ = +10 steps. */
  readonly rays: number
}

/** Of an average along the normals. */
export interface Ridge {
  readonly T: number
  /** ξ of the peak, in the unit of length. */
  readonly xi: number
  /** Height over that in the outer flow. */
  readonly ratio: number
}

export interface Analysis {
  readonly seed: number
  readonly centres: readonly number[]
  readonly scales: TurbulenceScales
  /** Turbulent share of the area. */
  readonly turbulentShare: number
  readonly enstrophy: { readonly share: number; readonly ratio: number }
  readonly tnti: readonly AtInterface[]
  readonly tti: readonly AtInterface[]
  /** Backward FTLE. */
  readonly tntiRidges: readonly Ridge[]
  readonly ttiRidges: readonly Ridge[]
  /** Full widths at half height of ⟨φ_∥⟩(ξ) at the TNTI, one a duration forward; NaN where there is none. */
  readonly widths: readonly number[]
  /** And how far it takes to rise there, from a quarter to three quarters. */
  readonly rises: readonly number[]
  /** Mean |det ∇F − 1|, one a duration forward: of an incompressible plane, the error; in space, also what leaves the plane. */
  readonly areaErrors: readonly number[]
  readonly decorrelation: Decorrelation
  readonly growth: Growth
  readonly residence: Residence
  /** Largest difference of FTLE between observers. */
  readonly observers: number
}

export interface Stage {
  /** In [0, 1]. */
  readonly share: number
  readonly note: string
}

/** Grows the jet of a seed and measures it; yields what it is at. */
export function* analyse(
  options: Omit<JetRunOptions, 'before' | 'after' | 'flow'>,
  setting: Setting,
  signal?: AbortSignal,
): Generator<Stage, Analysis, void> {
  const inSpace = setting.flow === 'space'
  const part = stages(`seed ${options.seed}${inSpace ? ' in space' : ''}`)
  const grown = inSpace ? GROWN_IN_SPACE : GROWN
  const growing = growJet({ ...options, ...setting.film, flow: setting.flow })
  const jet = yield* part(
    'jet',
    0,
    grown,
    mapped(growing, ({ share }) => share),
    signal,
  )
  return yield* mapped(analyseJet(jet, setting, part, signal), ({ share, note }) => ({
    share: grown + (1 - grown) * share,
    note,
  }))
}

/** Shares of the time after which there is a jet. */
const GROWN = 0.4
const GROWN_IN_SPACE = 0.9

type Part = ReturnType<typeof stages>

/** Yields shares of its own work. */
function* analyseJet(
  jet: JetRun,
  { forward: durations, step }: Setting,
  part: Part,
  signal?: AbortSignal,
): Generator<Stage, Analysis, void> {
  const { flow, t0, viscosity, seed } = jet
  const frame = jet.frame(t0)
  const { centres, scales, tnti, tti, turbulent } = jetInterfaces(frame, viscosity)
  const follow = (durations: readonly number[]) =>
    coherentStructures(flow, frame.scalar, t0, durations, { viscosity, ...(signal && { signal }) })
  const forward = yield* part('paths forward', 0, 0.42, follow(durations), signal)
  const backward = yield* part('paths backward', 0.42, 0.58, follow(BACKWARD), signal)
  const level = tnti.level
  const turning = decorrelation(jet, turbulent, signal)
  const decorrelated = yield* part('turbulent paths', 0.58, 0.67, turning, signal)
  const growing = growthAndFlux(
    jet,
    level,
    GROWTH_TIMES.map((time) => t0 + time),
  )
  const growth = yield* part('growth', 0.67, 0.77, growing, signal)
  yield part.at(0.77, 'averages along normals')
  const layers = forward.map(({ barriers }) => averageAt(barriers, tnti, PROFILE, OF_BARRIERS.along, step))
  const averages = {
    tnti: forward.map((structures) => atInterface(structures, tnti, step)),
    tti: forward.map((structures) => atInterface(structures, tti, step)),
    tntiRidges: backward.map((structures) => ridge(structures, tnti, step)),
    ttiRidges: backward.map((structures) => ridge(structures, tti, step)),
    widths: layers.map(halfWidth),
    rises: layers.map(riseWidth),
  }
  signal?.throwIfAborted()
  yield part.at(0.87, 'moving with the interface')
  const moving = frameOfInterface(jet, level, t0)
  const stays = residence(jet, moving, tnti.points, 2 * scales.integral, signal)
  yield part.at(0.93, 'what the moving observer sees')
  return {
    ...{ seed, scales, growth, decorrelation: decorrelated, residence: stays, ...averages },
    centres: [...centres],
    turbulentShare: scales.count / turbulent.length,
    enstrophy: enstrophySplit(frame.vorticity.values, turbulent),
    areaErrors: forward.map(({ areaError }) => areaError),
    observers: observersDifference(jet, moving, 1, signal),
  }
}

function atInterface({ T, ftle, barriers }: Structures, line: Interface, step: number): AtInterface {
  const at = (steps: readonly number[], of?: Parameters<typeof averageAt>[3]) =>
    averageAt(of ? barriers : ftle, line, steps, of, step)
  const [outer, before, on, behind] = at([OUTER, -NEAR, 0, NEAR]).mean as unknown as [number, number, number, number]
  const { mean, count } = at([-NEAR, 0, NEAR], OF_BARRIERS.size)
  return {
    ...{ T, ftle: { outer, before, on, behind } },
    size: { before: mean[0] as number, on: mean[1] as number, behind: mean[2] as number },
    along: at([0], OF_BARRIERS.along).mean[0] as number,
    through: at([0], OF_BARRIERS.through).mean[0] as number,
    rays: (count[2] as number) / (count[1] as number),
  }
}

function ridge({ T, ftle }: Structures, line: Interface, step: number): Ridge {
  const average = averageAt(ftle, line, PROFILE, undefined, step)
  const { xi, height } = peakOf(average)
  return { T, xi, ratio: height / (average.mean[0] as number) }
}

/** Shares of parts as stages of the whole. */
function stages(jet: string) {
  const at = (share: number, what: string): Stage => ({ share, note: `${jet}: ${what}` })
  function* part<Result>(
    what: string,
    from: number,
    to: number,
    shares: Generator<number, Result, void>,
    signal?: AbortSignal,
  ): Generator<Stage, Result, void> {
    for (;;) {
      signal?.throwIfAborted()
      const { value, done } = shares.next()
      if (done) return value
      yield at(from + (to - from) * value, what)
    }
  }
  return Object.assign(part, { at })
}

function* mapped<From, To, Result>(
  generator: Generator<From, Result, void>,
  by: (value: From) => To,
): Generator<To, Result, void> {
  for (;;) {
    const { value, done } = generator.next()
    if (done) return value
    yield by(value)
  }
}
