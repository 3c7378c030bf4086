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
  // Linear between nodes: no eye sees a kink of a coarse grid's velocity, and four nodes cost less than sixteen.
  const flow = gridFlow({ ...moving, land: hasLand(moving), interpolation: 'linear' })
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

  /** Takes the new places; a particle that left, or ran ashore, starts anew. */
  const settle = (moved: ArrayLike<number>) => {
    const [left, right] = box.x
    const [bottom, top] = box.y
    for (let i = 0; i < n; i++) {
      let x = moved[2 * i] as number
      let y = moved[2 * i + 1] as number
      if (periodic[0] && !(x >= left && x < right)) x = wrapped(x, left, right)
      if (periodic[1] && !(y >= bottom && y < top)) y = wrapped(y, bottom, top)
      if (x >= left && x <= right && y >= bottom && y <= top) {
        positions[2 * i] = x
        positions[2 * i + 1] = y
      } else scatter(positions, i, i + 1, box, random)
    }
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
      settle(moved)
      renew(seconds)
    },
  }
}

const hasLand = ({ u }: MovingFlow): boolean => u.some(Number.isNaN)

/** Back over the border of a period. */
const wrapped = (value: number, low: number, high: number): number => {
  const span = high - low
  return low + ((((value - low) % span) + span) % span)
}
