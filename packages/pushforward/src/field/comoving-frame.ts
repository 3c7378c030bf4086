/**
 * A frame that travels with an interface, so that its fluid stays in view.
 *
 *   X(t) = (∫ U_I dt, y_I(t) − y_I(t_0)),   U_I = mean of u on the interface, y_I = mean interface position across the flow
 *
 * Structures that do not depend on the observer (stretching of the flow map, transport barriers) are the same in it; what
 * changes is how long a parcel stays in a window.
 * @module
 */
import { InputError } from '../errors.js'
import type { Points } from '../measure/points.js'
import type { Field } from './field.js'
import type { Grid } from './grid.js'
import { sampleGrid } from './sample-grid.js'

export interface InterfaceFrame {
  readonly time: number
  /** The streamwise velocity, planar. */
  readonly u: Grid
  /** Points on the interface, `[n, 2]`; n may differ between frames. */
  readonly interface: Points
}

export interface ComovingFrame {
  readonly times: Float64Array
  /** X at the frames, `[n, 2]`; (0, 0) at the first. */
  readonly offsets: Points
  /** dX/dt at the frames, `[n, 2]`. */
  readonly velocities: Points
  /** X and dX/dt at any time between the frames, by cubic Hermite pieces: the second is the derivative of the first. */
  at(t: number): { readonly offset: readonly [number, number]; readonly velocity: readonly [number, number] }
}

/**
 * @param frames at least two, in ascending order of time
 * @param options.streamwise the axis along which the frame follows the flow; across it follows the mean position.
 *   Default 'x'.
 * @throws InputError if there are fewer than two frames, times do not ascend, or an interface has no point inside the grid
 */
export function comovingFrame(
  frames: readonly InterfaceFrame[],
  { streamwise = 'x' }: { readonly streamwise?: 'x' | 'y' } = {},
): ComovingFrame {
  if (frames.length < 2) throw new InputError(`frames: there are ${frames.length}; at least two are needed`)
  const n = frames.length
  const times = Float64Array.from(frames, ({ time }) => time)
  for (let k = 1; k < n; k++) {
    if (!((times[k] as number) > (times[k - 1] as number))) {
      throw new InputError(`frames: [${k}] has time ${times[k]} after ${times[k - 1]}; ascending times are needed`)
    }
  }
  const along = streamwise === 'x' ? 0 : 1
  const across = 1 - along
  const speed = Float64Array.from(frames, ({ u, interface: { data, n: count, d } }, k) => {
    return meanOf(sampleGrid(u, { data, n: count, d }), `frames: [${k}] has no interface point where u is known`)
  })
  const place = Float64Array.from(frames, ({ interface: { data, n: count } }, k) => {
    const values = Float64Array.from({ length: count }, (_, i) => data[2 * i + across] as number)
    return meanOf(values, `frames: [${k}] has no interface point`)
  })
  const offsets = new Float64Array(2 * n)
  const velocities = new Float64Array(2 * n)
  for (let k = 0; k < n; k++) {
    velocities[2 * k + along] = speed[k] as number
    velocities[2 * k + across] = slopeAt(times, place, k)
    offsets[2 * k + across] = (place[k] as number) - (place[0] as number)
    if (k === 0) continue
    const step = (times[k] as number) - (times[k - 1] as number)
    const travelled = (step * ((speed[k] as number) + (speed[k - 1] as number))) / 2
    offsets[2 * k + along] = (offsets[2 * k - 2 + along] as number) + travelled
  }
  return {
    times,
    offsets: { data: offsets, n, d: 2 },
    velocities: { data: velocities, n, d: 2 },
    at: (t) => hermite(times, offsets, velocities, t),
  }
}

/**
 * A planar field as the moving observer sees it: v'(x, t) = v(x + X(t), t) − dX/dt.
 * @throws InputError unless the field is planar; its values throw for times outside the frames
 */
export function inFrame(field: Field, frame: ComovingFrame): Field {
  if (field.d !== 2) throw new InputError(`field: has dimension ${field.d}; a planar field is needed, d = 2`)
  const moved = (x: Points, t: number): Points => {
    const { offset } = frame.at(t)
    return { data: Float64Array.from(x.data, (value, k) => value + offset[(k & 1) as 0 | 1]), n: x.n, d: 2 }
  }
  const { divergence, jvp, vjp } = field
  return {
    d: 2,
    value: (x, t) => {
      const { data } = field.value(moved(x, t), t)
      const { velocity } = frame.at(t)
      return { data: Float64Array.from(data, (value, k) => value - velocity[(k & 1) as 0 | 1]), n: x.n, d: 2 }
    },
    ...(divergence && { divergence: (x: Points, t: number) => divergence(moved(x, t), t) }),
    ...(jvp && { jvp: (x: Points, u: Points, t: number) => jvp(moved(x, t), u, t) }),
    ...(vjp && { vjp: (x: Points, w: Points, t: number) => vjp(moved(x, t), w, t) }),
  }
}

export interface Window {
  readonly x: readonly [number, number]
  /** Default: no limit. */
  readonly y?: readonly [number, number]
}

export interface ResidenceResult {
  /** Time that each parcel stays before it first leaves, `[n]`; NaN for those that start outside. */
  readonly times: Float64Array
  /** Over the parcels that start inside: a lower bound where some are still inside at the end. */
  readonly mean: number
  readonly started: number
  /** Parcels that are inside to the end. */
  readonly stayed: number
}

/**
 * How long parcels stay in a window, at rest or moving with a frame.
 * @param times of the paths, ascending, `[m]`
 * @param paths positions of the parcels at each time, m times `[n, 2]`; straight between times, not wrapped
 * @param frame the window moves by its offset since the first time. Default: at rest.
 * @throws InputError if sizes differ or no parcel starts in the window
 */
export function residenceTime(
  times: ArrayLike<number>,
  paths: readonly Points[],
  window: Window,
  frame?: ComovingFrame,
): ResidenceResult {
  const first = paths[0]
  if (!first || paths.length !== times.length) {
    throw new InputError(`paths: there are ${paths.length} for ${times.length} times; one for each is needed`)
  }
  const { n } = first
  paths.forEach((path, k) => {
    if (path.n !== n || path.d !== 2) throw new InputError(`paths: [${k}] is ${path.n} × ${path.d}; ${n} × 2 is needed`)
  })
  const begin = times[0] as number
  const end = times[times.length - 1] as number
  const start = frame?.at(begin).offset ?? [0, 0]
  const shifts = Array.from(times, (t) => frame?.at(t).offset ?? [0, 0])
  const bounds = [window.x, window.y ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]] as const
  /** The coordinate that the window sees. */
  const seen = (k: number, i: number, axis: 0 | 1) =>
    (paths[k]?.data[2 * i + axis] as number) - ((shifts[k]?.[axis] as number) - start[axis])

  const stay = new Float64Array(n)
  let total = 0
  let started = 0
  let stayed = 0
  for (let i = 0; i < n; i++) {
    stay[i] = Number.NaN
    if (([0, 1] as const).some((axis) => !inside(seen(0, i, axis), bounds[axis]))) continue
    started++
    let left = Number.POSITIVE_INFINITY
    for (let k = 1; k < paths.length && left === Number.POSITIVE_INFINITY; k++) {
      for (const axis of [0, 1] as const) {
        const from = seen(k - 1, i, axis)
        const to = seen(k, i, axis)
        if (inside(to, bounds[axis])) continue
        // A path that ends in NaN, outside the data, is seen up to its last known place.
        const border = to > from ? bounds[axis][1] : bounds[axis][0]
        const share = Number.isNaN(to) ? 0 : (border - from) / (to - from)
        left = Math.min(left, (times[k - 1] as number) + share * ((times[k] as number) - (times[k - 1] as number)))
      }
    }
    if (left === Number.POSITIVE_INFINITY) stayed++
    const time = Math.min(left, end) - begin
    stay[i] = time
    total += time
  }
  if (started === 0) throw new InputError('window: no parcel starts inside it')
  return { times: stay, mean: total / started, started, stayed }
}

function inside(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high
}

function meanOf(values: Float64Array, problem: string): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  if (count === 0) throw new InputError(problem)
  return sum / count
}

/** Slope of the parabola through three neighbours; of the line through two at the ends. */
function slopeAt(times: Float64Array, values: Float64Array, k: number): number {
  const slope = (a: number, b: number) =>
    ((values[b] as number) - (values[a] as number)) / ((times[b] as number) - (times[a] as number))
  if (k === 0) return slope(0, 1)
  if (k === times.length - 1) return slope(k - 1, k)
  const before = (times[k] as number) - (times[k - 1] as number)
  const after = (times[k + 1] as number) - (times[k] as number)
  return (after * slope(k - 1, k) + before * slope(k, k + 1)) / (before + after)
}

function hermite(times: Float64Array, offsets: Float64Array, velocities: Float64Array, t: number) {
  const last = times.length - 1
  const from = times[0] as number
  const to = times[last] as number
  if (!(t >= from && t <= to)) throw new InputError(`t: is ${t}; the frame is known from ${from} to ${to}`)
  let k = times.findLastIndex((time) => time <= t)
  if (k === last) k--
  const start = times[k] as number
  const step = (times[k + 1] as number) - start
  const s = (t - start) / step
  const offset: [number, number] = [0, 0]
  const velocity: [number, number] = [0, 0]
  for (const axis of [0, 1] as const) {
    const x = offsets[2 * k + axis] as number
    const rise = (offsets[2 * k + 2 + axis] as number) - x
    const v = step * (velocities[2 * k + axis] as number)
    const w = step * (velocities[2 * k + 2 + axis] as number)
    offset[axis] = x + s * (v + s * (3 * rise - 2 * v - w + s * (v + w - 2 * rise)))
    velocity[axis] = (v + s * (2 * (3 * rise - 2 * v - w) + 3 * s * (v + w - 2 * rise))) / step
  }
  return { offset, velocity } as const
}
