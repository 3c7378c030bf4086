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

/** Durations forward, from well below the turnover time to above two of them. */
export const FORWARD = [0.5, 1, 2, 4, 8] as const
/** Durations backward, all below the turnover time. */
export const BACKWARD = [-0.5, -1, -2] as const
/** Times around t0 at which growth and flux are compared: their windows of ±1 touch, and do not overlap. */
const GROWTH_TIMES = [-2, 0, 2, 4, 6] as const
/** What the film must hold. */
const FILM = { before: 3, after: 8 } as const
/** Distances from the interface, in half grid spacings. */
const NEAR = 10
const OUTER = -20
/** Of profiles: from the outer flow to 24 grid spacings into the turbulence. */
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
  /** Share of rays that have not crossed the level again at ξ = +10 half spacings. */
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
  /** Mean |det ∇F − 1| for the longest duration forward. */
  readonly areaError: number
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
  options: Omit<JetRunOptions, 'before' | 'after'>,
  signal?: AbortSignal,
): Generator<Stage, Analysis, void> {
  const part = stages(options.seed)
  const jet = yield* part(
    'jet',
    0,
    0.4,
    mapped(growJet({ ...options, ...FILM }), ({ share }) => share),
    signal,
  )
  return yield* analyseJet(jet, part, signal)
}

type Part = ReturnType<typeof stages>

function* analyseJet(jet: JetRun, part: Part, signal?: AbortSignal): Generator<Stage, Analysis, void> {
  const { flow, t0, viscosity, seed } = jet
  const frame = jet.frame(t0)
  const { centres, scales, tnti, tti, turbulent } = jetInterfaces(frame, viscosity)
  const follow = (durations: readonly number[]) =>
    coherentStructures(flow, frame.scalar, t0, durations, { viscosity, ...(signal && { signal }) })
  const forward = yield* part('paths forward', 0.4, 0.65, follow(FORWARD), signal)
  const backward = yield* part('paths backward', 0.65, 0.75, follow(BACKWARD), signal)
  const level = tnti.level
  const turning = decorrelation(jet, turbulent, signal)
  const decorrelated = yield* part('turbulent paths', 0.75, 0.8, turning, signal)
  const growing = growthAndFlux(
    jet,
    level,
    GROWTH_TIMES.map((time) => t0 + time),
  )
  const growth = yield* part('growth', 0.8, 0.86, growing, signal)
  yield { share: 0.86, note: `seed ${seed}: averages along normals` }
  const layers = forward.map(({ barriers }) => averageAt(barriers, tnti, PROFILE, OF_BARRIERS.along))
  const averages = {
    tnti: forward.map((structures) => atInterface(structures, tnti)),
    tti: forward.map((structures) => atInterface(structures, tti)),
    tntiRidges: backward.map((structures) => ridge(structures, tnti)),
    ttiRidges: backward.map((structures) => ridge(structures, tti)),
    widths: layers.map(halfWidth),
    rises: layers.map(riseWidth),
  }
  signal?.throwIfAborted()
  yield { share: 0.92, note: `seed ${seed}: moving with the interface` }
  const moving = frameOfInterface(jet, level, t0)
  const stays = residence(jet, moving, tnti.points, 2 * scales.integral, signal)
  yield { share: 0.96, note: `seed ${seed}: what the moving observer sees` }
  return {
    ...{ seed, scales, growth, decorrelation: decorrelated, residence: stays, ...averages },
    centres: [...centres],
    turbulentShare: scales.count / turbulent.length,
    enstrophy: enstrophySplit(frame.vorticity.values, turbulent),
    areaError: forward.at(-1)?.areaError ?? Number.NaN,
    observers: observersDifference(jet, moving, 1, signal),
  }
}

function atInterface({ T, ftle, barriers }: Structures, line: Interface): AtInterface {
  const at = (steps: readonly number[], of?: Parameters<typeof averageAt>[3]) =>
    averageAt(of ? barriers : ftle, line, steps, of)
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

function ridge({ T, ftle }: Structures, line: Interface): Ridge {
  const average = averageAt(ftle, line, PROFILE)
  const { xi, height } = peakOf(average)
  return { T, xi, ratio: height / (average.mean[0] as number) }
}

/** Shares of parts as stages of the whole. */
function stages(seed: number) {
  return function* <Result>(
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
      yield { share: from + (to - from) * value, note: `seed ${seed}: ${what}` }
    }
  }
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
