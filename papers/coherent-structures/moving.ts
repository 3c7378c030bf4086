/**
 * What makes a picture of a flow move: its velocities on a coarse grid, which the page moves particles with, and the paths
 * of a few of them, which a still picture shows.
 * @module
 */
import type { Motion, MovingFlow } from '@pushforward/lab'
import { advect, type PlanarFlow, planarGrid } from 'pushforward/field'
import { type Rng, rng } from 'pushforward/measure'
import type { Box, Scene } from './flows.js'

/** Enough that eyes see no kinks: the picture below is finer. */
const ACROSS = 96
const FRAMES = 41
/** Of a still picture. */
const TRAILS = { count: 260, seconds: 0.5, pieces: 8 }
/** Seconds in which fluid at a typical speed crosses the box. */
const CROSSING = 6

export interface MovingOptions {
  readonly particles: number
  /** The picture's time; trails end there. */
  readonly now: number
  /** What particles run through. Absent: the flow as it is at `now`. */
  readonly span?: readonly [from: number, to: number]
  readonly random?: Rng
}

export function motionOf(scene: Scene, options: MovingOptions): Motion {
  const { particles, now, span, random = rng(0) } = options
  const { flow, box } = scene
  const nx = ACROSS
  const ny = Math.min(2 * nx, Math.max(8, Math.round((nx * (box.y[1] - box.y[0])) / (box.x[1] - box.x[0]))))
  const nodes = planarGrid({ ...box, nx, ny, periodic: [box.periodic[1], box.periodic[0]] })
  const axis = (n: number, k: 0 | 1) =>
    Float64Array.from({ length: n }, (_, i) => (nodes.origin[k] as number) + i * (nodes.spacing[k] as number))
  const [y, x] = [axis(ny, 0), axis(nx, 1)]
  const t = span && Float64Array.from({ length: FRAMES }, (_, k) => span[0] + (k * (span[1] - span[0])) / (FRAMES - 1))
  const u = new Float32Array((t?.length ?? 1) * ny * nx)
  const v = new Float32Array(u.length)
  const pair = new Float64Array(2)
  let at = 0
  for (const time of t ?? [now]) {
    for (const row of y) {
      for (const column of x) {
        flow.velocity(column, row, time, pair)
        u[at] = pair[0] as number
        v[at++] = pair[1] as number
      }
    }
  }
  const pace = (box.x[1] - box.x[0]) / typicalSpeed(u, v) / CROSSING
  const moving: MovingFlow = {
    key: `${scene.key} ${particles}`,
    x,
    y,
    ...(t && { t }),
    u,
    v,
    ...{ pace, particles },
    periodic: box.periodic,
  }
  return {
    trails: trailsOf(flow, box, now, pace * TRAILS.seconds, scene.times, random),
    ...(particles > 0 && { flow: moving }),
  }
}

/** Root mean square over where there is fluid. */
function typicalSpeed(u: Float32Array, v: Float32Array): number {
  let sum = 0
  let count = 0
  for (let k = 0; k < u.length; k++) {
    const square = (u[k] as number) ** 2 + (v[k] as number) ** 2
    if (Number.isNaN(square)) continue
    sum += square
    count++
  }
  return Math.sqrt(sum / count) || 1
}

/** Paths over the last `seconds` before `now`, or the first after it, that stay in the box and clear of land. */
function trailsOf(
  flow: PlanarFlow,
  { x, y }: Box,
  now: number,
  length: number,
  times: readonly [number, number] | undefined,
  random: Rng,
): readonly Float32Array[] {
  const data = new Float64Array(2 * TRAILS.count)
  for (let i = 0; i < TRAILS.count; i++) {
    data[2 * i] = x[0] + random.uniform() * (x[1] - x[0])
    data[2 * i + 1] = y[0] + random.uniform() * (y[1] - y[0])
  }
  const from = times ? Math.min(Math.max(now, times[0]), Math.max(times[0], times[1] - length)) : now
  const to = times ? Math.min(from + length, times[1]) : from + length
  const trails = Array.from({ length: TRAILS.count }, (_, i) => [data[2 * i] as number, data[2 * i + 1] as number])
  if (to > from) {
    advect(flow, { data, n: TRAILS.count, d: 2 }, from, to, {
      step: (to - from) / TRAILS.pieces,
      onStep: ({ points }) => {
        for (const [i, trail] of trails.entries()) {
          const [px, py] = [points.data[2 * i] as number, points.data[2 * i + 1] as number]
          const inside = px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1]
          if (inside) trail.push(px, py)
        }
      },
    })
  }
  return trails.filter((trail) => trail.length >= 4).map((trail) => Float32Array.from(trail))
}
