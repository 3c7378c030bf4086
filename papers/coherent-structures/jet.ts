/**
 * The paper's flow, remade: a turbulent jet that carries dye, filmed around a time t0 at which its interfaces are looked at. It is
 * planar, `temporalJet` of the library, or one in space, `temporalJet3`, of which the plane z = 0 is filmed as the camera of an
 * experiment does: u, v, ω_z, the dye, and Δu, which the plane alone does not tell.
 *
 * The film begins `before` t0, for paths that run backward, and ends `after` it. Two fields of the same seed and size are equal
 * number by number.
 * @module
 */
import {
  type Filmed,
  type FlowFilm,
  type Grid,
  type GridFlow,
  gridFlow,
  InputError,
  planeOf,
  recordFlow,
  temporalJet,
  temporalJet3,
} from 'pushforward/field'
import { type Rng, rng } from 'pushforward/measure'

export interface JetRunOptions {
  /** Of the noise that makes the jet roll up. */
  readonly seed: number
  /** Default `'plane'`. */
  readonly flow?: 'plane' | 'space'
  /** Nodes along each axis, even. Default 192, in space 64: what the criteria were set with. */
  readonly n?: number
  /** Default 5e-4, in space 2.5e-3: what the nodes resolve. */
  readonly viscosity?: number
  /** Time t0 of interest. Default 10, in space 20.3: the sides have met, and the jet has not yet met its periodic image. */
  readonly t0?: number
  /** Time that the film begins before t0. Default 2, less than one turnover time. */
  readonly before?: number
  /** Time that the film goes on after t0. Default 2. */
  readonly after?: number
}

/** One look at the jet while it is computed. */
export interface JetStage {
  readonly time: number
  /** Share of the whole computation that is done, in (0, 1]. */
  readonly share: number
  readonly frame: JetFrame
}

/** The fields at one time, on the nodes of the torus [0, 2π]². */
export interface JetFrame {
  readonly u: Grid
  readonly v: Grid
  readonly vorticity: Grid
  /** Concentration of dye. */
  readonly scalar: Grid
}

export interface JetRun {
  readonly seed: number
  readonly viscosity: number
  readonly t0: number
  /** Frames from t0 − before to t0 + after, `INTERVAL` apart. */
  readonly film: JetFilm
  /** The film as a flow to advect in: cubic splines in space, linear in time. */
  readonly flow: GridFlow
  /** The frame nearest to a time. */
  frame(time: number): JetFrame
}

/** A film with dye. */
export type JetFilm = FlowFilm & Required<Pick<FlowFilm, 'scalar'>>

/** Time between frames, and step of the paths: ten steps of the solver at 192². */
export const INTERVAL = 0.1

/**
 * Computes the jet, one stage an interval (about twenty a second at 192², three at 64³): the stages are there to be drawn.
 * @throws InputError as `temporalJet` and `temporalJet3`, or if the film would begin before time 0
 */
export function* growJet(options: JetRunOptions): Generator<JetStage, JetRun, void> {
  const { seed, flow = 'plane', before = 2, after = 2 } = options
  const { n, viscosity, t0 } = { ...DEFAULTS[flow], ...options }
  for (const [name, value] of Object.entries({ before, after, 't0 − before': t0 - before })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: is ${value}; a finite number >= 0 is needed, as the jet starts at time 0`)
    }
  }
  const solver = SOLVERS[flow]({ n, viscosity, random: rng(seed) })
  // Times are whole numbers of intervals from 0, so that all films of a jet have the same steps.
  const [first, last] = [t0 - before, t0 + after].map((time) => Math.round(time / INTERVAL)) as [number, number]
  const timeOf = (index: number) => index * INTERVAL
  const frames = last - first + 1
  const all = () => new Float64Array(frames * n * n)
  const kept = { u: all(), v: all(), vorticity: all(), scalar: all() }
  const laplacian = flow === 'space' ? { u: all(), v: all() } : undefined
  let nodes: FlowFilm | undefined
  for (let index = Math.min(first, 1); index <= last; index++) {
    const time = timeOf(index)
    const now = recordFlow(solver, { from: time, until: time, interval: INTERVAL }) as JetFilm
    if (index >= first) {
      const at = (index - first) * n * n
      for (const name of FIELDS) kept[name].set(now[name], at)
      for (const name of ['u', 'v'] as const) if (now.laplacian) laplacian?.[name].set(now.laplacian[name], at)
    }
    nodes = now
    yield { time, share: (index + 1) / (last + 1), frame: frameOf(now, 0) }
  }
  const { x, y, periodic } = nodes as FlowFilm
  const film: JetFilm = {
    ...{ t: Float64Array.from({ length: frames }, (_, k) => timeOf(first + k)), x, y, periodic },
    ...kept,
    ...(laplacian && { laplacian }),
  }
  const frame = (time: number) => frameOf(film, Math.min(frames - 1, Math.max(0, Math.round(time / INTERVAL) - first)))
  return { seed, viscosity, t0: timeOf(Math.round(t0 / INTERVAL)), film, flow: gridFlow(film), frame }
}

const DEFAULTS = {
  plane: { n: 192, viscosity: 5e-4, t0: 10 },
  space: { n: 64, viscosity: 2.5e-3, t0: 20.3 },
} as const

interface Start {
  readonly n: number
  readonly viscosity: number
  readonly random: Rng
}

/**
 * Root mean square of a component of the noise in space. Of .125, .25, .5, 1 and 2 this gave, on the plane z = 0 of seed 0 at t0, the
 * statistics nearest to those that the criteria were set with, whose noise is not known: centres, area, share of enstrophy, λ, u′
 * and L, off by 20 % in the root mean square of their logarithms. From .125 to .5 that hardly changes; the rate at which fluid leaves
 * the plane does, and fits (|det ∇F − 1| = .03 at T = .5 there, .026 here, .010 with .25).
 */
export const NOISE_IN_SPACE = 0.5

const SOLVERS: Record<'plane' | 'space', (start: Start) => Filmed> = {
  plane: temporalJet,
  space: (start) => planeOf(temporalJet3({ ...start, noise: NOISE_IN_SPACE })),
}

const FIELDS = ['u', 'v', 'vorticity', 'scalar'] as const

/** Frame k of a film: views, not copies. */
export function frameOf(film: JetFilm, k: number): JetFrame {
  const { x, y } = film
  const size = x.length * y.length
  const nodes = {
    shape: [y.length, x.length],
    spacing: [(y[1] as number) - (y[0] as number), (x[1] as number) - (x[0] as number)],
    origin: [y[0] as number, x[0] as number],
    periodic: [true, true],
  }
  const view = (values: Float64Array): Grid => ({ values: values.subarray(k * size, (k + 1) * size), ...nodes })
  return { u: view(film.u), v: view(film.v), vorticity: view(film.vorticity), scalar: view(film.scalar) }
}
