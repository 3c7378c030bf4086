/**
 * The structures of a scene on a grid, computed in pieces so that a run can say how far it is and be stopped.
 * @module
 */
import {
  activeFtle,
  coherentStructures,
  ftle,
  type Grid,
  type GridNodes,
  hamiltonianField,
  InputError,
  type PlanarFlow,
  type Structures,
} from 'pushforward/field'
import type { Scene } from './flows.js'

export const SHOWN = ['ftle', 'barriers', 'active-ftle'] as const
export type Shown = (typeof SHOWN)[number]

/** What is seen so far. */
export interface Look {
  /** Share of the work that is done. */
  readonly share: number
  /** Length of time behind this picture; 0 for a moment. */
  readonly T: number
  /** The exponent, or H/ν, the mean vorticity along paths. Absent between pictures. */
  readonly field?: Grid
}

/** Shares of the whole length after which there is a picture: one from early on, as ridges sharpen with time. */
const STAGES = [0.25, 0.5, 1]
/** Rows of nodes are done in pieces of about so many nodes. */
const PIECE = 4096
/** Steps of the paths over the whole length, where the flow has no frames to step by. */
const STEPS = 60
/** Dummy time of barrier trajectories, in lengths of the field's own unit (its median over the smaller cell): paths of a tenth of the box. */
const ACTIVE_TIME = 0.1

export interface Lens {
  readonly scene: Scene
  readonly nodes: GridNodes
  readonly t0: number
  /** Signed. */
  readonly T: number
  readonly signal: AbortSignal
}

/** @throws InputError if the flow has nothing of the kind, or no path stays in the data */
export function* look(shown: Shown, lens: Lens): Generator<Look, void, void> {
  const { scene } = lens
  if (shown !== 'ftle' && scene.forceless) {
    throw new InputError(`show: the ${scene.name} has no viscous force, so nothing diffuses in it; choose ftle`)
  }
  if (scene.instantaneous) yield* moment(shown, lens)
  else if (shown === 'ftle') yield* stretching(lens)
  else yield* diffusion(shown, lens)
}

function* stretching({ scene, nodes, t0, T, signal }: Lens): Generator<Look, void, void> {
  const { shape, spacing, origin } = nodes
  const [ny, nx] = shape as [number, number]
  const rows = Math.max(1, Math.round(PIECE / nx))
  const delta = 0.1 * Math.min(...spacing)
  const work = STAGES.reduce((sum, share) => sum + share, 0)
  let before = 0
  for (const share of STAGES) {
    const values = new Float64Array(ny * nx)
    for (let from = 0; from < ny; from += rows) {
      signal.throwIfAborted()
      const count = Math.min(rows, ny - from)
      const band: GridNodes = {
        ...{ spacing, shape: [count, nx], periodic: [false, false] },
        origin: [(origin[0] as number) + from * (spacing[0] as number), origin[1] as number],
      }
      values.set(ftle(scene.flow, band, t0, T * share, { delta, ...stepOf(scene, T) }).values, from * nx)
      yield { share: (before + (share * (from + count)) / ny) / work, T: T * share }
    }
    before += share
    yield { share: before / work, T: T * share, field: withValues(nodes, values, scene) }
  }
}

function* diffusion(shown: Shown, { scene, nodes, t0, T, signal }: Lens): Generator<Look, void, void> {
  const walk = coherentStructures(
    scene.flow,
    nodes,
    t0,
    STAGES.map((share) => T * share),
    {
      viscosity: 1,
      signal,
      ...stepOf(scene, T),
    },
  )
  for (;;) {
    const step = walk.next()
    if (!step.done) {
      yield { share: 0.95 * step.value, T }
      continue
    }
    for (const { T: length, hamiltonian, barriers } of step.value) {
      const field = shown === 'barriers' ? hamiltonian : active(barriers, scene)
      yield { share: 1, T: length, field: withValues(nodes, field.values, scene) }
    }
    return
  }
}

/** One moment: the rate of stretching and the vorticity, which FTLE and H/ν tend to as the length of time goes to 0. */
function* moment(shown: Shown, { scene, nodes, t0 }: Lens): Generator<Look, void, void> {
  if (shown === 'active-ftle') {
    throw new InputError('show: snapshots with gaps have no active-ftle; choose ftle or barriers')
  }
  const values = momentary(scene.flow, nodes, t0, shown === 'ftle' ? rateOfStretching : vorticity)
  yield { share: 1, T: 0, field: withValues(nodes, values, scene) }
}

/** What is averaged along the normals of interfaces. */
export interface Averaged {
  /** FTLE, or of a moment the rate of stretching. */
  readonly stretching: Grid
  /** b̄/ν, components (x, y). */
  readonly barriers: Grid
}

/** Yields the share that is done. */
export function* averaged({ scene, nodes, t0, T, signal }: Lens): Generator<number, Averaged, void> {
  if (scene.instantaneous) {
    const of = (what: (slopes: Slopes) => number) => withValues(nodes, momentary(scene.flow, nodes, t0, what), scene)
    return { stretching: of(rateOfStretching), barriers: hamiltonianField(of(vorticity)) }
  }
  const options = { viscosity: 1, signal, ...stepOf(scene, T) }
  const [found] = yield* coherentStructures(scene.flow, nodes, t0, [T], options)
  const { ftle: stretching, barriers } = found as Structures
  return { stretching, barriers }
}

type Slopes = readonly [ux: number, uy: number, vx: number, vy: number]

/** The larger eigenvalue of the symmetric part of the gradient. */
const rateOfStretching = ([ux, uy, vx, vy]: Slopes) => (ux + vy) / 2 + Math.hypot(ux - vy, uy + vx) / 2
const vorticity = ([, uy, vx]: Slopes) => vx - uy

function momentary(flow: PlanarFlow, nodes: GridNodes, t: number, of: (slopes: Slopes) => number): Float64Array {
  const [ny, nx] = nodes.shape as [number, number]
  const slopes = new Float64Array(4)
  return Float64Array.from({ length: ny * nx }, (_, k) => {
    const x = (nodes.origin[1] as number) + (k % nx) * (nodes.spacing[1] as number)
    const y = (nodes.origin[0] as number) + Math.floor(k / nx) * (nodes.spacing[0] as number)
    flow.jacobian?.(x, y, t, slopes)
    return flow.jacobian ? of(slopes as unknown as Slopes) : Number.NaN
  })
}

function active(barriers: Grid, { box, name }: Scene): Grid {
  if (barriers.values.some(Number.isNaN)) {
    throw new InputError(
      `show: paths leave the ${name} within this time, and active-ftle needs them all; choose barriers, or a shorter duration`,
    )
  }
  return activeFtle(barriers, ACTIVE_TIME * (box.x[1] - box.x[0]))
}

/** Between frames a film is linear in time, so its interval is the step; `advect` takes it by default. */
const stepOf = ({ times, instantaneous }: Scene, T: number) =>
  times || instantaneous ? {} : { step: Math.abs(T) / STEPS }

function withValues(nodes: GridNodes, values: Float64Array, { name }: Scene): Grid {
  if (values.every(Number.isNaN)) {
    throw new InputError(
      `duration: every path leaves the ${name} or runs ashore within this time; choose a shorter one`,
    )
  }
  const { shape, spacing, origin, periodic } = nodes
  return { values, shape, spacing, origin, periodic }
}
