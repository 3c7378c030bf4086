/**
 * Coherent Structures Governing Transport at Turbulent Interfaces (Khojasteh, van Dalen, Been, Westerweel & van de Water 2024).
 *
 * Flows, exponents, barriers and interfaces belong to `pushforward/field`; this folder chooses a flow, calls them and draws.
 * @module
 */
import { type Context, definePaper, type Events, figure, type LabEvent, metric, progress } from '@pushforward/lab'
import { type Grid, type GridNodes, InputError } from 'pushforward/field'
import * as z from 'zod'
import { cardOf } from '../catalogue.js'
import { callOf } from './call.js'
import { claims, measureClaims } from './claims/index.js'
import { divergenceAt } from './divergence.js'
import { edge } from './explorations/edge.js'
import { lines, type Result } from './explorations/lines.js'
import { stretch } from './explorations/stretch.js'
import { digits, rangeOf, structuresFigure } from './figures.js'
import { FLOWS, type FlowName, inUnits, nodesOf, type Scene, sceneOf } from './flows.js'
import { type JetChoice, runJet } from './jet-run.js'
import { motionOf } from './moving.js'
import { ownScene } from './own-field.js'
import { ownAverages, ownInterfaces } from './own-scalar.js'
import { ridgesOf } from './ridges.js'
import { look, SHOWN, type Shown } from './structures.js'

/** Of the jets: their sides have met by then. */
const JET_START = { plane: 10, space: 20.3 } as const
const LEAST_DURATION = 0.05
/** Three snapshots of particle images. */
const AIR_JET = 'piv-air-jet'
/** Ridges are drawn where the exponent is above this quantile. */
const RIDGE_QUANTILE = 0.9

const parameters = z.object({
  flow: z
    .enum([...FLOWS, 'air-jet', 'jet', 'jet-in-space'])
    .default('double-gyre')
    .describe(
      'Flows with a formula, a measured air jet, or a simulated one, planar or a plane of one in space; unless you bring your own',
    )
    .meta({ primary: true }),
  show: z
    .enum(SHOWN)
    .default('ftle')
    .describe(
      'Ridges of the exponent at which neighbours part; barriers to viscous transport; or how fast barriers part',
    )
    .meta({ primary: true }),
  direction: z
    .enum(['forward', 'backward'])
    .default('forward')
    .describe('Forward ridges repel, backward ones attract')
    .meta({ primary: true }),
  duration: z
    .number()
    .min(LEAST_DURATION)
    .max(2)
    .default(1)
    .describe(
      'Length of time T, in times that suit the flow: 15 for the double gyre, 20 days for Bickley’s jet, 1 for the jet, half the record of your data',
    )
    .meta({ primary: true }),
  start: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Time t₀ after the first one, which for the jet is 10, in space 20.3; of snapshots their number'),
  clusters: z
    .number()
    .int()
    .min(3)
    .max(6)
    .default(4)
    .describe('Clusters K of the dye, or of your scalar, whose borders are the interfaces'),
  follow: z
    .boolean()
    .default(false)
    .describe('Follow the interface: how long parcels stay in view')
    .meta({ primary: true }),
  withJet: z.boolean().default(true).describe('Then start the jet'),
  jetShows: z.enum(['dye', 'vorticity']).default('dye').describe('What is seen of the jet while it evolves'),
  jetNodes: z
    .number()
    .int()
    .multipleOf(16)
    .min(64)
    .max(256)
    .default(128)
    .describe('Nodes of the jet along each axis; claims are measured with 192'),
  spaceNodes: z
    .number()
    .int()
    .multipleOf(16)
    .min(32)
    .max(64)
    .default(48)
    .describe(
      'Nodes of the jet in space along each axis: 32 take seconds, 64, which claims are measured with, minutes; fewer have more viscosity',
    ),
  resolution: z.number().int().min(20).max(600).default(200).describe('Nodes across the picture'),
  particles: z.number().int().min(0).max(200_000).default(5_000).describe('Particles that the flow carries'),
  land: z
    .boolean()
    .default(false)
    .describe('Missing values in your data are land, or places without a vector; else the first is an error'),
  mask: z.string().optional().describe('Name of a variable in your data that is 0 where there is no vector'),
  timeResolved: z
    .boolean()
    .default(true)
    .describe(
      'Frames of your data follow each other in time; off for independent snapshots, of which only what belongs to one moment is shown',
    ),
})

type Chosen = z.output<typeof parameters>

export default definePaper({
  ...cardOf('coherent-structures'),
  parameters,
  data: {
    kind: 'field',
    accept: ['.npy', '.nc', '.nc4', '.cdf', '.h5', '.hdf5', '.mat', '.csv', '.txt', '.dat', '.tsv'],
    files: { min: 1, max: 64 },
    description:
      'velocities on a grid: NumPy arrays named u and v (or velocity), with x, y and t if you have them; NetCDF; HDF5; text with columns x, y, u, v, one file a frame. A scalar c is read too, and gets its interfaces; uneven axes are interpolated to even ones. Or one such table of samples at any places.',
  },
  claims,

  async *run(chosen, context): Events<Result> {
    const { show, particles } = chosen
    const own = context.data.length > 0
    if (!own && (chosen.flow === 'jet' || chosen.flow === 'jet-in-space')) {
      const choice = jetChoice(chosen)
      const jet = yield* runJet(choice, context, 0)
      return { shown: show, t0: choice.t0, T: choice.T, jet }
    }
    yield progress(0, 1, own ? 'reading the data' : 'starting')
    const source = await sceneFor(chosen, context)
    const { t0, T } = timesOf(source, chosen)
    const scene = yield* withDivergence(source, t0)
    const interfaces = yield* ownInterfaces(scene, t0, chosen.clusters)
    const last = own || !chosen.withJet
    const whole = !last ? 0.15 : interfaces ? 0.6 : 1
    const nodes = gridOf(scene, chosen.resolution)
    const motion = motionOf(scene, { particles, now: t0, ...spanOf(scene, t0, T) })
    const lens = { scene, nodes, t0, T, signal: context.signal }
    let field: Grid | undefined
    for (const { share, T: length, field: seen } of look(show, lens)) {
      yield progress(whole * share, 1, own ? 'paths in your data' : `paths in the ${scene.name}`)
      if (!seen) continue
      field = seen
      yield figure(pictureOf(scene, show, seen, t0, length, motion))
      yield metric(`largest ${show === 'barriers' ? 'mean vorticity' : 'exponent'}`, rangeOf(seen.values)[1])
      await nextTask()
    }
    yield* missing(field)
    if (interfaces) yield* ownAverages(lens, interfaces, whole)
    const result: Result = { scene, shown: show, t0, T, ...(field && { field }) }
    if (last) return result
    const jet = yield* runJet(jetChoice(chosen), context, whole)
    return { ...result, jet }
  },

  datasets: [AIR_JET],
  measure: measureClaims,
  call: callOf,
  explorations: [stretch, edge],
  runExplorations: [lines],
})

async function sceneFor(chosen: Chosen, { data, dataset }: Context): Promise<Scene> {
  if (data.length > 0) return ownScene(data, chosen)
  if (chosen.flow !== 'air-jet') return sceneOf(chosen.flow as FlowName)
  const file = await dataset(AIR_JET)
  if (!file) throw new InputError(`flow: the data set ${AIR_JET} is not installed; choose another flow`)
  const scene = await ownScene([file], { land: true, timeResolved: false })
  return { ...scene, name: 'air jet', origin: `Air jet, measured by F. Moisy, Lab FAST. ${scene.origin}` }
}

/** With the divergence of measured velocities, which is told. */
function* withDivergence(scene: Scene, t0: number): Generator<LabEvent, Scene, void> {
  const divergence = divergenceAt(scene, t0)
  if (divergence === undefined || Number.isNaN(divergence)) return scene
  yield metric('divergence in the plane, mean |∂u/∂x + ∂v/∂y| h/u′', divergence)
  return { ...scene, divergence }
}

/** @throws InputError if the times are not in the data */
function timesOf(scene: Scene, { direction, duration, start }: Chosen): { t0: number; T: number } {
  const { times, instantaneous, units } = scene
  if (instantaneous) {
    const [first, last] = times ?? [scene.t0, scene.t0]
    const t0 = first + start
    if (t0 > last) throw new InputError(`start: is ${start}; there are snapshots from 0 to ${last - first}`)
    return { t0, T: 0 }
  }
  const forward = direction === 'forward'
  if (!times) return { t0: scene.t0 + start, T: (forward ? 1 : -1) * duration * scene.duration }
  // Backward from the end of a record, forward from its start.
  const t0 = forward ? times[0] + start : times[1] - start
  const T = (forward ? 1 : -1) * duration * scene.duration
  const end = t0 + T
  const slack = 1e-9 * (times[1] - times[0])
  if (start > times[1] - times[0] + slack) {
    throw new InputError(
      `start: is ${start}; the data are from ${digits(times[0])} to ${inUnits(digits(times[1]), units.time)}, so at most ${digits(times[1] - times[0])} is accepted`,
    )
  }
  if (end < times[0] - slack || end > times[1] + slack) {
    const room = forward ? times[1] - t0 : t0 - times[0]
    const longest = Math.floor((100 * room) / scene.duration) / 100
    const needed =
      longest >= LEAST_DURATION ? `a duration of at most ${longest}, or a smaller start,` : 'a smaller start'
    throw new InputError(
      `duration: T = ${inUnits(digits(T), units.time)} from t₀ = ${inUnits(digits(t0), units.time)} leaves the data, which are from ${digits(times[0])} to ${inUnits(digits(times[1]), units.time)}; ${needed} is needed`,
    )
  }
  return { t0, T: Math.min(Math.max(end, times[0]), times[1]) - t0 }
}

/** What particles run through: a whole period, or the time that is looked at; of a moment, nothing. */
function spanOf(
  { times, period, instantaneous, flow }: Scene,
  t0: number,
  T: number,
): { span?: readonly [number, number] } {
  if (instantaneous || (!times && isSteady(flow))) return {}
  if (period !== undefined) return { span: [t0, t0 + period] }
  return { span: T > 0 ? [t0, t0 + T] : [t0 + T, t0] }
}

/** By its kernel; a gridded flow without times is steady too. */
const isSteady = ({ kernel }: Scene['flow']) =>
  kernel === undefined || kernel.kind === 'linear' || kernel.kind === 'gridded'

/** Data keep their own nodes where there are fewer than asked for: what is finer is interpolation. */
function gridOf(scene: Scene, resolution: number): GridNodes {
  const { kernel } = scene.flow
  const across = scene.instantaneous && kernel?.kind === 'gridded' ? Math.min(resolution, kernel.nx - 1) : resolution
  return nodesOf(scene.box, across)
}

function pictureOf(
  scene: Scene,
  shown: Shown,
  field: Grid,
  t0: number,
  T: number,
  motion: ReturnType<typeof motionOf>,
) {
  return structuresFigure({
    ...{ id: 'structures', scene, shown, field, t0, T, motion },
    ...(shown !== 'barriers' &&
      !scene.forceless &&
      !scene.instantaneous && { ridges: ridgesOf(field, RIDGE_QUANTILE) }),
  })
}

function* missing(field: Grid | undefined): Generator<LabEvent> {
  const share = field ? field.values.filter(Number.isNaN).length / field.values.length : 0
  if (share > 0) yield metric('share of nodes whose paths leave', share)
}

function jetChoice(chosen: Chosen): JetChoice {
  const { show, direction, duration, clusters, jetNodes, spaceNodes, jetShows, follow, particles } = chosen
  const flow = chosen.flow === 'jet-in-space' ? 'space' : 'plane'
  // The jet's own times: a start in other units would mean nothing.
  const own = chosen.flow === 'jet' || flow === 'space'
  const start = own ? chosen.start : 0
  if (start > 10)
    throw new InputError(`start: is ${start}; at most 10 is accepted for the jet, which then meets its image`)
  const T = own ? duration : 1
  return {
    ...{ flow, shown: show, direction, clusters, jetShows, follow, particles },
    nodes: flow === 'space' ? spaceNodes : jetNodes,
    t0: JET_START[flow] + start,
    T: direction === 'forward' ? T : -T,
  }
}

const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
