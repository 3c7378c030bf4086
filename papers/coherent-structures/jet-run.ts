/**
 * The jet on the page: it grows before your eyes, then its structures are found and averaged along its interfaces.
 * @module
 */
import { type Context, figure, type LabEvent, metric, progress } from '@pushforward/lab'
import {
  coherentStructures,
  findInterface,
  followFlow,
  type Grid,
  type Interface,
  type Structures,
} from 'pushforward/field'
import { kmeans1d, type Points } from 'pushforward/measure'
import { type Averages, averages } from './averages.js'
import { residenceFigure } from './charts.js'
import { digits, interfaceLines, jetFigure, structuresFigure } from './figures.js'
import type { Scene } from './flows.js'
import { enstrophySplit, type JetInterfaces, jetInterfaces } from './interfaces.js'
import { growJet, type JetFrame, type JetRun } from './jet.js'
import { motionOf } from './moving.js'
import { frameOfInterface, residence } from './moving-frame.js'
import type { Shown } from './structures.js'

export interface JetChoice {
  readonly flow: 'plane' | 'space'
  readonly shown: Shown
  readonly direction: 'forward' | 'backward'
  /** Signed. */
  readonly T: number
  readonly t0: number
  readonly clusters: number
  readonly nodes: number
  readonly jetShows: 'dye' | 'vorticity'
  readonly follow: boolean
  readonly particles: number
}

export const VISCOSITY = 5e-4
/** In space, where pages have fewer nodes than claims: as much more viscosity as nodes are further apart. */
const VISCOSITY_IN_SPACE = 2.5e-3
const NODES_IN_SPACE = 64
/** Milliseconds between two pictures of the growing jet. */
const PICTURE_EVERY = 120
/** Of clusters while it grows, when only a picture depends on them. */
const BINS = 1024
/** Before this time the dye has its first shape, and clusters say nothing of turbulence. */
const ROLLED_UP = 3
/** How far the film goes on beyond what structures need, so that parcels can be followed. */
const FOLLOWED = 4
/** Neighbouring samples along an interface are alike: blocks of this many Taylor scales count as one. */
const BLOCK = 4
/** A stay that is this many times as long is worth a sentence. */
const GAIN = 1.2

/** The jet, its interfaces at t0 and its structures. */
export interface JetResult {
  readonly jet: JetRun
  readonly found: JetInterfaces
  readonly structures: Structures
}

/** @param from share of the whole run that is done before */
export async function* runJet(
  choice: JetChoice,
  { seed, signal }: Context,
  from: number,
): AsyncGenerator<LabEvent, JetResult, void> {
  const { flow, T, t0, clusters, nodes: n, jetShows, follow, particles } = choice
  const room = Math.ceil(Math.abs(T) * 10) / 10
  const viscosity = flow === 'plane' ? VISCOSITY : (VISCOSITY_IN_SPACE * NODES_IN_SPACE) / n
  const caption = originOf(flow, n, viscosity, seed)
  const after = Math.max(T > 0 ? room : 0, follow ? FOLLOWED : 1)
  const growing = growJet({ seed, flow, n, viscosity, t0, before: T < 0 ? room : 0, after })
  const part = (share: number) => from + (1 - from) * share
  let drawn = 0
  let jet: JetRun
  for (;;) {
    signal.throwIfAborted()
    const { value, done } = growing.next()
    if (done) {
      jet = value
      break
    }
    const { time, share, frame } = value
    yield progress(part(0.7 * share), 1, `the jet, t = ${time.toFixed(1)}`)
    if (performance.now() - drawn < PICTURE_EVERY) continue
    drawn = performance.now()
    const interfaces = time < ROLLED_UP ? [] : interfacesNow(frame, clusters)
    yield figure(
      jetFigure({ time, dye: frame.scalar, vorticity: frame.vorticity, shows: jetShows, interfaces, caption }),
    )
  }

  const frame = jet.frame(t0)
  const found = jetInterfaces(frame, viscosity, clusters)
  const { scales, thresholds, centres } = found
  const enstrophy = enstrophySplit(frame.vorticity.values, found.turbulent)
  const interfaces = [found.tnti, found.tti]
  const scene = jetScene(jet)
  const { times } = scene
  const motion = motionOf(scene, { particles, now: t0, ...(times && { span: times }) })
  yield figure(
    jetFigure({
      ...{ time: t0, dye: frame.scalar, vorticity: frame.vorticity, shows: jetShows, interfaces, motion },
      caption: `${caption} ${clusters} clusters of the dye: ${[...centres].map(digits).join(', ')}; the edge at ${digits(thresholds[0] as number)}.`,
    }),
  )
  yield metric('share of enstrophy inside the edge', enstrophy.share)
  yield metric('turbulent share of the area', scales.count / frame.scalar.values.length)
  yield metric('Taylor scale λ', scales.taylor)
  yield metric('Reynolds number of λ', scales.reTaylor)
  yield metric('turnover time', scales.timescale)

  const walk = coherentStructures(jet.flow, frame.scalar, t0, [T], { viscosity, signal })
  let structures: Structures
  for (;;) {
    const { value, done } = walk.next()
    if (done) {
      structures = value[0] as Structures
      break
    }
    yield progress(part(0.7 + 0.2 * value), 1, `paths from t₀ over ${digits(T)}`)
  }
  yield figure(structuresOf(choice, scene, jet, interfaces, structures))
  yield metric('mean |det ∇F − 1|', structures.areaError)
  yield* averages(jetAverages(choice, found, structures, caption))
  if (follow) yield* staying(jet, found, caption, signal)
  yield progress(1, 1)
  return { jet, found, structures }
}

/** What is seen of clusters that are not there yet is nothing. */
export function interfacesNow({ scalar }: Pick<JetFrame, 'scalar'>, clusters: number): readonly Interface[] {
  const { thresholds } = kmeans1d(scalar.values, clusters, { bins: BINS })
  return [...thresholds.subarray(0, 2)].map((level) => findInterface(scalar, level))
}

/** Of a jet in space a plane is seen. */
function originOf(flow: 'plane' | 'space', n: number, viscosity: number, seed: number): string {
  const jet = flow === 'plane' ? `Planar jet on ${n}² nodes` : `The plane z = 0 of a jet in space on ${n}³ nodes`
  return `${jet}, ν = ${digits(viscosity)}, seed ${seed}.`
}

/** H/ν: the mean vorticity along paths. */
export function meanVorticity({ hamiltonian }: Pick<Structures, 'hamiltonian'>, { viscosity }: JetRun): Grid {
  return { ...hamiltonian, values: hamiltonian.values.map((h) => h / viscosity) }
}

export function jetScene({ flow, t0, film, seed, viscosity }: JetRun): Scene {
  const period = [0, 2 * Math.PI] as const
  return {
    ...{ name: 'jet', flow, t0, duration: 1, units: { length: '', time: '' } },
    key: `jet ${seed} ${viscosity} ${film.x.length} ${film.t[0]} ${film.t.length}`,
    box: { x: period, y: period, periodic: [true, true] },
    times: [film.t[0] as number, film.t.at(-1) as number],
    origin: originOf(film.laplacian ? 'space' : 'plane', film.x.length, viscosity, seed),
  }
}

function structuresOf(
  { shown, T, t0 }: JetChoice,
  scene: Scene,
  jet: JetRun,
  interfaces: readonly Interface[],
  structures: Structures,
) {
  const which: Shown = shown === 'ftle' ? 'ftle' : 'barriers'
  const field = which === 'ftle' ? structures.ftle : meanVorticity(structures, jet)
  return structuresFigure({
    ...{ id: 'jet-structures', scene, shown: which, field, t0, T },
    lines: interfaceLines(interfaces, jet.frame(t0).scalar),
    note: 'Solid: turbulent/non-turbulent interface; dashed: the next one inside.',
  })
}

function jetAverages(
  { T }: JetChoice,
  { tnti, tti, scales }: JetInterfaces,
  { ftle, barriers }: Structures,
  caption: string,
): Averages {
  return {
    ...{ tnti, tti, barriers, stretching: ftle },
    quantities: {
      stretching: `mean ${T > 0 ? 'forward' : 'backward'} FTLE`,
      title: 'mean FTLE',
      transport: 'mean viscous transport |b̄|',
    },
    unit: {
      length: scales.taylor,
      name: ' λ',
      axis: 'distance ξ from the interface, in λ (turbulence on the right)',
    },
    across: 0.3,
    block: () => BLOCK * scales.taylor,
    caption: `${caption} Over T = ${digits(T)}.`,
  }
}

/** Parcels that start on the edge in the middle window, at rest and moving with it. */
function* staying(
  jet: JetRun,
  { tnti, scales }: JetInterfaces,
  caption: string,
  signal: AbortSignal,
): Generator<LabEvent> {
  const moving = frameOfInterface(jet, tnti.level, jet.t0)
  const width = 2 * scales.integral
  const { fixed, moving: along } = residence(jet, moving, tnti.points, width, signal)
  const times = [...jet.film.t].filter((t) => t >= jet.t0 - 1e-9)
  const paths = Array.from(followFlow(jet.flow, tnti.points, times, { signal }), ({ points }) => points)
  const rows = times.flatMap((t, k) => {
    const { offset } = moving.at(t)
    return (['at rest', 'moving along'] as const).map((window) => ({
      time: t - jet.t0,
      share: stillThere(paths, k, width, window === 'at rest' ? 0 : offset[0]),
      window,
    }))
  })
  yield metric('residence at rest', fixed)
  yield metric('residence moving along', along)
  yield figure(
    residenceFigure(
      rows,
      along > GAIN * fixed
        ? `Moving with the interface keeps its fluid in view ${digits(along / fixed)} times as long.`
        : `In this jet, moving with the interface keeps its fluid in view hardly longer: ${digits(along / fixed)} times.`,
      `${caption} Parcels that start on the edge; the window is two integral lengths wide, ${digits(width)}, around where each starts. Mean stay until they first leave windows along the jet: ${digits(fixed)} at rest, ${digits(along)} moving along, cut off at the end of the film.`,
    ),
  )
}

/** Share of parcels that at step k are within half a width, along the jet, of where they started, moved by an offset. */
function stillThere(paths: readonly Points[], k: number, width: number, offset: number): number {
  const [start, now] = [paths[0] as Points, paths[k] as Points]
  let count = 0
  for (let i = 0; i < start.n; i++) {
    const moved = (now.data[2 * i] as number) - (start.data[2 * i] as number) - offset
    if (Math.abs(moved) <= width / 2) count++
  }
  return count / start.n
}
