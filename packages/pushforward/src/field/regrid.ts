/**
 * A field on a rectilinear grid whose axes are unevenly spaced, brought to even axes over the same box and times.
 *
 * In space, along one axis after the other, by the cubic through the four nodes around a place: exact for cubics, error O(h⁴), h the
 * local spacing, and what lies further off (land) has no say. Next to a missing value the line between two neighbours takes
 * its place; between two of which one is missing, the result is missing. In time linearly, as flows are between their frames.
 * Cost O(new values) an axis.
 *
 * Source: Lagrange's interpolation formula, Abramowitz & Stegun 1964, 25.2.1.
 * @module
 */
import { InputError } from '../errors.js'
import { DEFAULT_MAX_VALUES } from './gridded-field.js'

export interface RectilinearField {
  /** `[nx]`, ascending. */
  readonly x: Float64Array
  /** `[ny]` */
  readonly y: Float64Array
  /** `[nt]`; absent for a single frame. */
  readonly t?: Float64Array
  /** `[nt, ny, nx]`; NaN where missing. */
  readonly u: Float64Array
  readonly v: Float64Array
  readonly c?: Float64Array
}

export interface RegridOptions {
  /**
   * How far a coordinate may be from the even axis, as a share of the step, to count as even: it is then put there, and values stay.
   * Default 1e-2: positions are often written with few digits.
   */
  readonly tolerance?: number
  /**
   * New nodes of an uneven axis are as close as its nodes are where they are closest, but at most this many times as many, >= 1.
   * Default 2: three uneven axes make eight times the values at worst, and what a grid that is stretched further resolves in
   * its finest part is thinned out.
   */
  readonly refinement?: number
  /** Largest number of values of a component afterwards. Default 2^27, as `readField`. */
  readonly maxValues?: number
}

/** An axis that was uneven. */
export interface RegriddedAxis {
  readonly axis: 'x' | 'y' | 't'
  /** Nodes that it had, and the smallest and largest distance of two. */
  readonly nodes: number
  readonly narrowest: number
  readonly widest: number
  /** Of the new axis. */
  readonly spacing: number
}

export interface RegriddedField extends RectilinearField {
  /** The axes that were uneven; empty if there was nothing to do, and then values are those given. */
  readonly regridded: readonly RegriddedAxis[]
}

/**
 * @throws InputError if an axis does not ascend or is too short, lengths do not match, or there would be more than `maxValues`
 * @example
 * const u = Float64Array.of(0, 1, 9, 16, 0, 1, 9, 16) // x²
 * const field = { x: Float64Array.of(0, 1, 3, 4), y: Float64Array.of(0, 1), u, v: u }
 * regrid(field).u.subarray(0, 5) // [0, 1, 4, 9, 16] at x = 0, 1, 2, 3, 4
 */
export function regrid(field: RectilinearField, options: RegridOptions = {}): RegriddedField {
  const { tolerance = 1e-2, refinement = 2, maxValues = DEFAULT_MAX_VALUES } = options
  if (!(tolerance >= 0)) throw new InputError(`tolerance: is ${tolerance}; a number >= 0 is needed`)
  if (!(refinement >= 1)) throw new InputError(`refinement: is ${refinement}; a number >= 1 is needed`)
  assertField(field)
  const { x, y, t, u, v, c } = field
  const plan = (axis: RegriddedAxis['axis'], nodes: Float64Array) => planAxis(axis, nodes, tolerance, refinement)
  const plans = { x: plan('x', x), y: plan('y', y), ...(t && { t: plan('t', t) }) }
  const count = plans.x.even.length * plans.y.even.length * (plans.t?.even.length ?? 1)
  if (count > maxValues) {
    throw new InputError(
      `field: on even axes it has ${count} values; at most ${maxValues} are accepted (cut out a part, or set maxValues)`,
    )
  }
  const moved = (values: Float64Array): Float64Array => {
    // Along x runs are nodes themselves, along y rows, along t frames.
    const alongX = resampled(values, x, plans.x, 1, cubicTaps)
    const alongY = resampled(alongX, y, plans.y, plans.x.even.length, cubicTaps)
    if (!(t && plans.t)) return alongY
    return resampled(alongY, t, plans.t, plans.x.even.length * plans.y.even.length, linearTaps)
  }
  return {
    ...{ x: plans.x.even, y: plans.y.even, u: moved(u), v: moved(v) },
    ...(plans.t && { t: plans.t.even }),
    ...(c && { c: moved(c) }),
    regridded: [plans.x, plans.y, plans.t].flatMap((each) => (each?.was ? [each.was] : [])),
  }
}

function assertField({ x, y, t, u, v, c }: RectilinearField): void {
  for (const [name, axis, least] of [
    ['x', x, 2],
    ['y', y, 2],
    ['t', t, 1],
  ] as const) {
    if (!axis) continue
    if (axis.length < least) throw new InputError(`${name}: has ${axis.length} nodes; at least ${least} are needed`)
    for (const [i, value] of axis.entries()) {
      if (!Number.isFinite(value)) throw new InputError(`${name}: [${i}] is ${value}; finite numbers are needed`)
      if (i > 0 && !(value > (axis[i - 1] as number))) {
        throw new InputError(`${name}: goes from ${axis[i - 1]} to ${value} at [${i}]; an ascending axis is needed`)
      }
    }
  }
  const size = x.length * y.length * (t?.length ?? 1)
  for (const [name, values] of Object.entries({ u, v, ...(c && { c }) })) {
    if (values.length !== size) {
      throw new InputError(
        `${name}: has ${values.length} values; t × y × x = ${t?.length ?? 1} × ${y.length} × ${x.length} = ${size} are needed`,
      )
    }
  }
}

interface AxisPlan {
  readonly even: Float64Array
  /** Absent where the axis is even as it is. */
  readonly was?: RegriddedAxis
}

function planAxis(axis: RegriddedAxis['axis'], nodes: Float64Array, tolerance: number, refinement: number): AxisPlan {
  const n = nodes.length
  if (n === 1) return { even: nodes.slice() }
  const asIs = evenlyFrom(nodes, n)
  const step = ((nodes[n - 1] as number) - (nodes[0] as number)) / (n - 1)
  if (nodes.every((value, i) => Math.abs(value - (asIs[i] as number)) <= tolerance * step)) return { even: asIs }
  const gaps = Array.from({ length: n - 1 }, (_, i) => (nodes[i + 1] as number) - (nodes[i] as number))
  const narrowest = gaps.reduce((a, b) => Math.min(a, b))
  const widest = gaps.reduce((a, b) => Math.max(a, b))
  // A cell more for rounding alone would be one too many.
  const asked = Math.ceil(((n - 1) * step) / narrowest - 1e-6) + 1
  const even = evenlyFrom(nodes, Math.min(asked, Math.floor(refinement * n)))
  return { even, was: { axis, nodes: n, narrowest, widest, spacing: ((n - 1) * step) / (even.length - 1) } }
}

function evenlyFrom(nodes: Float64Array, count: number): Float64Array {
  const [first, last] = [nodes[0] as number, nodes.at(-1) as number]
  const step = (last - first) / (count - 1)
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? last : first + i * step))
}

/** Nodes from `first` on, and their weights. */
interface Taps {
  readonly first: number
  readonly weights: readonly number[]
}

function linearTaps(nodes: Float64Array, cell: number, at: number): Taps {
  const [a, b] = [nodes[cell] as number, nodes[cell + 1] as number]
  const share = (at - a) / (b - a)
  return { first: cell, weights: [1 - share, share] }
}

/** Of the four nodes around a cell; at an end, and of fewer nodes, of those there are. */
function cubicTaps(nodes: Float64Array, cell: number, at: number): Taps {
  const count = Math.min(4, nodes.length)
  const first = Math.min(Math.max(cell - 1, 0), nodes.length - count)
  const places = nodes.subarray(first, first + count)
  const weights = Array.from(places, (own, i) =>
    places.reduce((product, other, k) => (k === i ? product : (product * (at - other)) / (own - other)), 1),
  )
  return { first, weights }
}

/** Along one axis of `[…, nodes, run]`, of which runs are interpolated as one. */
function resampled(
  values: Float64Array,
  nodes: Float64Array,
  { even, was }: AxisPlan,
  run: number,
  tapsOf: typeof cubicTaps,
): Float64Array {
  if (!was) return values
  const [before, after] = [nodes.length, even.length]
  const blocks = values.length / (before * run)
  const out = new Float64Array(blocks * after * run)
  let cell = 0
  for (const [k, at] of even.entries()) {
    while (cell < before - 2 && (nodes[cell + 1] as number) <= at) cell++
    const [taps, line] = [tapsOf(nodes, cell, at), linearTaps(nodes, cell, at)]
    for (let block = 0; block < blocks; block++) {
      const from = block * before * run
      const to = (block * after + k) * run
      for (let i = 0; i < run; i++) {
        const wide = weighted(values, from + i, run, taps)
        out[to + i] = Number.isNaN(wide) ? weighted(values, from + i, run, line) : wide
      }
    }
  }
  return out
}

/** What weighs nothing may be missing: a place on a node has that node's value. */
function weighted(values: Float64Array, from: number, run: number, { first, weights }: Taps): number {
  let sum = 0
  for (const [k, weight] of weights.entries()) {
    if (weight !== 0) sum += weight * (values[from + (first + k) * run] as number)
  }
  return sum
}
