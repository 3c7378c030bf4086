/**
 * Three paths, Euler steps along their exact velocities, and how far the samples end from the data.
 * @module
 */
import { type Field, solveOde } from 'pushforward/field'
import {
  condOtPath,
  type Denoiser,
  type GaussianPath,
  kineticOptimalPath,
  type Separation,
  trigPath,
  velocityField,
} from 'pushforward/flow'
import type { Points } from 'pushforward/measure'
import { slicedWasserstein } from 'pushforward/transport'

export const PATHS = ['kinetic optimal', 'linear', 'trigonometric'] as const
export type PathName = (typeof PATHS)[number]

export const pathsFor = (separation: Separation): Readonly<Record<PathName, GaussianPath>> => ({
  'kinetic optimal': kineticOptimalPath(separation),
  linear: condOtPath(),
  trigonometric: trigPath(),
})

/** The velocity is taken no nearer to pure noise than this, where the optimal path's α grows like a root. */
const START = 1e-4

/** The path's velocity for exact posterior means. */
export function velocityOf(path: GaussianPath, denoiser: Denoiser): Field {
  const field = velocityField(path, denoiser)
  const inside = (t: number) => (path.dataTime === 1 ? Math.max(t, START) : Math.min(t, 1 - START))
  return { d: field.d, value: (x, t) => field.value(x, inside(t)) }
}

/** Plain Euler steps in the path's own clock: steps in λ would hide what the clock is for. */
export function sample(path: GaussianPath, denoiser: Denoiser, noise: Points, steps: number): Points {
  const span = path.dataTime === 1 ? ([0, 1] as const) : ([1, 0] as const)
  return solveOde(velocityOf(path, denoiser), noise, span, { method: 'euler', steps }).points
}

const DIRECTIONS = 64
const FAN = Float64Array.from({ length: 2 * DIRECTIONS }, (_, k) => {
  const angle = (Math.PI * (k >> 1)) / DIRECTIONS
  return k % 2 ? Math.sin(angle) : Math.cos(angle)
})

/** The sliced distance SW₂ along 64 directions, in the plane equally spaced. */
export const slicedDistance = (x: Points, y: Points): number =>
  slicedWasserstein(x, y, x.d === 2 ? { directions: FAN } : { projections: DIRECTIONS }).distance
