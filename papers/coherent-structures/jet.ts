/**
 * The paper's flow, remade: a planar turbulent jet that carries dye, filmed around a time t0 at which its interfaces are looked at.
 *
 * The film begins `before` t0, for paths that run backward, and ends `after` it. The jet is `temporalJet` of the library; two
 * fields of the same seed and size are equal number by number.
 * @module
 */
import {
  type FlowFilm,
  type Grid,
  type GridFlow,
  gridFlow,
  InputError,
  recordFlow,
  temporalJet,
} from 'pushforward/field'
import { rng } from 'pushforward/measure'

export interface JetRunOptions {
  /** Of the noise that makes the jet roll up. */
  readonly seed: number
  /** Nodes along each axis, even. Default 192: what the criteria were set with. */
  readonly n?: number
  /** Default 5e-4. */
  readonly viscosity?: number
  /** Time t0 of interest. Default 10: the sides have met, and the jet has not yet met its periodic image. */
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
  readonly film: Required<FlowFilm>
  /** The film as a flow to advect in: cubic splines in space, linear in time. */
  readonly flow: GridFlow
  /** The frame nearest to a time. */
  frame(time: number): JetFrame
}

/** Time between frames, and step of the paths: ten steps of the solver at 192². */
export const INTERVAL = 0.1

/**
 * Computes the jet, one stage an interval (about twenty a second at 192²): the stages are there to be drawn.
 * @throws InputError as `temporalJet`, or if the film would begin before time 0
 */
export function* growJet(options: JetRunOptions): Generator<JetStage, JetRun, void> {
  const { seed, n = 192, viscosity = 5e-4, t0 = 10, before = 2, after = 2 } = options
  for (const [name, value] of Object.entries({ before, after, 't0 − before': t0 - before })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${name}: is ${value}; a finite number >= 0 is needed, as the jet starts at time 0`)
    }
  }
  const solver = temporalJet({ n, viscosity, random: rng(seed) })
  // Times are whole numbers of intervals from 0, so that all films of a jet have the same steps.
  const [first, last] = [t0 - before, t0 + after].map((time) => Math.round(time / INTERVAL)) as [number, number]
  const timeOf = (index: number) => index * INTERVAL
  const frames = last - first + 1
  const all = () => new Float64Array(frames * n * n)
  const kept = { u: all(), v: all(), vorticity: all(), scalar: all() }
  let nodes: FlowFilm | undefined
  for (let index = Math.min(first, 1); index <= last; index++) {
    const time = timeOf(index)
    const now = recordFlow(solver, { from: time, until: time, interval: INTERVAL }) as Required<FlowFilm>
    if (index >= first) for (const name of FIELDS) kept[name].set(now[name], (index - first) * n * n)
    nodes = now
    yield { time, share: (index + 1) / (last + 1), frame: frameOf(now, 0) }
  }
  const { x, y, periodic } = nodes as FlowFilm
  const film = { t: Float64Array.from({ length: frames }, (_, k) => timeOf(first + k)), x, y, periodic, ...kept }
  const frame = (time: number) => frameOf(film, Math.min(frames - 1, Math.max(0, Math.round(time / INTERVAL) - first)))
  return { seed, viscosity, t0: timeOf(Math.round(t0 / INTERVAL)), film, flow: gridFlow(film), frame }
}

const FIELDS = ['u', 'v', 'vorticity', 'scalar'] as const

/** Frame k of a film: views, not copies. */
export function frameOf(film: Required<FlowFilm>, k: number): JetFrame {
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
