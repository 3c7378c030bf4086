/**
 * What an observer gains who moves with the interface, and what he does not change.
 *
 * Residence: parcels that start on the TNTI, in windows of a given width in x without limits in y, at rest and moving with the mean
 * velocity on the interface. Stretching: FTLE on the same fluid, from the velocities that each observer sees.
 * @module
 */
import {
  asField,
  type ComovingFrame,
  comovingFrame,
  findInterface,
  followFlow,
  ftle,
  type GridNodes,
  inFrame,
  planarGrid,
  residenceTime,
} from 'pushforward/field'
import type { Points } from 'pushforward/measure'
import type { JetRun } from './jet.js'

export interface Residence {
  /** Of the moving observer along x, mean over the film from t0. */
  readonly speed: number
  /** Mean time in the window at rest, and in the moving one; lower bounds, as the film ends. */
  readonly fixed: number
  readonly moving: number
  /** Share of the parcels that are in the window at the end of the film. */
  readonly fixedStayed: number
  readonly movingStayed: number
}

const PERIOD = 2 * Math.PI
/** Interfaces are looked for so many frames apart: their means change slowly. */
const FRAMES_APART = 5
/** Windows along the jet. */
const WINDOWS = 8
/** Every so many points of the interface is a parcel: a spacing apart, as the grid resolves no more. */
const PARCELS_APART = 2

/**
 * The frame that moves with the mean of u on the level, and with the level's mean place across.
 * @param from a time of the film; the frame goes on to its end
 */
export function frameOfInterface(jet: JetRun, level: number, from: number): ComovingFrame {
  const { film, frame } = jet
  const last = film.t.length - 1
  const first = film.t.findIndex((t) => t >= from - 1e-9)
  const looked = [...film.t.keys()].filter((k) => k >= first && ((k - first) % FRAMES_APART === 0 || k === last))
  return comovingFrame(
    looked.map((k) => {
      const time = film.t[k] as number
      const { u, scalar } = frame(time)
      return { time, u, interface: findInterface(scalar, level).points }
    }),
  )
}

/**
 * @param interfacePoints where parcels start at t0
 * @param width of the windows
 */
export function residence(
  jet: JetRun,
  moving: ComovingFrame,
  interfacePoints: Points,
  width: number,
  signal?: AbortSignal,
): Residence {
  const times = [...jet.film.t].filter((t) => t >= jet.t0 - 1e-9)
  const parcels = everyOther(interfacePoints)
  const paths = Array.from(followFlow(jet.flow, parcels, times, signal && { signal }), ({ points }) => points)
  const sums = { fixed: 0, moving: 0, fixedStayed: 0, movingStayed: 0 }
  let started = 0
  for (let k = 0; k < WINDOWS; k++) {
    const centre = (PERIOD * k) / WINDOWS
    const near = aroundCentre(paths, centre)
    const window = { x: [centre - width / 2, centre + width / 2] } as const
    const atRest = residenceTime(times, near, window)
    const along = residenceTime(times, near, window, moving)
    started += atRest.started
    sums.fixed += atRest.mean * atRest.started
    sums.moving += along.mean * along.started
    sums.fixedStayed += atRest.stayed
    sums.movingStayed += along.stayed
  }
  const [begin, end] = [times[0] as number, times.at(-1) as number]
  return {
    speed: (moving.at(end).offset[0] - moving.at(begin).offset[0]) / (end - begin),
    fixed: sums.fixed / started,
    moving: sums.moving / started,
    fixedStayed: sums.fixedStayed / started,
    movingStayed: sums.movingStayed / started,
  }
}

function everyOther({ data, n }: Points): Points {
  const kept = Math.ceil(n / PARCELS_APART)
  const out = new Float64Array(2 * kept)
  for (let i = 0; i < kept; i++) out.set(data.subarray(2 * PARCELS_APART * i, 2 * PARCELS_APART * i + 2), 2 * i)
  return { data: out, n: kept, d: 2 }
}

/** The images of the paths that start within half a period of the centre. */
function aroundCentre(paths: readonly Points[], centre: number): Points[] {
  const { data: start } = paths[0] as Points
  return paths.map(({ data, n, d }) => ({
    data: data.map((value, k) =>
      k % 2 ? value : value - PERIOD * Math.round(((start[k] as number) - centre) / PERIOD),
    ),
    n,
    d,
  }))
}

/** Nodes of the comparison along each axis. */
const NODES = 24
/** Longest step: a fifth of the frames' interval, as the moving observer's velocities are curved between frames. */
const STEP = 0.02

/** The largest difference of the FTLE of duration T between the observers at rest and moving, over a coarse grid of the torus. */
export function observersDifference(jet: JetRun, moving: ComovingFrame, T: number, signal?: AbortSignal): number {
  const period = [0, PERIOD] as const
  const nodes: GridNodes = planarGrid({ x: period, y: period, nx: NODES, ny: NODES, periodic: [true, true] })
  const options = { step: STEP, delta: 1e-4, ...(signal && { signal }) }
  const atRest = ftle(jet.flow, nodes, jet.t0, T, options).values
  const seen = ftle(inFrame(asField(jet.flow), moving), nodes, jet.t0, T, options).values
  return atRest.reduce((most, value, i) => Math.max(most, Math.abs(value - (seen[i] as number))), 0)
}
