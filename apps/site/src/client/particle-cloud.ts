/**
 * Particles that a gridded flow carries: one Runge-Kutta step of the library's compiled advection a frame. A share of them
 * starts anew at a random place all the time, so that they stay spread evenly where the flow draws them together.
 * @module
 */
import type { MovingFlow } from '@pushforward/lab'
import { advect, gridFlow } from 'pushforward/field'
import { type Rng, rng } from 'pushforward/measure'

export interface ParticleCloud {
  /** `[n, 2]`; inside the flow's box. */
  readonly positions: Float64Array
  /** Moves on by a time in seconds of the watcher. */
  advance(seconds: number): void
}

/** Seconds that a particle lives. */
const LIFE = 4
/** Longer gaps between frames are not made up for: the page was hidden or busy. */
const LONGEST = 0.1

/** Particles at random places of the box, `[n, 2]`. */
function scatter(positions: Float64Array, from: number, to: number, box: Box, random: Rng): void {
  for (let i = from; i < to; i++) {
    positions[2 * i] = box.x[0] + random.uniform() * (box.x[1] - box.x[0])
    positions[2 * i + 1] = box.y[0] + random.uniform() * (box.y[1] - box.y[0])
  }
}

interface Box {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
}

/** @throws InputError as `gridFlow` */
export function particleCloud(moving: MovingFlow, random: Rng = rng(0)): ParticleCloud {
  const { pace, particles: n, periodic } = moving
  const flow = gridFlow({ ...moving, ...(hasLand(moving) ? { land: true } : { interpolation: 'hermite' }) })
  const { box } = flow
  const positions = new Float64Array(2 * n)
  scatter(positions, 0, n, box, random)
  const [first, last] = flow.times ?? [0, Number.POSITIVE_INFINITY]
  let time = first
  let oldest = 0
  let due = 0

  const renew = (seconds: number) => {
    due += (n * seconds) / LIFE
    const count = Math.min(Math.floor(due), n)
    due -= Math.floor(due)
    const end = Math.min(oldest + count, n)
    scatter(positions, oldest, end, box, random)
    scatter(positions, 0, oldest + count - end, box, random)
    oldest = (oldest + count) % Math.max(n, 1)
  }

  return {
    positions,
    advance: (given) => {
      if (n === 0) return
      const seconds = Math.min(given, LONGEST)
      if (time >= last) time = first
      const next = Math.min(time + seconds * pace, last)
      const moved = advect(flow, { data: positions, n, d: 2 }, time, next, { step: next - time || 1 }).points.data
      time = next
      for (let i = 0; i < n; i++) {
        const x = inside(moved[2 * i] as number, box.x, periodic[0])
        const y = inside(moved[2 * i + 1] as number, box.y, periodic[1])
        // It left, or ran ashore.
        if (Number.isNaN(x + y)) scatter(positions, i, i + 1, box, random)
        else {
          positions[2 * i] = x
          positions[2 * i + 1] = y
        }
      }
      renew(seconds)
    },
  }
}

const hasLand = ({ u }: MovingFlow): boolean => u.some(Number.isNaN)

/** Back over the border where periodic; NaN beyond an end. */
function inside(value: number, [low, high]: readonly [number, number], periodic: boolean): number {
  if (value >= low && value <= high) return value
  if (!periodic) return Number.NaN
  const span = high - low
  return low + ((((value - low) % span) + span) % span)
}
